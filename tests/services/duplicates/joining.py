"""Joins two records, and reads one."""

from __future__ import annotations

from clerkdesk.data.tables import Patient
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.duplicates.merging import Merged

WHY = "same address and mother, asked the patient"


def row(desk: Desk, patient_id: int) -> Patient:
    with desk.context.reading() as session:
        return session.get_one(Patient, patient_id)


def merged(desk: Desk, kept: int, double: int) -> None:
    assert isinstance(desk.patients.merge(kept, double, WHY), Merged)
