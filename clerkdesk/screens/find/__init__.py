"""The one box, F2: whatever the caller says, as it is typed; `rows` reads and draws what is found."""

from clerkdesk.screens.find.screen import FindScreen

__all__ = ["FindScreen"]
