"""The bars that correct how an appointment ended: missed to cancelled in time, or the other way round."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Protocol, cast

from clerkdesk.rules.corrections.endings import CANCELLED, MISSED
from clerkdesk.rules.reception.did_not_attend import ASK_CLINICIAN, NO_JOURNEY, Communicated
from clerkdesk.screens.acts.carrying_out import carry_out
from clerkdesk.screens.acts.reasons import ending_steps, read_ending
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, Step, TextStep
from clerkdesk.widgets.readers import past_date_reader

if TYPE_CHECKING:
    from clerkdesk.rules.booking.rows import AppointmentRow
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.acts.answers import Refused, WrongInput
    from clerkdesk.services.desk.facade import Desk

    Done = Callable[["PutRight"], None]

TOLD = (
    Choice("y", "yes", "yes, clearly told"),
    Choice("n", "no", "no, not told"),
    Choice("u", "unknown", "not known"),
)
RUNG = ChoiceStep("rung", "clinician's answer", (Choice("2", "twice", "no reply, tried twice"),), then="communicated")
WAS_CANCELLED, WAS_MISSED = "was_cancelled", "was_missed"
ENDING_BARS = frozenset({WAS_CANCELLED, WAS_MISSED})
"""Names of the bars."""
CORRECTED_BY: Mapping[str, str] = {"cancel": MISSED, "outcome": CANCELLED}
"""Letter of a list -> status of the appointments whose end it corrects."""
_SAID_BY = "who says so: a name, a letter, a voicemail"


class PutRight(Protocol):
    """A corrected end, or a request to a second person."""

    @property
    def appointment(self) -> AppointmentRow:
        """The appointment as it stood before."""

    @property
    def sentence(self) -> str:
        """The act, in words."""


def why_not_corrected(desk: Desk, row: AppointmentRow) -> str:
    """Return why the end of an appointment cannot be corrected to the other, as a sentence; empty if it can."""
    return desk.corrections.why_not_ended_otherwise(row.reference)


def ending_bar(host: Host, row: AppointmentRow, done: Done, subject: str) -> BarSpec | None:
    """Return the bar that corrects how an appointment ended; None if it was neither missed nor cancelled."""
    if row.status == MISSED:
        return _was_cancelled(host, row, done, subject)
    return _was_missed(host, row, done, subject) if row.status == CANCELLED else None


def _was_cancelled(host: Host, row: AppointmentRow, done: Done, subject: str) -> BarSpec:
    async def commit(answer: BarAnswer) -> Kept | None:
        code, comment = read_ending(answer)

        def write(desk: Desk) -> PutRight | Refused | WrongInput:
            day = date.fromisoformat(answer["happened_on"]) if answer["happened_on"] else None
            return desk.corrections.was_cancelled(
                row.reference, code, comment, happened_on=day, said_by=answer["said_by"]
            )

        return await carry_out(host, write, done)

    today = host.now().date
    return BarSpec(
        WAS_CANCELLED,
        "Cancelled in time:",
        subject,
        commit,
        (
            TextStep("said_by", _SAID_BY, required=True, then="happened_on"),
            TextStep("happened_on", "day on which it was cancelled", required=True, then="reason",
                     read=past_date_reader(today)),
            *ending_steps(today()),
        ),
        enter="corrects it: it was cancelled, and nobody missed it",
        note="recorded as did not attend",
        context={"appointment": row.appointment_id},
    )  # fmt: skip


def _was_missed(host: Host, row: AppointmentRow, done: Done, subject: str) -> BarSpec:
    async def commit(answer: BarAnswer) -> Kept | None:
        told = cast("Communicated", answer["communicated"])

        def write(desk: Desk) -> PutRight | Refused | WrongInput:
            return desk.corrections.was_missed(
                row.reference, told, said_by=answer["said_by"], rung_twice=answer["rung"] == "twice",
                clinician_asked=answer[ASK_CLINICIAN], told_by=answer["told_by"], told_source=answer["told_source"],
            )  # fmt: skip

        return await carry_out(host, write, done)

    by_telephone = row.medium in NO_JOURNEY
    steps: tuple[Step, ...] = (
        TextStep("said_by", _SAID_BY, required=True, then="rung" if by_telephone else "communicated"),
        *((RUNG,) if by_telephone else ()),
        ChoiceStep("communicated", "was the patient clearly told of it", TOLD),
    )
    return BarSpec(
        WAS_MISSED,
        "Did not attend after all:",
        subject,
        commit,
        steps,
        enter="corrects it: it was missed, and nobody cancelled it",
        note="recorded as cancelled",
        context={"appointment": row.appointment_id},
    )
