"""Reads who answers for a pathway: the specialty, and the clinician."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.base.by_name import Columns
from clerkdesk.data.queries.base.joins import with_clinic
from clerkdesk.data.tables import (
    Appointment,
    Clinic,
    ClinicSession,
    Pathway,
    Professional,
    Specialty,
    WaitingListEntry,
)


@dataclass(frozen=True, slots=True)
class Answerable:
    """Who answers for a pathway or one of its needs: row ids, None if nobody is known."""

    specialty_id: int | None
    specialty_code: str | None
    secretary_id: int | None
    consultant_id: int | None
    deputy_id: int | None


def answerable_for(session: Session, pathway_id: int, entry_id: int | None) -> Answerable:
    """Return who answers for a need: its booked or listed clinician, else the last one on the pathway."""
    entry = session.get(WaitingListEntry, entry_id) if entry_id is not None else None
    specialty_id = (entry.specialty_id if entry is not None else None) or session.get_one(
        Pathway, pathway_id
    ).specialty_id
    specialty = session.get(Specialty, specialty_id) if specialty_id is not None else None
    consultant_id = _clinician_of_entry(session, entry) or _last_clinician(session, pathway_id)
    deputy_id = session.get_one(Professional, consultant_id).deputy_id if consultant_id is not None else None
    return Answerable(
        specialty_id=specialty_id,
        specialty_code=specialty.code if specialty is not None else None,
        secretary_id=specialty.secretary_clerk_id if specialty is not None else None,
        consultant_id=consultant_id,
        deputy_id=deputy_id,
    )


def _clinician_of_entry(session: Session, entry: WaitingListEntry | None) -> int | None:
    if entry is None or entry.professional_id is not None:
        return entry.professional_id if entry is not None else None
    clinic = session.get(Clinic, entry.clinic_id) if entry.clinic_id is not None else None
    return clinic.professional_id if clinic is not None else None


def _last_clinician(session: Session, pathway_id: int) -> int | None:
    """The clinician of the pathway's latest appointment, kept or not, who knows this patient."""
    latest = session.execute(_latest(), {"of_pathway": pathway_id}).one_or_none()
    return (latest[0] or latest[1]) if latest is not None else None


@cache
def _latest() -> Columns:
    columns: Columns = select(col(ClinicSession.professional_id), col(Clinic.professional_id))
    in_clinics = with_clinic(columns.select_from(Appointment), Appointment)
    of_pathway = in_clinics.where(col(Appointment.pathway_id) == bindparam("of_pathway"))
    return of_pathway.order_by(col(Appointment.starts_at).desc(), col(Appointment.id).desc()).limit(1)
