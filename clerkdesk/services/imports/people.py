"""Keeps patients known from an e-RS file only by a number, until their demographics arrive."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.tables import Patient
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.values.nhs_number import parse_nhs_number
from clerkdesk.rules.values.text import compact
from clerkdesk.services.patients.registering import NOT_TRACED, TRACE_REQUIRED


def as_kept(written: str) -> str:
    """Return an NHS number for a patient's row: its digits if it has only digits, otherwise as written."""
    digits = parse_nhs_number(written)
    if isinstance(digits, str):
        return digits
    bare = compact(written)
    return bare if bare.isascii() and bare.isdigit() else written


def holder_of(session: Session, nhs_number: str) -> Patient | None:
    """Return the patient with a valid NHS number; of joined records, the kept one."""
    return session.execute(
        select(Patient).where(
            col(Patient.nhs_number) == nhs_number,
            col(Patient.nhs_number_valid).is_(True),
            col(Patient.merged_into_id).is_(None),
        )
    ).scalar_one_or_none()


def known_by_number(session: Session, written: str, valid: bool) -> Patient | None:
    """Return the patient of a referral with this number, or None if nobody has it yet.

    An invalid number proves nothing about a patient with a known name, so only a record with this very number and
    without a name counts as the same person.
    """
    if valid:
        return holder_of(session, as_kept(written))
    same = select(Patient).where(
        col(Patient.nhs_number) == as_kept(written),
        col(Patient.demographics_known).is_(False),
        col(Patient.merged_into_id).is_(None),
    )
    return session.execute(same.order_by(col(Patient.id))).scalars().first()


def add_by_number(act: ActWork, written: str, valid: bool) -> Patient:
    """Put a person on the index who is known only by a number, or not even by that."""
    return act.add(
        Patient(
            nhs_number=as_kept(written) or None,
            nhs_number_valid=valid,
            nhs_number_status=NOT_TRACED if valid else TRACE_REQUIRED,
            demographics_known=False,
        )
    )
