"""Readers for fields and bars over the rules' parsers: dates, moments, NHS numbers, telephone numbers, postcodes.

`clerkdesk.rules` reads each of them; this module adds the echo.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from clerkdesk.rules.booking.slot_search import parse_slot_search
from clerkdesk.rules.values.age import age_on
from clerkdesk.rules.values.date_words import birth_date_words, echo, short_moment_words
from clerkdesk.rules.values.dates import Purpose, parse_date, parse_from
from clerkdesk.rules.values.intervals import Interval, parse_interval
from clerkdesk.rules.values.moments import parse_moment
from clerkdesk.rules.values.nhs_number import display, parse_nhs_number
from clerkdesk.rules.values.phones import parse_phone
from clerkdesk.rules.values.postcodes import parse_postcode
from clerkdesk.rules.values.unreadable import Unreadable
from clerkdesk.widgets.readings import Reader, Reading

ValueT = TypeVar("ValueT")


def date_reader(today: Callable[[], date]) -> Reader:
    """Read a future date; the value is ISO, the echo `Mon 14 Dec 2026, 3 weeks`."""

    def read(text: str) -> Reading:
        return _reading(parse_date(text, today()), lambda day: (day.isoformat(), echo(day, today())))

    return read


def see_by_reader(seen: date, said: str = "see by") -> Reader:
    """Read when somebody seen on a day is due again: `6w`, `3/12` or a date; the value is ISO, the echo in full."""

    def shown(day: date) -> tuple[str, str]:
        return day.isoformat(), f"{said} {echo(day, seen)}"

    def read(text: str) -> Reading:
        return _reading(parse_from(text, seen), shown)

    return read


def counted_reader(today: Callable[[], date], since: str) -> Reader:
    """Read a day, or a length of time from an event whose day may be given later in the bar.

    The value is what was typed, for `rules.dates.parse_from`; `since` names the event: `the day of the decision`.
    """

    def read(text: str) -> Reading:
        interval = parse_interval(text.lstrip("+ "))
        if isinstance(interval, Interval):
            return Reading(interval.code, f"{interval} from {since}")
        return _reading(parse_date(text, today()), lambda day: (day.isoformat(), echo(day, today())))

    return read


def past_date_reader(today: Callable[[], date]) -> Reader:
    """Read a date up to today; value and echo are those of `date_reader`."""

    def read(text: str) -> Reading:
        return _reading(parse_date(text, today(), Purpose.PAST), lambda day: (day.isoformat(), echo(day, today())))

    return read


def birth_date_reader(today: Callable[[], date]) -> Reader:
    """Read a date of birth; the value is ISO, the echo `14 Mar 1967 (59)`."""

    def shown(day: date) -> tuple[str, str]:
        return day.isoformat(), f"{birth_date_words(day)} ({age_on(day, today())})"

    return lambda text: _reading(parse_date(text, today(), Purpose.BIRTH), shown)


def moment_reader(now: Callable[[], datetime]) -> Reader:
    """Read a future day and time; the value is ISO local time, the echo `Tue 15 Dec 15:00`."""

    def shown(moment: datetime) -> tuple[str, str]:
        return moment.isoformat(), short_moment_words(moment)

    return lambda text: _reading(parse_moment(text, now()), shown)


def nhs_number_reader(text: str) -> Reading:
    """Read an NHS number; the value is its ten digits, the echo `943 476 5919`."""
    return _reading(parse_nhs_number(text), lambda digits: (digits, display(digits)))


def phone_reader(text: str) -> Reading:
    """Read a telephone number; the value is E.164, with `;ext=` and digits for an extension."""
    return _reading(
        parse_phone(text),
        lambda phone: (
            phone.e164 + (f";ext={phone.extension}" if phone.extension else ""),
            phone.display + (f" ext {phone.extension}" if phone.extension else ""),
        ),
    )


def phones_reader(text: str) -> Reading:
    """Read telephone numbers with commas between; each has the value and echo of `phone_reader`."""
    read = [phone_reader(part) for part in (each.strip() for each in text.split(",")) if part]
    wrong = next((each for each in read if each.problem), None)
    if wrong is not None:
        return wrong
    return Reading(", ".join(each.value for each in read), ", ".join(each.echo for each in read))


def postcode_reader(text: str) -> Reading:
    """Read a postcode; value and echo are `NN1 2AB`."""
    return _reading(parse_postcode(text), lambda postcode: (postcode, postcode))


def slot_search_reader(today: Callable[[], date]) -> Reader:
    """Read wishes for a slot; the value is the text itself, the echo its reading."""
    return lambda text: _reading(parse_slot_search(text, today()), lambda search: (text, search.sentence))


def _reading(answer: ValueT | Unreadable, shown: Callable[[ValueT], tuple[str, str]]) -> Reading:
    if isinstance(answer, Unreadable):
        return Reading(problem=answer.sentence)
    value, echoed = shown(answer)
    return Reading(value, echoed)
