#!/usr/bin/env python3
"""Writes schemas/avro/examples/absence.json."""
import avro_examples

PUPIL = {"school_urn": 990001, "nc_year": 9, "sen_provision": "K", "primary_need": "SEMH", "looked_after": False}
MARK = {
    "event_id": "0f8fad5b-d9cb-469f-a165-70867728950e", "source": "mis-north", "record_id": "88120417",
    "revision": 1788255000000, "op": "ASSERT", "recorded_at": 1788255000000, "child_ref": "7f3kq2m9w4tb",
    "pupil": PUPIL, "school_urn": 990001, "date": 20697, "session": "AM", "code": "I", "cause": None,
}
CORRECTION = MARK | {"event_id": "3b241101-e2bb-4255-8caf-4136c566a962", "revision": 1788262200000,
                     "recorded_at": 1788262200000, "code": "M"}
EVENTS = [
    ("a mark of illness, one morning", MARK),
    ("its correction two hours later: the same identity, a higher revision", CORRECTION),
    ("nothing known of the child, and a source that keeps no id of its marks",
     MARK | {"event_id": "a1c5d0f2-6a3e-4f0b-9d43-2f3f6a5e7b10", "record_id": "", "pupil": None, "session": "PM",
             "code": "\\"}),
    ("a part-time timetable for reasons of mental health; parts of the pupil unknown",
     MARK | {"event_id": "c2f1e9d4-8b7a-4c6d-9e5f-0a1b2c3d4e5f", "child_ref": "zo\u00eb-\u5b50", "code": "C2",
             "cause": "MENTAL", "pupil": PUPIL | {"school_urn": None, "sen_provision": None, "looked_after": None}}),
    ("the mark was another child's, first half: it is withdrawn from the wrong one",
     CORRECTION | {"event_id": "d4e5f6a7-1b2c-4d3e-8f90-a1b2c3d4e5f6", "op": "VOID", "revision": 1788270000000,
                   "recorded_at": 1788270000000}),
    ("second half: it is asserted for the right one",
     CORRECTION | {"event_id": "e5f6a7b8-2c3d-4e4f-9a01-b2c3d4e5f6a7", "revision": 1788270000000,
                   "recorded_at": 1788270000000, "child_ref": "p4n8d1x6c0rz",
                   "pupil": PUPIL | {"nc_year": 10, "sen_provision": "E"}}),
]


if __name__ == "__main__":
    avro_examples.write("absence", EVENTS)
