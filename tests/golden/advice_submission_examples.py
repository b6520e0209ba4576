#!/usr/bin/env python3
"""Writes schemas/avro/examples/advice-submission.json."""
import avro_examples

PUPIL = {"school_urn": 990001, "nc_year": 5, "sen_provision": "K", "primary_need": "ASD", "looked_after": False}
REQUEST = {
    "event_id": "874b192d-c385-40a1-b244-0576819ab801", "source": "ehc-cases", "record_id": "ADV-2026-1204-H",
    "revision": 1788357600000, "op": "ASSERT", "recorded_at": 1788357600000, "child_ref": "7f3kq2m9w4tb",
    "pupil": PUPIL, "case_id": "EHC-2026-1204", "strand": "HEALTH", "provider": "trust-a", "requested_on": 20698,
    "received_on": None, "exemption": "NONE", "quality_met": None, "quality_total": None,
}
JUDGED = REQUEST | {"event_id": "a96d3b4f-e5a7-42c3-9466-2798a3bcda03", "revision": 1792418400000,
                    "recorded_at": 1792418400000, "received_on": 20735, "quality_met": 11, "quality_total": 14}
EVENTS = [
    ("advice on a child's health is asked for", REQUEST),
    ("it has come within the six weeks; how good it is will be judged later",
     REQUEST | {"event_id": "985c2a3e-d496-41b2-8355-168792abc902", "revision": 1791554400000,
                "recorded_at": 1791554400000, "received_on": 20735}),
    ("it was judged: 11 of 14 indicators", JUDGED),
    ("another strand of the same case, exempt because the child was not brought to the appointment",
     REQUEST | {"event_id": "ba7e4c50-f6b8-43d4-a577-38a9b4cdeb04", "record_id": "ADV-2026-1204-E", "strand": "EP",
                "provider": "ep-service", "exemption": "NOT_BROUGHT"}),
    ("nothing known of the child",
     REQUEST | {"event_id": "cb8f5d61-07c9-44e5-b688-49bac5defc05", "record_id": "ADV-2026-1310-V",
                "case_id": "EHC-2026-1310", "child_ref": "zo\u00eb-\u5b50", "pupil": None, "strand": "VIEWS",
                "provider": "ehc-team"}),
    ("the request was about another child, first half: it is withdrawn from the wrong one",
     JUDGED | {"event_id": "dc906e72-18da-45f6-8799-5acbd6ef0d06", "op": "VOID", "revision": 1792504800000,
               "recorded_at": 1792504800000}),
    ("second half: it is asserted for the right one",
     JUDGED | {"event_id": "eda17f83-29eb-4607-98aa-6bdce7f01e07", "revision": 1792504800000,
               "recorded_at": 1792504800000, "child_ref": "p4n8d1x6c0rz", "pupil": PUPIL | {"nc_year": 6}}),
]


if __name__ == "__main__":
    avro_examples.write("advice-submission", EVENTS)
