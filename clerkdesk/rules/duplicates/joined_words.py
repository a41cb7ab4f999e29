"""Words for the rows that move from one record of a person to the other."""

from __future__ import annotations

from collections.abc import Iterable

from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.patients.rows import PatientRow
from clerkdesk.rules.values.date_words import count_words

_WORDS = {
    "patient phone": ("telephone number", "telephone numbers"),
    "patient need": ("need of support", "needs of support"),
    "alert flag": ("alert", "alerts"),
    "related person": ("relative", "relatives"),
    "unavailability": ("period away", "periods away"),
    "waiting list entry": ("waiting list entry", "waiting list entries"),
    "inbox item": ("message or task", "messages or tasks"),
    "draft": ("form half filled in", "forms half filled in"),
}
"""Name of the counted rows -> its words for one and many, if the name itself is not a word of the trade."""


def name_and_number(patient: PatientRow) -> str:
    """Return the name with the hospital number: two records of one person may have the same name."""
    name = display_name(patient.family_name, patient.given_name)
    return f"{name} ({patient.hospital_number})" if patient.hospital_number else name


def moving_words(moving: Iterable[tuple[str, int]]) -> str:
    """Return the moved rows with their numbers: `1 referral, 2 waiting list entries`; else that only names move."""
    listed = [count_words(count, *_WORDS.get(name, (name,))) for name, count in moving]
    return ", ".join(listed) or "nothing but its names"
