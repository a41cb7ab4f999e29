"""Prints patients for the plain commands: a document for a program, lines for a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from clerkdesk.cli.answers import target_document, when
from clerkdesk.cli.commands.waiting_list import awaiting_document
from clerkdesk.rules.pathways.clock_words import clock_short
from clerkdesk.rules.patients.fields import field_words
from clerkdesk.rules.undo.kinds import IN_ERROR
from clerkdesk.rules.values import nhs_number
from clerkdesk.rules.values.date_words import birth_date_words, day_words
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.values.phones import shown_number
from clerkdesk.rules.values.text import list_name
from clerkdesk.rules.waiting_list.awaiting import awaiting_words
from clerkdesk.rules.waiting_list.entry_kinds import is_awaiting, position_words

if TYPE_CHECKING:
    from clerkdesk.data.queries.patients.patients import FoundPatient
    from clerkdesk.rules.booking.rows import AppointmentRow
    from clerkdesk.rules.card.history import Talk
    from clerkdesk.rules.patients.rows import PatientRow
    from clerkdesk.services.card.cards import NeedOnCard, PathwayOnCard, PatientCard
    from clerkdesk.services.patients.registering import LikelyDuplicate


def patient_document(row: PatientRow) -> dict[str, object]:
    """Return the identity of a patient, with the contract's keys."""
    return {
        "id": row.id, "nhs_number": row.nhs_number, "nhs_number_valid": row.nhs_number_valid,
        "hospital_number": row.hospital_number, "title": row.title, "family_name": row.family_name,
        "given_name": row.given_name, "date_of_birth": row.date_of_birth, "postcode": row.postcode,
        "deceased_date": row.deceased_date,
        "death_reported_on": row.death_reported_on,
    }  # fmt: skip


def patient_line(row: PatientRow) -> str:
    """Return the identity of a patient in one line: `7  PATEL Anjali  14 Mar 1967  999 000 0018  NN1 2AB`."""
    name = list_name(row.family_name, row.given_name)
    born = birth_date_words(row.date_of_birth) if row.date_of_birth else "birth date not known"
    number = nhs_number.display(row.nhs_number) if row.nhs_number else row.hospital_number or ""
    doubtful = " (not valid)" if row.nhs_number and not row.nhs_number_valid else ""
    died = "DECEASED" if row.deceased_date else "SAID TO HAVE DIED" if row.death_reported_on else ""
    return "  ".join(part for part in (f"{row.id:>6}", name, born, number + doubtful, row.postcode, died) if part)


def found_document(found: FoundPatient) -> dict[str, object]:
    """Return one answer of a search."""
    return patient_document(found.patient) | {"match": found.match}


def found_line(found: FoundPatient) -> str:
    """Return one answer of a search in one line."""
    return f"{patient_line(found.patient)}  [{found.match}]"


def duplicate_document(duplicate: LikelyDuplicate) -> dict[str, object]:
    """Return one likely duplicate with the evidence for it."""
    match = duplicate.match
    return patient_document(duplicate.patient) | {"verdict": match.verdict.value, "reasons": list(match.reasons)}


def duplicate_line(duplicate: LikelyDuplicate) -> str:
    """Return one likely duplicate in one line."""
    return f"{patient_line(duplicate.patient)}  [{', '.join(duplicate.match.reasons)}]"


def card_document(card: PatientCard) -> dict[str, object]:
    """Return the whole card."""
    return {
        "patient": patient_document(card.patient) | {"age": card.age},
        "details": card.details,
        "safe_contact_note": card.reach.safe_contact_note,
        "no_messages": card.reach.restricted,
        "phones": list(card.reach.phones),
        "other_names": list(card.names),
        "earlier": list(card.earlier),
        "needs": list(card.needs),
        "flags": list(card.flags),
        "unavailable": list(card.unavailable),
        "pathways": [_pathway_document(pathway) for pathway in card.pathways],
        "appointments": [
            _appointment_document(row) | {"comment": card.comments.get(row.appointment_id, "")}
            for row in (*card.upcoming, *card.past)
        ],
        "offers": list(card.offers),
        "contacts": list(card.contacts),
        "told": list(card.told),
        "messages": list(card.messages),
        "reviews": list(card.reviews),
        "incidents": list(card.incidents),
        "joined": [patient_document(row) for row in card.joined],
        "related": [
            {
                "relationship": other.row.relationship, "name": other.row.name, "number": other.row.number,
                "next_of_kin": other.row.next_of_kin, "may_be_told": other.row.may_be_told,
                "patient_id": other.row.patient_id, "lines": list(other.lines),
            }
            for other in card.related
        ],
    }  # fmt: skip


