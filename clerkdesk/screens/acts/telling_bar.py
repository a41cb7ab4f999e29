"""The bar that records tellings of a referral, with day and way (RULES 13.18, 13.29)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from clerkdesk.rules.values.tellings import Who
from clerkdesk.screens.acts.carrying_out import carry_out_and_say
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, TextStep
from clerkdesk.widgets.readers import past_date_reader

if TYPE_CHECKING:
    from clerkdesk.rules.referrals.answers import RefusedReferral
    from clerkdesk.screens.acts.under_cursor import ToBook
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.referrals.tellings import TellingKept

_WAYS = (
    Choice("p", "by telephone", "by telephone"),
    Choice("l", "by letter", "by letter"),
    Choice("e", "by e-mail", "by e-mail"),
    Choice("t", "by text", "by text"),
    Choice("c", "in clinic", "in clinic"),
)
_OF_A_REFERRAL = (
    Choice("r", "received patient", "patient: the referral has come"),
    Choice("a", "accepted patient", "patient: the referral is accepted"),
    Choice("w", "listed patient", "patient: added to the waiting list"),
)


def telling_bar(
    host: Host, need: ToBook, done: Callable[[str], None], *, refused: RefusedReferral | None = None
) -> BarSpec:
    """Return the bar of a telling; `refused` for a refused referral, `done` gets the consequences."""

    async def commit(answer: BarAnswer) -> Kept | None:
        what, who = answer["what"].split()

        def write(desk: Desk) -> TellingKept | Refused | WrongInput:
            from clerkdesk.services.referrals.tellings import NewTelling

            words: dict[str, Any] = {"what": what, "who": who}
            on = date.fromisoformat(answer["on"]) if answer["on"] else None
            return desk.referrals.told(need.key, NewTelling(**words, on=on, how=answer["how"]))

        return await carry_out_and_say(host, write, done)

    choices = _OF_A_REFERRAL if refused is None else _of_a_refusal(refused)
    steps = (
        ChoiceStep("what", "what was told", choices, then="how"),
        ChoiceStep("how", "how it was told", _WAYS, then="on"),
        TextStep("on", "adds the day, where it was not today", read=past_date_reader(host.now().date)),
    )
    note = f"not accepted by {refused.decided_by}" if refused is not None else ""
    return BarSpec(
        "told_referral", "Told of the referral of", need.name, commit, steps, enter="records it", note=note,
        context={"entry": need.key},
    )  # fmt: skip


def _of_a_refusal(refused: RefusedReferral) -> tuple[Choice, ...]:
    told = {telling.who for telling in refused.told}
    known = "That was told already."
    return (
        Choice("p", "refused patient", "patient: not accepted", why_not=known if Who.PATIENT in told else ""),
        Choice("r", "refused referrer", "referrer: not accepted", why_not=known if Who.REFERRER in told else ""),
    )
