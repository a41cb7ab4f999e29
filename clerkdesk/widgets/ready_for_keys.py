"""A screen that tells the key gate when it can take keys, and since when the clerk has seen it."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from textual.app import ScreenStackError
from textual.events import ScreenResume
from textual.screen import Screen

from clerkdesk.widgets.seen_since import SeenSince
from clerkdesk.widgets.survives_errors import SurvivesErrors

ResultT = TypeVar("ResultT")


class ReadyForKeys(SurvivesErrors, Screen[ResultT]):
    """The base of all screens and dialogs of the desk."""

    TAKES_EVERY_KEY: ClassVar[bool] = False
    """Whether keys that act everywhere are forwarded to the screen like all others."""

    AUTO_FOCUS = ""
    """Textual's own choice also takes widgets that are hidden, such as a filter box that is not open."""

    def __init__(self, **options: Any) -> None:
        """Take what `Screen` takes."""
        super().__init__(**options)
        self.witness: SeenSince | None = None
        """What the clerk has to have seen before Enter commits anything; None where it commits nothing."""

    @property
    def called(self) -> str:
        """What the clerk knows this screen as."""
        return str(self.TITLE or "What was open")

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Wait until the screen has been seen; an Enter typed before can not have been meant for it."""
        del event
        if self.witness is not None:
            self.witness.not_seen()
        self.focus_first()

    def is_ready_for(self, key: str) -> bool:
        """Tell whether a key can be delivered: the screen stands, and what takes keys has the focus."""
        del key
        return self.is_mounted and (self.focused is not None or not self.focus_chain)

    def commits_since(self) -> float | None:
        """Return since when Enter commits something that the clerk has seen, on the clock of events.

        None means that Enter commits nothing here; infinity, that it would but has not been seen.
        """
        return None if self.witness is None else self.witness.commits_since

    def focus_first(self) -> None:
        """Give the focus to the first widget that can take it, unless one has it."""
        if self.focused is None:
            self.set_focus(next(iter(self.focus_chain), None))

    def is_on_top(self) -> bool:
        """Tell whether this is the screen that the clerk sees."""
        try:
            return self.app.screen is self
        except ScreenStackError:
            return False
