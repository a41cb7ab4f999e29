"""Applies a validation to the clock and to the pathway, once the rules have accepted it.

Only `clerkdesk.services.validation.validation` uses it. `clerkdesk.rules.validation.validation` decides the effect on
the entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.facts import counts
from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.queries.base.conditions import CLOCK_OPEN
from clerkdesk.data.tables import ClinicalReview, PathwayClosure, WaitingListEntry, WaitingListEvent
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.acts.deciders import FROM_ELSEWHERE
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.deaths.standing import DIED
from clerkdesk.rules.rtt import ClockEvent
from clerkdesk.rules.rtt.details import effective_date
from clerkdesk.rules.rtt.stops import TREATED_ELSEWHERE
from clerkdesk.rules.validation.validation import OUTCOMES, ValidationDecision, ValidationKind
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import (
    EffectKind,
    EntryEventKind,
    EntryKind,
    EntryStatus,
    ValidationLevel,
    ValidationOutcome,
)
from clerkdesk.rules.values.reviews import ReviewStatus
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.waiting_list.awaiting import why_before_it_was_listed
from clerkdesk.rules.waiting_list.holds import ResumeFacts, why_not_taken_off
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answers import Refused, WrongInput, by_rule
from clerkdesk.services.acts.consequences import About, KeptItem, keep_task, withdraw_review
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.pathways.awaited_beside import awaited_beside
from clerkdesk.services.pathways.cancer_answers import answer_owed
from clerkdesk.services.pathways.closed_pathways import settle_closed
from clerkdesk.services.pathways.decision_effects import booked_for, ending_refusal, still_open
from clerkdesk.services.pathways.entries import close_pathway, keep_need_ended, record_rtt
from clerkdesk.settings import PolicySettings

_EVENTS: Mapping[str, ClockEventKind] = {
    ValidationOutcome.DUPLICATE: ClockEventKind.RECORDED_IN_ERROR,
    ValidationOutcome.TREATED: ClockEventKind.FIRST_DEFINITIVE_TREATMENT,
    ValidationOutcome.DISCHARGED: ClockEventKind.DECISION_NOT_TO_TREAT,
    ValidationOutcome.ACTIVE_MONITORING: ClockEventKind.ACTIVE_MONITORING_START,
    ValidationOutcome.DECLINED_TREATMENT: ClockEventKind.PATIENT_DECLINED_TREATMENT,
    ValidationOutcome.DIED: ClockEventKind.DEATH,
    ValidationOutcome.FIRST_MISSED: ClockEventKind.APPOINTMENT_DNA,
    ValidationOutcome.OTHER_STANDARD: ClockEventKind.RECORDED_IN_ERROR,
    ValidationOutcome.TREATED_ELSEWHERE: ClockEventKind.DECISION_NOT_TO_TREAT,
    ValidationOutcome.CARE_NOT_WANTED: ClockEventKind.PATIENT_DECLINED_TREATMENT,
    ValidationOutcome.TO_ANOTHER_PROVIDER: ClockEventKind.TRANSFER_OUT,
    ValidationOutcome.NO_ANSWER_AT_ALL: ClockEventKind.DISCHARGE_TO_GP,
}
"""Outcome -> its event for a running clock."""
_HAPPENED_BEFORE = (
    ValidationOutcome.TREATED,
    ValidationOutcome.DISCHARGED,
    ValidationOutcome.ACTIVE_MONITORING,
    ValidationOutcome.DECLINED_TREATMENT,
    ValidationOutcome.FIRST_MISSED,
)
"""Outcomes about an event missing from the record, which need its day."""
_TOLD_TO_COUNT = (
    ValidationOutcome.DISCHARGED,
    ValidationOutcome.ACTIVE_MONITORING,
    ValidationOutcome.TREATED_ELSEWHERE,
    ValidationOutcome.NO_ANSWER_AT_ALL,
)
"""Decisions that stop the clock on the day the patient is told (R-124)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewValidation:
    """A validation to enter."""

    level: ValidationLevel
    outcome: ValidationOutcome
    decided_by: str = ""
    """Code or name of the clinician who signed it off; empty if nobody did, or the clinician is at the keys."""
    source: str = ""
    """Letter, e-mail or reference that proves the sign-off, or that a wait is outside this standard."""
    happened_on: date | None = None
    """Day of the recorded event: treatment, decision, death."""
    checked_on: date | None = None
    """Day on which the patient was reached, or somebody looked; None for today (RULES 13.26)."""
    told_on: date | None = None
    """Day on which the patient was told of a decision that stops the clock."""
    told_how: str = ""
    """How they were told: by telephone, by letter, in clinic."""
    passed_to: str = ""
    """For V13: the provider that takes over (R-172)."""
    wait_until: date | None = None
    """For V15."""
    due: date | None = None
    """For V19: when the planned care is due."""
    right_start: date | None = None
    """For V02 and V18: the right start of the clock."""
    start_of_long_ago: bool = False
    """Whether somebody confirmed a start of years ago."""
    right_status: str = ""
    """For V02: the right code for the last RTT status."""
    duplicate_of: int | None = None
    """For V03: the kept pathway; None for the patient's other one in the specialty."""
    from_another_specialty: bool = False
    """Whether it was confirmed that a clinician of another specialty meant this patient (RULES 13.27)."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ToKeep:
    """An accepted validation: the entry, the input, the decision, and its decider."""

    row: EntryRow
    new: NewValidation
    decision: ValidationDecision
    clinician: str
    proof: str
    died_on: date | None = None
    goes_on_in: int | None = None
    """For V03: the pathway that goes on."""


def clock_event(keep: ToKeep, today: date) -> ClockEvent | WrongInput | None:
    """Return the event for the clock, or None if the clock is not touched or has it already."""
    kind = _EVENTS.get(keep.new.outcome)
    sign_off_missing = keep.decision.review is not None and keep.decision.rtt_code is None
    if kind is None or sign_off_missing or keep.row.clock_state not in CLOCK_OPEN:
        return None
    day = keep.new.happened_on or (keep.died_on if keep.new.outcome == ValidationOutcome.DIED else None)
    if day is None and keep.new.outcome in _HAPPENED_BEFORE:
        return WrongInput("date_missing", "happened_on", "Say on which day it happened: the clock stops on that day.")
    if keep.new.told_on is None and keep.new.outcome in _TOLD_TO_COUNT:
        sentence = (
            "Say on which day the patient was told: until then the clock runs. Or ask a clinician (“unsure, clinician "
            "looks”)."
        )
        return WrongInput("not_told", "told_on", sentence)
    day = day or keep.new.told_on or today
    told = keep.new.told_on or day
    if max(day, told) > today:
        return WrongInput("in_the_future", "happened_on", "That day is still to come.")
    if told < day:
        sentence = f"It was decided on {day_words(day)}: the patient can't have been told on {day_words(told)}."
        return WrongInput("told_before", "told_on", sentence)
    return ClockEvent(kind, day, _code(keep), _details(keep))


def _code(keep: ToKeep) -> RttStatus | None:
    return None if _EVENTS[keep.new.outcome] == ClockEventKind.RECORDED_IN_ERROR else keep.decision.rtt_code


def _decided(keep: ToKeep) -> dict[str, object]:
    """Return who decided, and on what source, as the fields of an event."""
    decided: dict[str, object] = {"decided_by": keep.clinician, "clinical_decision": True} if keep.clinician else {}
    if keep.new.source:
        decided["source"] = keep.new.source
    if keep.new.from_another_specialty:
        decided[FROM_ELSEWHERE] = True
    return decided


def _details(keep: ToKeep) -> dict[str, object]:
    """Return the fields that the clock needs with an event of this outcome."""
    # A treatment, and the patient's words, count from their own day; a decision from the day of telling.
    counts_told = keep.new.told_on is not None and keep.new.outcome in _TOLD_TO_COUNT
    told = {"communicated": True, "communicated_on": keep.new.told_on} if counts_told else {}
    decided = _decided(keep)
    match keep.new.outcome:
        case ValidationOutcome.DUPLICATE:
            return {
                "reason": OUTCOMES[ValidationOutcome.DUPLICATE].words,
                "goes_on_in": str(keep.goes_on_in),
                **decided,
            }
        case ValidationOutcome.OTHER_STANDARD:
            return {"reason": OUTCOMES[ValidationOutcome.OTHER_STANDARD].words, **decided}
        case ValidationOutcome.ACTIVE_MONITORING:
            return {**decided, **told, "agreed": True, "clinical_conversation": True, "reason": "clinical"}
        case ValidationOutcome.FIRST_MISSED:
            return {"first": True, "clearly_communicated": True, "attendance_code": "3"}
        case ValidationOutcome.TO_ANOTHER_PROVIDER:
            return {"responsibility_transferred": True, "passed_to": clean(keep.new.passed_to), **decided}
        case ValidationOutcome.TREATED_ELSEWHERE:
            return {**decided, **told, "admin_event": True, "reason": TREATED_ELSEWHERE}
        case ValidationOutcome.NO_ANSWER_AT_ALL:
            return {**decided, **told, "reason": "no_reply"}
        case _:
            return {
                **decided,
                **told,
                "admin_event": keep.new.outcome
                in (
                    ValidationOutcome.DISCHARGED,
                    ValidationOutcome.DECLINED_TREATMENT,
                    ValidationOutcome.CARE_NOT_WANTED,
                ),
            }


_MAY_BE_MISTYPED = (
    ValidationOutcome.TREATED,
    ValidationOutcome.DISCHARGED,
    ValidationOutcome.ACTIVE_MONITORING,
    ValidationOutcome.DECLINED_TREATMENT,
    ValidationOutcome.FIRST_MISSED,
    ValidationOutcome.TREATED_ELSEWHERE,
    ValidationOutcome.CARE_NOT_WANTED,
    ValidationOutcome.NO_ANSWER_AT_ALL,
)
"""Outcomes that end a wait on a typed day."""
_END_A_TREATMENT_WAIT = (
    ValidationOutcome.TREATED,
    ValidationOutcome.DECLINED_TREATMENT,
    ValidationOutcome.CARE_NOT_WANTED,
)
"""The first treatment was given, or the patient declined it."""
_ENDS_WITHOUT_TREATMENT = (
    ValidationOutcome.DISCHARGED,
    ValidationOutcome.DECLINED_TREATMENT,
    ValidationOutcome.CARE_NOT_WANTED,
    ValidationOutcome.NO_ANSWER_AT_ALL,
)
"""Outcomes without treatment, which contradict an open wait for a treatment or test."""
_ENDS_OR_HANDS_ON_THE_28_DAYS = (
    ValidationOutcome.DUPLICATE,
    ValidationOutcome.DIED,
    ValidationOutcome.TO_ANOTHER_PROVIDER,
)
"""A duplicate or a transfer, whose dates go on elsewhere, and a death."""


def stands_in_the_way(act: ActWork, keep: ToKeep, event: ClockEvent | None, policy: PolicySettings) -> Refused | None:
    """Return why a validation can't be kept: still booked, or the wait would go on."""
    if keep.decision.effect.kind in (EffectKind.CLOSE, EffectKind.MOVE_LIST):
        booked = booked_for(act.session, keep.row.entry_id)
        if booked is not None:
            return Refused("still_booked", f"{booked} is still booked: cancel it first.", "RULES 13.1")
    if keep.decision.effect.kind == EffectKind.CLOSE and keep.new.outcome not in _ENDS_OR_HANDS_ON_THE_28_DAYS:
        ends = keep.new.outcome in _END_A_TREATMENT_WAIT
        today = act.event_at.date()
        owed = answer_owed(act.session, keep.row.entry_id, today, policy, ends_treatment_wait=ends)
        if owed is not None:
            return owed
    if keep.new.outcome in _ENDS_WITHOUT_TREATMENT:
        beside = awaited_beside(act.session, keep.row.pathway_id, keep.row.entry_id)
        if beside is not None:
            return beside
    planned = _why_still_patient_initiated(keep) or _why_not_later(keep)
    if planned is not None:
        return planned
    refused = ending_refusal(act.session, keep.row.pathway_id, event, act.event_at.date(), policy)
    refused = refused or _before_it_was_listed(act, keep, event)
    return by_rule(refused) if refused is not None else None


