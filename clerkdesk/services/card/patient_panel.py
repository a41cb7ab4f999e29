"""The panel beside the patient in hand: ways to reach them, needs, and other journeys.

`clerkdesk.services.card.cards` has the whole card; this module reads only what matters for a booking, at every step of
the cursor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from clerkdesk.data.queries.card import cards as reads
from clerkdesk.data.queries.contact.contacts import preferred_numbers
from clerkdesk.data.queries.patients.patients import patient_rows
from clerkdesk.rules.contact.rows import PhoneLine
from clerkdesk.rules.patients.rows import PatientRow
from clerkdesk.rules.values.phones import shown_number
from clerkdesk.services.acts.alerts import alert_words, code_words
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.choosing import Choosing
from clerkdesk.services.booking.slot_choices import SlotChoices
from clerkdesk.services.card import cards
from clerkdesk.services.contact.contacts import BeforeCalling, Contacts


@dataclass(frozen=True, slots=True)
class PatientPanel:
    """The patient of one entry, with the slots that may be offered."""

    patient: PatientRow
    reach: BeforeCalling
    """Ways to reach the patient, without telephone numbers of a restricted record."""
    needs: tuple[str, ...]
    """`large print`, `BSL interpreter`."""
    flags: tuple[str, ...]
    """Alert flags in words, with their note."""
    others: tuple[str, ...]
    """`Tue 11:00 cardiology, same site`, `sister waiting, dermatology`."""
    choices: SlotChoices


def beside(context: ServiceContext, entry_id: int, patient_id: int) -> PatientPanel | WrongInput:
    """Return the panel of an entry while its patient is in hand."""
    reach = Contacts(context).before_calling(patient_id, entry_id)
    choices = Choosing(context).slots(entry_id)
    if isinstance(reach, WrongInput):
        return reach
    if isinstance(choices, WrongInput):
        return choices
    sites = {choice.ranked.slot.site for choice in choices.choices}
    with context.reading() as session:
        others = cards.beside(session, context, patient_id, sites)
        patient = patient_rows(session, [patient_id])[patient_id]
        needs, flags = reads.needs(session, patient_id), reads.flags(session, patient_id, context.today)
    ways = reach.ways
    phones: Sequence[PhoneLine] = () if patient.restricted else ways.phones
    shown = tuple(replace(line, number=shown_number(line.number)) for line in phones)
    return PatientPanel(
        patient=patient,
        reach=replace(reach, ways=replace(ways, phones=shown)),
        needs=tuple(need_words(need.code, need.detail) for need in needs),
        flags=alert_words(flags),
        others=others,
        choices=choices,
    )


def numbers(context: ServiceContext, patient_ids: Sequence[int]) -> Mapping[int, str]:
    """Return the number to ring first for each patient, as it is read out, without restricted records."""
    with context.reading() as session:
        found = preferred_numbers(session, patient_ids)
    return {patient_id: shown_number(number) for patient_id, number in found.items()}


def need_words(code: str, detail: str) -> str:
    """Return a need in its own words, or in those of its code: `large print`."""
    return detail or code_words("local_accessible_need", code)
