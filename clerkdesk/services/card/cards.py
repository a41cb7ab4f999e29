"""The patient card: all details of one person, with the state of each pathway.

`clerkdesk.rules.rtt` computes the waits, `clerkdesk.rules.waiting_list.targets` the dates to meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.machine_time import machine_time
from clerkdesk.data.project_pathways import events_of_patient
from clerkdesk.data.queries.booking.appointments import appointment_columns
from clerkdesk.data.queries.booking.appointments import as_row as as_appointment
from clerkdesk.data.queries.card import cards as reads
from clerkdesk.data.queries.contact.contacts import ways_to_reach
from clerkdesk.data.queries.inbox.inbox import items_about
from clerkdesk.data.queries.pathways import facts_without_need
from clerkdesk.data.queries.patients.patients import patient_rows, row_of
from clerkdesk.data.queries.referrals.told import Numbered, told_about
from clerkdesk.data.queries.reviews.reviews import review_rows
from clerkdesk.data.queries.waiting_list.entries import as_row as as_entry
from clerkdesk.data.queries.waiting_list.entries import entry_columns
from clerkdesk.data.tables import Appointment, Patient, WaitingListEntry
from clerkdesk.rules.booking.rows import AppointmentRow, OfferRow
from clerkdesk.rules.card.patient_panel import PersonBeside, beside_lines
from clerkdesk.rules.card.rows import EarlierValue, FlagRow, KnownName, NeedRow, PathwayRow, PatientDetails, RelatedRow
from clerkdesk.rules.contact.rows import ContactRow, WaysToReach
from clerkdesk.rules.inbox.rows import InboxRow
from clerkdesk.rules.patients.rows import PatientRow
from clerkdesk.rules.patients.statements import home_text
from clerkdesk.rules.referrals.rows import ToldRow
from clerkdesk.rules.reviews.rows import ReviewRow
from clerkdesk.rules.rtt import Clock, clock_at
from clerkdesk.rules.values.age import age_on
from clerkdesk.rules.values.appointments import AppointmentStatus
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.values.reviews import ReviewStatus
from clerkdesk.rules.values.unavailability import Unavailable
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.rules.waiting_list.targets import Target, missed_on, nearest_target, targets
from clerkdesk.services.acts.alerts import alert_words
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.claims import claim_words
from clerkdesk.services.inbox.incidents import IncidentRow, incidents_of
from clerkdesk.services.pathways.missed_targets import missed_by
from clerkdesk.services.patients.registering import unknown_patient
from clerkdesk.settings import PolicySettings

_REVIEWS = (ReviewStatus.OPEN, ReviewStatus.DECIDED, ReviewStatus.TOLD)
_WHERE_THEY_ARE = ("address", "temporary_address", "correspondence_address", "phone", "email")


@dataclass(frozen=True, slots=True)
class NeedOnCard:
    """One need with its status: on its list, on hold, booked, or awaiting its outcome."""

    entry: EntryRow
    target: Target | None
    appointment: AppointmentRow | None
    """Its live appointment, if any."""
    missed: Target | None = None
    """The target that a future appointment misses, counted from its day; None if it keeps every date."""


@dataclass(frozen=True, slots=True)
class PathwayOnCard:
    """One pathway with its clock and its open needs."""

    row: PathwayRow
    clock: Clock
    target: Target | None
    """The nearest target of its needs; without an open need, the nearest of its clock and cancer dates."""
    needs: tuple[NeedOnCard, ...]


@dataclass(frozen=True, slots=True)
class RelatedOnCard:
    """A relative or carer of the patient, with their needs and bookings."""

    row: RelatedRow
    patient: PatientRow | None
    """Their identity, if they are a patient here too."""
    lines: tuple[str, ...]
    """`sister waiting, dermatology`, `sister: Tue 11:00 cardiology, same site`."""


@dataclass(frozen=True, slots=True)
class PatientCard:
    """Everything about one patient at the time of the read."""

    patient: PatientRow
    age: int | None
    """In years, today or at death."""
    details: PatientDetails
    reach: WaysToReach
    names: tuple[KnownName, ...]
    earlier: tuple[EarlierValue, ...]
    """Earlier values, and other values from files, without the addresses of a restricted patient."""
    needs: tuple[NeedRow, ...]
    flags: tuple[FlagRow, ...]
    unavailable: tuple[Unavailable, ...]
    pathways: tuple[PathwayOnCard, ...]
    claims: Mapping[int, str]
    """Who works on a need at another desk and since when, by entry id (law 10)."""
    upcoming: tuple[AppointmentRow, ...]
    """Live future appointments, soonest first."""
    past: tuple[AppointmentRow, ...]
    """All other appointments, newest first, with those cancelled or moved."""
    comments: Mapping[int, str]
    """Comments at booking, moving and cancelling an appointment, by appointment id."""
    offers: tuple[OfferRow, ...]
    contacts: tuple[ContactRow, ...]
    told: tuple[ToldRow, ...]
    """Tellings of patient and referrer, newest first (RULES 13.29)."""
    messages: tuple[InboxRow, ...]
    """Open items about the patient, newest first."""
    reviews: tuple[ReviewRow, ...]
    """Clinical reviews that wait for a decision or a telling."""
    incidents: tuple[IncidentRow, ...]
    """Reported delays, newest first (R-247)."""
    related: tuple[RelatedOnCard, ...]
    joined: tuple[PatientRow, ...]
    """Records merged into this one, which can be parted again."""

    @property
    def alerts(self) -> tuple[str, ...]:
        """Alerts in words, to know before any change."""
        return alert_words(self.flags)

    @property
    def has_several_needs(self) -> bool:
        """Whether more than one need of the patient is open, so that an act must name its need."""
        return sum(len(pathway.needs) for pathway in self.pathways) > 1


def card(context: ServiceContext, patient_id: int) -> PatientCard | WrongInput:
    """Return a patient's card; for a merged record, the kept record's card."""
    with context.reading() as session:
        records = reads.records_of(session, patient_id)
        return _card(session, context, records) if records else unknown_patient()


def beside(session: Session, context: ServiceContext, patient_id: int, site_ids: Iterable[int] = ()) -> tuple[str, ...]:
    """Return the lines beside a patient during the choice of a slot: their other appointments, and their relatives'.

    Args:
        session: to read with.
        context: where.
        patient_id: of the patient in hand.
        site_ids: the sites of the slots in question; those the patient comes to anyway count too.
    """
    booked = reads.bookings(session, patient_id, context.now())
    missed = missed_by(session, context, {each.entry_id: each.starts for each in booked})
    own = PersonBeside("", (), tuple(replace(each, missed=missed.get(each.entry_id)) for each in booked))
    people = [own, *_relatives(session, reads.related(session, patient_id), context.now())]
    sites = {*site_ids, *(booking.site for booking in own.booked)}
    return beside_lines(people, sites, context.today)


def _card(session: Session, context: ServiceContext, records: Sequence[Patient]) -> PatientCard:
    """Return the card of the first of a person's records; the others were merged into it."""
    today, joined = context.today, [each.id for each in records]
    patient, patient_id = row_of(records[0]), records[0].id
    appointments = _appointments(session, patient_id)
    upcoming = [row for row in appointments if _is_to_come(row, context.now())]
    reach = ways_to_reach(session, patient_id)
    if reach is None:
        raise LookupError("a patient that was read a moment ago")
    numbered = events_of_patient(session, patient_id)
    reviews = review_rows(session, statuses=_REVIEWS, patient_id=patient_id)
    pathways, at = _pathways(session, context, patient_id, appointments, numbered), machine_time()
    entries = [need.entry for pathway in pathways for need in pathway.needs]
    claims = {entry.entry_id: claim_words(entry, context.desk_name, at) for entry in entries}
    return PatientCard(
        patient=patient,
        age=age_on(patient.date_of_birth, patient.deceased_date or today) if patient.date_of_birth else None,
        details=reads.details(records[0]),
        reach=replace(reach, phones=()) if patient.restricted else reach,
        names=tuple(
            name
            for name in reads.known_names(session, joined)
            if (name.family_name, name.given_name) != (patient.family_name, patient.given_name)
        ),
        earlier=_earlier(session, joined, records[0], reach),
        needs=reads.needs(session, patient_id),
        flags=reads.flags(session, patient_id, today),
        unavailable=reads.unavailable(session, patient_id, today),
        pathways=pathways,
        claims={entry_id: claim for entry_id, claim in claims.items() if claim},
        upcoming=tuple(upcoming),
        past=tuple(reversed([row for row in appointments if row not in upcoming])),
        comments=reads.comments(session, patient_id),
        offers=reads.offers(session, patient_id),
        contacts=reads.contacts(session, joined),
        told=told_about(session, patient_id, numbered=numbered, reviews=reviews),
        messages=tuple(items_about(session, patient_id)),
        reviews=tuple(each for each in reviews if each.status != ReviewStatus.TOLD),
        incidents=tuple(incidents_of(session, joined)),
        joined=tuple(row_of(each) for each in records[1:]),
        related=_related(session, context, patient_id, {row.site_id for row in upcoming}),
    )


