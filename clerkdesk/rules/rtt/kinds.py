"""Every kind of event that the 18-week clock knows, with its further fields.

Services write these kinds into the pathway's events, files name them, and the error for an unknown event lists them.
The module of a kind applies it to the clock (`starts`, `attendance`, `stops`, ...).

Any event may also have the fields of `COMMON_DETAILS`. Unlisted fields are kept and change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import IntEnum
from typing import Literal

from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus

DetailType = Literal["date", "yes_no", "number", "text"]


class Group(IntEnum):
    """The group of a kind; the numbers order the events of one day."""

    RECORD = 10
    START = 20
    CHOICE = 30
    ATTENDANCE = 40
    ADMISSION = 45
    TREATMENT = 50
    DECISION = 55
    TOLD = 57
    BOOKING = 60
    FOLLOW_UP = 70
    TRANSFER = 75
    DEATH = 90


CARE = frozenset(
    {Group.START, Group.ATTENDANCE, Group.ADMISSION, Group.TREATMENT, Group.DECISION, Group.BOOKING, Group.FOLLOW_UP}
)
"""Groups of events that can't happen to a patient who has died."""


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of event."""

    group: Group
    sentence: str
    """The event in a clerk's words."""
    details: tuple[str, ...] = ()
    """Names of its further fields, all of them in `DETAIL_TYPES`."""
    code: RttStatus | None = None
    """The RTT status code of the kind, for an event without one."""


COMMON_DETAILS = (
    "pathway", "priority", "age", "vulnerable", "safeguarding", "status", "referral_type",
    "confirmed_from_another_specialty", "letter_from", "letter_says",
)  # fmt: skip

