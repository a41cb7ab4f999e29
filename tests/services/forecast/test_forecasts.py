"""A forecast is given with its band, its assumptions and its error, and kept: a later one is held against it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from clerkdesk.data.tables import ForecastRun
from clerkdesk.rules.values.standards import Standard
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.forecast.answers import ForecastAnswer, ForecastQuestion
from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty
from tests.builders import a_hospital
from tests.worked_lists import SUNDAY, weeks_of_work


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """A desk with one list that has been worked for more than a year."""
    weeks_of_work(desk, a_hospital(desk).specialty_id)
    return desk


def forecast_of(desk: Desk, **asked: Any) -> ForecastAnswer:
    found = desk.forecast.give(ForecastQuestion("DERM", **asked))
    assert isinstance(found, ForecastAnswer), found
    return found


def kept(desk: Desk) -> int:
    with desk.context.reading() as session:
        return session.execute(select(func.count()).select_from(ForecastRun)).scalar_one()


def test_a_forecast_has_its_band_its_gap_its_assumptions_and_its_error(worked: Desk) -> None:
    said = forecast_of(worked)
    assert (said.on, len(said.weeks), said.weeks[-1].ends) == (SUNDAY, 26, SUNDAY + timedelta(weeks=26))
    assert (said.flows.joined, said.flows.stopped, said.flows.otherwise) == (8.0, 6.0, 0.0)
    assert said.waiting == 60 * 8 - 40 * 6
    for week in said.weeks:
        assert week.within.low <= week.within.middle <= week.within.high
    assert said.first_week_met is None and "is not met by Sun 31 Aug 2025" in said.sentence
    assert said.gap is not None and said.gap.stops.middle > 0 and said.gap.sessions is None
    assert said.backtest is not None and said.backtest.error_percent < 5
    assert any("8.0 new waits, 6.0 stops" in each for each in said.assumptions)


def test_more_stops_from_a_day_meet_the_standard(worked: Desk) -> None:
    compared = worked.forecast.compare(ForecastQuestion("DERM"), ("", "+14 stops from 10 mar"))
    assert isinstance(compared, tuple)
    as_it_is, more = compared
    assert more.scenario_words == "14 more stops a week from Mon 10 Mar 2025"
    assert more.weeks[-1].within.middle > as_it_is.weeks[-1].within.middle
    assert more.first_week_met is not None and as_it_is.first_week_met is None


def test_a_given_forecast_is_kept_once_and_held_against_what_came(worked: Desk) -> None:
    then = forecast_of(worked)
    forecast_of(worked)
    forecast_of(worked, scenario="dna -1")
    assert kept(worked) == 2
    later = datetime(2025, 5, 26, 9, 0)
    after = desk_for(worked.context.database, worked.context.settings, now=lambda: later)
    said = after.forecast.look(ForecastQuestion("derm"))
    assert isinstance(said, ForecastAnswer) and said.last_said is not None
    assert (said.last_said.said_on, said.last_said.weeks) == (SUNDAY, 12)
    assert said.last_said.waiting.middle == pytest.approx(then.weeks[11].waiting.middle, abs=0.01)
    assert said.last_said.waiting_came == said.waiting


def test_every_standard_is_forecast_with_its_own_share(worked: Desk) -> None:
    said = [forecast_of(worked, standard=standard) for standard in Standard]
    assert [each.percent for each in said] == [92, 72, 99]
    assert {each.waiting for each in said} == {240}
    assert said[2].within > said[0].within


def test_a_look_keeps_nothing(worked: Desk) -> None:
    assert isinstance(worked.forecast.look(ForecastQuestion("DERM")), ForecastAnswer)
    every = worked.forecast.each(ForecastQuestion())
    assert isinstance(every, tuple) and [said.name for said in every] == ["The whole list", "Dermatology"]
    assert kept(worked) == 0


def test_a_list_too_small_says_so_and_is_not_kept(desk: Desk) -> None:
    weeks_of_work(desk, a_hospital(desk).specialty_id, joined=1, stopped=1, weeks=30)
    said = forecast_of(desk)
    assert "Too small to say" in said.too_small and said.weeks == () and said.gap is None
    assert kept(desk) == 0


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"weeks": 0}, "weeks"), ({"percent": 101}, "percent"), ({"scenario": "more doctors"}, "scenario")],
)
def test_a_wrong_question_is_answered_with_its_field(worked: Desk, asked: dict[str, Any], field: str) -> None:
    found = worked.forecast.give(ForecastQuestion("DERM", **asked))
    assert isinstance(found, WrongInput) and found.field == field
    assert kept(worked) == 0


def test_an_unknown_specialty_is_answered_with_the_known_ones(worked: Desk) -> None:
    found = worked.forecast.give(ForecastQuestion("heart"))
    assert isinstance(found, WrongInput) and "DERM" in found.sentence
    assert isinstance(worked.forecast.demand("heart"), NoSuchSpecialty)


def test_demand_has_limits_and_claims_no_signal_in_equal_weeks(worked: Desk) -> None:
    found = worked.forecast.demand("DERM")
    assert not isinstance(found, NoSuchSpecialty)
    assert found.joined is not None and found.joined.signals == ()
    assert (found.plan_low, found.plan_high, len(found.weeks)) == (8.0, 8.0, 39)
