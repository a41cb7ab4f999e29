"""The log says what went wrong and where, and nothing about a patient."""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from clerkdesk.log import LOGGER_NAME, RedactingFormatter, Word, line_of, open_log
from clerkdesk.settings import files
from tests.screens.trial import TrialDesk

NAME = "Okonkwo"


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    logger = logging.getLogger(LOGGER_NAME)
    kept, logger.handlers = logger.handlers, []
    logger.propagate = True
    yield tmp_path / "state" / "clerkdesk.log"
    for handler in logger.handlers:
        handler.close()
    logger.handlers, logger.propagate = kept, True


def book_badly(name: str) -> None:
    raise ValueError(f"{name} has no slot")


def test_only_its_owner_can_read_the_log(log_file: Path) -> None:
    open_log(log_file).error("A command failed.")
    assert stat.S_IMODE(log_file.stat().st_mode) == 0o600


def test_a_text_is_left_out_and_a_number_stays(log_file: Path) -> None:
    open_log(log_file).warning("Entry %s of %s was refused.", 12, NAME)
    assert log_file.read_text().rstrip().endswith("Entry 12 of <str> was refused.")


def test_somebody_elses_handler_does_not_keep_the_log_from_being_opened(log_file: Path) -> None:
    logging.getLogger(LOGGER_NAME).addHandler(logging.NullHandler())
    open_log(log_file).warning("A command failed.")
    assert "A command failed." in log_file.read_text()


def test_a_word_of_the_programs_own_stays(log_file: Path) -> None:
    open_log(log_file).info("Command %s began.", Word("book"))
    assert "Command book began." in log_file.read_text()


def test_an_exception_is_its_type_and_place_without_its_message(log_file: Path) -> None:
    try:
        book_badly(NAME)
    except ValueError:
        open_log(log_file).exception("A command failed.")
    text = log_file.read_text()
    assert (NAME in text, "ValueError at test_log.py:" in text, "in book_badly" in text) == (False, True, True)


def test_the_cause_of_an_exception_is_named_too() -> None:
    with pytest.raises(RuntimeError) as caught:
        try:
            book_badly(NAME)
        except ValueError as fault:
            raise RuntimeError(NAME) from fault
    line = line_of(caught.value)
    assert ("caused by ValueError at" in line, NAME in line) == (True, False)


def test_a_log_that_cannot_be_written_does_not_stop_the_desk(log_file: Path) -> None:
    log_file.parent.write_text("a file where the folder should be")
    open_log(log_file).error("A command failed.")


def test_a_message_with_too_few_arguments_is_lost_and_not_printed(
    log_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = open_log(log_file).handlers[-1]
    handler.handle(logging.LogRecord("clerkdesk", logging.ERROR, __file__, 1, "%s and %s", (1,), None))
    assert (log_file.read_text(), capsys.readouterr().err) == ("", "")


def test_an_unforeseen_fault_of_the_screens_is_in_the_log_as_they_say(
    log_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(log_file.parent))
    TrialDesk().report(ValueError(NAME))
    text = files.log_file().read_text()
    assert ("ValueError" in text, NAME in text) == (True, False)


def test_other_text_of_a_record_is_not_shown() -> None:
    record = logging.LogRecord("clerkdesk", logging.ERROR, __file__, 1, "Failed.", None, None, sinfo=NAME)
    record.exc_text = NAME
    assert NAME not in RedactingFormatter().format(record)
