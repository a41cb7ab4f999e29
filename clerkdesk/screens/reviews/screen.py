"""The screen of reviews: the list above, the sheet of the one under the cursor below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from clerkdesk.keys import Command
from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.values.reviews import ReviewStatus
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand, label_of
from clerkdesk.screens.desk.printing import write_sheets
from clerkdesk.screens.reviews.bars import decision_bar, prefilled, told_bar
from clerkdesk.screens.reviews.rows import ReviewLine, columns, heading, read_reviews, sought
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept
from clerkdesk.widgets.dialog import Sheet
from clerkdesk.widgets.filter_box import FilterBox
from clerkdesk.widgets.plain import plain
from clerkdesk.widgets.row_table import RowTable

if TYPE_CHECKING:
    from clerkdesk.rules.reviews.rows import ReviewRow
    from clerkdesk.services.desk.facade import Desk

_NONE = f"No review waits for a decision, and every patient has been told theirs. {key_for('back')} goes back."
_NEEDS_ROW = frozenset({"decide", "take", "print"})


class ReviewsScreen(DeskScreen):
    """Reached from the inbox."""

    NAME = "reviews"
    TITLE = "Reviews"
    ABOUT = (
        "the clinical reviews of a consultant: which need a decision, and which decisions the patient has not been told"
    )
    HINTS = (
        ("Enter", "read the whole sheet"),
        (key_for("print"), "write the sheet, or all of them, to a text file and say where it is"),
        (key_for("decide"), "enter the decision on behalf of the named clinician, with where it is written"),
        (key_for("take"), "record that the patient was told: until then the clock runs"),
    )
    CSS_PATH = "reviews.tcss"
    WAITS_FOR = frozenset({"reviews"})
    ACTED_ON = frozenset({"reviews"})

    def __init__(self, consultant: str | None = None) -> None:
        """Take the consultant; None for everybody's reviews, an empty name for those that nobody answers for yet."""
        super().__init__()
        self.bars.rebuild = self.rebuild_bar
        self.commands.arrange = _with_told
        self._consultant = consultant
        self.table: RowTable[ReviewLine] = RowTable(
            columns(), lambda each: each.row.review_id, sought=sought, id="reviews", empty=_NONE
        )  # fmt: skip
        self._sheet = Static(id="sheet-text")
        self._text = ""

    def compose_body(self) -> ComposeResult:
        """Make the list and the sheet."""
        yield FilterBox(self.table, placeholder="patient, reason or consultant").line
        yield self.table
        with VerticalScroll(id="sheet", can_focus=False):
            yield self._sheet

    # Reading

    def load(self) -> None:
        """Read the reviews."""
        self.questions.ask("reviews", partial(read_reviews, consultant=self._consultant), self._show)

    def _show(self, rows: tuple[ReviewLine, ...]) -> None:
        self.table.set_rows(rows)
        self.frame.set_heading(heading(self._consultant, rows))
        self._read_sheet()

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """Show the sheet of the review under the cursor."""
        event.stop()
        self._read_sheet()

    def _read_sheet(self) -> None:
        row = self._row
        if row is None:
            self._show_sheet("")
        else:
            self.questions.ask("sheet", partial(_text_of, review_id=row.review_id), self._show_sheet)

    def _show_sheet(self, text: str) -> None:
        if text != self._text and self.is_on_top():
            self._text = text
            self._sheet.update(plain(text))
            self.query_one("#sheet").scroll_home(animate=False)

    @property
    def _row(self) -> ReviewRow | None:
        return self.table.row.row if self.table.row is not None else None

    # Keys

    def on_row_table_chosen(self, event: RowTable.Chosen) -> None:
        """Show the whole sheet."""
        event.stop()
        review_id = event.row.row.review_id
        self._take_in_hand()

        def show(text: str) -> None:
            self.app.push_screen(Sheet(f"Review {review_id}", text))

        self.questions.ask("sheet", partial(_text_of, review_id=review_id), show)

    def row_known(self) -> tuple[object, ...]:
        """The review under the cursor."""
        return () if self._row is None else (self._row,)

    def why_not(self, item: Command) -> str:
        """Return why a letter cannot act on the review under the cursor."""
        reason = super().why_not(item)
        if reason or item.name not in _NEEDS_ROW:
            return reason
        row = self._row
        if row is None:
            return "No review is under the cursor."
        if item.name == "decide" and row.status != ReviewStatus.OPEN:
            return f"It is decided; {self.host.keymap.shown('take')} records that the patient was told."
        if item.name == "take" and row.status == ReviewStatus.OPEN:
            return f"Nothing is decided yet: {self.host.keymap.shown('decide')} enters the decision first."
        return ""

    def command_decide(self) -> None:
        """Enter the decision about the review under the cursor."""
        row = self._row
        if row is not None:
            self._take_in_hand()
            self.bars.open(decision_bar(self.host, row, self._done), state=prefilled(row))

    def command_take(self) -> None:
        """Record that the patient was told."""
        row = self._row
        if row is not None:
            self._take_in_hand()
            self.bars.open(told_bar(self.host, row, self._done))

    def command_print(self) -> None:
        """Write the sheet, or all shown ones, to a file."""
        row = self._row
        if row is not None:
            self.bars.open(self._print_bar(row))

    def _print_bar(self, row: ReviewRow) -> BarSpec:
        all_ids = [each.row.review_id for each in self.table.rows]

        async def commit(answer: BarAnswer) -> Kept | None:
            wanted = all_ids if answer["which"] == "all" else [row.review_id]
            name = f"review-{row.review_id}" if answer["which"] == "one" else "reviews"
            path = await self.host.read(partial(_write, review_ids=wanted, name=name))
            self.host.say(f"Written to {path}.", "good")
            return None

        which = ChoiceStep(
            "which",
            "which",
            (Choice("o", "one", "this sheet"), Choice("a", "all", f"all {len(all_ids)} shown")),
            default="one",
        )
        return BarSpec("print", "Print", f"review {row.review_id}", commit, (which,), enter="writes a text file")

    def patient_shown(self) -> InHand | None:
        """The patient of the review under the cursor."""
        each = self.table.row
        if each is None:
            return None
        return InHand(each.row.patient_id, label_of(each.name, each.row.date_of_birth))

    def _take_in_hand(self) -> None:
        patient = self.patient_shown()
        if patient is not None:
            self.host.take_in_hand(patient)

    def _done(self, sentence: str) -> None:
        self.bars.answer(sentence)
        self.load()

    def rebuild_bar(self, name: str, context: Mapping[str, Any]) -> BarSpec | None:
        """Declare a bar again for its review."""
        row = self._row
        if row is None or context.get("review") != row.review_id:
            return None
        return {"decide": decision_bar, "take": told_bar}[name](self.host, row, self._done)


def _text_of(desk: Desk, review_id: int) -> str:
    text = desk.reviews.sheet_as_text(review_id)
    return text.sentence if isinstance(text, WrongInput) else text


def _write(desk: Desk, review_ids: list[int], name: str) -> Path:
    return write_sheets(name, desk.context.today, [_text_of(desk, review_id) for review_id in review_ids])


def _with_told(commands: Sequence[Command]) -> Sequence[Command]:
    """Return the letters that act here, in which `take` records that the patient was told."""
    return [replace(item, label="told") if item.name == "take" else item for item in commands]
