"""Reports exceptions: a sentence for the clerk, and a line in the log for an unforeseen one."""

from __future__ import annotations

from typing import Protocol

from textual.css.query import NoMatches

from clerkdesk.log import Word, line_of, open_log
from clerkdesk.settings.files import log_file
from clerkdesk.words.faults import is_foreseen, sentence_of


class Running(Protocol):
    """The app, as the reports need it."""

    @property
    def is_running(self) -> bool:
        """Whether the clerk still sees the desk."""

    def refuse(self, sentence: str) -> None:
        """Say why not: bell, sentence, and the keys that were typed ahead are dropped."""


class FaultReports:
    """Reports exceptions to the clerk and the log, without their messages, which may quote a patient."""

    def __init__(self, app: Running) -> None:
        """Take the sayer of sentences."""
        self._app = app
        self.unforeseen: list[str] = []
        """Type and line of code of every unforeseen exception."""

    def report(self, fault: BaseException) -> None:
        """Turn an exception into a sentence, and log an unforeseen one."""
        self.note(fault)
        if self._app.is_running:
            self._app.refuse(sentence_of(fault))

    def note(self, fault: BaseException) -> None:
        """Log an unforeseen exception.

        While the desk closes, an answer for a closed screen is not a fault.
        """
        gone = isinstance(fault, NoMatches) and not self._app.is_running
        if not gone and not is_foreseen(fault):
            self.write(fault)

    def write(self, fault: BaseException) -> None:
        """Log an exception, foreseen or not."""
        line = line_of(fault)
        self.unforeseen.append(line)
        open_log(log_file()).error("Unforeseen on the screen: %s", Word(line))
