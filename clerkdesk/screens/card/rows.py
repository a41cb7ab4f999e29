"""The list of the card: one row for each item on a patient's record, section by section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Literal

from clerkdesk.rules.booking.reason_words import reason_words
from clerkdesk.rules.contact.attempts import result_words
from clerkdesk.rules.pathways.clock_words import clock_short
from clerkdesk.rules.patients.fields import field_words
from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.undo.kinds import IN_ERROR
from clerkdesk.rules.values.appointments import AppointmentStatus, OfferAnswer
from clerkdesk.rules.values.date_words import birth_date_words, short_day_words, short_moment_words
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.values.phones import shown_number
from clerkdesk.rules.values.reviews import ReviewStatus
from clerkdesk.rules.waiting_list.entry_kinds import KIND_WORDS, is_awaiting
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE
from clerkdesk.screens.acts.under_cursor import UnderCursor, need_of
from clerkdesk.screens.booking.waiting import due_cell
from clerkdesk.widgets.columns import Cell, Column, Tone
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.rules.booking.rows import AppointmentRow, OfferRow
    from clerkdesk.rules.contact.rows import ContactRow
    from clerkdesk.rules.inbox.rows import InboxRow
    from clerkdesk.rules.referrals.rows import ToldRow
    from clerkdesk.rules.reviews.rows import ReviewRow
    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.rules.waiting_list.targets import Target
    from clerkdesk.services.card.cards import NeedOnCard, PathwayOnCard, PatientCard, RelatedOnCard
    from clerkdesk.services.inbox.incidents import IncidentRow

Section = Literal[
    "Open",
    "Closed",
    "Reviews",
    "Messages",
    "Incidents",
    "Relatives",
    "Told",
    "Tried",
    "Offered",
    "Ended",
    "Records",
    "Earlier",
]
_DUE_WIDTH = 11
_NOT_YET = datetime.max


@dataclass(frozen=True, slots=True)
class CardRow:
    """One item on the card."""

    key: str
    section: Section
    when: str
    what: str
    detail: str
    tone: Tone = ""
    target: Target | None = None
    first: bool = False
    """Whether the row begins its section."""
    pathway_id: int | None = None
    entry: EntryRow | None = None
    appointment: AppointmentRow | None = None
    patient_id: int | None = None
    """The patient of a relative's or joined record: Enter opens their card, or the record is parted."""

    @property
    def entry_id(self) -> int | None:
        """The need that the row belongs to."""
        if self.entry is not None:
            return self.entry.entry_id
        return self.appointment.entry_id if self.appointment is not None else None


SHOW_A_PATHWAY: frozenset[Section] = frozenset({"Open", "Ended", "Closed"})
"""Sections whose rows are needs, appointments and pathways; a row of another section at most names its pathway."""


def pathway_words(card: PatientCard, pathway_id: int | None) -> str:
    """Return the name of a pathway of the card: its specialty, and its identifier if another has the same specialty."""
    specialties = {each.row.id: each.row.specialty_name or "needs specialty" for each in card.pathways}
    specialty = specialties.get(pathway_id or 0, "")
    if list(specialties.values()).count(specialty) < 2:
        return specialty
    return joined((specialty, next(each.row.identifier for each in card.pathways if each.row.id == pathway_id)))


def rows_of(card: PatientCard, now: datetime) -> tuple[CardRow, ...]:
    """Return all rows of a card by section: first what comes next, last what is past."""
    sections: Sequence[Iterator[CardRow]] = (
        _places(card, now),
        map(_review, card.reviews),
        map(partial(_message, now=now), card.messages),
        map(_incident, card.incidents),
        map(_relative, card.related),
        map(_told, enumerate(card.told)),
        map(_contact, card.contacts),
        map(_offer, card.offers),
        (_past(row, card.comments) for row in card.past if _has_ended(row, card)),
        (_closed(pathway) for pathway in card.pathways if not pathway.needs),
        (CardRow(f"record:{row.id}", "Records", "", display_name(row.family_name, row.given_name),
                 f"joined with this one, {row.hospital_number or ''}", patient_id=row.id)
         for row in card.joined),
        _earlier(card),
    )  # fmt: skip
    return tuple(
        replace(row, first=not index)
        for section in sections
        for index, row in enumerate(section)
    )  # fmt: skip


