"""The 18-week clock: from a pathway's events to its state on a day.

Events count by their own dates (R-113), so the order of keying, and keying one twice, change nothing. Only records of a
referral, such as two gradings of one day, keep the order of entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from clerkdesk.rules.rtt import (
    afterwards,
    attendance,
    bookings,
    details,
    missed,
    monitoring,
    recorded,
    starts,
    stops,
    transfers,
)
from clerkdesk.rules.rtt.kinds import CARE, MISSED_APPOINTMENTS, Group, kind_of
from clerkdesk.rules.rtt.model import Clock, ClockEvent
from clerkdesk.rules.rtt.pathway import Outside, PathwayAtMoment
from clerkdesk.rules.rtt.result import clock_of
from clerkdesk.rules.rtt.sentences import Sentence
from clerkdesk.rules.rtt.transitions import ADMINISTRATIVE_CODES, judge
from clerkdesk.rules.rtt.treatments import undone_admissions
from clerkdesk.rules.values.priority import Priority
from clerkdesk.settings import PolicySettings

Handler = Callable[[PathwayAtMoment, ClockEvent], None]


def _only_noted(sentence: Sentence) -> Handler:
    """Return the handler of an event that never touches a clock."""
    return lambda pathway, event: pathway.note(event, sentence)


def _carried_on(sentence: Sentence) -> Handler:
    """Return the handler of an event within a wait that goes on."""
    return lambda pathway, event: pathway.carry_on(event, sentence)


HANDLERS: Mapping[str, Handler] = {
    "referral_received": starts.referral_received,
    "referral_registered_on_pas": _only_noted(Sentence.KEYED),
    "referral_rejected_by_provider": starts.referral_returned,
    "referral_graded": recorded.graded,
    "priority_changed": recorded.priority_changed,
    "ers_request_created": _only_noted(Sentence.REQUEST_ONLY),
    "ubrn_converted": starts.ubrn_converted,
    "asi_deferred": starts.asi_deferred,
    "spoa_request_received": starts.spoa_request_received,
    "own_condition_confirmed": _only_noted(Sentence.OWN_CONDITION),
    "priority_confirmed": recorded.priority_confirmed,
    "patient_told": recorded.told,
    "referrer_told": recorded.told,
    "referral_redirected": recorded.redirected,
    "interface_referral_received": starts.interface_referral_received,
    "self_referral_received": starts.self_referral_received,
    "self_referral_ratified": starts.self_referral_ratified,
    "advice_requested": _only_noted(Sentence.ADVICE_ONLY),  # no referral, no clock
    "direct_access_test_requested": starts.direct_access_test,
    "emergency_admission": starts.emergency_admission,
    "service_corrected_to_consultant_led": starts.service_corrected,
    "death_checked": recorded.death_checked,
    "recorded_in_error": starts.recorded_in_error,
    "duplicate_joined": recorded.duplicate_joined,
    "duplicate_taken_back": recorded.duplicate_taken_back,
    "duplicate_opened_again": recorded.duplicate_opened_again,
    "internal_referral": starts.internal_referral,
    "consultant_upgrade": _only_noted(Sentence.UPGRADED),
    "transfer_in": starts.transfer_in,
    "transfer_out": transfers.passed_on,
    "returned_from_provider": transfers.passed_back,
    "sent_for_diagnostic": transfers.sent_for_test,
    "appointment_booked": bookings.booked,
    "appointment_rebooked": bookings.rebooked,
    "booked_wrong_clinic": attendance.wrong_clinic,
    "appointment_cancelled_by_patient": bookings.cancelled_by_patient,
    "appointment_cancelled_by_provider": bookings.cancelled_by_hospital,
    "tci_booked": bookings.booked,
    "added_to_waiting_list": bookings.listed,
    "offer_made": bookings.offered,
    "offer_accepted": bookings.booked,
    "offer_declined": bookings.declined,
    "patient_unavailable": bookings.unavailable,
    "patient_requests_delay": bookings.delay_requested,
    "thinking_time": bookings.thinking,
    "appointment_attended": attendance.seen,
    "followup_attended": attendance.seen,
    "diagnostic_attended": attendance.tested,
    "pre_operative_assessment": attendance.prepared,
    "device_measured": attendance.prepared,
    "appointment_dna": missed.clock_when_missed,
    "was_not_brought": missed.clock_when_missed,
    "arrived_late_not_seen": missed.arrived_late,
    "patient_contacted_to_rebook": missed.contacted_to_rebook,
    "clinician_decides_reoffer": missed.reoffer_decided,
    "clinical_review_done": attendance.reviewed,
    "first_definitive_treatment": stops.treated,
    "admitted_for_treatment": stops.admitted,
    "admitted_diagnostic_only": attendance.admitted_for_test,
    "admitted_not_treated": attendance.admitted_not_treated,
    "admission_called_off": _carried_on(Sentence.CALLED_OFF),
    "test_result_back": _carried_on(Sentence.RESULT_BACK),
    "treatment_cancelled_after_admission": stops.treatment_called_off,
    "procedure_performed": stops.procedure_performed,
    "device_fitted": stops.device_fitted,
    "added_to_transplant_list": stops.transplant_listed,
    "active_monitoring_start": monitoring.monitoring_started,
    "decision_not_to_treat": stops.decision_not_to_treat,
    "discharge_to_gp": stops.discharged,
    "patient_declined_treatment": stops.declined_treatment,
    "decision_communicated": stops.decision_communicated,
    "death": stops.died,
    "decision_to_treat": starts.decision_to_treat,
    "patient_ready_to_proceed": starts.ready_to_proceed,
    "fit_and_ready_second_side": starts.second_side,
    "added_to_planned_list": afterwards.planned,
    "planned_due_date_passed": afterwards.planned_overdue,
    "added_to_followup_list": afterwards.follow_up_listed,
    "followup_due_date_passed": afterwards.follow_up_overdue,
    "pifu_start": afterwards.pifu_began,
    "pifu_contact": afterwards.pifu_contact,
    "place_ended": afterwards.place_ended,
    "pifu_end": afterwards.pifu_ended,
    "milestone_withdrawn": recorded.milestone_withdrawn,
    "closure_taken_back": recorded.closure_taken_back,
    "milestone_correction_asked": recorded.correction_asked,
    "milestone_correction_refused": recorded.correction_refused,
    "ending_correction_asked": recorded.correction_asked,
    "ending_correction_refused": recorded.correction_refused,
    "told_cancer_diagnosed": _only_noted(Sentence.TOLD_CANCER),
    "told_cancer_ruled_out": _only_noted(Sentence.TOLD_NO_CANCER),
    "interval_scanning_agreed": _only_noted(Sentence.INTERVAL_SCANNING),
    "excluded_from_faster_diagnosis": recorded.excluded,
}

_CODES_COUNT = frozenset(
    {Group.ATTENDANCE, Group.ADMISSION, Group.TREATMENT, Group.DECISION, Group.FOLLOW_UP, Group.TRANSFER}
)
"""Kinds whose code is the actual status (R-191), so that the table of RULES 1.8 applies."""
_STATUS_OUTSIDE: Mapping[Outside | None, str] = {Outside.NOT_CONSULTANT_LED: "98", Outside.DIRECT_ACCESS: "92"}
"""Status of a pathway without a clock before any code was recorded, for the table of RULES 1.8."""
_TAKEN_LAST = 80
"""Position of a start among the events of a day that began with a running clock."""


def clock_at(events: Iterable[ClockEvent], as_of: date, settings: PolicySettings) -> Clock:
    """Return the state of a pathway on a day.

    Args:
        events: Everything recorded on the pathway, in any order; the caller leaves out annulled facts. If events have a
        `pathway`, the clock belongs to the pathway that started last, with the others beside it.
        as_of: The day of the question; later events are explained and do not count.
        settings: The policy in force, for the choices that the sources leave open (RULES 11).

    Raises:
        UnknownEventError: An event is of a kind that is not in `EVENT_KINDS`.
    """
    in_order = sorted(events, key=lambda event: (_time_key(event), sorted(map(str, event.details.items()))))
    once = list({(details.identity(event), _entered(event)): event for event in in_order}.values())
    finished = [_run(name, group, as_of, settings) for name, group in _by_pathway(once)]
    finished.sort(key=lambda pathway: pathway.periods[-1].start or date.min if pathway.periods else date.min)
    return clock_of(finished[-1], finished[:-1], as_of)


def _time_key(event: ClockEvent) -> tuple[date, int, int, details.Identity]:
    """Return the sort key of an event by time; its fields break ties, and the order of entry those of a record."""
    return details.effective_date(event), kind_of(event.event).group, _entered(event), details.identity(event)


def _entered(event: ClockEvent) -> int:
    """Return the number in the order of entry of a record, such as a grading; 0 for an event that acts by itself."""
    return event.entered if kind_of(event.event).group is Group.RECORD else 0


def _by_pathway(events: Sequence[ClockEvent]) -> list[tuple[str | None, list[ClockEvent]]]:
    """Split the events by pathway; a death belongs to all, other events without a label to the first one (R-109)."""
    named = [name for event in events for name in _names(event)]
    names: list[str | None] = [*dict.fromkeys(named)] or [None]
    parted: dict[str | None, list[ClockEvent]] = {name: [] for name in names}
    for event in events:
        belongs = _names(event) if event.event != "death" else tuple(named)
        own = () if "pathway" in event.details or not named else names[:1]
        for name in dict.fromkeys([*own, *belongs] or names[:1]):
            parted[name].append(event)
    return list(parted.items())


def _names(event: ClockEvent) -> tuple[str, ...]:
    """Return the pathways of an event: its own, and the new one that it opens."""
    labels = (details.words(event, "pathway"), details.words(event, "new_pathway"))
    return tuple(label for label in labels if label)


def _run(name: str | None, events: Sequence[ClockEvent], as_of: date, settings: PolicySettings) -> PathwayAtMoment:
    """Apply the events of one pathway, day by day."""
    known = [event for event in events if details.effective_date(event) <= as_of]
    pathway = PathwayAtMoment(
        name,
        settings,
        protected=any(details.concerns_vulnerable(event) for event in known),
        child=any(details.concerns_child(event) for event in known),
    )
    undone = undone_admissions(known)
    passing = list(afterwards.dates_that_pass(known, as_of))
    for _, todays in groupby(sorted([*known, *passing], key=_time_key), key=details.effective_date):
        for event in _order_of_the_day(list(todays), was_open=pathway.is_open):
            if details.identity(event) in undone:
                stops.admission_undone(pathway, event)
            elif event not in passing or afterwards.is_unmet(pathway, event):
                _take(pathway, event)
    for event in events:
        if details.effective_date(event) > as_of:
            pathway.note(event, Sentence.STILL_TO_COME)
    return pathway


def _order_of_the_day(todays: list[ClockEvent], *, was_open: bool) -> list[ClockEvent]:
    """Order the events of one day, so that starts and stops of a clock are in the right order.

    On a day that began with a running clock a start follows the stop of that day, if there is one; on any other day it
    comes first, so that a treatment decided on and given in one visit is a wait of no days.
    """

    def place(event: ClockEvent) -> int:
        group = kind_of(event.event).group
        if event.event == "decision_to_treat" and event.code != "11" and not details.flag(event, "new_treatment"):
            # For treatment decided on and given in one visit, the decision comes first.
            return Group.ADMISSION if was_open else Group.START
        starts_anew = group is Group.START or event.code == "11"
        if was_open:
            return _TAKEN_LAST if starts_anew else group
        return Group.START if starts_anew or event.event == "decision_to_treat" else group

    return sorted(todays, key=place)


def _take(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Apply one event: refuse an impossible one, then let its kind decide."""
    pathway.priority = details.priority_of(event) or pathway.priority
    if event.event == "consultant_upgrade" and not details.flag(event, "screening"):
        pathway.priority = Priority.SUSPECTED_CANCER
    if details.flag(event, "safeguarding_checked") and event.event == "clinical_review_done":
        pathway.safeguarding_due = False
    if pathway.died is not None and details.effective_date(event) > pathway.died:
        _take_after_death(pathway, event)
    elif details.words(event, "status") == "intended":
        pathway.note(event, Sentence.INTENDED_ONLY)
    elif not _is_refused(pathway, event):
        refused_before = len(pathway.rejected)
        HANDLERS[event.event](pathway, event)
        if len(pathway.rejected) == refused_before and _carries_status(pathway, event):
            pathway.last_code = event.code


