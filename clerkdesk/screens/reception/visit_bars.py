"""Opens the bars of F6 about their visits, and goes on after their acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from clerkdesk.screens.acts.acts_here import ACT
from clerkdesk.screens.acts.of_screen import HasApp, HasBar, HasBars, HasHost, HasQuestions
from clerkdesk.screens.reception.second_look import looked_at_twice

if TYPE_CHECKING:
    from clerkdesk.rules.reception.arrivals import PersonToday
    from clerkdesk.screens.acts.of_screen import OpensBars
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.screens.reception.asked_for_visit import AskedForVisit
    from clerkdesk.screens.reception.visit_list import VisitList
    from clerkdesk.screens.reception.visits import Visit
    from clerkdesk.widgets.bar_spec import BarSpec
    from clerkdesk.widgets.columns import Tone


class HasVisitBars(HasApp, HasHost, HasBar, HasBars, HasQuestions, Protocol):
    """A screen with bars about visits."""

    def call_later(self, callback: Callable[[], Any]) -> bool:
        """Run a callback after the messages in the queue of the screen."""


class VisitBars:
    """The screen as the bars of reception see it (`Receives`)."""

    def __init__(self, screen: HasVisitBars, visits: VisitList, asked_for: AskedForVisit) -> None:
        """Take the screen, its list, and the appointment that another screen may have asked for."""
        self._screen = screen
        self._visits = visits
        self._asked_for = asked_for
        self.begins_again = False
        """Whether the box takes the next patient after the bar."""

    @property
    def host(self) -> Host:
        """The app, as screens see it."""
        return self._screen.host

    @property
    def bars(self) -> OpensBars:
        """The opener of bars."""
        return self._screen.bars

    @property
    def private(self) -> bool:
        """Whether only initials are shown."""
        return self._visits.private

    def name_of(self, visit: Visit) -> str:
        """Return a patient's name, or only initials for a public counter."""
        return self._visits.name_of(visit)

    def born(self, visit: Visit) -> str:
        """Return a patient's birth date and age; empty for a public counter."""
        return self._visits.born(visit)

    # Opening

    def open(self, visit: Visit, spec: BarSpec, *, sentence: str = "", state: Mapping[str, Any] | None = None) -> None:
        """Open a bar about a visit, and take its patient in hand."""
        self.host.take_in_hand(visit.in_hand)
        self._asked_for.bar_opened(visit.key)
        self.bars.open(spec, state=state, sentence=sentence)

    def open_looked_at_twice(self, visit: Visit, spec: BarSpec, state: Mapping[str, Any] | None = None) -> None:
        """Open a bar, with a second look first if somebody with a similar name has a clinic that day."""

        def show(near: Sequence[PersonToday]) -> None:
            self.open(visit, looked_at_twice(self, visit, near, spec), state=state)

        self._screen.questions.ask(ACT, lambda desk: desk.reception.near_names(visit.reference), show)

    def refuse(self, sentence: str) -> None:
        """Say why no bar opens, and lead back if another screen asked for it."""
        self.host.refuse(sentence)
        self._asked_for.lead_back()

    # After an act

    def done(self, sentence: str) -> None:
        """Report an act; the cursor stays with the patient."""
        self.bars.answer(sentence)

    def received(self, sentence: str, tone: Tone) -> None:
        """Report an arrival, and where the patient sits; the box takes the next patient."""
        self.begins_again = True
        self.host.say(sentence, tone or "good")

    def settled(self, visit: Visit, sentence: str, tone: Tone, entry_id: int | None = None) -> None:
        """Report an act, and go on to the next visit below without an outcome.

        `entry_id` is the new need, if any; on the card the cursor begins there, else on the need of the visit.
        """
        self.host.take_in_hand(replace(visit.in_hand, row=f"entry:{entry_id or visit.appointment.entry_id}"))
        self._asked_for.recorded()
        rows = list(self._visits.table.rows)
        index = next((number for number, row in enumerate(rows) if row.key == visit.key), 0)
        following = (row for row in (*rows[index + 1 :], *rows[:index]) if row.waits_for_outcome(self.host.now()))
        if (row := next(following, None)) is not None:
            self._visits.table.move_to(row.key)
        self.bars.answer(f"{sentence}{self._all_settled(visit, rows)}", tone)

    def _all_settled(self, visit: Visit, rows: Sequence[Visit]) -> str:
        """Return how to close the clinic after its last outcome; empty before."""
        same = (row for row in rows if row.appointment.session_id == visit.appointment.session_id and row != visit)
        if visit.board is None or any(not row.is_over for row in same):
            return ""
        return f" {self.host.keymap.shown('clinics')}, {self.host.keymap.shown('take')} closes the clinic."

    def closed(self) -> None:
        """Lead back to the screen that asked for the bar; else wait for the next patient after an arrival."""
        if self._asked_for.is_to_lead_back:
            self.begins_again = False
            self._asked_for.lead_back()
        if self.begins_again:
            # The screen focuses the list only after this.
            self._screen.call_later(self._begin_again)

    def _begin_again(self) -> None:
        self.begins_again = False
        self._visits.box.begin_again()
        self.host.screen_ready()
