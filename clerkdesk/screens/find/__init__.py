"""The one box, F2, searches for whatever the caller says, as it is typed; `rows` reads and draws the results."""

from clerkdesk.screens.find.screen import FindScreen

__all__ = ["FindScreen"]