DETAIL_TYPES: Mapping[str, DetailType] = {
    "pathway": "text",  # which pathway, where the events are about several
    "priority": "number",  # 1 routine, 2 urgent, 3 suspected cancer
    "age": "number",  # in years on the day
    "vulnerable": "yes_no",  # one of the groups of R-224
    "safeguarding": "yes_no",  # a safeguarding flag is on the record
    "status": "text",  # `intended` for a code set at booking, which drives nothing
    "said": "text",  # what the patient said, in their words
    "channel": "text",  # paper, letter, phone, email
    "consultant_led": "yes_no",
    "private": "yes_no",  # private care has no clock
    "direct_access": "yes_no",  # a test that the GP asked for directly
    "source_code": "text",  # SOURCE OF REFERRAL
    "clock_start": "date",  # the start that another provider passed on; null when nobody knows
    "clearly_communicated": "yes_no",  # whether the patient clearly knew of the appointment; unknown counts as no
    "first": "yes_no",  # whether it was the first appointment of the referral
    "appointment": "date",  # the day of the appointment concerned
    "attendance_code": "text",  # ATTENDED OR DID NOT ATTEND
    "admin_event": "yes_no",  # outside an appointment: First Attendance 5
    "communicated": "yes_no",  # whether the patient has been told
    "communicated_on": "date",  # the day on which they were told, from which the decision counts
    "clinical_decision": "yes_no",
    "decided_by": "text",  # name of the decider
    "decided_by_role": "text",  # consultant, nurse, ...; a clerk is never the decider
    "reason": "text",
    "policy_published": "yes_no",  # the access policy is published (R-152 iii)
    "vulnerable_protected": "yes_no",  # the policy protects vulnerable patients and was followed (R-152 iv)
    "safeguarding_checked": "yes_no",  # the check that R-224 asks for was made
    "gp_informed": "yes_no",  # the GP was told before a suspected-cancer discharge
    "agreed": "yes_no",  # whether the patient agreed to active monitoring
    "clinical_conversation": "yes_no",
    "next_diagnostic": "date",
    "next_treatment": "date",
    "offered_for": "date",
    "reasonable": "yes_no",  # worked out from the dates where it is missing
    "other_team": "yes_no",  # an earlier date with another team or site
    "from": "date",
    "until": "date",
    "weeks": "number",
    "days": "number",
    "same_condition": "yes_no",
    "new_pathway": "text",  # the pathway that a separate condition gets
    "responsibility_transferred": "yes_no",
    "code_at_sender": "text",
    "seen_before": "yes_no",  # whether the provider that passed the patient on had seen them; unknown counts as yes
    "goes_on_in": "text",  # the pathway in which the wait of a duplicate goes on
    "came_from": "text",  # the pathway of a duplicate that goes on here
    "passed_to": "text",  # the provider that takes over
    "from_": "text",  # who passed the patient on
    "new_treatment": "yes_no",  # substantively new, outside the agreed care plan
    "therapeutic": "yes_no",
    "side": "text",
    "admitted_on": "date",  # the day of the admission that was called off, where it was an earlier one
    "planned": "yes_no",  # whether this attendance was the planned one, which alone meets a planned date
    "treated": "yes_no",  # false if the patient was sent home without the treatment
    "matched": "yes_no",  # whether the transplant listing is for a match
    "notified": "date",  # when the hospital heard of a death; the day of death counts
    "kind": "text",  # `treatment` or `diagnostic`
    "due": "date",
    "ends": "date",
    "end_action": "text",  # `discharge` or `clinical_review`
    "about": "text",  # what is told of a referral: received, accepted, listed, refused (RULES 13.18, 13.29)
    "how": "text",  # by telephone, by letter, ...
    "to_specialty": "text",  # the specialty here that a referral was redirected to
    "receiver": "text",  # the provider who receives a patient
    "letter_from": "text",  # who wrote another letter about the condition of a pathway
    "letter_says": "text",
    "reopens": "text",  # the closures of the pathway that count no more
    "source": "text",  # letter, e-mail or reference that proves it (RULES 13.9)
    "from_priority": "number",  # the priority before a change (RULES 13.22)
    "agreed_with": "text",  # with whom at the referrer's a lower priority was agreed (RULES 13.22)
    "agreed_on": "date",
    "confirmed_from_another_specialty": "yes_no",  # a decision from another specialty was confirmed (RULES 13.27)
    "died_on": "date",  # the day of death, as it was found
    "review_on": "date",  # when monitoring is reviewed, where the clinician named the day
    "outcome": "text",  # of a grading: accepted, returned, redirected, rejected; of a check: alive, died
    "further": "yes_no",  # a decision about another treatment than the one that is waited for already
    "earliest_appropriate": "date",  # earliest clinically appropriate date of a treatment
    "earliest_because": "text",  # why no treatment is clinically appropriate before it
    "referral_type": "text",  # SUSPECTED CANCER REFERRAL TYPE
    "locally_agreed": "yes_no",  # whether patients may refer themselves to this service
    "what": "text",  # the milestone that was taken out
    "was": "date",  # the day that was recorded in error
    "corrected_by": "text",
    "asked": "text",
    "asked_by": "text",
    "refused_by": "text",
    "screening": "yes_no",  # an urgent screening referral
}

_DECIDED = ("communicated", "communicated_on", "clinical_decision", "decided_by", "decided_by_role", "admin_event")
_DNA = ("first", "clearly_communicated", "appointment", "attendance_code")
_SEEN = (
    "first", "appointment", "attendance_code", "communicated", "new_treatment", "clinical_decision", "decided_by",
    "planned", "kind",
)  # fmt: skip

