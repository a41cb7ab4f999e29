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
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
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
    ClockEventKind.REFERRAL_RECEIVED: starts.referral_received,
    ClockEventKind.REFERRAL_REGISTERED_ON_PAS: _only_noted(Sentence.KEYED),
    ClockEventKind.REFERRAL_REJECTED_BY_PROVIDER: starts.referral_returned,
    ClockEventKind.REFERRAL_GRADED: recorded.graded,
    ClockEventKind.PRIORITY_CHANGED: recorded.priority_changed,
    ClockEventKind.ERS_REQUEST_CREATED: _only_noted(Sentence.REQUEST_ONLY),
    ClockEventKind.UBRN_CONVERTED: starts.ubrn_converted,
    ClockEventKind.ASI_DEFERRED: starts.asi_deferred,
    ClockEventKind.SPOA_REQUEST_RECEIVED: starts.spoa_request_received,
    ClockEventKind.OWN_CONDITION_CONFIRMED: _only_noted(Sentence.OWN_CONDITION),
    ClockEventKind.PRIORITY_CONFIRMED: recorded.priority_confirmed,
    ClockEventKind.PATIENT_TOLD: recorded.told,
    ClockEventKind.REFERRER_TOLD: recorded.told,
    ClockEventKind.REFERRAL_REDIRECTED: recorded.redirected,
    ClockEventKind.INTERFACE_REFERRAL_RECEIVED: starts.interface_referral_received,
    ClockEventKind.SELF_REFERRAL_RECEIVED: starts.self_referral_received,
    ClockEventKind.SELF_REFERRAL_RATIFIED: starts.self_referral_ratified,
    ClockEventKind.ADVICE_REQUESTED: _only_noted(Sentence.ADVICE_ONLY),  # no referral, no clock
    ClockEventKind.DIRECT_ACCESS_TEST_REQUESTED: starts.direct_access_test,
    ClockEventKind.EMERGENCY_ADMISSION: starts.emergency_admission,
    ClockEventKind.SERVICE_CORRECTED_TO_CONSULTANT_LED: starts.service_corrected,
    ClockEventKind.DEATH_CHECKED: recorded.death_checked,
    ClockEventKind.RECORDED_IN_ERROR: starts.recorded_in_error,
    ClockEventKind.DUPLICATE_JOINED: recorded.duplicate_joined,
    ClockEventKind.DUPLICATE_TAKEN_BACK: recorded.duplicate_taken_back,
    ClockEventKind.DUPLICATE_OPENED_AGAIN: recorded.duplicate_opened_again,
    ClockEventKind.INTERNAL_REFERRAL: starts.internal_referral,
    ClockEventKind.CONSULTANT_UPGRADE: _only_noted(Sentence.UPGRADED),
    ClockEventKind.TRANSFER_IN: starts.transfer_in,
    ClockEventKind.TRANSFER_OUT: transfers.passed_on,
    ClockEventKind.RETURNED_FROM_PROVIDER: transfers.passed_back,
    ClockEventKind.SENT_FOR_DIAGNOSTIC: transfers.sent_for_test,
    ClockEventKind.APPOINTMENT_BOOKED: bookings.booked,
    ClockEventKind.APPOINTMENT_REBOOKED: bookings.rebooked,
    ClockEventKind.BOOKED_WRONG_CLINIC: attendance.wrong_clinic,
    ClockEventKind.APPOINTMENT_CANCELLED_BY_PATIENT: bookings.cancelled_by_patient,
    ClockEventKind.APPOINTMENT_CANCELLED_BY_PROVIDER: bookings.cancelled_by_hospital,
    ClockEventKind.TCI_BOOKED: bookings.booked,
    ClockEventKind.ADDED_TO_WAITING_LIST: bookings.listed,
    ClockEventKind.OFFER_MADE: bookings.offered,
    ClockEventKind.OFFER_ACCEPTED: bookings.booked,
    ClockEventKind.OFFER_DECLINED: bookings.declined,
    ClockEventKind.PATIENT_UNAVAILABLE: bookings.unavailable,
    ClockEventKind.PATIENT_REQUESTS_DELAY: bookings.delay_requested,
    ClockEventKind.THINKING_TIME: bookings.thinking,
    ClockEventKind.APPOINTMENT_ATTENDED: attendance.seen,
    ClockEventKind.FOLLOWUP_ATTENDED: attendance.seen,
    ClockEventKind.DIAGNOSTIC_ATTENDED: attendance.tested,
    ClockEventKind.PRE_OPERATIVE_ASSESSMENT: attendance.prepared,
    ClockEventKind.DEVICE_MEASURED: attendance.prepared,
    ClockEventKind.APPOINTMENT_DNA: missed.clock_when_missed,
    ClockEventKind.WAS_NOT_BROUGHT: missed.clock_when_missed,
    ClockEventKind.ARRIVED_LATE_NOT_SEEN: missed.arrived_late,
    ClockEventKind.PATIENT_CONTACTED_TO_REBOOK: missed.contacted_to_rebook,
    ClockEventKind.CLINICIAN_DECIDES_REOFFER: missed.reoffer_decided,
    ClockEventKind.CLINICAL_REVIEW_DONE: attendance.reviewed,
    ClockEventKind.FIRST_DEFINITIVE_TREATMENT: stops.treated,
    ClockEventKind.ADMITTED_FOR_TREATMENT: stops.admitted,
    ClockEventKind.ADMITTED_DIAGNOSTIC_ONLY: attendance.admitted_for_test,
    ClockEventKind.ADMITTED_NOT_TREATED: attendance.admitted_not_treated,
    ClockEventKind.ADMISSION_CALLED_OFF: _carried_on(Sentence.CALLED_OFF),
    ClockEventKind.TEST_RESULT_BACK: _carried_on(Sentence.RESULT_BACK),
    ClockEventKind.TREATMENT_CANCELLED_AFTER_ADMISSION: stops.treatment_called_off,
    ClockEventKind.PROCEDURE_PERFORMED: stops.procedure_performed,
    ClockEventKind.DEVICE_FITTED: stops.device_fitted,
    ClockEventKind.ADDED_TO_TRANSPLANT_LIST: stops.transplant_listed,
    ClockEventKind.ACTIVE_MONITORING_START: monitoring.monitoring_started,
    ClockEventKind.DECISION_NOT_TO_TREAT: stops.decision_not_to_treat,
    ClockEventKind.DISCHARGE_TO_GP: stops.discharged,
    ClockEventKind.PATIENT_DECLINED_TREATMENT: stops.declined_treatment,
    ClockEventKind.DECISION_COMMUNICATED: stops.decision_communicated,
    ClockEventKind.DEATH: stops.died,
    ClockEventKind.DECISION_TO_TREAT: starts.decision_to_treat,
    ClockEventKind.PATIENT_READY_TO_PROCEED: starts.ready_to_proceed,
    ClockEventKind.FIT_AND_READY_SECOND_SIDE: starts.second_side,
    ClockEventKind.ADDED_TO_PLANNED_LIST: afterwards.planned,
    ClockEventKind.PLANNED_DUE_DATE_PASSED: afterwards.planned_overdue,
    ClockEventKind.ADDED_TO_FOLLOWUP_LIST: afterwards.follow_up_listed,
    ClockEventKind.FOLLOWUP_DUE_DATE_PASSED: afterwards.follow_up_overdue,
    ClockEventKind.PIFU_START: afterwards.pifu_began,
    ClockEventKind.PIFU_CONTACT: afterwards.pifu_contact,
    ClockEventKind.NEED_ENDED: afterwards.need_ended,
    ClockEventKind.PIFU_END: afterwards.pifu_ended,
    ClockEventKind.MILESTONE_WITHDRAWN: recorded.milestone_withdrawn,
    ClockEventKind.CLOSURE_TAKEN_BACK: recorded.closure_taken_back,
    ClockEventKind.MILESTONE_CORRECTION_ASKED: recorded.correction_asked,
    ClockEventKind.MILESTONE_CORRECTION_REFUSED: recorded.correction_refused,
    ClockEventKind.ENDING_CORRECTION_ASKED: recorded.correction_asked,
    ClockEventKind.ENDING_CORRECTION_REFUSED: recorded.correction_refused,
    ClockEventKind.TOLD_CANCER_DIAGNOSED: _only_noted(Sentence.TOLD_CANCER),
    ClockEventKind.TOLD_CANCER_RULED_OUT: _only_noted(Sentence.TOLD_NO_CANCER),
    ClockEventKind.INTERVAL_SCANNING_AGREED: _only_noted(Sentence.INTERVAL_SCANNING),
    ClockEventKind.EXCLUDED_FROM_FASTER_DIAGNOSIS: recorded.excluded,
}

