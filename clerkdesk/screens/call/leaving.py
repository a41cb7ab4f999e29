"""Leaves a call that goes on: parks it, and asks or tells the clerk about a red flag in it (R-723)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

from clerkdesk.screens.acts.of_screen import HasApp, HasHost
from clerkdesk.screens.desk.base import DeskScreen

if TYPE_CHECKING:
    from clerkdesk.screens.call.patient import PatientInCall
    from clerkdesk.screens.call.red_flags import HeardFlags
    from clerkdesk.screens.call.writes import CallWrites
    from clerkdesk.screens.desk.half_done_here import HalfDoneHere
    from clerkdesk.widgets.columns import Tone


class CallToPark(HasApp, HasHost, Protocol):
    """The screen of a call."""

    @property
    def half_done(self) -> HalfDoneHere:
        """The saved state of the call."""

    @property
    def called(self) -> str:
        """The call by its start time."""


class CallLeaving:
    """Parks a call, and handles its red flags."""

    def __init__(
        self, screen: CallToPark, patient: PatientInCall, flags: HeardFlags, writes: CallWrites, parked: str
    ) -> None:
        """Take the screen, the patient, the red flags, the writer, and the sentence after the call is parked."""
        self._screen = screen
        self._patient = patient
        self._flags = flags
        self._writes = writes
        self._parked = parked

    def park(self) -> None:
        """Park the call; ask first, once for each red flag."""
        host = self._screen.host
        if asked := self._flags.asks_before_leaving(host.keymap.shown("back")):
            host.refuse(asked)
            return
        still, state = self._flags.words_on_parking, json.dumps(self._screen.half_done.get_state())
        tone: Tone = "alert" if still else "good"
        self._writes.park(state, self._screen.called, self._patient.id, f"{still}{self._parked}", tone)

    def left_for_another(self) -> None:
        """Say on the next screen that the call has a red flag that is not dealt with."""
        if self._flags.heard and not self._writes.is_leaving:
            self._screen.app.call_later(self._say_what_lies_here)

    def _say_what_lies_here(self) -> None:
        top, host = self._screen.app.screen, self._screen.host
        here: object = self._screen
        is_open = any(each is here for each in host.desk_screens())
        if is_open and top is not here and isinstance(top, DeskScreen):
            host.say(self._flags.words_elsewhere(self._screen.called, host.keymap.shown("inbox")), "alert")
