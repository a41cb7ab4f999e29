"""Joins two records of one person, and parts them again; each act lists the moved rows.

Facts are never rewritten: contact attempts and incidents stay with their original record, and the card reads all joined
records. `clerkdesk.rules.patients.matching` judges whether two records can be one person.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from clerkdesk.data.name_keys import set_name, write_name_keys
from clerkdesk.data.project import write
from clerkdesk.data.queries.deaths.deaths import death_standing
from clerkdesk.data.queries.duplicates.likely_duplicates import person_keys
from clerkdesk.data.queries.duplicates.second_pathways import both_open
from clerkdesk.data.queries.patients.patients import patient_rows
from clerkdesk.data.tables import (
    AlertFlag,
    Appointment,
    Call,
    ClinicalReview,
    Draft,
    InboxItem,
    Pathway,
    Patient,
    PatientMerge,
    PatientNeed,
    PatientPhone,
    Referral,
    RelatedPerson,
    Unavailability,
    WaitingListEntry,
)
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import team_leader
from clerkdesk.rules.acts.consequences import Task
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.duplicates.joined_words import moving_words, name_and_number
from clerkdesk.rules.duplicates.second_pathways import (
    OWN_CONDITION,
    SECOND_PATHWAY,
    OpenPathway,
    judge_joined_pathways,
    pathways_words,
    same_condition_task,
)
from clerkdesk.rules.patients.matching import MatchVerdict, score
from clerkdesk.rules.patients.rows import PatientRow
from clerkdesk.rules.values.date_words import moment_words
from clerkdesk.rules.values.hospital_number import why_the_other_is_kept
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.text import clean
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About, keep_task
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.deaths.parted_deaths import death_meanwhile, leave_with_both
from clerkdesk.services.duplicates.parted_meanwhile import (
    WhileJoined,
    give_along,
    have_it_looked_at,
    recorded_meanwhile,
)
from clerkdesk.services.duplicates.parted_pathways import OpenedAgain, open_again, to_open_again
from clerkdesk.services.duplicates.two_people import refuse_two_people, why_two_people
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.services.patients.registering import unknown_patient
from clerkdesk.services.patients.support import arrange_for_booked

_OF_A_PATIENT: tuple[type[Any], ...] = (
    PatientPhone, PatientNeed, AlertFlag, RelatedPerson, Unavailability, Referral, Pathway, WaitingListEntry,
    Appointment, ClinicalReview, InboxItem, Call, Draft,
)  # fmt: skip
"""Tables whose rows move by their `patient_id`."""

_ON_A_PATHWAY: tuple[type[Any], ...] = (WaitingListEntry, Appointment, ClinicalReview, InboxItem)
"""Tables whose rows go with their pathway when the records are parted."""

_FILLED = (
    "title", "date_of_birth", "email", "gp_practice_code", "gp_practice_name", "language", "key_worker",
    "overseas_answer", "short_notice_hours", "short_notice_days",
)  # fmt: skip
"""Columns that fill gaps of the kept record."""
OTHER_IS_KEPT = "other_is_kept"
"""Code of the refusal to keep the record with a desk's own number."""
_NAME = ("family_name", "given_name")
_HOME = ("address", "postcode", "postcode_key")
_NUMBER = ("nhs_number", "nhs_number_valid", "nhs_number_status")
_EITHER = ("interpreter_needed", "transport_needed", "restricted", "demographics_known")
"""Columns that are true for the person if true on either record."""


@dataclass(frozen=True, slots=True)
class Merged(Answer):
    """The joined records; `kept_id` is the one that goes on."""

    kept: PatientRow
    merged_id: int
    moving: tuple[tuple[str, int], ...]
    """Tables of moved rows, such as `appointment`, with their numbers above 0."""

    @property
    def moved(self) -> int:
        """The number of all those rows."""
        return sum(count for _, count in self.moving)

    @property
    def sentence(self) -> str:
        """The record that is kept, and what moved to it."""
        return f"Joined; {name_and_number(self.kept)} is kept; moved: {moving_words(self.moving)}."


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
class BeforeMerging:
    """The preview of joining two records."""

    kept: PatientRow
    merged: PatientRow
    moving: tuple[tuple[str, int], ...]
    """Tables of rows that would move, such as `appointment`, with their numbers above 0."""
    same_specialty: tuple[str, ...] = ()
    """Open pathways of both in one specialty, which may be one condition."""
    two_people: tuple[str, ...] = ()
    """A record that they are two people, about which joining asks."""


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


