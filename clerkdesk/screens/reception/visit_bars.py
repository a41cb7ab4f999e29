"""The bars of F6: how each opens on its visit, and what the screen does once its act is done."""

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
    """A screen on which the bars of visits open."""

    def call_later(self, callback: Callable[[], Any]) -> bool:
        """Run a callback once the screen has worked off what is in its own queue."""


class VisitBars:
    """What the bars of the reception ask of the screen that they are opened on (`Receives`)."""

    def __init__(self, screen: HasVisitBars, visits: VisitList, asked_for: AskedForVisit) -> None:
        """Take the screen, its list, and the appointment for whose sake the clerk may be there."""
        self._screen = screen
        self._visits = visits
        self._asked_for = asked_for
        self.begins_again = False
        """Whether the box takes the next patient once the bar is closed."""

    @property
    def host(self) -> Host:
        """What stands behind the screens."""
        return self._screen.host

    @property
    def bars(self) -> OpensBars:
        """What opens a bar that follows another."""
        return self._screen.bars

    @property
    def private(self) -> bool:
        """Whether only initials are shown."""
        return self._visits.private

    def name_of(self, visit: Visit) -> str:
        """Return a patient's name as it may be shown here."""
        return self._visits.name_of(visit)

    def born(self, visit: Visit) -> str:
        """Return a patient's birth date and age; empty for a public counter."""
        return self._visits.born(visit)

    # Opening

    def open(self, visit: Visit, spec: BarSpec, *, sentence: str = "", state: Mapping[str, Any] | None = None) -> None:
        """Open a bar about a visit, whose patient is in hand from here on."""
        self.host.take_in_hand(visit.in_hand)
        self._asked_for.bar_opened(visit.key)
        self.bars.open(spec, state=state, sentence=sentence)

    def open_looked_at_twice(self, visit: Visit, spec: BarSpec, state: Mapping[str, Any] | None = None) -> None:
        """Open a bar that asks for a second look first, where somebody of a near name has a clinic that day."""

        def show(near: Sequence[PersonToday]) -> None:
            self.open(visit, looked_at_twice(self, visit, near, spec), state=state)

        self._screen.questions.ask(ACT, lambda desk: desk.reception.near_names(visit.reference), show)

    def refuse(self, sentence: str) -> None:
        """Say why no bar opens, and lead the clerk back where another screen asked for it."""
        self.host.refuse(sentence)
        self._asked_for.lead_back()

    # After an act

    def done(self, sentence: str) -> None:
        """Say what was recorded; the cursor stays with the patient."""
        self.bars.answer(sentence)

    def received(self, sentence: str, tone: Tone) -> None:
        """Say that a patient has arrived, and where they sit; the box takes the letters of the next."""
        self.begins_again = True
        self.host.say(sentence, tone or "good")

    def settled(self, visit: Visit, sentence: str, tone: Tone, entry_id: int | None = None) -> None:
        """Say what was recorded, and go on to the next visit below that waits for its outcome.

        `entry_id` is the need that it made: on the card, F4, the cursor begins there, else on the need it was for.
        """
        self.host.take_in_hand(replace(visit.in_hand, row=f"entry:{entry_id or visit.appointment.entry_id}"))
        self._asked_for.recorded()
        rows = list(self._visits.table.rows)
        place = next((number for number, row in enumerate(rows) if row.key == visit.key), 0)
        following = (row for row in (*rows[place + 1 :], *rows[:place]) if row.waits_for_outcome(self.host.now()))
        if (row := next(following, None)) is not None:
            self._visits.table.move_to(row.key)
        self.bars.answer(f"{sentence}{self._all_settled(visit, rows)}", tone)

    def _all_settled(self, visit: Visit, rows: Sequence[Visit]) -> str:
        """Return how the clinic is closed, if this was its last visit without an outcome; else nothing."""
        same = (row for row in rows if row.appointment.session_id == visit.appointment.session_id and row != visit)
        if visit.board is None or any(not row.is_over for row in same):
            return ""
        return f" {self.host.keymap.shown('clinics')}, {self.host.keymap.shown('take')} closes the clinic."

    def closed(self) -> None:
        """Lead back where the clerk came for one appointment; else wait for the next patient after an arrival."""
        if self._asked_for.is_to_lead_back:
            self.begins_again = False
            self._asked_for.lead_back()
        if self.begins_again:
            # The screen gives the focus back to the list only after this.
            self._screen.call_later(self._begin_again)

    def _begin_again(self) -> None:
        self.begins_again = False
        self._visits.box.begin_again()
        self.host.screen_ready()
