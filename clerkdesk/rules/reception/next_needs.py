"""Judges the next need of an outcome form: it is one of three kinds, and no entry is silently dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.pathways.start_days import last_long_ago
from clerkdesk.rules.values.appointments import AttendanceOutcome
from clerkdesk.rules.values.date_words import day_words

YEARS_AHEAD = "years_ahead"
"""Code of the question whether a need really falls due years after the visit."""


@dataclass(frozen=True, slots=True)
class NextDates:
    """The dates of the next need, with the day of the visit. Days are local dates."""

    seen: date
    see_by: date | None = None
    latest: date | None = None


def judge_next_dates(dates: NextDates, *, confirmed: bool = False) -> PolicyRefusal | None:
    """Return why the next need can't have these dates, or the question about years ahead (R-171, R-251).

    The see-by date is on the day of the visit or later, the latest date on the see-by date or later.
    """
    seen, see_by, latest = dates.seen, dates.see_by, dates.latest
    for day, name in ((see_by, "due"), (latest, "too late")):
        if day is not None and day < seen:
            sentence = (
                f"The patient was seen on {day_words(seen)}: the next can't be {name} on {day_words(day)}. Check it."
            )
            return PolicyRefusal("R-251", sentence)
    if see_by is not None and latest is not None and latest < see_by:
        sentence = (
            f"The latest date, {day_words(latest)}, lies before the day by which the patient is to be seen, "
            f"{day_words(see_by)}: check both."
        )
        return PolicyRefusal("R-251", sentence)
    far = next((day for day in (see_by, latest) if day is not None and seen <= last_long_ago(day)), None)
    if far is None or confirmed:
        return None
    sentence = f"{day_words(far)} is years after the visit: check the date, or say that it is right."
    return PolicyRefusal("R-251", sentence, YEARS_AHEAD)


@dataclass(frozen=True, slots=True)
class NextOnTheForm:
    """The next need on an outcome form, as far as filled in."""

    outcome: str
    see_by: bool = False
    latest: bool = False
    planned: bool = False
    awaits: bool = False
    patient_initiated: bool = False


def why_not_all_kept(form: NextOnTheForm) -> PolicyRefusal | None:
    """Return why one need can't cover all entries of the form, or None if it can (R-251, R-401)."""
    ways = {
        "a follow-up": form.see_by or form.latest or form.planned,
        "something else to wait for": form.awaits,
        "patient-initiated follow-up": form.patient_initiated,
    }
    said = [words for words, given in ways.items() if given]
    if said and form.outcome != AttendanceOutcome.ANOTHER_TO_BE_MADE:
        sentence = f"Outcome {form.outcome} does not go with {said[0]}: choose outcome 3, or leave it out."
        return PolicyRefusal("R-401", sentence)
    if len(said) > 1:
        sentence = (
            f"The form says {said[0]} and {said[1]}, and one need is only one of them. Give the one that comes first: "
            "when it has happened, the next is asked for."
        )
        return PolicyRefusal("RULES 13.1", sentence)
    if form.latest and not form.see_by:
        return PolicyRefusal("R-251", "A latest date needs the day by which the patient is to be seen: give both.")
    return None