def before_merging(context: ServiceContext, kept_id: int, merged_id: int) -> BeforeMerging | Refused | WrongInput:
    """Return the preview of joining two records, or why they cannot be one person."""
    if kept_id == merged_id:
        return _same_record()
    with context.reading() as session:
        kept, merged = session.get(Patient, kept_id), session.get(Patient, merged_id)
        if kept is None or merged is None:
            return unknown_patient()
        refusal = _why_not(session, kept, merged)
        if refusal is not None:
            return refusal
        rows = patient_rows(session, [kept_id, merged_id])
        counted = [
            (str(table.__tablename__).replace("_", " "), _count_of(session, table, merged_id))
            for table in _OF_A_PATIENT
        ]
        pairs = both_open(session, kept_id, merged_id)
        apart = why_two_people(session, kept, merged)
    moving = tuple((name, count) for name, count in counted if count)
    return BeforeMerging(rows[kept_id], rows[merged_id], moving, tuple(pathways_words(pair) for pair in pairs), apart)


def _count_of(session: Session, table: type[Any], patient_id: int) -> int:
    return session.execute(select(func.count()).where(col(table.patient_id) == patient_id)).scalar_one()


@answers_once
def merge(
    context: ServiceContext, kept_id: int, merged_id: int, reason: str, *, same_condition: bool | None = None,
    one_person: bool = False,
) -> Merged | Refused | WrongInput:  # fmt: skip
    """Join two records of one person: the kept one takes over the rows of the other.

    Args:
        context: where.
        kept_id: the record that goes on; its details stay, and the other fills its gaps.
        merged_id: the record that ends in it; its own number and names still find it.
        reason: how the clerk knows that they are one person.
        same_condition: whether open pathways of one specialty are about one condition; None if nobody was asked.
        one_person: whether somebody confirmed one person in spite of a record of two.
    """
    if not clean(reason):
        return WrongInput("reason_missing", "reason", "Say how you know that they are one person.")
    with context.act("merge") as act:
        patients = _locked(act.session, kept_id, merged_id)
        if len(patients) < 2:
            return unknown_patient() if kept_id != merged_id else _same_record()
        kept, merged = patients[kept_id], patients[merged_id]
        apart = () if one_person else why_two_people(act.session, kept, merged)
        refusal = _why_not(act.session, kept, merged) or refuse_two_people(apart)
        if refusal is not None:
            return refusal
        pairs = both_open(act.session, kept_id, merged_id)
        asked = judge_joined_pathways(pairs, same_condition=same_condition)
        if asked is not None:
            return by_rule(asked, SECOND_PATHWAY)
        rows = dict(_take_over(act.session, kept_id, merged_id))
        pointed = _point(act.session, merged_id, kept_id)
        merged.merged_into_id = kept_id
        # Only then is the number free for the kept record.
        act.session.flush()
        filled = _fill(act, kept, merged)
        moved = {"rows": rows, "pointed": pointed, "filled": filled}
        act.add(
            PatientMerge(
                kept_patient_id=kept_id,
                merged_patient_id=merged_id,
                reason=clean(reason),
                moved=json.dumps(moved, ensure_ascii=False),
                act_id=act.act_id,
            )
        )
        _keep_answer(act, context, kept_id, pairs, same_condition=same_condition)
        arrange_for_booked(act, context, kept_id)
        return act.commit(Merged(patient_rows(act.session, [kept_id])[kept_id], merged_id, _moving(rows)))


