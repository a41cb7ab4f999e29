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
    code: str | None = None
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

_REFERRAL: Mapping[str, EventKind] = {
    "referral_received": EventKind(
        Group.START,
        "The hospital received the referral",
        ("channel", "consultant_led", "private", "direct_access", "source_code", "clock_start"),
    ),
    "referral_registered_on_pas": EventKind(Group.RECORD, "The referral was keyed"),
    "referral_rejected_by_provider": EventKind(Group.RECORD, "The hospital returned the referral", ("reason",)),
    "referral_graded": EventKind(Group.RECORD, "A clinician graded the referral", ("outcome", "decided_by", "source")),
    "priority_changed": EventKind(
        Group.RECORD,
        "The priority was changed",
        ("from_priority", "decided_by", "source", "agreed_with", "agreed_on"),
    ),
    "ers_request_created": EventKind(Group.RECORD, "The GP made the request in e-RS"),
    "ubrn_converted": EventKind(Group.START, "The booking reference was used to book in e-RS", ("clock_start",)),
    "asi_deferred": EventKind(Group.START, "No slot was free and e-RS put the referral on the slot-issues list"),
    "spoa_request_received": EventKind(
        Group.START, "The single point of access received the request", ("clock_start",)
    ),
    "own_condition_confirmed": EventKind(
        Group.RECORD, "It was confirmed to be another condition than the other pathway's", ("reason",)
    ),
    "priority_confirmed": EventKind(
        Group.RECORD,
        "The priority was confirmed, although the referral's words give a higher one",
        ("outcome", "reason", "source"),
    ),
    "patient_told": EventKind(Group.RECORD, "The patient was told of the referral", ("about", "how")),
    "referrer_told": EventKind(Group.RECORD, "The referrer was told of the referral", ("about", "how")),
    "referral_redirected": EventKind(
        Group.RECORD, "A clinician redirected the referral", ("to_specialty", "receiver", "decided_by", "source")
    ),
    "interface_referral_received": EventKind(Group.START, "An interface service received the referral"),
    "self_referral_received": EventKind(Group.START, "The patient referred themselves", ("locally_agreed",)),
    "self_referral_ratified": EventKind(Group.START, "A care professional ratified the self-referral"),
    "advice_requested": EventKind(Group.RECORD, "The GP asked for advice and guidance"),
    "direct_access_test_requested": EventKind(Group.RECORD, "The GP asked for a test directly"),
    "emergency_admission": EventKind(Group.RECORD, "The patient came in as an emergency"),
    "service_corrected_to_consultant_led": EventKind(Group.START, "The service was corrected to consultant-led"),
    "death_checked": EventKind(
        Group.RECORD, "Word of a death was checked", ("outcome", "died_on", "decided_by", "source")
    ),
    "recorded_in_error": EventKind(
        Group.TRANSFER, "It was found not to be a pathway of this standard", ("reason", "goes_on_in")
    ),
    "duplicate_joined": EventKind(
        Group.RECORD, "A duplicate was found, and goes on in this pathway", ("came_from", "decided_by", "source")
    ),
    "duplicate_taken_back": EventKind(
        Group.RECORD, "What a duplicate had brought was taken back", ("came_from", "corrected_by")
    ),
    "duplicate_opened_again": EventKind(
        Group.RECORD, "It was opened again after it had been closed as a duplicate", ("goes_on_in", "corrected_by")
    ),
    "internal_referral": EventKind(
        Group.START, "One consultant referred to another", ("same_condition", "new_pathway")
    ),
    "consultant_upgrade": EventKind(Group.RECORD, "A consultant upgraded it to suspected cancer", ("screening",)),
    "transfer_in": EventKind(
        Group.START,
        "Another provider passed the patient to us",
        ("clock_start", "code_at_sender", "from_", "seen_before"),
    ),
    "transfer_out": EventKind(
        Group.TRANSFER, "The patient was passed to another provider", ("responsibility_transferred", "passed_to"), "21"
    ),
    "returned_from_provider": EventKind(Group.TRANSFER, "The other provider passed the patient back", ("reopens",)),
    "sent_for_diagnostic": EventKind(
        Group.TRANSFER, "The patient was sent elsewhere for a test or an opinion", ("responsibility_transferred",)
    ),
}