def _earlier(session: Session, joined: Sequence[int], kept: Patient, reach: WaysToReach) -> tuple[EarlierValue, ...]:
    numbers = (phone.number for phone in reach.phones)
    home = home_text({"address": kept.address, "postcode": kept.postcode})
    standing = {home, kept.email, kept.given_name, kept.language, kept.title, kept.gp_practice_code, *numbers}
    found = reads.earlier_values(session, joined, standing)
    return tuple(value for value in found if not (kept.restricted and value.field in _WHERE_THEY_ARE))


def _appointments(session: Session, patient_id: int) -> list[AppointmentRow]:
    return [as_appointment(row) for row in session.execute(_every_appointment(), {"of_patient": patient_id})]


@cache
def _every_appointment() -> Select[Any]:
    query = appointment_columns().where(col(Appointment.patient_id) == bindparam("of_patient"))
    return query.order_by(col(Appointment.starts_at), col(Appointment.id))


def _is_to_come(row: AppointmentRow, now: datetime) -> bool:
    return row.live and row.status == AppointmentStatus.BOOKED and row.starts_at.date() >= now.date()


def _pathways(
    session: Session,
    context: ServiceContext,
    patient_id: int,
    appointments: Sequence[AppointmentRow],
    numbered: Numbered,
) -> tuple[PathwayOnCard, ...]:
    rows = [as_entry(row) for row in session.execute(_open_entries(), {"of_patient": patient_id})]
    live = {row.entry_id: row for row in appointments if row.live}
    return tuple(
        _pathway(session, context, row, [entry for entry in rows if entry.pathway_id == row.id], live, numbered)
        for row in reads.pathways(session, patient_id)
    )


