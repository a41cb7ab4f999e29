"""The bar of patient-initiated follow-up: the patient asks for an appointment, or the plan is over (R-180, R-181)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from clerkdesk.screens.acts.carrying_out import carry_out_and_say
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, TextStep
from clerkdesk.widgets.readers import past_date_reader

if TYPE_CHECKING:
    from clerkdesk.screens.acts.under_cursor import ToBook
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.waiting_list.patient_initiated import PatientRequestKept, WhatMayBeDone


def patient_asks_bar(host: Host, need: ToBook, possible: WhatMayBeDone, done: Callable[[str], None]) -> BarSpec:
    """Return the bar; `possible` says what the plan allows today, `done` gets a sentence about the act."""

    async def commit(answer: BarAnswer) -> Kept | None:
        if answer["what"] == "over":
            return await carry_out_and_say(host, lambda desk: desk.waiting_list.end_patient_initiated(need.key), done)

        def write(desk: Desk) -> PatientRequestKept | Refused | WrongInput:
            asked_on = date.fromisoformat(answer["day"]) if answer["day"] else None
            urgent = answer["what"] == "urgent"
            return desk.waiting_list.patient_asks(need.key, answer["said"], urgent=urgent, asked_on=asked_on)

        return await carry_out_and_say(host, write, done)

    step = ChoiceStep(
        "what",
        "request",
        (
            Choice("r", "routine", "the patient asks", why_not=possible.why_no_request),
            Choice("u", "urgent", "the patient asks urgently", why_not=possible.why_no_request),
            Choice("e", "over", "the time for asking is over", then="", why_not=possible.why_not_over),
        ),
        then="said",
    )
    said = TextStep("said", "what the patient says is wrong, in their words", required=True, then="day")
    day = TextStep("day", "day, if not today", read=past_date_reader(lambda: host.now().date()))
    return BarSpec(
        "patient_asks", "PIFU, patient-initiated follow-up:", need.name, commit, (step, said, day), enter="records it",
        note=possible.words, context={"entry": need.key},
    )  # fmt: skip
