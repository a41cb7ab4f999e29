"""Assigns records made while two records were joined to an owner, or to somebody who looks (RULES 13.1, 13.25).

Only `clerkdesk.services.duplicates.parting` uses it. An e-RS referral names its patient by NHS number: if only one of
the two has that number, it is theirs. The owner of the rest is unknown: it goes with the other record if the clerk says
so, else it stays with the kept one, and the team leader looks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.duplicates.joined_records import added_since, changed_since, line_of
from clerkdesk.data.queries.duplicates.second_pathways import pathways_named
from clerkdesk.data.tables import (
    AlertFlag,
    Pathway,
    Patient,
    PatientMerge,
    PatientNeed,
    PatientPhone,
    Referral,
    RelatedPerson,
    Unavailability,
)
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import team_leader
from clerkdesk.rules.acts.consequences import Task
from clerkdesk.rules.duplicates.joined_words import moving_words
from clerkdesk.rules.duplicates.second_pathways import pathways_words
from clerkdesk.rules.patients.fields import field_words
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.acts.consequences import About, keep_task
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.deaths.parted_deaths import named, word_was_refuted

_BESIDE: tuple[type[Any], ...] = (PatientPhone, PatientNeed, AlertFlag, RelatedPerson, Unavailability)
"""Tables of rows on a record itself, without a pathway."""
_DETAILS = (
    "family_name", "given_name", "date_of_birth", "nhs_number", "hospital_number", "address", "email",
    "gp_practice_code", "language", "safe_contact_note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WhileJoined:
    """Records made while two records were joined, with their owner after parting."""

    going: tuple[int, ...] = ()
    """Ids of the pathways opened meanwhile that go with the other record."""
    undecided: tuple[int, ...] = ()
    """Ids of those without a known owner, which stay with the kept record."""
    sentences: tuple[str, ...] = ()
    """A sentence for each, for preview and answer."""
    to_look_at: tuple[str, ...] = ()
    """The sentences that somebody must look at."""


def recorded_meanwhile(
    session: Session, joined: PatientMerge, moved: Mapping[str, Any], said: Collection[int] = ()
) -> WhileJoined | WrongInput:
    """Return the records made since two records were joined, before anything is given back.

    Args:
        session: to read in.
        joined: how they were joined.
        moved: the rows moved then, from `PatientMerge.moved`.
        said: ids of the pathways opened since that the clerk assigns to the other person.
    """
    kept, parted = (session.get_one(Patient, each) for each in (joined.kept_patient_id, joined.merged_patient_id))
    line = line_of(session, joined.act_id)
    opened = _opened(session, kept.id, line)
    unknown = sorted(set(said) - {pathway.id for pathway, _ in opened})
    if unknown:
        return _not_opened(unknown[0], [pathway.id for pathway, _ in opened])
    by_number = {pathway.id: _by_number(kept, parted, moved["filled"], referral) for pathway, referral in opened}
    going = [each for each, whose in by_number.items() if each in said or whose == "parted"]
    undecided = [each for each, whose in by_number.items() if each not in said and whose == ""]
    goes = tuple(
        f"{_words(session, each)} goes with {named(parted)}" + ("" if each in said else ": e-RS named its NHS number")
        for each in going
    )
    look = tuple(
        f"{_words(session, each)} stays with {named(kept)}: look whether it is {named(parted)}'s" for each in undecided
    )
    beside = _beside(session, kept.id, line)
    if beside:
        words = f"Recorded while the records were joined: {beside}; it stays with {named(kept)}"
        look = (*look, f"{words}: look whether it is {named(parted)}'s")
    if word_was_refuted(session, joined, kept, parted):
        refuted = "Word of a death came while the records were joined, and was refuted"
        look = (*look, f"{refuted}: look of whom it was, {named(kept)} or {named(parted)}")
    return WhileJoined(tuple(going), tuple(undecided), (*goes, *look), look)


def give_along(session: Session, moved: Mapping[str, Any], going: Sequence[int]) -> None:
    """Count pathways that go with the other record, and their referrals, as its original rows."""
    rows = moved["rows"]
    for pathway in session.execute(select(Pathway).where(col(Pathway.id).in_(going))).scalars():
        rows["pathway"].append(pathway.id)
        if pathway.referral_id is not None:
            rows["referral"].append(pathway.referral_id)


def have_it_looked_at(act: ActWork, context: ServiceContext, kept_id: int, meanwhile: WhileJoined) -> None:
    """Ask the team leader to find the owner of records without a known one."""
    if not meanwhile.to_look_at:
        return
    sentence = f"Two records were parted. {'. '.join(meanwhile.to_look_at)}."
    keep_task(act, context, Task(team_leader(), TaskKind.CORRECT_RECORD, sentence, act.event_at.date()), About(kept_id))


def _opened(session: Session, kept_id: int, line: int) -> list[tuple[Pathway, Referral | None]]:
    query = (
        select(Pathway, Referral)
        .outerjoin(Referral, col(Referral.id) == col(Pathway.referral_id))
        .where(col(Pathway.id).in_(added_since(session, Pathway, line)), col(Pathway.patient_id) == kept_id)
    )
    return [(pathway, referral) for pathway, referral in session.execute(query.order_by(col(Pathway.id)))]


def _by_number(kept: Patient, parted: Patient, filled: Mapping[str, Any], referral: Referral | None) -> str:
    """Return the owner of a pathway by the NHS number in its file: `kept`, `parted`, or unknown."""
    if referral is None or not referral.ers_seen or not kept.nhs_number:
        return ""
    if "nhs_number" in filled:
        return "parted" if filled["nhs_number"][1] == kept.nhs_number else ""
    return "kept" if parted.nhs_number != kept.nhs_number else ""


def _words(session: Session, pathway_id: int) -> str:
    words = pathways_words(pathways_named(session, (pathway_id,))) or f"pathway {pathway_id}"
    return f"{words[0].upper()}{words[1:]}, was opened while the records were joined and"


def _beside(session: Session, kept_id: int, line: int) -> str:
    """Return the additions to the record itself and the changed details; empty without any."""
    counted: list[tuple[str, int]] = []
    for table in _BESIDE:
        added = select(col(table.id)).where(
            col(table.id).in_(added_since(session, table, line)), col(table.patient_id) == kept_id
        )
        if rows := session.execute(added).scalars().all():
            counted.append((str(table.__tablename__).replace("_", " "), len(rows)))
    changed = changed_since(session, kept_id, line)
    details = [field_words(name) for name in _DETAILS if name in changed]
    return ", ".join((*((moving_words(counted),) if counted else ()), *details))


def _not_opened(pathway_id: int, opened: Sequence[int]) -> WrongInput:
    which = f"it was {', '.join(map(str, opened))}" if opened else "none was"
    sentence = f"Pathway {pathway_id} was not opened while the records were joined: {which}."
    return WrongInput("not_opened_meanwhile", "takes", sentence)
