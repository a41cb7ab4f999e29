"""Records an attendance's outcome, the clock, and the patient's next place in one act (R-190 to R-192, R-710)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.codes import code_list
from clerkdesk.data.project import at_start_of, clock_events, project_pathway
from clerkdesk.data.project_sessions import NOT_HELD
from clerkdesk.data.queries.deaths.deaths import death_standing
from clerkdesk.data.queries.inbox.people import specialties
from clerkdesk.data.queries.reception.visits import without_outcome
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.tables import Clinic, ClinicalReview, ClinicSession, Pathway, PathwayClosure, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.clinics.rows import session_words
from clerkdesk.rules.corrections.clock_facts import HOW_PUT_RIGHT
from clerkdesk.rules.pathways.clock_words import clock_words
from clerkdesk.rules.pathways.ending_a_wait import WAITS
from clerkdesk.rules.reception.appointment_steps import refused_as_it_is
from clerkdesk.rules.reception.arrivals import PersonToday, why_no_outcome_yet
from clerkdesk.rules.reception.next_needs import NextDates, NextOnTheForm, judge_next_dates, why_not_all_kept
from clerkdesk.rules.reception.outcomes import (
    ANOTHER_CONDITION,
    ATTENDED,
    OUTSIDE_A_CLOCK,
    PASSED_ON,
    TREATED,
    OutcomeAccepted,
    OutcomeFacts,
    SessionLine,
    StandsInTheWay,
    UsualOutcome,
    first_attendance_code,
    judge_outcome,
    meets_planned_date,
    outcome_overdue,
    usual_outcome,
    what_keeps_it_open,
    why_no_other_condition,
    why_the_clock_runs_on,
    why_treated_is_asked,
)
from clerkdesk.rules.rtt import ClockEvent, clock_at
from clerkdesk.rules.values.appointments import AppointmentEventKind, AppointmentStatus, Attendance, AttendanceOutcome
from clerkdesk.rules.values.clocks import ClockEffect, ClockEventKind, ClockState
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.slots import SessionEventKind, SessionStatus
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.waiting_list.awaiting import NewWait, why_not_awaited, why_not_planned
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule, no_such_session
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import KeptItem, KeptReview
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.stopped_by_death import stopped_after_death
from clerkdesk.services.booking.ending_appointments import appointment_of
from clerkdesk.services.clinics.session_events import record_on_session
from clerkdesk.services.pathways.cancer_answers import answer_owed
from clerkdesk.services.pathways.closed_pathways import settle_closed
from clerkdesk.services.pathways.entries import keep_the_position_left, record_rtt
from clerkdesk.services.pathways.new_treatments import keep_agreed
from clerkdesk.services.pathways.passing_on import ask_to_send, why_not_passed_on
from clerkdesk.services.reception.arrivals import add_event
from clerkdesk.services.reception.board import near_on_the_day, state_words
from clerkdesk.services.reception.did_not_attend import seen_before
from clerkdesk.services.reception.outcome_clock import (
    StatedOutcome,
    decider_of,
    event_of,
    review_monitoring,
    said_by_clock,
)
from clerkdesk.services.reception.outcome_places import (
    PatientInitiated,
    accountable,
    add_next_need,
    begin_patient_initiated,
    has_next_booking,
    other_needs,
)
from clerkdesk.services.referrals.referring import NewReferral, Referred, refer_within
from clerkdesk.services.waiting_list.awaiting import add_wait
from clerkdesk.settings import PolicySettings

_SEEN_STATES = (
    AppointmentStatus.BOOKED,
    AppointmentStatus.ARRIVED,
    AppointmentStatus.WITH_CLINICIAN,
    AppointmentStatus.SEEN,
    AppointmentStatus.LEFT,
)
OUTCOME_FORM = "outcome form"
"""The default source of an outcome."""
_DISCHARGED = "discharged from the consultant's care"

_END_A_TREATMENT_WAIT = ("30", "35", "36")
"""RTT status of a visit that treats, at which the patient declines treatment, or after which they died."""


@dataclass(frozen=True, slots=True)
class OtherCondition:
    """A separate condition found at a visit, which gets a referral, a pathway, a clock and a place (R-109)."""

    own_code: str
    """RTT status of the pathway of the visit."""
    specialty: str
    """Code or name of the specialty for the new condition."""
    priority: str
    """`routine`, `urgent` or `suspected cancer`."""
    reason: str = ""
    priority_said_by: str = ""
    """Who said that the priority is right, if the reason gives a higher one."""


@dataclass(frozen=True, slots=True)
class OutcomeToRecord:
    """The outcome form of one attendance."""

    reference: str
    attended: str
    """Attended or did not attend code: 5 or 6."""
    outcome: str
    """Outcome of attendance: 1 discharged, 2 another given, 3 another to be made later."""
    rtt_code: str
    decided_by: str = ""
    """Code or name of the clinician on the form (RULES 13.9); empty for the session's clinician."""
    see_by: date | None = None
    """For outcome 3: when the next appointment is due."""
    latest_date: date | None = None
    """Latest clinically appropriate date of it (R-171)."""
    years_ahead: bool = False
    """Whether it was confirmed that it falls due years after the visit."""
    follow_up_kind: EntryKind = EntryKind.FOLLOW_UP
    """List of the next need: `follow_up` or `planned`."""
    passed_to: str = ""
    """For status 21: the provider that takes over (R-172)."""
    other_condition: OtherCondition | None = None
    """For status 12: the other condition, with this pathway's own status (R-109)."""
    awaits: NewWait | None = None
    """For outcome 3: the patient waits for a procedure, a test or results instead (RULES 13.15)."""
    patient_initiated: PatientInitiated | None = None
    """For outcome 3: patient-initiated follow-up (R-180)."""
    treated: bool | None = None
    """For an appointment from the planned list: whether the patient was treated, which alone meets the date (R-170)."""
    told: bool | None = None
    """For 31 and 32 whether the patient agreed, for 34 whether they were told; None if not stated (R-124, R-160)."""
    source: str = OUTCOME_FORM
    """The proof of the clinician's decision (RULES 13.9)."""
    note: str = ""
    because: str = ""
    """Why the word of another specialty's clinician counts (RULES 13.27)."""


