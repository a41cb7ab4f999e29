"""The screen of F6: it holds the list of visits, their letters, and the way back to another screen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.events import Key

from clerkdesk.keys import Command
from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.acts.acts_here import ACT
from clerkdesk.screens.acts.bar_to_reopen import BarToReopen
from clerkdesk.screens.acts.choosing_lists import STEPS, choose
from clerkdesk.screens.acts.on_card import OnCard
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.reception.asked_for_visit import AskedForVisit
from clerkdesk.screens.reception.visit_acts import VisitActs
from clerkdesk.screens.reception.visit_bars import VisitBars
from clerkdesk.screens.reception.visit_list import PAGE, VisitList
from clerkdesk.screens.reception.why_not import ON_THE_CARD, why_not_on_visit
from clerkdesk.widgets.filter_box import FilterBox
from clerkdesk.widgets.row_table import RowTable

if TYPE_CHECKING:
    from clerkdesk.screens.desk.host import InHand

_OF_EARLIER_DAYS = "the appointments of earlier days whose outcome is missing, the oldest first"
_NOBODY_MATCHES = (
    f"Nobody on this list matches. {key_for('choose_list')} shows another reception; "
    f"{key_for('find')} finds everybody, whatever their day."
)


class ReceptionScreen(DeskScreen):
    """F6."""

    NAME = "today"
    TITLE = "Today"
    ABOUT = "the clinics of your reception today, in time order, with who is expected, waits, and has been seen"
    HINTS = (
        (
            "letters",
            "find the patient at the desk; Enter asks who they are, Enter again records the arrival",
        ),
        ("Down", "go to the row without receiving anybody: then the letters below act on it"),
        ("Up", f"go back to the letters from the first row; {key_for('today')} empties the box"),
        (
            key_for("choose_list"),
            "choose another reception or the outcomes that are missing; Left and Right step through them",
        ),
        (key_for("privacy"), "show initials only, for a public counter"),
        ("≈name", "means that somebody with a similar name is here today: the NHS number tells them apart"),
        ("! and !!", "mean that a patient has waited long: apologise, or tell the nurse in charge"),
    )
    CSS_PATH = "today.tcss"
    WAITS_FOR = frozenset({PAGE})
    ACTED_ON = frozenset({PAGE})
    IN_A_FIELD = (
        ("Enter", "receives"),
        ("Down", "to the row: letters act there"),
        (key_for("choose_list"), "another list"),
    )

    def __init__(self) -> None:
        """Begin with nobody received."""
        super().__init__()
        self.visits = VisitList(self, self._shown_visits)
        self._asked_for_visit = AskedForVisit(self, self.visits)
        self.frame.on_said = self._asked_for_visit.said
        self._visit_bars = VisitBars(self, self.visits, self._asked_for_visit)
        self.acts = VisitActs(self, self.visits, self._visit_bars)
        self._on_card = OnCard(self)
        self.commands.add(self._on_card.letters)
        self.commands.add(self.acts.letters)
        # Reception's own letters come first: a narrow terminal has no room for all.
        self.commands.arrange = partial(sorted, key=lambda item: item.name in ON_THE_CARD)
        self._to_reopen = BarToReopen(self.acts.reopen)
        self.bars.when_picked(lambda event: self.acts.outcomes.picked(event, self.visits.row))
        self.bars.when_closed(self._visit_bars.closed)
        self.bars.when_closed(self.load)
        self.half_done.keeps(
            self.visits.get_state,
            self.visits.set_state,
            reopen_bar=self._to_reopen.keep,
            then=self._read_again,
        )
        # After one appointment for another screen, the clerk goes back there.
        self.half_done.is_leaving = lambda: self._asked_for_visit.is_leading_back

    def compose_body(self) -> ComposeResult:
        """Make the box, the list and the lines below it."""
        yield from self.visits.widgets()

    # The list

    def load(self) -> None:
        """Read the shown list."""
        self.visits.load()

    def _shown_visits(self) -> None:
        page = self.visits.page
        self.about = _OF_EARLIER_DAYS if page is not None and page.shown.missing else self.ABOUT
        self._asked_for_visit.rows_shown()
        self._to_reopen.rows_read()

    def asked_for(self) -> None:
        """Begin with an empty box: letters of an earlier patient would hide cancellations to note."""
        if self.stands:
            self.command_today()

    def command_today(self) -> None:
        """Begin again with an empty box, on the chosen list."""
        if not self.bar.is_open:
            self.visits.begin_again()

    async def command_choose_list(self) -> None:
        """Choose another reception, or the missing outcomes."""
        from clerkdesk.screens.reception.choose_reception import ChooseReception

        if self.visits.page is not None:
            await choose(self, ChooseReception(self.visits.page), self.visits.show)

    def take_arguments(self, arguments: Sequence[str]) -> None:
        """Narrow the list by the words behind the command, such as a reference."""
        self.visits.box.begin_again()
        self.visits.box.value = " ".join(arguments)

    def privacy_changed(self) -> None:
        """Show initials only, or the names again."""
        self.visits.privacy_changed()

    def go_to_visit(self, appointment_id: int, command: str, back_to: InHand | str | None = None) -> None:
        """Show the list with an appointment, put the cursor on it, and carry out a command there.

        When its bar closes, the clerk is back on the card of `back_to`, or on the screen of that name.
        """
        self._asked_for_visit.go(appointment_id, command, back_to)

    # The row

    def row_known(self) -> tuple[object, ...]:
        """The appointment under the cursor."""
        visit = self.visits.row
        return () if visit is None else (visit.appointment,)

    def patient_shown(self) -> InHand | None:
        """The patient under the cursor, with their appointment of the day."""
        visit = self.visits.row
        return None if visit is None else visit.in_hand

    def why_not(self, item: Command) -> str:
        """Return why a letter can't act on the visit under the cursor."""
        return why_not_on_visit(item.name, self.visits.row, self.host.keymap)

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """Describe the visit under the cursor."""
        event.stop()
        self.visits.draw_about()

    async def on_row_table_chosen(self, event: RowTable.Chosen) -> None:
        """Receive an expected patient; open the card of any other."""
        event.stop()
        visit = self.visits.row
        if visit is None or self.bar.is_open:
            return
        if visit.is_expected:
            self.acts.receive(visit)
        else:
            await self._on_card.open()

    # Keys

    async def on_key(self, event: Key) -> None:
        """Step through the lists with the arrows, and go back to the box from the first row."""
        table = self.visits.table
        if table.has_focus and event.key in STEPS:
            event.stop()
            self.visits.step(STEPS[event.key])
        elif table.has_focus and event.key == "up" and table.row_number == 0:
            event.stop()
            event.prevent_default()
            self.visits.box.open()

    def on_filter_box_entered(self, event: FilterBox.Entered) -> None:
        """Go to the row; Enter also receives the only expected patient who fits."""
        event.stop()
        rows = self.visits.table.rows
        if not rows and event.box.value:
            event.box.open()
            self.host.refuse(_NOBODY_MATCHES)
        elif event.key == "enter" and event.box.value and len(rows) == 1 and rows[0].is_expected:
            self.acts.receive(rows[0])

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until their bar is open, and letters until the box takes them."""
        if not super().is_ready_for(key) or self.questions.is_pending(ACT) or self._asked_for_visit.holds_keys:
            return False
        return self.bar.is_open or not self._visit_bars.begins_again

    # State

    def _read_again(self) -> None:
        """Read the restored list; its bar reopens after the read."""
        self.visits.keeps_cursor = self._to_reopen.waits
        self.load()
