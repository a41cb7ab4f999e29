"""The numbers of the access policy that a trust may change, in groups by noun: frozen values with their defaults.

A group is a section of the settings file, such as `[policy.booking]`. Defaults: RULES section 10.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Bands = Literal["RTT", "complete_weeks"]
LaterNonAttendanceStopDate = Literal["discharge", "did_not_attend"]
PriorityBoost = Literal["hospital_cancelled"]


@dataclass(frozen=True, slots=True)
class BookingPolicy:
    """Which slots a patient may be offered, and how soon a cancelled appointment is replaced."""

    reasonable_notice_days: int = 21
    """Days of notice from which an offer counts as reasonable (R-200)."""
    second_offer_within_days: int = 42
    """The second declined date must lie within this many days of the first to count (R-164)."""
    declines_that_tell_team_leader: int = 5
    """Declines of any kind at which the team leader is told (RULES 13.4)."""
    interpreter_extra_percent: int = 50
    """Extra length of an appointment with an interpreter, in per cent (R-274)."""
    travel_minutes_between_sites: int = 60
    """Minutes needed between two appointments on different sites on one day (R-613)."""
    carve_out_release_days: int = 10
    """Days before a session at which slots kept for urgent patients open to all (R-270)."""
    cancer_release_hours: int = 48
    """Hours before a session at which slots kept for suspected cancer open to all (R-270)."""
    rebook_within_days: tuple[int, int, int] = (42, 14, 14)
    """Days from a cancelled date to its new one: routine, urgent, suspected cancer (R-234, R-245)."""
    hospital_rebook_working_days: int = 5
    """Working days in which a routine patient gets a new date after a hospital cancellation (R-245)."""
    hospital_rebook_urgent_working_days: int = 1
    """Working days in which an urgent patient gets a new date after a hospital cancellation (RULES 13.20)."""
    hospital_rebook_cancer_working_days: int = 0
    """Working days for a new date of suspected cancer after a hospital cancellation; 0 is that day (RULES 13.20)."""


@dataclass(frozen=True, slots=True)
class WaitingListPolicy:
    """The order of the list, and when a need on hold comes up again."""

    urgent_days: int = 28
    """Days within which an urgent patient must be seen."""
    priority_boosts: tuple[PriorityBoost, ...] = ()
    """Routine patients who come before other routine ones: those whom the hospital cancelled before (R-211)."""
    look_again_working_days: int = 5
    """Working days after which a need on hold without its own date comes up again."""


@dataclass(frozen=True, slots=True)
class FollowUpPolicy:
    """Invitations to follow-ups, and follow-up that the patient initiates."""

    invite_weeks: int = 6
    """Weeks before the due date when a follow-up is invited (R-250)."""
    patient_initiated_urgent_working_days: int = 10
    """Working days in which a patient who asks urgently on patient-initiated follow-up is seen (R-181)."""
    patient_initiated_routine_days: int = 42
    """Days in which any other patient who asks on patient-initiated follow-up is seen (R-181)."""
    patient_initiated_look_again_days: int = 365
    """Days after which somebody looks again at a patient-initiated follow-up without an end (RULES 13.29)."""


@dataclass(frozen=True, slots=True)
class PathwayPolicy:
    """What starts, nullifies and stops the 18-week clock, and how its wait is counted."""

    single_point_of_access_starts: bool = True
    """Whether the wait of a request through a single point of access starts on the day it reached that point (13.29).
    """
    later_non_attendance_stop_date: LaterNonAttendanceStopDate = "discharge"
    """Which day stops the clock when a later non-attendance ends in discharge (R-152)."""
    second_first_non_attendance_nullifies: bool = False
    """Whether a second non-attendance of the first appointment nullifies again (R-154)."""
    suspected_cancer_first_non_attendance_nullifies: bool = False
    """Whether a first non-attendance on suspected cancer nullifies (R-153)."""
    late_not_seen_nullifies: bool = False
    """Whether arriving too late to be seen counts as a non-attendance (R-155)."""
    rtt_days: int = 126
    """The last compliant day of the 18-week standard, counted from day 0 (R-130)."""
    bands: Bands = "RTT"
    """How waits are grouped by week: the bands of the RTT return, or complete weeks (R-131)."""


@dataclass(frozen=True, slots=True)
class CancerPolicy:
    """The cancer waiting times and the reviews after a diagnosis."""

    first_seen_days: int = 10
    """Days within which suspected cancer needs a slot; without one it is escalated (R-272)."""
    faster_diagnosis_days: int = 28
    """Days of the Faster Diagnosis Standard (R-501)."""
    decision_to_treatment_days: int = 31
    """Days from decision to treat to treatment (R-500)."""
    referral_to_treatment_days: int = 62
    """Days from urgent referral to first treatment (R-500)."""
    care_reviews_due: tuple[str, ...] = ("93d", "6m", "12m")
    """When cancer care reviews fall due after diagnosis (R-530)."""


@dataclass(frozen=True, slots=True)
class ReferralPolicy:
    """Times for registering, grading and answering a referral, and for dealing with a slot issue."""

    registration_working_days: int = 1
    """Working days to register a referral (R-215)."""
    acknowledgement_working_days: int = 5
    """Working days to tell the patient that the referral has arrived (R-215)."""
    vetting_working_days: tuple[int, int, int] = (3, 1, 0)
    """Working days to grade a routine, urgent and suspected-cancer referral (R-214)."""
    told_of_referral_days: int = 14
    """Days in which the patient is told that the referral is accepted, and added to the list (RULES 13.29)."""
    slot_issue_contact_working_days: tuple[int, int, int] = (4, 2, 1)
    """Working days to contact a slot-issue patient: routine, urgent, suspected cancer (R-261)."""
    slot_issue_limit_days: int = 10
    """Maximum days on the slot-issues list (R-261)."""


@dataclass(frozen=True, slots=True)
class ClinicPolicy:
    """The notice that a change of a clinic needs."""

    change_notice_days: int = 42
    """Notice below which cancelling or reducing a clinic needs approval (R-240)."""
    change_director_days: int = 14
    """Notice below which a clinic change needs a director (R-241)."""
    template_change_notice_days: int = 56
    """Notice below which a template change needs approval (R-240)."""
    letter_alone_working_days: int = 5
    """Working days of notice from which a letter alone may tell of a cancelled clinic (R-248)."""


@dataclass(frozen=True, slots=True)
class ReceptionPolicy:
    """Late patients, waits in the waiting room, and missing outcomes."""

    late_minutes: int = 15
    """Minutes after the appointment time from which the clinician is asked (R-703)."""
    wait_alert_minutes: int = 30
    """Minutes in the waiting room after which the desk alerts (R-704)."""
    wait_escalate_minutes: int = 60
    """Minutes in the waiting room after which the wait is escalated (R-704)."""
    outcome_hours: int = 24
    """Hours after an attendance within which its outcome is expected (R-710)."""
    outcome_manager_days: int = 5
    """Days without an outcome after which the manager is told (R-712)."""


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """What opens a clinical review, and when it must be decided."""

    delay_review_over_days: int = 42
    """A wish to delay by more than this many days opens a clinical review (R-166)."""
    monitoring_review_days: int = 84
    """Days between clinical reviews of a patient on active monitoring (R-166)."""
    thinking_time_prompt_days: int = 14
    """Days of thinking time without a next step after which the desk prompts (R-163)."""
    patient_cancellations_without_review: int = 2
    """Patient cancellations that pass without a review; the next one opens it (R-232)."""
    patient_cancellations_without_review_cancer: int = 1
    """Cancellations of a patient with suspected cancer that pass without a review (R-226)."""
    declines_that_open_review: int = 2
    """Countable declines that open a clinical review (R-204)."""
    due_working_days: int = 5
    """Working days to decide a routine clinical review (R-223)."""
    due_working_days_urgent: int = 1
    """Working days to decide an urgent clinical review."""
    due_working_days_cancer: int = 0
    """Working days to decide a suspected-cancer clinical review: the same day."""


@dataclass(frozen=True, slots=True)
class ContactPolicy:
    """Unanswered calls, and the time that a letter leaves for an answer."""

    attempts_before_letter: int = 2
    """Attempts by telephone after which a text, then a letter, is proposed (R-304)."""
    retry_minutes: int = 120
    """Minutes for which the list passes a patient by after an unanswered call."""
    reply_days: int = 14
    """Days that a letter or an invitation leaves for an answer (R-253, R-304)."""


@dataclass(frozen=True, slots=True)
class ValidationPolicy:
    """Which pathways are validated, and how often."""

    every_days: int = 84
    """Days after which a waiting pathway is due for validation again (R-301)."""
    from_weeks: int = 12
    """Complete weeks waited from which a pathway is validated (R-301)."""


@dataclass(frozen=True, slots=True)
class ReportPolicy:
    """The trust's targets."""

    targets: tuple[str, ...] = (
        "18_weeks 65% or +5 2026-03-31 R-901",
        "first_18_weeks 72% 2026-03-31 R-901",
        "over_52_weeks 1% 2026-03-31 R-901",
        "28_days 80% 2026-03-31 R-901",
        "62_days 75% 2026-03-31 R-901",
        "18_weeks 65% or +7 2027-03-31 RULES 13.29",
        "18_weeks_national 70% 2027-03-31 RULES 13.29",
        "18_weeks 92% 2029-03-31 RULES 13.29",
        "28_days 80% 2029-03-31 RULES 13.29",
        "62_days 85% 2029-03-31 RULES 13.29",
        "31_days 96% 2029-03-31 RULES 13.29",
    )
    """Targets: measure, share, points over the baseline, day, source (R-901, RULES 13.29)."""
    targets_baseline_percent: int = 0
    """The trust's own share within 18 weeks, the baseline for the points of a target; 0 if not set."""


