"""The screen of the history: every talk with the patient in hand and about them, over the card or a call."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.card.history import Talk, sought, when_words
from clerkdesk.rules.patients.people import display_name, initials
from clerkdesk.rules.undo.kinds import IN_ERROR
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.screens.acts.carrying_out import write_behind
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand, label_of
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.widgets.columns import Cell, Column, Tone
from clerkdesk.widgets.dialog import Sheet
from clerkdesk.widgets.filter_box import FilterBox
from clerkdesk.widgets.plain import ACT, ALERT, MUTED, joined, plain
from clerkdesk.widgets.row_table import RowTable
from clerkdesk.widgets.still_text import StillText

if TYPE_CHECKING:
    from clerkdesk.services.card.history import PatientHistory
    from clerkdesk.services.desk.facade import Desk

_NOBODY = f"No patient is in hand yet. {key_for('find')} finds a patient by anything the caller says."


class HistoryScreen(DeskScreen):
    """Every talk with one patient, newest first."""

    NAME = "history"
    TITLE = "History"
    ABOUT = (
        "the history: every talk with this patient and about them, the newest first, with what was said: calls, "
        "attempts, offers, dates agreed, what they were told, and messages"
    )
    HINTS = (
        ("Enter", "read the whole talk"),
        (key_for("filter"), "show only the talks with a word, a name or a kind, such as offered"),
    )
    CSS_PATH = "history.tcss"
    WAITS_FOR = frozenset({"history"})

    def __init__(self) -> None:
        """Begin without a patient."""
        super().__init__()
        self._for: InHand | None = None
        self._found: PatientHistory | None = None
        self.table: RowTable[_Line] = RowTable(
            _columns(private=False),
            lambda line: line[0],
            sought=lambda line: sought(line[1]),
            id="talks",
            empty=_NOBODY,
        )
        self._words = StillText(id="talk-text")
        self._alerts = StillText(id="alerts")
        self._alerts.display = False

    def compose_body(self) -> ComposeResult:
        """Make the list, and the words of the talk under the cursor below it."""
        self.privacy_changed()
        yield self._alerts
        yield FilterBox(self.table, placeholder="a word, a name, a day or a kind").line
        yield self.table
        with VerticalScroll(id="talk", can_focus=False):
            yield self._words

    def privacy_changed(self) -> None:
        """Show nobody's words on a public counter, or show them again."""
        self.table.set_columns(_columns(private=self.host.private))
        self._draw_heading()
        self._draw_words()

    # Reading

    def shown(self) -> None:
        """Turn to the patient in hand."""
        self._turn_to(next(iter(self.host.patients_in_hand), None))

    def _turn_to(self, patient: InHand | None) -> None:
        if patient == self._for:
            return
        self._for, self._found = patient, None
        self.table.begin_reading("The history is being read.")
        self.load()

    def load(self) -> None:
        """Read the history of the patient in hand."""
        patient = self._for
        self.questions.ask("history", partial(_read, patient=patient), partial(self._show, patient))

    def _show(self, patient: InHand | None, found: PatientHistory | WrongInput | None) -> None:
        if patient != self._for:
            return
        if patient is None or found is None:
            self.table.reading.set_empty(_NOBODY)
            self.table.set_rows(())
            return
        if isinstance(found, WrongInput):
            self.host.refuse(found.sentence)
            return
        if self._found is None:
            # Reading what was said is a look at the record, as an opened card is.
            write_behind(self, lambda desk: desk.patients.opened_card(patient.patient_id))
        self._found = found
        self.table.reading.set_empty(found.sentence)
        # The oldest has the first number, so that the cursor stays on its talk when one is added.
        self.table.set_rows(tuple(zip(range(len(found.talks), 0, -1), found.talks, strict=True)))
        self._draw_heading()
        self._draw_words()

    def _draw_heading(self) -> None:
        if self._found is not None:
            who = self._found.patient
            name = initials if self.host.private else display_name
            shown = name(who.family_name, who.given_name)
            alerts = () if self.host.private else self._found.alerts
            self._alerts.update(plain(*((f"! {alert}  ", ALERT) for alert in alerts)))
            self._alerts.display = bool(alerts)
            self.frame.set_heading(joined(("History", shown, count_words(len(self._found.talks), "talk"))))

    # The row under the cursor

    @property
    def _talk(self) -> Talk | None:
        return self.table.row[1] if self.table.row is not None else None

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """Show the words of the talk under the cursor."""
        event.stop()
        self._draw_words()

    def _draw_words(self) -> None:
        talk = self._talk
        if talk is None:
            self._words.update(plain(""))
        elif self.host.private:
            self._words.update(plain(("Enter shows it in full", MUTED)))
        else:
            self._words.update(_in_full(talk))

    def on_row_table_chosen(self, event: RowTable.Chosen) -> None:
        """Show the whole talk."""
        event.stop()
        talk: Talk = event.row[1]
        self.app.push_screen(Sheet(talk.kind.capitalize(), _in_full(talk)))

    def row_known(self) -> tuple[object, ...]:
        """The patient."""
        return () if self._found is None else (self._found.patient,)

    def patient_shown(self) -> InHand | None:
        """The patient of the history."""
        if self._found is None:
            return self._for
        who = self._found.patient
        return InHand(who.id, label_of(display_name(who.family_name, who.given_name), who.date_of_birth))


_Line = tuple[int, Talk]
"""A talk with its number, the oldest of the patient's being 1."""


def _columns(*, private: bool) -> tuple[Column[_Line], ...]:
    """Return the columns; for a public counter without anybody's words."""
    when: Column[_Line] = Column("When", lambda line: when_words(line[1]), 17)
    kind: Column[_Line] = Column("Talk", lambda line: Cell(line[1].kind, _tone(line[1])), 9)
    if private:
        return when, kind
    about: Column[_Line] = Column("About", lambda line: line[1].about, 20, 40)
    said: Column[_Line] = Column("What was said", lambda line: Cell(_one_line(line[1]), "muted"), 22, 110)
    return when, kind, about, said, Column("By", lambda line: line[1].clerk, 6, 14, priority=1)


def _tone(talk: Talk) -> Tone:
    return "struck" if talk.in_error else ""


def _one_line(talk: Talk) -> str:
    return joined((IN_ERROR if talk.in_error else "", talk.words.replace("\n", " ")))


def _in_full(talk: Talk) -> Content:
    head = joined((when_words(talk), talk.clerk, IN_ERROR if talk.in_error else ""))
    return plain((f"{talk.kind.capitalize()}  {talk.about}\n", ACT), (f"{head}\n", MUTED), talk.words)


def _read(desk: Desk, patient: InHand | None) -> PatientHistory | WrongInput | None:
    return None if patient is None else desk.patients.history(patient.patient_id)
