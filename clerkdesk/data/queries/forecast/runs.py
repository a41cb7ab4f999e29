"""Reads the forecasts that were given to somebody."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counting
from clerkdesk.data.tables import ForecastRun
from clerkdesk.rules.values.standards import Standard


def runs_before(session: Session, specialty_id: int | None, standard: Standard, on: date) -> list[ForecastRun]:
    """Return the forecasts of things as they are, made from the list of an earlier Sunday, the latest first."""
    query = (
        counting(ForecastRun)
        .where(
            col(ForecastRun.specialty_id) == specialty_id,
            col(ForecastRun.standard) == standard,
            col(ForecastRun.on_day) < on,
            col(ForecastRun.scenario) == "",
        )
        .order_by(col(ForecastRun.on_day).desc(), col(ForecastRun.id).desc())
    )
    return list(session.execute(query).scalars())


def is_kept(session: Session, run: ForecastRun) -> bool:
    """Return whether the same was said of the same list already."""
    query = counting(ForecastRun).where(
        col(ForecastRun.specialty_id) == run.specialty_id,
        col(ForecastRun.standard) == run.standard,
        col(ForecastRun.on_day) == run.on_day,
        col(ForecastRun.weeks) == run.weeks,
        col(ForecastRun.percent) == run.percent,
        col(ForecastRun.scenario) == run.scenario,
        col(ForecastRun.method) == run.method,
        col(ForecastRun.said) == run.said,
    )
    return session.execute(query.limit(1)).first() is not None
