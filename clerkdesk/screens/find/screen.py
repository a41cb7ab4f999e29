"""The screen of the one box: typing, results, and the effects of Enter. The rules read the text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key, ScreenSuspend
from textual.timer import Timer
from textual.widgets import Input, Static

from clerkdesk.keys import Command, show_key
from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.values.text import clean
from clerkdesk.screens.acts.on_card import OnCard
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand, label_of
from clerkdesk.screens.find.rows import WHAT_TO_TYPE, Answers, FoundRow, about, columns, read_answers, tone_of
from clerkdesk.screens.find.typed_commands import TypedCommands
from clerkdesk.widgets.beside import run_beside
from clerkdesk.widgets.desk_input import DeskInput
from clerkdesk.widgets.plain import ACT, KEY, MUTED, plain
from clerkdesk.widgets.row_table import RowTable
from clerkdesk.widgets.script import Script
from clerkdesk.widgets.still_text import StillText

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk

_COMES_TO_REST_SECONDS = 1.5
"""Seconds without typing after which a search is logged; using a result logs it at once (R-801)."""


class FindScreen(DeskScreen):
    """Everybody the hospital knows, by anything a caller says."""

    NAME = "find"
    TITLE = "Find a patient"
    ABOUT = "the one box: type whatever the caller says, and the patients who fit appear as you type"
    HINTS = (
        ("Enter", "open the only patient who fits; with several, go to the list, then open"),
        ("Down", "go to the list without opening anybody"),
        (".list derm", "a full stop starts a command: .list, .clinic, and the mnemonics of the settings"),
        (key_for("register"), "register a new patient with what you typed"),
    )
    CSS_PATH = "find.tcss"
    HOLDS_ENTER_FOR = frozenset({"answers"})
    IN_A_FIELD = (("Enter", "opens"), ("Down", "to the list: letters act there"), (key_for("register"), "registers"))

    def __init__(self) -> None:
        """Begin with an empty box."""
        super().__init__()
        self.commands.add(OnCard(self, self._open_row).letters)
        self._box = DeskInput(placeholder="name and birth date, number, telephone, postcode, reference", id="box")
        self._table: RowTable[FoundRow] = RowTable(
            columns(), lambda row: row.patient.id, tone_of=tone_of, id="found", reading=WHAT_TO_TYPE
        )
        self._taken_for = StillText(id="taken-for")
        self._about = StillText(id="about")
        self._answers = Answers("", ())
        self._typed = TypedCommands(self)
        self._rest: Timer | None = None
        self._logged = ""
        self._is_beneath = False
        """Whether something is open over the screen; afterwards the clerk goes on here."""

    def compose_body(self) -> ComposeResult:
        """Make the box, the line under it, the list and the line about one patient."""
        with Horizontal(id="one-box"):
            yield Static("Find", id="box-label")
            yield self._box
        yield self._taken_for
        yield self._table
        yield self._about

    # Typing

    def command_find(self) -> None:
        """Start again: typing replaces the text in the box."""
        self._box.select_all()
        self.set_focus(self._box)

    def shown(self) -> None:
        """Start again with the last results, or go on if something was only open over the screen."""
        beneath, self._is_beneath = self._is_beneath, False
        if not beneath:
            self.command_find()

    def asked_for(self) -> None:
        """Start again, since the clerk pressed the key of the one box."""
        super().asked_for()
        if self.stands:
            self.command_find()

    def on_screen_suspend(self, event: ScreenSuspend) -> None:
        """Note whether the clerk went to another screen, or opened something over this one."""
        del event
        self._is_beneath = self in self.app.screen_stack

    def load(self) -> None:
        """Search again for the text."""
        text = self._text
        if self._typed.read(self._text) is None:
            self.questions.ask("answers", lambda desk: read_answers(desk, text), self._show)
        else:
            self._show_typed()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search for the text so far."""
        event.stop()
        self.query_one(Script).listen("box", () if self._text.startswith(".") else (self._text,))
        self.load()
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(_COMES_TO_REST_SECONDS, self._log_search)

    async def on_key(self, event: Key) -> None:
        """Go to the list with Enter or Down; back to the box with Up from the first row."""
        if self._box.has_focus and event.key in ("enter", "down"):
            event.stop()
            event.prevent_default()
            await self._go_on(may_open=event.key == "enter")
        elif self._table.has_focus and event.key == "up" and self._table.row_number == 0:
            event.stop()
            event.prevent_default()
            self.set_focus(self._box)

    @property
    def _text(self) -> str:
        return clean(self._box.value)

    def _show(self, answers: Answers) -> None:
        if answers.text == self._text:
            self._answers = answers
            self._table.reading.set_empty(self._nobody(answers) if answers.text else WHAT_TO_TYPE)
            self._table.set_rows(answers.rows)
            if answers.text and not self._table.has_focus:
                self._table.action_first()
            self._taken_for.update(plain((answers.heading, MUTED)))
            self._draw_about()

    def _nobody(self, answers: Answers) -> str:
        key = self.host.keymap.shown("register")
        return f"{answers.sentence} {key} registers a new patient with what you typed."

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """Say more about the patient under the cursor."""
        event.stop()
        self._draw_about()

    def _draw_about(self) -> None:
        row = self._table.row
        line = plain((row.name, ACT), ("  ", ""), about(row)) if row is not None else plain("")
        self._about.update(line)

    # Going on

    async def on_row_table_chosen(self, event: RowTable.Chosen) -> None:
        """Open the card of the patient under the cursor."""
        event.stop()
        await self._open(event.row)

    async def _go_on(self, *, may_open: bool) -> None:
        typed = self._typed.read(self._text)
        if typed is not None:
            await self._typed.carry_out(typed)
        elif self._table.row is None:
            self.host.refuse(self._nobody(self._answers) if self._text else WHAT_TO_TYPE)
        elif may_open and self._answers.is_certain:
            await self._open(self._table.row)
        else:
            self.set_focus(self._table)

    async def _open(self, row: FoundRow, letter: str = "") -> None:
        self._log_search()
        await self.host.open_card(_in_hand_of(row), letter)

    def patient_shown(self) -> InHand | None:
        """The patient under the cursor, once the clerk has gone to the list; typing names nobody yet."""
        row = self._table.row
        return _in_hand_of(row) if row is not None and self._table.has_focus else None

    def _log_search(self) -> None:
        text = self._text
        if text and text != self._logged and self._typed.read(self._text) is None:
            self._logged = text
            run_beside(self.app, self.host.write, partial(_log, text=text))

    # Commands typed after a full stop

    def _show_typed(self) -> None:
        self._answers = Answers(self._text, ())
        self._table.reading.set_empty(self._typed.known())
        self._table.set_rows(())
        does = self._typed.words(self._typed.read(self._text))
        self._taken_for.update(plain((does, MUTED), (" · ", MUTED), ("Enter", KEY), " does it"))
        self._draw_about()

    # Letters on the list open their bar on the card

    async def _open_row(self, letter: str) -> None:
        if self._table.row is not None:
            await self._open(self._table.row, letter)

    async def command_register(self) -> None:
        """Open the form for a new patient, filled in from the text."""
        typed = self._text if self._typed.read(self._text) is None else ""
        await self.host.open_screen("register", (typed,) if typed else ())

    def row_known(self) -> tuple[object, ...]:
        """The patient under the cursor."""
        return () if self._table.row is None else (self._table.row.patient,)

    def why_not(self, item: Command) -> str:
        """Say that a letter needs a patient under the cursor."""
        reason = super().why_not(item)
        if not reason and item.scope == "list" and self._table.row is None:
            return f"Nobody is under the cursor: find a patient first, then {show_key(item.key)}."
        return reason


def _in_hand_of(row: FoundRow) -> InHand:
    return InHand(row.patient.id, label_of(row.name, row.patient.date_of_birth))


def _log(desk: Desk, *, text: str) -> None:
    desk.patients.search_settled(text)
