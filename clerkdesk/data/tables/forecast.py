"""Forecasts that were given to somebody, so that a later one can be held against them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Text
from sqlmodel import Field

from clerkdesk.data.tables.base import LocalTime, Numbered, closed
from clerkdesk.rules.values.standards import Standard


class ForecastRun(Numbered, table=True):
    """Fact: what was said of a list, from which facts, by which method (R-929)."""

    __tablename__ = "forecast_run"
    __table_args__ = (Index("ix_forecast_run_asked", "specialty_id", "standard", "on_day"),)

    specialty_id: int | None = Field(default=None, foreign_key="specialty.id")
    """None for the whole list."""
    standard: Standard = Field(sa_type=closed(Standard))
    on_day: date
    """The Sunday whose list it goes on from."""
    weeks: int
    percent: int
    """The share within the standard that was asked for."""
    scenario: str = ""
    """As typed; empty for things as they are."""
    method: str
    """Version of the method."""
    made_at: datetime = Field(sa_type=LocalTime)
    inputs: str = Field(sa_type=Text)
    """What it was reckoned from (JSON)."""
    said: str = Field(sa_type=Text)
    """The weeks with low, middle and high (JSON)."""
    act_id: UUID = Field(foreign_key="act.id", index=True)
