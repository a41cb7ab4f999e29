"""The practice hospital has weeks to forecast from: a list that makes it, one that does not, some too small to say."""

from __future__ import annotations

from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.forecast.answers import ForecastAnswer, ForecastQuestion


def forecast_of(desk: Desk, code: str) -> ForecastAnswer:
    found = desk.forecast.look(ForecastQuestion(code))
    assert isinstance(found, ForecastAnswer)
    return found


def test_one_list_makes_it_one_does_not_and_one_is_too_small_to_say(seen: Desk) -> None:
    cardiology, dermatology, surgery = (forecast_of(seen, code) for code in ("CARD", "DERM", "SURG"))
    assert cardiology.first_week_met is not None and not cardiology.too_small
    assert dermatology.first_week_met is None and dermatology.gap is not None
    assert dermatology.gap.sessions is not None and dermatology.gap.sessions.middle >= 1
    assert "Too small to say" in surgery.too_small


def test_what_was_said_twelve_weeks_ago_stands_beside_what_came(seen: Desk) -> None:
    for code in ("CARD", "DERM"):
        said = forecast_of(seen, code)
        assert said.last_said is not None and said.last_said.weeks == 12
        assert said.last_said.waiting.low < said.last_said.waiting.high
        assert said.last_said.waiting_came == said.waiting
