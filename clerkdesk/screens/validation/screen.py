"""The validation screen: it holds the list of the shown view, and the acts on a row of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.events import Key, Resize, ScreenResume

from clerkdesk.keys import Command
from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.acts.bar_to_reopen import BarToReopen
from clerkdesk.screens.acts.on_card import OnCard
from clerkdesk.screens.acts.under_cursor import ToBook, UnderCursor
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.choose_specialty import KNOWN, choose_specialty, choose_typed
from clerkdesk.screens.desk.host import InHand, label_of
from clerkdesk.screens.validation.listing import Listing
from clerkdesk.screens.validation.row_acts import RowActs, appointment_of
from clerkdesk.screens.validation.view_counts import ONE_LINE
from clerkdesk.screens.validation.views import VIEWS
from clerkdesk.widgets.row_table import RowTable

if TYPE_CHECKING:
    from clerkdesk.screens.acts.acts_here import Acted


class ValidationScreen(DeskScreen):
    """F5."""

    NAME = "validation"
    TITLE = "Validation"
    ABOUT = "validation: the entries that are due, the checks that fire, and six further lists"
    HINTS = (
        ("1-8", "change the view: due, checks, e-RS slot issues, grading, overdue, outcomes, invite, waits"),
        ("Enter", "open the card; on 2 mend the finding, on 4 record how a clinician graded it"),
        (key_for("choose_list"), "choose a specialty, or all of them"),
        (f"{key_for('validate')} 1 Enter", "record that nothing is wrong; the cursor goes to the next row"),
    )
    CSS_PATH = "validation.tcss"

    WAITS_FOR = frozenset({"rows"})
    ACTED_ON = frozenset({"rows"})

    def __init__(self) -> None:
        """Begin with the entries due, of every specialty."""
        super().__init__()
        self.listing = Listing(self, self._rows_shown)
        on_card = OnCard(self)
        self.acts = RowActs(self, self.listing, on_card)
        self.commands.add(on_card.letters)
        self.commands.add({"sort": self.listing.sort_on, **self.acts.commands})
        self.typing.takes_key = self._change_view
        self._to_reopen = BarToReopen(self.acts.reopen)
        self.half_done.keeps(
            self.listing.get_state,
            self.listing.set_state,
            reopen_bar=self._to_reopen.keep,
            then=self.listing.read_again,
        )

    def compose_body(self) -> ComposeResult:
        """Make the line of views, the list and the panel of one row."""
        yield from self.listing.widgets()

    def load(self) -> None:
        """Read the view."""
        self.listing.load()

    def _rows_shown(self) -> None:
        self._to_reopen.rows_read()

    def on_data_changed(self) -> None:
        """Read again the views that change by themselves."""
        self.listing.read_changes()

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Read again the views with acts done elsewhere."""
        del event
        self.listing.come_back()

    def on_resize(self, event: Resize) -> None:
        """Give views and counts one line or two."""
        self.set_class(event.size.width < ONE_LINE + 2, "-narrow")
        self.listing.counts.draw()

    def asked_for(self) -> None:
        """Start afresh in the view's own order."""
        super().asked_for()
        if self.stands:
            self.listing.sort_no_more()

    # The row under the cursor

    @property
    def under_cursor(self) -> UnderCursor | None:
        """The patient under the cursor, with the need of the row."""
        row = self.listing.row
        if row is None or row.patient_id is None:
            return None
        need = ToBook(row.entry_id, row.name) if row.entry_id is not None else None
        return UnderCursor(patient_id=row.patient_id, name=row.name, need=need)

    def row_known(self) -> tuple[object, ...]:
        """The need or the appointment under the cursor, depending on the view."""
        row = self.listing.row
        return (getattr(row, "need", None), getattr(row, "appointment", None))

    def patient_shown(self) -> InHand | None:
        """The patient under the cursor, with the appointment or the entry of the row."""
        row = self.listing.row
        if row is None or row.patient_id is None:
            return None
        label = label_of(row.name, row.born)
        appointment_id = appointment_of(row)
        row_key = f"appointment:{appointment_id}" if appointment_id is not None else f"entry:{row.entry_id}"
        return InHand(row.patient_id, label, row_key)

    def acted(self, done: Acted) -> None:
        """Report an act; after a validation go to the next row, else stay with the patient."""
        if done.act == "validate":
            self.acts.done(done.sentence)
        else:
            self.acts.stayed(done.sentence, done.tone)

    # Keys

    def why_not(self, item: Command) -> str:
        """Return why a letter can't act on the row under the cursor."""
        return self.acts.why_not(item)

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until the rows, bars and dialogs that they are meant for are there."""
        waits = self.listing.is_changing or self.questions.is_pending(KNOWN) or self.acts.is_reading
        return super().is_ready_for(key) and not waits

    def _change_view(self, key: Key) -> bool:
        """Change the view with its digit; return whether a view has the digit."""
        view = next((view for view in VIEWS if view.key == key.character), None)
        if view is not None:
            self.listing.change(view)
        return view is not None

    async def on_row_table_chosen(self, event: RowTable.Chosen) -> None:
        """Carry out the act of Enter on this view."""
        event.stop()
        if not self.bar.is_open:
            await self.acts.choose(event.row)

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """Show the row under the cursor."""
        event.stop()
        self.listing.cursor_moved()

    def on_row_table_more_wanted(self) -> None:
        """Read further down."""
        self.listing.read_more()

    def command_choose_list(self) -> None:
        """Choose a specialty, or all of them."""
        choose_specialty(self, self.listing.specialty, self.listing.narrow)

    def take_arguments(self, arguments: Sequence[str]) -> None:
        """Show the specialty typed behind the command: `.validation derm`."""
        choose_typed(self, arguments, self.listing.narrow)
