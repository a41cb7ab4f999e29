"""Keeps what a forecast said, and finds what was said of the list of today (R-929)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from sqlalchemy.orm import Session

from clerkdesk.data.queries.forecast.runs import is_kept, runs_before
from clerkdesk.data.tables import ForecastRun
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.forecast.engine import Estimate, ForecastWeek
from clerkdesk.rules.forecast.judging import BACKTEST_WEEKS
from clerkdesk.rules.values.standards import Standard
from clerkdesk.services.forecast.answers import ForecastAnswer, LastSaid

METHOD = "1"
"""Version of the method: a change of what the same facts give raises it."""


def keep_said(act: ActWork, specialty_id: int | None, said: ForecastAnswer) -> bool:
    """Keep what was said, unless the same was kept already; return whether it was added."""
    run = ForecastRun(
        specialty_id=specialty_id,
        standard=said.standard,
        on_day=said.on,
        weeks=len(said.weeks),
        percent=said.percent,
        scenario=said.scenario,
        method=METHOD,
        made_at=act.event_at,
        inputs=json.dumps(
            {
                "waiting": said.waiting,
                "within": said.within,
                "flows": asdict(said.flows),
                "activity": asdict(said.activity),
            }
        ),
        said=as_kept(said.weeks),
        act_id=act.act_id,
    )
    if is_kept(act.session, run):
        return False
    act.add(run)
    return True


def as_kept(weeks: Sequence[ForecastWeek]) -> str:
    """Return the weeks of a forecast as they are kept: each with its Sunday, the shares and the lists."""
    return json.dumps(
        [
            [
                week.ends.isoformat(),
                *(round(each, 2) for each in (*_numbers(week.within), *_numbers(week.waiting))),
            ]
            for week in weeks
        ]
    )


def last_said(
    session: Session, specialty_id: int | None, standard: Standard, on: date, came: tuple[int, float]
) -> LastSaid | None:
    """Return what was said of the list of a Sunday, by the kept forecast nearest to twelve weeks before; None if none.

    Args:
        session: to read with.
        specialty_id: None for the whole list.
        standard: of the forecast.
        on: the Sunday.
        came: the list of that Sunday, and its share within the standard.
    """
    found: list[tuple[int, LastSaid]] = []
    for run in runs_before(session, specialty_id, standard, on):
        for ends, *numbers in json.loads(run.said):
            if ends == on.isoformat():
                weeks = (on - run.on_day).days // 7
                said = LastSaid(run.on_day, weeks, Estimate(*numbers[3:]), came[0], Estimate(*numbers[:3]), came[1])
                found.append((abs(weeks - BACKTEST_WEEKS), said))
    return min(found, key=lambda each: each[0])[1] if found else None


def _numbers(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.low, estimate.middle, estimate.high
