"""Joins that several queries share: each adds to a select the tables to which its own lead."""

from __future__ import annotations

from typing import Protocol, TypeVar
from uuid import UUID

from sqlmodel import col

from clerkdesk.data.queries.base.by_name import Columns
from clerkdesk.data.tables import (
    Act,
    Appointment,
    Claim,
    Clerk,
    Clinic,
    ClinicSession,
    Pathway,
    Patient,
    Professional,
    Site,
    Slot,
    Specialty,
    WaitingListEntry,
)

Query = TypeVar("Query", bound=Columns)


class OfAnAct(Protocol):
    """A table of facts, each of which names its act."""

    act_id: UUID


def with_clinic(query: Query, table: type[Slot] | type[Appointment]) -> Query:
    """Join the session of each slot or appointment, and the clinic of the session."""
    joined = query.join(ClinicSession, col(ClinicSession.id) == col(table.session_id))
    return joined.join(Clinic, col(Clinic.id) == col(ClinicSession.clinic_id))


def with_site_and_professional(query: Query) -> Query:
    """Join the site of each session, and its professional if it has one."""
    joined = query.join(Site, col(Site.id) == col(ClinicSession.site_id))
    return joined.outerjoin(Professional, col(Professional.id) == col(ClinicSession.professional_id))


def with_clerk(query: Query, facts: type[OfAnAct]) -> Query:
    """Join the act of each fact, and the clerk who acted."""
    return query.join(Act, col(Act.id) == col(facts.act_id)).join(Clerk, col(Clerk.id) == col(Act.clerk_id))


def with_patient_and_specialty(query: Query, table: type[Pathway] | type[WaitingListEntry]) -> Query:
    """Join the patient of each pathway or entry, and its specialty if it has one."""
    joined = query.join(Patient, col(Patient.id) == col(table.patient_id))
    return joined.outerjoin(Specialty, col(Specialty.id) == col(table.specialty_id))


def entry_with_pathway(query: Query) -> Query:
    """Return a select over `WaitingListEntry` with its pathway joined."""
    entry = WaitingListEntry
    return query.select_from(entry).join(Pathway, col(Pathway.id) == col(entry.pathway_id))


def entry_in_full(query: Query) -> Query:
    """Return a select over `WaitingListEntry` with its pathway, its patient and the clerk who claims it joined."""
    entry = WaitingListEntry
    joined = entry_with_pathway(query).join(Patient, col(Patient.id) == col(entry.patient_id))
    return joined.outerjoin(Claim, col(Claim.entry_id) == col(entry.id)).outerjoin(
        Clerk, col(Clerk.id) == col(Claim.clerk_id)
    )