_REFERRAL: Mapping[ClockEventKind, EventKind] = {
    ClockEventKind.REFERRAL_RECEIVED: EventKind(
        Group.START,
        "The hospital received the referral",
        ("channel", "consultant_led", "private", "direct_access", "source_code", "clock_start"),
    ),
    ClockEventKind.REFERRAL_REGISTERED_ON_PAS: EventKind(Group.RECORD, "The referral was keyed"),
    ClockEventKind.REFERRAL_REJECTED_BY_PROVIDER: EventKind(
        Group.RECORD, "The hospital returned the referral", ("reason",)
    ),
    ClockEventKind.REFERRAL_GRADED: EventKind(
        Group.RECORD, "A clinician graded the referral", ("outcome", "decided_by", "source")
    ),
    ClockEventKind.PRIORITY_CHANGED: EventKind(
        Group.RECORD,
        "The priority was changed",
        ("from_priority", "decided_by", "source", "agreed_with", "agreed_on"),
    ),
    ClockEventKind.ERS_REQUEST_CREATED: EventKind(Group.RECORD, "The GP made the request in e-RS"),
    ClockEventKind.UBRN_CONVERTED: EventKind(
        Group.START, "The booking reference was used to book in e-RS", ("clock_start",)
    ),
    ClockEventKind.ASI_DEFERRED: EventKind(
        Group.START, "No slot was free and e-RS put the referral on the slot-issues list"
    ),
    ClockEventKind.SPOA_REQUEST_RECEIVED: EventKind(
        Group.START, "The single point of access received the request", ("clock_start",)
    ),
    ClockEventKind.OWN_CONDITION_CONFIRMED: EventKind(
        Group.RECORD, "It was confirmed to be another condition than the other pathway's", ("reason",)
    ),
    ClockEventKind.PRIORITY_CONFIRMED: EventKind(
        Group.RECORD,
        "The priority was confirmed, although the referral's words give a higher one",
        ("outcome", "reason", "source"),
    ),
    ClockEventKind.PATIENT_TOLD: EventKind(Group.RECORD, "The patient was told of the referral", ("about", "how")),
    ClockEventKind.REFERRER_TOLD: EventKind(Group.RECORD, "The referrer was told of the referral", ("about", "how")),
    ClockEventKind.REFERRAL_REDIRECTED: EventKind(
        Group.RECORD, "A clinician redirected the referral", ("to_specialty", "receiver", "decided_by", "source")
    ),
    ClockEventKind.INTERFACE_REFERRAL_RECEIVED: EventKind(Group.START, "An interface service received the referral"),
    ClockEventKind.SELF_REFERRAL_RECEIVED: EventKind(
        Group.START, "The patient referred themselves", ("locally_agreed",)
    ),
    ClockEventKind.SELF_REFERRAL_RATIFIED: EventKind(Group.START, "A care professional ratified the self-referral"),
    ClockEventKind.ADVICE_REQUESTED: EventKind(Group.RECORD, "The GP asked for advice and guidance"),
    ClockEventKind.DIRECT_ACCESS_TEST_REQUESTED: EventKind(Group.RECORD, "The GP asked for a test directly"),
    ClockEventKind.EMERGENCY_ADMISSION: EventKind(Group.RECORD, "The patient came in as an emergency"),
    ClockEventKind.SERVICE_CORRECTED_TO_CONSULTANT_LED: EventKind(
        Group.START, "The service was corrected to consultant-led"
    ),
    ClockEventKind.DEATH_CHECKED: EventKind(
        Group.RECORD, "Word of a death was checked", ("outcome", "died_on", "decided_by", "source")
    ),
    ClockEventKind.RECORDED_IN_ERROR: EventKind(
        Group.TRANSFER, "It was found not to be a pathway of this standard", ("reason", "goes_on_in")
    ),
    ClockEventKind.DUPLICATE_JOINED: EventKind(
        Group.RECORD, "A duplicate was found, and goes on in this pathway", ("came_from", "decided_by", "source")
    ),
    ClockEventKind.DUPLICATE_TAKEN_BACK: EventKind(
        Group.RECORD, "What a duplicate had brought was taken back", ("came_from", "corrected_by")
    ),
    ClockEventKind.DUPLICATE_OPENED_AGAIN: EventKind(
        Group.RECORD, "It was opened again after it had been closed as a duplicate", ("goes_on_in", "corrected_by")
    ),
    ClockEventKind.INTERNAL_REFERRAL: EventKind(
        Group.START, "One consultant referred to another", ("same_condition", "new_pathway")
    ),
    ClockEventKind.CONSULTANT_UPGRADE: EventKind(
        Group.RECORD, "A consultant upgraded it to suspected cancer", ("screening",)
    ),
    ClockEventKind.TRANSFER_IN: EventKind(
        Group.START,
        "Another provider passed the patient to us",
        ("clock_start", "code_at_sender", "from_", "seen_before"),
    ),
    ClockEventKind.TRANSFER_OUT: EventKind(
        Group.TRANSFER,
        "The patient was passed to another provider",
        ("responsibility_transferred", "passed_to"),
        RttStatus.PASSED_ON,
    ),
    ClockEventKind.RETURNED_FROM_PROVIDER: EventKind(
        Group.TRANSFER, "The other provider passed the patient back", ("reopens",)
    ),
    ClockEventKind.SENT_FOR_DIAGNOSTIC: EventKind(
        Group.TRANSFER, "The patient was sent elsewhere for a test or an opinion", ("responsibility_transferred",)
    ),
}

