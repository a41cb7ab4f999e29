"""A screen that tells the key gate when it can take keys, and when the clerk first saw it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Protocol, TypeVar

from textual.app import ScreenStackError
from textual.events import ScreenResume
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from clerkdesk.widgets.compositor import DeskCompositor
from clerkdesk.widgets.desk_app import app_of
from clerkdesk.widgets.survives_errors import SurvivesErrors

ResultT = TypeVar("ResultT")


class Witness(Protocol):
    """What the clerk has to have seen before Enter commits anything."""

    @property
    def commits_since(self) -> float | None:
        """Since when Enter commits something that was seen; None: it commits nothing; infinity: not seen yet."""

    def not_seen(self) -> None:
        """Start again for new content."""


class ReadyForKeys(SurvivesErrors, Screen[ResultT]):
    """The base of all screens and dialogs of the desk."""

    TAKES_EVERY_KEY: ClassVar[bool] = False
    """Whether the screen gets keys that act everywhere, too."""

    COVERS_THE_DESK: ClassVar[bool] = False
    """Whether nothing beneath may be reached while the screen stands, whatever lies on top of it."""

    AUTO_FOCUS = ""
    """Textual's own choice includes hidden widgets, such as a closed filter box."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """The widget with the focus. It and the one before draw themselves; Textual would draw the whole screen."""

    def __init__(self, **options: Any) -> None:
        """Take the arguments of `Screen`."""
        super().__init__(**options)
        self._compositor = DeskCompositor()
        self.witness: Witness | None = None
        """The widget that the clerk must have seen before Enter commits; None if Enter commits nothing."""

    @property
    def called(self) -> str:
        """The clerk's name for this screen."""
        return str(self.TITLE or "What was open")

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Wait until the clerk has seen the screen; an Enter typed earlier was not meant for it."""
        del event
        if self.witness is not None:
            self.witness.not_seen()
        self.focus_first()

    def _on_timer_update(self) -> None:
        """Paint what one key changes in one frame (law 11).

        Textual calls this sixty times a second while something is to be painted.
        """
        gate = app_of(self).gate
        if not gate.holds_frame:
            super()._on_timer_update()
            gate.frame_shown()

    def is_ready_for(self, key: str) -> bool:
        """Return whether a key can be delivered: the screen is complete, and its key-taking widget has the focus."""
        del key
        return self.is_mounted and (self.focused is not None or not self.focus_chain)

    def focus_first(self) -> None:
        """Focus the first widget that can take it, unless one has the focus."""
        if self.focused is None:
            self.set_focus(next(iter(self.focus_chain), None))

    def is_on_top(self) -> bool:
        """Return whether the clerk sees this screen."""
        try:
            return self.app.screen is self
        except ScreenStackError:
            return False


def commits_since(screen: ReadyForKeys[Any]) -> float | None:
    """Return when the clerk first saw what Enter commits on a screen, in seconds on the clock of events.

    None means that Enter commits nothing there; infinity, that the clerk has not seen it.
    """
    return None if screen.witness is None else screen.witness.commits_since


def is_covered(stack: Iterable[Screen[Any]]) -> bool:
    """Return whether one of some screens covers the desk, such as the lock beneath the question whether to leave."""
    return any(isinstance(screen, ReadyForKeys) and screen.COVERS_THE_DESK for screen in stack)
