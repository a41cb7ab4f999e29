"""The bars for a patient in the building, and for the note of a cancellation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerkdesk.screens.acts.carrying_out import carry_out
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, TextStep
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.screens.reception.receives import Receives
    from clerkdesk.screens.reception.visits import Visit
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.inbox.inbox import ItemChanged
    from clerkdesk.services.reception.arrivals import StepTaken

STEPS = {"called": "called in", "seen": "seen", "left": "left"}
"""Command and step of the service -> the words for it."""
IN_ERROR = "not_arrived"
"""Name of the bar that takes back an arrival."""
_WAITING = "waiting"
_WHAT = ChoiceStep(
    "what",
    "what is wrong",
    (Choice("a", "arrival", "they never came"), Choice("w", _WAITING, "they came, and still wait")),
    then="because",
)
_STILL = {"called": "still with the clinician", "seen": "seen, and not left"}
_NOT = {"called": "they are still with the clinician", "seen": "they have not left"}
_ACTS = {"called": "Call in", "seen": "Seen:", "left": "Left:"}


def step_bar(screen: Receives, visit: Visit, step: str) -> BarSpec:
    """Return the bar that notes a step of a visit: `called`, `seen` or `left`."""
    from clerkdesk.services.reception.arrivals import is_step_back

    async def commit(answer: BarAnswer) -> Kept | None:
        def write(desk: Desk) -> StepTaken | Refused | WrongInput:
            return desk.reception.step(visit.reference, step, answer["because"])

        return await carry_out(
            screen.host,
            write,
            lambda result: screen.done(f"{screen.name_of(visit)}: {result.sentence}"),
        )

    back = is_step_back(visit.appointment, step)
    note = f"{visit.appointment.starts_at:%H:%M} {visit.appointment.clinic_name}"
    because = (TextStep("because", f"how you know that {_NOT[step]}", required=True),) if back else ()
    return BarSpec(
        step, f"{_STILL[step].capitalize()}:" if back else _ACTS[step], screen.name_of(visit), commit, because,
        enter="takes back what was recorded since" if back else "records it", note=note, context={"visit": visit.key},
    )  # fmt: skip


def not_arrived_bar(screen: Receives, visit: Visit) -> BarSpec:
    """Return the bar that takes back an arrival recorded in error; it asks how the clerk knows.

    If the patient was called in since, the bar asks which of the two is wrong.
    """
    from clerkdesk.services.reception.arrivals import is_step_back

    async def commit(answer: BarAnswer) -> Kept | None:
        waits = answer["what"] == _WAITING

        def write(desk: Desk) -> StepTaken | Refused | WrongInput:
            if waits:
                return desk.reception.step(visit.reference, _WAITING, answer["because"])
            return desk.reception.not_arrived(visit.reference, answer["because"])

        return await carry_out(
            screen.host, write, lambda result: screen.done(f"{screen.name_of(visit)}: {result.sentence}")
        )

    arrived = visit.appointment.arrived_at
    note = joined((screen.born(visit), f"arrival recorded at {arrived:%H:%M}" if arrived is not None else ""))
    because = TextStep("because", "how you know it", required=True)
    what = (_WHAT,) if is_step_back(visit.appointment, _WAITING) else ()
    return BarSpec(
        IN_ERROR, "Recorded in error:" if what else "Not arrived, recorded in error:", screen.name_of(visit), commit,
        (*what, because), enter="takes it back" if what else "takes the arrival back", note=note,
        context={"visit": visit.key},
    )  # fmt: skip


def note_bar(screen: Receives, visit: Visit, item_id: int) -> BarSpec:
    """Return the bar that takes note of a cancellation of today."""

    async def commit(answer: BarAnswer) -> Kept | None:
        del answer

        def write(desk: Desk) -> ItemChanged | Refused | WrongInput:
            return desk.inbox.acknowledge(item_id)

        return await carry_out(screen.host, write, lambda result: screen.done("Taken note of."))

    at = f"{visit.appointment.starts_at:%H:%M}"
    note = f"their {at} is cancelled: tell the clinic"
    return BarSpec(
        "take", "Take note:", screen.name_of(visit), commit, enter="takes note", note=note, context={"visit": visit.key}
    )
