"""The bar that sets a missing specialty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clerkdesk.screens.acts.acts_here import Acted
from clerkdesk.screens.acts.carrying_out import carry_out
from clerkdesk.screens.acts.specialties import specialty_reader
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept, TextStep

if TYPE_CHECKING:
    from clerkdesk.screens.acts.acts_here import ActsHere
    from clerkdesk.screens.booking.waiting import WaitingRow
    from clerkdesk.services.waiting_list.worklists import ListLength


def specialty_bar(screen: ActsHere, row: WaitingRow, lists: Sequence[ListLength]) -> BarSpec:
    """Return the bar that puts an entry on the list of a specialty, typed by the beginning of its name or code."""
    entry_id = row.key

    async def commit(answer: BarAnswer) -> Kept | None:
        return await carry_out(
            screen.host,
            lambda desk: desk.referrals.set_specialty(entry_id, answer["specialty"]),
            lambda result: screen.acted(Acted("specialty", result.sentence, stays=False)),
        )

    step = TextStep("specialty", "specialty", required=True, read=specialty_reader(_names(lists)))
    return BarSpec(
        "specialty", "Set the specialty of", row.name, commit, (step,), enter="sets it", context={"entry": entry_id}
    )


def _names(lists: Sequence[ListLength]) -> dict[str, str]:
    return {each.specialty_code: each.specialty_name for each in lists if each.specialty_code is not None}
