"""`clerkdesk undo` takes an act back, or lists the last ones (law 9)."""

from __future__ import annotations

from tests.cli.clinic import Clinic, Run


def test_the_last_act_is_undone(run: Run, clinic: Clinic) -> None:
    run("hold", str(clinic.waiting.id), "--reason", "results first", "--until", "+2w")
    undone = run("undo")
    assert undone.exit_code == 0
    assert undone.document["sentence"] == "Undone: hold, PATEL Anjali; the need is off hold."
    assert run("worklist", "DERM").document["entries"][0]["status"] == "waiting"


def test_an_act_is_undone_by_the_beginning_of_its_number(run: Run, clinic: Clinic) -> None:
    run("cancel", clinic.reference, "--reason", "PC02")
    run("hold", str(clinic.waiting.id), "--reason", "results first", "--until", "+2w")
    acts = run("undo", "--list").document["acts"]
    assert [(act["name"], act["can_be_undone"]) for act in acts[:2]] == [
        ("hold, PATEL Anjali", True),
        ("cancellation, O'NEIL-[/] Maeve, Mon 28 Apr 09:00", True),
    ]
    assert run("undo", acts[1]["act"][:8]).document["outcome"] == "undone"
    again = run("undo", acts[1]["act"])
    assert (again.exit_code, again.error["code"]) == (3, "undone_already")


def test_without_an_act_to_undo_it_says_so(run: Run) -> None:
    nothing = run("undo")
    assert (nothing.exit_code, nothing.error["code"]) == (3, "nothing_to_undo")
    assert "You did nothing in the last 10 minutes." in nothing.error["sentence"]


def test_an_unknown_number_is_wrong_input(run: Run) -> None:
    unknown = run("undo", "00000000")
    assert (unknown.exit_code, unknown.error["code"], unknown.error["field"]) == (2, "no_such_act", "ACT")
