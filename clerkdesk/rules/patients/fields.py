"""Names the fields of a patient for clerks."""

from __future__ import annotations

_WORDS = {
    "address": "address", "temporary_address": "temporary address", "correspondence_address": "address for letters",
    "phone": "telephone", "email": "e-mail", "gp_practice_code": "GP practice", "gp_practice_name": "GP practice",
    "nhs_number": "NHS number", "hospital_number": "hospital number", "date_of_birth": "birth date",
    "stated_gender": "sex", "given_name": "given name", "family_name": "family name",
    "safe_contact_note": "safe contact", "ethnic_category": "ethnic category", "key_worker": "key worker",
    "two_people": "not the same person as",
    "other_phones": "other numbers", "deceased_date": "day of death", "death_refuted": "word of a death",
}  # fmt: skip


TWO_PEOPLE = "two_people"
"""Field on both of two similar records: the other record, which is not this person, and how somebody knows it."""
SAID_TWO_PEOPLE = "said_two_people"
"""Code of the question before joining two records that were recorded as two people."""
ANOTHER_PERSON, NUMBER_STANDS = "perhaps_another_person", "nhs_number_stands"
"""Codes of the questions before a correction, answered by how somebody knows that it is the same person."""


def field_words(field: str) -> str:
    """Return the words for a field, from the name of its column."""
    return _WORDS.get(field, field.replace("_", " "))


def one_line(value: str) -> str:
    """Return a value of several lines on one line."""
    return ", ".join(line for line in value.splitlines() if line)