def _before_it_was_listed(act: ActWork, keep: ToKeep, event: ClockEvent | None) -> PolicyRefusal | None:
    """Ask why a wait ended before this need was put on the list, unless a comment says it (RULES 13.25)."""
    listed = _listed_after(act, keep, event)
    if event is None or listed is None:
        return None
    asked = why_before_it_was_listed(effective_date(event), listed, clean(keep.new.note))
    return replace(asked, sentence=f"{asked.sentence} {Way.COMMENT.here()} says why.") if asked is not None else None


def _listed_after(act: ActWork, keep: ToKeep, event: ClockEvent | None) -> date | None:
    """Return the day on which a need was put on the list, if the end of its wait is dated earlier."""
    if event is None or keep.new.outcome not in _MAY_BE_MISTYPED:
        return None
    listed = act.session.get_one(WaitingListEntry, keep.row.entry_id).added_on
    return listed if listed is not None and effective_date(event) < listed else None


def _why_still_patient_initiated(keep: ToKeep) -> Refused | None:
    """Return why a patient on patient-initiated follow-up can't go on the planned list: their plan runs (R-180)."""
    row = keep.row
    if keep.decision.effect.kind != EffectKind.MOVE_LIST or (row.status, row.hold_reason) != (
        EntryStatus.ON_HOLD,
        HELD_BECAUSE,
    ):
        return None
    refusal = why_not_taken_off(ResumeFacts(review=None, patient_asks=True))
    return by_rule(refusal) if refusal is not None else None


