#!/usr/bin/env python3
"""Writes schemas/avro/examples/exclusion.json."""
import avro_examples

PUPIL = {"school_urn": 990001, "nc_year": 9, "sen_provision": "K", "primary_need": "SEMH", "looked_after": False}
SUSPENSION = {
    "event_id": "5f0c7a52-3d0e-4d5c-8a51-6f7a4f5b9c01", "source": "mis-north", "record_id": "SUS-2026-0117",
    "revision": 1791208800000, "op": "ASSERT", "recorded_at": 1791208800000, "child_ref": "7f3kq2m9w4tb",
    "pupil": PUPIL, "category": "SUSP", "reasons": ["DB", "VA"], "decided_on": 20731, "starts_on": 20732,
    "ends_on": 20733, "sessions": 4, "stage": "ISSUED", "la_notified_at": None, "provision_from": None,
}
PERMANENT = SUSPENSION | {
    "event_id": "9a3e1d60-72c4-4b8e-b0a7-2c9d8e7f6a02", "record_id": "PEX-2026-0009", "revision": 1791298800000,
    "recorded_at": 1791298800000, "child_ref": "p4n8d1x6c0rz",
    "pupil": PUPIL | {"nc_year": 10, "sen_provision": "E", "looked_after": True}, "category": "PERM",
    "reasons": ["PA"], "decided_on": 20732, "starts_on": 20733, "ends_on": None, "sessions": 0,
    "la_notified_at": 1791295200000,
}
EVENTS = [
    ("a suspension of two days, decided the day before; the authority is not told yet", SUSPENSION),
    ("the authority is told an hour later: the same record, a higher revision",
     SUSPENSION | {"event_id": "6b1f8c3d-0a9e-4f27-9c44-1d2e3f4a5b03", "revision": 1791212400000,
                   "recorded_at": 1791212400000, "la_notified_at": 1791212400000}),
    ("a permanent exclusion: no last day and no number of sessions", PERMANENT),
    ("education elsewhere is found for it",
     PERMANENT | {"event_id": "0d4c3b2a-1908-4f7e-8d6c-5b4a39281704", "revision": 1791800400000,
                  "recorded_at": 1791800400000, "provision_from": 20740}),
    ("the governing board reinstates the child",
     PERMANENT | {"event_id": "e7d6c5b4-a392-4817-90f1-e2d3c4b5a605", "revision": 1792573200000,
                  "recorded_at": 1792573200000, "provision_from": 20740, "stage": "REINSTATED"}),
    ("a lunchtime; nothing is known of the child",
     SUSPENSION | {"event_id": "1c2b3a49-5867-4756-a645-34231201ef06", "record_id": "LNC-2026-0402",
                   "child_ref": "zo\u00eb-\u5b50", "pupil": None, "category": "LNCH", "reasons": ["DB"],
                   "decided_on": 20732, "ends_on": 20732, "sessions": 1}),
    ("the suspension was another child's, first half: it is withdrawn from the wrong one",
     SUSPENSION | {"event_id": "7a6b5c4d-3e2f-4a1b-8c9d-0e1f2a3b4c07", "op": "VOID", "revision": 1791280800000,
                   "recorded_at": 1791280800000}),
    ("second half: it is asserted for the right one",
     SUSPENSION | {"event_id": "8b7c6d5e-4f3a-4b2c-9d8e-1f2a3b4c5d08", "revision": 1791280800000,
                   "recorded_at": 1791280800000, "child_ref": "p4n8d1x6c0rz", "la_notified_at": 1791280800000,
                   "pupil": PUPIL | {"nc_year": 10, "sen_provision": "E", "looked_after": True}}),
]


if __name__ == "__main__":
    avro_examples.write("exclusion", EVENTS)