_BOOKING: Mapping[str, EventKind] = {
    "appointment_booked": EventKind(Group.BOOKING, "An appointment was booked", ("appointment",)),
    "appointment_rebooked": EventKind(Group.BOOKING, "The appointment was rebooked", ("appointment",)),
    "booked_wrong_clinic": EventKind(Group.CHOICE, "The appointment was in the wrong clinic"),
    "appointment_cancelled_by_patient": EventKind(
        Group.CHOICE, "The patient cancelled or moved the appointment", ("appointment", "attendance_code")
    ),
    "appointment_cancelled_by_provider": EventKind(
        Group.CHOICE, "The hospital cancelled or moved the appointment", ("appointment", "attendance_code")
    ),
    "tci_booked": EventKind(Group.BOOKING, "A date to come in was booked", ("appointment",)),
    "added_to_waiting_list": EventKind(Group.BOOKING, "The patient was put on the waiting list"),
    "offer_made": EventKind(Group.BOOKING, "A date was offered", ("offered_for",)),
    "offer_accepted": EventKind(Group.BOOKING, "The patient accepted a date", ("offered_for",)),
    "offer_declined": EventKind(
        Group.CHOICE, "The patient declined a date", ("offered_for", "reasonable", "other_team", "reason")
    ),
    "patient_unavailable": EventKind(Group.CHOICE, "The patient said when they can't come", ("from", "until")),
    "patient_requests_delay": EventKind(Group.CHOICE, "The patient asked to wait", ("weeks", "days", "until")),
    "thinking_time": EventKind(Group.CHOICE, "The patient took time to think", ("days",)),
}

_ATTENDANCE: Mapping[str, EventKind] = {
    "appointment_attended": EventKind(Group.ATTENDANCE, "The patient was seen", _SEEN),
    "followup_attended": EventKind(Group.ATTENDANCE, "The patient was seen at a follow-up", _SEEN),
    "diagnostic_attended": EventKind(Group.ATTENDANCE, "The patient came for a test", _SEEN),
    "pre_operative_assessment": EventKind(Group.ATTENDANCE, "The patient came to be assessed before an operation"),
    "device_measured": EventKind(Group.ATTENDANCE, "The patient was measured for a device"),
    "appointment_dna": EventKind(Group.ATTENDANCE, "The patient did not attend", _DNA),
    "was_not_brought": EventKind(Group.ATTENDANCE, "The child was not brought", _DNA),
    "arrived_late_not_seen": EventKind(Group.ATTENDANCE, "The patient came too late to be seen", _DNA),
    "patient_contacted_to_rebook": EventKind(Group.BOOKING, "The patient got in touch to rebook"),
    "clinician_decides_reoffer": EventKind(Group.BOOKING, "A clinician decided to offer another date", ("decided_by",)),
    "clinical_review_done": EventKind(Group.TOLD, "A clinician reviewed the patient", ("decided_by",)),
}

_STOPS: Mapping[str, EventKind] = {
    "first_definitive_treatment": EventKind(Group.TREATMENT, "Treatment began", ("treated",), "30"),
    "admitted_for_treatment": EventKind(
        Group.TREATMENT, "The patient was admitted for treatment", ("side", "treated"), "30"
    ),
    "admitted_diagnostic_only": EventKind(Group.ADMISSION, "The patient was admitted for a test only", ("planned",)),
    "admission_called_off": EventKind(Group.RECORD, "The procedure or test was called off", ("reason",)),
    "test_result_back": EventKind(Group.RECORD, "The result of a test came back"),
    "admitted_not_treated": EventKind(
        Group.ADMISSION, "The patient was admitted and not treated", ("reason", "admitted_on")
    ),
    "treatment_cancelled_after_admission": EventKind(
        Group.TOLD, "The treatment was cancelled after the patient was admitted", ("reason", "admitted_on")
    ),
    "procedure_performed": EventKind(Group.TREATMENT, "A procedure was done", ("therapeutic", "planned")),
    "device_fitted": EventKind(Group.TREATMENT, "A device was fitted", (), "30"),
    "added_to_transplant_list": EventKind(
        Group.DECISION, "The patient was put on a transplant list", ("matched", *_DECIDED), "34"
    ),
    "active_monitoring_start": EventKind(
        Group.DECISION,
        "Active monitoring was agreed",
        ("agreed", "clinical_conversation", "next_diagnostic", "next_treatment", "reason", "review_on", *_DECIDED),
        "32",
    ),
    "decision_not_to_treat": EventKind(Group.DECISION, "A clinician decided not to treat", _DECIDED, "34"),
    "discharge_to_gp": EventKind(
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
        "34",
    ),
    "patient_declined_treatment": EventKind(Group.DECISION, "The patient declined treatment", _DECIDED, "35"),
    "decision_communicated": EventKind(Group.TOLD, "The patient was told of the decision"),
    "death": EventKind(Group.DEATH, "The patient died", ("notified",), "36"),
}

