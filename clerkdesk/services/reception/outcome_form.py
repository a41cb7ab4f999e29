"""The outcome form of one attendance: its fields, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from clerkdesk.codes import code_list
from clerkdesk.data.tables import Pathway
from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.pathways.ending_a_wait import WAITS
from clerkdesk.rules.reception.next_needs import NextDates, NextOnTheForm, judge_next_dates
from clerkdesk.rules.reception.outcomes import (
    ATTENDED,
    OutcomeFacts,
)
from clerkdesk.rules.rtt import ClockEvent
from clerkdesk.rules.values.appointments import Attendance, AttendanceOutcome
from clerkdesk.rules.values.clocks import RttStatus
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.waiting_list.awaiting import NewWait
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.pathways.cancer_answers import answer_owed
from clerkdesk.services.reception.did_not_attend import seen_before
from clerkdesk.services.reception.outcome_needs import (
    PatientInitiated,
    has_next_booking,
)
from clerkdesk.settings import PolicySettings

OUTCOME_FORM = "outcome form"
"""The default source of an outcome."""
_END_A_TREATMENT_WAIT = (RttStatus.TREATED, RttStatus.DECLINED, RttStatus.DIED)
"""RTT status of a visit that treats, at which the patient declines treatment, or after which they died."""


@dataclass(frozen=True, slots=True)
class OtherCondition:
    """A separate condition found at a visit, which gets a referral, a pathway, a clock and an entry (R-109)."""

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

    @property
    def status(self) -> RttStatus:
        """The RTT status, once `wrong_code` has found no fault."""
        return RttStatus(self.rtt_code)


def on_the_form(new: NewWait, event: ClockEvent) -> NewWait:
    """Return a wait with the form as its default proof."""
    agreed = new.agreed
    if agreed is None:
        return new
    by, source = agreed.by or str(event.details["decided_by"]), agreed.source or str(event.details["source"])
    because = agreed.because or str(event.details.get("confirmed_because", ""))
    return replace(new, agreed=replace(agreed, by=by, source=source, because=because))


def wrong_code(wanted: OutcomeToRecord) -> WrongInput | None:
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


def owed_before_closing(
    session: Session, row: AppointmentRow, wanted: OutcomeToRecord, today: date, policy: PolicySettings
) -> Refused | None:
    """Return the answer owed to a cancer patient before the visit closes the pathway, unless the form gives it."""
    ends = wanted.rtt_code in _END_A_TREATMENT_WAIT
    return answer_owed(session, row.entry_id, today, policy, ends_treatment_wait=ends)


def why_not_then(row: AppointmentRow, wanted: OutcomeToRecord) -> PolicyRefusal | None:
    """Return why the next date of a form is impossible, or the question about one years ahead."""
    dates = NextDates(row.starts_at.date(), wanted.see_by, wanted.latest_date)
    return judge_next_dates(dates, confirmed=wanted.years_ahead)


def next_on_the_form(wanted: OutcomeToRecord) -> NextOnTheForm:
    """Return what a form says of the next need."""
    return NextOnTheForm(
        outcome=wanted.outcome,
        see_by=wanted.see_by is not None,
        latest=wanted.latest_date is not None,
        planned=wanted.follow_up_kind == EntryKind.PLANNED,
        awaits=wanted.awaits is not None,
        patient_initiated=wanted.patient_initiated is not None,
    )


def facts_of_outcome(
    session: Session, row: AppointmentRow, wanted: OutcomeToRecord, decider: str, stays: str | None
) -> OutcomeFacts:
    """Return the facts of a form and its appointment for the rules; `stays` is the usual RTT status."""
    return OutcomeFacts(
        attendance=Attendance(wanted.attended),
        outcome=AttendanceOutcome(wanted.outcome),
        rtt_code=wanted.status,
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
