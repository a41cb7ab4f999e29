"""A clerk's acts, each with all its steps, and the act that took it back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.base.by_name import Columns, NamedValues, by_name
from clerkdesk.data.tables import Act, Annulment, Appointment, AppointmentEvent, Clerk, Clinic, ClinicSession, Offer
from clerkdesk.rules.acts.act_names import ACT_NAMES

UNDO = "undo"
"""Kind of the act that takes another one back."""
_KINDS = tuple(kind for kind in ACT_NAMES if kind != UNDO)
"""Kinds of acts that a clerk does on their own word."""
_STEPS = 8
"""Maximum steps of an act, as the screens do them."""
_LEVELS = 3
"""Maximum steps within steps."""
_LOOKED_THROUGH = 5
"""Acts to read for each one to show: steps and acts of no interest lie between."""


@dataclass(frozen=True, slots=True)
class ActRow:
    """One transaction of an act."""

    id: UUID
    kind: str
    clerk_id: int
    clerk: str
    desk: str
    at: datetime
    """The machine's time, in UTC."""
    event_at: datetime
    """When it happened, local time."""


@dataclass(frozen=True, slots=True)
class WholeAct:
    """An act with all its steps, in their order."""

    steps: tuple[ActRow, ...]

    @property
    def first(self) -> ActRow:
        """The first step, whose id names the act."""
        return self.steps[0]

    @property
    def ids(self) -> tuple[UUID, ...]:
        """The ids of the steps."""
        return tuple(step.id for step in self.steps)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the steps, each once."""
        return tuple(dict.fromkeys(step.kind for step in self.steps))


def ids_of_steps(act_id: UUID, level: int = _LEVELS) -> Iterator[UUID]:
    """Yield the ids that the steps of an act can have, as `clerkdesk.services.acts.carried_out` makes them."""
    for number in range(_STEPS):
        step = act_id if number == 0 else uuid5(act_id, str(number))
        yield step
        if level > 1:
            yield from ids_of_steps(uuid5(step, "within"), level - 1)


def whole_acts(rows: Sequence[ActRow]) -> list[WholeAct]:
    """Put the steps of each act together; acts in the order of their first steps.

    Args:
        rows: acts in order of time.
    """
    by_id = {row.id: row for row in rows}
    taken: set[UUID] = set()
    found = []
    for row in rows:
        if row.id in taken:
            continue
        steps = [by_id[each] for each in ids_of_steps(row.id) if each in by_id and each not in taken]
        taken |= {step.id for step in steps}
        found.append(WholeAct(tuple(sorted(steps, key=lambda step: (step.at, str(step.id))))))
    return found


def recent_acts(session: Session, clerk_id: int, desk: str, limit: int) -> list[WholeAct]:
    """Return the last acts of a clerk, and of everybody at a desk, newest first, without the undos."""
    own = or_(col(Act.clerk_id) == clerk_id, col(Act.desk) == desk)
    query = _acts().where(own).order_by(col(Act.at).desc()).limit(limit * _LOOKED_THROUGH)
    rows = [_row(row) for row in session.execute(query)]
    return list(reversed(whole_acts(list(reversed(rows)))))[:limit]


def whole_act(session: Session, act_id: UUID) -> WholeAct | None:
    """Return the act with this id, or the act that has a step with this id; None if no act has it."""
    found = session.execute(_every_act().where(col(Act.id) == act_id)).one_or_none()
    if found is None:
        return None
    row = _row(found)
    if row.kind not in _KINDS:
        return WholeAct((row,))
    # An earlier step of the same act was done by the same clerk at the same desk.
    beside = _acts().where(col(Act.clerk_id) == row.clerk_id, col(Act.desk) == row.desk)
    before = beside.where(col(Act.at) <= row.at).order_by(col(Act.at).desc()).limit(_STEPS)
    after = beside.where(col(Act.at) > row.at).order_by(col(Act.at)).limit(_STEPS)
    rows = [*reversed(session.execute(before).all()), *session.execute(after).all()]
    return next(each for each in whole_acts([_row(each) for each in rows]) if act_id in each.ids)


def taken_back_by(session: Session, act_ids: Collection[UUID]) -> Mapping[UUID, ActRow]:
    """Return the acts that took acts back, by the id of the act taken back."""
    query = select(col(Annulment.annulled_act_id), col(Annulment.act_id)).where(
        col(Annulment.annulled_act_id).in_(act_ids)
    )
    by = {row.annulled_act_id: row.act_id for row in session.execute(query)}
    acts = {row.id: row for row in acts_named(session, set(by.values()))}
    return {annulled: acts[act_id] for annulled, act_id in by.items()}


def acts_named(session: Session, act_ids: Collection[UUID]) -> list[ActRow]:
    """Return acts of any kind by their ids, in order of time."""
    query = _every_act().where(col(Act.id).in_(act_ids)).order_by(col(Act.at))
    return [_row(row) for row in session.execute(query)]


def dates_of(session: Session, act_ids: Collection[UUID]) -> list[datetime]:
    """Return the starts of the appointments that acts were about, the last fact's first, else the dates they offered.

    Local times.
    """
    event = AppointmentEvent
    booked = (
        select(col(Appointment.starts_at))
        .join(event, col(event.appointment_id) == col(Appointment.id))
        .where(col(event.act_id).in_(act_ids))
        .order_by(col(event.id).desc())
    )
    offered = select(col(Offer.starts_at)).where(col(Offer.act_id).in_(act_ids)).order_by(col(Offer.id).desc())
    return list(session.execute(booked).scalars()) or list(session.execute(offered).scalars())


def clinic_of(session: Session, session_id: int) -> tuple[str, datetime]:
    """Return the name of the clinic of a session, and its start, local time."""
    query = (
        select(col(Clinic.name), col(ClinicSession.starts_at))
        .join(ClinicSession, col(ClinicSession.clinic_id) == col(Clinic.id))
        .where(col(ClinicSession.id) == session_id)
    )
    found = session.execute(query).one()
    return found.name, found.starts_at


def _every_act() -> Columns:
    columns: Columns = select(
        col(Act.id), col(Act.kind), col(Act.clerk_id), col(Clerk.display_name).label("clerk"), col(Act.desk),
        col(Act.at), col(Act.event_at),
    ).join(Clerk, col(Clerk.id) == col(Act.clerk_id))  # fmt: skip
    return columns


def _acts() -> Columns:
    return _every_act().where(col(Act.kind).in_(_KINDS))


def _row(row: NamedValues) -> ActRow:
    return ActRow(**by_name(row))
