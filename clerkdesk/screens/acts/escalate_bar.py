"""The escalate bar: one Enter escalates a patient, if the rules find no slot in time (R-272)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from clerkdesk.rules.values.date_words import short_moment_words
from clerkdesk.screens.acts.carrying_out import carry_out
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept, TextStep

if TYPE_CHECKING:
    from clerkdesk.rules.inbox.escalation import Escalation
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.inbox.escalations import Escalated


class Need(Protocol):
    """A need on a list."""

    @property
    def key(self) -> int:
        """Id of the waiting list entry."""

    @property
    def name(self) -> str:
        """The patient's name, as on lists."""


def escalate_bar(host: Host, need: Need, proposed: Escalation | None, done: Callable[[str], None]) -> BarSpec:
    """Return the bar that escalates a patient; `done` gets a sentence about the act.

    If the rules propose nothing, a slot in time can be offered, and the clerk must say why it will not do.
    """
    entry_id = need.key

    async def commit(answer: BarAnswer) -> Kept | None:

        def tell(result: Escalated) -> None:
            due = f", answer expected by {short_moment_words(result.item.due)}" if result.item.due else ""
            done(f"Escalated to {result.item.to}, level {result.level}{due}.")

        return await carry_out(host, lambda desk: desk.inbox.escalate(entry_id, reason=answer["reason"]), tell)

    enter = "escalates it to the team leader, level 2"
    if proposed is not None:
        enter = f"escalates it to the {proposed.to.level.words}, level {int(proposed.to.level)}"
    return BarSpec(
        "escalate",
        "Escalate",
        need.name,
        commit,
        (TextStep("reason", "reason", required=proposed is None),),
        enter=enter,
        note="" if proposed is None else proposed.sentence,
        context={"entry": entry_id},
    )
