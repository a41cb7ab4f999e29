"""Decides on arrivals: who it is, whether they are late, how long they have waited (R-700 to R-704)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations, product
from typing import Literal

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.patients.names import nearness
from clerkdesk.rules.values.appointments import AppointmentStatus, Attendance
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import count_words, short_moment_words
from clerkdesk.rules.values.priority import Priority
from clerkdesk.settings import PolicySettings

_CALLED_IN = frozenset({"with_clinician", "seen", "left"})
Identifier = Literal["name", "date_of_birth", "address", "nhs_number"]
"""Identifiers that a patient states in their own words; `address` is address or postcode (R-700)."""

_ASKED: tuple[Identifier, ...] = ("name", "date_of_birth", "address")
_NEEDED = len(_ASKED)

_WORDS: dict[Identifier, str] = {
    "name": "their full name",
    "date_of_birth": "their date of birth",
    "address": "their address or postcode",
    "nhs_number": "their NHS number",
}


@dataclass(frozen=True, slots=True)
class PersonToday:
    """A patient of today's clinics, or the one at the desk."""

    patient: int
    family_name: str
    given_name: str
    date_of_birth: date | None


@dataclass(frozen=True, slots=True)
class Identified:
    """Whether three identifiers were stated and nobody else today fits."""


@dataclass(frozen=True, slots=True)
class AskFor:
    """Identifiers still to state."""

    identifier: Identifier
    sentence: str


def identify(stated: frozenset[Identifier], near: Iterable[PersonToday]) -> Identified | AskFor:
    """Return whether the patient is identified, or what to ask for next (R-700).

    If today's clinics have a patient with a similar name, the NHS number must be among them.
    """
    others = tuple(near)
    if others and "nhs_number" not in stated:
        how_many = count_words(len(others), "other patient")
        return AskFor("nhs_number", f"{how_many} with a similar name today: ask for the NHS number. Read nothing out.")
    if len(stated) >= _NEEDED:
        return Identified()
    missing = next(identifier for identifier in _ASKED if identifier not in stated)
    return AskFor(missing, f"Ask the patient to state {_WORDS[missing]}.")


def near_names_today(
    today: Iterable[PersonToday], of: Iterable[PersonToday] | None = None
) -> dict[int, tuple[PersonToday, ...]]:
    """Return for each patient of today's clinics the others who could be mistaken for them, without empty entries.

    Similar are patients with similar family and given names, or a similar family name and the same birth date.

    Args:
        today: everybody in the clinics of the day.
        of: the patients to check, such as those of one reception; None for everybody.
    """
    everybody = dict.fromkeys(today)
    asked = everybody if of is None else dict.fromkeys(of)
    wanted = {person.family_name for person in asked}
    patients = {person.patient for person in asked}
    named: dict[str, list[PersonToday]] = {}
    for person in everybody:
        named.setdefault(person.family_name, []).append(person)
    # Each pair of family names is compared once, since comparing all people takes seconds in a large hospital.
    pairs = combinations(named, 2) if of is None else _pairs_with(wanted, named)
    alike = [(name, name) for name in named if name in wanted and nearness(name, name) != "different"]
    alike += [pair for pair in pairs if nearness(*pair) != "different"]
    found: dict[int, dict[PersonToday, None]] = {}
    for one, other in alike:
        for person, near in product(named[one], named[other]):
            if person.patient != near.patient and _could_be_taken_for(person, near):
                found.setdefault(person.patient, {})[near] = None
                found.setdefault(near.patient, {})[person] = None
    return {patient: tuple(near) for patient, near in found.items() if patient in patients}


