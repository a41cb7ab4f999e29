"""The letters of F6: each opens its bar about the visit under the cursor, and reopens a saved one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from clerkdesk.screens.acts.ending_acts import BARS as ENDING
from clerkdesk.screens.acts.ending_acts import EndingActs
from clerkdesk.screens.reception.arriving import arrive_bar, late_bar, warning_of
from clerkdesk.screens.reception.outcome_acts import DID_NOT_ATTEND, OUTCOME, TOO_LATE_BAR, OutcomeActs
from clerkdesk.screens.reception.steps import IN_ERROR, STEPS, not_arrived_bar, note_bar, step_bar
from clerkdesk.widgets.dialog import why_sheet
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.rules.booking.rows import AppointmentRow
    from clerkdesk.screens.reception.visit_bars import HasVisitBars, VisitBars
    from clerkdesk.screens.reception.visit_list import VisitList
    from clerkdesk.screens.reception.visits import Visit
    from clerkdesk.widgets.bar_spec import BarSpec

_LOOKED_AT_TWICE = frozenset({IN_ERROR, *STEPS, *ENDING})
"""Bars with an extra question for a second look; arrival and outcome have their own."""


class VisitActs:
    """Opens the bar of each letter."""

    def __init__(self, screen: HasVisitBars, visits: VisitList, visit_bars: VisitBars) -> None:
        """Take the screen, its list, and the opener of bars about visits."""
        self._screen = screen
        self._visits = visits
        self._visit_bars = visit_bars
        self.outcomes = OutcomeActs(screen, visit_bars)
        self._ending = EndingActs(
            screen,
            cancelled=lambda result: visit_bars.done(result.sentence),
            corrected=lambda result: visit_bars.done(result.sentence),
            refuse=visit_bars.refuse,
            subject=self._subject,
        )

    @property
    def letters(self) -> dict[str, Callable[[], None]]:
        """Command -> its function."""
        acts: dict[str, Callable[[Visit], None]] = {
            "arrive": self.arrive,
            "take": self.take_note,
            "why": self.show_why,
            "outcome": self.record_outcome,
            "cancel": self.cancel,
            **{name: partial(self.note_step, step=name) for name in STEPS},
        }
        return {name: partial(self._on_row, act) for name, act in acts.items()}

    def _on_row(self, act: Callable[[Visit], None]) -> None:
        visit = self._visits.row
        if visit is not None:
            act(visit)

    def arrive(self, visit: Visit) -> None:
        """Record the arrival of a patient; for one who is here, take back an arrival recorded in error."""
        if visit.is_in_the_building:
            self._visit_bars.open_looked_at_twice(visit, not_arrived_bar(self._visit_bars, visit))
        else:
            self.receive(visit)

    def receive(self, visit: Visit) -> None:
        """Open the bar of the arrival."""
        self._visit_bars.open(visit, arrive_bar(self._visit_bars, visit), sentence=warning_of(visit))

    def note_step(self, visit: Visit, step: str) -> None:
        """Note that the patient was called in, was seen, or has left."""
        self._visit_bars.open_looked_at_twice(visit, step_bar(self._visit_bars, visit, step))

    def take_note(self, visit: Visit) -> None:
        """Take note of a cancellation of today."""
        spec = self._note_bar(visit)
        if spec is not None:
            self._visit_bars.open(visit, spec)

    def _note_bar(self, visit: Visit) -> BarSpec | None:
        to_note = visit.board.to_note if visit.board is not None else None
        return None if to_note is None else note_bar(self._visit_bars, visit, to_note)

    def show_why(self, visit: Visit) -> None:
        """Show the reasons for the state of the visit."""
        from clerkdesk.screens.reception.about import reasons

        title = self._visits.name_of(visit)
        self._screen.app.push_screen(why_sheet(title, reasons(visit, private=self._visits.private)))

    def record_outcome(self, visit: Visit) -> None:
        """Record the outcome, or correct a cancelled appointment to a missed one."""
        if not self._corrects("outcome", visit):
            self.outcomes.ask(visit)

    def cancel(self, visit: Visit) -> None:
        """Cancel the appointment, or correct a missed one to a cancelled one."""
        if not self._corrects("cancel", visit):
            self._ending.cancel(visit.appointment, opens=partial(self._visit_bars.open_looked_at_twice, visit))

    def _corrects(self, letter: str, visit: Visit) -> bool:
        """Correct how the appointment ended, if the letter does so; return whether it does."""
        is_so = self._ending.corrects(letter, visit.appointment)
        if is_so:
            self._ending.correct(visit.appointment, opens=partial(self._visit_bars.open_looked_at_twice, visit))
        return is_so

    def _subject(self, row: AppointmentRow) -> str:
        from clerkdesk.rules.patients.people import initials
        from clerkdesk.screens.acts.cancel_bar import appointment_subject

        if not self._visits.private:
            return appointment_subject(row)
        return joined((initials(row.family_name, row.given_name), f"{row.starts_at:%H:%M} {row.clinic_name}"))

    # A bar that was written down

    def reopen(self, kept: Mapping[str, Any]) -> None:
        """Reopen a saved bar about the visit under the cursor, after a read if the bar needs one."""
        visit, name, context = self._visits.row, kept["bar"], kept.get("context", {})
        if visit is None or visit.key not in (context.get("visit"), context.get("appointment")):
            return
        if name == OUTCOME:
            self.outcomes.ask(visit, kept)
        elif name == DID_NOT_ATTEND:
            self.outcomes.ask_missed(visit, kept)
        elif (spec := self._declared_again(name, visit)) is not None:
            opens = self._visit_bars.open_looked_at_twice if name in _LOOKED_AT_TWICE else self._visit_bars.open
            opens(visit, spec, state=kept)

    def _declared_again(self, name: str, visit: Visit) -> BarSpec | None:
        from clerkdesk.screens.reception.missed_bar import too_late_bar

        bars = {"arrive": arrive_bar, "late": late_bar, TOO_LATE_BAR: too_late_bar}
        if name in bars:
            return bars[name](self._visit_bars, visit)
        if name in STEPS:
            return step_bar(self._visit_bars, visit, name)
        if name == IN_ERROR:
            return not_arrived_bar(self._visit_bars, visit) if visit.is_in_the_building else None
        if name == "take":
            return self._note_bar(visit)
        return self._ending.bar_of(name, visit.appointment) if name in ENDING else None
