"""Handles word of a death that came while two records were joined, once they are parted (RULES 13.24, 13.25).

Only `clerkdesk.services.duplicates.parting` uses it. Nobody knows which person it is about, so both records keep it as
unchecked word: nobody is rung, and every need is on hold, until somebody says for each whether they have died. Pathways
that the death closed meanwhile are open again, and on hold.
"""

from __future__ import annotations

from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.deaths.deaths import acts_that_closed, death_facts
from clerkdesk.data.queries.duplicates.joined_records import WordMeanwhile, acts_since, line_of, word_since
from clerkdesk.data.tables import InboxItem, Patient, PatientMerge
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import team_leader
from clerkdesk.rules.acts.consequences import Task
from clerkdesk.rules.deaths.standing import CHECK, DeathFacts
from clerkdesk.rules.deaths.stops import held_for_death
from clerkdesk.rules.patients.people import display_name
from clerkdesk.services.acts.answered import withdraw
from clerkdesk.services.acts.consequences import About, keep_task
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.deaths.closures import take_back_closures
from clerkdesk.services.patients.statements import keep_other_value
from clerkdesk.services.patients.word_of_death import hold_every_need, stop_contact


def death_meanwhile(session: Session, joined: PatientMerge, kept: Patient, parted: Patient) -> str:
    """Return what parting does about word of a death that came since; empty if none came, or it was refuted."""
    word = word_since(session, kept.id, line_of(session, joined.act_id))
    known = _standing(session, kept, parted)
    if word is None or known is None:
        return ""
    return (
        f"Word of a death came while the records were joined. {known.words} It stands with both, "
        f"{named(kept)} and {named(parted)}, until somebody says for each whether they are alive or have died. Until "
        "then nobody rings either of them, and every need of both is on hold"
    )


def word_was_refuted(session: Session, joined: PatientMerge, kept: Patient, parted: Patient) -> bool:
    """Return whether word of a death came while two records were joined, and is refuted on both."""
    line = line_of(session, joined.act_id)
    return _standing(session, kept, parted) is None and word_since(session, kept.id, line) is not None


def leave_with_both(act: ActWork, context: ServiceContext, joined: PatientMerge, kept: Patient, parted: Patient) -> str:
    """Keep word of a death that came while two records were joined on both, and return a sentence; empty without one.

    Args:
        act: the act that parts the records, once their rows are back where they belong.
        context: where.
        joined: how they were joined.
        kept: the record that stays.
        parted: the record that stands apart again.
    """
    session, today = act.session, act.event_at.date()
    line = line_of(session, joined.act_id)
    word, known = word_since(session, kept.id, line), _standing(session, kept, parted)
    if word is None or known is None:
        return ""
    sentence = death_meanwhile(session, joined, kept, parted)
    both = (kept, parted)
    contact_was_open = [patient for patient in both if not death_facts(session, patient.id).standing]
    closed_by = {act_id: None for patient in both for act_id in acts_that_closed(session, patient.id)}
    take_back_closures(act, context, [patient.id for patient in both], acts_since(session, list(closed_by), line))
    _as_word(act, kept, parted, word)
    effect = held_for_death(today, context.closed_days(today))
    for patient in both:
        of_patient = col(InboxItem.patient_id) == patient.id
        withdraw(act, "The records were parted: each has its own check.", of_patient, col(InboxItem.topic) == CHECK)
        keep_task(act, context, Task(team_leader(), CHECK, f"{sentence}.", today), About(patient.id))
        if patient in contact_was_open:
            stop_contact(act, context, patient.id, effect)
        else:
            hold_every_need(act, patient.id, effect)
    return sentence


def named(patient: Patient) -> str:
    """Return the name with hospital number and record number, which distinguish two records of one name."""
    number = f"{patient.hospital_number}, " if patient.hospital_number else ""
    return f"{display_name(patient.family_name, patient.given_name)} ({number}record {patient.id})"


def _standing(session: Session, kept: Patient, parted: Patient) -> DeathFacts | None:
    """Return the record of a death on the kept record, else on the other, or None."""
    facts = (death_facts(session, patient.id) for patient in (kept, parted))
    return next((each for each in facts if each.standing), None)


def _as_word(act: ActWork, kept: Patient, parted: Patient, word: WordMeanwhile) -> None:
    """Write the death on both records as unchecked word; a day on either stays known."""
    died_on = kept.deceased_date
    if died_on is not None and parted.deceased_date not in (None, died_on):
        keep_other_value(act, parted.id, "deceased_date", f"{parted.deceased_date:%Y-%m-%d}")
    parted.deceased_date = died_on or parted.deceased_date
    for patient in (kept, parted):
        patient.deceased_confirmed = False
        patient.death_reported_on = patient.death_reported_on or word.came_on or act.event_at.date()
    act.session.flush()