_BOOKING: Mapping[ClockEventKind, EventKind] = {
    ClockEventKind.APPOINTMENT_BOOKED: EventKind(Group.BOOKING, "An appointment was booked", ("appointment",)),
    ClockEventKind.APPOINTMENT_REBOOKED: EventKind(Group.BOOKING, "The appointment was rebooked", ("appointment",)),
    ClockEventKind.BOOKED_WRONG_CLINIC: EventKind(Group.CHOICE, "The appointment was in the wrong clinic"),
    ClockEventKind.APPOINTMENT_CANCELLED_BY_PATIENT: EventKind(
        Group.CHOICE, "The patient cancelled or moved the appointment", ("appointment", "attendance_code")
    ),
    ClockEventKind.APPOINTMENT_CANCELLED_BY_PROVIDER: EventKind(
        Group.CHOICE, "The hospital cancelled or moved the appointment", ("appointment", "attendance_code")
    ),
    ClockEventKind.TCI_BOOKED: EventKind(Group.BOOKING, "A date to come in was booked", ("appointment",)),
    ClockEventKind.ADDED_TO_WAITING_LIST: EventKind(Group.BOOKING, "The patient was put on the waiting list"),
    ClockEventKind.OFFER_MADE: EventKind(Group.BOOKING, "A date was offered", ("offered_for",)),
    ClockEventKind.OFFER_ACCEPTED: EventKind(Group.BOOKING, "The patient accepted a date", ("offered_for",)),
    ClockEventKind.OFFER_DECLINED: EventKind(
        Group.CHOICE, "The patient declined a date", ("offered_for", "reasonable", "other_team", "reason")
    ),
    ClockEventKind.PATIENT_UNAVAILABLE: EventKind(
        Group.CHOICE, "The patient said when they can't come", ("from", "until")
    ),
    ClockEventKind.PATIENT_REQUESTS_DELAY: EventKind(
        Group.CHOICE, "The patient asked to wait", ("weeks", "days", "until")
    ),
    ClockEventKind.THINKING_TIME: EventKind(Group.CHOICE, "The patient took time to think", ("days",)),
}

_ATTENDANCE: Mapping[ClockEventKind, EventKind] = {
    ClockEventKind.APPOINTMENT_ATTENDED: EventKind(Group.ATTENDANCE, "The patient was seen", _SEEN),
    ClockEventKind.FOLLOWUP_ATTENDED: EventKind(Group.ATTENDANCE, "The patient was seen at a follow-up", _SEEN),
    ClockEventKind.DIAGNOSTIC_ATTENDED: EventKind(Group.ATTENDANCE, "The patient came for a test", _SEEN),
    ClockEventKind.PRE_OPERATIVE_ASSESSMENT: EventKind(
        Group.ATTENDANCE, "The patient came to be assessed before an operation"
    ),
    ClockEventKind.DEVICE_MEASURED: EventKind(Group.ATTENDANCE, "The patient was measured for a device"),
    ClockEventKind.APPOINTMENT_DNA: EventKind(Group.ATTENDANCE, "The patient did not attend", _DNA),
    ClockEventKind.WAS_NOT_BROUGHT: EventKind(Group.ATTENDANCE, "The child was not brought", _DNA),
    ClockEventKind.ARRIVED_LATE_NOT_SEEN: EventKind(Group.ATTENDANCE, "The patient came too late to be seen", _DNA),
    ClockEventKind.PATIENT_CONTACTED_TO_REBOOK: EventKind(Group.BOOKING, "The patient got in touch to rebook"),
    ClockEventKind.CLINICIAN_DECIDES_REOFFER: EventKind(
        Group.BOOKING, "A clinician decided to offer another date", ("decided_by",)
    ),
    ClockEventKind.CLINICAL_REVIEW_DONE: EventKind(Group.TOLD, "A clinician reviewed the patient", ("decided_by",)),
}

