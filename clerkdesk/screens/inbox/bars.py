"""The bars of the inbox: take an item or finish it, and give it to somebody else or to tomorrow."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.deaths.standing import CHECK
from clerkdesk.rules.rtt.start_moves import CONFIRM_START
from clerkdesk.rules.values.inbox import ItemKind, ItemStatus
from clerkdesk.rules.waiting_list.removal_tellings import TELL_REMOVAL
from clerkdesk.screens.acts.carrying_out import carry_out, carry_out_and_say
from clerkdesk.screens.acts.death_bar import death_bar
from clerkdesk.screens.inbox.answer_bars import confirm_bar, telling_bar
from clerkdesk.screens.inbox.rows import about_words
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, TextStep
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.rules.inbox.rows import InboxRow
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.inbox.inbox import ItemChanged
    from clerkdesk.services.inbox.recipients import RouteTo

Said = Callable[[str], None]
"""A function that gets the sentence about the act."""

TOMORROW = "tomorrow"
_COLLEAGUE = "colleague"


def subject_of(row: InboxRow) -> str:
    """Return the name of an item in bars: `message, O'NEIL Maeve`."""
    return joined((row.kind.replace("_", "-"), about_words(row)), ", ")


def take_bar(host: Host, row: InboxRow, done: Said) -> BarSpec:
    """Return the bar that acknowledges a new item, or finishes one; an escalation needs its answer.

    The finding finishes the check of a death.
    """
    if row.topic == CONFIRM_START:
        return confirm_bar(host, row, subject_of(row), done)
    if row.topic == TELL_REMOVAL and row.entry_id is not None:
        return telling_bar(host, row.entry_id, subject_of(row), done)
    if row.topic == CHECK and row.patient_id is not None:
        take = (lambda desk: desk.inbox.acknowledge(row.item_id)) if row.status == ItemStatus.NEW else None
        known = row.death_facts
        return death_bar(host, row.patient_id, about_words(row), known, lambda said, _need: done(said), take=take)
    answers = row.kind == ItemKind.ESCALATION
    action = TextStep("action", "answer" if answers else "what was done", required=answers)
    context = {"item": row.item_id}

    async def commit(answer: BarAnswer) -> Kept | None:
        finishes = row.status != ItemStatus.NEW or answer["what"] == "done"

        def write(desk: Desk) -> ItemChanged | Refused | WrongInput:
            if finishes:
                return desk.inbox.done(row.item_id, answer["action"])
            return desk.inbox.acknowledge(row.item_id)

        then = "" if finishes else f" {key_for('take')} again marks it as done."
        return await carry_out(host, write, lambda result: done(f"{result.sentence}{then}"))

    if row.status != ItemStatus.NEW:
        return BarSpec("take", "Done:", subject_of(row), commit, (action,), enter="marks it as done", context=context)
    what = ChoiceStep(
        "what",
        "what",
        (Choice("t", "take", "take it", then=""), Choice("d", "done", "done already", then="action")),
        default="take",
    )
    return BarSpec("take", "Take", subject_of(row), commit, (what, action), enter="records it", context=context)


def take_over_bar(whose: str, take_over: Callable[[], Awaitable[None]]) -> BarSpec:
    """Return the bar that names the desk of an open call, and takes the call over."""

    async def commit(answer: BarAnswer) -> Kept | None:
        del answer
        await take_over()
        return None

    return BarSpec(
        "take_over", "Take over", "this call", commit, enter="takes it over; there it can only be left", note=whose
    )


def give_steps(people: Sequence[Choice]) -> tuple[ChoiceStep, TextStep, TextStep]:
    """Return the questions for the receiver: these people, a colleague by name, or tomorrow."""
    choices = (
        *people,
        Choice("c", _COLLEAGUE, "a colleague", then="name"),
        Choice("t", TOMORROW, "tomorrow", then="note"),
    )
    return (
        ChoiceStep("to", "receiver", choices, then="note"),
        TextStep("name", "colleague's name", required=True, then="note"),
        TextStep("note", "adds a note"),
    )


def give_bar(host: Host, row: InboxRow, routes: Sequence[RouteTo], done: Said) -> BarSpec:
    """Return the bar that passes an item on, as new for its receiver."""
    by_digit = {str(route.digit): route for route in routes}

    async def commit(answer: BarAnswer) -> Kept | None:
        to, note = answer["to"], answer["note"]

        def write(desk: Desk) -> ItemChanged | Refused | WrongInput:
            if to in by_digit:
                return desk.inbox.forward(row.item_id, by_digit[to].to, note)
            return desk.inbox.hand_over(row.item_id, None if to == TOMORROW else answer["name"], note)

        return await carry_out_and_say(host, write, done)

    people = [Choice(digit, digit, route.name) for digit, route in by_digit.items()]
    return BarSpec(
        "give", "Give", subject_of(row), commit, give_steps(people), enter="gives it", context={"item": row.item_id}
    )
