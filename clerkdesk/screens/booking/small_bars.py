"""The bars beside booking: contact tried, review, validate, hold, escalate, and setting a specialty that is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clerkdesk.screens.acts import contact_bar as acts
from clerkdesk.screens.acts import place_bars
from clerkdesk.screens.acts.acting import ToBook
from clerkdesk.screens.acts.carrying_out import carry_out
from clerkdesk.screens.acts.contact_bar import ToReach, what_to_obey
from clerkdesk.screens.acts.escalate_bar import escalate_bar as to_ladder
from clerkdesk.screens.acts.specialties import specialty_reader
from clerkdesk.screens.acts.told import contact_words, validated_words
from clerkdesk.screens.acts.validate_bar import validate_bar as to_validate
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept, TextStep
from clerkdesk.widgets.columns import Tone

if TYPE_CHECKING:
    from clerkdesk.rules.inbox.escalation import Escalation
    from clerkdesk.screens.acts.offers_places import OffersPlaces
    from clerkdesk.screens.booking.waiting import WaitingRow
    from clerkdesk.services.card.patient_panel import PatientPanel
    from clerkdesk.services.contact.contacts import ContactKept
    from clerkdesk.services.validation.validation import Validated, ValidationSheet
    from clerkdesk.services.waiting_list.worklists import ListLength


def contact_bar(screen: OffersPlaces, row: WaitingRow, beside: PatientPanel | None) -> BarSpec:
    """Return the bar that notes how an attempt to reach a patient ended."""
    ways = beside.reach.ways if beside is not None else None
    number = ways.phones[0].number if ways is not None and ways.phones else ""
    obey = what_to_obey(ways) if ways is not None else ""

    def done(kept: ContactKept) -> None:
        tone: Tone = "warning" if kept.decision.warning else ""
        screen.moved_on(contact_words(kept), tone, stays=kept.decision.reached)

    return acts.contact_bar(screen.host, ToReach(row.entry.row.patient_id, row.key, row.name, number, obey), done)


def escalate_bar(screen: OffersPlaces, row: WaitingRow, proposed: Escalation | None) -> BarSpec:
    """Return the bar that puts a patient to the ladder; the cursor stays with them."""
    return to_ladder(screen.host, row, proposed, lambda said: screen.moved_on(said, stays=True))


def review_bar(screen: OffersPlaces, row: WaitingRow) -> BarSpec:
    """Return the bar that asks a clinician; the cursor stays with the patient."""
    return place_bars.review_bar(screen.host, ToBook(row.key, row.name), lambda said: screen.moved_on(said, stays=True))


def hold_bar(screen: OffersPlaces, row: WaitingRow) -> BarSpec:
    """Return the bar that stops the booking of a patient, or takes them off hold: then the cursor stays with them."""
    entry, need = row.entry.row, ToBook(row.key, row.name)
    if entry.status == "on_hold":
        return place_bars.resume_bar(
            screen.host, need, entry.hold_reason, lambda said: screen.moved_on(said, "good", stays=True)
        )
    return place_bars.hold_bar(screen.host, need, screen.moved_on)


def validate_bar(screen: OffersPlaces, sheet: ValidationSheet) -> BarSpec:
    """Return the bar that validates a patient; the cursor stays with them."""

    def done(result: Validated) -> None:
        screen.moved_on(validated_words(result), stays=True)

    return to_validate(screen.host, sheet, done)


def specialty_bar(screen: OffersPlaces, row: WaitingRow, lists: Sequence[ListLength]) -> BarSpec:
    """Return the bar that puts an entry on the list of a specialty, typed by the beginning of its name or code."""
    entry_id = row.key

    async def commit(answer: BarAnswer) -> Kept | None:
        return await carry_out(
            screen.host,
            lambda desk: desk.referrals.set_specialty(entry_id, answer["specialty"]),
            lambda result: screen.moved_on(f"On the list of {result.specialty_name}.", "good"),
        )

    step = TextStep("specialty", "specialty", required=True, read=specialty_reader(_names(lists)))
    return BarSpec(
        "specialty", "Set the specialty of", row.name, commit, (step,), enter="sets it", context={"entry": entry_id}
    )


def _names(lists: Sequence[ListLength]) -> dict[str, str]:
    return {each.specialty_code: each.specialty_name for each in lists if each.specialty_code is not None}
