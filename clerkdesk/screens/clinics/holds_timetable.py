"""The interface of the screen of F7 for its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from textual.app import App

    from clerkdesk.screens.acts.of_screen import AsksAnew
    from clerkdesk.screens.desk.bars import Bars
    from clerkdesk.screens.desk.frame import Frame
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.screens.desk.typing_on_list import TypingOnList
    from clerkdesk.widgets.bar import Bar


class HoldsTimetable(Protocol):
    """A screen that shows the timetable."""

    @property
    def app(self) -> App[Any]:
        """The app; its workers outlive the screen."""

    @property
    def host(self) -> Host:
        """The app, as screens see it."""

    @property
    def bar(self) -> Bar:
        """The bar at the bottom."""

    @property
    def bars(self) -> Bars:
        """The opener of the bar."""

    @property
    def frame(self) -> Frame:
        """The frame, whose header has the heading."""

    @property
    def questions(self) -> AsksAnew:
        """The questions to the database."""

    @property
    def typing(self) -> TypingOnList:
        """The typing on the list."""
