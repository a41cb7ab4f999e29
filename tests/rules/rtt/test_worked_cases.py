from __future__ import annotations

import json
from itertools import permutations

import pytest

from clerkdesk.rules.rtt.details import as_day
from tests.rules.rtt.cases import Case, answer, as_expected, cases_of, parameters

FILES = ("rtt_cases.json", "rtt_cases_2.json", "further_cases.json", "neighbouring_cases.json")
_EVERY = [case for name in FILES for case in parameters(name)]
_ALL_ORDERS_TO = 4
"""Events up to which every order of entry is tried; longer cases are turned round and rotated."""


@pytest.mark.parametrize("case", _EVERY)
def test_the_clock_answers_a_case_as_its_rule_says(case: Case) -> None:
    assert as_expected(answer(case), case["expect"]) == case["expect"]


@pytest.mark.parametrize("case", _EVERY)
def test_every_event_of_a_case_is_explained(case: Case) -> None:
    explained = {(line["date"], line["event"]) for line in answer(case)["explanation"]}
    assert {(str(as_day(event["date"])), event["event"]) for event in case["events"]} <= explained


@pytest.mark.parametrize("case", _EVERY)
def test_the_order_in_which_a_case_is_entered_never_matters(case: Case) -> None:
    events = case["events"]
    turned = [events[place:] + events[:place] for place in range(len(events))]
    orders = permutations(events) if len(events) <= _ALL_ORDERS_TO else [events[::-1], *turned]
    once = json.dumps(answer(case))
    assert all(json.dumps(answer({**case, "events": list(order)})) == once for order in orders)


def test_no_case_stands_in_two_files() -> None:
    ids = [case["id"] for name in FILES for case in {each["id"]: each for each in cases_of(name)}.values()]
    assert len(ids) == len(set(ids))


def test_every_neighbouring_case_names_its_rule_and_source() -> None:
    assert all(case["rule"] and case["source"] and case["title"] for case in cases_of("neighbouring_cases.json"))
