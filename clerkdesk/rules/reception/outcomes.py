"""Judges outcomes: attendance, outcome and RTT status agree, and a session may be closed.

R-190 to R-192, R-400 to R-403, R-710, R-711. `clerkdesk.rules.rtt` applies the status to the clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.booking.slots import FACE_TO_FACE
from clerkdesk.rules.cancer.milestones import UNUSUAL
from clerkdesk.rules.rtt.transitions import STOP_CODES
from clerkdesk.rules.values.appointments import Attendance, AttendanceOutcome
from clerkdesk.rules.values.clocks import RttStatus
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.settings import PolicySettings

"""OUTCOME OF ATTENDANCE (R-401): 1 discharged, 2 another given, 3 another to be made later."""

ATTENDED: frozenset[Attendance] = frozenset({Attendance.ATTENDED, Attendance.ATTENDED_LATE})
CANCELLED: frozenset[Attendance] = frozenset({Attendance.PATIENT_CANCELLED, Attendance.HOSPITAL_CANCELLED})

_NEEDS_A_CLINICIAN = frozenset(
    {RttStatus.MONITORED_BY_PATIENT, RttStatus.MONITORED_BY_CLINICIAN, RttStatus.NOT_TREATED}
)
_STILL_WAITING = frozenset(
    {
        RttStatus.FIRST_ACTIVITY,
        RttStatus.AFTER_MONITORING,
        RttStatus.NEW_CONDITION,
        RttStatus.GOES_ON,
        RttStatus.NOT_KNOWN,
    }
)
"""Statuses with which the wait goes on; 99 counts as 20 until it is corrected (R-112)."""
_DIED = RttStatus.DIED
_TREATED_OR_DECIDED = frozenset({RttStatus.TREATED, RttStatus.NOT_TREATED, RttStatus.DECLINED})
MONITORING = frozenset({RttStatus.MONITORED_BY_PATIENT, RttStatus.MONITORED_BY_CLINICIAN})
RECEIVER = "receiver"
"""Code of the question for the provider that takes over (R-172)."""
PASSED_ON = RttStatus.PASSED_ON
NOT_TREATING = RttStatus.NOT_TREATED
"""Statuses that count only once the patient agrees, or has been told, with those of monitoring."""
OUTSIDE_A_CLOCK = frozenset({RttStatus.AFTER_TREATMENT, RttStatus.DURING_MONITORING, RttStatus.NOT_APPLICABLE})
"""Statuses that stay unchanged while no clock runs."""


@dataclass(frozen=True, slots=True)
class OutcomeFacts:
    """The entries for one appointment, and its facts."""

    attendance: Attendance
    outcome: AttendanceOutcome | None
    rtt_code: RttStatus | None
    first: bool
    """Whether it is the first appointment of the referral."""
    clearly_communicated: bool = False
    """For a missed first appointment (R-150)."""
    has_next_booking: bool = False
    has_list_entry: bool = False
    follow_up_interval_given: bool = False
    """Whether an interval or due date was entered, for the list entry of outcome 3."""
    patient_initiated: bool = False
    """Whether outcome 3 starts patient-initiated follow-up (R-180)."""
    told: bool | None = None
    """Whether the patient agreed to monitoring (R-160), or was told of a decision not to treat (R-124), if stated."""
    clock_running: bool = True
    """Whether a clock runs before the visit, for the advice of a refusal."""
    stays: str | None = RttStatus.GOES_ON
    """Status that keeps the clock unchanged; None without a usual one."""
    passed_to: str = ""
    """For status 21: the provider that takes over (R-172)."""
    seen_here_too: bool = False
    """For status 21: whether a reason for keeping a need here is given."""
    decided_by_clinician: bool = False
    """Whether it is on the outcome form of the clinician who saw the patient; a clerk decides nothing (R-125)."""


@dataclass(frozen=True, slots=True)
class OutcomeAccepted:
    """An accepted outcome."""

    makes_list_entry: bool
    """Outcome 3 without an entry, which gets one with the given interval (R-401)."""
    warnings: tuple[str, ...]


def judge_outcome(facts: OutcomeFacts) -> OutcomeAccepted | PolicyRefusal:
    """Return whether attendance, outcome and RTT status agree (R-190, R-401), and what is still missing."""
    refusal = _attendance_says(facts) or _outcome_says(facts) or _status_says(facts)
    if refusal is not None:
        return refusal
    return OutcomeAccepted(
        makes_list_entry=facts.outcome == AttendanceOutcome.ANOTHER_TO_BE_MADE and not facts.has_list_entry,
        warnings=_warnings(facts),
    )


def _attendance_says(facts: OutcomeFacts) -> PolicyRefusal | None:
    if facts.attendance == Attendance.NOT_YET:
        return PolicyRefusal("R-711", "Say first whether the patient attended.")
    if facts.attendance in ATTENDED:
        if facts.outcome is None:
            return PolicyRefusal("R-190", "An attendance needs its outcome: 1 discharged, 2 booked again or 3 later.")
        if facts.rtt_code is None:
            return PolicyRefusal("R-192", "An attendance needs its RTT status, follow-ups too.")
        return None
    if facts.outcome == AttendanceOutcome.DISCHARGED:
        return PolicyRefusal("R-156", "Nobody is discharged for not being seen: a clinician reviews it.")
    return None


def _outcome_says(facts: OutcomeFacts) -> PolicyRefusal | None:
    if facts.outcome == AttendanceOutcome.DISCHARGED and not facts.decided_by_clinician:
        return PolicyRefusal("R-125", "A discharge needs the clinician's outcome form: say who decided.")
    if facts.outcome == AttendanceOutcome.ANOTHER_GIVEN and not facts.has_next_booking:
        sentence = "Outcome 2 needs the next appointment, and none is booked."
        return PolicyRefusal("R-401", f"{sentence} Give outcome 3 with its see-by date; then book the need it makes.")
    if (
        facts.outcome == AttendanceOutcome.ANOTHER_TO_BE_MADE
        and not facts.has_list_entry
        and not facts.follow_up_interval_given
    ):
        return PolicyRefusal(
            "R-254",
            "Outcome 3 needs a see-by date such as 6w, or a procedure, a test or results to wait for.",
        )
    return None


def _status_says(facts: OutcomeFacts) -> PolicyRefusal | None:
    code = facts.rtt_code
    if code is None:
        return None
    if code == RttStatus.FIRST_MISSED:
        return _nullifying(facts)
    if code == _DIED:
        # The clock stops on the day of death, which no clinic's form has, and contact must stop too.
        sentence = (
            f"A death is no outcome of a clinic: note it by {Way.NOTE_DEATH.on_card()}. Its source is checked, then "
            "what is open is closed."
        )
        return PolicyRefusal("R-124", sentence)
    if facts.attendance in CANCELLED and code in STOP_CODES:
        return PolicyRefusal("R-190", "A cancellation does not stop the clock: the status stays 20.")
    if facts.attendance in (Attendance.DID_NOT_ATTEND, Attendance.LATE_NOT_SEEN) and code in STOP_CODES:
        return PolicyRefusal("R-190", "A missed appointment stays at 20 until a clinician has decided.")
    if code in _NEEDS_A_CLINICIAN and not facts.decided_by_clinician:
        return PolicyRefusal("R-125", f"Status {code} is a clinical decision: say who decided.")
    if facts.patient_initiated and code in _STILL_WAITING:
        return PolicyRefusal("R-180", f"Still waiting for treatment: PIFU does not apply. {_what_agrees(facts)}")
    if code in MONITORING or code == NOT_TREATING:
        return _why_untold(code, facts) or _why_monitored_further(code, facts)
    if facts.outcome == AttendanceOutcome.DISCHARGED and code in _STILL_WAITING:
        return PolicyRefusal("R-190", f"Discharged and still waiting do not agree. {_what_agrees(facts)}")
    return why_no_receiver(code, facts.passed_to) or _why_no_place_here(facts)


def _why_monitored_further(code: RttStatus, facts: OutcomeFacts) -> PolicyRefusal | None:
    """Refuse to discharge somebody into active monitoring: a decision to treat would find no pathway (R-160, R-161)."""
    if facts.outcome != AttendanceOutcome.DISCHARGED or code not in MONITORING:
        return None
    sentence = (
        f"Status {code} is active monitoring, and that is care which goes on. Give outcome 3 with a see-by date; a "
        "discharge back to the referrer is status 34."
    )
    return PolicyRefusal("R-160", sentence)


def _why_no_place_here(facts: OutcomeFacts) -> PolicyRefusal | None:
    """Ask about a need here of a patient passed on, whose wait no clock here counts (R-172)."""
    if facts.rtt_code != PASSED_ON or facts.outcome == AttendanceOutcome.DISCHARGED or facts.seen_here_too:
        return None
    return PolicyRefusal(
        "R-172",
        "Status 21 passes the patient on, and no clock here counts the wait of what follows here. Discharge them here, "
        "or say why they are seen here too.",
        UNUSUAL,
    )


def why_no_receiver(rtt_code: RttStatus | None, passed_to: str) -> PolicyRefusal | None:
    """Refuse to pass a patient on without the name of who takes over, in any act (R-172)."""
    if rtt_code != PASSED_ON or passed_to.strip():
        return None
    return PolicyRefusal("R-172", "Status 21 passes the patient on: name the provider that takes over.", RECEIVER)


ANOTHER_CONDITION = RttStatus.NEW_CONDITION
"""Status for the new pathway of a separate condition found by a consultant, not for the pathway of the visit."""


def why_no_other_condition(code: str, own: str, *, named: bool) -> PolicyRefusal | None:
    """Return what code 12 at a visit still lacks, or None if it may stand (R-109).

    Args:
        code: RTT status on the form.
        own: status of the pathway of the visit, if the form names another condition.
        named: whether the specialty for the other condition is given.
    """
    if code != ANOTHER_CONDITION:
        return None
    if not own or own == ANOTHER_CONDITION:
        sentence = "Status 12 belongs to the new condition: give this pathway its own status too, from the form."
        return PolicyRefusal("R-109", sentence)
    if not named:
        sentence = "Status 12 means that another condition was found: name the specialty that sees it."
        return PolicyRefusal("R-109", f"{sentence} It gets its own pathway, clock and position on the list.")
    return None


def why_the_clock_runs_on(outcome: str, *, runs: bool, patient_initiated: bool = False) -> PolicyRefusal | None:
    """Return why an outcome may not leave the clock running here, or None if it may.

    Nobody is discharged, or put on patient-initiated follow-up, while their wait goes on, since no list would show them
    (R-190, RULES 13.1).

    Args:
        outcome: of the attendance.
        runs: whether the clock would still run at this hospital after the status.
        patient_initiated: whether patient-initiated follow-up starts.
    """
    if not runs or (outcome != AttendanceOutcome.DISCHARGED and not patient_initiated):
        return None
    if patient_initiated:
        sentence = "The clock runs on. Still waiting for treatment: PIFU does not apply. Was the patient treated (30)?"
        return PolicyRefusal("R-180", f"{sentence} Else give outcome 3 with a see-by date.")
    sentence = "The clock would run on with nobody on a list: treated (30) or declined (35)? Else choose outcome 3."
    return PolicyRefusal("R-190", sentence)


def _what_agrees(facts: OutcomeFacts) -> str:
    """Return the advice which statuses go with an outcome without a list entry."""
    if facts.clock_running:
        return "Treated is 30, declined by the patient 35; a patient who goes on waiting has outcome 3 with a date."
    return f"No clock runs: the status stays {facts.stays}." if facts.stays else "Read the form again."


def _why_untold(code: RttStatus, facts: OutcomeFacts) -> PolicyRefusal | None:
    """Monitoring counts from the patient's agreement (R-160), a decision not to treat from telling them (R-124)."""
    if facts.told:
        return None
    decided = code == NOT_TREATING
    rule = "R-124" if decided else "R-160"
    if facts.told is None:
        asked = (
            "stops the clock once the patient is told: say whether they were."
            if decided
            else "needs the patient's agreement: say whether they agreed."
        )
        return PolicyRefusal(rule, f"Status {code} {asked}")
    why = "Decided but not told" if decided else "Without the patient's agreement"
    later = f"{code} once they {'are told' if decided else 'agree'}"
    if facts.clock_running and (facts.outcome == AttendanceOutcome.DISCHARGED or facts.patient_initiated):
        stays = f" and status {facts.stays}" if facts.stays else ""
        sentence = (
            f"{why}: the clock runs, and somebody has to tell them. Give outcome 3 with a see-by date{stays}; {later}."
        )
        return PolicyRefusal(rule, sentence)
    stays = f"Record {facts.stays}, and {later}." if facts.stays else f"Read the form again; {later}."
    return PolicyRefusal(rule, f"{why}: the clock stays as it is. {stays}")


