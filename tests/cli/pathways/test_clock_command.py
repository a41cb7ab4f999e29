"""`clerkdesk clock`: a file or standard input in, the clock out, with no database."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import Shell

_EVENTS = {"as_of": "2025-02-03", "events": [{"date": "2025-01-06", "event": "referral_received"}]}
_CASES = Path(__file__).parents[2] / "rules" / "rtt" / "rtt_cases.json"


def test_the_clock_of_standard_input_is_answered_as_json(shell: Shell) -> None:
    ran = shell.run("clock", "-", "--json", stdin=json.dumps(_EVENTS))
    assert (ran.exit_code, ran.document["clock_running"], ran.document["days_waited"]) == (0, True, 28)


def test_every_case_of_a_file_is_answered_in_its_order(shell: Shell) -> None:
    ran = shell.run("clock", str(_CASES), "--json")
    ids = [case["id"] for case in json.loads(_CASES.read_text(encoding="utf-8"))["cases"]]
    assert [result["id"] for result in ran.document["results"]] == ids


def test_a_person_reads_the_wait_and_the_sentences(shell: Shell) -> None:
    ran = shell.run("clock", "-", stdin=json.dumps(_EVENTS))
    assert "Waited 28 days, 4 complete weeks" in ran.stdout
    assert "We received your referral on Mon 6 Jan 2025" in ran.stdout


def test_another_day_can_be_asked_about(shell: Shell) -> None:
    ran = shell.run("clock", "-", "--as-of", "2025-05-13", "--json", stdin=json.dumps(_EVENTS))
    assert ran.document["breached"] is True


def test_a_wrong_day_is_wrong_input(shell: Shell) -> None:
    ran = shell.run("clock", "-", "--as-of", "soonish", "--json", stdin=json.dumps(_EVENTS))
    assert (ran.exit_code, ran.error["field"]) == (2, "--as-of")


def test_an_unknown_event_is_named(shell: Shell) -> None:
    wrong = {**_EVENTS, "events": [{"date": "2025-01-06", "event": "referal_received"}]}
    ran = shell.run("clock", "-", "--json", stdin=json.dumps(wrong))
    assert (ran.exit_code, ran.document["event"], ran.error["field"]) == (2, "referal_received", "event")


def test_a_wrong_case_stands_beside_the_answers_and_is_pointed_out(shell: Shell) -> None:
    cases = {"cases": [{"id": "bad", "as_of": "2025-02-03"}, {"id": "good", **_EVENTS}]}
    ran = shell.run("clock", "-", "--json", stdin=json.dumps(cases))
    bad, good = ran.document["results"]
    assert (ran.exit_code, bad["error"]["field"], good["days_waited"]) == (2, "events", 28)
    assert ran.error["sentence"].startswith("1 case could not be answered")


def test_a_file_that_is_not_there_is_wrong_input(shell: Shell) -> None:
    assert shell.run("clock", "nowhere.json").exit_code == 2


def test_no_database_is_made_or_needed(shell: Shell) -> None:
    shell.run("clock", "-", stdin=json.dumps(_EVENTS))
    assert not list(shell.home.rglob("*.sqlite*")) and not list(shell.home.rglob("*.db"))