def _has_ended(row: AppointmentRow, card: PatientCard) -> bool:
    """Return whether an appointment is over. While the patient is here, its row belongs to the section Open."""
    needs = [need for pathway in card.pathways for need in pathway.needs]
    stands = any(need.appointment is not None and need.appointment.appointment_id == row.appointment_id
                 for need in needs)  # fmt: skip
    return not stands and (not row.live or row.status != AppointmentStatus.BOOKED)


def _earlier(card: PatientCard) -> Iterator[CardRow]:
    """Yield the former values, and the values of a file that differ from the record."""
    for index, name in enumerate(card.names):
        said = display_name(name.family_name, name.given_name)
        yield CardRow(f"name:{index}", "Earlier", "", f"{name.kind} name", said)
    for index, old in enumerate(card.earlier):
        noted = short_day_words(old.noted_on)
        yield CardRow(f"earlier:{index}", "Earlier", noted, field_words(old.field), old.shown)


def first_to_act_on(rows: Sequence[CardRow]) -> str | None:
    """Return the key of the row that a caller most likely rings about: the next appointment, else the first need."""
    booked = (row for row in rows if row.appointment is not None and row.appointment.status == AppointmentStatus.BOOKED)
    chosen = next(booked, None) or next(iter(rows), None)
    return chosen.key if chosen is not None else None


def row_to_go_to(rows: Sequence[CardRow], key: str | None) -> str | None:
    """Return the key of the row for a saved key: the same row, else its need's row, else the ended appointment's."""
    kind, _, number = (key or "").partition(":")
    of_need = (row.key for row in rows if kind == "entry" and str(row.entry_id) == number and row.section == "Open")
    ended = (row.key for row in rows if kind == "appointment" and row.key == f"past:{number}")
    same = (row.key for row in rows if row.key == key)
    return next(same, None) or next(of_need, None) or next(ended, None)


def row_of_need(rows: Sequence[CardRow], gone: CardRow) -> str | None:
    """Return the key of the cursor's next row after its row is gone: the new row of the same need, if it has one."""
    of_need = (row.key for row in rows if gone.entry_id is not None and row.entry_id == gone.entry_id)
    return next(of_need, None) or row_to_go_to(rows, gone.key) or first_to_act_on(rows)


def columns() -> tuple[Column[CardRow], ...]:
    """Return the columns."""
    return (
        Column("", lambda row: Cell(row.section if row.first else "", "strong"), 9),
        Column("When", lambda row: Cell(row.when, row.tone), 16, 18),
        Column("What", lambda row: Cell(row.what, row.tone), 18, 34),
        Column("Due", _due, _DUE_WIDTH),
        Column("More", lambda row: Cell(row.detail, row.tone or "muted"), 14, 90),
    )


def _due(row: CardRow) -> Cell:
    return due_cell(row.target, _DUE_WIDTH) if row.target is not None else Cell("")


def _places(card: PatientCard, now: datetime) -> Iterator[CardRow]:
    needs = [(pathway, need) for pathway in card.pathways for need in pathway.needs]
    found = [_need(pathway, need, card.comments, now) for pathway, need in needs]
    shown = {row.appointment.appointment_id for row in found if row.appointment is not None}
    found += [_booked(row, None, card.comments, now) for row in card.upcoming if row.appointment_id not in shown]
    yield from sorted(found, key=_soonest_first)


def _soonest_first(row: CardRow) -> tuple[datetime, date]:
    starts = row.appointment.starts_at if row.appointment is not None else _NOT_YET
    return starts, row.target.day if row.target is not None else date.max