def _nullifying(facts: OutcomeFacts) -> PolicyRefusal | None:
    if facts.attendance != Attendance.DID_NOT_ATTEND or not facts.first:
        return PolicyRefusal("R-150", "Status 33 is only for a first appointment that the patient did not attend.")
    if not facts.clearly_communicated:
        return PolicyRefusal("R-150", "Status 33 needs proof that the appointment was clearly communicated.")
    return None


def _warnings(facts: OutcomeFacts) -> tuple[str, ...]:
    found = []
    if facts.rtt_code == RttStatus.NOT_KNOWN:
        found.append("Status 99 counts as 20 and stays on a list until it is corrected.")
    if facts.outcome in (AttendanceOutcome.ANOTHER_GIVEN, AttendanceOutcome.ANOTHER_TO_BE_MADE) and facts.rtt_code in (
        RttStatus.NOT_TREATED,
        RttStatus.DECLINED,
    ):
        found.append("The clock stops, and yet another appointment follows: is that meant?")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class UsualOutcome:
    """The usual outcome, recorded by one key (law 4)."""

    attendance: Attendance
    outcome: AttendanceOutcome
    rtt_code: RttStatus


def usual_outcome(
    last_rtt_code: RttStatus | None, *, runs: bool, seen: bool, safety_check_fires: bool
) -> UsualOutcome | None:
    """Return the usual outcome of an attendance: back to the list, the clock unchanged; None if a check fires.

    A patient who was not seen has no usual outcome. Without a clock the status stays as it was (90, 91, 98).

    Args:
        last_rtt_code: the last status of the pathway, or None.
        runs: whether the clock runs, from any start, such as an unmet planned date (R-170).
        seen: whether the patient was seen.
        safety_check_fires: whether something needs a look first.
    """
    if safety_check_fires or not seen:
        return None
    if runs:
        return UsualOutcome(
            Attendance.ATTENDED,
            AttendanceOutcome.ANOTHER_TO_BE_MADE,
            RttStatus.FIRST_ACTIVITY if last_rtt_code in (None, RttStatus.FIRST_MISSED) else RttStatus.GOES_ON,
        )
    if last_rtt_code in MONITORING:
        return UsualOutcome(Attendance.ATTENDED, AttendanceOutcome.ANOTHER_TO_BE_MADE, RttStatus.DURING_MONITORING)
    if last_rtt_code in _TREATED_OR_DECIDED:
        return UsualOutcome(Attendance.ATTENDED, AttendanceOutcome.ANOTHER_TO_BE_MADE, RttStatus.AFTER_TREATMENT)
    return (
        UsualOutcome(Attendance.ATTENDED, AttendanceOutcome.ANOTHER_TO_BE_MADE, last_rtt_code)
        if last_rtt_code in OUTSIDE_A_CLOCK
        else None
    )


