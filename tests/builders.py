"""Builders for tests: a hospital, sessions with slots, a patient, a need on a list.

Patients and entries are made as the desk makes them; the timetable is written as an import would leave it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from clerkdesk.data.name_keys import set_name, write_name_keys
from clerkdesk.data.tables import (
    Clerk,
    Clinic,
    ClinicSession,
    Patient,
    Professional,
    ReceptionDesk,
    Referral,
    SessionEvent,
    Site,
    Slot,
    Specialty,
    Team,
    WaitingListEntry,
)
from clerkdesk.rules.values import nhs_number
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.priority import PriorityType
from clerkdesk.rules.values.roles import ClerkRole, ProfessionalRole
from clerkdesk.rules.values.slots import SessionEventKind, SlotKind
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.pathways.entries import NewPathway, add_entry, open_pathway, record_rtt

NEXT_TUESDAY = datetime(2025, 3, 11, 9, 0)
"""Eight days after the start of the tests' clock."""

_practice_numbers: Iterator[str] = map(nhs_number.practice_number, itertools.count(1))


@dataclass(frozen=True, slots=True)
class Hospital:
    """Ids of one specialty, its clinic, and the clinic's site."""

    site_id: int
    reception_desk_id: int
    specialty_id: int
    specialty_code: str
    professional_id: int
    clinic_id: int


@dataclass(frozen=True, slots=True)
class Entry:
    """Ids of a need, its pathway and its patient."""

    id: int
    pathway_id: int
    patient_id: int


def a_hospital(desk: Desk, code: str = "DERM", name: str = "Dermatology", **clinic: Any) -> Hospital:
    """One site with one reception, and in it a specialty with one consultant and one clinic.

    Called again with another code, it makes a specialty on a site of its own; `clinic` are columns of the clinic.
    """
    with desk.context.act("build") as act:
        site = act.add(Site(code=f"{code}-SITE", name=f"{name} site", directions="Level 2"))
        reception = act.add(ReceptionDesk(code=f"{code}-DESK", site_id=site.id, name=f"{name} reception"))
        specialty = act.add(Specialty(code=code, name=name, treatment_function_code="330"))
        consultant = act.add(
            Professional(code=f"{code}-C1", name="Dr Shah", role=ProfessionalRole.CONSULTANT, specialty_id=specialty.id)
        )
        row = Clinic(
            code=f"{code}1",
            specialty_id=specialty.id,
            site_id=site.id,
            reception_desk_id=reception.id,
            **{"name": f"{name} new", "professional_id": consultant.id, **clinic},
        )
        built = Hospital(site.id, reception.id, specialty.id, code, consultant.id, act.add(row).id)
        act.commit(None)
    return built


def a_session(
    desk: Desk,
    hospital: Hospital,
    starts: datetime = NEXT_TUESDAY,
    *,
    slots: int = 6,
    minutes: int = 20,
    kind: str = "new",
    capacity: int = 1,
) -> list[int]:
    """A published session of equal slots; returns the slots' ids in order of time."""
    with desk.context.act("build") as act:
        session = act.add(
            ClinicSession(
                clinic_id=hospital.clinic_id,
                professional_id=hospital.professional_id,
                site_id=hospital.site_id,
                session_date=starts.date(),
                starts_at=starts,
                ends_at=starts + timedelta(minutes=slots * minutes),
            )
        )
        act.add(
            SessionEvent(session_id=session.id, kind=SessionEventKind.PUBLISHED, at=act.event_at, act_id=act.act_id)
        )
        made = [
            Slot(
                session_id=session.id,
                starts_at=starts + timedelta(minutes=number * minutes),
                minutes=minutes,
                kind=SlotKind(kind),
                capacity=capacity,
            )
            for number in range(slots)
        ]
        act.session.add_all(made)
        act.session.flush()
        ids = [slot.id for slot in made]
        act.commit(None)
    return ids


def a_patient(
    desk: Desk,
    family_name: str = "Patel",
    given_name: str = "Anjali",
    date_of_birth: date | None = date(1967, 3, 14),
    **columns: Any,
) -> int:
    """A patient with a practice NHS number of their own; `columns` are further columns of the patient."""
    if "nhs_number" not in columns:
        columns.update(nhs_number=next(_practice_numbers), nhs_number_valid=True)
    with desk.context.act("build") as act:
        patient = Patient(date_of_birth=date_of_birth, **columns)
        set_name(patient, family_name, given_name)
        act.add(patient)
        write_name_keys(act.session, patient.id)
        act.commit(None)
        return patient.id


def an_entry(
    desk: Desk,
    hospital: Hospital,
    patient_id: int | None = None,
    *,
    clock_start: date = date(2025, 1, 6),
    priority_type: str = "1",
    kind: str = "new",
    **columns: Any,
) -> Entry:
    """A need on a specialty's list, from a paper referral received on the day that its clock starts (R-100).

    It makes a new patient if none is given; `kind` is the list, `columns` are further columns of the entry.
    """
    person = patient_id if patient_id is not None else a_patient(desk)
    policy = desk.context.policy
    with desk.context.act("build") as act:
        referral = act.add(
            Referral(
                patient_id=person,
                priority_type=PriorityType(priority_type),
                specialty_id=hospital.specialty_id,
                received_date=clock_start,
            )
        )
        new = NewPathway(
            patient_id=person,
            referral_id=referral.id,
            specialty_id=hospital.specialty_id,
            priority_type=PriorityType(priority_type),
        )
        pathway = open_pathway(act, new, desk.context.settings)
        record_rtt(act, pathway.id, ClockEventKind.REFERRAL_RECEIVED, clock_start, policy=policy)
        row = WaitingListEntry(
            patient_id=person,
            pathway_id=pathway.id,
            specialty_id=hospital.specialty_id,
            kind=EntryKind(kind),
            priority_type=PriorityType(priority_type),
            **{"slot_kind": "follow_up" if kind == "follow_up" else "new", **columns},
        )
        entry = add_entry(act, row, policy=policy, added_on=clock_start)
        built = Entry(entry.id, pathway.id, person)
        act.commit(None)
    return built


@dataclass(frozen=True, slots=True)
class Staff:
    """The booking team of a specialty: clerks by username, each at a desk of their own."""

    team_id: int
    clerk: Desk
    colleague: Desk
    leader: Desk
    secretary: Desk


def a_staff(desk: Desk, hospital: Hospital) -> Staff:
    """Two booking clerks and their leader in one team, and the specialty's secretary."""
    code = hospital.specialty_code.lower()
    with desk.context.act("build") as act:
        team = act.add(Team(name=f"{hospital.specialty_code} bookings"))
        people = {
            f"{name}.{code}": act.add(
                Clerk(username=f"{name}.{code}", display_name=name.title(), role=role, team_id=team.id)
            ).id
            for name, role in (
                ("asha", ClerkRole.CLERK),
                ("bev", ClerkRole.CLERK),
                ("lena", ClerkRole.TEAM_LEADER),
                ("sue", ClerkRole.SECRETARY),
            )
        }
        specialty = act.session.get_one(Specialty, hospital.specialty_id)
        specialty.team_id, specialty.secretary_clerk_id = team.id, people[f"sue.{code}"]
        built = team.id
        act.commit(None)
    return Staff(built, *(desk_of(desk, username) for username in people))


def desk_of(desk: Desk, username: str) -> Desk:
    """Another clerk's desk over the same database and clock."""
    context = desk.context
    return desk_for(context.database, context.settings, username, now=context.now, desk_name=f"desk of {username}")
