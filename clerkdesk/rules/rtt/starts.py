"""Starts clocks, and explains events that look like a start and are not (R-100 to R-114, R-170)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.model import ClockEvent, Reporter
from clerkdesk.rules.rtt.pathway import Opening, Outside, PathwayAtMoment, Pending
from clerkdesk.rules.rtt.sentences import Sentence
from clerkdesk.rules.values.clocks import ClockEffect, ClockEventKind, RttStatus
from clerkdesk.rules.values.date_words import count_words, day_words

_RECEIPTS: Mapping[str, Sentence] = {
    ClockEventKind.REFERRAL_RECEIVED: Sentence.STARTED_BY_LETTER,
    ClockEventKind.UBRN_CONVERTED: Sentence.STARTED_BY_BOOKING,
    ClockEventKind.ASI_DEFERRED: Sentence.STARTED_BY_SLOT_ISSUE,
}
"""Kinds for the receipt of the referral -> the sentence about the start."""
_BY_PHONE = "phone"
_NOT_BY_PHONE = frozenset({"letter", "paper", "email"})


def referral_received(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Start on the day of receipt (R-100), unless the service or the funding has no clock (R-106)."""
    channel = details.words(event, "channel")
    if details.flag(event, "consultant_led") is False or event.code == RttStatus.NOT_APPLICABLE:
        _stay_outside(pathway, event, Outside.NOT_CONSULTANT_LED, Sentence.NOT_CONSULTANT_LED)
    elif details.flag(event, "private"):
        _stay_outside(pathway, event, Outside.PRIVATE, Sentence.PRIVATE_CARE)
    elif details.flag(event, "direct_access") or event.code == RttStatus.BEFORE_REFERRAL:
        _stay_outside(pathway, event, Outside.DIRECT_ACCESS, Sentence.DIRECT_TEST)
    elif pathway.is_open and pathway.by_phone and channel in _NOT_BY_PHONE and not pathway.attended:
        pathway.by_phone = False
        pathway.correct_start(event, event.event_date, Sentence.LETTER_AFTER_CALL)
    elif channel == _BY_PHONE:
        _receive(pathway, event, Sentence.STARTED_BY_CALL)
        pathway.by_phone = pathway.start == event.event_date
    else:
        _receive(pathway, event, Sentence.STARTED_BY_LETTER)