def _need(pathway: PathwayOnCard, need: NeedOnCard, comments: Mapping[int, str], now: datetime) -> CardRow:
    entry = need.entry
    if need.appointment is not None:
        return _booked(need.appointment, need, comments, now)
    weeks = pathway.clock.weeks_waited
    waited = f"waits {weeks}w" if weeks is not None else "waits"
    on_hold = entry.status == EntryStatus.ON_HOLD
    asks = on_hold and entry.hold_reason == HELD_BECAUSE
    # A PIFU need is not shown as on hold: its date is a review of the plan, which may come before the end of the plan.
    until = f"{'look again' if asks else 'until'} {short_day_words(entry.look_again_on)}" if entry.look_again_on else ""
    awaits = is_awaiting(entry.kind)
    tried = f"tried {entry.attempts}x" if entry.attempts else ""
    cancelled = f"cancelled {entry.patient_cancellations}x" if entry.patient_cancellations else ""
    declined = f"declined {entry.declines}x" if entry.declines else ""
    return CardRow(
        key=f"entry:{entry.entry_id}",
        section="Open",
        when="may ask" if asks else waited if awaits or not on_hold else "on hold",
        what=joined((entry.specialty_name or "needs specialty", KIND_WORDS[entry.kind])),
        detail=joined((entry.reason, entry.hold_reason, f"look again {short_day_words(entry.look_again_on)}"))
        if awaits and entry.look_again_on is not None
        else joined((*((until, entry.hold_reason) if on_hold else ()), tried, declined, cancelled)),
        tone="warning" if on_hold and not asks else "",
        target=need.target,
        pathway_id=entry.pathway_id,
        entry=entry,
    )


def _booked(row: AppointmentRow, need: NeedOnCard | None, comments: Mapping[int, str], now: datetime) -> CardRow:
    state = "" if row.status == AppointmentStatus.BOOKED else row.status.replace("_", " ")
    began = "began" if row.status == AppointmentStatus.BOOKED and row.starts_at <= now else ""
    missed = need.missed if need is not None else None
    late = f"booked {missed.sentence}" if missed is not None else ""
    return CardRow(
        key=f"appointment:{row.appointment_id}",
        section="Open",
        when=short_moment_words(row.starts_at),
        what=joined((row.clinic_name, row.professional or "")),
        detail=joined((state or began, late, row.reference, row.site_name, comments.get(row.appointment_id, ""))),
        tone="alert" if missed is not None else "",
        target=missed or (need.target if need is not None else None),
        pathway_id=row.pathway_id,
        entry=need.entry if need is not None else None,
        appointment=row,
    )


def _past(row: AppointmentRow, comments: Mapping[int, str]) -> CardRow:
    how = f"by {row.cancelled_by}" if row.cancelled_by else ""
    reason = reason_words(row.cancel_reason)
    return CardRow(
        key=f"past:{row.appointment_id}",
        section="Ended",
        when=birth_date_words(row.starts_at),
        what=joined((row.clinic_name, row.professional or "")),
        detail=joined(
            (
                f"{row.status.replace('_', ' ')} {how}".strip(),
                reason,
                row.reference,
                comments.get(row.appointment_id, ""),
            )
        ),
        tone="muted",
        pathway_id=row.pathway_id,
        appointment=row,
    )


def _closed(pathway: PathwayOnCard) -> CardRow:
    row = pathway.row
    closed = (
        f"closed {birth_date_words(row.closed_on)}" if row.closed_on else f"clock {clock_short(pathway.clock.state)}"
    )
    return CardRow(
        key=f"pathway:{row.id}",
        section="Closed",
        when=closed,
        what=row.specialty_name or "needs specialty",
        detail=row.identifier,
        tone="muted",
        target=pathway.target,
        pathway_id=row.id,
    )