@dataclass(frozen=True, slots=True)
class OutcomeRecorded(Answer):
    """The recorded outcome, with the place of the next need."""

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
class SessionClosed(Answer):
    """Everything in the session is accounted for (R-711)."""

    session_id: int
    named: str
    """Clinic and time: `Dermatology new, Tue 15 Dec 09:00`."""

    @property
    def sentence(self) -> str:
        """That it is closed."""
        return f"{self.named} is closed: everybody in it is accounted for."


@dataclass(frozen=True, slots=True)
class SessionOpen(Answer):
    """What must be done before closing the session."""

    session_id: int
    in_the_way: tuple[StandsInTheWay, ...]
    appointments: tuple[AppointmentRow, ...]
    """The patients of `in_the_way`, in the same order."""

    @property
    def sentence(self) -> str:
        """Why the session stays open."""
        return "It can't be closed yet: somebody in it is not accounted for."


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


@dataclass(frozen=True, slots=True)
class MissingOutcome:
    """An appointment of an earlier day without an outcome."""

    appointment: AppointmentRow
    state: str
    """The state as on the board: `expected` if nobody said whether the patient came."""
    days: int
    """Days since the appointment."""
    overdue: str
    """How late the outcome is, as a sentence (R-710, R-712); empty while it is in time."""


