"""The acts that cancel an appointment, or correct how it ended, for every screen with appointments."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from clerkdesk.screens.acts.asked_first import AsksFirst, ask_why_not
from clerkdesk.screens.acts.cancel_bar import appointment_subject, cancel_bar, why_not_cancelled, why_not_ended
from clerkdesk.screens.acts.ending_bars import CORRECTED_BY, ENDING_BARS, ending_bar, why_not_corrected
from clerkdesk.screens.acts.of_screen import HasBars

if TYPE_CHECKING:
    from clerkdesk.rules.booking.rows import AppointmentRow
    from clerkdesk.screens.acts.acts_here import Opens, WrittenDown
    from clerkdesk.screens.acts.asked_first import Refuse
    from clerkdesk.screens.acts.cancel_bar import WhyNot
    from clerkdesk.screens.acts.ending_bars import PutRight
    from clerkdesk.services.booking.cancellations import Cancelled
    from clerkdesk.widgets.bar_spec import BarSpec

BARS = frozenset({"cancel", *ENDING_BARS})
"""Names of the bars."""


class EndsAppointments(AsksFirst, HasBars, Protocol):
    """A screen with appointments."""


class EndingActs:
    """Checks whether an appointment can end this way, opens the bar, and reports the result to the screen."""

    def __init__(
        self,
        screen: EndsAppointments,
        *,
        cancelled: Callable[[Cancelled], None],
        corrected: Callable[[PutRight], None],
        refuse: Refuse | None = None,
        subject: Callable[[AppointmentRow], str] = appointment_subject,
    ) -> None:
        """Take the screen and the callbacks of its acts.

        Args:
            screen: with appointments.
            cancelled: gets the result of a cancellation.
            corrected: gets a corrected end.
            refuse: says why not; by default the host does.
            subject: returns the name of an appointment in a bar.
        """
        self._screen = screen
        self._cancelled = cancelled
        self._corrected = corrected
        self._refuse = refuse
        self._subject = subject

    @staticmethod
    def corrects(letter: str, row: AppointmentRow | None) -> bool:
        """Return whether a letter of the list corrects how an appointment ended: `cancel` one that was missed."""
        return row is not None and CORRECTED_BY.get(letter) == row.status

    def cancel(self, row: AppointmentRow, kept: WrittenDown | None = None, opens: Opens | None = None) -> None:
        """Cancel an appointment; after its start only with the earlier day of cancellation, and who said so."""
        self._open(row, "cancel", why_not_cancelled, kept, opens or self._opens)

    def correct(self, row: AppointmentRow, kept: WrittenDown | None = None, opens: Opens | None = None) -> None:
        """Correct how an appointment ended."""
        self._open(row, "", why_not_corrected, kept, opens or self._opens)

    def if_it_can_end(self, row: AppointmentRow, go_on: Callable[[], None], why_not: WhyNot = why_not_ended) -> None:
        """Go on if an appointment can be ended; else say why not."""
        ask_why_not(self._screen, lambda desk: why_not(desk, row), go_on, self._refuse)

    def bar_of(self, name: str, row: AppointmentRow) -> BarSpec | None:
        """Declare the bar that cancels an appointment, or the one that corrects its end; None if it has no such end."""
        host, subject = self._screen.host, self._subject(row)
        if name == "cancel":
            return cancel_bar(host, row, self._cancelled, subject)
        return ending_bar(host, row, self._corrected, subject)

    def _opens(self, spec: BarSpec, kept: WrittenDown | None) -> None:
        self._screen.bars.open(spec, state=kept)

    def _open(self, row: AppointmentRow, name: str, why_not: WhyNot, kept: WrittenDown | None, opens: Opens) -> None:
        def go_on() -> None:
            spec = self.bar_of(name, row)
            if spec is not None:
                opens(spec, kept)

        if kept is not None:
            go_on()
        else:
            self.if_it_can_end(row, go_on, why_not)
