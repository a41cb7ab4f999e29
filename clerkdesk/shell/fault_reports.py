"""What becomes of exceptions: a sentence for the clerk, and a line in the log for those that nobody foresaw."""

from __future__ import annotations

from typing import Protocol

from textual.css.query import NoMatches

from clerkdesk.log import Word, open_log, place_of
from clerkdesk.settings.places import log_file
from clerkdesk.words.faults import is_foreseen, sentence_of


class Running(Protocol):
    """What reports ask of the app."""

    @property
    def is_running(self) -> bool:
        """Whether the clerk still sees the desk."""

    def refuse(self, sentence: str) -> None:
        """Say why not: bell, sentence, and the keys that were typed ahead are dropped."""


class FaultReports:
    """Tells the clerk and the log of exceptions; neither gets a message of one, which may quote a patient."""

    def __init__(self, app: Running) -> None:
        """Take what says sentences."""
        self._app = app
        self.unforeseen: list[str] = []
        """Type and place of every exception that nobody foresaw."""

    def report(self, fault: BaseException) -> None:
        """Turn an exception into a sentence, and into the log when nobody foresaw it."""
        self.note(fault)
        if self._app.is_running:
            self._app.refuse(sentence_of(fault))

    def note(self, fault: BaseException) -> None:
        """Write an exception that nobody foresaw into the log.

        While the desk is being left, an answer may come to a screen that is gone: that is no fault.
        """
        gone = isinstance(fault, NoMatches) and not self._app.is_running
        if not gone and not is_foreseen(fault):
            self.write(fault)

    def write(self, fault: BaseException) -> None:
        """Write an exception into the log, whether or not somebody foresaw it."""
        place = place_of(fault)
        self.unforeseen.append(place)
        open_log(log_file()).error("Unforeseen on the screen: %s", Word(place))
