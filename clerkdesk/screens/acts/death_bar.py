"""The bar that notes word of a death, or answers it: alive, or died on a day (RULES 13.24).

It refuses an impossible choice at once, before any further question.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.deaths.answers import ALIVE_AFTER, DeathAnswer, why_no_answer
from clerkdesk.rules.deaths.standing import DeathFacts
from clerkdesk.screens.acts.carrying_out import carry_out
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, Step, TextStep
from clerkdesk.widgets.readers import past_date_reader

if TYPE_CHECKING:
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.deaths.acts import DeathKept, DeathRefuted
    from clerkdesk.services.deaths.closing_waits import ClosedForDeath
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.inbox.inbox import ItemChanged
    from clerkdesk.services.patients.word_of_death import DeathSaid


CLOSES = "v"
"""Letter of the choice that closes open pathways after a recorded death."""
_TAKEN = f"Taken: it is yours now and is escalated no further. {key_for('take')} again answers it."
Take = Callable[["Desk"], "ItemChanged | Refused | WrongInput"]
"""A function that takes the task of the check."""


def death_bar(
    host: Host,
    patient_id: int,
    name: str,
    facts: DeathFacts,
    done: Callable[[str, int | None], None],
    *,
    take: Take | None = None,
) -> BarSpec:
    """Return the bar that notes, confirms or refutes a death.

    `done` gets the consequences, as sentences, and the need on which the clerk goes on, if any. `take` lets the clerk
    take the task before answering it.
    """

    async def commit(answer: BarAnswer) -> Kept | None:
        def write(desk: Desk) -> tuple[str, int | None] | Refused | WrongInput:
            if answer["what"] == "take" and take is not None:
                taken = take(desk)
                return taken if isinstance(taken, Refused | WrongInput) else (_TAKEN, None)
            return _answered(desk, patient_id, answer)

        return await carry_out(host, write, lambda followed: done(*followed))

    steps = _steps(facts, host.now().date, may_take=take is not None)
    return BarSpec(
        "death", "Word of a death:", name, commit, steps, enter="records it",
        note=facts.words if facts.standing else "", context={"patient": patient_id},
    )  # fmt: skip


def _steps(facts: DeathFacts, today: Callable[[], date], *, may_take: bool) -> tuple[Step, ...]:
    """Return the questions: the answer to the word of a death, and what each answer needs."""
    return (
        ChoiceStep(
            "what",
            "answer",
            (
                _judged(facts, Choice("r", "died", "the patient has died", then="day")),
                _judged(facts, Choice("q", "said", "somebody says so, the day is not known", then="says")),
                _judged(facts, Choice("a", "alive", "the patient is alive", then="by")),
                _judged(facts, Choice(CLOSES, "close", "close what is open, after a recorded death", then="")),
                *((Choice("t", "take", "take the task", then=""),) if may_take else ()),
            ),
        ),
        TextStep("by", "person who found out", required=True, then="source"),
        TextStep("says", "person who says so, and how to reach them", required=True),
        TextStep(
            "day",
            "day of death; Shift+Tab and q where nobody knows it",
            required=True,
            read=past_date_reader(today),
            then="proof",
        ),
        TextStep("proof", "source: the spine, the GP, a certificate, a letter", required=True, then="close"),
        ChoiceStep(
            "close",
            "close every open pathway, as the patient has died",
            (Choice("y", "yes", "yes, close them"), Choice("n", "no", "no, later")),
            missing="Say whether every open pathway is closed: y or n.",
        ),
        TextStep("source", "source: the patient on the telephone, the GP, the spine", required=True),
    )


def _judged(facts: DeathFacts, choice: Choice) -> Choice:
    """Return a choice, with the reason if it can't be made."""
    refusal = why_no_answer(facts, DeathAnswer(choice.code))
    return replace(choice, why_not=refusal.sentence) if refusal is not None else choice


def _answered(desk: Desk, patient_id: int, answer: BarAnswer) -> tuple[str, int | None] | Refused | WrongInput:
    """Record the answer; return the consequences, as sentences, and the need on which the clerk goes on, if any."""
    from clerkdesk.services.deaths.acts import DeathKept, DeathRefuted

    result = _record(desk, patient_id, answer)
    if isinstance(result, Refused | WrongInput):
        return result
    said = [result.sentence]
    if answer["close"] == "yes":
        said.append(desk.deaths.close(patient_id).sentence)
    elif isinstance(result, DeathKept):
        said.append(result.still_to_close)
    goes_on = result.entries if isinstance(result, DeathRefuted) else ()
    return " ".join(filter(None, said)), next(iter(goes_on), None)


def _record(
    desk: Desk, patient_id: int, answer: BarAnswer
) -> DeathKept | DeathSaid | DeathRefuted | ClosedForDeath | Refused | WrongInput:
    if answer["what"] == "alive":
        return desk.deaths.alive(patient_id, answer["by"], answer["source"])
    if answer["what"] == "said":
        return desk.deaths.said(patient_id, answer["says"])
    if answer["what"] == "close":
        return desk.deaths.close(patient_id)
    return desk.deaths.died(patient_id, date.fromisoformat(answer["day"]), answer["proof"], answer[ALIVE_AFTER])
