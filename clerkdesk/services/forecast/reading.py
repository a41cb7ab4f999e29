"""Reads what a forecast is made from: waits, clinics and kept forecasts of one specialty, of each, or of all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from clerkdesk.data.queries.forecast.clinic_weeks import clinic_weeks
from clerkdesk.data.queries.forecast.waits import counted, earlier_waits, waits_by_specialty
from clerkdesk.rules.forecast.clinic_use import ClinicWeek
from clerkdesk.rules.forecast.judging import BACKTEST_WEEKS
from clerkdesk.rules.forecast.own_history import HISTORY_WEEKS, CountedWaits, last_sunday
from clerkdesk.rules.rtt import clock_at
from clerkdesk.services.acts.context import ServiceContext

DEMAND_WEEKS = 52
_AHEAD = timedelta(weeks=26)
"""How far ahead published clinics are read."""


@dataclass(frozen=True, slots=True)
class ListFacts:
    """The facts of one list."""

    waits: tuple[CountedWaits, ...]
    unknown_starts: int
    clinics: tuple[ClinicWeek, ...]


def list_facts(
    context: ServiceContext, session: Session, specialty_id: int | None, *, until_first_seen: bool = False
) -> dict[str, ListFacts]:
    """Return the facts of each specialty by its code; empty for pathways that need one.

    Args:
        context: with today, and the policy of each specialty.
        session: to read with.
        specialty_id: of the only specialty; None for all.
        until_first_seen: whether the first visit ends a wait, although the clock may run on.
    """
    on = last_sunday(context.today)
    since = on - timedelta(weeks=max(HISTORY_WEEKS + BACKTEST_WEEKS, DEMAND_WEEKS) + 1)
    found = waits_by_specialty(session, since, specialty_id, until_first_seen=until_first_seen)
    earlier: dict[str, list[CountedWaits]] = defaultdict(list)
    # An earlier wait of a pathway was for another first visit than the last one.
    for pathway in () if until_first_seen else earlier_waits(session, since, specialty_id):
        policy = context.settings.policy_for(pathway.specialty_code or None)
        for period in clock_at(pathway.events, context.today, policy).periods[:-1]:
            wait = counted(period)
            if wait is not None and wait.end is not None and wait.end >= since:
                earlier[pathway.specialty_code].append(wait)
    clinics = clinic_weeks(session, since + timedelta(days=1), on + _AHEAD, specialty_id)
    return {
        code: ListFacts((*of.waits, *earlier[code]), of.unknown_starts, clinics.get(code, ()))
        for code, of in found.items()
    }


def together(facts: Iterable[ListFacts]) -> ListFacts:
    """Return the facts of several lists as those of one."""
    every = list(facts)
    weeks: dict[date, list[ClinicWeek]] = defaultdict(list)
    for each in every:
        for week in each.clinics:
            weeks[week.monday].append(week)
    return ListFacts(
        tuple(wait for each in every for wait in each.waits),
        sum(each.unknown_starts for each in every),
        tuple(_sum(monday, weeks[monday]) for monday in sorted(weeks)),
    )


def _sum(monday: date, weeks: list[ClinicWeek]) -> ClinicWeek:
    return ClinicWeek(
        monday,
        sum(week.sessions for week in weeks),
        sum(week.cancelled for week in weeks),
        sum(week.slots for week in weeks),
        sum(week.attended for week in weeks),
        sum(week.missed for week in weeks),
    )
