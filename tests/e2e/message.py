"""Absence messages put together field by field, so that a test can spoil any one of them."""
import json
import os

from oracle import wire

PLAIN = {"event_id": "", "source": "mis-north", "record_id": "88120417", "revision": 1788255000000,
         "op": 0, "recorded_at": 1788255000000, "child_ref": "", "pupil": 1,
         "pupil.school_urn": 990001, "pupil.nc_year": 9, "pupil.sen_provision": 1,
         "pupil.primary_need": "SEMH", "pupil.looked_after": False, "school_urn": 990001,
         "date": 20697, "session": 0, "code": "I", "cause": None}
NULLABLE = ("pupil.school_urn", "pupil.nc_year", "pupil.sen_provision", "pupil.primary_need",
            "pupil.looked_after", "cause")


def long(value):
    """A number in zigzag, in groups of seven bits."""
    bits, out = value << 1 if value >= 0 else (-value << 1) - 1, bytearray()
    while bits > 0x7F:
        out.append(bits & 0x7F | 0x80)
        bits >>= 7
    out.append(bits)
    return bytes(out)


def string(value):
    data = value.encode()
    return long(len(data)) + data


def plain(value):
    """Bytes are bytes already; numbers are numbers, symbols and branches alike."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, bool):
        return bytes([value])
    return string(value) if isinstance(value, str) else long(value)


def encoded(name, value):
    if name not in NULLABLE or isinstance(value, bytes):
        return plain(value)
    return long(0) if value is None else long(1) + plain(value)


def body(child, **changes):
    """An event of the child. A change of a field of `pupil` is named pupil_...; bytes stand for the field as they are, and
    for all of `pupil` if its branch is not 1."""
    changes = {name.replace("pupil_", "pupil."): value for name, value in changes.items()}
    fields = {**PLAIN, "event_id": f"event of {child}", "child_ref": child, **changes}
    if fields["pupil"] != 1:
        fields = {name: value for name, value in fields.items() if not name.startswith("pupil.")}
    return b"".join(encoded(name, value) for name, value in fields.items())


def framing(path):
    """The head of single-object encoding for the schema in a file."""
    with open(path, encoding="utf-8") as file:
        return b"\xc3\x01" + wire.fingerprint(json.load(file))


def current_framing(schemas):
    return framing(os.path.join(schemas, "avro/absence.avsc"))
