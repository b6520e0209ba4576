"""Avro bytes read strictly, and a schema's fingerprint: small, slow, and nothing of the consumers' own."""
import json

MESSAGE_LIMIT, STRING_LIMIT, ITEM_LIMIT = 256 * 1024, 65536, 10000
EMPTY = 0xC15D213AA4D7A795
SINGLE_OBJECT = b"\xc3\x01"


REASONS = ("truncated", "bad_varint", "bad_length", "bad_enum", "bad_boolean", "bad_utf8", "trailing_bytes")


class Broken(Exception):
    """The reason, in the words of stream.quarantine."""


def _table():
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ (EMPTY & -(crc & 1))
        table.append(crc)
    return table


def crc64(data):
    """CRC-64-AVRO, in the order in which single-object encoding carries it."""
    table, crc = _table(), EMPTY
    for byte in data:
        crc = (crc >> 8) ^ table[(crc ^ byte) & 0xFF]
    return crc.to_bytes(8, "little")


def canonical_form(schema, namespace=""):
    """Parsing Canonical Form of the schemas that this project writes: records, enums, unions, arrays, primitives."""
    if isinstance(schema, list):
        return [canonical_form(branch, namespace) for branch in schema]
    if isinstance(schema, str):
        primitive = schema in ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
        return schema if primitive or "." in schema else f"{namespace}.{schema}"
    kind = schema["type"]
    if kind == "array":
        return {"type": "array", "items": canonical_form(schema["items"], namespace)}
    if kind not in ("record", "enum"):
        return canonical_form(kind, namespace)
    namespace = schema.get("namespace", namespace)
    form = {"name": f"{namespace}.{schema['name']}", "type": kind}
    if kind == "enum":
        form["symbols"] = schema["symbols"]
    else:
        form["fields"] = [{"name": field["name"], "type": canonical_form(field["type"], namespace)}
                          for field in schema["fields"]]
    return form


def fingerprint(schema):
    return crc64(json.dumps(canonical_form(schema), separators=(",", ":")).encode())


class Reader:
    """Reads on behind what is wrong as long as it is known where the next field begins."""

    def __init__(self, data):
        self.data, self.at, self.wrong = data, 0, set()

    def take(self, count):
        if self.at + count > len(self.data):
            raise Broken("truncated")
        self.at += count
        return self.data[self.at - count:self.at]

    def long(self, bits=64):
        value, shift = 0, 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if value >= 1 << 64:
                raise Broken("bad_varint")
            if not byte & 0x80:
                break
            shift += 7
            if shift > 63:
                raise Broken("bad_varint")
        number = (value >> 1) ^ -(value & 1)
        if not -(1 << bits - 1) <= number < 1 << bits - 1:
            self.wrong.add("bad_varint")
        return number

    def string(self):
        length = self.long()
        if length < 0:
            raise Broken("bad_length")
        text = self.take(length).decode("utf-8", "surrogateescape")
        if length > STRING_LIMIT:
            self.wrong.add("bad_length")
        if "\0" in text or any("\udc80" <= letter <= "\udcff" for letter in text):
            self.wrong.add("bad_utf8")
        return text

    def symbol(self, symbols):
        number = self.long()
        if not 0 <= number < len(symbols):
            self.wrong.add("bad_enum")
            return None
        return symbols[number]

    def branch(self, branches):
        number = self.long()
        if not 0 <= number < len(branches):
            raise Broken("bad_enum")
        return self.value(branches[number])

    def boolean(self):
        byte = self.take(1)[0]
        if byte > 1:
            self.wrong.add("bad_boolean")
        return byte == 1

    def array(self, items):
        found = []
        while (count := self.long()) != 0:
            if count < 0:
                count = -count
                if self.long() < 0:
                    raise Broken("bad_length")
            if len(found) + count > ITEM_LIMIT:
                raise Broken("bad_length")
            found.extend(self.value(items) for _ in range(count))
        return found

    def value(self, schema):
        if isinstance(schema, list):
            return self.branch(schema)
        kind = schema["type"] if isinstance(schema, dict) else schema
        if isinstance(kind, (dict, list)):
            return self.value(kind)
        if kind == "record":
            return {field["name"]: self.value(field["type"]) for field in schema["fields"]}
        if kind == "array":
            return self.array(schema["items"])
        if kind == "enum":
            return self.symbol(schema["symbols"])
        return None if kind == "null" else PRIMITIVES[kind](self)

    def whole(self, schema):
        """The value that is all of the bytes; raises the first reason, in the order of the contract, that holds."""
        value = None
        try:
            value = self.value(schema)
            if self.at != len(self.data):
                self.wrong.add("trailing_bytes")
        except Broken as broken:
            self.wrong.add(str(broken))
        for reason in REASONS:
            if reason in self.wrong:
                raise Broken(reason)
        return value


PRIMITIVES = {"boolean": Reader.boolean, "int": lambda reader: reader.long(32), "long": Reader.long,
              "string": Reader.string}


def _body(data, schemas):
    """(the writer's schema, the bytes behind the frame)."""
    if data is None:
        raise Broken("empty")
    if len(data) > MESSAGE_LIMIT:
        raise Broken("too_large")
    if data[:2] == SINGLE_OBJECT and len(data) >= 10:
        if data[2:10] not in schemas:
            raise Broken("unknown_schema")
        return schemas[data[2:10]], data[10:]
    # A registry's id is never known here: no registry is configured.
    raise Broken("unknown_schema" if data[:1] == b"\0" and len(data) >= 5 else "bad_frame")


def decode(data, schemas, reader_schema):
    """The event as the reader's schema has it; raises Broken for what belongs into quarantine. What the writer's schema
    lacks is null, what the reader's lacks is dropped."""
    schema, body = _body(data, schemas)
    event = Reader(body).whole(schema)
    return {field["name"]: event.get(field["name"]) for field in reader_schema["fields"]}