_AFTERWARDS: Mapping[str, EventKind] = {
    "decision_to_treat": EventKind(
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
    "patient_ready_to_proceed": EventKind(Group.START, "The patient is ready to go on", (), "11"),
    "fit_and_ready_second_side": EventKind(Group.START, "The patient is fit, ready and free for the second side"),
    "added_to_planned_list": EventKind(
        Group.FOLLOW_UP,
        "The patient was put on the planned list",
        ("due", "kind", "was", "decided_by", "clinical_decision"),
    ),
    "planned_due_date_passed": EventKind(Group.FOLLOW_UP, "The planned date passed", ("kind",)),
    "added_to_followup_list": EventKind(Group.FOLLOW_UP, "The patient was put on the follow-up list", ("due",)),
    "followup_due_date_passed": EventKind(Group.FOLLOW_UP, "The follow-up date passed"),
    "pifu_start": EventKind(Group.FOLLOW_UP, "Patient-initiated follow-up began", ("ends", "end_action")),
    "pifu_contact": EventKind(Group.FOLLOW_UP, "The patient asked for a follow-up", ("said",)),
    "pifu_end": EventKind(Group.FOLLOW_UP, "Patient-initiated follow-up ended"),
    "place_ended": EventKind(
        Group.FOLLOW_UP, "A need without an 18-week clock was closed", ("reason", "due", "decided_by", "passed_to")
    ),
}

_CANCER: Mapping[str, EventKind] = {
    "milestone_withdrawn": EventKind(
        Group.RECORD, "A cancer milestone was taken out as recorded in error", ("what", "was", "corrected_by")
    ),
    "closure_taken_back": EventKind(
        Group.RECORD, "An end of the wait was taken back as recorded in error", ("what", "corrected_by")
    ),
    "milestone_correction_asked": EventKind(
        Group.RECORD, "Somebody asked to correct a cancer milestone", ("asked", "asked_by")
    ),
    "milestone_correction_refused": EventKind(
        Group.RECORD, "The correction of a cancer milestone was refused", ("asked", "refused_by")
    ),
    "ending_correction_asked": EventKind(
        Group.RECORD, "Somebody asked to correct how an appointment ended", ("asked", "asked_by")
    ),
    "ending_correction_refused": EventKind(
        Group.RECORD, "The correction of how an appointment ended was refused", ("asked", "refused_by")
    ),
    "told_cancer_diagnosed": EventKind(Group.TOLD, "The patient was told that it is cancer"),
    "told_cancer_ruled_out": EventKind(Group.TOLD, "The patient was told that it is not cancer"),
    "interval_scanning_agreed": EventKind(Group.TOLD, "Interval scanning was agreed"),
    "excluded_from_faster_diagnosis": EventKind(Group.TOLD, "The patient left the 28-day standard", ("reason",)),
}

EVENT_KINDS: Mapping[str, EventKind] = {
    **_REFERRAL, **_BOOKING, **_ATTENDANCE, **_STOPS, **_AFTERWARDS, **_CANCER,
}  # fmt: skip
"""Kind of event -> its description; the only kinds that `clock_at` takes."""


MISSED_APPOINTMENTS: Mapping[str, str] = {"appointment_dna": "3", "was_not_brought": "3", "arrived_late_not_seen": "7"}
"""Kinds of a missed appointment -> its ATTENDED OR DID NOT ATTEND code (R-400)."""


class UnknownEventError(ValueError):
    """An event of a kind that the clock does not know. Its text is a sentence that names the nearest known kinds."""


def kind_of(event: str) -> EventKind:
    """Return the description of a kind of event, or raise `UnknownEventError`."""
    if event not in EVENT_KINDS:
        near = get_close_matches(event, EVENT_KINDS, n=3)
        hint = f"Did you mean {' or '.join(near)}?" if near else f"The kinds are {', '.join(sorted(EVENT_KINDS))}."
        raise UnknownEventError(f"The 18-week clock knows no event of this kind. {hint}")
    return EVENT_KINDS[event]
