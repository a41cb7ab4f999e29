"""Days of birth in files: the year first, the month first, an instant, a spreadsheet's number (D9, D14)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.interop.reading.file_dates import order_of, read_past_day
from clerkdesk.rules.values.no_value import is_stand_in_day
from tests.interop.one_row import TODAY, csv_rows, fhir_patient, record_of


def births(folder: Path, *written: str) -> list[tuple[date | None, bool]]:
    lines = (f'Okafor,Name{place},"{text}",9990000018' for place, text in enumerate(written))
    rows = csv_rows(folder, "Surname,Forename,DOB,NHS number", *lines)
    return [(record_of(row).date_of_birth, bool(row.flags)) for row in rows]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("20100912", date(2010, 9, 12)),
        ("20081212", date(2008, 12, 12)),
        ("20080229", date(2008, 2, 29)),
        ("19121101", date(1912, 11, 1)),
        ("19670314", date(1967, 3, 14)),
        ("14031967", date(1967, 3, 14)),
        ("20121950", date(1950, 12, 20)),
        ("20121950.0", date(1950, 12, 20)),
        ("19670314.0", date(1967, 3, 14)),
        ("1967-03-14 00:00:00.000", date(1967, 3, 14)),
        ("1967-03-14T00:00:00", date(1967, 3, 14)),
        ("14/03/1967 00:00", date(1967, 3, 14)),
        ("1967-06-14T00:00:00Z", date(1967, 6, 14)),
    ],
)
def test_a_plain_date_is_read_without_a_flag(written: str, day: date, tmp_path: Path) -> None:
    assert births(tmp_path, written) == [(day, False)]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1967-06-13T23:00:00Z", date(1967, 6, 14)),
        ("1967-06-13T23:00:00+00:00", date(1967, 6, 14)),
        ("1967-06-13 23:00:00 UTC", date(1967, 6, 14)),
        ("1970-01-10T23:00:00.000Z", date(1970, 1, 11)),
        ("1967-06-13 23:00:00", date(1967, 6, 13)),
    ],
)
def test_an_instant_is_the_day_in_london_and_flagged(written: str, day: date, tmp_path: Path) -> None:
    assert births(tmp_path, written) == [(day, True)]
    assert record_of(fhir_patient(birthDate=written)).date_of_birth == day


@given(st.dates(date(1902, 1, 1), TODAY).filter(lambda day: not is_stand_in_day(day)))
def test_eight_digits_are_one_day_in_either_order(day: date) -> None:
    for written in (f"{day:%Y%m%d}", f"{day:%d%m%Y}"):
        assert read_past_day(written, TODAY, "date of birth").day == day


def test_a_column_with_the_month_first_is_read_so_and_flagged(tmp_path: Path) -> None:
    assert births(tmp_path, "03/04/1967", "04/15/1967") == [(date(1967, 3, 4), True), (date(1967, 4, 15), True)]


def test_a_column_of_six_digits_with_the_year_first_is_read_so_and_flagged(tmp_path: Path) -> None:
    assert births(tmp_path, "670314", "101112") == [(date(1967, 3, 14), True), (date(2010, 11, 12), True)]


def test_a_column_that_contradicts_itself_flags_what_is_open(tmp_path: Path) -> None:
    day_first, open_one, month_first = births(tmp_path, "15/04/1967", "03/04/1967", "04/15/1967")
    assert open_one == (date(1967, 4, 3), True)
    assert day_first[0] == date(1967, 4, 15)
    assert month_first == (date(1967, 4, 15), True)


def test_a_usual_column_is_read_with_the_day_first_and_no_flag(tmp_path: Path) -> None:
    assert births(tmp_path, "03/04/1967", "15/04/1967") == [(date(1967, 4, 3), False), (date(1967, 4, 15), False)]


@given(st.lists(st.text(alphabet="0123456789/-. T:Z", max_size=12), max_size=4))
def test_no_text_stops_the_reading_of_a_column(column: list[str]) -> None:
    order = order_of(column)
    for written in column:
        read = read_past_day(written, TODAY, "date of birth", order)
        assert read.day is None or read.day <= TODAY
        assert read.day is not None or read.sentence or not written.strip(" /-.:T") or read.stand_in
