from __future__ import annotations

from pathlib import Path

import pytest
from textual.css.query import NoMatches

from clerkdesk.settings.files import log_file
from clerkdesk.shell.fault_reports import FaultReports
from clerkdesk.words.faults import UNEXPECTED
from tests.shell.stand_in import StandIn


class PlaceTaken(Exception):
    """A fault that was foreseen."""

    sentence = "This place was taken meanwhile."


@pytest.fixture(autouse=True)
def log_in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def test_what_was_foreseen_is_said_and_not_logged() -> None:
    app = StandIn()
    faults = FaultReports(app)
    faults.report(PlaceTaken())
    assert app.refused == [PlaceTaken.sentence] and faults.unforeseen == []


def test_what_nobody_foresaw_is_noted_without_what_it_quotes() -> None:
    app = StandIn()
    faults = FaultReports(app)
    try:
        raise ValueError("PATEL Anjali 9990000018")
    except ValueError as fault:
        faults.report(fault)
    (noted,) = faults.unforeseen
    assert app.refused == [UNEXPECTED] and noted.startswith("ValueError") and "PATEL" not in noted
    assert not log_file().exists() or "PATEL" not in log_file().read_text()


def test_an_answer_to_a_screen_that_is_gone_is_no_fault_once_the_desk_is_left() -> None:
    app = StandIn()
    faults = FaultReports(app)
    faults.report(NoMatches("Bar"))
    assert len(faults.unforeseen) == 1 and len(app.refused) == 1
    app.is_running = False
    faults.report(NoMatches("Bar"))
    assert len(faults.unforeseen) == 1 and len(app.refused) == 1
