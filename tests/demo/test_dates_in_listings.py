"""Every command that lists or shows prints its dates in one form for people; ISO stands in `--json` alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clerkdesk.cli import main
from tests.demo.conftest import NOW

ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
LISTINGS = (
    "propose-rebooking 90",
    "find patel", "patient 1", "history 1", "clinics", "worklist DERM", "slots 1", "why 1", "why 40", "board", "holds",
    "due",    "missing-outcomes", "inbox", "inbox --view team", "inbox --view all", "review list",
    "review show 1", "handover", "slot-issues", "vetting", "follow-ups", "check",
    "report ptl", "forecast", "forecast DERM", "demand DERM", "candidates 1", "call list",
    "codes", "codes local_patient_cancel_reason", "awaiting", "report starts-moved", "report removals",
    "clerks list", "doctor",
)  # fmt: skip
ACTS_OR_FILES = frozenset(
    {
        *(
            "init",
            "sign-in",
            "sign-out",
            "change-secret",
            "backup",
            "restore",
            "audit",
            "import",
            "calendar",
            "publish",
            "stop-booking",
            "open-booking",
            "close-session",
            "cancel-clinic",
        ),
        *("demo", "register", "correct", "merge", "unmerge", "record", "residence", "death", "refer", "set-specialty"),
        *("offer", "book", "move", "cancel", "hold", "resume", "ask-review", "arrive", "step", "did-not-attend"),
        *("not-arrived", "too-late", "outcome", "milestone", "correct-milestone", "correct-ending", "pifu"),
        *("wait-for", "look-again", "happened", "undo"),
        *("contact", "message", "acknowledge", "done", "forward", "escalate", "incident", "vet", "validate"),
        *("acknowledge-referral", "referral-told", "confirm-start", "removal-told", "clock", "keys", "settings"),
    }
)
"""Commands that do something, or print a file's own notation."""


def test_every_command_is_walked_or_known_to_list_nothing() -> None:
    assert {line.split()[0] for line in LISTINGS} | ACTS_OR_FILES == set(main.COMMANDS)


@pytest.mark.parametrize("line", LISTINGS)
def test_a_listing_shows_no_iso_date(
    line: str, practice_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLERKDESK_NOW", NOW.isoformat())
    code = main.run(["--db", str(practice_file), *line.split()])
    said = capsys.readouterr()
    assert code == 0, said.err
    assert said.out.strip()
    assert ISO.findall(said.out) == []
