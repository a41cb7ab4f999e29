"""Applies a clinician's decision once the patient is told: to the clock, the need, and the next review.

Only `clerkdesk.services.reviews.reviews` uses it. `clerkdesk.rules.reviews.reviews` decided the effects when the
decision was entered; this module applies them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counting
from clerkdesk.data.project_pathways import clock_events, project_pathway
from clerkdesk.data.project_work import project_review
from clerkdesk.data.queries.base.conditions import CLOCK_OPEN
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.tables import (
    Appointment,
    Pathway,
    PathwayClosure,
    ReviewEvent,
    WaitingListEntry,
)
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import BookingTeam, team_leader
from clerkdesk.rules.acts.consequences import EntryEffect, PolicyRefusal, Task
from clerkdesk.rules.acts.deciders import FROM_ELSEWHERE
from clerkdesk.rules.pathways.ending_a_wait import why_rejected, why_still_waiting
from clerkdesk.rules.reviews.reviews import DECISION_WORDS, judge_told, monitoring_review
from clerkdesk.rules.reviews.rows import ReviewRow
from clerkdesk.rules.rtt import ClockEvent
from clerkdesk.rules.rtt.monitoring import ABOUT_CHOICE
from clerkdesk.rules.values.appointments import AppointmentStatus
from clerkdesk.rules.values.clocks import ClockEventKind, ClockState, RttStatus
from clerkdesk.rules.values.date_words import count_words, day_words, moment_words
from clerkdesk.rules.values.entries import EffectKind, EntryStatus
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.reviews import Decision, ReviewEventKind
from clerkdesk.rules.values.tellings import Who
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE
from clerkdesk.rules.waiting_list.removal_tellings import RemovalTold
from clerkdesk.services.acts.answers import Answer, Refused, by_rule
from clerkdesk.services.acts.consequences import About, KeptItem, KeptReview, keep_task, open_review
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.pathways.awaited_beside import awaited_beside
from clerkdesk.services.pathways.cancer_answers import answer_owed
from clerkdesk.services.pathways.closed_pathways import settle_closed
from clerkdesk.services.pathways.entries import close_pathway, keep_effect, keep_need_ended, record_rtt
from clerkdesk.services.pathways.removal_tellings import ask_to_tell, keep_telling
from clerkdesk.settings import PolicySettings

DISCHARGED = RttStatus.NOT_TREATED


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """A clinician's decision to enter."""

    decision: Decision
    decided_by: str = ""
    """Code or name of the clinician; empty if the clinician is the one at the keys."""
    source: str = ""
    """Letter, e-mail or reference that proves it."""
    decided_on: date | None = None
    """Today if None."""
    wait_until: date | None = None
    patient_agreed: bool = False
    clinical_conversation: bool = False
    safeguarding_checked: bool = False
    appointment_was_communicated: bool = False
    """For a discharge after a non-attendance: the appointment was clearly communicated (R-152 i)."""
    policy_followed: bool = False
    """For such a discharge: it follows the published policy, which protects vulnerable patients (R-152 iii, iv)."""
    referrer_informed: bool = False
    """For suspected cancer: the GP was spoken to first (R-225)."""
    from_another_specialty: bool = False
    """Whether it was confirmed that a clinician of another specialty meant this patient (RULES 13.27)."""
    note: str = ""
    because: str = ""
    """Why a patient may wait longer than their wish, or past a date to meet (R-166)."""

    def statements(self) -> dict[str, bool]:
        """Return the statements of the decision, under the clock's names."""
        return {
            "agreed": self.patient_agreed,
            "clinical_conversation": self.clinical_conversation,
            "safeguarding_checked": self.safeguarding_checked,
            "clearly_communicated": self.appointment_was_communicated,
            "policy_published": self.policy_followed,
            "vulnerable_protected": self.policy_followed,
            "gp_informed": self.referrer_informed,
            FROM_ELSEWHERE: self.from_another_specialty,
        }


@dataclass(frozen=True, slots=True)
class PatientTold(Answer):
    """The telling: the patient knows, and the decision applies."""

    review_id: int
    told_on: date
    clock_state: ClockState
    clock_stop: date | None
    entry_status: EntryStatus | None
    tasks: tuple[KeptItem, ...]
    next_review: KeptReview | None
    sentence: str