_CODES_COUNT = frozenset(
    {Group.ATTENDANCE, Group.ADMISSION, Group.TREATMENT, Group.DECISION, Group.FOLLOW_UP, Group.TRANSFER}
)
"""Kinds whose code is the actual status (R-191), so that the table of RULES 1.8 applies."""
_STATUS_OUTSIDE: Mapping[Outside | None, RttStatus] = {
    Outside.NOT_CONSULTANT_LED: RttStatus.NOT_APPLICABLE,
    Outside.DIRECT_ACCESS: RttStatus.BEFORE_REFERRAL,
}
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
        belongs = _names(event) if event.event != ClockEventKind.DEATH else tuple(named)
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

    def rank(event: ClockEvent) -> int:
        group = kind_of(event.event).group
        if (
            event.event == ClockEventKind.DECISION_TO_TREAT
            and event.code != RttStatus.AFTER_MONITORING
            and not details.flag(event, "new_treatment")
        ):
            # For treatment decided on and given in one visit, the decision comes first.
            return Group.ADMISSION if was_open else Group.START
        starts_anew = group is Group.START or event.code == RttStatus.AFTER_MONITORING
        if was_open:
            return _TAKEN_LAST if starts_anew else group
        return Group.START if starts_anew or event.event == ClockEventKind.DECISION_TO_TREAT else group

    return sorted(todays, key=rank)


