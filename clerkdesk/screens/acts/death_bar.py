"""The bar that answers word of a death: alive, by whom and on what source, or died on a day (RULES 13.24)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from clerkdesk.rules.deaths import ALIVE_AFTER
from clerkdesk.screens.acts.confirming import kept_open
from clerkdesk.services.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, TextStep
from clerkdesk.widgets.readers import past_date_reader

if TYPE_CHECKING:
    from clerkdesk.screens.host import Host
    from clerkdesk.services.death_acts import ClosedForDeath, DeathKept, DeathRefuted
    from clerkdesk.services.desk import Desk
    from clerkdesk.services.inbox import ItemChanged


Take = Callable[["Desk"], "ItemChanged | Refused | WrongInput"]
"""Takes note of the task that the check is."""


def death_bar(
    host: Host, patient_id: int, name: str, done: Callable[[str], None], *, take: Take | None = None
) -> BarSpec:
    """Return the bar that confirms or refutes a death; `done` gets what followed, as sentences.

    `take` lets the clerk take the task before it is answered.
    """

    async def commit(answer: BarAnswer) -> Kept | None:
        said: list[str] = []

        def write(desk: Desk) -> Refused | WrongInput | None:
            if answer["what"] == "take" and take is not None:
                taken = take(desk)
                said.append("Taken: it is yours now and is escalated no further. t again answers it.")
                return taken if isinstance(taken, Refused | WrongInput) else None
            result = _record(desk, patient_id, answer)
            if isinstance(result, Refused | WrongInput):
                return result
            said.append(result.sentence)
            if answer["close"] != "yes":
                return None
            closed = desk.deaths.close(patient_id)
            said.append(closed.sentence)
            return None

        refused = await host.write(write)
        if refused is not None:
            return kept_open(refused, host)
        done(" ".join(said))
        return None

    today = host.now().date
    steps = (
        ChoiceStep(
            "what",
            "answer",
            (
                Choice("a", "alive", "the patient is alive", then="by"),
                Choice("r", "died", "the patient has died", then="day"),
                Choice("v", "close", "close what is open (V08) after a recorded death", then=""),
                *((Choice("t", "take", "take the task", then=""),) if take is not None else ()),
            ),
        ),
        TextStep("by", "person who found out", required=True, then="source"),
        TextStep("day", "day of death", required=True, read=past_date_reader(today), then="proof"),
        TextStep("proof", "source: the spine, the GP, a certificate, a letter", required=True, then="close"),
        ChoiceStep(
            "close",
            "close every open pathway with V08",
            (Choice("y", "yes", "yes, close them"), Choice("n", "no", "no, later")),
            missing="Say whether every open pathway is closed with V08: y or n.",
        ),
        TextStep("source", "source: the patient on the telephone, the GP, the spine", required=True),
    )
    return BarSpec(
        "death", "Word of a death:", name, commit, steps, enter="records it", context={"patient": patient_id}
    )


def _record(
    desk: Desk, patient_id: int, answer: BarAnswer
) -> DeathKept | DeathRefuted | ClosedForDeath | Refused | WrongInput:
    if answer["what"] == "alive":
        return desk.deaths.alive(patient_id, answer["by"], answer["source"])
    if answer["what"] == "close":
        return desk.deaths.close(patient_id)
    return desk.deaths.died(patient_id, date.fromisoformat(answer["day"]), answer["proof"], answer[ALIVE_AFTER])
