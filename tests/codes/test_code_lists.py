"""The code lists: every file can be read, and a retired code is readable and not selectable (R-418)."""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.codes import Code, UnknownCodeList, code_list, code_list_names

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize("name", code_list_names())
def test_a_list_has_no_code_twice_and_a_description_for_each(name: str) -> None:
    rows = code_list(name).rows
    assert len({row.code for row in rows}) == len(rows) > 0
    assert all(row.description for row in rows)


def test_a_retired_code_is_readable_and_not_selectable() -> None:
    treatment_functions = code_list("treatment_function")
    retired = treatment_functions.get("620")
    assert retired is not None
    assert retired not in treatment_functions.selectable(TODAY)


def test_a_leading_zero_is_part_of_a_code() -> None:
    media = code_list("consultation_medium")
    assert (media.get("01") is not None, media.get("1")) == (True, None)


def test_the_lists_own_columns_are_kept() -> None:
    cancelled = code_list("local_hospital_cancel_reason").get("HC01")
    assert cancelled is not None
    assert (cancelled.extra["party"], cancelled.extra["consequence"]) == ("hospital", "rebook")


def test_a_list_that_does_not_exist_is_answered_with_near_names() -> None:
    with pytest.raises(UnknownCodeList) as caught:
        code_list("priorities")
    assert "priority_type" in caught.value.near


@given(st.dates(), st.dates(), st.dates())
def test_a_code_is_selectable_from_its_first_day_to_its_last(first: date, last: date, on: date) -> None:
    code = Code("01", "Any", MappingProxyType({}), valid_from=first, valid_to=last)
    assert code.selectable(on) is (first <= on <= last)


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_a_code_without_dates_is_always_selectable(on: date) -> None:
    code = Code("01", "Any", MappingProxyType({}))
    assert code.selectable(on) and code.selectable(on + timedelta(days=1))