def _take(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Apply one event: refuse an impossible one, then let its kind decide."""
    pathway.priority = details.priority_of(event) or pathway.priority
    if event.event == ClockEventKind.CONSULTANT_UPGRADE and not details.flag(event, "screening"):
        pathway.priority = Priority.SUSPECTED_CANCER
    if details.flag(event, "safeguarding_checked") and event.event == ClockEventKind.CLINICAL_REVIEW_DONE:
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
    counts = kind.group in _CODES_COUNT or kind.code == RttStatus.AFTER_MONITORING
    return event.code is not None and counts and not (event.event in MISSED_APPOINTMENTS and pathway.is_open)


def _is_refused(pathway: PathwayAtMoment, event: ClockEvent) -> bool:
    """Judge the code of an event by RULES 1.8 and R-124, and explain a refused or odd one."""
    implied = kind_of(event.event).code
    code = event.code or implied
    if details.flag(event, "admin_event") and code not in ADMINISTRATIVE_CODES:
        pathway.reject(event, Sentence.CODE_NOT_ADMINISTRATIVE)
        return True
    if code is None or not (_carries_status(pathway, event) or (event.code is None and implied == RttStatus.TREATED)):
        return False
    last_code = pathway.last_code or _STATUS_OUTSIDE.get(pathway.outside)
    verdict = judge(last_code, code, attended=pathway.attended, closed_before=bool(pathway.closed))
    if verdict.answer == "refused":
        pathway.reject(event, Sentence.CODE_REFUSED, code=code, reason=verdict.reason)
        return True
    if verdict.answer == "warned" and event.code is not None:
        pathway.warn(event, Sentence.CODE_ODD, code=code, reason=verdict.reason)
    return False
