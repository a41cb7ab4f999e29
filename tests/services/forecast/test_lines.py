"""What the lines of a demand claim: a signal of new waits and of stops, each where there is one."""

from __future__ import annotations

from datetime import date, timedelta

from clerkdesk.rules.forecast.clinic_use import PublishedClinics
from clerkdesk.rules.forecast.control_limits import ControlChart, control_chart
from clerkdesk.services.forecast.answers import DemandAnswer
from clerkdesk.services.forecast.lines import chart_line, clinic_line, signal_words

SUNDAY = date(2026, 11, 29)
MONDAYS = tuple(SUNDAY + timedelta(days=1, weeks=week) for week in range(6))


def demand_of(
    joined: ControlChart | None = None, stopped: ControlChart | None = None, clinics: PublishedClinics | None = None
) -> DemandAnswer:
    published = clinics or PublishedClinics(0, 0, 0, (), (), (), 0.0)
    return DemandAnswer("DERM", "Dermatology", SUNDAY, (), joined, stopped, None, None, (), (), (), 1.7, published)


def test_a_week_is_marked_with_each_number_that_is_a_signal() -> None:
    joined, stopped = (ControlChart(8, 1, 5, 11, signals) for signals in ((1, 2), (0, 2)))
    found = demand_of(joined, stopped)
    marked = ["a signal: stops", "a signal: new waits", "a signal: new waits and stops", ""]
    assert [signal_words(found, index) for index in range(4)] == marked
    assert signal_words(demand_of(), 0) == ""


def test_one_week_is_a_signal_and_two_weeks_are() -> None:
    steady = control_chart([8, 8, 8])
    assert steady is not None and chart_line("Stops", steady).endswith("limits 8.0 to 8.0, no signal")
    assert chart_line("Stops", ControlChart(8, 1, 5, 11, (2,))).endswith(", 1 week is a signal")
    assert chart_line("Stops", ControlChart(8, 1, 5, 11, (2, 3))).endswith(", 2 weeks are a signal")


def test_clinics_are_called_usual_only_where_no_week_has_fewer_or_more() -> None:
    usual = demand_of(clinics=PublishedClinics(6, 2, 2, (), (), (), 3.4))
    more = demand_of(clinics=PublishedClinics(6, 3, 6, (), MONDAYS, MONDAYS[:2], 3.4))
    both = demand_of(clinics=PublishedClinics(6, 1, 3, MONDAYS[:1], MONDAYS[2:4], (), 3.4))
    assert clinic_line(usual) == "Clinics: 1.7 a week, as usual in every published week"
    assert clinic_line(more) == "Clinics: 1.7 a week, 3 to 6 published; more in every week; 3.4 counted at most"
    assert clinic_line(both) == (
        "Clinics: 1.7 a week, 1 to 3 published; fewer in the week of Mon 30 Nov; more in 2 of 6 weeks"
    )
    assert clinic_line(demand_of()) == "Clinics: 1.7 a week, no week ahead is published"