def _why_not_later(keep: ToKeep) -> Refused | None:
    """Return why a planned date is not put off: only a clinician replaces it by a later one (RULES 13.23)."""
    row, due = keep.row, keep.new.due
    if row.kind == EntryKind.PLANNED and due is not None and due == row.due_date:
        sentence = f"This care is planned for {day_words(due)} already: “still waiting” says that nothing changes."
        return Refused("changes_nothing", sentence, "R-170")
    if row.kind != EntryKind.PLANNED or row.due_date is None or due is None or due <= row.due_date:
        return None
    if keep.clinician and keep.new.source:
        return None
    return Refused(
        "planned_later",
        f"This care is planned for {day_words(row.due_date)}: only a clinician puts it off. Validate it as "
        "clinical, with the clinician's name and the source.",
        "RULES 13.23",
    )


def keep_on_clock(act: ActWork, keep: ToKeep, event: ClockEvent | None, policy: PolicySettings) -> None:
    """Put the event of an outcome on the clock, the day on which planned care is due, or that its need has ended."""
    if event is not None:
        early = _listed_after(act, keep, event) is not None
        why = {"confirmed_because": clean(keep.new.note)} if early else {}
        details = {**event.details, **why}
        record_rtt(act, keep.row.pathway_id, event.event, event.event_date, event.code, details, policy=policy)
    elif keep.decision.effect.kind == EffectKind.MOVE_LIST and keep.new.due is not None:
        details = {**_decided(keep), "kind": "treatment", **_what_was_planned(act, keep.row), "due": keep.new.due}
        record_rtt(
            act,
            keep.row.pathway_id,
            ClockEventKind.ADDED_TO_PLANNED_LIST,
            act.event_at.date(),
            details=details,
            policy=policy,
        )
    elif keep.decision.effect.kind == EffectKind.CLOSE and keep.new.outcome != DIED and keep.died_on is None:
        entry = act.session.get_one(WaitingListEntry, keep.row.entry_id)
        words, passed_to = OUTCOMES[keep.new.outcome].words, clean(keep.new.passed_to)
        said = {**_decided(keep), **({"passed_to": passed_to} if passed_to else {})}
        keep_need_ended(act, entry, words[0].lower() + words[1:], said, policy=policy)


