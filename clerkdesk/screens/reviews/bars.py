"""The bars of a review: the decision of a named clinician with its source, and the telling of the patient.

`clerkdesk.rules.reviews.reviews` decides the possible decisions, and the statements that each needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.acts.deciders import OTHER_SPECIALTY
from clerkdesk.rules.cancer.milestones import UNUSUAL
from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.reviews.reviews import decisions_allowed
from clerkdesk.rules.values.dates import parse_from
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import Decision, ReviewKind
from clerkdesk.screens.acts.carrying_out import carry_out
from clerkdesk.screens.acts.confirming import confirmed
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, Step, TextStep
from clerkdesk.widgets.plain import joined
from clerkdesk.widgets.readers import counted_reader, past_date_reader

if TYPE_CHECKING:
    from clerkdesk.rules.reviews.rows import ReviewRow
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.pathways.decision_effects import NewDecision, PatientTold
    from clerkdesk.services.reviews.reviews import DecisionKept

Said = Callable[[str], None]
"""A function that gets the sentence about the act."""

_KEYS: Mapping[Decision, str] = {
    Decision.RETURN_TO_LIST: "b",
    Decision.OFFER_AGAIN: "o",
    Decision.EXPEDITE: "s",
    Decision.WAIT_UNTIL: "l",
    Decision.MONITOR_PATIENT: "p",
    Decision.MONITOR_CLINICIAN: "c",
    Decision.DISCHARGE: "d",
}
_STATED = {
    "agreed": "did the patient agree",
    "conversation": "was there a clinical conversation",
    "safeguarding": "was the safeguarding check made",
    "communicated": "was the missed date clearly told",
    "policy": "does it follow the published policy",
    "referrer": "was the GP spoken to first",
}
"""Questions for the statements of some decisions."""
_MISSED = (ReviewKind.DID_NOT_ATTEND, ReviewKind.WAS_NOT_BROUGHT)
_WAYS = (("p", "by telephone"), ("l", "by letter"), ("c", "in clinic"))


def decision_bar(host: Host, row: ReviewRow, done: Said) -> BarSpec:
    """Return the bar that enters a decision; `prefilled` gives it the consultant's name."""

    async def commit(answer: BarAnswer) -> Kept | None:
        def write(desk: Desk) -> DecisionKept | Refused | WrongInput:
            return desk.reviews.decide(row.review_id, _decision(answer, desk.context.today))

        def tell(result: DecisionKept) -> None:
            told = f" Tell the patient, then {key_for('take')} records it." if result.decided.must_be_told else ""
            done(f"{result.sentence}{told}")

        return await carry_out(host, write, tell)

    today = host.now().date
    monitors, later = row.kind == ReviewKind.ACTIVE_MONITORING, counted_reader(today, "the day of the decision")
    steps = (
        _decisions(row),
        *(step for decision in decisions_allowed(row.kind) for step in _needed(row, decision, host)),
        TextStep("by", "who decided", required=True, then="source"),
        TextStep("source", "source: letter, e-mail or reference", required=True, then="on"),
        TextStep("on", "adds the day it was decided", read=past_date_reader(today), then="again" if monitors else ""),
        *((TextStep("again", "adds the next review of the monitoring", read=later),) if monitors else ()),
    )
    return BarSpec(
        "decide",
        "Decision about",
        display_name(row.family_name, row.given_name),
        commit,
        steps,
        enter="records it",
        context={"review": row.review_id},
    )


def prefilled(row: ReviewRow) -> dict[str, Any]:
    """Return the state of a newly opened decision bar, with the consultant's name."""
    return {"answers": {"by": row.consultant}} if row.consultant else {}


def told_bar(host: Host, row: ReviewRow, done: Said) -> BarSpec:
    """Return the bar that records that the patient was told, which applies the decision from that day (R-124)."""

    async def commit(answer: BarAnswer) -> Kept | None:
        told_on = date.fromisoformat(answer["on"]) if answer["on"] else None

        def write(desk: Desk) -> PatientTold | Refused | WrongInput:
            return desk.reviews.told(row.review_id, answer["how"], told_on)

        return await carry_out(
            host, write, lambda result: done(joined((result.sentence, *(task.sentence for task in result.tasks)), " "))
        )

    steps = (
        ChoiceStep(
            "how", "how the patient was told", tuple(Choice(key, words, words) for key, words in _WAYS), then="on"
        ),
        TextStep("on", "adds the day, where it was not today", read=past_date_reader(host.now().date)),
    )
    return BarSpec(
        "take",
        "Told:",
        display_name(row.family_name, row.given_name),
        commit,
        steps,
        enter="records that the patient was told",
        context={"review": row.review_id},
    )


def _decisions(row: ReviewRow) -> ChoiceStep:
    from clerkdesk.rules.reviews.reviews import DECISION_WORDS

    choices = tuple(
        Choice(_KEYS[decision], decision, DECISION_WORDS[decision], then=_first(row, decision))
        for decision in decisions_allowed(row.kind)
    )
    return ChoiceStep("decision", "decision", choices)


def _first(row: ReviewRow, decision: Decision) -> str:
    asked = _asked(row, decision)
    return f"{decision}:{asked[0]}" if asked else "by"


def _asked(row: ReviewRow, decision: Decision) -> list[str]:
    """Return the questions after a decision, in order."""
    if decision == Decision.WAIT_UNTIL:
        return ["until"]
    if decision in (Decision.MONITOR_PATIENT, Decision.MONITOR_CLINICIAN):
        return ["agreed", *(["conversation"] if row.kind == ReviewKind.DECLINED_OFFERS else [])]
    if decision != Decision.DISCHARGE:
        return []
    return [
        *(["safeguarding"] if row.safeguarding else []),
        *(["communicated", "policy"] if row.kind in _MISSED else []),
        *(["referrer"] if row.priority is Priority.SUSPECTED_CANCER else []),
    ]


def _needed(row: ReviewRow, decision: Decision, host: Host) -> list[Step]:
    asked = _asked(row, decision)
    following = [*(f"{decision}:{name}" for name in asked), "by"][1:]
    return [_question(decision, name, then, host) for name, then in zip(asked, following, strict=True)]


def _question(decision: Decision, name: str, then: str, host: Host) -> Step:
    if name == "until":
        read = counted_reader(host.now().date, "the day of the decision")
        return TextStep(f"{decision}:until", "date until which the patient may wait", True, read, then)
    yes_or_no = (Choice("y", "yes", "yes"), Choice("n", "no", "no"))
    return ChoiceStep(f"{decision}:{name}", _STATED[name], yes_or_no, then=then)


def _decision(answer: BarAnswer, today: date) -> NewDecision:
    from clerkdesk.services.pathways.decision_effects import NewDecision

    decision: Any = answer["decision"]

    def stated(name: str) -> bool:
        return answer[f"{decision}:{name}"] == "yes"

    decided_on = date.fromisoformat(answer["on"]) if answer["on"] else None
    until = parse_from(answer[f"{decision}:until"] or answer["again"], decided_on or today)
    return NewDecision(
        decision=decision,
        decided_by=answer["by"],
        source=answer["source"],
        decided_on=decided_on,
        wait_until=until if isinstance(until, date) else None,
        patient_agreed=stated("agreed"),
        clinical_conversation=stated("conversation"),
        safeguarding_checked=stated("safeguarding"),
        appointment_was_communicated=stated("communicated"),
        policy_followed=stated("policy"),
        referrer_informed=stated("referrer"),
        from_another_specialty=confirmed(answer, OTHER_SPECIALTY),
        because=answer[UNUSUAL],
    )
