"""Writes the examples of a topic with fastavro (pip install fastavro==1.13.1), so that what integrators test against,
and our own decoder with them, comes from another implementation."""
import importlib.util
import io
import json
import pathlib

import fastavro
import fastavro.schema

ROOT = pathlib.Path(__file__).resolve().parents[2]


def partition_function():
    path = ROOT / "tests/unit/schemas/avro/partitions_test.py"
    spec = importlib.util.spec_from_file_location("partitions", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.partition


def plain(schema):
    """The schema without logical types, so that dates and instants stay the numbers they are in the bytes."""
    if isinstance(schema, dict):
        return {key: plain(value) for key, value in schema.items() if key != "logicalType"}
    return [plain(item) for item in schema] if isinstance(schema, list) else schema


def write(topic, events):
    """schemas/avro/examples/<topic>.json, of pairs of a sentence and an event."""
    schema = json.loads((ROOT / f"schemas/avro/{topic}.avsc").read_text(encoding="utf-8"))
    canonical = fastavro.schema.to_parsing_canonical_form(schema)
    fingerprint = bytes.fromhex(fastavro.schema.fingerprint(canonical, "CRC-64-AVRO"))
    partition = partition_function()
    examples = []
    for what, event in events:
        body = io.BytesIO()
        fastavro.schemaless_writer(body, fastavro.parse_schema(plain(schema)), event)
        key = event["child_ref"]
        examples.append({"what": what, "key": key, "partition": partition(key.encode()), "event": event,
                         "value": (b"\xc3\x01" + fingerprint + body.getvalue()).hex()})
    text = json.dumps(examples, indent=2, ensure_ascii=False) + "\n"
    (ROOT / f"schemas/avro/examples/{topic}.json").write_text(text, encoding="utf-8")
