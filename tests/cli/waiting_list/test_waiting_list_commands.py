"""Holds, reviews asked for, `why` and follow-ups by plain command."""

from __future__ import annotations

from datetime import date

from clerkdesk.data.engine import open_database
from clerkdesk.data.tables import WaitingListEntry
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings
from tests.cli.clinic import Clinic, Run
from tests.cli.running import Shell
from tests.conftest import MONDAY


def test_a_need_is_held_and_taken_off_hold(run: Run, clinic: Clinic) -> None:
    held = run("hold", str(clinic.waiting.id), "--reason", "-", "--until", "+2w", stdin="results first")
    assert held.document["entry"]["hold_reason"] == "results first"
    assert run("resume", str(clinic.waiting.id)).document["entry"]["status"] == "waiting"


def test_a_review_is_asked_for(run: Run, clinic: Clinic) -> None:
    ran = run("ask-review", str(clinic.waiting.id), "--asked", "question", "--words", "Is it still needed?")
    assert (ran.exit_code, ran.document["review"]["opened"]) == (0, True)


def test_why_explains_the_clock_of_a_pathway(run: Run, clinic: Clinic) -> None:
    document = run("why", str(clinic.waiting.pathway_id)).document
    assert document["clock"]["start"] == "2025-01-06"
    assert document["targets"][0]["name"] == "18w"


def test_why_says_which_of_its_sentences_tell_what_happened(shell: Shell, clinic: Clinic) -> None:
    now = {"CLERKDESK_NOW": MONDAY.isoformat()}
    ran = shell.run("--db", str(shell.home / "desk.sqlite"), "why", str(clinic.waiting.pathway_id), variables=now)
    lines = ran.stdout.splitlines()
    said = lines.index("What happened:")
    assert "your 18-week wait" in lines[said + 1] and not any("your 18-week wait" in line for line in lines[:said])


def test_follow_ups_say_whom_to_invite(run: Run, clinic: Clinic, shell: Shell) -> None:
    desk = desk_for(open_database(str(shell.home / "desk.sqlite")), Settings(), now=lambda: MONDAY)
    with desk.context.act("build") as act:
        row = act.session.get_one(WaitingListEntry, clinic.waiting.id)
        row.kind, row.due_date = EntryKind.FOLLOW_UP, date(2025, 3, 31)
        act.commit(None)
    desk.close()
    (found,) = run("follow-ups").document["follow_ups"]
    assert (found["entry"], found["step"], found["due"]) == (clinic.waiting.id, "invite", "2025-03-31")