def answer_sign_off(act: ActWork, keep: ToKeep) -> None:
    """Withdraw the review for the sign-off of this very outcome, once signed (RULES 13.10)."""
    waits = keep.decision.review is not None and keep.decision.rtt_code is None
    if waits or OUTCOMES[keep.new.outcome].kind not in (
        ValidationKind.REMOVES,
        ValidationKind.UNCOUNTS,
        ValidationKind.TRANSFERS,
    ):
        return
    event, review = WaitingListEvent, ClinicalReview
    asked = select(col(event.act_id)).where(
        col(event.entry_id) == keep.row.entry_id,
        col(event.kind) == EntryEventKind.VALIDATED,
        col(event.code) == keep.new.outcome,
        counts(event),
    )
    standing = select(col(review.id)).where(
        col(review.entry_id) == keep.row.entry_id,
        col(review.status) == ReviewStatus.OPEN,
        col(review.act_id).in_(asked),
    )
    for review_id in act.session.execute(standing.order_by(col(review.id))).scalars().all():
        withdraw_review(
            act, review_id, f"Signed off as {keep.new.outcome}: {keep.clinician or 'the record proves it'}."
        )


def _what_was_planned(act: ActWork, row: EntryRow) -> dict[str, object]:
    """Return the planned kind, treatment or test, which a new date keeps, and the earlier date (R-170)."""
    if row.kind != EntryKind.PLANNED:
        return {}
    listed = [
        event
        for event in clock_events(act.session, row.pathway_id)
        if event.event == ClockEventKind.ADDED_TO_PLANNED_LIST
    ]
    kind = {"kind": listed[-1].details["kind"]} if listed and "kind" in listed[-1].details else {}
    return {**kind, **({"was": row.due_date} if row.due_date is not None else {})}


