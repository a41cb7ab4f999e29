"""Reads the typed fields of a new referral, or names the unreadable one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clerkdesk.codes import code_list
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.pathways.start_days import is_long_ago
from clerkdesk.rules.referrals.referral_start import (
    Receipt,
    Route,
)
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.dates import Purpose, parse_date
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.values.ubrn import parse_ubrn
from clerkdesk.rules.values.unreadable import Unreadable
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.referrals.stated_priorities import words_of

_SOURCES = "source_of_referral_outpatients"
_CANCER_TYPES = "suspected_cancer_referral_type"
_SELF, _CONSULTANT = "06", "05"
_SOURCE_OF_ROUTE = {Route.SELF: _SELF, Route.CONSULTANT: _CONSULTANT, Route.TRANSFER: _CONSULTANT}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReferral:
    """A referral as typed; days in any usual form."""

    patient_id: int
    received: str
    """The day on which it reached the hospital, never the day of keying (R-100, R-113)."""
    specialty: str = ""
    """Code or name; empty if the need waits as "needs specialty"."""
    route: str = "letter"
    """One of `clerkdesk.rules.referrals.referral_start.Route`."""
    priority: str = "routine"
    """`routine`, `urgent`, `suspected cancer`, or the code 1, 2, 3 (R-402)."""
    source_code: str = ""
    """SOURCE OF REFERRAL (R-405); empty for the route's own, such as a GP for a letter."""
    ubrn: str = ""
    clock_start: str = ""
    """The start from another provider (R-103, R-104)."""
    start_unknown: bool = False
    """Whether somebody said that the sender of a transfer states no start (R-173)."""
    ratified_on: str = ""
    """For a self-referral: the day of ratification (R-105)."""
    referrer: str = ""
    reason: str = ""
    suspected_cancer_type: str = ""
    """SUSPECTED CANCER REFERRAL TYPE: some have 31 days from the referral to treatment instead of 62 (R-506)."""
    sub_specialty: str = ""
    same_condition: bool | None = None
    """Whether it is about the condition of an open pathway in the specialty; None if nobody was asked."""
    came_back: bool | None = None
    """Whether it returns a patient who was passed to another provider; None if nobody was asked (R-172)."""
    long_ago: bool = False
    """Whether somebody confirmed a receipt or a start of years ago."""
    priority_said_by: str = ""
    """Who said that the priority is right although the words of the referral give a higher one; empty for nobody."""
    is_another: bool = False
    """Whether somebody confirmed that it is not the referral of the same day and specialty (RULES 13.27)."""


@dataclass(frozen=True, slots=True)
class AsRead:
    """A referral with all fields read."""

    receipt: Receipt
    ubrn: str | None


def free_texts(new: NewReferral) -> tuple[str, ...]:
    """Return the free texts of a referral that may state a priority."""
    return words_of(new.reason, new.referrer, new.suspected_cancer_type)


def read_referral(new: NewReferral, today: date) -> AsRead | WrongInput:
    """Read every typed field, or return the unreadable one."""
    route = next((known for known in tuple(Route) if known == _word(new.route)), None)
    if route is None:
        return WrongInput("wrong_route", "route", f"A referral comes by one of: {', '.join(tuple(Route))}.")
    said = _word(new.priority).replace("_", " ")
    priority = next((known for known in Priority if said in (known.words, str(int(known)))), None)
    if priority is None:
        sentence = "The priority is routine (1), urgent (2) or suspected cancer (3)."
        return WrongInput("wrong_priority", "priority", sentence)
    source = code_list(_SOURCES).get(clean(new.source_code) or _SOURCE_OF_ROUTE.get(route, "03"))
    if source is None or not source.selectable(today):
        sentence = f"That is no source of referral; {Way.CODES.here(list=_SOURCES)} lists them."
        return WrongInput("wrong_source", "source_code", sentence)
    cancer_type = clean(new.suspected_cancer_type)
    if cancer_type and code_list(_CANCER_TYPES).get(cancer_type) is None:
        sentence = f"That is no type of suspected cancer; {Way.CODES.here(list=_CANCER_TYPES)} lists them."
        return WrongInput("wrong_cancer_type", "suspected_cancer_type", sentence)
    received = parse_date(new.received, today, Purpose.PAST)
    if isinstance(received, Unreadable):
        return _unreadable("received", received)
    passed_on, ratified_on = _day_or_none(new.clock_start, today), _day_or_none(new.ratified_on, today)
    ubrn = parse_ubrn(new.ubrn) if new.ubrn.strip() else None
    if isinstance(passed_on, Unreadable):
        return _unreadable("clock_start", passed_on)
    if isinstance(ratified_on, Unreadable):
        return _unreadable("ratified_on", ratified_on)
    if isinstance(ubrn, Unreadable):
        return _unreadable("ubrn", ubrn)
    if ratified_on is not None and ratified_on < received:
        sentence = f"It came on {day_words(received)}: nobody can have ratified it before that. Check both days."
        return WrongInput("ratified_too_early", "ratified_on", sentence)
    receipt = Receipt(
        route=route,
        received=received,
        priority=priority,
        source_code=source.code,
        clock_start=passed_on,
        long_ago_confirmed=new.long_ago and is_long_ago(min(received, passed_on or received), today),
        ratified_on=ratified_on,
    )
    return AsRead(receipt, ubrn)


def _word(text: str) -> str:
    return clean(text).casefold()


def _day_or_none(text: str, today: date) -> date | Unreadable | None:
    return parse_date(text, today, Purpose.PAST) if text.strip() else None


def _unreadable(field: str, fault: Unreadable) -> WrongInput:
    return WrongInput(fault.code, field, fault.sentence)
