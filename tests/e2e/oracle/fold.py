"""Which of all events of a record counts: the greatest in Avro's sort order, whatever came first."""
import collections

Taken = collections.namedtuple("Taken", "outcome kept")


def sort_key(schema, value):
    """A tuple that sorts as Avro says, fields with order 'ignore' left out."""
    if isinstance(schema, list):  # every union here is of null and one other type, in this order
        return (0,) if value is None else (1, sort_key(schema[1], value))
    kind = schema["type"] if isinstance(schema, dict) else schema
    if isinstance(kind, (dict, list)):
        return sort_key(kind, value)
    if kind == "record":
        return tuple(sort_key(field["type"], value[field["name"]])
                     for field in schema["fields"] if field.get("order") != "ignore")
    if kind == "array":
        return tuple(sort_key(schema["items"], item) for item in value)
    if kind == "enum":
        return schema["symbols"].index(value)
    return value.encode() if kind == "string" else value


class Winner:
    """An event that counts so far, and the ids of all that say the same."""

    def __init__(self, event, rank):
        self.event, self.rank, self.event_ids = event, rank, {event["event_id"]}


class Fold:
    """The winners of one topic."""

    def __init__(self, schema, identity):
        self.identity, self.winners = identity, {}
        names = [field["name"] for field in schema["fields"]]
        own = names.index("pupil") + 1
        self.envelope = {"type": "record", "fields": schema["fields"][:own]}
        self.own = {"type": "record", "fields": schema["fields"][own:]}

    def take(self, event):
        """Folds an event into what came before it; a conflict says which of the two counts."""
        key = tuple(event[name] for name in self.identity)
        rank = self._rank(event)
        before = self.winners.get(key)
        if before is None or rank > before.rank:
            self.winners[key] = Winner(event, rank)
        elif rank == before.rank:
            before.event_ids.add(event["event_id"])
        if before is not None and self._conflict(before, event, rank):
            return Taken("conflict", "arrived" if rank > before.rank else "stored")
        return Taken("applied" if before is None or rank > before.rank else "unchanged", None)

    def facts(self):
        """What is asserted: the winners that are not withdrawn."""
        return [winner for winner in self.winners.values() if winner.event["op"] == "ASSERT"]

    def _rank(self, event):
        """Of a VOID nothing behind the envelope is looked at."""
        own = sort_key(self.own, event) if event["op"] == "ASSERT" else ()
        return sort_key(self.envelope, event) + ((own,) if own else ())

    def _conflict(self, before, event, rank):
        """Two events of one revision that differ in more than what they say of the pupil."""
        pupil_at = len(self._without_ignored()) - 1
        return (event["revision"] == before.event["revision"]
                and rank[:pupil_at] + rank[pupil_at + 1:] != before.rank[:pupil_at] + before.rank[pupil_at + 1:])

    def _without_ignored(self):
        return [field for field in self.envelope["fields"] if field.get("order") != "ignore"]