def keep_closure(
    act: ActWork, context: ServiceContext, keep: ToKeep, event: ClockEvent | None, policy: PolicySettings
) -> tuple[KeptItem, ...]:
    """Close the pathway with its proof if the need was closed; add a task if it has other open needs."""
    if keep.decision.effect.kind != EffectKind.CLOSE:
        return ()
    words = OUTCOMES[keep.new.outcome].words
    today = act.event_at.date()
    closure = PathwayClosure(
        pathway_id=keep.row.pathway_id,
        closed_on=event.event_date if event is not None else today,
        reason=words[0].lower() + words[1:],
        decided_by=keep.clinician or "the record",
        source=keep.new.source or keep.proof,
        told_on=keep.new.told_on,
        act_id=act.act_id,
    )
    elsewhere = keep.new.outcome in _ENDS_OR_HANDS_ON_THE_28_DAYS
    others = close_pathway(act, closure, keep.row.entry_id, policy=policy, goes_on_elsewhere=elsewhere)
    if not others:
        return ()
    settle_closed(act, closure, policy, only_need=keep.row.entry_id)
    task = still_open(others, keep.row.specialty_id, f"Validated as {keep.new.outcome} ({closure.reason})", today)
    return (keep_task(act, context, task, About(keep.row.patient_id, keep.row.pathway_id, keep.row.entry_id)),)