def first_attendance_code(medium: str, *, seen_before: bool) -> Literal["1", "2", "3", "4"]:
    """Return FIRST ATTENDANCE for an appointment (R-403): 1 or 2 face to face, 3 or 4 by telephone or video.

    `seen_before` is whether an earlier appointment of the referral took place; a missed or cancelled one did not.
    """
    if medium == FACE_TO_FACE:
        return "2" if seen_before else "1"
    return "4" if seen_before else "3"


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One appointment of a session to close."""

    appointment: int
    attendance: Attendance
    outcome: AttendanceOutcome | None
    rtt_code: RttStatus | None
    has_review: bool = False
    has_next_booking: bool = False
    has_list_entry: bool = False


@dataclass(frozen=True, slots=True)
class StandsInTheWay:
    """Why a session can't be closed yet."""

    appointment: int
    sentence: str


def what_keeps_it_open(lines: Iterable[SessionLine]) -> tuple[StandsInTheWay, ...]:
    """Return what must be done before closing a session; empty if it may be closed (R-711)."""
    found = ((line.appointment, _missing(line)) for line in lines)
    return tuple(StandsInTheWay(appointment, sentence) for appointment, sentence in found if sentence is not None)


def _missing(line: SessionLine) -> str | None:
    if line.attendance == Attendance.NOT_YET:
        return "Say whether the patient attended."
    if line.attendance in ATTENDED and (line.outcome is None or line.rtt_code is None):
        return "The outcome and the RTT status are missing."
    if line.attendance == Attendance.DID_NOT_ATTEND and not line.has_review:
        return "Did not attend, and no review was opened."
    if line.outcome == AttendanceOutcome.ANOTHER_GIVEN and not line.has_next_booking:
        return "Outcome 2 without the next appointment."
    if line.outcome == AttendanceOutcome.ANOTHER_TO_BE_MADE and not line.has_list_entry and not line.has_next_booking:
        return "Outcome 3 without an entry on the list."
    return None


