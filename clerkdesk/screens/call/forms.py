"""What a call opens about its patient: the form for a new one, their details, and their history."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from clerkdesk.screens.acts.of_screen import HasApp, HasHost

if TYPE_CHECKING:
    from clerkdesk.screens.call.caller import CallerFinder
    from clerkdesk.screens.call.patient import PatientInCall


class OpensForms(HasApp, HasHost, Protocol):
    """The screen of a call."""

    @property
    def is_attached(self) -> bool:
        """Whether the call still exists."""


class FormsOfCall:
    """Opens a form or the history over the call, and takes the result."""

    def __init__(self, screen: OpensForms, caller: CallerFinder, patient: PatientInCall) -> None:
        """Take the screen, the first line, and the patient."""
        self._screen = screen
        self._caller = caller
        self._patient = patient

    @property
    def commands(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """The commands, by name."""
        return {"register": self.register, "details": self.details, "history": self.history}

    async def register(self) -> None:
        """Open the form for a new patient, filled in with the typed words about a caller who is not on record.

        The new patient becomes the patient of this call, unless the call has another patient by then.
        """
        from clerkdesk.screens.register import RegisterScreen

        await self._screen.host.open_screen("register")
        form = self._screen.app.screen
        if isinstance(form, RegisterScreen) and self._patient.id is None:
            form.fill_in(self._caller.typed, self._registered)

    def _registered(self, patient_id: int) -> None:
        if self._patient.id is None and self._screen.is_attached:
            self._caller.settle(patient_id, "")

    async def details(self) -> None:
        """Open the form for the patient's details, once the caller is identified."""
        await self._open("details", "the details may be seen")

    async def history(self) -> None:
        """Open every talk with the patient, once the caller is identified."""
        await self._open("history", "the history may be read")

    async def _open(self, name: str, what: str) -> None:
        host = self._screen.host
        if self._patient.id is None:
            host.refuse("Find the patient of this call first.")
        elif not self._patient.may_be_told:
            host.refuse(f"Tick what proves who the caller is first: then {what}.")
        else:
            await host.open_screen(name)
