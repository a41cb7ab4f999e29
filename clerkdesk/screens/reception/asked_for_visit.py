"""An appointment that another screen opened on F6: its list, its bar, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.acts.of_screen import HasApp, HasBar, HasHost, HasQuestions
from clerkdesk.screens.reception.visits import Shown, shown_with
from clerkdesk.screens.reception.way_back import WayBack
from clerkdesk.widgets.beside import run_beside

if TYPE_CHECKING:
    from textual.widget import Widget

    from clerkdesk.screens.desk.host import Host, InHand
    from clerkdesk.screens.reception.visit_list import VisitList
    from clerkdesk.widgets.columns import Tone

_VISIT = "visit"
"""Subject of the read of the list with an appointment."""
_NOT_HERE = (
    "This appointment waits for nothing here: it is of a later day, or settled. "
    f"{key_for('card')} shows it on the card."
)
_ANOTHER_BAR = (
    f"This bar is about another patient: finish it or leave it with Escape; then {key_for('back')} goes back."
)


class BringsToVisits(HasApp, HasHost, HasBar, HasQuestions, Protocol):
    """A screen that another screen opens for one appointment."""

    def is_on_top(self) -> bool:
        """Return whether the clerk sees this screen."""

    def set_focus(self, widget: Widget | None) -> None:
        """Give the focus to a widget."""


class AskedForVisit:
    """Finds the list, opens the bar there, and leads back when the bar closes."""

    def __init__(self, screen: BringsToVisits, visits: VisitList) -> None:
        """Begin with no appointment asked for."""
        self._screen = screen
        self._visits = visits
        self._to_act_on: tuple[int, str] | None = None
        """An appointment, and the command to carry out on it after the read of its list."""
        self._way: WayBack | None = None
        self.is_leading_back = False

    def go(self, appointment_id: int, command: str, back_to: InHand | str | None) -> None:
        """Show the list with an appointment, put the cursor on it, and carry out a command there.

        `back_to` is the patient of the card, or the name of the screen, to go back to.
        """
        if self._screen.bar.is_open:
            self._screen.host.refuse(_ANOTHER_BAR)
            return
        self._way = None if back_to is None else WayBack(appointment_id, back_to)
        found = partial(self._found, appointment_id, command)
        self._screen.questions.ask(_VISIT, partial(shown_with, appointment_id=appointment_id), found)

    def _found(self, appointment_id: int, command: str, shown: Shown | None) -> None:
        if shown is None:
            self._refuse()
        elif not self._screen.bar.is_open:
            self._to_act_on = (appointment_id, command)
            self._visits.bring(shown)

    def rows_shown(self) -> None:
        """Go to the appointment, and open its bar."""
        wanted, self._to_act_on = self._to_act_on, None
        if wanted is None:
            return
        appointment_id, command = wanted
        self._screen.set_focus(self._visits.table)
        if self._visits.table.move_to(appointment_id):
            run_beside(self._screen.app, self._screen.host.run_command, command)
        else:
            self._refuse()

    def _refuse(self) -> None:
        self._screen.host.refuse(_NOT_HERE)
        self.lead_back()

    # The way back

    def bar_opened(self, appointment_id: int) -> None:
        """Note that a bar opens; one about another appointment ends the way back."""
        if self._way is not None and self._way.appointment_id == appointment_id:
            self._way.has_stood = True
        else:
            self._way = None

    def recorded(self) -> None:
        """Note that the outcome is recorded: on the card the cursor begins on its result."""
        if self._way is not None:
            self._way.is_recorded = True

    def said(self, sentence: str, tone: Tone) -> None:
        """Keep a sentence, to say it again on the screen to go back to."""
        if self._way is not None:
            self._way.said = (sentence, tone)

    @property
    def is_to_lead_back(self) -> bool:
        """Whether the bar has opened and closed."""
        return self._way is not None and self._way.has_stood and not self._screen.bar.is_open

    @property
    def holds_keys(self) -> bool:
        """Whether keys wait for the cursor on the appointment, or for the way back."""
        is_sought = self._to_act_on is not None or self._screen.questions.is_pending(_VISIT)
        return is_sought or self.is_leading_back or self.is_to_lead_back

    def lead_back(self) -> None:
        """Go back to the screen that asked for the bar; stay if there is none."""
        way, self._way = self._way, None
        if way is not None and self._screen.is_on_top():
            run_beside(self._screen.app, self._lead, way.lead)

    async def _lead(self, lead: Callable[[Host], Any]) -> None:
        self.is_leading_back = True
        try:
            await lead(self._screen.host)
        finally:
            self.is_leading_back = False
            self._screen.host.screen_ready()
