"""Records an attendance's outcome, the clock, and the patient's next need in one act (R-190 to R-192, R-710)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from clerkdesk.data.project_pathways import clock_events, project_pathway
from clerkdesk.data.queries.deaths.deaths import death_standing
from clerkdesk.data.queries.inbox.people import specialties
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.tables import Pathway, PathwayClosure, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.corrections.clock_facts import HOW_PUT_RIGHT
from clerkdesk.rules.pathways.clock_words import clock_words
from clerkdesk.rules.reception.appointment_steps import refused_as_it_is
from clerkdesk.rules.reception.arrivals import PersonToday, why_no_outcome_yet
from clerkdesk.rules.reception.next_needs import why_not_all_kept
from clerkdesk.rules.reception.outcomes import (
    OUTSIDE_A_CLOCK,
    PASSED_ON,
    TREATED,
    OutcomeAccepted,
    UsualOutcome,
    first_attendance_code,
    judge_outcome,
    meets_planned_date,
    usual_outcome,
    why_the_clock_runs_on,
    why_treated_is_asked,
)
from clerkdesk.rules.rtt import ClockEvent, clock_at
from clerkdesk.rules.values.appointments import AppointmentEventKind, AppointmentStatus, Attendance, AttendanceOutcome
from clerkdesk.rules.values.clocks import ClockEffect, ClockState, RttStatus
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.waiting_list.awaiting import why_not_awaited, why_not_planned
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import KeptItem, KeptReview
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.stopped_by_death import stopped_after_death
from clerkdesk.services.booking.ending_appointments import appointment_of
from clerkdesk.services.pathways.closed_pathways import settle_closed
from clerkdesk.services.pathways.entries import keep_the_position_left, record_rtt
from clerkdesk.services.pathways.new_treatments import keep_agreed
from clerkdesk.services.pathways.passing_on import ask_to_send, why_not_passed_on
from clerkdesk.services.reception.arrivals import add_event
from clerkdesk.services.reception.board import near_on_the_day
from clerkdesk.services.reception.did_not_attend import seen_before
from clerkdesk.services.reception.other_conditions import register_other, why_no_other
from clerkdesk.services.reception.outcome_clock import (
    StatedOutcome,
    decider_of,
    event_of,
    review_monitoring,
    said_by_clock,
)
from clerkdesk.services.reception.outcome_form import (
    OUTCOME_FORM,
    OutcomeToRecord,
    facts_of_outcome,
    next_on_the_form,
    on_the_form,
    owed_before_closing,
    why_not_then,
    wrong_code,
)
from clerkdesk.services.reception.outcome_needs import (
    add_next_need,
    begin_patient_initiated,
    has_next_booking,
    other_needs,
)
from clerkdesk.services.referrals.referring import Referred
from clerkdesk.services.waiting_list.adding_waits import add_wait
from clerkdesk.settings import PolicySettings

_SEEN_STATES = (
    AppointmentStatus.BOOKED,
    AppointmentStatus.ARRIVED,
    AppointmentStatus.WITH_CLINICIAN,
    AppointmentStatus.SEEN,
    AppointmentStatus.LEFT,
)
_DISCHARGED = "discharged from the consultant's care"


@dataclass(frozen=True, slots=True)
class OutcomeRecorded(Answer):
    """The recorded outcome, with the entry of the next need."""

    appointment: AppointmentRow
    clock_state: ClockState
    clock_stop: date | None
    entry_id: int | None
    """The new entry of outcome 3; None for the other outcomes."""
    review: KeptReview | None
    """The review that falls due, if the attendance began active monitoring (R-166)."""
    other: Referred | None
    """The registration of another condition (R-109)."""
    warnings: tuple[str, ...]
    sent: KeptItem | None = None
    """The task to send the record to the new provider (R-172)."""

    @property
    def sentence(self) -> str:
        """The state of the clock, and what comes of the outcome."""
        other = f"The other condition is on the list, entry {self.other.entry_id}." if self.other is not None else ""
        review = f"Review by {day_words(self.review.due)}: {self.review.reason}" if self.review is not None else ""
        sent = f"Task: {self.sent.sentence}" if self.sent is not None else ""
        return " ".join(filter(None, (self._clock, other, review, sent, *self.warnings)))

    @property
    def _clock(self) -> str:
        """The state of the clock; the visit did not stop one that stopped before it."""
        if self.clock_stop is not None and self.clock_stop < self.appointment.starts_at.date():
            return f"No 18-week clock runs: it stopped on {day_words(self.clock_stop)}."
        stopped = f", on {day_words(self.clock_stop)}" if self.clock_stop is not None else ""
        stands = clock_words(self.clock_state)
        return f"{stands[:1].upper()}{stands[1:]}{stopped}."


OutcomeAnswer = OutcomeRecorded | Refused | WrongInput


@dataclass(frozen=True, slots=True)
class BeforeRecording:
    """The state before an outcome is recorded."""

    usual: UsualOutcome | None
    """The usual outcome; None if everything must be entered."""
    clinician: str
    """The clinician of the session; empty if nobody is named, so that the clerk reads the form."""
    specialties: Mapping[str, str]
    """Code -> name, for another condition that was found (R-109)."""
    seen_on: date
    """The day of the visit, from which every date on the form counts (RULES 13.26)."""
    near: tuple[PersonToday, ...] = ()
    """Others in the clinics of that day who could be mistaken for the patient: a second identifier must agree."""
    next_booked: bool = False
    """Whether a later appointment of the pathway is booked, which outcome 2 needs (R-401)."""


class Outcomes:
    """Recording outcomes."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def before_recording(self, reference: str) -> BeforeRecording | Refused | WrongInput:
        """Return the usual outcome of an attendance, or why none can be recorded."""
        with self.context.reading() as session:
            row = appointment_of(session, reference)
            if not isinstance(row, AppointmentRow):
                return row
            near = near_on_the_day(session, row)
            known = {each.code: each.name for each in specialties(session)}
            refusal = self._may_record(session, row)
            booked = has_next_booking(session, row)
        return refusal or BeforeRecording(
            self.usual(reference), row.professional or "", known, row.starts_at.date(), near, booked
        )

    def usual(self, reference: str) -> UsualOutcome | None:
        """Return the usual outcome of an attendance, recorded by one key, or None."""
        with self.context.reading() as session:
            row = appointment_of(session, reference)
            if not isinstance(row, AppointmentRow):
                return None
            return self._usual(session, row)

    def _usual(self, session: Session, row: AppointmentRow, *, seen: bool | None = None) -> UsualOutcome | None:
        died = bool(death_standing(session, row.patient_id))
        events = clock_events(session, row.pathway_id)
        clock = clock_at(events, self.context.today, self.context.settings.policy_for(row.specialty_code))
        codes = [
            said.event.code for said in clock.explanation if said.event.code and said.effect != ClockEffect.REJECTED
        ]
        last = codes[-1] if codes else None
        if clock.state == ClockState.STOPPED and last not in OUTSIDE_A_CLOCK:
            last = clock.stop_code
        was_seen = row.status in _SEEN_STATES[1:] if seen is None else seen
        return usual_outcome(last, runs=clock.running, seen=was_seen, safety_check_fires=died)

    @answers_once
    def record(self, wanted: OutcomeToRecord) -> OutcomeAnswer:
        """Record the outcome of an attendance with the clock and the next need, or return what is missing."""
        wrong = wrong_code(wanted)
        if wrong is not None:
            return wrong
        context = self.context
        lacking = why_not_awaited(wanted.awaits, context.today, context.policy) if wanted.awaits is not None else None
        if lacking is not None:
            return by_rule(lacking)
        with self.context.act("outcome") as act:
            row = appointment_of(act.session, wanted.reference)
            if not isinstance(row, AppointmentRow):
                return row
            answer = self._may_record(act.session, row) or self._record(act, row, wanted)
            return act.commit(answer) if isinstance(answer, OutcomeRecorded) else answer

    def _record(self, act: ActWork, row: AppointmentRow, wanted: OutcomeToRecord) -> OutcomeAnswer:
        other = wanted.other_condition
        lacking = why_no_other(act.session, row, wanted)
        if lacking is not None:
            return lacking
        if other is not None:
            wanted = replace(wanted, rtt_code=other.own_code)
        decider = decider_of(act.session, row, wanted.decided_by, wanted.because)
        if isinstance(decider, Refused | WrongInput):
            return decider
        accepted = self._accepted(act.session, row, wanted, decider)
        if not isinstance(accepted, OutcomeAccepted):
            return accepted
        ours = why_not_passed_on(act.session, self.context, wanted.passed_to)
        if ours is not None:
            return ours
        judged = self._on_clock(act, row, wanted, decider)
        if isinstance(judged, Refused):
            return judged
        event, warnings = judged
        accepted = replace(accepted, warnings=(*accepted.warnings, *warnings))
        registered = register_other(act, self.context, row, other)
        if isinstance(registered, Refused | WrongInput):
            return registered
        answer = self._keep(act, row, wanted, accepted, event)
        return replace(answer, other=registered) if isinstance(answer, OutcomeRecorded) else answer

    def _accepted(
        self, session: Session, row: AppointmentRow, wanted: OutcomeToRecord, decider: str
    ) -> OutcomeAccepted | Refused:
        """Return the outcome as the rules accept it, with everything on the form kept; or why not."""
        stays = self._usual(session, row, seen=True)
        accepted = judge_outcome(facts_of_outcome(session, row, wanted, decider, stays.rtt_code if stays else None))
        if isinstance(accepted, PolicyRefusal):
            return by_rule(accepted)
        lost = why_not_all_kept(next_on_the_form(wanted)) or why_not_then(row, wanted)
        if lost is not None:
            return by_rule(lost)
        if wanted.outcome == AttendanceOutcome.DISCHARGED and (others := other_needs(session, row)):
            sentence = f"{count_words(others, 'other need')} of this pathway still open: settle that first."
            return Refused("other_needs", sentence, "RULES 13.1")
        policy = self.context.settings.policy_for(row.specialty_code)
        closes_here = wanted.outcome == AttendanceOutcome.DISCHARGED and wanted.rtt_code != PASSED_ON
        leaves = closes_here or wanted.patient_initiated is not None
        owed = owed_before_closing(session, row, wanted, self.context.today, policy) if leaves else None
        return accepted if owed is None else owed

    def _on_clock(
        self, act: ActWork, row: AppointmentRow, wanted: OutcomeToRecord, decider: str
    ) -> tuple[ClockEvent, tuple[str, ...]] | Refused:
        """Return the event of the clock with the clock's warnings, or why the clock refuses it."""
        planned = act.session.get_one(WaitingListEntry, row.entry_id).kind == EntryKind.PLANNED
        unsaid = why_treated_is_asked(wanted.status, planned=planned, treated=wanted.treated)
        if unsaid is not None:
            return by_rule(unsaid, TREATED)
        stated = StatedOutcome(
            wanted.status,
            wanted.attended,
            decider,
            clean(wanted.source) or OUTCOME_FORM,
            meets_planned_date(wanted.status, treated=wanted.treated) if planned else None,
            wanted.told,
            clean(wanted.passed_to),
            clean(wanted.because),
        )
        event = event_of(row, stated, first=not seen_before(act.session, row))
        policy = self.context.settings.policy_for(row.specialty_code)
        said = said_by_clock(act.session, row.pathway_id, event, act.event_at.date(), policy)
        if isinstance(said, PolicyRefusal):
            return by_rule(said)
        clock, warnings = said
        not_planned = None
        if wanted.follow_up_kind == EntryKind.PLANNED and wanted.outcome == AttendanceOutcome.ANOTHER_TO_BE_MADE:
            not_planned = why_not_planned(runs=clock.on_own_ptl)
        asks = wanted.patient_initiated is not None
        refused = not_planned or why_the_clock_runs_on(wanted.outcome, runs=clock.on_own_ptl, patient_initiated=asks)
        return (event, warnings) if refused is None else by_rule(refused)

    def _may_record(self, session: Session, row: AppointmentRow) -> Refused | None:
        if row.status == AppointmentStatus.OUTCOME_RECORDED:
            return Refused("recorded", f"The outcome is recorded already. {HOW_PUT_RIGHT}", "R-711")
        if row.status not in _SEEN_STATES:
            died = stopped_after_death(session, row.patient_id, row.starts_at.date())
            return died or Refused("wrong_state", refused_as_it_is(row.status, "and takes no outcome"), "R-190")
        not_begun = why_no_outcome_yet(row.status, row.starts_at, self.context.now())
        if not_begun is not None:
            return by_rule(not_begun, "not_begun")
        return stopped_after_death(session, row.patient_id, row.starts_at.date())

    def _keep(
        self, act: ActWork, row: AppointmentRow, wanted: OutcomeToRecord, accepted: OutcomeAccepted, event: ClockEvent
    ) -> OutcomeAnswer:
        policy = self.context.settings.policy_for(row.specialty_code)
        code = first_attendance_code(row.medium, seen_before=not event.details["first"])
        add_event(
            act,
            row,
            AppointmentEventKind.OUTCOME,
            attendance_code=Attendance(wanted.attended),
            outcome_code=AttendanceOutcome(wanted.outcome),
            rtt_code=wanted.status,
            note=wanted.note,
            details=json.dumps({"first_attendance_code": code}),
        )
        day = event.event_date
        sent = ask_to_send(act, self.context, row, wanted.passed_to, policy) if wanted.rtt_code == PASSED_ON else None
        pathway = record_rtt(act, row.pathway_id, event.event, day, event.code, event.details, policy=policy)
        if event.code == RttStatus.AFTER_MONITORING:
            keep_the_position_left(act, row.pathway_id, policy)
        if wanted.outcome == AttendanceOutcome.DISCHARGED:
            closure = PathwayClosure(
                pathway_id=row.pathway_id, closed_on=day,
                reason=_DISCHARGED if wanted.rtt_code != PASSED_ON else f"passed on to {clean(wanted.passed_to)}",
                decided_by=str(event.details["decided_by"]),
                source=str(event.details["source"]), told_on=day, act_id=act.act_id,
            )  # fmt: skip
            act.add(closure)
            pathway = project_pathway(act.session, row.pathway_id, act.event_at.date(), policy)
            settle_closed(act, closure, policy)
        entry_id = None
        if accepted.makes_list_entry:
            made = _next_need(act, self.context, row, wanted, event, policy)
            if isinstance(made, Refused | WrongInput):
                return made
            entry_id, pathway = made, act.session.get_one(Pathway, row.pathway_id)
        review = review_monitoring(act, self.context, row, pathway, entry_id, policy)
        return OutcomeRecorded(
            row, pathway.clock_state, pathway.clock_stop, entry_id, review, None, accepted.warnings, sent
        )


def _next_need(
    act: ActWork, context: ServiceContext, row: AppointmentRow, wanted: OutcomeToRecord, event: ClockEvent,
    policy: PolicySettings,
) -> int | Refused | WrongInput:  # fmt: skip
    if wanted.patient_initiated is not None:
        decider = str(event.details["decided_by"])
        return begin_patient_initiated(act, row, wanted.patient_initiated, decider, policy).id
    if wanted.awaits is not None:
        new = on_the_form(wanted.awaits, event)
        why = keep_agreed(act, row.pathway_id, new, context.clerk_in(act), policy, ends=row.entry_id)
        if isinstance(why, Refused | WrongInput):
            return why
        pathway = act.session.get_one(Pathway, row.pathway_id)
        return add_wait(act, pathway, new, policy, entry_row(act.session, row.entry_id), why).id
    see_by = wanted.see_by or row.starts_at.date() + timedelta(days=1)
    decider = str(event.details["decided_by"])
    return add_next_need(act, row, wanted.follow_up_kind, see_by, wanted.latest_date, policy, decider).id
