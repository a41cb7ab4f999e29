"""`slot-issues`, `vetting` and `vet` by plain command."""

from __future__ import annotations

from datetime import date

import pytest

from clerkdesk.data.engine import open_database
from clerkdesk.data.tables import Pathway, Referral
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings
from tests.builders import a_hospital, an_entry
from tests.cli.running import Ran, Shell


@pytest.fixture
def entry_id(sqlite_location: str) -> int:
    desk = desk_for(open_database(sqlite_location), Settings())
    entry = an_entry(desk, a_hospital(desk), clock_start=date(2025, 2, 24))
    with desk.context.act("build") as act:
        referral = act.session.get_one(Referral, act.session.get_one(Pathway, entry.pathway_id).referral_id)
        referral.worklist, referral.ubrn = "ASI", "000000000018"
        act.commit(None)
    desk.close()
    return entry.id


def run(shell: Shell, location: str, *words: str) -> Ran:
    return shell.run("--db", location, "--json", *words, variables={"CLERKDESK_NOW": "2025-03-03T09:41:00"})


def test_slot_issues_say_by_when_to_contact_and_who_was_never_seen(
    shell: Shell, sqlite_location: str, entry_id: int
) -> None:
    (found,) = run(shell, sqlite_location, "slot-issues").document["entries"]
    assert (found["entry"], found["contact_by"], found["never_reviewed"]) == (entry_id, "2025-02-28", True)


def test_slot_issues_escalate_what_is_overdue_when_asked(shell: Shell, sqlite_location: str, entry_id: int) -> None:
    escalated = run(shell, sqlite_location, "slot-issues", "--escalate").document["escalated"]
    assert [item["to"] for item in escalated] == ["team leader"]


def test_vetting_lists_what_is_to_be_graded_until_it_is(shell: Shell, sqlite_location: str, entry_id: int) -> None:
    before = run(shell, sqlite_location, "vetting").document["referrals"]
    graded = run(
        shell, sqlite_location, "vet", str(entry_id), "book_now", "--priority", "urgent", "--by", "Shah",
        "--source", "form",
    )  # fmt: skip
    after = run(shell, sqlite_location, "vetting").document["referrals"]
    assert ([row["vet_by"] for row in before], graded.document["priority"], after) == (["2025-02-27"], "2", [])


def test_a_grading_by_nobody_is_refused(shell: Shell, sqlite_location: str, entry_id: int) -> None:
    assert run(shell, sqlite_location, "vet", str(entry_id), "book_now").exit_code == 3
