"""What the parts of F7 ask of the screen that holds them."""

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
        """The app, whose workers outlive the screen."""

    @property
    def host(self) -> Host:
        """The app, as screens see it."""

    @property
    def bar(self) -> Bar:
        """The bar at the bottom."""

    @property
    def bars(self) -> Bars:
        """What opens it."""

    @property
    def frame(self) -> Frame:
        """The header, which says what is shown."""

    @property
    def questions(self) -> AsksAnew:
        """What puts questions to the database."""

    @property
    def typing(self) -> TypingOnList:
        """What is typed on the list."""
