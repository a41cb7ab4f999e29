"""Clinical reviews: the questions, the decisions with their deciders, and the tellings.

`clerkdesk.services.acts.consequences` opens reviews; `clerkdesk.rules.reviews.reviews` decides the allowed decisions
and their effects. Nothing here discharges by count: every decision names its clinician.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.project_work import project_review
from clerkdesk.data.queries.booking.days_away import undecided_days_away
from clerkdesk.data.queries.reviews.reviews import review_row, review_rows
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.queries.waiting_list.needs import unavailable_days
from clerkdesk.data.tables import ClinicalReview, Pathway, Professional, ReviewEvent, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import SecretaryOf, team_leader
from clerkdesk.rules.acts.consequences import PolicyRefusal, Task
from clerkdesk.rules.pathways.coming_off_hold import monitored, monitored_by_choice, ready_event
from clerkdesk.rules.pathways.ending_a_wait import WAITS
from clerkdesk.rules.reviews.long_waits import WaitLimits, why_not_so_long
from clerkdesk.rules.reviews.reviews import (
    Decided,
    DecisionFacts,
    EnteredBy,
    ReviewFacts,
    judge_decision,
)
from clerkdesk.rules.reviews.rows import ReviewRow
from clerkdesk.rules.rtt import clock_at
from clerkdesk.rules.rtt.reasonable_offers import countable_declines
from clerkdesk.rules.values.clocks import ClockEventKind, ClockState
from clerkdesk.rules.values.entries import EffectKind, EntryKind, EntryStatus
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import Decision, ReviewEventKind, ReviewKind, ReviewStatus
from clerkdesk.rules.values.roles import ClerkRole
from clerkdesk.rules.values.text import clean, clean_lines
from clerkdesk.rules.waiting_list.targets import cancer_targets
from clerkdesk.services.acts.answered import TellTask, close_tell_tasks
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About, KeptItem, keep_task
from clerkdesk.services.acts.context import ServiceContext, SignedIn
from clerkdesk.services.acts.deciders import clinician_named, deciding_clinician, not_their_patient
from clerkdesk.services.acts.stopped_by_death import stopped_after_death, stopped_by_death
from clerkdesk.services.booking.offers import earlier_offers
from clerkdesk.services.booking.rebooking import keep_in_touch, last_missed
from clerkdesk.services.pathways.decision_effects import (
    NewDecision,
    PatientTold,
    ending_refusal,
    in_the_way_of_discharge,
    stop_event,
    take_hold,
)
from clerkdesk.services.pathways.entries import keep_effect, record_rtt
from clerkdesk.services.reviews.requests import NewRequest, RequestKept, ask_for_review
from clerkdesk.services.reviews.sheets import ReviewSheet, gather, sheet_text
from clerkdesk.services.waiting_list.holding import keep_ready
from clerkdesk.settings import PolicySettings

_REOFFERS = (Decision.OFFER_AGAIN, Decision.EXPEDITE)
_DATED = (EntryKind.FOLLOW_UP, EntryKind.PLANNED)
"""Kinds of need with their own due date, with or without a clock."""
_MISSED = (ReviewKind.DID_NOT_ATTEND, ReviewKind.WAS_NOT_BROUGHT)


@dataclass(frozen=True, slots=True)
class DecisionKept(Answer):
    """The recorded decision; `tasks` says who tells the patient."""

    review_id: int
    decided: Decided
    tasks: tuple[KeptItem, ...]

    @property
    def sentence(self) -> str:
        """The effect of the decision."""
        return self.decided.sentence


class Reviews:
    """Reads and acts about clinical reviews."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def waiting(self, consultant: str | None = None) -> list[ReviewRow] | WrongInput:
        """Return the reviews that wait for a decision or a telling, by consultant and due date.

        Args:
            consultant: code or name; their own and those for which they deputise. None for everybody's.
        """
        with self.context.reading() as session:
            if consultant is None:
                return review_rows(session)
            found = clinician_named(session, consultant)
            return found if isinstance(found, WrongInput) else review_rows(session, professional_id=found.id)

    def sheet(self, review_id: int) -> ReviewSheet | WrongInput:
        """Return everything for the decision, on one sheet."""
        with self.context.reading() as session:
            row = review_row(session, review_id)
            if row is None:
                return _no_such_review()
            policy = self.context.settings.policy_for(row.specialty_code)
            return gather(session, row, self.context.today, policy)

    def sheet_as_text(self, review_id: int) -> str | WrongInput:
        """Return a sheet as plain text, to print or to export."""
        sheet = self.sheet(review_id)
        return sheet if isinstance(sheet, WrongInput) else sheet_text(sheet)

    def ask(self, new: NewRequest) -> RequestKept | Refused | WrongInput:
        """Record the patient's words for a clinician's decision, and open the review."""
        return ask_for_review(self.context, new)

    @answers_once
    def decide(self, review_id: int, new: NewDecision) -> DecisionKept | Refused | WrongInput:
        """Record a clinician's decision, entered by the clinician or on their behalf with its source (RULES 13.9).

        Until the patient is told the clock runs and the need stays open; only a return to the list applies at once, so
        that a date can be offered.
        """
        with self.context.act("decide_review") as act:
            row = _locked(act, review_id)
            if isinstance(row, WrongInput):
                return row
            if row.status != ReviewStatus.OPEN:
                return Refused("decided_already", f"This review was decided already: it is {row.status}.")
            stopped = stopped_by_death(act.session, row.patient_id)
            if stopped is not None:
                return stopped
            who = deciding_clinician(act.session, new.decided_by, self.context.clerk_in(act))
            if isinstance(who, WrongInput):
                return who
            theirs = not_their_patient(act.session, who, row.pathway_id, confirmed=new.from_another_specialty)
            if theirs is not None:
                return theirs
            answer = self._decide(act, row, new, who)
            if isinstance(answer, DecisionKept):
                act.commit(answer)
            return answer

    @answers_once
    def told(self, review_id: int, how: str, told_on: date | None = None) -> PatientTold | Refused | WrongInput:
        """Record that the patient was told of the decision, which applies from that day (R-124).

        Args:
            review_id: of the review.
            how: by telephone, by letter, in clinic.
            told_on: the local day; today where None.
        """
        with self.context.act("tell_decision") as act:
            row = _locked(act, review_id)
            if isinstance(row, WrongInput):
                return row
            if row.status != ReviewStatus.DECIDED:
                words = "nothing is decided yet" if row.status == ReviewStatus.OPEN else "that was recorded before"
                return Refused("nothing_to_tell", f"No decision is to be told: {words}.")
            policy = self.context.settings.policy_for(row.specialty_code)
            day = told_on or act.event_at.date()
            died = stopped_after_death(act.session, row.patient_id, day)
            if died is not None:
                return died
            answer = take_hold(act, self.context, row, day, clean(how), policy)
            if isinstance(answer, PatientTold):
                close_tell_tasks(act, row.pathway_id, row.entry_id)
                act.commit(answer)
            return answer

    def _decide(
        self, act: ActWork, row: ReviewRow, new: NewDecision, decider: Professional | None
    ) -> DecisionKept | Refused:
        today = act.event_at.date()
        policy = self.context.settings.policy_for(row.specialty_code)
        facts = self._facts(new, decider, self.context.clerk_in(act), today)
        decided = judge_decision(facts, _review_facts(act.session, row, today, policy), today, policy)
        if isinstance(decided, PolicyRefusal):
            return by_rule(decided)
        if new.decision == Decision.WAIT_UNTIL and new.wait_until is not None:
            limits = _wait_limits(act.session, row, today, policy)
            longer = why_not_so_long(new.wait_until, facts.decided_on, limits, new.because, policy)
            if longer is not None:
                return by_rule(longer)
        # The clock is checked before anything is kept, so that nobody is told of a decision that it would refuse.
        stop = stop_event(act.session, row, decided.rtt_code, new.statements(), facts.decided_by, today)
        refused = ending_refusal(act.session, row.pathway_id, stop, today, policy)
        if refused is not None:
            return by_rule(refused)
        owed = (
            in_the_way_of_discharge(act.session, row, today, policy)
            if decided.effect.kind == EffectKind.CLOSE
            else None
        )
        if owed is not None:
            return owed
        _keep_decision(act, row, new, decided, decider, facts.decided_on)
        if row.kind in _MISSED and new.decision in _REOFFERS:
            details = {"decided_by": facts.decided_by}
            if act.session.get_one(Pathway, row.pathway_id).clock_state == ClockState.NULLIFIED:
                keep_in_touch(act, row.pathway_id, policy)
            kind = ClockEventKind.CLINICIAN_DECIDES_REOFFER
            record_rtt(act, row.pathway_id, kind, facts.decided_on, details=details, policy=policy)
        clock = clock_at(clock_events(act.session, row.pathway_id), today, policy)
        ready = row.kind == ReviewKind.ACTIVE_MONITORING or (monitored_by_choice(clock) and row.kind not in _MISSED)
        if ready and decided.effect.kind == EffectKind.RELIST:
            keep_ready(act, row.pathway_id, ready_event(clock, facts.decided_on), policy)
        if row.entry_id is not None and decided.effect.kind == EffectKind.RELIST:
            keep_effect(act, row.entry_id, decided.effect)
        tasks = (keep_task(act, self.context, _tell_task(self.context, row, decided, today), _about(row)),)
        return DecisionKept(row.review_id, decided, tasks if decided.must_be_told else ())

    def _facts(self, new: NewDecision, decider: Professional | None, clerk: SignedIn, today: date) -> DecisionFacts:
        return DecisionFacts(
            decision=new.decision,
            entered_by=_entered_by(decider, clerk),
            decided_by=decider.name if decider is not None else "",
            decider_is_clinician=decider is not None,
            source=clean(new.source),
            decided_on=new.decided_on or today,
            wait_until=new.wait_until,
            patient_agreed=new.patient_agreed,
            clinical_conversation=new.clinical_conversation,
            safeguarding_checked=new.safeguarding_checked,
        )


