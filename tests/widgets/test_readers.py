"""What typed dates are taken for, and echoed as."""

from __future__ import annotations

from datetime import date

from clerkdesk.widgets.readers import past_date_reader
from clerkdesk.widgets.readings import Reading

read = past_date_reader(lambda: date(2026, 11, 23))


def test_a_day_that_has_gone_by_is_echoed_in_full() -> None:
    assert read("20/11") == Reading("2026-11-20", "Fri 20 Nov 2026, 3 days ago")


def test_a_day_without_its_year_is_never_in_the_future() -> None:
    assert read("1 dec").value == "2025-12-01"