def referral_returned(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Note that no clinician accepted the referral: the wait runs until patient and referrer know (RULES 13.18)."""
    pathway.returned = True
    pathway.note(event, Sentence.REFERRAL_RETURNED)


def _stay_outside(pathway: PathwayAtMoment, event: ClockEvent, why: Outside, sentence: Sentence) -> None:
    if not pathway.is_open:
        pathway.outside = why
        pathway.received = event.event_date
    pathway.note(event, sentence)


def _receive(pathway: PathwayAtMoment, event: ClockEvent, sentence: Sentence) -> None:
    """Start on the day of the event, or on the start from another provider; a running clock keeps its own (R-101).

    A start that was asked for and is unknown is still a clock (R-173).
    """
    passed_on = details.day(event, "clock_start")
    if pathway.is_open:
        _receive_again(pathway, event, passed_on, Sentence.ALREADY_COUNTING)
        return
    if passed_on is not None:
        pathway.begin(event, passed_on, Opening.REFERRAL, Sentence.START_PASSED_ON)
    elif "clock_start" in event.details:
        pathway.begin(event, None, Opening.REFERRAL, Sentence.START_UNKNOWN)
    else:
        again = Sentence.RE_REFERRED if pathway.closed else sentence
        pathway.begin(event, event.event_date, Opening.REFERRAL, again)


def _receive_again(pathway: PathwayAtMoment, event: ClockEvent, passed_on: date | None, sentence: Sentence) -> None:
    """Keep the first start; an earlier one from another provider corrects it, a later one gets a warning (R-104)."""
    pathway.returned = False
    if passed_on is not None and (pathway.start is None or passed_on < pathway.start):
        pathway.correct_start(event, passed_on, Sentence.START_PASSED_ON)
        return
    if pathway.without_referral and event.event in _RECEIPTS:
        pathway.without_referral = False
        pathway.warn(event, Sentence.SEEN_BEFORE_REFERRAL)
        pathway.correct_start(event, event.event_date, _RECEIPTS[event.event])
        return
    if passed_on is not None and passed_on != pathway.start:
        pathway.warn(event, Sentence.START_DIFFERS, other=day_words(passed_on))
    if pathway.start is None:
        pathway.carry_on(event, Sentence.START_UNKNOWN)
    else:
        pathway.carry_on(event, sentence, start=day_words(pathway.start))


def ubrn_converted(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Start when the booking reference is used, not when the GP asked (R-101); unknown if nobody knows (R-173)."""
    if not pathway.is_open and "clock_start" in event.details and event.details["clock_start"] is None:
        pathway.begin(event, None, Opening.REFERRAL, Sentence.START_UNKNOWN)
    else:
        _receive(pathway, event, Sentence.STARTED_BY_BOOKING)


def asi_deferred(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Start on the day the reference lands on the slot-issues list (R-102)."""
    _receive(pathway, event, Sentence.STARTED_BY_SLOT_ISSUE)


def interface_referral_received(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Start on the day the interface service received the referral (R-103)."""
    _receive(pathway, event, Sentence.STARTED_AT_INTERFACE)


def transfer_in(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Keep the original start of another provider (R-104); an unknown one is still reported (R-173)."""
    passed_on = details.day(event, "clock_start")
    pathway.elsewhere, pathway.reported_by = False, Reporter.RECEIVER
    if pathway.is_open:
        _receive_again(pathway, event, passed_on, Sentence.TRANSFER_KEEPS_START)
    elif passed_on is not None:
        pathway.begin(event, passed_on, Opening.REFERRAL, Sentence.START_PASSED_ON)
    else:
        pathway.begin(event, None, Opening.REFERRAL, Sentence.START_UNKNOWN)
    # A visit there counts: unless there was none, no appointment here is the first one.
    pathway.attended = pathway.attended or details.flag(event, "seen_before") is not False


def spoa_request_received(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Start on the day the request reached the single point of access, if the trust counts from it (13.29)."""
    if pathway.settings.pathways.single_point_of_access_starts:
        _receive(pathway, event, Sentence.STARTED_AT_SINGLE_POINT)
    else:
        pathway.note(event, Sentence.SINGLE_POINT_ONLY)


def self_referral_received(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Wait for a care professional to ratify it (R-105)."""
    if details.flag(event, "locally_agreed") is False:
        pathway.note(event, Sentence.SELF_REFERRAL_NOT_OPEN)
        return
    if pathway.is_open and pathway.start is None and pathway.ratified_first is not None:
        # Its ratification is dated before its receipt, which is still the start.
        pathway.warned = [said for said in pathway.warned if said.event != pathway.ratified_first]
        pathway.ratified_first = None
        pathway.correct_start(event, event.event_date, Sentence.SELF_REFERRAL_RATIFIED)
        return
    if not pathway.is_open:
        pathway.outside = Outside.NOT_RATIFIED
        pathway.self_referred = pathway.self_referred or event.event_date
    pathway.note(event, Sentence.SELF_REFERRED)


def self_referral_ratified(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Start on the day of receipt, once it is ratified (R-105)."""
    if pathway.is_open and pathway.start is None and pathway.self_referred is not None:
        # The patient was seen before the ratification, so the wait is known only from here on.
        pathway.without_referral = False
        pathway.correct_start(event, pathway.self_referred, Sentence.SELF_REFERRAL_RATIFIED)
        pathway.self_referred = None
        return
    if pathway.is_open:
        _receive_again(pathway, event, None, Sentence.ALREADY_COUNTING)
        return
    if pathway.self_referred is None:
        pathway.ratified_first = event
        pathway.warn(event, Sentence.NO_RECEIPT)
        pathway.begin(event, None, Opening.REFERRAL, Sentence.START_UNKNOWN)
    else:
        pathway.begin(event, pathway.self_referred, Opening.REFERRAL, Sentence.SELF_REFERRAL_RATIFIED)
    pathway.self_referred = None


def service_corrected(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Start on the day of receipt if a service was wrongly taken for one without a clock (RULES 1.8, code 98)."""
    if pathway.is_open:
        _receive_again(pathway, event, None, Sentence.ALREADY_COUNTING)
    elif pathway.received is None:
        pathway.note(event, Sentence.AFTER_THE_WAIT)
    else:
        pathway.begin(event, pathway.received, Opening.REFERRAL, Sentence.SERVICE_CORRECTED)
        pathway.received = None


def recorded_in_error(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Remove a wait that should never have counted: a duplicate, or a service without a clock (R-305)."""
    if not pathway.is_open:
        pathway.note(event, Sentence.AFTER_THE_WAIT)
        return
    pathway.withdraw()
    pathway.need_no_date()
    goes_on_in = details.words(event, "goes_on_in")
    if goes_on_in:
        pathway.note(event, Sentence.GOES_ON_ELSEWHERE, pathway=goes_on_in)
    else:
        pathway.note(event, Sentence.RECORDED_IN_ERROR)


def emergency_admission(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """An emergency starts nothing until an elective decision (R-106)."""
    if not pathway.is_open and not pathway.closed:
        pathway.outside = Outside.EMERGENCY
    pathway.note(event, Sentence.EMERGENCY)


def direct_access_test(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """A test that the GP asked for has no clock (R-106)."""
    _stay_outside(pathway, event, Outside.DIRECT_ACCESS, Sentence.DIRECT_TEST)


def internal_referral(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Same condition: same clock; a separate one has its own pathway, and this one needs an outcome (R-109)."""
    if details.flag(event, "same_condition") is False:
        _refer_separately(pathway, event)
    elif pathway.is_open:
        pathway.carry_on(event, Sentence.SAME_CONDITION)
    else:
        pathway.note(event, Sentence.REFERRED_ON_AFTER_STOP)


def _refer_separately(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """On the new pathway the clock starts on the day of receipt; the pathway it came from only gets a reminder."""
    opens_this_one = pathway.name is not None and details.words(event, "new_pathway") == pathway.name
    if not pathway.is_open and (opens_this_one or not details.words(event, "new_pathway")):
        pathway.begin(event, event.event_date, Opening.REFERRAL, Sentence.NEW_PATHWAY_RECEIVED)
    elif pathway.is_open and opens_this_one:
        _receive_again(pathway, event, None, Sentence.ALREADY_COUNTING)
    else:
        if pathway.is_open:
            pathway.warn(event, Sentence.ORIGINAL_NEEDS_OUTCOME)
        pathway.note(event, Sentence.SEPARATE_CONDITION)


def second_side(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Start for the second side when the patient is fit, ready and available (R-107)."""
    if pathway.is_open:
        pathway.warn(event, Sentence.SECOND_SIDE_WHILE_RUNNING)
        pathway.carry_on(event, Sentence.SECOND_SIDE_WHILE_RUNNING)
    else:
        pathway.begin(event, event.event_date, Opening.SECOND_SIDE, Sentence.SECOND_SIDE)


def decision_to_treat(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Restart after monitoring, a stop or an emergency, on the day decided and told (R-106, R-108, R-161)."""
    today = details.effective_date(event)
    if pathway.is_open:
        pathway.thinking_since = None
        pathway.carry_on(event, Sentence.DECISION_IN_THE_WAIT)
    elif pathway.outside in (Outside.NOT_CONSULTANT_LED, Outside.PRIVATE):
        pathway.note(event, Sentence.SEEN_OUTSIDE)
    elif (
        pathway.last_stop == RttStatus.TREATED
        and event.code != RttStatus.AFTER_MONITORING
        and not details.flag(event, "new_treatment")
    ):
        pathway.warn(event, Sentence.STOP_UNKNOWN_ELECTIVE)
        pathway.note(event, Sentence.WITHIN_CARE_PLAN)
    elif details.flag(event, "communicated") is False:
        pathway.pending = Pending(code=None)
        pathway.warn(event, Sentence.DECISION_NOT_TOLD)
        pathway.say(event, Sentence.DECISION_NOT_TOLD, ClockEffect.WARNING)
    elif pathway.is_monitored and pathway.chose_to_wait:
        _begin_at_the_old_position(pathway, event, today, Sentence.DECIDED_AFTER_CHOICE)
    elif pathway.is_monitored:
        pathway.begin(event, today, Opening.DECISION, Sentence.MONITORING_ENDED)
    else:
        sentence = Sentence.NEW_TREATMENT if pathway.closed else Sentence.ELECTIVE_DECISION
        pathway.begin(event, today, Opening.DECISION, sentence)


def ready_to_proceed(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Restart after monitoring and keep the position on the list (R-165)."""
    if pathway.is_open:
        pathway.carry_on(event, Sentence.READY_WHILE_RUNNING)
    elif pathway.is_monitored:
        _begin_at_the_old_position(pathway, event, event.event_date, Sentence.READY_AGAIN)
    elif pathway.is_nullified:
        pathway.begin(event, event.event_date, Opening.REBOOKING, Sentence.REBOOKING_STARTS)
    elif pathway.closed:
        pathway.begin(event, event.event_date, Opening.DECISION, Sentence.READY_WITHOUT_MONITORING)
    else:
        pathway.note(event, Sentence.AFTER_THE_WAIT)


def _begin_at_the_old_position(pathway: PathwayAtMoment, event: ClockEvent, start: date, sentence: Sentence) -> None:
    """Start at zero, and let the position on the list keep the days of the wait before the monitoring (R-165)."""
    credit = pathway.credit()
    pathway.begin(event, start, Opening.READY_AGAIN, sentence, days=count_words(credit, "day"))
    pathway.prior_waited = credit
