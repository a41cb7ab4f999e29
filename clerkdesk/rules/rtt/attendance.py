"""Applies visits, tests and admissions to the clock (R-111, R-112, R-114, R-121, R-122, R-162).

A clinic's outcome arrives as the RTT code of the attendance; `stops` handles codes that stop.
"""

from __future__ import annotations

from clerkdesk.rules.rtt import afterwards, details, starts, stops, transfers
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.rtt.pathway import ClinicianQuestion, Opening, Outside, PathwayAtMoment
from clerkdesk.rules.rtt.sentences import Sentence
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus

_NO_EFFECT = frozenset(
    {None, RttStatus.AFTER_TREATMENT, RttStatus.DURING_MONITORING, RttStatus.BEFORE_REFERRAL, RttStatus.NOT_APPLICABLE}
)
_OUTSIDE = (RttStatus.BEFORE_REFERRAL, RttStatus.NOT_APPLICABLE)
"""Codes for pathways without a wait of this standard."""
_OPENS_UNKNOWN = frozenset({RttStatus.FIRST_ACTIVITY, RttStatus.GOES_ON, RttStatus.NOT_KNOWN})


def seen(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Apply an attendance by its RTT code; without a stop code an open wait goes on."""
    pathway.settle(ClinicianQuestion.DID_NOT_ATTEND, ClinicianQuestion.CANCELLATIONS)
    pathway.last_missed = pathway.thinking_since = None
    pathway.choices.since_seen = False
    pathway.followup_overdue_since = None
    pathway.follow_ups.clear()
    afterwards.meet_planned(pathway, event)
    match event.code:
        case RttStatus.AFTER_MONITORING:
            starts.decision_to_treat(pathway, event)
        case RttStatus.PASSED_ON:
            transfers.passed_on(pathway, event)
        case RttStatus.TREATED:
            stops.treated(pathway, event)
        case (
            RttStatus.MONITORED_BY_PATIENT
            | RttStatus.MONITORED_BY_CLINICIAN
            | RttStatus.NOT_TREATED
            | RttStatus.DECLINED
            | RttStatus.DIED
        ):
            stops.outcome(pathway, event)
        case RttStatus.FIRST_MISSED:
            pathway.reject_code(event, RttStatus.FIRST_MISSED, Sentence.CODE_NOT_FIRST)
            pathway.carry_on(event, Sentence.SEEN)
        case _ if pathway.is_open:
            _seen_in_the_wait(pathway, event)
        case _:
            _seen_outside_a_wait(pathway, event)
    if pathway.is_open:
        pathway.attended = True
    elif pathway.is_monitored and pathway.monitored_since is not None:
        pathway.monitored_since, pathway.monitoring_review_on = details.effective_date(event), None


def tested(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """A test counts like any attendance, and meets an overdue planned test (R-170)."""
    pathway.dm01_start = None
    seen(pathway, event)


def _seen_in_the_wait(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    if event.code == RttStatus.GOES_ON and pathway.elsewhere:
        pathway.elsewhere = False
    if event.code in _OUTSIDE and pathway.last_code is None:
        pathway.warn(event, Sentence.CODE_OUTSIDE, code=event.code)
    sentence = Sentence.TESTED if event.event == ClockEventKind.DIAGNOSTIC_ATTENDED else Sentence.SEEN
    pathway.carry_on(event, Sentence.SEEN_STATUS_UNKNOWN if event.code == RttStatus.NOT_KNOWN else sentence)


def _seen_outside_a_wait(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """An attendance that belongs to a wait opens one with an unknown start if no wait is known (R-173)."""
    if event.code == RttStatus.NEW_CONDITION and pathway.closed:
        pathway.warn(event, Sentence.PLANNED_AS_NEW)
        pathway.note(event, Sentence.OWN_PATHWAY)
    elif pathway.is_monitored:
        pathway.note(event, Sentence.SEEN_ON_MONITORING)
    elif pathway.is_nullified and event.code == RttStatus.FIRST_ACTIVITY:
        # The next wait runs (RULES 1.8), from an unrecorded day.
        pathway.warn(event, Sentence.ASK_WHEN_IN_TOUCH)
        pathway.begin(event, None, Opening.REBOOKING, Sentence.REBOOKED_UNKNOWN)
    elif _lacks_its_start(pathway, event):
        pathway.begin(event, None, Opening.REFERRAL, Sentence.SEEN_WITHOUT_REFERRAL)
        pathway.without_referral = True
    elif pathway.closed:
        pathway.note(event, Sentence.SEEN_AFTERWARDS)
    else:
        pathway.note(event, Sentence.SEEN_OUTSIDE)


def _lacks_its_start(pathway: PathwayAtMoment, event: ClockEvent) -> bool:
    if event.code in _NO_EFFECT or pathway.outside in (Outside.NOT_CONSULTANT_LED, Outside.PRIVATE, Outside.EMERGENCY):
        return False
    if pathway.closed:
        return event.code == RttStatus.FIRST_ACTIVITY and pathway.last_stop in (
            RttStatus.NOT_TREATED,
            RttStatus.DECLINED,
        )
    return event.code in _OPENS_UNKNOWN | {RttStatus.NEW_CONDITION}


def prepared(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Being measured for a device or assessed before an operation is not treatment (R-121, R-122)."""
    _goes_on(pathway, event, Sentence.NOT_FIRST_TREATMENT)


def admitted_for_test(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """An admission for a test only does not stop the clock (R-121)."""
    pathway.dm01_start = None
    afterwards.meet_planned(pathway, event)
    _goes_on(pathway, event, Sentence.TESTED_ONLY)
    pathway.admitted_for_test = event.event_date


def admitted_not_treated(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """An admission that ends without treatment does not stop the clock, regardless of its purpose (R-121)."""
    _goes_on(pathway, event, Sentence.NOT_TREATED)


def _goes_on(pathway: PathwayAtMoment, event: ClockEvent, sentence: Sentence) -> None:
    if event.code == RttStatus.TREATED:
        pathway.reject_code(event, RttStatus.TREATED, Sentence.CODE_NOT_TREATMENT)
    pathway.carry_on(event, sentence)
    if pathway.is_open:
        pathway.attended = True


def wrong_clinic(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """A booking in the wrong clinic neither stops nor restarts the clock (R-111)."""
    pathway.carry_on(event, Sentence.WRONG_CLINIC)


def reviewed(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """A clinical review answers its question; its decision comes as a separate event (R-204)."""
    pathway.settle(
        ClinicianQuestion.DID_NOT_ATTEND,
        ClinicianQuestion.CANCELLATIONS,
        ClinicianQuestion.DECLINED_OFFERS,
        ClinicianQuestion.DELAY,
    )
    pathway.choices.forget_declines()
    if pathway.is_monitored:
        pathway.monitored_since, pathway.monitoring_review_on = details.effective_date(event), None
    pathway.note(event, Sentence.REVIEWED)
