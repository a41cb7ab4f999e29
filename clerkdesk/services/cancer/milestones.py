"""Records milestones of a cancer pathway: told, decision to treat, upgrade, treatment (R-500 to R-508).

`clerkdesk.rules.cancer.milestones` judges a milestone and its effect on the dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.codes import code_list
from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.queries.deaths.deaths import death_standing
from clerkdesk.data.tables import Pathway, Professional, Referral, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.cancer.course import BEFORE
from clerkdesk.rules.cancer.milestones import (
    EVENT_OF,
    MILESTONE_OF,
    MILESTONES,
    UNUSUAL,
    WORDS,
    Milestone,
    MilestoneFacts,
    begins_new_wait,
    judge_milestone,
    milestone_words,
    why_against_a_decision,
    why_earliest,
    why_never_seen,
    why_not_dead,
    why_which_treatment,
)
from clerkdesk.rules.cancer.treatments import FURTHER
from clerkdesk.rules.cancer.waiting_times import cancer_marks
from clerkdesk.rules.pathways.ending_a_wait import WAITS, why_rejected, why_too_early
from clerkdesk.rules.pathways.new_treatments import DECIDED, Agreed, why_new_or_agreed, why_not_beside_planned_care
from clerkdesk.rules.rtt import ClockEvent, clock_at
from clerkdesk.rules.rtt.kinds import kind_of
from clerkdesk.rules.rtt.transitions import STOP_CODES
from clerkdesk.rules.values.clocks import ClockState
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.text import clean
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.deciders import not_their_patient, proven_decider
from clerkdesk.services.acts.stopped_by_death import stopped_after_death
from clerkdesk.services.cancer.milestone_corrections import MilestoneCorrected, WrongMilestone, put_right, unproven
from clerkdesk.services.pathways.entries import keep_the_position_left, record_rtt
from clerkdesk.services.pathways.new_treatments import is_planned
from clerkdesk.services.referrals.regrading import regrade
from clerkdesk.settings import PolicySettings

EXCLUSIONS = "fds_exclusion_reason"
"""The code list of why a patient leaves the 28 days (R-501)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMilestone:
    """A milestone to enter."""

    milestone: Milestone
    day: date | None = None
    """Day of the milestone; None for today."""
    by: str = ""
    """Code or name of the clinician who decided, treated or told the patient; empty if they are at the keys."""
    source: str = ""
    """Letter, e-mail or reference that proves it (RULES 13.9)."""
    reason: str = ""
    """For an exclusion: code of `fds_exclusion_reason`."""
    earliest: date | None = None
    """For a decision to treat: the earliest clinically appropriate date, if later (R-500)."""
    further: bool | None = None
    """For a decision to treat while another waits: whether it is about a further treatment, if stated (R-508)."""
    because: str = ""
    """Why it is right, if the patient was never seen or the clinician belongs to another specialty."""
    why_earliest: str = ""
    """Why no treatment is clinically appropriate before the earliest date (R-500)."""
    far_ahead: bool = False
    """Whether somebody confirmed an earliest date a whole wait after the decision."""
    decided_since: str = ""
    """For a telling of no cancer before a decision to treat: what that decision is about (R-501)."""


@dataclass(frozen=True, slots=True)
class MilestoneKept(Answer):
    """The recorded milestone."""

    pathway_id: int
    milestone: Milestone
    day: date
    clock_state: ClockState
    clock_stop: date | None
    sentence: str
    """Its effect on the dates."""
    warnings: tuple[str, ...]
    """The warnings of the 18-week clock about it."""


@dataclass(frozen=True, slots=True)
class RecordedMilestone:
    """A counting milestone of a pathway."""

    milestone: Milestone
    day: date

    @property
    def words(self) -> str:
        """Its name for a clerk, with its day."""
        return f"{WORDS[self.milestone]}, {day_words(self.day)}"


