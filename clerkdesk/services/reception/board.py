"""The day's board of a reception: expected patients, waits, and what to know of each patient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from clerkdesk.data.queries.reception.at_the_desk import AtTheDesk, SupportRow, at_the_desk, support_of
from clerkdesk.data.queries.reception.visits import appointments_on, people_on, unnoted_cancellations, visit_of
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.booking.slots import FACE_TO_FACE
from clerkdesk.rules.reception.arrivals import (
    ArrivalDecision,
    ArrivalFacts,
    Ask,
    ClinicVisit,
    PersonToday,
    WaitingAlert,
    clinic_delay,
    details_missing,
    judge_arrival,
    near_names_of,
    near_names_today,
    waiting_alert,
)
from clerkdesk.rules.values.age import is_child_on
from clerkdesk.rules.values.appointments import AppointmentStatus
from clerkdesk.rules.waiting_list.targets import Target
from clerkdesk.services.acts.alerts import SAID_ELSEWHERE, flag_words
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.card.patient_panel import need_words
from clerkdesk.services.pathways.missed_targets import missed_by

_STATES = {AppointmentStatus.BOOKED: "expected", AppointmentStatus.OUTCOME_RECORDED: "done"}


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One appointment of the day, for reception."""

    appointment: AppointmentRow
    state: str
    """`expected`, `arrived`, `with clinician`, `seen`, `left`, `done`; or `did not attend`, `late not seen`,
    `cancelled`."""
    minutes_waited: int | None
    alert: WaitingAlert | None
    codes: frozenset[str]
    """Codes of alert flags and accessible needs."""
    flags: tuple[str, ...]
    """Alert flags in words, with their note."""
    needs: tuple[str, ...]
    """Accessible needs in words."""
    is_child: bool
    address: str
    """First line and postcode; empty if neither is known or the record is restricted."""
    overseas_asked: bool
    """Whether the question of residence has been answered (R-705)."""
    missing: tuple[str, ...]
    """Missing details that reception asks for (R-701)."""
    late: ArrivalDecision | None
    """The code of an arrival at this moment, for a patient expected and past their time."""
    minutes_behind: int
    """Minutes by which the clinic runs late."""
    to_note: int | None
    """Unacknowledged inbox item of a cancellation of the day."""
    near_names: tuple[PersonToday, ...]
    """Others in any clinic of the day, at any reception, who could be mistaken for this patient (R-700)."""
    missed: Target | None
    """The target that a future appointment misses, counted from its day."""


@dataclass(frozen=True, slots=True)
class Board:
    """The day of a reception, a site or the hospital: unacknowledged cancellations first, then by time."""

    day: date
    rows: tuple[BoardRow, ...]


def board(context: ServiceContext, day: date, site: str | None, reception_desk_id: int | None) -> Board:
    """Return the appointments of a day of a site code or reception; of the hospital if neither is named."""
    with context.reading() as session:
        rows = appointments_on(session, day, site, reception_desk_id)
        patients = [row.patient_id for row in rows]
        support = support_of(session, patients)
        records = at_the_desk(session, patients)
        unnoted = unnoted_cancellations(session, [row.appointment_id for row in rows])
        to_come = {row.entry_id: row.starts_at for row in rows if row.live and row.status == AppointmentStatus.BOOKED}
        missed = missed_by(session, context, to_come)
        everybody = tuple(PersonToday(*each) for each in people_on(session, day))
    now = context.now()
    near = _near_names(everybody, tuple(map(_person, rows)))
    behind = _minutes_behind(rows, now)
    listed = [
        _row(
            context,
            row,
            support.get(row.patient_id, ()),
            records[row.patient_id],
            to_note=unnoted.get(row.appointment_id),
            near_names=near.get(row.patient_id, ()),
            minutes_behind=behind[row.session_id],
            missed=missed.get(row.entry_id) if row.live and row.status == AppointmentStatus.BOOKED else None,
        )
        for row in rows
    ]
    return Board(day, tuple(sorted(listed, key=lambda row: row.to_note is None)))


@lru_cache(maxsize=8)
def _near_names(
    everybody: tuple[PersonToday, ...], asked: tuple[PersonToday, ...]
) -> Mapping[int, tuple[PersonToday, ...]]:
    """Return `near_names_today`, cached, since the patients of a day change less often than the board is read."""
    return near_names_today(everybody, asked)


def near_on_the_day(session: Session, row: AppointmentRow) -> tuple[PersonToday, ...]:
    """Return the patients in clinics that day who could be mistaken for the patient of an appointment."""
    day = (PersonToday(*each) for each in people_on(session, row.starts_at.date()))
    return near_names_of(_person(row), day)


def state_words(row: AppointmentRow) -> str:
    """Return the state of an appointment in the words of the board."""
    return _STATES.get(row.status, row.status.replace("_", " "))


def _row(
    context: ServiceContext,
    row: AppointmentRow,
    support: tuple[SupportRow, ...],
    record: AtTheDesk,
    *,
    to_note: int | None,
    near_names: tuple[PersonToday, ...],
    minutes_behind: int,
    missed: Target | None,
) -> BoardRow:
    now = context.now()
    policy = context.settings.policy_for(row.specialty_code)
    arrived = row.arrived_at if row.status == AppointmentStatus.ARRIVED else None
    return BoardRow(
        appointment=row,
        state=state_words(row),
        minutes_waited=None if arrived is None else int((now - arrived).total_seconds()) // 60,
        alert=None if arrived is None else waiting_alert(row.starts_at, arrived, now, policy),
        codes=frozenset(one.code for one in support),
        flags=tuple(
            flag_words(one.code, one.words) for one in support if one.is_flag and one.code not in SAID_ELSEWHERE
        ),
        needs=tuple(need_words(one.code, one.words) for one in support if not one.is_flag),
        is_child=is_child_on(row.date_of_birth, row.starts_at.date()),
        address=record.address,
        overseas_asked=record.overseas_answer != "",
        missing=details_missing(record.details),
        late=_late(context, row),
        minutes_behind=minutes_behind,
        to_note=to_note,
        near_names=near_names,
        missed=missed,
    )


def _late(context: ServiceContext, row: AppointmentRow) -> ArrivalDecision | None:
    now = context.now()
    if row.status != AppointmentStatus.BOOKED or row.medium != FACE_TO_FACE or now <= row.starts_at:
        return None
    facts = ArrivalFacts(
        starts=row.starts_at,
        arrived=now,
        clinician_ready=None,
        priority=row.priority,
        is_child=is_child_on(row.date_of_birth, row.starts_at.date()),
        by_transport=row.transport_needed,
    )
    decision = judge_arrival(facts, context.settings.policy_for(row.specialty_code))
    return decision if decision.ask != Ask.NO else None


def _minutes_behind(rows: Iterable[AppointmentRow], now: datetime) -> Mapping[int, int]:
    visits: dict[int, list[ClinicVisit]] = {}
    for row in rows:
        of_session = visits.setdefault(row.session_id, [])
        if row.live:
            of_session.append(visit_of(row))
    return {session_id: clinic_delay(of_session, now) for session_id, of_session in visits.items()}


def _person(row: AppointmentRow) -> PersonToday:
    return PersonToday(row.patient_id, row.family_name, row.given_name, row.date_of_birth)
