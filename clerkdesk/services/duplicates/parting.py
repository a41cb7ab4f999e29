"""Parts two records that were joined: each gets its own rows back.

`clerkdesk.services.duplicates.merging` joins them, and lists what has moved.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from clerkdesk.data.queries.patients.patients import patient_rows
from clerkdesk.data.tables import (
    Appointment,
    ClinicalReview,
    InboxItem,
    Patient,
    PatientMerge,
    RelatedPerson,
    WaitingListEntry,
)
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.duplicates.joined_words import moving_words, name_and_number
from clerkdesk.rules.patients.rows import PatientRow
from clerkdesk.rules.values.text import clean
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.deaths.parted_deaths import death_meanwhile, leave_with_both
from clerkdesk.services.duplicates.merging import locked_records
from clerkdesk.services.duplicates.moved_rows import (
    OF_A_PATIENT,
    as_text,
    moving_of,
    write_column,
)
from clerkdesk.services.duplicates.parted_meanwhile import (
    WhileJoined,
    give_along,
    have_it_looked_at,
    recorded_meanwhile,
)
from clerkdesk.services.duplicates.parted_pathways import OpenedAgain, open_again, to_open_again
from clerkdesk.services.patients.support import arrange_for_booked

_ON_A_PATHWAY: tuple[type[Any], ...] = (WaitingListEntry, Appointment, ClinicalReview, InboxItem)
"""Tables whose rows go with their pathway when the records are parted."""


@dataclass(frozen=True, slots=True)
class Unmerged(Answer):
    """The parted records."""

    kept_id: int
    parted: PatientRow
    moving: tuple[tuple[str, int], ...]
    """Tables of rows that went back, such as `appointment`, with their numbers above 0."""
    opened: tuple[OpenedAgain, ...] = ()
    """Reopened pathways that were closed as duplicates of the other person's."""
    death: str = ""
    """Word of a death on both, as a sentence without its full stop; empty if none came."""
    meanwhile: WhileJoined = field(default_factory=WhileJoined)
    """Records made while they were joined, with their owner."""

    @property
    def moved(self) -> int:
        """The number of all those rows."""
        return sum(count for _, count in self.moving)

    @property
    def sentence(self) -> str:
        """What went back to whom, what is open again, and what both or one of them keep."""
        back = f"Parted; moved back to {name_and_number(self.parted)}: {moving_words(self.moving)}."
        opened = (f"{each.sentence}: it is open again." for each in self.opened)
        return " ".join((back, *opened, *(f"{each}." for each in said_of_parting(self))))


@dataclass(frozen=True, slots=True)
class BeforeParting:
    """The preview of parting two records."""

    kept: PatientRow
    parted: PatientRow
    moving: tuple[tuple[str, int], ...]
    """Tables of rows that would go back, such as `appointment`, with their numbers above 0."""
    opening: tuple[OpenedAgain, ...] = ()
    """Pathways closed as duplicates of the other person's that would open again."""
    death: str = ""
    """Word of a death that would be on both, as a sentence without its full stop; empty if none came."""
    meanwhile: WhileJoined = field(default_factory=WhileJoined)
    """Records made while they were joined, with their future owner."""


def said_of_parting(parting: BeforeParting | Unmerged) -> tuple[str, ...]:
    """Return the records made while two records were joined, with owner, each a sentence without its full stop."""
    return (*parting.meanwhile.sentences, *((parting.death,) if parting.death else ()))


@answers_once
def unmerge(
    context: ServiceContext, merged_id: int, reason: str, takes: Collection[int] = ()
) -> Unmerged | Refused | WrongInput:
    """Part two records that were joined wrongly; later rows of a pathway go with the pathway.

    Args:
        context: where.
        merged_id: of the record that was joined to another.
        reason: how somebody knows that they are two people.
        takes: ids of the pathways opened since that are the other person's.
    """
    if not clean(reason):
        return WrongInput("reason_missing", "reason", "Say how you know that they are two people.")
    with context.act("unmerge") as act:
        joined = _joined(act.session, merged_id)
        if joined is None:
            return _not_joined()
        patients = locked_records(act.session, joined.kept_patient_id, merged_id)
        kept, parted = patients[joined.kept_patient_id], patients[merged_id]
        if kept.merged_into_id is not None:
            return _joined_again()
        moved = json.loads(joined.moved)
        meanwhile = recorded_meanwhile(act.session, joined, moved, takes)
        if isinstance(meanwhile, WrongInput):
            return meanwhile
        give_along(act.session, moved, meanwhile.going)
        moving = _give_back(act.session, kept.id, merged_id, moved["rows"])
        for patient in _by_ids(act.session, Patient, moved["pointed"]):
            patient.merged_into_id = merged_id
        _empty_again(act, kept, moved["filled"])
        parted.merged_into_id = None
        joined.undone = True
        act.session.flush()
        opened = open_again(act, context, kept.id, merged_id, moved["rows"]["pathway"], clean(reason))
        death = leave_with_both(act, context, joined, kept, parted)
        have_it_looked_at(act, context, kept.id, meanwhile)
        for patient_id in (kept.id, merged_id):
            arrange_for_booked(act, context, patient_id)
        row = patient_rows(act.session, [merged_id])[merged_id]
        return act.commit(Unmerged(kept.id, row, moving, opened, death, meanwhile))