def _offer(row: OfferRow) -> CardRow:
    counts = "" if row.answer == OfferAnswer.ACCEPTED or row.countable else "does not count"
    counts = IN_ERROR if row.in_error else counts
    return CardRow(
        key=f"offer:{row.id}",
        section="Offered",
        when=short_moment_words(row.made_at),
        what=f"for {short_moment_words(row.starts_at)}",
        detail=joined((row.answer, reason_words(row.reason_code), counts, row.comment)),
        tone="muted",
    )


def _told(numbered: tuple[int, ToldRow]) -> CardRow:
    number, row = numbered
    return CardRow(
        key=f"told:{row.on.isoformat()}:{row.who}:{number}",
        section="Told",
        when=birth_date_words(row.on),
        what=f"{row.who}{f', {row.how}' if row.how else ''}",
        detail=joined((row.what, row.decided)),
        tone="muted",
        pathway_id=row.pathway_id,
    )


def _contact(row: ContactRow) -> CardRow:
    ring = f"ring back {short_moment_words(row.ring_back_at)}" if row.ring_back_at else ""
    return CardRow(
        key=f"contact:{row.at.isoformat()}:{row.result_code}",
        section="Tried",
        when=short_moment_words(row.at),
        what=result_words(row.result_code),
        detail=joined((row.note, ring, row.clerk)),
        tone="muted",
    )


def _message(row: InboxRow, now: datetime) -> CardRow:
    late = row.due_at is not None and row.due_at < now
    return CardRow(
        key=f"message:{row.item_id}",
        section="Messages",
        when=short_moment_words(row.taken_at),
        what=f"{row.kind.replace('_', '-')} for {row.to_name}",
        detail=joined(("overdue" if late else "", row.sentence)),
        tone="alert" if late else "",
        pathway_id=row.pathway_id,
    )


def _review(row: ReviewRow) -> CardRow:
    state = f"by {short_day_words(row.due_date)}" if row.status == ReviewStatus.OPEN else "tell the patient"
    return CardRow(
        key=f"review:{row.review_id}",
        section="Reviews",
        when=state,
        what=row.kind.replace("_", " "),
        detail=joined((row.consultant or "nobody is responsible for it yet", row.reason)),
        tone="warning",
        pathway_id=row.pathway_id,
    )


def _incident(row: IncidentRow) -> CardRow:
    return CardRow(
        key=f"incident:{row.incident_id}",
        section="Incidents",
        when=birth_date_words(row.reported_at),
        what=f"delay reported, {row.reference}",
        detail=row.what,
        tone="warning",
        pathway_id=row.pathway_id,
    )


def _relative(related: RelatedOnCard) -> CardRow:
    row, patient = related.row, related.patient
    name = display_name(patient.family_name, patient.given_name) if patient is not None else row.name
    may = {"next of kin": row.next_of_kin, "parental responsibility": row.parental_responsibility,
           "may be told": row.may_be_told}  # fmt: skip
    number = shown_number(row.number) if row.number else ""
    return CardRow(
        key=f"relative:{row.relationship}:{row.patient_id}:{row.name}",
        section="Relatives",
        when=row.relationship,
        what=name,
        detail=joined((*related.lines, number, *(words for words, is_so in may.items() if is_so))),
        patient_id=row.patient_id,
    )


def under_cursor_of(card: PatientCard, row: CardRow | None) -> UnderCursor:
    """Return the patient of a card with a row, as acts take them."""
    name = display_name(card.patient.family_name, card.patient.given_name)
    phones = card.reach.phones
    number = shown_number(phones[0].number) if phones else ""
    if row is None:
        return UnderCursor(patient_id=card.patient.id, name=name, number=number)
    return UnderCursor(
        patient_id=card.patient.id,
        name=name,
        number=number,
        need=need_of(row.entry, name, is_one_of_several=card.has_several_needs),
        entry=row.entry,
        appointment=row.appointment if row.section == "Open" else None,
        pathway_id=row.pathway_id,
        claim=card.claims.get(row.entry_id or 0, ""),
        pathway=pathway_words(card, row.pathway_id),
        shows_pathway=row.section in SHOW_A_PATHWAY,
    )