def _entered_by(decider: Professional | None, clerk: SignedIn) -> EnteredBy:
    """Return the role of the person at the keys; a clinician enters only their own decision without a source."""
    if decider is not None and decider.clerk_id == clerk.clerk_id:
        return EnteredBy.CLINICIAN
    return EnteredBy.SECRETARY if clerk.role == ClerkRole.SECRETARY else EnteredBy.CLERK


def _locked(act: ActWork, review_id: int) -> ReviewRow | WrongInput:
    """Return a review that no other desk can decide at the same time."""
    lock = select(col(ClinicalReview.id)).where(col(ClinicalReview.id) == review_id).with_for_update(key_share=True)
    act.session.execute(lock)
    row = review_row(act.session, review_id)
    return row if row is not None else _no_such_review()


def _no_such_review() -> WrongInput:
    return WrongInput("no_such_review", "review", "No clinical review has this number.")


def _review_facts(session: Session, row: ReviewRow, today: date, policy: PolicySettings) -> ReviewFacts:
    away = tuple(unavailable_days(session, row.patient_id))
    offers = earlier_offers(session, row.entry_id) if row.entry_id is not None else []
    return ReviewFacts(
        kind=row.kind,
        opened_on=row.opened_at.date(),
        safeguarding=row.safeguarding,
        countable_declines=countable_declines(offers, away, policy),
        unavailable=away,
        suspected_cancer=row.priority is Priority.SUSPECTED_CANCER,
        clock_running=session.get_one(Pathway, row.pathway_id).clock_state in WAITS,
        monitored=_is_monitored(session, row, today, policy),
        missed_on=last_missed(session, row.pathway_id) if row.kind in _MISSED else None,
    )


