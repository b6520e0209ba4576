#!/usr/bin/env python3
"""Writes schemas/avro/examples/part-time-timetable.json."""
import avro_examples

PUPIL = {"school_urn": 990001, "nc_year": 9, "sen_provision": "K", "primary_need": "SEMH", "looked_after": False}
TIMETABLE = {
    "event_id": "3f6d1c0a-8a41-4d0e-9b6b-52c8d7e0a101", "source": "mis-north", "record_id": "PTT-2026-0031",
    "revision": 1788777000000, "op": "ASSERT", "recorded_at": 1788777000000, "child_ref": "7f3kq2m9w4tb",
    "pupil": PUPIL, "starts_on": 20703, "planned_end_on": 20735, "ended_on": None, "next_review_on": 20717,
    "weekly_minutes": 900, "ap_minutes": None, "reason": "SEMH", "parent_agreed": True, "la_notified_on": 20703,
}
EVENTS = [
    ("a timetable of 15 hours a week, agreed with the parents, to be reviewed after two weeks", TIMETABLE),
    ("the review: more hours, some of them in alternative provision, and the next review set",
     TIMETABLE | {"event_id": "4a7e2d1b-9b52-4e1f-8c7c-63d9e8f1b202", "revision": 1789988400000,
                  "recorded_at": 1789988400000, "next_review_on": 20731, "weekly_minutes": 1080, "ap_minutes": 300}),
    ("the child is back full time: ended_on is the first day without the timetable",
     TIMETABLE | {"event_id": "5b8f3e2c-ac63-4f20-9d8d-74eaf9a2c303", "revision": 1791198000000,
                  "recorded_at": 1791198000000, "next_review_on": None, "weekly_minutes": 1080, "ap_minutes": 300,
                  "ended_on": 20731}),
    ("no end, no review, no agreement, and nothing known of the child",
     TIMETABLE | {"event_id": "6c904f3d-bd74-4031-ae9e-85fb0ab3d404", "record_id": "PTT-2026-0032",
                  "child_ref": "zo\u00eb-\u5b50", "pupil": None, "planned_end_on": None, "next_review_on": None,
                  "reason": "BEHAVIOUR", "parent_agreed": False, "la_notified_on": None}),
    ("the timetable was another child's, first half: it is withdrawn from the wrong one",
     TIMETABLE | {"event_id": "7da1504e-ce85-4142-bfaf-960c1bc4e505", "op": "VOID", "revision": 1791208800000,
                  "recorded_at": 1791208800000}),
    ("second half: it is asserted for the right one",
     TIMETABLE | {"event_id": "8eb2615f-df96-4253-80b0-a71d2cd5f606", "revision": 1791208800000,
                  "recorded_at": 1791208800000, "child_ref": "p4n8d1x6c0rz",
                  "pupil": PUPIL | {"nc_year": 10, "sen_provision": "E"}}),
]


if __name__ == "__main__":
    avro_examples.write("part-time-timetable", EVENTS)