def stop_event(
    session: Session, row: ReviewRow, code: RttStatus | None, stated: dict[str, bool], decider: str, told_on: date
) -> ClockEvent | None:
    """Return the event that telling the patient puts on the clock, or None if there is nothing to stop.

    Without a running clock, as after a missed first appointment (R-150), the decision closes or holds the need and
    leaves the clock.
    """
    if code is None or session.get_one(Pathway, row.pathway_id).clock_state not in CLOCK_OPEN:
        return None
    kind = row.kind
    details: dict[str, object] = {
        "decided_by": decider, "clinical_decision": True, "communicated": True, "communicated_on": told_on.isoformat(),
        **({"source": row.decision_source} if row.decision_source else {}),
    }  # fmt: skip
    if code == DISCHARGED:
        asked = ("safeguarding_checked", "clearly_communicated", "policy_published", "vulnerable_protected")
        details |= {name: stated[name] for name in (*asked, "gp_informed")} | {"reason": kind}
        return ClockEvent(ClockEventKind.DISCHARGE_TO_GP, told_on, code, details)
    details |= {name: stated[name] for name in ("agreed", "clinical_conversation")}
    # The dates that the patient declined do not matter for monitoring for a clinical reason.
    details["reason"] = kind if kind in ABOUT_CHOICE else "clinical"
    return ClockEvent(ClockEventKind.ACTIVE_MONITORING_START, told_on, code, details)


def clock_refusal(
    session: Session, pathway_id: int, event: ClockEvent | None, today: date, policy: PolicySettings
) -> PolicyRefusal | None:
    """Return why the clock would not accept an event, or None if it would."""
    if event is None:
        return None
    return why_rejected(clock_events(session, pathway_id), event, today, policy)


def ending_refusal(
    session: Session, pathway_id: int, event: ClockEvent | None, today: date, policy: PolicySettings
) -> PolicyRefusal | None:
    """Return why the wait would go on after an event meant to end it, or None if it would end."""
    if event is None:
        return None
    return why_still_waiting(clock_events(session, pathway_id), event, today, policy)


def take_hold(
    act: ActWork, context: ServiceContext, row: ReviewRow, told_on: date, how: str, policy: PolicySettings
) -> PatientTold | Refused:
    """Keep the telling, and apply the decision from that day (R-124)."""
    today = act.event_at.date()
    decided = _decided_event(act.session, row.review_id)
    refused = judge_told(decided.event_date, told_on, how, today)
    if refused is not None:
        return by_rule(refused)
    kept = json.loads(decided.details)
    effect = _held_until_they_ask(act.session, row, _effect(kept["effect"]))
    booked = booked_for(act.session, row.entry_id) if effect.kind == EffectKind.CLOSE else None
    if booked is not None:
        return Refused("still_booked", f"{booked} is still booked: cancel it, then record that the patient was told.")
    event = stop_event(act.session, row, kept["rtt_code"], kept["stated"], row.decided_by or "", told_on)
    refused = ending_refusal(act.session, row.pathway_id, event, today, policy)
    if refused is not None:
        return by_rule(refused)
    owed = in_the_way_of_discharge(act.session, row, today, policy) if effect.kind == EffectKind.CLOSE else None
    if owed is not None:
        return owed
    if event is not None:
        # The clinician's day for the review is on the clock too.
        named = {"review_on": kept["next_review"]} if kept["next_review"] is not None else {}
        record_rtt(act, row.pathway_id, event.event, told_on, event.code, {**event.details, **named}, policy=policy)
    elif row.entry_id is not None and effect.kind == EffectKind.CLOSE:
        said = {"decided_by": row.decided_by or "", "source": row.decision_source or how}
        entry = act.session.get_one(WaitingListEntry, row.entry_id)
        keep_need_ended(act, entry, "discharged by clinical decision", said, policy=policy)
    act.add(
        ReviewEvent(review_id=row.review_id, kind=ReviewEventKind.TOLD, event_date=told_on, how=how, act_id=act.act_id)
    )
    project_review(act.session, row.review_id)
    if row.entry_id is not None and effect.kind != EffectKind.RELIST:
        keep_effect(act, row.entry_id, effect, f"{row.decided_by} decided, patient told {day_words(told_on)}")
    tasks = _close_pathway(act, context, row, told_on, how, policy) if effect.kind == EffectKind.CLOSE else ()
    if kept["rtt_code"] is not None:
        stays = effect.kind != EffectKind.CLOSE
        tasks = (*tasks, *_tell_referrer(act, context, row, told_on, how, policy, kept=stays))
    return _told(act, context, row, told_on, tasks, kept["next_review"], policy)


def _held_until_they_ask(session: Session, row: ReviewRow, effect: EntryEffect) -> EntryEffect:
    """Keep a need on hold until the patient asks, with a new day to look again (R-180)."""
    entry = session.get(WaitingListEntry, row.entry_id) if row.entry_id is not None else None
    if (
        entry is None
        or entry.status != EntryStatus.ON_HOLD
        or entry.hold_reason != HELD_BECAUSE
        or effect.kind != EffectKind.HOLD
    ):
        return effect
    return replace(effect, hold_reason=HELD_BECAUSE)


