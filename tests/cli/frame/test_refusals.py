"""A refusal of any command names the argument as help writes it, and carries only its reason."""

from __future__ import annotations

import pytest

from tests.cli.clinic import Clinic, Run


def test_a_wrong_reason_is_named_as_the_option_it_is(run: Run, clinic: Clinic) -> None:
    for words in (("cancel-clinic", clinic.session), ("cancel", clinic.reference)):
        ran = run(*words, "--reason", "XX01")
        assert (ran.exit_code, ran.error["field"]) == (2, "--reason")


def test_a_wrong_argument_is_named_as_help_writes_it(run: Run) -> None:
    assert run("cancel", "nonsense", "--reason", "PC01").error["field"] == "REFERENCE"
    assert run("cancel-clinic", "999", "--reason", "HC01").error["field"] == "SESSION"
    assert run("hold", "999", "--reason", "away", "--until", "+2w").error["field"] == "ENTRY"


@pytest.mark.parametrize("command", ["cancel", "hold", "resume", "stop-booking", "arrive"])
def test_a_refusal_carries_only_why_and_by_which_rule(run: Run, clinic: Clinic, command: str) -> None:
    run("cancel", clinic.reference, "--reason", "PC01")
    run("stop-booking", clinic.session, "--reason", "away")
    words = {
        "cancel": (clinic.reference, "--reason", "PC01"),
        "hold": (str(clinic.booked.id), "--reason", "away", "--until", "+2w"),
        "resume": (str(clinic.waiting.id),),
        "stop-booking": (clinic.session, "--reason", "away"),
        "arrive": (clinic.reference,),
    }
    if command == "hold":
        run("hold", *words["hold"])
    ran = run(command, *words[command])
    assert (ran.exit_code, set(ran.document)) == (3, {"outcome", "reason", "rule", "error"})
