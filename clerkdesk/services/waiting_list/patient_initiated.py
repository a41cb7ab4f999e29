"""Patient-initiated follow-up (PIFU): the patient's request, and the agreed end (R-180, R-181).

It starts with the outcome of a clinic (`clerkdesk.services.reception.outcomes`). Until the patient asks, the need is on
hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counts
from clerkdesk.data.project import project_entry
from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.queries.waiting_list.entries import entry_row, locked_entry_row
from clerkdesk.data.tables import Pathway, PathwayClosure, WaitingListEntry, WaitingListEvent
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import RELIST, EntryEffect
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.pathways.ending_a_wait import WAITS
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EffectKind, EntryStatus
from clerkdesk.rules.values.text import clean_lines
from clerkdesk.rules.waiting_list.patient_initiated import (
    HELD_BECAUSE,
    NO_PLAN,
    EndAction,
    Plan,
    book_by,
    plan_of,
    review_at_end,
    why_no_request,
    why_not_over,
)
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule, no_such_entry
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About, Followed, follow
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.stopped_by_death import stopped_by_death
from clerkdesk.services.pathways.cancer_answers import answer_owed
from clerkdesk.services.pathways.entries import close_pathway, keep_effect, keep_need_ended, record_rtt
from clerkdesk.services.pathways.removal_tellings import ask_to_tell
from clerkdesk.settings import PolicySettings


@dataclass(frozen=True, slots=True)
class PatientRequestKept(Answer):
    """The request: the patient waits for a date."""

    entry_id: int
    book_by: date
    """The last day to see the patient."""

    @property
    def sentence(self) -> str:
        """By when the patient is seen, and what books it."""
        books = Way.BOOK.here(entry=self.entry_id)
        return f"Asked: to be seen by {day_words(self.book_by)}; {books} books it."


@dataclass(frozen=True, slots=True)
class PlanEnded(Answer):
    """The ended patient-initiated follow-up, with the agreed act under way."""

    entry_id: int
    discharged: bool
    """Whether the pathway was closed; otherwise a clinician is asked."""
    followed: Followed
    sentence: str


@dataclass(frozen=True, slots=True)
class WhatMayBeDone:
    """The rules' answer to each act today."""

    words: str
    """The last day on which the patient may ask, and what comes then."""
    why_no_request: str
    """Why the patient cannot ask, as a sentence; empty if they can."""
    why_not_over: str
    """Why the plan cannot be ended yet; empty if it can."""