def outcome_overdue(ended: datetime, now: datetime, settings: PolicySettings) -> str | None:
    """Return how late a missing outcome is, or None while it is in time (R-710, R-712). Times are local."""
    if now - ended <= timedelta(hours=settings.reception.outcome_hours):
        return None
    days = (now.date() - ended.date()).days
    told = " Tell the manager." if days > settings.reception.outcome_manager_days else ""
    return f"Outcome missing for {count_words(days, 'day')}.{told}"


TREATED = "planned_treated"
"""Code of the question whether a patient at a planned appointment was treated."""
_FIRST_TREATMENT = RttStatus.TREATED


def why_treated_is_asked(rtt_code: RttStatus, *, planned: bool, treated: bool | None) -> PolicyRefusal | None:
    """Ask whether a planned patient was treated, since only treatment meets the date (R-170); None if stated."""
    if not planned or treated is not None or rtt_code == _FIRST_TREATMENT:
        return None
    return PolicyRefusal(
        "R-170", "This appointment was planned: say whether the patient was treated. If not, the planned date stands."
    )


def meets_planned_date(rtt_code: RttStatus, *, treated: bool | None) -> bool:
    """Return whether a planned appointment met its date: the patient was treated there."""
    return rtt_code == _FIRST_TREATMENT if treated is None else treated
