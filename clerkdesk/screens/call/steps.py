"""The clerk's next step in a call, and the end of the call: a message, or closed with the acts done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from clerkdesk.screens.acts.of_screen import HasHost
from clerkdesk.screens.call.caller import WHO
from clerkdesk.screens.call.message import NOBODY

if TYPE_CHECKING:
    from textual.widget import Widget

    from clerkdesk.screens.call.caller import CallerFinder, Then
    from clerkdesk.screens.call.message import MessageForm
    from clerkdesk.screens.call.patient import PatientInCall
    from clerkdesk.screens.call.rows_pane import RowsPane
    from clerkdesk.screens.call.writes import CallWrites


class StepsThrough(HasHost, Protocol):
    """The screen of a call."""

    def set_focus(self, widget: Widget | None) -> None:
        """Give the focus to a widget."""


class CallSteps:
    """Leads the clerk from the choice of the patient, over the patient's rows, to the end of the call."""

    def __init__(
        self,
        screen: StepsThrough,
        caller: CallerFinder,
        patient: PatientInCall,
        rows: RowsPane,
        message: MessageForm,
        writes: CallWrites,
    ) -> None:
        """Take the screen and the parts."""
        self._screen = screen
        self._caller = caller
        self._patient = patient
        self._rows = rows
        self._message = message
        self._writes = writes

    def go_to(self, then: Then) -> None:
        """Go to the next part after the choice of the patient."""
        if then == "rows" or (then == "on" and not self._message.is_begun):
            self._screen.set_focus(self._rows.table)
        elif then == "on":
            self.proceed()
        elif then == "text":
            self._message.go_to("text")

    def proceed(self) -> None:
        """Handle Enter: ask for the next missing field; record the message, or close a call that was dealt with."""
        host, done = self._screen.host, self._patient.view.done
        if self._caller.is_open_question:
            self._screen.set_focus(self._caller.found)
            host.refuse(WHO)
        elif self._message.is_begun:
            self._message.submit()
        elif done:
            self._writes.close(f"The call is closed: {'; '.join(done)}.")
        else:
            self._message.go_to("text")
            host.say("Type the message. If nobody else is needed, say how the call ended and choose 0.")

    def end(self) -> None:
        """Record the message, which has no problems, or note how the call ended."""
        written, patient = self._message.written(), self._patient
        if written.digit == NOBODY:
            self._writes.close("The call is closed.", written.text)
            return
        route = next(each for each in patient.view.routes if str(each.digit) == written.digit)
        caller = written.rung_by(self._caller.number, is_identified=patient.may_be_told)
        self._writes.take(written.message(route, patient.id, caller, self._screen.host.now()))