class Outcomes:
    """Recording outcomes and closing sessions."""

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

    def missing(self) -> tuple[MissingOutcome, ...]:
        """Return the appointments before today without an outcome, by clinic and clinician (R-712)."""
        now = self.context.now()
        with self.context.reading() as session:
            rows = without_outcome(session, at_start_of(now.date()))
        return tuple(self._missing(row, now) for row in rows)

    def _missing(self, row: AppointmentRow, now: datetime) -> MissingOutcome:
        policy = self.context.settings.policy_for(row.specialty_code)
        ended = row.starts_at + timedelta(minutes=row.minutes)
        overdue = outcome_overdue(ended, now, policy) or ""
        return MissingOutcome(row, state_words(row), (now.date() - ended.date()).days, overdue)

    @answers_once
    def record(self, wanted: OutcomeToRecord) -> OutcomeAnswer:
        """Record the outcome of an attendance with the clock and the next place, or return what is missing."""
        wrong = _wrong_code(wanted)
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
            refusal = self._may_record(act.session, row)
            if refusal is not None:
                return refusal
            other = wanted.other_condition
            if not _is_own_twelve(act.session, row):
                lacking = why_no_other_condition(
                    wanted.rtt_code, other.own_code if other is not None else "", named=bool(other and other.specialty)
                )
                if lacking is not None:
                    return by_rule(lacking)
            if other is not None and wanted.rtt_code != ANOTHER_CONDITION:
                return WrongInput("other_condition", "rtt", "Another condition goes with status 12 on the form.")
            if other is not None:
                wanted = replace(wanted, rtt_code=other.own_code)
            decider = decider_of(act.session, row, wanted.decided_by, wanted.because)
            if isinstance(decider, Refused | WrongInput):
                return decider
            stays = self._usual(act.session, row, seen=True)
            accepted = judge_outcome(_facts(act.session, row, wanted, decider, stays.rtt_code if stays else None))
            if isinstance(accepted, PolicyRefusal):
                return by_rule(accepted)
            lost = why_not_all_kept(_next_on_the_form(wanted)) or _why_not_then(row, wanted)
            if lost is not None:
                return by_rule(lost)
            if wanted.outcome == AttendanceOutcome.DISCHARGED and (others := other_needs(act.session, row)):
                sentence = f"{count_words(others, 'other need')} of this pathway still open: settle that first."
                return Refused("other_needs", sentence, "RULES 13.1")
            policy = self.context.settings.policy_for(row.specialty_code)
            closes_here = wanted.outcome == AttendanceOutcome.DISCHARGED and wanted.rtt_code != PASSED_ON
            leaves = closes_here or wanted.patient_initiated is not None
            owed = _answer_owed(act.session, row, wanted, self.context.today, policy) if leaves else None
            if owed is not None:
                return owed
            ours = why_not_passed_on(act.session, self.context, wanted.passed_to)
            if ours is not None:
                return ours
            first = not seen_before(act.session, row)
            source = clean(wanted.source) or OUTCOME_FORM
            planned = act.session.get_one(WaitingListEntry, row.entry_id).kind == EntryKind.PLANNED
            unsaid = why_treated_is_asked(wanted.rtt_code, planned=planned, treated=wanted.treated)
            if unsaid is not None:
                return by_rule(unsaid, TREATED)
            meets = meets_planned_date(wanted.rtt_code, treated=wanted.treated) if planned else None
            stated = StatedOutcome(
                wanted.rtt_code,
                wanted.attended,
                decider,
                source,
                meets,
                wanted.told,
                clean(wanted.passed_to),
                clean(wanted.because),
            )
            event = event_of(row, stated, first=first)
            said = said_by_clock(act.session, row.pathway_id, event, act.event_at.date(), policy)
            if isinstance(said, PolicyRefusal):
                return by_rule(said)
            if wanted.follow_up_kind == EntryKind.PLANNED and wanted.outcome == AttendanceOutcome.ANOTHER_TO_BE_MADE:
                not_planned = why_not_planned(runs=said[0].on_own_ptl)
                if not_planned is not None:
                    return by_rule(not_planned)
            asks = wanted.patient_initiated is not None
            runs_on = why_the_clock_runs_on(wanted.outcome, runs=said[0].on_own_ptl, patient_initiated=asks)
            if runs_on is not None:
                return by_rule(runs_on)
            accepted = replace(accepted, warnings=(*accepted.warnings, *said[1]))
            registered = _register_other(act, self.context, row, other)
            if isinstance(registered, Refused | WrongInput):
                return registered
            answer = self._keep(act, row, wanted, accepted, event)
            if not isinstance(answer, OutcomeRecorded):
                return answer
            return act.commit(replace(answer, other=registered))

    @answers_once
    def close_session(self, session_id: int) -> SessionClosed | SessionOpen | Refused | WrongInput:
        """Close a session once everything in it is accounted for (R-711)."""
        with self.context.act("close_session") as act:
            session = act.session.get(ClinicSession, session_id, with_for_update=True)
            if session is None:
                return no_such_session()
            if session.status in NOT_HELD:
                return Refused("session_shut", f"This session was {session.status}, so it can't be closed.", "R-246")
            if session.starts_at > self.context.now():
                return Refused("not_begun", "The session has not begun yet.", "R-711")
            rows = accountable(act.session, session_id)
            in_the_way = what_keeps_it_open(_line(act.session, row) for row in rows)
            if in_the_way:
                whose = {row.appointment_id: row for row in rows}
                return SessionOpen(session_id, in_the_way, tuple(whose[each.appointment] for each in in_the_way))
            closed = SessionClosed(
                session_id, session_words(act.session.get_one(Clinic, session.clinic_id).name, session.starts_at)
            )
            if session.status != SessionStatus.CLOSED:
                record_on_session(act, session_id, SessionEventKind.CLOSED)
                act.commit(closed)
        return closed

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
            rtt_code=wanted.rtt_code,
            note=wanted.note,
            details=json.dumps({"first_attendance_code": code}),
        )
        day = event.event_date
        sent = ask_to_send(act, self.context, row, wanted.passed_to, policy) if wanted.rtt_code == PASSED_ON else None
        pathway = record_rtt(act, row.pathway_id, event.event, day, event.code, event.details, policy=policy)
        if event.code == "11":
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
        new = _on_the_form(wanted.awaits, event)
        why = keep_agreed(act, row.pathway_id, new, context.clerk, policy, ends=row.entry_id)
        if isinstance(why, Refused | WrongInput):
            return why
        pathway = act.session.get_one(Pathway, row.pathway_id)
        return add_wait(act, pathway, new, policy, entry_row(act.session, row.entry_id), why).id
    see_by = wanted.see_by or row.starts_at.date() + timedelta(days=1)
    decider = str(event.details["decided_by"])
    return add_next_need(act, row, wanted.follow_up_kind, see_by, wanted.latest_date, policy, decider).id


