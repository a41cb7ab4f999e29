"""What a call shows of its patient once the caller is identified: next appointments, list entries, open messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from clerkdesk.rules.deaths.standing import death_words
from clerkdesk.rules.patients.people import age_words, display_name
from clerkdesk.rules.values.age import is_child_on
from clerkdesk.rules.values.date_words import short_day_words, short_moment_words
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.values.phones import shown_number
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE
from clerkdesk.screens.acts.under_cursor import UnderCursor, need_of
from clerkdesk.screens.card.rows import pathway_words
from clerkdesk.screens.desk.host import label_of
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.widgets.columns import Cell, Column, Tone
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.rules.booking.rows import AppointmentRow
    from clerkdesk.rules.card.rows import RelatedRow
    from clerkdesk.rules.inbox.rows import InboxRow
    from clerkdesk.rules.patients.rows import PatientRow
    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.screens.call.record import CallerRecord
    from clerkdesk.services.card.cards import NeedOnCard, PatientCard
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.inbox.recipients import RouteTo

_OF = "telephone of "
"""The words of a search for a number that belongs to a relative on the record."""


@dataclass(frozen=True, slots=True)
class CallerRow:
    """One row: an appointment, a list entry or a message of the patient."""

    key: str
    when: Cell
    what: str
    with_whom: str = ""
    reference: str = ""
    appointment: AppointmentRow | None = None
    entry: EntryRow | None = None


@dataclass(frozen=True, slots=True)
class CallerView:
    """The patient of the call, the acts done for them in it, and the possible recipients of a message."""

    card: PatientCard | None
    done: tuple[str, ...]
    routes: tuple[RouteTo, ...]


def read_view(desk: Desk, record: CallerRecord, patient_id: int | None) -> CallerView:
    """Read the content of the call; without a patient, only the possible recipients of a message."""
    card = desk.patients.card(patient_id) if patient_id is not None else None
    known = None if isinstance(card, WrongInput) else card
    return CallerView(known, record.done_so_far(desk), desk.inbox.routes(patient_id))


def columns() -> tuple[Column[CallerRow], ...]:
    """Return the columns of the patient's rows."""
    return (
        Column("When", lambda row: row.when, 17),
        Column("What", lambda row: row.what, 24, 46),
        Column("With", lambda row: row.with_whom, 12, 30, priority=1),
        Column("Reference", lambda row: row.reference, 9, priority=2),
    )


def under_cursor(card: PatientCard, row: CallerRow | None) -> UnderCursor:
    """Return the subject of the letters: the patient, and the row under the cursor."""
    phones, name = card.reach.phones, display_name(card.patient.family_name, card.patient.given_name)
    entry = row.entry if row is not None else None
    return UnderCursor(
        patient_id=card.patient.id,
        name=name,
        number=shown_number(phones[0].number) if phones else "",
        need=need_of(entry, name, is_one_of_several=card.has_several_needs),
        entry=entry,
        appointment=row.appointment if row is not None else None,
        pathway_id=entry.pathway_id if entry is not None else None,
        claim=card.claims.get(entry.entry_id, "") if entry is not None else "",
        pathway=pathway_words(card, entry.pathway_id) if entry is not None else "",
    )


def rows_of(card: PatientCard, now: datetime) -> list[CallerRow]:
    """Return the rows: appointments to come, waiting needs, open messages."""
    needs = {need.entry.entry_id: need for pathway in card.pathways for need in pathway.needs}
    return [
        *(_appointment(row, needs.get(row.entry_id)) for row in card.upcoming),
        *(_waiting(need) for pathway in card.pathways for need in pathway.needs if need.appointment is None),
        *(_message(row, now) for row in card.messages),
    ]