class PatientInitiatedFollowUps:
    """The two acts on such a need, and the possible ones."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def possible(self, entry_id: int) -> WhatMayBeDone | Refused | WrongInput:
        """Return the possible acts on a need, or why it is not patient-initiated follow-up."""
        with self.context.reading() as session:
            found = self._standing(session, entry_row(session, entry_id))
            if not isinstance(found, EntryRow):
                return found
            plan = plan_of(clock_events(session, found.pathway_id))
        today = self.context.today
        no_request, not_over = why_no_request(plan, today), why_not_over(plan, today)
        return WhatMayBeDone(
            plan.words_on(today) if plan is not None else "",
            no_request.sentence if no_request is not None else "",
            not_over.sentence if not_over is not None else "",
        )

    @answers_once
    def request(
        self,
        entry_id: int,
        said: str,
        *,
        urgent: bool = False,
        asked_on: date | None = None,
    ) -> PatientRequestKept | Refused | WrongInput:
        """Record that the patient asked: the need comes off hold, due within the time of R-181; no clock starts.

        Args:
            entry_id: of the need.
            said: the patient's words, for the people who book and see them.
            urgent: whether it is due within working days.
            asked_on: the local day on which the patient asked, which starts the time; None for today.
        """
        words = clean_lines(said)
        if not words:
            return WrongInput("words_missing", "said", "Ask what is wrong, and write down what the patient says.")
        with self.context.act("patient_initiated") as act:
            found = self._standing(act.session, locked_entry_row(act.session, entry_id))
            if not isinstance(found, EntryRow):
                return found
            stopped = stopped_by_death(act.session, found.patient_id)
            if stopped is not None:
                return stopped
            day, policy = asked_on or act.event_at.date(), self._policy(found)
            if day > act.event_at.date():
                return WrongInput("in_the_future", "asked_on", "The day on which the patient asked is still to come.")
            refusal = why_no_request(plan_of(clock_events(act.session, found.pathway_id)), day)
            if refusal is not None:
                return by_rule(refusal)
            due = book_by(day, self.context.closed_days(day), policy, urgent=urgent)
            entry = act.session.get_one(WaitingListEntry, entry_id)
            entry.due_date, entry.interval_days = due, (due - (entry.seen_date or day)).days
            keep_effect(act, entry_id, RELIST, "the patient asked")
            record_rtt(act, found.pathway_id, ClockEventKind.PIFU_CONTACT, day, details={"said": words}, policy=policy)
            project_entry(act.session, entry_id)
            return act.commit(PatientRequestKept(entry_id, due))

    @answers_once
    def end(self, entry_id: int) -> PlanEnded | Refused | WrongInput:
        """Do what was agreed for the end: close the pathway on the clinician's word, or ask for a review (R-180).

        A discharge is refused while a patient of suspected cancer is owed the answer to the 28 days (R-501).
        """
        with self.context.act("patient_initiated_end") as act:
            found = self._standing(act.session, locked_entry_row(act.session, entry_id))
            if not isinstance(found, EntryRow):
                return found
            stopped = stopped_by_death(act.session, found.patient_id)
            if stopped is not None:
                return stopped
            today, policy = act.event_at.date(), self._policy(found)
            plan = plan_of(clock_events(act.session, found.pathway_id))
            refusal = why_not_over(plan, today)
            if plan is None or refusal is not None:
                return by_rule(refusal or NO_PLAN)
            owed = answer_owed(act.session, entry_id, today, policy) if plan.end_action == EndAction.DISCHARGE else None
            if owed is not None:
                return owed
            record_rtt(act, found.pathway_id, ClockEventKind.PIFU_END, today, policy=policy)
            answer = self._discharged(act, found, plan, policy) or self._asked(act, found, plan, policy)
            act.commit(answer)
        return answer

    def _standing(self, session: Session, row: EntryRow | None) -> EntryRow | Refused | WrongInput:
        """Return an entry on hold until the patient asks."""
        if row is None:
            return no_such_entry()
        if row.status == EntryStatus.ON_HOLD and row.hold_reason == HELD_BECAUSE:
            return row
        if row.status == EntryStatus.CLOSED:
            return Refused("closed", "This need is closed: nobody can ask for a date, and no plan is left.", "R-180")
        asked_on = _asked_on(session, row)
        if asked_on is None:
            return by_rule(NO_PLAN, "no_plan")
        stands = "stands on hold" if row.status == EntryStatus.ON_HOLD else "is booked in its turn"
        return Refused("asked", f"The patient asked on {day_words(asked_on)}: this need {stands}.", "R-180")

    def _discharged(self, act: ActWork, row: EntryRow, plan: Plan, policy: PolicySettings) -> PlanEnded | None:
        """Close the pathway if a clinician agreed the discharge at the outset, and it has no other wait."""
        pathway = act.session.get_one(Pathway, row.pathway_id)
        if plan.end_action != EndAction.DISCHARGE or not plan.decided_by or pathway.clock_state in WAITS:
            return None
        today = act.event_at.date()
        closure = PathwayClosure(
            pathway_id=row.pathway_id, closed_on=today, reason="patient-initiated follow-up ended",
            decided_by=plan.decided_by, source=f"agreed on {day_words(plan.began)}", act_id=act.act_id,
        )  # fmt: skip
        if close_pathway(act, closure, row.entry_id, policy=policy):
            return None
        keep_effect(act, row.entry_id, EntryEffect(EffectKind.CLOSE), closure.reason)
        entry = act.session.get_one(WaitingListEntry, row.entry_id)
        proof = {"decided_by": closure.decided_by, "source": closure.source}
        keep_need_ended(act, entry, closure.reason, proof, policy=policy)
        item = ask_to_tell(act, self.context, row, "patient-initiated follow-up is over.", policy)
        followed = Followed(tasks=(item,) if item is not None else ())
        said = f"Discharged, as {plan.decided_by} agreed on {day_words(plan.began)}: write to the patient and the GP."
        return PlanEnded(row.entry_id, True, followed, said)

    def _asked(self, act: ActWork, row: EntryRow, plan: Plan, policy: PolicySettings) -> PlanEnded:
        today = act.event_at.date()
        needed = review_at_end(plan, row.priority, today, self.context.closed_days(today), policy)
        keep_effect(act, row.entry_id, EntryEffect(EffectKind.HOLD, "a clinician is asked at its end", needed.due))
        followed = follow(act, self.context, _about(row), review=needed)
        return PlanEnded(row.entry_id, False, followed, f"A clinician decides by {day_words(needed.due)}.")

    def _policy(self, row: EntryRow) -> PolicySettings:
        return self.context.settings.policy_for(row.specialty_code)


def end_where_a_clock_runs(act: ActWork, row: EntryRow, policy: PolicySettings) -> str:
    """Return a need on hold until the patient asks to the list, if its clock has started (R-180).

    For services only. It returns the change as a sentence; empty without one.
    """
    runs = act.session.get_one(Pathway, row.pathway_id).clock_state in WAITS
    if not runs or row.status != EntryStatus.ON_HOLD or row.hold_reason != HELD_BECAUSE:
        return ""
    today = act.event_at.date()
    entry = act.session.get_one(WaitingListEntry, row.entry_id)
    entry.due_date, entry.interval_days = today, (today - (entry.seen_date or today)).days
    keep_effect(act, row.entry_id, RELIST, "patient-initiated follow-up ended: the clock runs")
    record_rtt(act, row.pathway_id, ClockEventKind.PIFU_END, today, policy=policy)
    project_entry(act.session, row.entry_id)
    return (
        " Patient-initiated follow-up does not go with a running clock and has ended: the need is back on the list, to "
        "be booked in its turn."
    )


def _asked_on(session: Session, row: EntryRow) -> date | None:
    """Return the day on which the patient asked for a need; None if no plan runs for it, or nobody has asked."""
    events = clock_events(session, row.pathway_id)
    plan = plan_of(events)
    was_held = select(col(WaitingListEvent.id)).where(
        col(WaitingListEvent.entry_id) == row.entry_id,
        col(WaitingListEvent.reason) == HELD_BECAUSE,
        counts(WaitingListEvent),
    )
    if plan is None or session.execute(was_held.limit(1)).first() is None:
        return None
    asked = (
        event.event_date
        for event in events
        if event.event == ClockEventKind.PIFU_CONTACT and event.event_date >= plan.began
    )
    return max(asked, default=None)


def _about(row: EntryRow) -> About:
    return About(row.patient_id, row.pathway_id, row.entry_id)
