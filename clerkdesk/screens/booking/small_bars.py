"""The bars beside booking: contact tried, escalate, and setting the specialty of an entry that has none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clerkdesk.screens.acts import contact_bar as acts
from clerkdesk.screens.acts.contact_bar import ToReach
from clerkdesk.screens.acts.escalate_bar import escalate_bar as to_ladder
from clerkdesk.screens.acts.specialties import specialty_reader
from clerkdesk.screens.acts.told import contact_words
from clerkdesk.services.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept, TextStep
from clerkdesk.widgets.columns import Tone

if TYPE_CHECKING:
    from clerkdesk.rules.escalation import Escalation
    from clerkdesk.screens.booking.screen import BookingScreen
    from clerkdesk.screens.booking.waiting import Waiting
    from clerkdesk.services.beside import Beside
    from clerkdesk.services.contacts import ContactKept
    from clerkdesk.services.lists import ListLength


def contact_bar(screen: BookingScreen, row: Waiting, beside: Beside | None) -> BarSpec:
    """Return the bar that notes how an attempt to reach a patient ended."""
    number = "" if beside is None or not beside.reach.ways.phones else beside.reach.ways.phones[0].number

    def done(kept: ContactKept) -> None:
        tone: Tone = "warning" if kept.decision.warning else ""
        screen.moved_on(contact_words(kept), tone, stays=kept.decision.reached)

    return acts.contact_bar(screen.host, ToReach(row.entry.row.patient_id, row.key, row.name, number), done)


def escalate_bar(screen: BookingScreen, row: Waiting, proposed: Escalation | None) -> BarSpec:
    """Return the bar that puts a patient to the ladder; the cursor stays with them."""
    return to_ladder(screen.host, row, proposed, lambda said: screen.moved_on(said, stays=True))


def specialty_bar(screen: BookingScreen, row: Waiting, lists: Sequence[ListLength]) -> BarSpec:
    """Return the bar that puts an entry on the list of a specialty, typed by the beginning of its name or code."""
    entry_id = row.key

    async def commit(answer: BarAnswer) -> Kept | None:
        result = await screen.host.write(lambda desk: desk.patients.set_specialty(entry_id, answer["specialty"]))
        if isinstance(result, Refused | WrongInput):
            return Kept(result.sentence)
        screen.moved_on(f"On the list of {result.specialty_name}.", "good")
        return None

    step = TextStep("specialty", "specialty", required=True, read=specialty_reader(_names(lists)))
    return BarSpec(
        "specialty", "Set the specialty of", row.name, commit, (step,), enter="sets it", context={"entry": entry_id}
    )


def _names(lists: Sequence[ListLength]) -> dict[str, str]:
    return {each.specialty_code: each.specialty_name for each in lists if each.specialty_code is not None}