def card_lines(card: PatientCard, today: date) -> Iterator[str]:
    """Yield the card for a person, the most important facts first."""
    from clerkdesk.services.acts.alerts import code_words, flag_words

    age = f" ({card.age})" if card.age is not None else ""
    yield patient_line(card.patient).strip() + age
    yield from (f"! {flag_words(flag.code, flag.note)}" for flag in card.flags)
    if card.reach.safe_contact_note:
        yield f"! Safe contact: {card.reach.safe_contact_note}"
    if card.details.interpreter_needed:
        yield f"Interpreter: {card.details.language or 'language not known'}"
    yield from (f"Need: {need.detail or code_words('local_accessible_need', need.code)}" for need in card.needs)
    yield from (
        f"Telephone: {shown_number(line.number)} {line.kind} {line.note}".rstrip() for line in card.reach.phones
    )
    for pathway in card.pathways:
        yield _pathway_line(pathway)
        yield from (f"  {_need_line(need)}" for need in pathway.needs)
    for row in card.upcoming:
        yield f"Next: {_with_comment(_appointment_line(row), row, card)}"
    for row in card.past:
        status = row.status.replace("_", " ")
        word = "Before" if row.starts_at.date() <= today else status.capitalize()
        yield f"{word}: {_with_comment(f'{_appointment_line(row)}, {status}', row, card)}"
    for offer in card.offers:
        in_error = f", {IN_ERROR}" if offer.in_error else ""
        yield f"Offer: {when(offer.starts_at)}, {offer.answer}{in_error}"
    yield from (f"Told: {birth_date_words(told.on)}  {told.sentence}" for told in card.told)
    yield from (
        f"Contact: {when(tried.at)}, {code_words('local_contact_result', tried.result_code)} {tried.note}".rstrip()
        for tried in card.contacts
    )
    yield from (f"Message: {message.sentence}" for message in card.messages)
    yield from (f"Review due {day_words(review.due_date)}: {review.reason}" for review in card.reviews)
    yield from (f"Incident {incident.reference}: {incident.what}" for incident in card.incidents)
    yield from (f"Joined with: {patient_line(row).strip()}" for row in card.joined)
    yield from (f"Earlier {field_words(old.field)}: {old.shown}" for old in card.earlier)
    for other in card.related:
        name = other.row.name or _name_of(other.patient)
        who = f"{other.row.relationship}: {name} {shown_number(other.row.number)}".rstrip()
        yield f"Related: {who}"
        yield from (f"  {line}" for line in other.lines)
    yield from (f"Can't come: {day_words(run.first)} to {day_words(run.last)}" for run in card.unavailable)


def _with_comment(line: str, row: AppointmentRow, card: PatientCard) -> str:
    comment = card.comments.get(row.appointment_id)
    return f"{line}: {comment}" if comment else line


def _name_of(row: PatientRow | None) -> str:
    return f"{row.family_name.upper()} {row.given_name}" if row is not None else ""


def _pathway_document(pathway: PathwayOnCard) -> dict[str, object]:
    row, clock = pathway.row, pathway.clock
    return {
        "id": row.id, "identifier": row.identifier, "specialty": row.specialty_code, "priority": row.priority_type,
        "closed_on": row.closed_on, "clock_state": clock.state, "clock_start": clock.start, "clock_stop": clock.stop,
        "days_waited": clock.days_waited, "weeks_waited": clock.weeks_waited, "breach_date": clock.breach_date,
        "target": target_document(pathway.target), "places": [_need_document(need) for need in pathway.needs],
    }  # fmt: skip


def _need_document(need: NeedOnCard) -> dict[str, object]:
    entry = need.entry
    return {
        "entry_id": entry.entry_id, "kind": entry.kind, "status": entry.status, "hold_reason": entry.hold_reason,
        "look_again_on": entry.look_again_on, "awaiting": awaiting_document(entry),
        "list_position_date": entry.list_position_date, "due_date": entry.due_date,
        "target": target_document(need.target),
        "appointment": need.appointment.reference if need.appointment else None,
        "missed": target_document(need.missed),
    }  # fmt: skip


def _appointment_document(row: AppointmentRow) -> dict[str, object]:
    return {
        "id": row.appointment_id, "reference": row.reference, "starts": row.starts_at, "clinic": row.clinic_name,
        "specialty": row.specialty_code, "professional": row.professional, "site": row.site_name,
        "status": row.status, "attendance_code": row.attendance_code,
    }  # fmt: skip


def _pathway_line(pathway: PathwayOnCard) -> str:
    clock = pathway.clock
    wait = f", {clock.weeks_waited}w" if clock.running and clock.weeks_waited is not None else ""
    target = f", {pathway.target.label}" if pathway.target else ""
    closed = f", closed {day_words(pathway.row.closed_on)}" if pathway.row.closed_on else ""
    specialty = pathway.row.specialty_name or "needs specialty"
    state = clock_short(clock.state)
    return f"Pathway {pathway.row.id}: {specialty}, clock {state}{wait}{target}{closed}"


def _need_line(need: NeedOnCard) -> str:
    entry = need.entry
    if need.appointment is not None:
        missed = f", {need.missed.sentence}" if need.missed else ""
        return f"entry {entry.entry_id}: {_appointment_line(need.appointment)}{missed}"
    held = f": {entry.hold_reason}, look again {day_words(entry.look_again_on)}" if entry.look_again_on else ""
    since = f" {position_words(entry.kind, day_words(entry.stands_on))}" if entry.stands_on is not None else ""
    if entry.status == EntryStatus.ON_HOLD and since:
        # The date of the position is not the date of the hold.
        since = f", on the list{since}"
    state = entry.status.replace("_", " ")
    if is_awaiting(entry.kind):
        state = awaiting_words(entry.kind, entry.reason)
    return f"entry {entry.entry_id}: {state}{since}{held}"


def _appointment_line(row: AppointmentRow) -> str:
    who = f", {row.professional}" if row.professional else ""
    return f"{when(row.starts_at)}, {row.clinic_name}{who}, {row.site_name}, reference {row.reference}"


def talk_document(talk: Talk) -> dict[str, object]:
    """Return a talk for a program."""
    return {
        "kind": talk.kind, "on": talk.on, "at": talk.at, "about": talk.about, "words": talk.words, "clerk": talk.clerk,
        "in_error": talk.in_error, "pathway_id": talk.pathway_id,
    }  # fmt: skip


def talk_lines(talk: Talk) -> Iterator[str]:
    """Yield a talk for a person, its words below it."""
    from clerkdesk.rules.card.history import when_words

    head = (talk.about, f"by {talk.clerk}" if talk.clerk else "", IN_ERROR if talk.in_error else "")
    yield f"{when_words(talk):<18} {talk.kind:<9} {', '.join(filter(None, head))}"
    yield from (f"{'':29}{line}" for line in talk.words.splitlines())
