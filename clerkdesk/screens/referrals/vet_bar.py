"""The grading bar: a clinician's decision about a referral, entered on their behalf with its source (R-214)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, cast

from clerkdesk.rules.acts.deciders import OTHER_SPECIALTY
from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.values.priority import Priority
from clerkdesk.screens.acts.carrying_out import carry_out_and_say
from clerkdesk.screens.acts.confirming import confirmed, priority_of
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, Step, TextStep
from clerkdesk.widgets.readers import past_date_reader

if TYPE_CHECKING:
    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.referrals.new_grading import NewVetting, Outcome
    from clerkdesk.services.referrals.vetting import Vetted

_ELSEWHERE = "elsewhere"
"""Redirected to another provider, which a further question names."""
_ACKNOWLEDGED = "acknowledged"
"""No grading: the letter that acknowledges the referral to the patient (R-215)."""
_OUTCOMES = (
    Choice("a", "book_now", "accept and book", then="priority"),
    Choice("l", "book_later", "accept, book later", then="priority"),
    Choice("r", "return_with_advice", "return with advice", then="advice"),
    Choice("d", "redirect", "redirect to another specialty here", then="to_specialty"),
    Choice("o", _ELSEWHERE, "redirect to another provider", then="receiver"),
    Choice("x", "reject", "not accepted", then="clinician"),
    Choice("k", _ACKNOWLEDGED, "patient was told it has come", then=""),
)


def vet_bar(host: Host, row: EntryRow, done: Callable[[str], None]) -> BarSpec:
    """Return the bar that records a clinician's grading of a referral; `done` gets the result, as a sentence."""

    async def commit(answer: BarAnswer) -> Kept | None:
        if answer["outcome"] == _ACKNOWLEDGED:
            return await _acknowledge(host, row, done)

        def write(desk: Desk) -> Vetted | Refused | WrongInput:
            return desk.referrals.vet(row.entry_id, _graded(answer))

        return await carry_out_and_say(host, write, done)

    return BarSpec(
        "vet",
        "Grade the referral of",
        display_name(row.family_name, row.given_name),
        commit,
        _steps(row, host.now().date),
        enter="records it",
        context={"entry": row.entry_id},
    )  # fmt: skip


def _steps(row: EntryRow, today: Callable[[], date]) -> tuple[Step, ...]:
    """Return the questions: the outcome, and what each outcome needs."""
    priorities = tuple(Choice(str(int(each)), str(int(each)), each.words) for each in Priority)
    return (
        ChoiceStep("outcome", "outcome", _OUTCOMES),
        ChoiceStep("priority", "priority", priorities, default=str(int(row.priority)), then="clinician", asks=True),
        TextStep("to_specialty", "specialty that receives it", required=True, then="clinician"),
        TextStep("receiver", "provider that receives it", required=True, then="clinician"),
        TextStep("advice", "advice that the referrer is given", required=True, then="clinician", said=False),
        TextStep("clinician", "clinician who graded it", required=True, then="source"),
        TextStep("source", "letter or reference of the decision", required=True, then="day"),
        TextStep("day", "decision day, if not today", read=past_date_reader(today), then="comment"),
        TextStep("comment", "comment", said=False),
    )


def _graded(answer: BarAnswer) -> NewVetting:
    """Return the grading that the answers state. A priority that was asked for again replaces the first one."""
    from clerkdesk.services.referrals.new_grading import NewVetting

    graded, stated = Priority(int(answer["priority"])) if answer["priority"] else None, priority_of(answer)
    raised = {"suspected cancer": Priority.SUSPECTED_CANCER, "urgent": Priority.URGENT}
    return NewVetting(
        outcome=cast("Outcome", "redirect" if answer["outcome"] == _ELSEWHERE else answer["outcome"]),
        to_specialty=answer["to_specialty"],
        receiver=answer["receiver"],
        priority=raised.get(stated.get("priority", ""), graded),
        priority_said_by=stated.get("priority_said_by", ""),
        by=answer["clinician"],
        source=answer["source"],
        agreed_with=answer["agreed_with"],
        agreed_on=date.fromisoformat(answer["agreed_on"]) if answer["agreed_on"] else None,
        from_another_specialty=confirmed(answer, OTHER_SPECIALTY),
        on=date.fromisoformat(answer["day"]) if answer["day"] else None,
        note=". ".join(filter(None, (answer["advice"].rstrip("."), answer["comment"]))),
    )


async def _acknowledge(host: Host, row: EntryRow, done: Callable[[str], None]) -> Kept | None:
    return await carry_out_and_say(host, lambda desk: desk.referrals.acknowledge(row.entry_id), done)