_STOPS: Mapping[ClockEventKind, EventKind] = {
    ClockEventKind.FIRST_DEFINITIVE_TREATMENT: EventKind(
        Group.TREATMENT, "Treatment began", ("treated",), RttStatus.TREATED
    ),
    ClockEventKind.ADMITTED_FOR_TREATMENT: EventKind(
        Group.TREATMENT, "The patient was admitted for treatment", ("side", "treated"), RttStatus.TREATED
    ),
    ClockEventKind.ADMITTED_DIAGNOSTIC_ONLY: EventKind(
        Group.ADMISSION, "The patient was admitted for a test only", ("planned",)
    ),
    ClockEventKind.ADMISSION_CALLED_OFF: EventKind(Group.RECORD, "The procedure or test was called off", ("reason",)),
    ClockEventKind.TEST_RESULT_BACK: EventKind(Group.RECORD, "The result of a test came back"),
    ClockEventKind.ADMITTED_NOT_TREATED: EventKind(
        Group.ADMISSION, "The patient was admitted and not treated", ("reason", "admitted_on")
    ),
    ClockEventKind.TREATMENT_CANCELLED_AFTER_ADMISSION: EventKind(
        Group.TOLD, "The treatment was cancelled after the patient was admitted", ("reason", "admitted_on")
    ),
    ClockEventKind.PROCEDURE_PERFORMED: EventKind(Group.TREATMENT, "A procedure was done", ("therapeutic", "planned")),
    ClockEventKind.DEVICE_FITTED: EventKind(Group.TREATMENT, "A device was fitted", (), RttStatus.TREATED),
    ClockEventKind.ADDED_TO_TRANSPLANT_LIST: EventKind(
        Group.DECISION, "The patient was put on a transplant list", ("matched", *_DECIDED), RttStatus.NOT_TREATED
    ),
    ClockEventKind.ACTIVE_MONITORING_START: EventKind(
        Group.DECISION,
        "Active monitoring was agreed",
        ("agreed", "clinical_conversation", "next_diagnostic", "next_treatment", "reason", "review_on", *_DECIDED),
        RttStatus.MONITORED_BY_CLINICIAN,
    ),
    ClockEventKind.DECISION_NOT_TO_TREAT: EventKind(
        Group.DECISION, "A clinician decided not to treat", _DECIDED, RttStatus.NOT_TREATED
    ),
    ClockEventKind.DISCHARGE_TO_GP: EventKind(
        Group.DECISION,
        "The patient was discharged to the GP",
        (
            *_DECIDED,
            "reason",
            "policy_published",
            "vulnerable_protected",
            "clearly_communicated",
            "safeguarding_checked",
            "gp_informed",
        ),
        RttStatus.NOT_TREATED,
    ),
    ClockEventKind.PATIENT_DECLINED_TREATMENT: EventKind(
        Group.DECISION, "The patient declined treatment", _DECIDED, RttStatus.DECLINED
    ),
    ClockEventKind.DECISION_COMMUNICATED: EventKind(Group.TOLD, "The patient was told of the decision"),
    ClockEventKind.DEATH: EventKind(Group.DEATH, "The patient died", ("notified",), RttStatus.DIED),
}

_AFTERWARDS: Mapping[ClockEventKind, EventKind] = {
    ClockEventKind.DECISION_TO_TREAT: EventKind(
        Group.DECISION,
        "Treatment was decided on",
        (
            "communicated",
            "communicated_on",
            "new_treatment",
            "decided_by",
            "earliest_appropriate",
            "earliest_because",
            "further",
        ),
    ),
    ClockEventKind.PATIENT_READY_TO_PROCEED: EventKind(
        Group.START, "The patient is ready to go on", (), RttStatus.AFTER_MONITORING
    ),
    ClockEventKind.FIT_AND_READY_SECOND_SIDE: EventKind(
        Group.START, "The patient is fit, ready and free for the second side"
    ),
    ClockEventKind.ADDED_TO_PLANNED_LIST: EventKind(
        Group.FOLLOW_UP,
        "The patient was put on the planned list",
        ("due", "kind", "was", "decided_by", "clinical_decision"),
    ),
    ClockEventKind.PLANNED_DUE_DATE_PASSED: EventKind(Group.FOLLOW_UP, "The planned date passed", ("kind",)),
    ClockEventKind.ADDED_TO_FOLLOWUP_LIST: EventKind(
        Group.FOLLOW_UP, "The patient was put on the follow-up list", ("due",)
    ),
    ClockEventKind.FOLLOWUP_DUE_DATE_PASSED: EventKind(Group.FOLLOW_UP, "The follow-up date passed"),
    ClockEventKind.PIFU_START: EventKind(Group.FOLLOW_UP, "Patient-initiated follow-up began", ("ends", "end_action")),
    ClockEventKind.PIFU_CONTACT: EventKind(Group.FOLLOW_UP, "The patient asked for a follow-up", ("said",)),
    ClockEventKind.PIFU_END: EventKind(Group.FOLLOW_UP, "Patient-initiated follow-up ended"),
    ClockEventKind.NEED_ENDED: EventKind(
        Group.FOLLOW_UP, "A need without an 18-week clock was closed", ("reason", "due", "decided_by", "passed_to")
    ),
}

