"""Reads what the desk asks somebody about: support, alerts, and details that are not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.waiting_list.needs import in_turns
from clerkdesk.data.tables import (
    AlertFlag,
    Patient,
    PatientNeed,
    PatientPhone,
    RelatedPerson,
)
from clerkdesk.rules.reception.arrivals import DetailsKnown

_ETHNIC_CATEGORY_NOT_KNOWN = "99"


class _DeskColumns(Protocol):
    """The columns of a patient, as `at_the_desk` selects them."""

    id: int
    address: str
    postcode: str
    restricted: bool
    overseas_answer: str
    gp_practice_code: str
    gp_practice_name: str
    ethnic_category: str


@dataclass(frozen=True, slots=True)
class SupportRow:
    """A need (`local_accessible_need`) or a flag in force (`local_alert_flag`) of a patient."""

    code: str
    is_flag: bool
    words: str
    """The comment on it; empty if the code says it all."""


def support_of(session: Session, patient_ids: Sequence[int]) -> dict[int, tuple[SupportRow, ...]]:
    """Return the alert flags in force and the accessible needs of each patient id that has any, flags first."""
    found: dict[int, list[SupportRow]] = {}
    for ids in in_turns(set(patient_ids)):
        flags = select(col(AlertFlag.patient_id), col(AlertFlag.code), col(AlertFlag.note)).where(
            col(AlertFlag.patient_id).in_(ids), col(AlertFlag.ended_on).is_(None)
        )
        needs = select(col(PatientNeed.patient_id), col(PatientNeed.code), col(PatientNeed.detail)).where(
            col(PatientNeed.patient_id).in_(ids)
        )
        for query, is_flag in ((flags, True), (needs, False)):
            for patient_id, code, words in session.execute(query):
                found.setdefault(patient_id, []).append(SupportRow(code, is_flag, words))
    return {patient_id: tuple(support) for patient_id, support in found.items()}


def needs_and_flags(session: Session, patient_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """Return the codes of alert flags in force and accessible needs for each patient id that has any."""
    found = support_of(session, patient_ids)
    return {patient_id: frozenset(one.code for one in support) for patient_id, support in found.items()}


@dataclass(frozen=True, slots=True)
class AtTheDesk:
    """The details that reception needs when a patient is at the desk."""

    address: str
    """First line and postcode; empty if neither is known or the record is restricted."""
    restricted: bool
    overseas_answer: str
    details: DetailsKnown


def at_the_desk(session: Session, patient_ids: Sequence[int]) -> dict[int, AtTheDesk]:
    """Return the details of each patient that reception checks."""
    found: dict[int, AtTheDesk] = {}
    for ids in in_turns(set(patient_ids)):
        with_phone = set(
            session.execute(select(col(PatientPhone.patient_id)).where(col(PatientPhone.patient_id).in_(ids))).scalars()
        )
        with_kin = set(
            session.execute(
                select(col(RelatedPerson.patient_id)).where(
                    col(RelatedPerson.patient_id).in_(ids), col(RelatedPerson.next_of_kin).is_(True)
                )
            ).scalars()
        )
        query = select(
            col(Patient.id), col(Patient.address), col(Patient.postcode), col(Patient.restricted),
            col(Patient.overseas_answer),
            col(Patient.gp_practice_code), col(Patient.gp_practice_name), col(Patient.ethnic_category),
        ).where(col(Patient.id).in_(ids))  # fmt: skip
        for row in cast("Iterable[_DeskColumns]", session.execute(query)):
            details = DetailsKnown(
                address=bool(row.address.strip()),
                telephone=row.id in with_phone,
                gp_practice=bool(row.gp_practice_code or row.gp_practice_name),
                next_of_kin=row.id in with_kin,
                ethnic_category=row.ethnic_category != _ETHNIC_CATEGORY_NOT_KNOWN,
            )
            lines = (row.address.strip().partition("\n")[0], row.postcode)
            address = "" if row.restricted else " ".join(filter(None, lines))
            found[row.id] = AtTheDesk(address, row.restricted, row.overseas_answer, details)
    return found
