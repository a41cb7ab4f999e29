"""The escalate bar: one Enter escalates a patient, if the rules find no slot in time (R-272)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from clerkdesk.screens.acts.carrying_out import carry_out_and_say
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept, TextStep

if TYPE_CHECKING:
    from clerkdesk.rules.inbox.escalation import Escalation
    from clerkdesk.screens.desk.host import Host


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
        return await carry_out_and_say(host, lambda desk: desk.inbox.escalate(entry_id, reason=answer["reason"]), done)

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
