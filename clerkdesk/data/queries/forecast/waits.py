"""Reads the 18-week waits that go on, and how those of some weeks began and ended.

The current columns have the last wait of each pathway. An earlier wait of the same pathway is read from its facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, Subquery, case, func, null, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counts
from clerkdesk.data.project_pathways import standing_events
from clerkdesk.data.queries.base.conditions import CLOCK_OPEN
from clerkdesk.data.tables import Appointment, ClinicSession, Pathway, RttEvent, Specialty
from clerkdesk.rules.forecast.own_history import CountedWaits, WaitEnd
from clerkdesk.rules.rtt import EVENT_KINDS, ClockEvent, Period
from clerkdesk.rules.rtt.kinds import Group
from clerkdesk.rules.values.appointments import Attendance
from clerkdesk.rules.values.clocks import ClockEventKind, ClockState, RttStatus

CLINICIANS = (
    RttStatus.TREATED,
    RttStatus.MONITORED_BY_PATIENT,
    RttStatus.MONITORED_BY_CLINICIAN,
    RttStatus.NOT_TREATED,
)
"""Ends of a wait that take a clinician's time: treatment, monitoring, a decision not to treat."""
_ENDED = (ClockState.STOPPED, ClockState.NULLIFIED)
_GOES_ON = (None, None)
_MAY_END = tuple(
    kind
    for kind, about in EVENT_KINDS.items()
    if about.group in (Group.ATTENDANCE, Group.ADMISSION, Group.TREATMENT, Group.DECISION, Group.TRANSFER)
)
"""Kinds of facts that may have ended an earlier wait of a pathway."""


@dataclass(frozen=True, slots=True)
class WaitsOfSpecialty:
    """The waits of one specialty."""

    code: str
    """Empty for pathways that need a specialty."""
    waits: tuple[CountedWaits, ...]
    unknown_starts: int
    """Open waits whose start nobody knows; they are in no age."""


@dataclass(frozen=True, slots=True)
class EventsOfPathway:
    """A pathway that may have had an earlier wait, with its counting facts."""

    specialty_code: str
    events: tuple[ClockEvent, ...]


def waits_by_specialty(
    session: Session, since: date, specialty_id: int | None, *, until_first_seen: bool = False
) -> dict[str, WaitsOfSpecialty]:
    """Return the last wait of each pathway that goes on, or ended since a day, by the code of its specialty.

    Args:
        session: to read with.
        since: earlier ends are left out.
        specialty_id: None for all.
        until_first_seen: whether the first visit since its start ends a wait.
    """
    found: dict[str, list[CountedWaits]] = defaultdict(list)
    unknown: dict[str, int] = defaultdict(int)
    last = _of(_last(since, until_first_seen=until_first_seen), specialty_id)
    for code, start, stop, stop_code, state, closed_on, seen_on, number in session.execute(last):
        ended = _ended(stop, stop_code, state, closed_on)
        if seen_on is not None and start is not None and start <= seen_on and (ended[0] is None or seen_on <= ended[0]):
            ended = seen_on, WaitEnd.STOPPED
        if ended[0] is not None and ended[0] < since:
            continue
        if start is not None:
            found[code or ""].append(CountedWaits(start, *ended, number))
        elif ended == _GOES_ON:
            unknown[code or ""] += number
    for code, start, left_on in session.execute(_of(_elsewhere(since), specialty_id)):
        found[code or ""].append(CountedWaits(start, left_on, WaitEnd.OTHERWISE, 1))
    return {code: WaitsOfSpecialty(code, tuple(found[code]), unknown[code]) for code in {*found, *unknown}}


def _last(since: date, *, until_first_seen: bool) -> Select[Any]:
    """Select the last wait of each pathway on this hospital's own list, counted by its days."""
    seen_on: Any = _first_seen().c.seen_on if until_first_seen else null()
    keys: tuple[Any, ...] = (
        col(Specialty.code),
        col(Pathway.clock_start),
        col(Pathway.clock_stop),
        col(Pathway.clock_stop_code),
        col(Pathway.clock_state),
        case((col(Pathway.clock_state).in_(CLOCK_OPEN), col(Pathway.closed_on))),
    )
    query = _with_specialty(*keys, seen_on, func.count())
    if until_first_seen:
        query = query.outerjoin(_first_seen(), _first_seen().c.pathway_id == col(Pathway.id)).group_by(seen_on)
    ends_late = (col(Pathway.clock_stop) >= since) & col(Pathway.clock_state).in_(_ENDED)
    return query.where(or_(col(Pathway.clock_state).in_(CLOCK_OPEN), ends_late)).group_by(*keys)


