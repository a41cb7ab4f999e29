"""The screen of the audit: its list, what each act wrote, what to read of it, and writing it to a file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.screens.acts.carrying_out import write_behind
from clerkdesk.screens.audit.bars import MOST, AuditAsked, file_bar, narrow_bar
from clerkdesk.screens.audit.rows import AuditLine, audit_lines, columns, in_full, sought
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.dialog import Sheet
from clerkdesk.widgets.filter_box import FilterBox
from clerkdesk.widgets.plain import MUTED, joined, plain
from clerkdesk.widgets.row_table import RowTable
from clerkdesk.widgets.still_text import StillText

if TYPE_CHECKING:
    from clerkdesk.services.audit.audit import AuditRead
    from clerkdesk.services.desk.facade import Desk

_READING = "The audit is being read."
_NOTHING = "Nothing of that kind is in the audit."


class AuditScreen(DeskScreen):
    """Who did what, and who looked."""

    NAME = "audit"
    TITLE = "Audit"
    ABOUT = "the audit: who did what, with every value before and after, and who opened which card or searched"
    HINTS = (
        ("Enter", "read everything that the act wrote"),
        (key_for("choose_list"), "read one patient's, one clerk's, one day's or one kind's"),
        (key_for("filter"), "show only the lines with a word, a name or a desk"),
        (key_for("print"), "write all that was asked for to a file, which the audit keeps"),
    )
    CSS_PATH = "audit.tcss"
    WAITS_FOR = frozenset({"audit"})

    def __init__(self) -> None:
        """Begin with everybody's."""
        super().__init__()
        self._asked = AuditAsked()
        self._refused = ""
        self.table: RowTable[AuditLine] = RowTable(
            columns(private=False), lambda line: line[0], sought=sought, id="audit", empty=_NOTHING, reading=_READING
        )
        self._words = StillText(id="wrote-text")

    def compose_body(self) -> ComposeResult:
        """Make the line of what is read, the list, and the act under the cursor below it."""
        self.privacy_changed()
        yield StillText(self._asked.words, id="asked")
        yield FilterBox(self.table, placeholder="a word, a name, a desk or a day").line
        yield self.table
        with VerticalScroll(id="wrote", can_focus=False):
            yield self._words

    def privacy_changed(self) -> None:
        """Show no values on a public counter, or show them again."""
        self.table.set_columns(columns(private=self.host.private))
        self._draw_words()

    # Reading

    def load(self) -> None:
        """Read what is asked for."""
        asked = self._asked
        self.questions.ask("audit", partial(_read, asked=asked), partial(self._show, asked))

    def on_data_changed(self) -> None:
        """Leave it: to read a patient's audit is a look, which changes the data. Another question reads again."""

    def _show(self, asked: AuditAsked, found: AuditRead | Refused | WrongInput) -> None:
        if asked != self._asked:
            return
        if isinstance(found, Refused | WrongInput):
            self._refused = found.sentence
            self.table.reading.set_empty(found.sentence)
            self.table.set_rows(())
            return
        self._refused = ""
        if asked.patient is not None:
            patient_id = asked.patient.patient_id
            write_behind(self, lambda desk: desk.audit.looked_at(patient_id))
        lines = audit_lines(found)
        self.table.reading.set_empty(_NOTHING)
        self.table.set_rows(lines)
        full = MOST in (len(found.acts), len(found.looks))
        count = f"the newest {len(lines)}" if full else count_words(len(lines), "line")
        self.frame.set_heading(joined(("Audit", count)))
        self.query_one("#asked", StillText).update(plain((asked.words, MUTED)))
        self._draw_words()

    # What to read

    def command_choose_list(self) -> None:
        """Ask for one patient's, one clerk's, one day's or one kind's."""
        if self._refused:
            self.host.refuse(self._refused)
        else:
            self.bars.open(narrow_bar(self.host, self._asked, self._narrow))

    def _narrow(self, asked: AuditAsked) -> None:
        self._asked = asked
        self.table.begin_reading(_READING)
        self.load()

    # The row under the cursor

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """Show what the act under the cursor wrote."""
        event.stop()
        self._draw_words()

    def _draw_words(self) -> None:
        line = self.table.row
        if line is None:
            self._words.update(plain(""))
        elif self.host.private:
            self._words.update(plain(("Enter shows it in full", MUTED)))
        else:
            self._words.update(in_full(line[1]))

    def on_row_table_chosen(self, event: RowTable.Chosen) -> None:
        """Show everything that the act wrote."""
        event.stop()
        line: AuditLine = event.row
        self.app.push_screen(Sheet("Audit", in_full(line[1])))

    # Writing

    def command_print(self) -> None:
        """Write all that is asked for to a file."""
        if self._refused:
            self.host.refuse(self._refused)
        else:
            self.bars.open(file_bar(self.host, self._asked))


def _read(desk: Desk, *, asked: AuditAsked) -> AuditRead | Refused | WrongInput:
    return desk.audit.read(asked.search())
