"""The chart of bands: solid up to the low, shaded up to the high, and a line across at the standard."""

from __future__ import annotations

from clerkdesk.widgets.band_chart import BandPoint, band_chart


def test_low_high_and_standard_can_be_told_apart_without_colour() -> None:
    points = [BandPoint(60, 80, "Dec"), BandPoint(60, 60), BandPoint(55, 95)]
    lines = list(band_chart(points, 92, 40, 5, "standard"))
    assert lines == [
        "  90 ┤┄┄┄┄┄┄▒▒▒ 92 standard",
        "  80 ┤      ▒▒▒",
        "  70 ┤▒▒▒   ▒▒▒",
        "  60 ┤▒▒▒   ▒▒▒",
        "  50 ┤██████▄▄▄",
        "     └Dec",
    ]


def test_the_numbers_of_the_axis_are_round_and_even() -> None:
    points = [BandPoint(38, 50) for _ in range(26)]
    lines = list(band_chart(points, 92, 78, 5, "standard"))
    assert [line.split()[0] for line in lines[:-1]] == ["85", "70", "55", "40", "25"]
    tall = list(band_chart(points, 92, 78, 12, "standard"))
    assert [line.split()[0] for line in tall[:-1]] == [str(number) for number in range(90, -1, -10)]


def test_a_chart_fits_its_width() -> None:
    points = [BandPoint(70, 75, "Jan" if week % 4 == 0 else "") for week in range(52)]
    assert all(len(line) <= 78 for line in band_chart(points, 92, 78, 6, "standard"))