@cache
def _open_entries() -> Select[Any]:
    entry = WaitingListEntry
    of_patient = col(entry.patient_id) == bindparam("of_patient")
    return entry_columns().where(of_patient, col(entry.status) != EntryStatus.CLOSED).order_by(col(entry.id))


def _pathway(
    session: Session,
    context: ServiceContext,
    row: PathwayRow,
    entries: Sequence[EntryRow],
    live: dict[int, AppointmentRow],
    numbered: Numbered,
) -> PathwayOnCard:
    policy, today = context.settings.policy_for(row.specialty_code), context.today
    clock = clock_at([event for _, event in numbered.get(row.id, ())], today, policy)
    needs = tuple(_need(entry, live.get(entry.entry_id), today, policy) for entry in entries)
    found = [need.target for need in needs if need.target is not None]
    facts = None if needs else facts_without_need(session, row.id)
    if facts is not None:
        found += targets(facts, today, policy)
    return PathwayOnCard(row, clock, min(found, key=lambda target: target.day, default=None), needs)


def _need(entry: EntryRow, booked: AppointmentRow | None, today: date, policy: PolicySettings) -> NeedOnCard:
    facts = entry.target_facts()
    to_come = booked is not None and booked.status == AppointmentStatus.BOOKED and booked.starts_at.date() >= today
    missed = missed_on(facts, booked.starts_at.date(), policy) if booked is not None and to_come else None
    return NeedOnCard(entry, nearest_target(facts, today, policy), booked, missed)


def _related(
    session: Session, context: ServiceContext, patient_id: int, sites: set[int]
) -> tuple[RelatedOnCard, ...]:  # fmt: skip
    rows = reads.related(session, patient_id)
    people = patient_rows(session, [row.patient_id for row in rows if row.patient_id is not None])
    return tuple(
        RelatedOnCard(
            row,
            people.get(row.patient_id) if row.patient_id is not None else None,
            beside_lines(_relatives(session, [row], context.now()), sites, context.today),
        )
        for row in rows
    )


def _relatives(session: Session, rows: Iterable[RelatedRow], now: datetime) -> list[PersonBeside]:
    return [
        reads.beside(session, row.patient_id, _called(row.relationship), now)
        for row in rows
        if row.patient_id is not None
    ]


def _called(relationship: str) -> str:
    """Return the word for a relative in a line; `relative` if only the other side is known (`mother of`)."""
    return "relative" if relationship.endswith(" of") else relationship