def _pairs_with(wanted: Collection[str], names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each pair of different names with a wanted one, once."""
    everybody = list(names)
    for one in everybody:
        if one in wanted:
            yield from ((one, other) for other in everybody if other not in wanted or one < other)


def near_names_of(person: PersonToday, today: Iterable[PersonToday]) -> tuple[PersonToday, ...]:
    """Return the patients of a day's clinics who could be mistaken for one patient (`near_names_today` for all)."""
    others = dict.fromkeys(each for each in today if each.patient != person.patient)
    return tuple(
        each
        for each in others
        if nearness(person.family_name, each.family_name) != "different" and _could_be_taken_for(person, each)
    )


def _could_be_taken_for(person: PersonToday, other: PersonToday) -> bool:
    """Return whether two patients with similar family names could be mixed up."""
    same_birth_date = person.date_of_birth is not None and person.date_of_birth == other.date_of_birth
    return same_birth_date or nearness(person.given_name, other.given_name, given=True) != "different"


class Ask(ClosedSet):
    """Whether the clinician is asked to see a late patient; `always` overrides a clinic's standing answer."""

    NO = "no"
    ASK = "ask"
    ALWAYS = "always"


LATE_CHOICES = ("see at the end", "rebook for today", "rebook")
"""The clinician's possible answers (R-703), without did not attend."""


@dataclass(frozen=True, slots=True)
class ArrivalFacts:
    """An arrival. Times are local."""

    starts: datetime
    arrived: datetime
    clinician_ready: datetime | None
    """When the clinician was ready for this patient; None before that."""
    priority: Priority
    is_child: bool = False
    by_transport: bool = False
    hospital_caused: bool = False
    """Whether the hospital kept them: another clinic overran, a test, the wrong entrance on the letter."""


@dataclass(frozen=True, slots=True)
class ArrivalDecision:
    """The code of an arrival, and whether the clinician is asked."""

    attendance_if_seen: Attendance
    minutes_late: int
    """Minutes late; 0 in time."""
    ask: Ask
    sentence: str


def judge_arrival(facts: ArrivalFacts, settings: PolicySettings) -> ArrivalDecision:
    """Decide the code of an arrival: 5 in time or before the clinician was ready, 6 late but seen (R-702).

    From `late_minutes` on the clinician is asked; lateness never makes a patient did not attend (R-703).
    """
    minutes_late = max(0, int((facts.arrived - facts.starts).total_seconds()) // 60)
    late_for_clinician = (
        minutes_late > 0 and facts.clinician_ready is not None and facts.arrived > facts.clinician_ready
    )
    ask: Ask = Ask.NO
    if facts.arrived >= late_from(facts.starts, settings):
        ask = Ask.ALWAYS if _always_asked(facts) else Ask.ASK
    return ArrivalDecision(
        Attendance.ATTENDED_LATE if late_for_clinician else Attendance.ATTENDED,
        minutes_late,
        ask,
        _arrival_words(minutes_late, ask),
    )


def late_from(starts: datetime, settings: PolicySettings) -> datetime:
    """Return the time from which an absent patient is late; before it they are neither late nor missed (R-703)."""
    return starts + timedelta(minutes=settings.reception.late_minutes)


def _always_asked(facts: ArrivalFacts) -> bool:
    cancer = facts.priority is Priority.SUSPECTED_CANCER
    return cancer or facts.is_child or facts.by_transport or facts.hospital_caused


def _arrival_words(minutes_late: int, ask: Ask) -> str:
    if minutes_late == 0:
        return "Has arrived."
    late = f"Arrived {count_words(minutes_late, 'minute')} late"
    if ask == Ask.NO:
        return f"{late}."
    choices = ", ".join(LATE_CHOICES[:-1]) + f" or {LATE_CHOICES[-1]}"
    always = " For this patient the clinician is always asked." if ask == Ask.ALWAYS else ""
    return f"{late}: ask the clinician: {choices}.{always}"


TOO_LATE: Attendance = Attendance.LATE_NOT_SEEN
"""Return the result for a patient who arrived too late to be seen, on the clinician's word (R-702)."""


@dataclass(frozen=True, slots=True)
class WaitingAlert:
    """A patient with a long wait in the room."""

    minutes: int
    escalate: bool
    sentence: str


def waiting_alert(starts: datetime, arrived: datetime, now: datetime, settings: PolicySettings) -> WaitingAlert | None:
    """Return the alert for a patient who is waiting to be seen, or None (R-704). Times are local.

    The wait starts at the appointment time, or at a late arrival.
    """
    minutes = int((now - max(starts, arrived)).total_seconds()) // 60
    if minutes < settings.reception.wait_alert_minutes:
        return None
    waited = f"Waiting {count_words(minutes, 'minute')}"
    if minutes < settings.reception.wait_escalate_minutes:
        return WaitingAlert(minutes, False, f"{waited}: apologise and say how long it will be.")
    return WaitingAlert(minutes, True, f"{waited}: tell the nurse in charge and the team leader.")


@dataclass(frozen=True, slots=True)
class ClinicVisit:
    """The progress of one patient of a session. Times are local."""

    starts: datetime
    arrived: datetime | None
    called: datetime | None
    expected: bool
    """Whether the patient is still to be seen: booked, or waiting in the room."""


def clinic_delay(visits: Iterable[ClinicVisit], now: datetime) -> int:
    """Return the minutes by which a session runs late; 0 in time (R-704).

    They are those of the first punctual patient in turn who is still waiting. If nobody waits past their time, they are
    those of the last patient called in, while somebody is still to be seen.
    """
    everybody = tuple(visits)
    waiting = [visit.starts for visit in everybody if visit.called is None and _in_time(visit) and visit.starts < now]
    if waiting:
        return _minutes(min(waiting), now)
    if not any(visit.expected for visit in everybody):
        return 0
    called = [(visit.called, max(visit.starts, visit.arrived or visit.starts)) for visit in everybody if visit.called]
    last = max(called, default=None)
    return 0 if last is None else _minutes(last[1], last[0])


def _in_time(visit: ClinicVisit) -> bool:
    return visit.expected and visit.arrived is not None and visit.arrived <= visit.starts


def _minutes(earlier: datetime, later: datetime) -> int:
    return max(0, int((later - earlier).total_seconds()) // 60)


@dataclass(frozen=True, slots=True)
class DetailsKnown:
    """Whether a patient's record has each detail to confirm at a visit (R-701)."""

    address: bool
    telephone: bool
    gp_practice: bool
    next_of_kin: bool
    ethnic_category: bool


def details_missing(known: DetailsKnown) -> tuple[str, ...]:
    """Return the missing details that reception asks for, in the words of the desk (R-701)."""
    words = (
        (known.address, "address"),
        (known.telephone, "telephone number"),
        (known.gp_practice, "GP practice"),
        (known.next_of_kin, "next of kin"),
        (known.ethnic_category, "ethnic category"),
    )
    return tuple(name for there, name in words if not there)


def why_no_outcome_yet(status: str, starts: datetime, now: datetime) -> PolicyRefusal | None:
    """Return why an appointment can't have an outcome yet, or None if it has begun (R-711).

    It starts at its time, or earlier if the patient was called in early.
    """
    if starts <= now or status in _CALLED_IN:
        return None
    at = f"{starts:%H:%M}" if starts.date() == now.date() else short_moment_words(starts)
    back = f" Where the arrival was recorded in error, {Way.TAKE_ARRIVAL_BACK.on_today()} takes it back."
    in_error = back if status == AppointmentStatus.ARRIVED else ""
    return PolicyRefusal(
        "R-711",
        f"The appointment has not begun yet. Its outcome is recorded from {at} on, or once the patient was called in."
        f"{in_error}",
    )