def _wait_limits(session: Session, row: ReviewRow, today: date, policy: PolicySettings) -> WaitLimits:
    """Return the recorded last day of the patient's wish to wait, and the counting cancer dates."""
    need = entry_row(session, row.entry_id) if row.entry_id is not None else None
    if need is None:
        return WaitLimits()
    away = undecided_days_away(session, need) if row.kind == ReviewKind.WISH_TO_DELAY else ()
    asked = [run.last + timedelta(days=1) for run in away]
    if need.status == EntryStatus.ON_HOLD and need.look_again_on is not None and row.kind == ReviewKind.WISH_TO_DELAY:
        asked.append(need.look_again_on)
    return WaitLimits(max(asked, default=None), cancer_targets(need.target_facts(), today, policy))


def _is_monitored(session: Session, row: ReviewRow, today: date, policy: PolicySettings) -> bool:
    """Return whether a clinician's monitoring leaves the need of a review without a clock, and it has no due date."""
    entry = session.get(WaitingListEntry, row.entry_id) if row.entry_id is not None else None
    if entry is None or entry.kind in _DATED:
        return False
    clock = clock_at(clock_events(session, row.pathway_id), today, policy)
    return monitored(clock) and not monitored_by_choice(clock)


def _keep_decision(
    act: ActWork,
    row: ReviewRow,
    new: NewDecision,
    decided: Decided,
    decider: Professional | None,
    decided_on: date,
) -> None:
    kept = {
        "stated": new.statements(),
        "effect": asdict(decided.effect),
        "rtt_code": decided.rtt_code,
        "next_review": decided.next_review,
    }
    act.add(
        ReviewEvent(
            review_id=row.review_id,
            kind=ReviewEventKind.DECIDED,
            event_date=decided_on,
            decision=new.decision,
            decided_by_id=decider.id if decider is not None else None,
            source=clean(new.source),
            look_again_on=new.wait_until if new.decision == Decision.WAIT_UNTIL else decided.effect.look_again,
            note=clean_lines("\n".join(filter(None, (new.note, new.because)))),
            details=json.dumps(kept, default=date.isoformat),
            act_id=act.act_id,
        )
    )
    project_review(act.session, row.review_id)


def _tell_task(context: ServiceContext, row: ReviewRow, decided: Decided, today: date) -> Task:
    to = SecretaryOf(row.specialty_id) if row.specialty_id is not None else team_leader()
    due = context.working_day_after(today)
    kind: TellTask = TaskKind.TELL_PATIENT_AND_REFERRER if decided.tell_referrer else TaskKind.TELL_PATIENT
    who = "patient and referrer" if decided.tell_referrer else "patient"
    return Task(to, kind, f"Tell the {who} what was decided, then record it. {decided.sentence}", due)


def _about(row: ReviewRow) -> About:
    return About(row.patient_id, row.pathway_id, row.entry_id)
