"""The bars of tasks that need more than a mark of done: a later start to confirm, and a removal to tell of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from clerkdesk.rules.values.tellings import Who
from clerkdesk.rules.waiting_list.removal_tellings import WHO
from clerkdesk.screens.acts.carrying_out import carry_out_and_say
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, TextStep
from clerkdesk.widgets.readers import past_date_reader

if TYPE_CHECKING:
    from clerkdesk.rules.inbox.rows import InboxRow
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.corrections.start_requests import StartAnswered
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.pathways.removal_tellings import RemovalTellingKept

Said = Callable[[str], None]
"""A function that gets the sentence about the act."""
_WHOM: Mapping[str, tuple[Who, ...]] = {"both": WHO, Who.PATIENT: (Who.PATIENT,), Who.REFERRER: (Who.REFERRER,)}


def confirm_bar(host: Host, row: InboxRow, subject: str, done: Said) -> BarSpec:
    """Return the bar in which a second person confirms or refuses a later start (RULES 13.25)."""

    async def commit(answer: BarAnswer) -> Kept | None:
        def write(desk: Desk) -> StartAnswered | Refused | WrongInput:
            return desk.corrections.answer(row.item_id, answer["answer"] == "agree", answer["why"])

        return await carry_out_and_say(host, write, done)

    choices = (
        Choice("y", "agree", "yes, as it is asked", then="why"),
        Choice("n", "refuse", "no, it stays as it is", then="why"),
    )
    steps = (ChoiceStep("answer", "answer", choices, asks=True), TextStep("why", "what shows it, or why not"))
    return BarSpec(
        "take", "Second person for", subject, commit, steps, enter="records it", context={"item": row.item_id}
    )


def telling_bar(host: Host, entry_id: int, subject: str, done: Said) -> BarSpec:
    """Return the bar that records who was told of a removal, how and when (RULES 13.29)."""

    async def commit(answer: BarAnswer) -> Kept | None:
        on = date.fromisoformat(answer["on"]) if answer["on"] else None

        def write(desk: Desk) -> RemovalTellingKept | Refused | WrongInput:
            return desk.pathways.told_of_removal(entry_id, _WHOM[answer["whom"]], answer["how"], on)

        return await carry_out_and_say(host, write, done)

    choices = (
        Choice("p", "patient", "patient", then="how"),
        Choice("r", "referrer", "referrer", then="how"),
        Choice("b", "both", "both", then="how"),
    )
    steps = (
        ChoiceStep("whom", "who was told", choices, asks=True),
        TextStep("how", "how: by telephone, letter, e-mail or in clinic", required=True, then="on"),
        TextStep("on", "another day than today", read=past_date_reader(lambda: host.now().date())),
    )
    return BarSpec(
        "take", "Told of the removal", subject, commit, steps, enter="records it", context={"entry": entry_id}
    )