def _on_the_form(new: NewWait, event: ClockEvent) -> NewWait:
    """Return a wait with the form as its default proof."""
    agreed = new.agreed
    if agreed is None:
        return new
    by, source = agreed.by or str(event.details["decided_by"]), agreed.source or str(event.details["source"])
    because = agreed.because or str(event.details.get("confirmed_because", ""))
    return replace(new, agreed=replace(agreed, by=by, source=source, because=because))


def _is_own_twelve(session: Session, row: AppointmentRow) -> bool:
    """Return whether status 12 is this pathway's own first one: it was opened for a separate condition (R-109)."""
    events = clock_events(session, row.pathway_id)
    opened = any(
        each.event == ClockEventKind.INTERNAL_REFERRAL and each.details.get("same_condition") is False
        for each in events
    )
    return opened and not any(each.code for each in events)


def _register_other(
    act: ActWork, context: ServiceContext, row: AppointmentRow, other: OtherCondition | None
) -> Referred | Refused | WrongInput | None:
    """Register another condition found at the visit, on its day, as a referral between consultants (R-109)."""
    if other is None:
        return None
    new = NewReferral(
        patient_id=row.patient_id, received=row.starts_at.date().isoformat(), specialty=other.specialty,
        route="consultant", priority=other.priority, referrer=row.professional or "", reason=other.reason,
        priority_said_by=other.priority_said_by,
        same_condition=False,  # The clinician's status 12 says so.
        came_back=False,
    )  # fmt: skip
    return refer_within(act, context, new)


