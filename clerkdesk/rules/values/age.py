"""Age on a day, and who counts as a child."""

from __future__ import annotations

from datetime import date

ADULT_FROM = 18


def age_on(date_of_birth: date, day: date) -> int:
    """Return complete years on a day; a birthday on 29 February is 1 March in other years."""
    had_birthday = (day.month, day.day) >= (date_of_birth.month, date_of_birth.day)
    return day.year - date_of_birth.year - (0 if had_birthday else 1)


def is_child_on(date_of_birth: date | None, day: date) -> bool:
    """Return whether the patient is under 18 on a day (R-224); an unknown birth date does not count as a child's."""
    return date_of_birth is not None and age_on(date_of_birth, day) < ADULT_FROM