def related_caller(card: PatientCard, match: str, number: str, today: date) -> RelatedRow | None:
    """Return who rings, if the number belongs to a relative on the record; None for the patient.

    If a child and a relative have the same number, the relative rings.
    """
    related = [each.row for each in card.related]
    if match.startswith(_OF):
        return next((row for row in related if row.relationship == match.removeprefix(_OF)), None)
    if not number or not is_child_on(card.patient.date_of_birth, today):
        return None
    return next((row for row in related if row.number == number), None)


def label_of_card(card: PatientCard | None) -> str:
    """Return name and birth date of the patient, as the list of the last nine shows them; empty without a patient."""
    if card is None:
        return ""
    name = display_name(card.patient.family_name, card.patient.given_name)
    return label_of(name, card.patient.date_of_birth)


def caller_words(patient: PatientRow, match: str, caller: RelatedRow | None, now: datetime) -> str:
    """Return the words of the first line: `mother (next of kin) of O'NEIL Maeve, 7`."""
    age = f", {age_words(patient.date_of_birth, now.date())}" if patient.date_of_birth is not None else ""
    name = f"{display_name(patient.family_name, patient.given_name)}{age}"
    said = death_words(patient.deceased_date, patient.death_reported_on)
    died = f" · {said}" if said else ""
    if caller is not None:
        kin = " (next of kin)" if caller.next_of_kin else ""
        return f"{caller.relationship}{kin} of {name}{died}"
    return f"{match.removeprefix(_OF)} of {name}{died}" if match.startswith(_OF) else f"{name}{died}"


def telephone_of(relationship: str) -> str:
    """Return the words of a search for a relative's number."""
    return f"{_OF}{relationship}"


def death_of(card: PatientCard) -> Sequence[str]:
    """Return that the patient has died, or is said to have died; empty if neither."""
    said = death_words(card.patient.deceased_date, card.patient.death_reported_on)
    return (f"This patient is {said}.",) if said else ()


def warnings(card: PatientCard) -> Sequence[str]:
    """Return the warnings that the clerk must know before they go on speaking."""
    return list(_warnings(card))


def _warnings(card: PatientCard) -> Iterator[str]:
    yield from card.alerts
    if card.reach.safe_contact_note:
        yield f"safe contact: {card.reach.safe_contact_note}"
    if card.details.interpreter_needed:
        yield joined(("interpreter", card.details.language), " ")
    for related in card.related:
        yield from related.lines


def _appointment(row: AppointmentRow, need: NeedOnCard | None) -> CallerRow:
    who = row.professional or ""
    missed = need.missed if need is not None else None
    return CallerRow(
        f"appointment:{row.appointment_id}",
        Cell(short_moment_words(row.starts_at), "strong" if missed is None else "alert"),
        joined((f"booked {missed.label}" if missed is not None else "", row.clinic_name, row.site_name)),
        who,
        row.reference,
        appointment=row,
        entry=need.entry if need is not None else None,
    )


def _waiting(need: NeedOnCard) -> CallerRow:
    row, target = need.entry, need.target
    stands, until = ("may ask", "look again") if row.hold_reason == HELD_BECAUSE else ("on hold", "until")
    held = f"{stands}, {until} {short_day_words(row.look_again_on)}" if row.look_again_on is not None else stands
    status = held if row.status == EntryStatus.ON_HOLD else row.status.replace("_", " ")
    tone: Tone = "alert" if target is not None and target.days < 0 else ""
    kind = row.kind.replace("_", "-")
    return CallerRow(
        f"entry:{row.entry_id}",
        Cell(target.label if target is not None else "waits", tone),
        f"{row.specialty_name or 'needs specialty'} {kind} · {status}",
        row.priority.words,
        entry=row,
    )


def _message(row: InboxRow, now: datetime) -> CallerRow:
    at = f"{row.taken_at:%H:%M}" if row.taken_at.date() == now.date() else short_day_words(row.taken_at)
    return CallerRow(
        f"message:{row.item_id}",
        Cell(f"{row.kind.replace('_', ' ')} {at}", "muted"),
        row.sentence,
        f"for {row.to_name}",
    )
