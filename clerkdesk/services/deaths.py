"""Word of a patient's death: nobody rings or writes, every place is held, and the source is checked (RULES 13.2).

Who heard of it, a caller or a file, is for the services that call this. Nothing leaves a list here.
"""

from __future__ import annotations

from clerkdesk.data.queries.contacts import booked_after, open_entries_of
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.addressees import team_leader
from clerkdesk.rules.consequences import EntryEffect, Task
from clerkdesk.rules.contact import held_for_death
from clerkdesk.rules.date_words import count_words
from clerkdesk.services.entries import keep_effect
from clerkdesk.services.following import About, KeptItem, closed_days, keep_task
from clerkdesk.services.office import Office


def told_of_death(act: ActWork, office: Office, patient_id: int, sentence: str) -> list[KeptItem]:
    """Have the source checked today, and until then stop all contact; `sentence` says where the word came from."""
    today = act.event_at.date()
    check = Task(team_leader(), "check_source_of_death", sentence, today)
    kept = [keep_task(act, office, check, About(patient_id))]
    return kept + stop_contact(act, office, patient_id, held_for_death(today, closed_days(today)))


def stop_contact(act: ActWork, office: Office, patient_id: int, effect: EntryEffect) -> list[KeptItem]:
    """Hold every place of a patient who is said to have died, and have what is booked cancelled."""
    for entry in open_entries_of(act.session, patient_id):
        keep_effect(act, entry.id, effect)
    booked = booked_after(act.session, patient_id, act.event_at)
    if not booked:
        return []
    sentence = f"Told that the patient has died: cancel {count_words(len(booked), 'future appointment')}, no letters."
    task = Task(team_leader(), "cancel_future_appointments", sentence, act.event_at.date())
    return [keep_task(act, office, task, About(patient_id, appointment_id=booked[0]))]
