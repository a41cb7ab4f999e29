"""Bookings, offers, cancellations and wishes: none of them changes a running clock (R-132, R-140 to R-144, R-163).

Only a booking or an offer after a nullified wait starts the next one, because somebody spoke to the patient (R-151).
"""

from __future__ import annotations

from datetime import date, timedelta

from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.rtt.pathway import ClinicianQuestion, Opening, PathwayAtMoment
from clerkdesk.rules.rtt.reasonable_offers import declines_until_review
from clerkdesk.rules.rtt.sentences import Sentence
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.unavailability import delay_needs_review

_CHILD_CANCELLATIONS = 2
"""Number of cancellations for a child after which somebody checks its safety (RULES 13.3)."""


def booked(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """A booking starts the next wait after a nullified one, on the day of agreement and not on its own day (R-151)."""
    _expect(pathway, event)
    if pathway.is_nullified:
        pathway.begin(event, event.event_date, Opening.REBOOKING, Sentence.REBOOKING_STARTS)
        return
    pathway.last_missed = pathway.thinking_since = None
    pathway.settle(ClinicianQuestion.DID_NOT_ATTEND)
    pathway.carry_on(event, Sentence.BOOKED)


def rebooked(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """A rearranged date replaces the previous one."""
    pathway.booked_for.clear()
    booked(pathway, event)


def listed(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """An entry on the list changes nothing."""
    pathway.carry_on(event, Sentence.BOOKED)


def offered(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """An offer after a nullified wait starts the next one on the day it is sent (R-151)."""
    if pathway.is_nullified:
        pathway.begin(event, event.event_date, Opening.REBOOKING, Sentence.REOFFER_STARTS)
    else:
        pathway.carry_on(event, Sentence.OFFERED)


def _expect(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    appointment = details.day(event, "appointment")
    if appointment is not None:
        pathway.booked_for.add(appointment)


def _no_longer_expect(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    appointment = details.day(event, "appointment")
    if appointment is None:
        pathway.booked_for.clear()
    else:
        pathway.booked_for.discard(appointment)


def cancelled_by_patient(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """With any notice it is not a missed appointment (R-141); the third one asks a clinician (R-142, R-232)."""
    _no_longer_expect(pathway, event)
    settings, choices = pathway.settings, pathway.choices
    choices.cancellations += 1
    cancer = pathway.priority is Priority.SUSPECTED_CANCER
    allowed = (
        settings.reviews.patient_cancellations_without_review_cancer
        if cancer
        else settings.reviews.patient_cancellations_without_review
    )
    if choices.cancellations > allowed:
        reason = "The patient has cancelled repeatedly; a clinician decides for this patient what is best."
        pathway.ask(ClinicianQuestion.CANCELLATIONS, event, "R-226" if cancer else "R-232", reason)
    if pathway.child and choices.cancellations >= _CHILD_CANCELLATIONS:
        pathway.safeguarding_due = True
    _refuse_stop_code(pathway, event)
    pathway.carry_on(event, Sentence.CANCELLED_BY_PATIENT)


def cancelled_by_hospital(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """A hospital cancellation changes nothing and never counts against the patient (R-143, R-232)."""
    _no_longer_expect(pathway, event)
    _refuse_stop_code(pathway, event)
    pathway.carry_on(event, Sentence.CANCELLED_BY_HOSPITAL)


def _refuse_stop_code(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """A cancellation ends no wait unless a decision goes with it (R-190)."""
    if event.code is not None and event.code.startswith("3"):
        pathway.reject_code(event, event.code, Sentence.CODE_ON_CANCELLATION)


def declined(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Enough dates declined ask a clinician (R-204); `declines_until_review` decides how many are enough."""
    choices, settings = pathway.choices, pathway.settings
    choices.decline(event)
    elsewhere = details.flag(event, "other_team") is True
    if not declines_until_review(pathway.priority, choices.countable_declines(settings), choices.declines, settings):
        pathway.ask(ClinicianQuestion.DECLINED_OFFERS, event, "R-204", "The patient has declined the dates offered.")
    pathway.carry_on(event, Sentence.DECLINED_ELSEWHERE if elsewhere else Sentence.DECLINED)


def unavailable(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Days away are recorded and never taken off the wait (R-132)."""
    away = pathway.choices.be_away(event)
    _ask_about_delay(pathway, event, away.last)
    pathway.carry_on(event, Sentence.UNAVAILABLE)


def delay_requested(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """A wish to wait more than six weeks asks a clinician (R-166)."""
    span = timedelta(weeks=details.number(event, "weeks") or 0, days=details.number(event, "days") or 0)
    _ask_about_delay(pathway, event, max(event.event_date + span, details.day(event, "until") or event.event_date))
    pathway.carry_on(event, Sentence.ASKED_FOR_DELAY)


def _ask_about_delay(pathway: PathwayAtMoment, event: ClockEvent, until: date) -> None:
    if delay_needs_review(event.event_date, until, pathway.settings):
        pathway.ask(ClinicianQuestion.DELAY, event, "R-166", "The patient can't come for longer than six weeks.")


def thinking(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """A few days to think leave the clock running; a long time is active monitoring, if agreed (R-163)."""
    if pathway.is_open:
        pathway.thinking_since = event.event_date
    if (details.number(event, "days") or 0) > pathway.settings.reviews.thinking_time_prompt_days:
        pathway.warn(event, Sentence.LONG_THINKING)
    pathway.carry_on(event, Sentence.THINKING)