def _take_after_death(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    if kind_of(event.event).group in CARE:
        pathway.reject(event, Sentence.AFTER_DEATH)
    else:
        HANDLERS[event.event](pathway, event)


def _carries_status(pathway: PathwayAtMoment, event: ClockEvent) -> bool:
    """Return whether the code of an event is a status that the next one must fit."""
    kind = kind_of(event.event)
    counts = kind.group in _CODES_COUNT or kind.code == "11"
    return event.code is not None and counts and not (event.event in MISSED_APPOINTMENTS and pathway.is_open)


def _is_refused(pathway: PathwayAtMoment, event: ClockEvent) -> bool:
    """Judge the code of an event by RULES 1.8 and R-124, and explain a refused or odd one."""
    implied = kind_of(event.event).code
    code = event.code or implied
    if details.flag(event, "admin_event") and code not in ADMINISTRATIVE_CODES:
        pathway.reject(event, Sentence.CODE_NOT_ADMINISTRATIVE)
        return True
    if code is None or not (_carries_status(pathway, event) or (event.code is None and implied == "30")):
        return False
    last_code = pathway.last_code or _STATUS_OUTSIDE.get(pathway.outside)
    verdict = judge(last_code, code, attended=pathway.attended, closed_before=bool(pathway.closed))
    if verdict.answer == "refused":
        pathway.reject(event, Sentence.CODE_REFUSED, code=code, reason=verdict.reason)
        return True
    if verdict.answer == "warned" and event.code is not None:
        pathway.warn(event, Sentence.CODE_ODD, code=code, reason=verdict.reason)
    return False
