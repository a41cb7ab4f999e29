"""The bars of a missed appointment: one patient at a time, and never with one key (RULES 13.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from clerkdesk.rules.reception.did_not_attend import ASK_CLINICIAN, NO_JOURNEY, Communicated
from clerkdesk.screens.acts.carrying_out import carry_out
from clerkdesk.screens.acts.confirming import clinician_step
from clerkdesk.screens.acts.ending_bars import RUNG, TOLD
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, ChoiceStep, Kept
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.screens.reception.receives import Receives
    from clerkdesk.screens.reception.visits import Visit
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.reception.did_not_attend import Missed

_YES, _NO, _UNKNOWN = (choice.key for choice in TOLD)
_ASK = (
    f"Was the patient clearly told of this appointment? {_YES} yes, {_NO} no, {_UNKNOWN} not known: unknown never ends "
    "their wait."
)


def missed_bar(screen: Receives, visit: Visit, asks_clinician: str = "") -> BarSpec:
    """Return the bar that marks one patient as not attended; it always asks whether the patient was clearly told.

    `asks_clinician` is the reason to ask the clinician first (R-703); empty without one.
    """
    by_telephone = visit.appointment.medium in NO_JOURNEY

    async def commit(answer: BarAnswer) -> Kept | None:
        told = cast("Communicated", answer["communicated"])

        def write(desk: Desk) -> Missed | Refused | WrongInput:
            return desk.reception.did_not_attend(
                visit.reference,
                told,
                rung_twice=answer["rung"] == "twice",
                clinician_asked=answer[ASK_CLINICIAN],
                told_by=answer["told_by"],
                told_source=answer["told_source"],
            )

        return await carry_out(
            screen.host,
            write,
            lambda result: screen.settled(visit, joined((screen.name_of(visit), result.sentence)), ""),
        )

    told = ChoiceStep("communicated", "answer", TOLD, then=ASK_CLINICIAN if asks_clinician else "", missing=_ASK)
    asked = clinician_step() if asks_clinician else ()
    return BarSpec(
        "did_not_attend",
        "Did not attend:",
        screen.name_of(visit),
        commit,
        (*((RUNG,) if by_telephone else ()), told, *asked),
        enter="marks this one patient",
        note=joined((screen.born(visit), "was it clearly communicated?")),
        context={"visit": visit.key},
    )


def too_late_bar(screen: Receives, visit: Visit) -> BarSpec:
    """Return the bar for a patient who came too late and could not be seen (R-703)."""

    async def commit(answer: BarAnswer) -> Kept | None:
        del answer
        return await carry_out(
            screen.host,
            lambda desk: desk.reception.too_late(visit.reference),
            lambda result: screen.settled(visit, f"{screen.name_of(visit)}: {result.sentence}", ""),
        )

    return BarSpec(
        "too_late", "Too late, not seen:", screen.name_of(visit), commit, enter="records it",
        note=joined((screen.born(visit), "the clinician was asked")), context={"visit": visit.key},
    )  # fmt: skip
