"""Handles word of a death in a file, which holds every need, and later word of a life, which asks (RULES 13.24).

A file never reverts what the word of a death has stopped, nor what a refutation has opened. Only a separate act does. A
contradiction between file and record is reported on each read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.current_columns import drift, write
from clerkdesk.data.queries.contact.contacts import booked_after, open_entries_of
from clerkdesk.data.queries.deaths.deaths import death_facts, death_standing
from clerkdesk.data.queries.deaths.signs_of_life import signs_of_life
from clerkdesk.data.tables import InboxItem, Patient
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.interop.patients.fields import DEATH_BEFORE_BIRTH
from clerkdesk.interop.reading.records import PatientRecord
from clerkdesk.rules.acts.addressees import team_leader
from clerkdesk.rules.acts.consequences import Task
from clerkdesk.rules.deaths.answers import WordIs, weigh_word
from clerkdesk.rules.deaths.standing import DeathStanding
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.inbox import ItemStatus, TaskKind
from clerkdesk.services.acts.consequences import About, keep_task
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.deaths.days import last_refuted
from clerkdesk.services.patients.statements import keep_other_value_once
from clerkdesk.services.patients.word_of_death import told_of_death

CHECK_THE_SOURCE: Final = TaskKind.CHECK_SOURCE_OF_DEATH

HAS_DIED = "The file says that the patient has died: contact is stopped; check the source."
DIED_AND_NOTED = "The file says that the patient has died: the record says so."
OTHER_DAY = (
    "The file says that the patient died on {file}, and the record says {record}. What stands here was kept, and the "
    "file's day stands beside it; find out which is right."
)
REFUTED = (
    "The file still says that the patient died{on}. {refuted} Nothing was taken from it: if the file is right, record "
    "the death; if not, ask its source to put it right."
)
SAYS_ALIVE = (
    "The file says that the patient is alive, and the record has word of a death. Nothing was lifted: find out which "
    "is right, and record it."
)


@dataclass(frozen=True, slots=True)
class WordKept:
    """The result of a row's statement about a death or a life."""

    sentence: str = ""
    """The sentence for the clerk; empty without one."""
    changed: bool = False
    stands: bool = True
    """Whether the record agrees with the row; otherwise the row's statement is kept beside or left out."""
    to_ask: bool = False
    """Whether it needs a task beyond the answer of the import."""


NOTHING_SAID: Final = WordKept()


def weigh_death(
    act: ActWork, context: ServiceContext, patient: Patient, record: PatientRecord, *, read_before: bool = False
) -> WordKept:
    """Keep a row's statement about a death, unless the record knows it, has another day, or refuted it (RULES 13.24).

    Args:
        act: of the import.
        context: where.
        patient: the patient of the row.
        record: the row.
        read_before: whether this very row was read before, so that an agreement needs no sentence.
    """
    day, born = record.deceased_date, patient.date_of_birth
    if day is not None and born is not None and day < born:
        return WordKept(DEATH_BEFORE_BIRTH, stands=False)
    facts, refuted = death_facts(act.session, patient.id), last_refuted(act.session, patient.id)
    word = weigh_word(facts, day, refuted)
    if word == WordIs.REFUTED and refuted is not None:
        on = f" on {day_words(day)}" if day is not None else ""
        return WordKept(REFUTED.format(on=on, refuted=refuted.sentence), stands=False, to_ask=True)
    if read_before and word == WordIs.KNOWN:
        return NOTHING_SAID
    other_day = ""
    if word == WordIs.ANOTHER_DAY and day is not None and facts.deceased is not None:
        other_day = OTHER_DAY.format(file=day_words(day), record=day_words(facts.deceased))
        keep_other_value_once(act, patient.id, "deceased_date", day.isoformat())
        if read_before:
            return WordKept(other_day, stands=False)
    sentence, changed = _keep_death(act, context, patient, record)
    return WordKept(" ".join(filter(None, (sentence, other_day))), changed, stands=not other_day)


def _keep_death(act: ActWork, context: ServiceContext, patient: Patient, record: PatientRecord) -> tuple[str, bool]:
    """Keep the day; if anything is planned or the day is unknown, have the source checked first.

    It returns the sentence for the clerk, and whether anything changed.
    """
    before = death_standing(act.session, patient.id)
    columns = {
        "deceased_date": patient.deceased_date or record.deceased_date,
        "deceased_confirmed": patient.deceased_confirmed or record.deceased_confirmed,
    }
    changed = bool(drift(patient, columns))
    write(patient, columns)
    session = act.session
    session.flush()
    planned = open_entries_of(session, patient.id) or booked_after(session, patient.id, act.event_at)
    doubtful = patient.deceased_date is None or signs_of_life(session, patient.id, patient.deceased_date)
    if not planned and not doubtful:
        return DIED_AND_NOTED, changed
    if before == DeathStanding.RECORDED or _was_asked(session, patient.id, CHECK_THE_SOURCE, open_only=True):
        return HAS_DIED, changed
    told_of_death(act, context, patient.id, f"{HAS_DIED} It came with an import of patients.")
    return HAS_DIED, True


def ask_about_life(act: ActWork, context: ServiceContext, patient: Patient) -> WordKept:
    """Ask once if a file says alive about a patient with word of a death."""
    if not death_standing(act.session, patient.id):
        return NOTHING_SAID
    if not _was_asked(act.session, patient.id, CHECK_THE_SOURCE, SAYS_ALIVE, open_only=True):
        task = Task(team_leader(), CHECK_THE_SOURCE, SAYS_ALIVE, act.event_at.date())
        keep_task(act, context, task, About(patient.id))
    return WordKept(SAYS_ALIVE, stands=False)


def _was_asked(session: Session, patient_id: int, topic: str, sentence: str = "", *, open_only: bool = False) -> bool:
    item = InboxItem
    asked = select(col(item.id)).where(col(item.patient_id) == patient_id, col(item.topic) == topic)
    if sentence:
        asked = asked.where(col(item.sentence) == sentence)
    if open_only:
        asked = asked.where(col(item.status).in_((ItemStatus.NEW, ItemStatus.ACKNOWLEDGED)))
    return session.execute(asked.limit(1)).first() is not None
