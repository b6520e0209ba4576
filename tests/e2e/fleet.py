"""Instances of all consumers that come and go, and what must hold of the database whatever became of them."""
import re

TOPICS = {"absence": "absence", "exclusion": "exclusion", "timetable": "part-time-timetable",
          "referral": "referral", "advice": "advice-submission"}
PARTITIONS = 12


class Fleet:
    """So many instances of every consumer, each with the same day for today."""

    def __init__(self, stack, today, *arguments):
        self.stack, self.today, self.arguments = stack, today, arguments
        self.running = {name: [] for name in TOPICS}

    def all(self):
        return [instance for instances in self.running.values() for instance in instances]

    def join(self, count=1):
        for name, instances in self.running.items():
            instances += [self.new(name) for _ in range(count)]

    def new(self, name):
        return self.stack.start(f"goldenthread-{name}", "--today", self.today, *self.arguments)

    def settle(self):
        """Until every instance has partitions."""
        self.wait_for(self.all(), "partition.claimed")

    def wait_for(self, instances, event):
        for instance in instances:
            self.stack.wait(lambda i=instance: event in i.output() or not i.running(), event, 90)
            assert instance.running(), instance.output()

    def stop(self, count):
        """An orderly end of so many instances of each."""
        self.end([instances.pop(0) for instances in self.running.values() for _ in range(count)])

    def stop_all(self):
        self.end(self.all())
        self.running = {name: [] for name in TOPICS}

    def end(self, instances):
        self.wait_for(instances, "consumer.started")  # from then on it hears signals
        for instance in instances:
            instance.terminate()
        for instance in instances:
            assert instance.stop() == 0, instance.output()

    def kill(self, count):
        """kill -9 of so many instances of each."""
        for instances in self.running.values():
            for _ in range(count):
                instances.pop(0).kill()

    def revive(self):
        """Starts what has ended by itself, as a service manager would: after an outage that was too long."""
        for name, instances in self.running.items():
            self.running[name] = [i if i.running() else self.new(name) for i in instances]


def summary(stack):
    """How often what matters happened to the consumers so far."""
    logs = "".join(process.output() for process in stack.processes)
    counts = {event: logs.count(f'"event":"{event}"')
              for event in ("group.assigned", "write.refused", "database.away", "load.postponed", "claim.postponed")}
    timers = sum(int(found) for found in re.findall(r'"timers.due".*"documents":(\d+)', logs))
    return {"processes": len(stack.processes), "documents by time": timers, **counts}


def published(stack):
    """Messages of each (topic, partition)."""
    words = [word for topic in TOPICS.values() for p in range(PARTITIONS)
             for word in ("-t", f"{topic}:{p}:-1")]
    found = re.findall(r"^(\S+) \[(\d+)\] offset (\d+)$",
                       stack.call("kcat", "-b", stack.brokers, "-Q", *words), re.MULTILINE)
    return {(topic, int(partition)): int(offset) for topic, partition, offset in found}


def wait_for_all(stack, total, today, keep_alive=lambda: None, timeout=180):
    """Until every message is consumed, and what is due by time is done."""
    def done():
        keep_alive()
        return stack.consumed() >= total and due(stack, today) == 0

    stack.wait(done, f"{total} messages are consumed and nothing is due", timeout, every=.2)


def due(stack, today):
    counts = [f"(select count(*) from state.{name} where next_due <= '{today}')" for name in TOPICS]
    return int(stack.number("select " + " + ".join(counts)))


# Queries that must find nothing.
BROKEN = {
    "consumed = applied + unchanged + quarantined": """
        select consumer, partition, consumed, applied, unchanged, quarantined from stream."offset"
         where consumed <> applied + unchanged + quarantined""",
    "what is counted as quarantined is there": """
        select o.consumer, o.partition, o.quarantined, count(q.id)
          from stream."offset" o left join stream.quarantine q using (consumer, topic, partition)
         group by 1, 2, 3 having o.quarantined <> count(q.id)""",
    "changes of a breach are numbered without gaps, and the last is the breach's": """
        select b.breach_id, b.sequence, array_agg(c.sequence order by c.sequence)
          from breach.breach b left join breach.change c using (breach_id)
         group by b.breach_id
        having array_agg(c.sequence order by c.sequence)
               is distinct from array(select generate_series(1, b.sequence))""",
    "the last change of a breach says its state": """
        select b.breach_id, b.state, c.state from breach.breach b join breach.change c using (breach_id, sequence)
         where b.state <> c.state""",
    "nothing is raised that stands, nothing ends twice": """
        select breach_id, sequence, before, state
          from (select breach_id, sequence, state, reason,
                       lag(state) over (partition by breach_id order by sequence) as before
                  from breach.change) c
         where state = before or before = 'ACKNOWLEDGED' and state = 'RAISED'
            or before is null and state not in ('RAISED', 'RESOLVED')
            or before = 'RETRACTED' and state = 'RESOLVED' and reason <> 'already_over'""",
    "an episode of a child has one breach": """
        select rule_id, episode, count(*) from breach.breach group by rule_id, subject, episode
        having count(*) > 1""",
}

# Queries that must find the same, whoever did the work, in whatever portions.
SAME = {
    "the ledger": """
        select measure, day, since, org, sen, need, stage, detail, sum(value) from kpi.ledger
         group by 1, 2, 3, 4, 5, 6, 7, 8 having sum(value) <> 0""",
    "breaches that stand or are over": """
        select breach_id, rule_id, priority, subject, episode, org, sen, stage, raised_on, due_on, over_on,
               event_id, case state when 'ACKNOWLEDGED' then 'RAISED' else state end
          from breach.history where state <> 'RETRACTED'""",
    # Of two that conflict the later one is refused, and partitions have no order between them.
    "events refused": """
        select consumer, topic, partition, "offset", reason, field from stream.quarantine
         where reason <> 'conflict'""",
    **{f"documents of {name}": f"""
        select child_ref, window_start, partition, next_due, md5(body) from state.{name}""" for name in TOPICS},
}


def check_promises(stack, today, messages):
    """Nothing is lost, nothing counts twice, and what is stored says what the ledger and the breaches say."""
    for what, query in BROKEN.items():
        rows = stack.sql(query)
        assert rows == "", f"not so: {what}\n{rows[:2000]}"
    counted = {(topic, int(partition)): int(count) for topic, partition, count in (
        row.split("|") for row in
        stack.sql('select topic, partition, consumed from stream."offset" where consumed > 0').splitlines())}
    assert counted == {at: count for at, count in messages.items() if count}, "each message counts once"
    stack.call("goldenthread", "verify", "--today", today)


def check_equal(one, other):
    """Two databases that read the same messages say the same."""
    for what, query in SAME.items():
        left, right = (set(stack.sql(query).splitlines()) for stack in (one, other))
        assert left == right, f"{what} differ: {sorted(left - right)[:5]} {sorted(right - left)[:5]}"
        print(f"{what}: {len(left)} rows are the same")
