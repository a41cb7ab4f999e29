"""Drives a call as a clerk does."""

from __future__ import annotations

from textual.widgets import Static

from clerkdesk.screens.call import CallScreen
from tests.drivers import Driver
from tests.screens.scene import MOTHERS_NUMBER


class CallPage:
    """The call on top."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    @property
    def screen(self) -> CallScreen:
        """The screen itself."""
        return self.driver.on(CallScreen)

    @property
    def typed(self) -> str:
        """The text in the line of who rings."""
        return self.screen.caller.typed

    @property
    def is_open(self) -> bool:
        """Whether a call is the top screen."""
        return isinstance(self.driver.screen, CallScreen)

    @property
    def rows(self) -> list[str]:
        """The text about the patient."""
        return [row.what for row in self.screen.rows.table.rows]

    @property
    def routes(self) -> str:
        """The line of digits."""
        return next(line for line in self.driver.text.splitlines() if "nobody: dealt with" in line or "1 secr" in line)

    @property
    def identity(self) -> str:
        """The identifiers with their ticks, on as many lines as they take."""
        return str(self.screen.query_one("#identity", Static).render())

    async def from_the_mother(self) -> None:
        """Open a call, take her number, and go to the identifiers."""
        await self.driver.press("f8")
        await self.driver.type_text(MOTHERS_NUMBER)
        await self.driver.press("enter")

    async def identified(self) -> None:
        """Open a call at the identifiers, with name, birth date and postcode stated."""
        await self.from_the_mother()
        await self.driver.press("1", "2", "3")

    async def message(self, text: str) -> None:
        """Type a message after the number, in one line."""
        await self.driver.press("f8")
        await self.driver.type_text(f"{MOTHERS_NUMBER} {text}")