@dataclass(frozen=True, slots=True)
class OpeningPolicy:
    """When the hospital is open."""

    closed_days: tuple[str, ...] = ()
    """Further days on which the hospital is closed, such as `["2026-12-24"]`; bank holidays of England are known."""
    closing_hour: int = 17
    """Hour by which an item for today must be dealt with (R-722)."""


@dataclass(frozen=True, slots=True)
class DeskPolicy:
    """How long claims, holds and undo last, and when the desk locks."""

    claim_minutes: int = 10
    """Minutes after which a claim on a list entry lapses without a sign of life."""
    slot_hold_minutes: int = 3
    """Minutes for which a slot is held while it is offered."""
    undo_minutes: int = 10
    """Minutes in which the last act can be undone."""
    idle_lock_minutes: int = 5
    """Minutes without a key after which the desk locks, and without a command after which a sign-in ends (R-803)."""
    call_lock_minutes: int = 15
    """Minutes without a key after which the desk locks while a call is open (R-803)."""
    failed_sign_ins: int = 5
    """Number of sign-ins that fail before the clerk is locked out (R-803)."""
    lock_out_minutes: int = 15
    """Minutes within which they fail, and for which the clerk is locked out (R-803)."""


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """The whole policy, each group under its noun."""

    booking: BookingPolicy = field(default_factory=BookingPolicy)
    waiting_list: WaitingListPolicy = field(default_factory=WaitingListPolicy)
    follow_ups: FollowUpPolicy = field(default_factory=FollowUpPolicy)
    pathways: PathwayPolicy = field(default_factory=PathwayPolicy)
    cancer: CancerPolicy = field(default_factory=CancerPolicy)
    referrals: ReferralPolicy = field(default_factory=ReferralPolicy)
    clinics: ClinicPolicy = field(default_factory=ClinicPolicy)
    reception: ReceptionPolicy = field(default_factory=ReceptionPolicy)
    reviews: ReviewPolicy = field(default_factory=ReviewPolicy)
    contact: ContactPolicy = field(default_factory=ContactPolicy)
    validation: ValidationPolicy = field(default_factory=ValidationPolicy)
    reports: ReportPolicy = field(default_factory=ReportPolicy)
    opening: OpeningPolicy = field(default_factory=OpeningPolicy)
    desk: DeskPolicy = field(default_factory=DeskPolicy)