class Milestones:
    """The act of recording a milestone, and the possible ones."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def possible(self, pathway_id: int) -> Mapping[Milestone, str] | WrongInput:
        """Return each milestone with why it cannot be recorded today; empty if it can."""
        with self.context.reading() as session:
            pathway = session.get(Pathway, pathway_id)
            if pathway is None:
                return _no_such_pathway()
            policy, today = self.context.policy_of(session, pathway), self.context.today
            judged = {
                name: judge_milestone(_facts(session, pathway, name, today), today, policy) for name in MILESTONES
            }
        return {name: refusal.sentence if refusal is not None else "" for name, refusal in judged.items()}

    @answers_once
    def record(self, pathway_id: int, new: NewMilestone) -> MilestoneKept | Refused | WrongInput:
        """Record a milestone of a pathway, or return why it makes no sense there."""
        wrong = _wrong(new)
        if wrong is not None:
            return wrong
        with self.context.act("milestone") as act:
            pathway = act.session.get(Pathway, pathway_id, with_for_update={"key_share": True})
            if pathway is None:
                return _no_such_pathway()
            answer = self._keep(act, pathway, new)
            if isinstance(answer, MilestoneKept):
                act.commit(answer)
        return answer

    def recorded(self, pathway_id: int) -> tuple[RecordedMilestone, ...]:
        """Return the counting milestones of a pathway, in order of their days, for corrections."""
        with self.context.reading() as session:
            events = clock_events(session, pathway_id)
        return tuple(
            RecordedMilestone(MILESTONE_OF[event.event], event.event_date)
            for event in events
            if event.event in MILESTONE_OF
        )

    @answers_once
    def correct(self, pathway_id: int, wrong: WrongMilestone) -> MilestoneCorrected | Refused | WrongInput:
        """Correct a milestone: another day, or taken out; the wrong one stays on record with reason and source."""
        missing = unproven(wrong)
        if missing is not None:
            return missing
        with self.context.act("correct_milestone") as act:
            pathway = act.session.get(Pathway, pathway_id, with_for_update={"key_share": True})
            if pathway is None:
                return _no_such_pathway()
            answer = put_right(act, self.context, pathway, wrong, self.context.policy_of(act.session, pathway))
            if isinstance(answer, MilestoneCorrected):
                act.commit(answer)
        return answer

    def _keep(self, act: ActWork, pathway: Pathway, new: NewMilestone) -> MilestoneKept | Refused | WrongInput:
        today = act.event_at.date()
        day = new.day or today
        policy = self.context.policy_of(act.session, pathway)
        facts = _facts(act.session, pathway, new.milestone, day)
        refusal = judge_milestone(facts, today, policy)
        if refusal is not None:
            return by_rule(refusal)
        died = stopped_after_death(act.session, pathway.patient_id, day)
        if died is not None:
            return died
        refusal = _doubt(act.session, pathway, new, day, policy)
        if refusal is None and new.further is None:
            refusal = why_which_treatment(facts, today, policy)
        if refusal is not None:
            return by_rule(refusal)
        what = f'"{WORDS[new.milestone].capitalize()}"'
        clinician = proven_decider(act.session, new.by, new.source, self.context.clerk_in(act), what=what)
        if isinstance(clinician, Refused | WrongInput):
            return clinician
        question = self._asked(act.session, pathway, new, day, clinician)
        if question is not None:
            return question
        event = _event(new, day, clinician)
        against = None if clean(new.decided_since) else why_against_a_decision(facts.events, event, today, policy)
        if against is not None:
            return by_rule(against)
        anew = begins_new_wait(facts, cancer_marks(clock_at(facts.events, today, policy)))
        if anew:
            event = replace(event, code=DECIDED, details={**event.details, "new_treatment": True})
            agreed = Agreed(new=True, told_on=day)
            refusal = why_new_or_agreed(facts.events, agreed, today, policy) or why_not_beside_planned_care(
                planned=is_planned(act.session, pathway.id)
            )
            if refusal is not None:
                return by_rule(refusal)
        if new.milestone == Milestone.UPGRADE:
            # A correction restores the earlier priority.
            event = replace(event, details={**event.details, BEFORE: int(pathway.priority_type)})
        refusal = _clock_refusal(act.session, pathway.id, event, today, policy)
        if refusal is not None:
            return by_rule(refusal)
        record_rtt(act, pathway.id, event.event, day, event.code, event.details, policy=policy)
        if anew:
            keep_the_position_left(act, pathway.id, policy)
        if new.milestone == Milestone.UPGRADE:
            regrade(act, pathway.id, Priority.SUSPECTED_CANCER)
        return _kept(act.session, pathway, new.milestone, event, today, policy)

    def _asked(
        self, session: Session, pathway: Pathway, new: NewMilestone, day: date, clinician: Professional
    ) -> Refused | None:
        """Return the question that a reason must answer before a milestone is recorded (RULES 13.27)."""
        if clean(new.because):
            return None
        theirs = not_their_patient(session, clinician, pathway.id, confirmed=False)
        if theirs is not None:
            return Refused(UNUSUAL, theirs.sentence, theirs.rule)
        never_seen = why_never_seen(new.milestone, day, clock_events(session, pathway.id))
        return Refused(UNUSUAL, never_seen.sentence, never_seen.rule) if never_seen is not None else None


def _clock_refusal(
    session: Session, pathway_id: int, event: ClockEvent, today: date, policy: PolicySettings
) -> PolicyRefusal | None:
    events = clock_events(session, pathway_id)
    refused = why_rejected(events, event, today, policy)
    ends_the_wait = kind_of(event.event).code in STOP_CODES
    return refused or (why_too_early(events, event, today, policy) if ends_the_wait else None)


def _wrong(new: NewMilestone) -> WrongInput | None:
    if new.milestone not in MILESTONES:
        return WrongInput("no_such_milestone", "milestone", f"The milestone is one of: {', '.join(MILESTONES)}.")
    if new.milestone == Milestone.EXCLUDED and code_list(EXCLUSIONS).get(new.reason) is None:
        known = ", ".join(f"{row.code} {row.description}" for row in code_list(EXCLUSIONS).rows)
        return WrongInput("no_reason", "reason", f"Say why the patient leaves the 28 days: {known}.")
    if new.earliest is not None and new.milestone != Milestone.DECISION_TO_TREAT:
        return WrongInput("earliest", "earliest", "Only a decision to treat has an earliest appropriate date.")
    return None


def _no_such_pathway() -> WrongInput:
    return WrongInput("no_such_pathway", "pathway", "No pathway has this number.")


def _facts(session: Session, pathway: Pathway, milestone: Milestone, day: date) -> MilestoneFacts:
    referral = session.get(Referral, pathway.referral_id) if pathway.referral_id is not None else None
    return MilestoneFacts(
        milestone=milestone,
        day=day,
        priority=Priority(int(pathway.priority_type)),
        source_code=referral.source_code if referral is not None else "",
        events=tuple(clock_events(session, pathway.id)),
        clock_running=pathway.clock_state in WAITS,
        has_open_need=_has_open_need(session, pathway.id),
    )


def _doubt(
    session: Session, pathway: Pathway, new: NewMilestone, day: date, policy: PolicySettings
) -> PolicyRefusal | None:
    """Return the objection to a start of the 31 days, or to a death that ends the 28 days."""
    refusal = why_earliest(day, new.earliest, policy, because=clean(new.why_earliest), far_ahead=new.far_ahead)
    if refusal is None and new.milestone == Milestone.EXCLUDED:
        refusal = why_not_dead(new.reason, died=bool(death_standing(session, pathway.patient_id)))
    return refusal


def _has_open_need(session: Session, pathway_id: int) -> bool:
    entry = WaitingListEntry
    query = select(col(entry.id)).where(col(entry.pathway_id) == pathway_id, col(entry.status) != EntryStatus.CLOSED)
    return session.execute(query).first() is not None


def _event(new: NewMilestone, day: date, clinician: Professional) -> ClockEvent:
    details: dict[str, object] = {"source": clean(new.source)} if clean(new.source) else {}
    details |= {"decided_by": clinician.name, "decided_by_role": clinician.role, "clinical_decision": True}
    if new.milestone == Milestone.DECISION_TO_TREAT:
        details["communicated"] = True
    if new.earliest is not None:
        details["earliest_appropriate"] = new.earliest.isoformat()
        details["earliest_because"] = clean(new.why_earliest)
    if new.further and new.milestone == Milestone.DECISION_TO_TREAT:
        details[FURTHER] = True
    if new.milestone == Milestone.UPGRADE:
        details["priority"] = int(Priority.SUSPECTED_CANCER)
    if new.reason:
        details["reason"] = new.reason
    confirmed = [words for words in (clean(new.because), clean(new.decided_since)) if words]
    if confirmed:
        details["confirmed_because"] = "; ".join(confirmed)
    return ClockEvent(EVENT_OF[new.milestone], day, details=details)


def _kept(
    session: Session, pathway: Pathway, milestone: Milestone, event: ClockEvent, today: date, policy: PolicySettings
) -> MilestoneKept:
    events = clock_events(session, pathway.id)
    clock = clock_at(events, today, policy)
    return MilestoneKept(
        pathway_id=pathway.id,
        milestone=milestone,
        day=event.event_date,
        clock_state=clock.state,
        clock_stop=clock.stop,
        sentence=f"A new 18-week wait began on {day_words(event.event_date)}."
        if event.code == DECIDED
        else milestone_words(event, cancer_marks(clock), policy),
        warnings=tuple(said.sentence for said in clock.warnings if said.event == event),
    )
