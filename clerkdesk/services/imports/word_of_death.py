"""Word of a death in a file, and of a life after it: the first holds every place, the second asks (RULES 13.24).

A file never lifts what the word of a death has stopped. Only an act of its own does.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.project import drift, write
from clerkdesk.data.queries.contacts import booked_after, open_entries_of
from clerkdesk.data.queries.deaths import death_standing, signs_of_life
from clerkdesk.data.tables import InboxItem, Patient
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.interop.records import PatientRecord
from clerkdesk.rules.addressees import team_leader
from clerkdesk.rules.consequences import Task
from clerkdesk.services.deaths import told_of_death
from clerkdesk.services.following import About, keep_task
from clerkdesk.services.office import Office
from clerkdesk.services.statements import keep_other_value

DECEASED = "DEC"
"""Code of `local_alert_flag`."""
CHECK_THE_SOURCE: Final = "check_source_of_death"

HAS_DIED = "The file says that the patient has died: contact is stopped; check the source."
DIED_AND_NOTED = "The file says that the patient has died: the record says so."
OTHER_DAY = "It has another day of death; the one that stands here was kept, and the file's stands beside it."
SAYS_ALIVE = (
    "The file says that the patient is alive, and the record has word of a death. Nothing was lifted: find out which "
    "is right, and record it."
)


def keep_death(act: ActWork, office: Office, patient: Patient, record: PatientRecord) -> tuple[str, bool]:
    """Keep the day; where anything is planned or the day is not known, have the source checked first.

    Returns the sentence for the clerk, and whether anything was changed.
    """
    before = death_standing(act.session, patient.id)
    other_day = _keep_other_day(act, patient, record)
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
        return f"{DIED_AND_NOTED}{other_day}", changed
    if before == "recorded" or _was_asked(session, patient.id, CHECK_THE_SOURCE, open_only=True):
        return f"{HAS_DIED}{other_day}", changed
    told_of_death(act, office, patient.id, f"{HAS_DIED} It came with an import of patients.")
    return f"{HAS_DIED}{other_day}", True


def _keep_other_day(act: ActWork, patient: Patient, record: PatientRecord) -> str:
    """Keep a day of death beside the one that stands, and return what to say of it; empty where they agree."""
    if None in (patient.deceased_date, record.deceased_date) or patient.deceased_date == record.deceased_date:
        return ""
    keep_other_value(act, patient.id, "deceased_date", f"{record.deceased_date:%Y-%m-%d}")
    return f" {OTHER_DAY}"


def ask_about_life(act: ActWork, office: Office, patient: Patient) -> str:
    """Ask once where a file says alive of somebody of whom there is word of a death.

    Returns the sentence for the clerk, empty where there is no such word.
    """
    if not death_standing(act.session, patient.id):
        return ""
    if not _was_asked(act.session, patient.id, CHECK_THE_SOURCE, SAYS_ALIVE, open_only=True):
        task = Task(team_leader(), CHECK_THE_SOURCE, SAYS_ALIVE, act.event_at.date())
        keep_task(act, office, task, About(patient.id))
    return SAYS_ALIVE


def _was_asked(session: Session, patient_id: int, topic: str, sentence: str = "", *, open_only: bool = False) -> bool:
    item = InboxItem
    asked = select(col(item.id)).where(col(item.patient_id) == patient_id, col(item.topic) == topic)
    if sentence:
        asked = asked.where(col(item.sentence) == sentence)
    if open_only:
        asked = asked.where(col(item.status).in_(("new", "acknowledged")))
    return session.execute(asked.limit(1)).first() is not None
