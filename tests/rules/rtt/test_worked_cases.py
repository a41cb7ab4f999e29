from __future__ import annotations

import pytest

from tests.rules.rtt.cases import Case, answer, as_expected, cases_of, parameters


@pytest.mark.parametrize("case", parameters("rtt_cases.json"))
def test_the_clock_answers_a_published_case_as_its_rule_says(case: Case) -> None:
    assert as_expected(answer(case), case["expect"]) == case["expect"]


@pytest.mark.parametrize("case", parameters("further_cases.json"))
def test_the_clock_answers_a_further_case_as_its_rule_says(case: Case) -> None:
    assert as_expected(answer(case), case["expect"]) == case["expect"]


@pytest.mark.parametrize("case", [*parameters("rtt_cases.json"), *parameters("further_cases.json")])
def test_every_event_of_a_case_is_explained(case: Case) -> None:
    explained = {(line["date"], line["event"]) for line in answer(case)["explanation"]}
    assert {(event["date"], event["event"]) for event in case["events"]} <= explained


def test_no_case_stands_in_both_files() -> None:
    shipped = {case["id"] for case in cases_of("rtt_cases.json")}
    assert not shipped & {case["id"] for case in cases_of("further_cases.json")}