def _wrong_code(wanted: OutcomeToRecord) -> WrongInput | None:
    """Return the fault of an unknown code; the attendance must be one with the patient seen."""
    own = wanted.other_condition.own_code if wanted.other_condition is not None else wanted.rtt_code
    for name, code, field in (
        ("outcome_of_attendance", wanted.outcome, "outcome"), ("rtt_status", wanted.rtt_code, "rtt"),
        ("rtt_status", own, "own_rtt"),
    ):  # fmt: skip
        codes = code_list(name)
        if codes.get(code) is None:
            known = ", ".join(f"{row.code} {row.description}" for row in codes.rows)
            return WrongInput(field, field, f"No choice has this code. Choose one of: {known}.")
    if wanted.patient_initiated is not None and wanted.outcome != AttendanceOutcome.ANOTHER_TO_BE_MADE:
        sentence = "Patient-initiated follow-up goes with outcome 3: another appointment, when the patient asks."
        return WrongInput("patient_initiated", "outcome", sentence)
    if wanted.awaits is not None and wanted.outcome != AttendanceOutcome.ANOTHER_TO_BE_MADE:
        sentence = "Waiting for a procedure, a test or results goes with outcome 3: another appointment, later."
        return WrongInput("awaits", "outcome", sentence)
    if wanted.attended not in ATTENDED:
        sentence = "Give 5 (attended) or 6 (late, but seen); “did not attend” is recorded by its own act."
        return WrongInput("attended", "attended", sentence)
    return None


def _answer_owed(
    session: Session, row: AppointmentRow, wanted: OutcomeToRecord, today: date, policy: PolicySettings
) -> Refused | None:
    """Return the answer owed to a cancer patient before the visit closes the pathway, unless the form gives it."""
    ends = wanted.rtt_code in _END_A_TREATMENT_WAIT
    return answer_owed(session, row.entry_id, today, policy, ends_treatment_wait=ends)


def _why_not_then(row: AppointmentRow, wanted: OutcomeToRecord) -> PolicyRefusal | None:
    dates = NextDates(row.starts_at.date(), wanted.see_by, wanted.latest_date)
    return judge_next_dates(dates, confirmed=wanted.years_ahead)


def _next_on_the_form(wanted: OutcomeToRecord) -> NextOnTheForm:
    return NextOnTheForm(
        outcome=wanted.outcome,
        see_by=wanted.see_by is not None,
        latest=wanted.latest_date is not None,
        planned=wanted.follow_up_kind == EntryKind.PLANNED,
        awaits=wanted.awaits is not None,
        patient_initiated=wanted.patient_initiated is not None,
    )


def _facts(
    session: Session, row: AppointmentRow, wanted: OutcomeToRecord, decider: str, stays: str | None
) -> OutcomeFacts:
    return OutcomeFacts(
        attendance=Attendance(wanted.attended),
        outcome=AttendanceOutcome(wanted.outcome),
        rtt_code=wanted.rtt_code,
        first=not seen_before(session, row),
        has_next_booking=has_next_booking(session, row),
        has_list_entry=False,
        follow_up_interval_given=any((wanted.see_by, wanted.patient_initiated, wanted.awaits)),
        patient_initiated=wanted.patient_initiated is not None,
        told=wanted.told,
        clock_running=session.get_one(Pathway, row.pathway_id).clock_state in WAITS,
        stays=stays,
        passed_to=wanted.passed_to,
        seen_here_too=bool(clean(wanted.because)),
        decided_by_clinician=bool(decider),
    )


def _line(session: Session, row: AppointmentRow) -> SessionLine:
    reviewed = session.execute(
        select(col(ClinicalReview.id)).where(col(ClinicalReview.entry_id) == row.entry_id)
    ).first()  # fmt: skip
    return SessionLine(
        appointment=row.appointment_id,
        attendance=cast("Attendance", row.attendance_code if row.status != AppointmentStatus.BOOKED else "0"),
        outcome=row.outcome_code,
        rtt_code=row.rtt_code,
        has_review=reviewed is not None,
        has_next_booking=has_next_booking(session, row),
        has_list_entry=other_needs(session, row) > 0,
    )