@cache
def _first_seen() -> Subquery:
    """Return the day of the first visit of each pathway that has one, as a table."""
    visit = Appointment
    return (
        select(col(visit.pathway_id), func.min(col(ClinicSession.session_date)).label("seen_on"))
        .join(ClinicSession, col(ClinicSession.id) == col(visit.session_id))
        .where(col(visit.attendance_code).in_((Attendance.ATTENDED, Attendance.ATTENDED_LATE)))
        .group_by(col(visit.pathway_id))
        .subquery("first_seen")
    )


def _elsewhere(since: date) -> Select[Any]:
    """Select the start and the day of passing on of each wait that goes on elsewhere."""
    event = RttEvent
    left_on = func.max(col(event.event_date))
    return (
        _with_specialty(col(Specialty.code), col(Pathway.clock_start), left_on)
        .join(event, col(event.pathway_id) == col(Pathway.id))
        .where(
            col(Pathway.clock_state) == ClockState.RUNNING_ELSEWHERE,
            col(Pathway.clock_start).is_not(None),
            col(event.kind).in_((ClockEventKind.TRANSFER_OUT, ClockEventKind.SENT_FOR_DIAGNOSTIC)),
            counts(event),
        )
        .group_by(col(Pathway.id), col(Specialty.code), col(Pathway.clock_start))
        .having(left_on >= since)
    )


def _with_specialty(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(Pathway).outerjoin(Specialty, col(Specialty.id) == col(Pathway.specialty_id))


def _ended(
    stop: date | None, stop_code: RttStatus | None, state: ClockState, closed_on: date | None
) -> tuple[date | None, WaitEnd | None]:
    """Return the end of a wait and its kind."""
    if state in CLOCK_OPEN:
        return (closed_on, WaitEnd.OTHERWISE) if closed_on is not None else _GOES_ON
    return stop, kind_of_end(stop_code)


def kind_of_end(stop_code: RttStatus | None) -> WaitEnd:
    """Return whether a clinician's time ended a wait."""
    return WaitEnd.STOPPED if stop_code in CLINICIANS else WaitEnd.OTHERWISE


def earlier_waits(session: Session, since: date, specialty_id: int | None) -> Iterator[EventsOfPathway]:
    """Yield the facts of each pathway whose last wait began since a day, after something that may end a wait."""
    event = RttEvent
    waited_before = (
        select(col(event.pathway_id))
        .join(Pathway, col(Pathway.id) == col(event.pathway_id))
        .where(
            col(Pathway.clock_start) >= since,
            col(event.event_date) < col(Pathway.clock_start),
            col(event.kind).in_(_MAY_END),
            counts(event),
        )
    )
    query = (
        _with_specialty(col(Specialty.code), event)
        .join(event, col(event.pathway_id) == col(Pathway.id))
        .where(col(Pathway.id).in_(waited_before), counts(event))
        .order_by(col(event.event_date), col(event.id))
    )
    codes: dict[int, str] = {}
    facts: dict[int, list[RttEvent]] = defaultdict(list)
    for code, fact in session.execute(_of(query, specialty_id)):
        codes[fact.pathway_id] = code or ""
        facts[fact.pathway_id].append(fact)
    for pathway_id in sorted(facts):
        yield EventsOfPathway(codes[pathway_id], tuple(event for _, event in standing_events(facts[pathway_id])))


def counted(period: Period) -> CountedWaits | None:
    """Return an ended period of a clock as a wait; None if its start is unknown or it goes on."""
    if period.start is None or period.stop is None:
        return None
    return CountedWaits(period.start, period.stop, kind_of_end(period.stop_code), 1)


def _of(query: Select[Any], specialty_id: int | None) -> Select[Any]:
    return query if specialty_id is None else query.where(col(Pathway.specialty_id) == specialty_id)
