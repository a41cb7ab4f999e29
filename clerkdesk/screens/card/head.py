"""The head of the card: the person, the warnings, and how to reach them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain, islice
from typing import TYPE_CHECKING

from textual.content import Content

from clerkdesk.codes import code_list
from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.contact.attempts import voicemail_words
from clerkdesk.rules.deaths.standing import death_words
from clerkdesk.rules.patients.people import born_words, display_name
from clerkdesk.rules.values.date_words import birth_date_words, short_day_words
from clerkdesk.rules.values.nhs_number import display
from clerkdesk.rules.values.phones import shown_number
from clerkdesk.widgets.plain import ACT, ALERT, MUTED, flow, joined, plain
from clerkdesk.widgets.still_text import Still

if TYPE_CHECKING:
    from clerkdesk.services.card.cards import PatientCard

_WARNING = "$warning"
Said = tuple[str, str]
"""A text with its style."""


class CardHead(Still):
    """Draws the lines; the clerk chooses nothing in it."""

    def __init__(self) -> None:
        """Begin without a patient."""
        super().__init__(id="head")
        self._card: PatientCard | None = None
        self._today = date.min

    def show(self, card: PatientCard | None, today: date) -> None:
        """Show a patient."""
        self._card, self._today = card, today
        self.draw_again()

    def render(self) -> Content:
        """Return the lines; each group begins a new line."""
        if self._card is None:
            return Content("")
        width = max(1, self.size.width)
        brief = self.screen.has_class("-low") and self.screen.has_class("-with-slots")
        groups = [list(group) for group in (_in_brief if brief else _groups)(self._card, self._today)]
        return Content("\n").join([plain(*flow(group, width)) for group in groups if group])


def name_of(card: PatientCard) -> str:
    """Return the patient's name as lists show it."""
    return display_name(card.patient.family_name, card.patient.given_name)


def _groups(card: PatientCard, today: date) -> Iterator[Iterator[Said]]:
    # Warnings come first: on a short terminal the last lines are cut off.
    yield _who(card, today)
    yield _alerts(card)
    yield _numbers(card)
    yield _needs(card)
    yield _reach(card)


def _in_brief(card: PatientCard, today: date) -> Iterator[Iterator[Said]]:
    """Yield the details that every booking needs, while slots take the lines: the person, alerts, how to reach them."""
    yield chain(_who(card, today), islice(_numbers(card), 1))
    yield _alerts(card)
    yield chain(islice(_reach(card), 1), _needs(card))


def _who(card: PatientCard, today: date) -> Iterator[Said]:
    patient = card.patient
    said = (name_of(card), born_words(patient.date_of_birth, today), patient.postcode)
    yield "  ".join(filter(None, said)), ACT
    said_of_death = death_words(patient.deceased_date, patient.death_reported_on)
    if said_of_death:
        yield f"! {said_of_death}", ALERT
    yield from ((f"also {known.family_name} {known.given_name}".strip(), MUTED) for known in card.names)


def _numbers(card: PatientCard) -> Iterator[Said]:
    patient, details = card.patient, card.details
    yield (f"NHS {display(patient.nhs_number)}", "") if patient.nhs_number else ("no NHS number", _WARNING)
    if patient.nhs_number and not patient.nhs_number_valid:
        yield "not a valid number", _WARNING
    if patient.hospital_number:
        yield patient.hospital_number, ""
    if details.address:
        yield ", ".join(details.address.splitlines()), MUTED
    if details.gp_practice_name:
        yield f"GP {details.gp_practice_name}", MUTED


def _alerts(card: PatientCard) -> Iterator[Said]:
    patient = card.patient
    if patient.deceased_date is not None:
        confirmed = "" if card.details.deceased_confirmed else ", not confirmed yet"
        yield f"! died {birth_date_words(patient.deceased_date)}{confirmed}", ALERT
    elif card.details.death_reported_on is not None:
        said = short_day_words(card.details.death_reported_on)
        yield (
            f"! said on {said} to have died: {key_for('hold')} on an open need, or death in the palette "
            f"({key_for('palette')}), confirms or refutes it",
            ALERT,
        )
    if patient.restricted:
        yield "! restricted record: no address or number is shown", ALERT
    if card.reach.safe_contact_note:
        yield f"! safe contact: {card.reach.safe_contact_note}", ALERT
    if card.reach.restricted:
        yield "! leave no message and write nothing", ALERT
    yield from ((f"! {alert}", ALERT) for alert in card.alerts)


def _needs(card: PatientCard) -> Iterator[Said]:
    details = card.details
    if details.interpreter_needed:
        yield f"interpreter{f' ({details.language})' if details.language else ''}", _WARNING
    if details.transport_needed:
        yield "transport", _WARNING
    for need in card.needs:
        yield need.detail or _words("local_accessible_need", need.code), _WARNING
    for away in card.unavailable:
        why = f", {away.reason}" if away.reason else ""
        yield f"away {short_day_words(away.first)} to {short_day_words(away.last)}{why}", _WARNING


def _reach(card: PatientCard) -> Iterator[Said]:
    if not card.reach.phones and not card.patient.restricted:
        yield "no telephone number", _WARNING
    for line in card.reach.phones:
        allowed = voicemail_words(False if card.reach.restricted else line.voicemail_allowed)
        told = joined((line.kind, allowed, line.note), ", ")
        yield f"{shown_number(line.number)} ({told})", ACT if line.preferred else ""
    if card.told:
        last = card.told[0]
        who = f"{last.who}, {last.how}" if last.how else last.who
        yield f"last told {short_day_words(last.on)} ({who}): {last.what}", MUTED


def _words(codes: str, code: str) -> str:
    known = code_list(codes).get(code)
    return known.description if known is not None else code