_CANCER: Mapping[ClockEventKind, EventKind] = {
    ClockEventKind.MILESTONE_WITHDRAWN: EventKind(
        Group.RECORD, "A cancer milestone was taken out as recorded in error", ("what", "was", "corrected_by")
    ),
    ClockEventKind.CLOSURE_TAKEN_BACK: EventKind(
        Group.RECORD, "An end of the wait was taken back as recorded in error", ("what", "corrected_by")
    ),
    ClockEventKind.MILESTONE_CORRECTION_ASKED: EventKind(
        Group.RECORD, "Somebody asked to correct a cancer milestone", ("asked", "asked_by")
    ),
    ClockEventKind.MILESTONE_CORRECTION_REFUSED: EventKind(
        Group.RECORD, "The correction of a cancer milestone was refused", ("asked", "refused_by")
    ),
    ClockEventKind.ENDING_CORRECTION_ASKED: EventKind(
        Group.RECORD, "Somebody asked to correct how an appointment ended", ("asked", "asked_by")
    ),
    ClockEventKind.ENDING_CORRECTION_REFUSED: EventKind(
        Group.RECORD, "The correction of how an appointment ended was refused", ("asked", "refused_by")
    ),
    ClockEventKind.TOLD_CANCER_DIAGNOSED: EventKind(Group.TOLD, "The patient was told that it is cancer"),
    ClockEventKind.TOLD_CANCER_RULED_OUT: EventKind(Group.TOLD, "The patient was told that it is not cancer"),
    ClockEventKind.INTERVAL_SCANNING_AGREED: EventKind(Group.TOLD, "Interval scanning was agreed"),
    ClockEventKind.EXCLUDED_FROM_FASTER_DIAGNOSIS: EventKind(
        Group.TOLD, "The patient left the 28-day standard", ("reason",)
    ),
}

EVENT_KINDS: Mapping[ClockEventKind, EventKind] = {
    **_REFERRAL, **_BOOKING, **_ATTENDANCE, **_STOPS, **_AFTERWARDS, **_CANCER,
}  # fmt: skip
"""Kind of event -> its description; the only kinds that `clock_at` takes."""


MISSED_APPOINTMENTS: Mapping[ClockEventKind, str] = {
    ClockEventKind.APPOINTMENT_DNA: "3",
    ClockEventKind.WAS_NOT_BROUGHT: "3",
    ClockEventKind.ARRIVED_LATE_NOT_SEEN: "7",
}
"""Kinds of a missed appointment -> its ATTENDED OR DID NOT ATTEND code (R-400)."""


class UnknownEventError(ValueError):
    """An event of a kind that the clock does not know. Its text is a sentence that names the nearest known kinds."""


def kind_of(event: str) -> EventKind:
    """Return the description of a kind of event, or raise `UnknownEventError`."""
    return EVENT_KINDS[read_kind(event)]


def read_kind(event: str) -> ClockEventKind:
    """Return the kind of event that a text names, or raise `UnknownEventError`."""
    if event not in EVENT_KINDS:
        near = get_close_matches(event, EVENT_KINDS, n=3)
        hint = f"Did you mean {' or '.join(near)}?" if near else f"The kinds are {', '.join(sorted(EVENT_KINDS))}."
        raise UnknownEventError(f"The 18-week clock knows no event of this kind. {hint}")
    return ClockEventKind(event)
