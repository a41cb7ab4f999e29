"""The moment of the composed hospital: today, now, and the working days before and after."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clerkdesk.rules.values.bank_holidays import england_bank_holidays
from clerkdesk.rules.values.working_days import add_working_days, is_working_day

_YEARS_BACK = timedelta(days=1200)
_YEAR_AHEAD = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, as the hospital's wall clock shows it, and the days on which it is closed."""

    now: datetime
    closed: Container[date]

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.date()

    def days(self, count: int) -> date:
        """Return the day `count` days from today; a negative count is before it."""
        return self.today + timedelta(days=count)

    def working_day(self, count: int) -> date:
        """Return the working day `count` working days from today; a negative count is before it."""
        if count >= 0:
            return add_working_days(self.today, count, self.closed)
        day = self.today
        while count:
            day -= timedelta(days=1)
            count += is_working_day(day, self.closed)
        return day

    def open_on(self, day: date) -> date:
        """Return the day, or the working day before it if the hospital's offices are closed on it."""
        while not is_working_day(day, self.closed):
            day -= timedelta(days=1)
        return day

    def weekday_from(self, count: int, weekday: int) -> date:
        """Return the first day from `count` days on that falls on a weekday (0 Monday) and is no bank holiday."""
        day = self.days(count)
        while day.weekday() != weekday or day in self.closed:
            day += timedelta(days=1)
        return day

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Return a time on a day, never later than now."""
        return min(datetime(day.year, day.month, day.day, hour, minute), self.now)

    def closing(self, day: date) -> datetime:
        """Return when the offices close on a day."""
        return datetime(day.year, day.month, day.day, 17)


def moment_of(now: datetime) -> Moment:
    """Return the moment of a local time."""
    return Moment(now, england_bank_holidays(now.date() - _YEARS_BACK, now.date() + _YEAR_AHEAD))