def in_the_way_of_discharge(session: Session, row: ReviewRow, today: date, policy: PolicySettings) -> Refused | None:
    """Return why a discharge can't be decided or told yet: an answer is owed, or the pathway has another wait."""
    owed = answer_owed(session, row.entry_id, today, policy)
    return owed or awaited_beside(session, row.pathway_id, row.entry_id)


def _tell_referrer(
    act: ActWork,
    context: ServiceContext,
    row: ReviewRow,
    told_on: date,
    how: str,
    policy: PolicySettings,
    *,
    kept: bool,
) -> tuple[KeptItem, ...]:
    """Keep the telling of a decision that ended the wait, and have the referrer told (RULES 13.29)."""
    entry = entry_row(act.session, row.entry_id) if row.entry_id is not None else None
    if entry is None:
        return ()
    keep_telling(act, entry.entry_id, RemovalTold(Who.PATIENT, told_on, how))
    decided = DECISION_WORDS.get(row.decision or "", "decided")
    item = ask_to_tell(act, context, entry, f"{row.decided_by} decided: {decided}.", policy, kept=kept)
    return (item,) if item is not None else ()


def _told(
    act: ActWork,
    context: ServiceContext,
    row: ReviewRow,
    told_on: date,
    tasks: tuple[KeptItem, ...],
    next_review: str | None,
    policy: PolicySettings,
) -> PatientTold:
    again: KeptReview | None = None
    if next_review is not None:
        needed = monitoring_review(told_on, date.fromisoformat(next_review), row.priority)
        again = open_review(act, context, needed, _about(row))
    pathway = project_pathway(act.session, row.pathway_id, act.event_at.date(), policy)
    entry = act.session.get(WaitingListEntry, row.entry_id) if row.entry_id is not None else None
    stopped = pathway.clock_stop == told_on
    clock = f"the clock stopped with status {pathway.clock_stop_code}" if stopped else "the clock is as it was"
    if pathway.clock_state == ClockState.NULLIFIED:
        clock = "no wait was left to end, as the first appointment was missed"
    return PatientTold(
        review_id=row.review_id,
        told_on=told_on,
        clock_state=pathway.clock_state,
        clock_stop=pathway.clock_stop,
        entry_status=entry.status if entry is not None else None,
        tasks=tasks,
        next_review=again,
        sentence=f"Told on {day_words(told_on)}: {clock}.",
    )


def _close_pathway(
    act: ActWork, context: ServiceContext, row: ReviewRow, told_on: date, how: str, policy: PolicySettings
) -> tuple[KeptItem, ...]:
    closure = PathwayClosure(
        pathway_id=row.pathway_id,
        closed_on=told_on,
        reason="discharged by clinical decision",
        decided_by=row.decided_by or "",
        source=row.decision_source or how,
        told_on=told_on,
        act_id=act.act_id,
    )
    others = close_pathway(act, closure, row.entry_id, policy=policy)
    if not others:
        return ()
    settle_closed(act, closure, policy, only_need=row.entry_id)
    ask = f"Discharge was decided and told: ask {row.decided_by}"
    return (keep_task(act, context, still_open(others, row.specialty_id, ask, act.event_at.date()), _about(row)),)


def still_open(others: Sequence[int], specialty_id: int | None, ask: str, today: date) -> Task:
    """Return the task to look at the needs that keep a pathway open after its wait."""
    to = BookingTeam(specialty_id) if specialty_id is not None else team_leader()
    stand = count_words(len(others), "other need stands", "other needs stand")
    return Task(to, TaskKind.CORRECT_RECORD, f"{ask}, {stand} open on the pathway.", today)


def booked_for(session: Session, entry_id: int | None) -> str | None:
    """Return the appointment that prevents closing an entry, as the subject of a sentence, or None."""
    starts = session.execute(
        select(col(Appointment.starts_at)).where(
            col(Appointment.entry_id) == entry_id,
            col(Appointment.live).is_(True),
            col(Appointment.status) == AppointmentStatus.BOOKED,
        )
    ).scalar_one_or_none()
    return None if starts is None else f"The appointment on {moment_words(starts)}"


def _decided_event(session: Session, review_id: int) -> ReviewEvent:
    query = counting(ReviewEvent).where(
        col(ReviewEvent.review_id) == review_id, col(ReviewEvent.kind) == ReviewEventKind.DECIDED
    )
    return session.execute(query.order_by(col(ReviewEvent.id).desc()).limit(1)).scalar_one()


def _effect(kept: dict[str, Any]) -> EntryEffect:
    look_again = date.fromisoformat(kept["look_again"]) if kept["look_again"] else None
    return EntryEffect(kept["kind"], kept["hold_reason"], look_again, kept["to_list"])


def _about(row: ReviewRow) -> About:
    return About(row.patient_id, row.pathway_id, row.entry_id)
