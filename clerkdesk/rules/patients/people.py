"""Writes a person for lists, cards and slips, as plain strings."""

from __future__ import annotations

from datetime import date

from clerkdesk.rules.values.age import age_on
from clerkdesk.rules.values.date_words import birth_date_words
from clerkdesk.rules.values.text import clean

NAME_NOT_KNOWN = "name not known"
"""Shown instead of the name of a patient known only by an NHS number."""
_MONTHS_SHOWN_UNDER = 2
"""Years below which an age is shown in months, and below one month in days, which matters for booking a baby."""


def display_name(family_name: str, given_name: str) -> str:
    """Return a name for lists: `PATEL Anjali`."""
    return " ".join(filter(None, (clean(family_name).upper(), clean(given_name)))) or NAME_NOT_KNOWN


def shorter_names(clinician: str) -> tuple[str, ...]:
    """Return the shorter forms of a clinician's name, each with the whole surname: `Dr Okonkwo`, `Okonkwo`.

    Particles belong to the surname: `Mr de la Cruz` is `de la Cruz`.
    """
    title, *names = clinician.split()
    if not names:
        return ()
    first = len(names) - 1
    while first > 0 and names[first - 1][:1].islower():
        first -= 1
    surname = " ".join(names[first:])
    return tuple(form for form in (f"{title} {surname}", surname) if form != clinician)


def initials(family_name: str, given_name: str) -> str:
    """Return a name for a public counter, family name first: `P.A.`; a dash if no name is known."""
    letters = (next((char for char in clean(name) if char.isalnum()), "") for name in (family_name, given_name))
    return "".join(f"{letter.upper()}." for letter in letters if letter) or "–"


def age_words(date_of_birth: date, today: date) -> str:
    """Return an age for brackets: `59`, under two years `14m`, under one month `9d`."""
    years = age_on(date_of_birth, today)
    if years >= _MONTHS_SHOWN_UNDER:
        return str(years)
    months = 12 * (today.year - date_of_birth.year) + today.month - date_of_birth.month
    months -= today.day < date_of_birth.day
    return f"{months}m" if months > 0 else f"{(today - date_of_birth).days}d"


def born_on(date_of_birth: date | None) -> str:
    """Return a birth date for a sentence: `born 14 Mar 1967`."""
    return f"born {birth_date_words(date_of_birth)}" if date_of_birth is not None else "birth date not known"


def born_words(date_of_birth: date | None, today: date) -> str:
    """Return a birth date with the age: `14 Mar 1967 (59)`."""
    if date_of_birth is None:
        return "birth date not known"
    return f"{birth_date_words(date_of_birth)} ({age_words(date_of_birth, today)})"