def _keep_answer(
    act: ActWork,
    context: ServiceContext,
    patient_id: int,
    pairs: Sequence[tuple[OpenPathway, OpenPathway]],
    *,
    same_condition: bool | None,
) -> None:
    """Keep whether two pathways are one condition: a fact if they are not, a task to correct it if they are."""
    today = act.event_at.date()
    for kept, joined in pairs:
        if same_condition:
            task = Task(team_leader(), TaskKind.CORRECT_RECORD, same_condition_task((kept,)), today)
            keep_task(act, context, task, About(patient_id, joined.pathway_id))
        else:
            details = {"reason": "confirmed when two records were joined"}
            record_rtt(act, joined.pathway_id, OWN_CONDITION, today, details=details, policy=context.policy)


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
        patients = _locked(act.session, joined.kept_patient_id, merged_id)
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


def _locked(session: Session, one: int, other: int) -> dict[int, Patient]:
    query = select(Patient).where(col(Patient.id).in_((one, other))).order_by(col(Patient.id)).with_for_update()
    return {patient.id: patient for patient in session.execute(query).scalars()}


def _same_record() -> WrongInput:
    return WrongInput("same_record", "patient", "These are one and the same record: give the numbers of two.")


def _why_not(session: Session, kept: Patient, merged: Patient) -> Refused | None:
    """Return why two records can't be joined, and what would allow it."""
    if kept.merged_into_id is not None or merged.merged_into_id is not None:
        return Refused(
            "already_merged", "One of these records is joined with another already: take the one that was kept."
        )
    if kept.nhs_number_valid and merged.nhs_number_valid and kept.nhs_number != merged.nhs_number:
        return Refused("two_nhs_numbers", "Both have a valid NHS number and they differ: these are two people.")
    if death_standing(session, kept.id) != death_standing(session, merged.id):
        sentence = (
            "One record says that the patient has died and the other does not: find out which is right, and record it "
            f"first ({Way.ANSWER_DEATH.here()})."
        )
        return Refused("one_deceased", sentence)
    if session.execute(select(col(RelatedPerson.id)).where(_relates(kept.id, merged.id))).first() is not None:
        return Refused("relatives", "One record names the other as a relative: these are two people, or that is wrong.")
    keys = person_keys(session, {kept.id, merged.id})
    match = score(keys[kept.id], keys[merged.id])
    if match.verdict is MatchVerdict.DIFFERENT and kept.demographics_known and merged.demographics_known:
        why = ", ".join(match.reasons)
        return Refused("not_alike", f"These do not look like one person ({why}). Correct the wrong details first.")
    number = why_the_other_is_kept(kept.hospital_number, merged.hospital_number)
    return _clash(session, kept.id, merged.id) or (Refused(OTHER_IS_KEPT, number) if number else None)


def _relates(one: int, other: int) -> Any:
    patient, related = col(RelatedPerson.patient_id), col(RelatedPerson.related_patient_id)
    return or_((patient == one) & (related == other), (patient == other) & (related == one))


def _clash(session: Session, kept_id: int, merged_id: int) -> Refused | None:
    """One person can't be in two places: two live appointments must not start at one time."""
    starts = {
        patient_id: set(
            session.execute(
                select(col(Appointment.starts_at)).where(
                    col(Appointment.patient_id) == patient_id, col(Appointment.live).is_(True)
                )
            ).scalars()
        )
        for patient_id in (kept_id, merged_id)
    }
    both = sorted(starts[kept_id] & starts[merged_id])
    if not both:
        return None
    when = moment_words(both[0])
    return Refused("appointments_clash", f"Both have an appointment on {when}: move or cancel one of them first.")


def _take_over(session: Session, kept_id: int, merged_id: int) -> Iterator[tuple[str, list[int]]]:
    """Give the kept record every row of the other, and yield their ids by table."""
    known = set(
        session.execute(select(col(PatientPhone.number_key)).where(col(PatientPhone.patient_id) == kept_id)).scalars()
    )
    for table in _OF_A_PATIENT:
        rows = session.execute(select(table).where(col(table.patient_id) == merged_id)).scalars().all()
        moving = [row for row in rows if not (table is PatientPhone and row.number_key in known)]
        for row in moving:
            row.patient_id = kept_id
        yield str(table.__tablename__), [row.id for row in moving]
    related = session.execute(
        select(RelatedPerson).where(col(RelatedPerson.related_patient_id) == merged_id)
    ).scalars().all()  # fmt: skip
    for person in related:
        person.related_patient_id = kept_id
    yield "related_to", [person.id for person in related]


