#!/usr/bin/env python3
"""Writes schemas/avro/examples/referral.json."""
import avro_examples

PUPIL = {"school_urn": 990001, "nc_year": 2, "sen_provision": "K", "primary_need": "SLCN", "looked_after": False}
REFERRAL = {
    "event_id": "10d4a2b6-5c1e-4f3a-8b7d-9e0f1a2b3101", "source": "health-east", "record_id": "R-550871",
    "revision": 1788357600000, "op": "ASSERT", "recorded_at": 1788357600000, "child_ref": "7f3kq2m9w4tb",
    "pupil": PUPIL, "service": "SALT", "provider": "trust-a", "received_on": 20698, "triaged_on": None,
    "accepted": None, "first_contact_on": None, "assessed_on": None, "treatment_on": None, "closed_on": None,
    "close_reason": None,
}
ACCEPTED = REFERRAL | {"event_id": "21e5b3c7-6d2f-4a4b-9c8e-af102b3c4202", "revision": 1788876000000,
                       "recorded_at": 1788876000000, "triaged_on": 20704, "accepted": True}
CONTACTED = ACCEPTED | {"event_id": "32f6c4d8-7e30-4b5c-ad9f-b0213c4d5303", "revision": 1797242400000,
                        "recorded_at": 1797242400000, "first_contact_on": 20801}
EVENTS = [
    ("a referral for speech and language therapy has come in", REFERRAL),
    ("it is accepted", ACCEPTED),
    ("the child is seen for the first time: for this service the wait ends", CONTACTED),
    ("a referral to the neurodevelopmental pathway that is not accepted",
     REFERRAL | {"event_id": "4307d5e9-8f41-4c6d-be00-c1324d5e6404", "record_id": "R-550902", "service": "ND",
                 "triaged_on": 20712, "accepted": False, "closed_on": 20712, "close_reason": "not-appropriate"}),
    ("nothing known of the child",
     REFERRAL | {"event_id": "5418e6fa-9052-4d7e-8f11-d2435e6f7505", "record_id": "R-550903",
                 "child_ref": "zo\u00eb-\u5b50", "pupil": None, "service": "WHEELCHAIR", "assessed_on": 20710}),
    ("the referral was another child's, first half: it is withdrawn from the wrong one",
     CONTACTED | {"event_id": "6529f70b-a163-4e8f-9022-e3546f708606", "op": "VOID", "revision": 1797328800000,
                  "recorded_at": 1797328800000}),
    ("second half: it is asserted for the right one",
     CONTACTED | {"event_id": "763a081c-b274-4f90-a133-f4657081a707", "revision": 1797328800000,
                  "recorded_at": 1797328800000, "child_ref": "p4n8d1x6c0rz", "pupil": PUPIL | {"nc_year": 1}}),
]


if __name__ == "__main__":
    avro_examples.write("referral", EVENTS)