def before_parting(
    context: ServiceContext, merged_id: int, takes: Collection[int] = ()
) -> BeforeParting | Refused | WrongInput:
    """Return the preview of parting a record from the one it was joined with, or why they can't be parted."""
    with context.reading() as session:
        joined = _joined(session, merged_id)
        if joined is None:
            return _not_joined()
        kept, parted = (session.get_one(Patient, each) for each in (joined.kept_patient_id, merged_id))
        if kept.merged_into_id is not None:
            return _joined_again()
        rows = patient_rows(session, [joined.kept_patient_id, merged_id])
        moved = json.loads(joined.moved)
        meanwhile = recorded_meanwhile(session, joined, moved, takes)
        if isinstance(meanwhile, WrongInput):
            return meanwhile
        give_along(session, moved, meanwhile.going)
        going = _going_back(session, joined.kept_patient_id, moved["rows"])
        counted = [(str(table.__tablename__).replace("_", " "), len(found)) for table, found in going]
        opening = to_open_again(session, joined.kept_patient_id, moved["rows"]["pathway"])
        death = death_meanwhile(session, joined, kept, parted)
    moving = tuple((name, count) for name, count in counted if count)
    return BeforeParting(rows[joined.kept_patient_id], rows[merged_id], moving, opening, death, meanwhile)


def _joined(session: Session, merged_id: int) -> PatientMerge | None:
    query = select(PatientMerge).where(
        col(PatientMerge.merged_patient_id) == merged_id, col(PatientMerge.undone).is_(False)
    )
    return session.execute(query.order_by(col(PatientMerge.id).desc())).scalars().first()


def _not_joined() -> Refused:
    return Refused("not_merged", "This record is not joined with another.")


def _joined_again() -> Refused:
    return Refused("merged_again", "The record it was joined with was itself joined with a third: part those first.")


def _empty_again(act: ActWork, kept: Patient, filled: dict[str, list[Any]]) -> None:
    """Remove the filled-in values, except those changed since."""
    columns = {name: before for name, (before, after) in filled.items() if as_text(getattr(kept, name)) == after}
    if isinstance(columns.get("date_of_birth"), str):
        columns["date_of_birth"] = date.fromisoformat(columns["date_of_birth"])
    write_column(act, kept, columns)


def _give_back(
    session: Session, kept_id: int, parted_id: int, moved: dict[str, list[int]]
) -> tuple[tuple[str, int], ...]:
    """Return the rows to their original record, with later rows of its pathways; return their numbers by table."""
    back = tuple(_going_back(session, kept_id, moved))
    for _, rows in back:
        for row in rows:
            row.patient_id = parted_id
    for person in _by_ids(session, RelatedPerson, moved["related_to"]):
        person.related_patient_id = parted_id
    session.flush()
    return moving_of({str(table.__tablename__): rows for table, rows in back})


def _going_back(session: Session, kept_id: int, moved: dict[str, list[int]]) -> Iterator[tuple[type[Any], list[Any]]]:
    """Yield by table the rows that go back: those of the other record, and later rows of its pathways."""
    for table in OF_A_PATIENT:
        rows = {row.id: row for row in _by_ids(session, table, moved[str(table.__tablename__)])}
        if table in _ON_A_PATHWAY:
            since = session.execute(select(table).where(col(table.pathway_id).in_(moved["pathway"]))).scalars()
            rows.update({row.id: row for row in since})
        yield table, [row for row in rows.values() if row.patient_id == kept_id]


def _by_ids(session: Session, table: type[Any], ids: Sequence[int]) -> Sequence[Any]:
    rows: Sequence[SQLModel] = session.execute(select(table).where(col(table.id).in_(ids))).scalars().all()
    return rows