def _point(session: Session, merged_id: int, kept_id: int) -> list[int]:
    """Point the records joined with the merged one earlier to the kept one; return their ids."""
    earlier = session.execute(select(Patient).where(col(Patient.merged_into_id) == merged_id)).scalars().all()
    for patient in earlier:
        patient.merged_into_id = kept_id
    return [patient.id for patient in earlier]


def _fill(act: ActWork, kept: Patient, merged: Patient) -> dict[str, list[Any]]:
    """Fill the gaps of the kept record and return each column with its value before and after."""
    columns: dict[str, Any] = {name: getattr(merged, name) for name in _FILLED if not getattr(kept, name)}
    columns.update({name: True for name in _EITHER if getattr(merged, name)})
    if not kept.family_name and not kept.given_name:
        columns.update(_columns(merged, _NAME))
    if not kept.address and not kept.postcode:
        columns.update(_columns(merged, _HOME))
    if merged.nhs_number and not kept.nhs_number_valid and (merged.nhs_number_valid or not kept.nhs_number):
        columns.update(_columns(merged, _NUMBER))
    if kept.stated_gender == "X":
        columns["stated_gender"] = merged.stated_gender
    if merged.safe_contact_note and merged.safe_contact_note not in kept.safe_contact_note:
        notes = (kept.safe_contact_note, merged.safe_contact_note)
        columns["safe_contact_note"] = "\n".join(note for note in notes if note)
    filled = {name: [getattr(kept, name), value] for name, value in columns.items() if getattr(kept, name) != value}
    _write(act, kept, columns)
    return {name: [_as_text(value) for value in values] for name, values in filled.items()}


def _columns(patient: Patient, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(patient, name) for name in names}


def _write(act: ActWork, patient: Patient, columns: dict[str, Any]) -> None:
    write(patient, columns)
    if set(_NAME) & set(columns):
        set_name(patient, patient.family_name, patient.given_name)
        write_name_keys(act.session, patient.id)
    act.session.flush()


def _empty_again(act: ActWork, kept: Patient, filled: dict[str, list[Any]]) -> None:
    """Remove the filled-in values, except those changed since."""
    columns = {name: before for name, (before, after) in filled.items() if _as_text(getattr(kept, name)) == after}
    if isinstance(columns.get("date_of_birth"), str):
        columns["date_of_birth"] = date.fromisoformat(columns["date_of_birth"])
    _write(act, kept, columns)


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
    return _moving({str(table.__tablename__): rows for table, rows in back})


def _moving(rows: Mapping[str, Sequence[object]]) -> tuple[tuple[str, int], ...]:
    """Return the tables whose rows belong to a patient, in words, with the numbers of their rows above 0."""
    names = (str(table.__tablename__) for table in _OF_A_PATIENT)
    return tuple((name.replace("_", " "), len(rows[name])) for name in names if rows[name])


def _going_back(session: Session, kept_id: int, moved: dict[str, list[int]]) -> Iterator[tuple[type[Any], list[Any]]]:
    """Yield by table the rows that go back: those of the other record, and later rows of its pathways."""
    for table in _OF_A_PATIENT:
        rows = {row.id: row for row in _by_ids(session, table, moved[str(table.__tablename__)])}
        if table in _ON_A_PATHWAY:
            since = session.execute(select(table).where(col(table.pathway_id).in_(moved["pathway"]))).scalars()
            rows.update({row.id: row for row in since})
        yield table, [row for row in rows.values() if row.patient_id == kept_id]


def _by_ids(session: Session, table: type[Any], ids: Sequence[int]) -> Sequence[Any]:
    rows: Sequence[SQLModel] = session.execute(select(table).where(col(table.id).in_(ids))).scalars().all()
    return rows


def _as_text(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
