"""Avro bytes read strictly, and a schema's fingerprint: small, slow, and nothing of the consumers' own."""
import json

STRING_LIMIT, ITEM_LIMIT = 65536, 10000
EMPTY = 0xC15D213AA4D7A795


class Broken(Exception):
    pass


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
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if count < 0 or self.at + count > len(self.data):
            raise Broken("truncated")
        self.at += count
        return self.data[self.at - count:self.at]

    def long(self, bits=64):
        value, shift = 0, 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
            shift += 7
            if shift > 63:
                raise Broken("varint")
        number = (value >> 1) ^ -(value & 1)
        if value >= 1 << 64 or not -(1 << bits - 1) <= number < 1 << bits - 1:
            raise Broken("varint")
        return number

    def string(self):
        length = self.long()
        if not 0 <= length <= STRING_LIMIT:
            raise Broken("length")
        try:
            text = self.take(length).decode("utf-8")
        except UnicodeDecodeError as error:
            raise Broken("utf-8") from error
        if "\0" in text:
            raise Broken("NUL")
        return text

    def index(self, choices):
        number = self.long()
        if not 0 <= number < len(choices):
            raise Broken("choice")
        return choices[number]

    def boolean(self):
        byte = self.take(1)[0]
        if byte > 1:
            raise Broken("boolean")
        return byte == 1

    def array(self, items):
        found = []
        while (count := self.long()) != 0:
            if count < 0:
                count = -count
                self.long()
            if len(found) + count > ITEM_LIMIT:
                raise Broken("items")
            found.extend(self.value(items) for _ in range(count))
        return found

    def value(self, schema):
        if isinstance(schema, list):
            return self.value(self.index(schema))
        kind = schema["type"] if isinstance(schema, dict) else schema
        if isinstance(kind, (dict, list)):
            return self.value(kind)
        return {"null": lambda: None, "boolean": self.boolean, "int": lambda: self.long(32),
                "long": self.long, "string": self.string,
                "enum": lambda: self.index(schema["symbols"]),
                "array": lambda: self.array(schema["items"]),
                "record": lambda: {field["name"]: self.value(field["type"])
                                   for field in schema["fields"]}}[kind]()


def decode(data, schemas):
    """The event of a single-object value, or None for what belongs into quarantine."""
    if data is None or len(data) > 256 * 1024 or data[:2] != b"\xc3\x01" or data[2:10] not in schemas:
        return None
    reader = Reader(data[10:])
    try:
        event = reader.value(schemas[data[2:10]])
    except Broken:
        return None
    return event if reader.at == len(reader.data) else None


def add_defaults(event, schema):
    """What the writer's schema lacked is null."""
    return {field["name"]: event.get(field["name"]) for field in schema["fields"]}
