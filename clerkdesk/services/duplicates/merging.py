"""Joins two records of one person; the act lists the moved rows, so that the two can be parted again.

Facts are never rewritten: contact attempts and incidents stay with their original record, and the card reads all joined
records. `clerkdesk.rules.patients.matching` judges whether two records can be one person.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.deaths.deaths import death_standing
from clerkdesk.data.queries.duplicates.likely_duplicates import person_keys
from clerkdesk.data.queries.duplicates.second_pathways import both_open
from clerkdesk.data.queries.patients.patients import patient_rows
from clerkdesk.data.tables import (
    Appointment,
    Patient,
    PatientMerge,
    RelatedPerson,
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
from clerkdesk.services.duplicates.moved_rows import (
    OF_A_PATIENT,
    fill_gaps,
    moving_of,
    point_at,
    take_rows,
)
from clerkdesk.services.duplicates.two_people import refuse_two_people, why_two_people
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.services.patients.registering import unknown_patient
from clerkdesk.services.patients.support import arrange_for_booked

OTHER_IS_KEPT = "other_is_kept"
"""Code of the refusal to keep the record with a desk's own number."""


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


def before_merging(context: ServiceContext, kept_id: int, merged_id: int) -> BeforeMerging | Refused | WrongInput:
    """Return the preview of joining two records, or why they cannot be one person."""
    if kept_id == merged_id:
        return same_record()
    with context.reading() as session:
        kept, merged = session.get(Patient, kept_id), session.get(Patient, merged_id)
        if kept is None or merged is None:
            return unknown_patient()
        refusal = _why_not(session, kept, merged)
        if refusal is not None:
            return refusal
        rows = patient_rows(session, [kept_id, merged_id])
        counted = [
            (str(table.__tablename__).replace("_", " "), _count_of(session, table, merged_id)) for table in OF_A_PATIENT
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
        patients = locked_records(act.session, kept_id, merged_id)
        if len(patients) < 2:
            return unknown_patient() if kept_id != merged_id else same_record()
        kept, merged = patients[kept_id], patients[merged_id]
        apart = () if one_person else why_two_people(act.session, kept, merged)
        refusal = _why_not(act.session, kept, merged) or refuse_two_people(apart)
        if refusal is not None:
            return refusal
        pairs = both_open(act.session, kept_id, merged_id)
        asked = judge_joined_pathways(pairs, same_condition=same_condition)
        if asked is not None:
            return by_rule(asked, SECOND_PATHWAY)
        rows = dict(take_rows(act.session, kept_id, merged_id))
        pointed = point_at(act.session, merged_id, kept_id)
        merged.merged_into_id = kept_id
        # Only then is the number free for the kept record.
        act.session.flush()
        filled = fill_gaps(act, kept, merged)
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
        return act.commit(Merged(patient_rows(act.session, [kept_id])[kept_id], merged_id, moving_of(rows)))


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


def locked_records(session: Session, one: int, other: int) -> dict[int, Patient]:
    """Return two records by id, locked in the order of their ids."""
    query = select(Patient).where(col(Patient.id).in_((one, other))).order_by(col(Patient.id)).with_for_update()
    return {patient.id: patient for patient in session.execute(query).scalars()}


def same_record() -> WrongInput:
    """Return the fault of one record named twice."""
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
