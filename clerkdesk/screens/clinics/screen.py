"""The screen of F7: it holds the timetable, the free slot under its cursor, and the letters of a session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.app import ComposeResult
from textual.events import Key

from clerkdesk.keys import Command
from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.values.dates import parse_date
from clerkdesk.screens.acts.acts_here import ACT
from clerkdesk.screens.acts.bar_to_reopen import BarToReopen
from clerkdesk.screens.acts.choosing_lists import STEPS
from clerkdesk.screens.acts.on_card import OnCard
from clerkdesk.screens.clinics.free_slot import FreeSlot
from clerkdesk.screens.clinics.giving import offer_new_date
from clerkdesk.screens.clinics.lines import TimetablePosition
from clerkdesk.screens.clinics.session_letters import SessionLetters
from clerkdesk.screens.clinics.timetable import Timetable
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand
from clerkdesk.widgets.row_table import RowTable


class ClinicsScreen(DeskScreen):
    """F7."""

    NAME = "clinics"
    TITLE = "Clinics"
    ABOUT = "the clinics of a week, with how many of their slots are booked"
    HINTS = (
        ("Left, Right", "go back and on by a week, or by a day where a day is shown"),
        ("0 and 1-7", "show the week, or Monday to Sunday of it"),
        ("Enter", "list the sessions of a clinic, then the slots of a session with their patients, then the card"),
        ("Enter", "on a free slot: offer it to the patient in hand, on their card; else choose a patient"),
        ("1-3", "on a free slot: offer it to a patient who could come, on their card"),
        (
            key_for("cancel"),
            "on a session or a free slot of it: cancel the whole clinic; on a patient: their appointment",
        ),
        (
            key_for("book"),
            "on a session: propose new dates for everybody whom it displaces; there Enter offers one to its patient",
        ),
        (key_for("hold"), "on a session: stop booking into it, or open it for booking again"),
        (key_for("back"), "go back one step: from the slots to the day or clinic, from there to the week"),
        ("8/12+1", "means 8 of 12 slots booked and one being offered; ■ that booking is stopped"),
    )
    CSS_PATH = "clinics.tcss"

    WAITS_FOR = frozenset({"page"})
    ACTED_ON = frozenset({"page"})

    def __init__(self) -> None:
        """Begin with this week."""
        super().__init__()
        self.timetable = Timetable(self, self._page_shown)
        self._free_slot = FreeSlot(self, self.timetable)
        self._letters = SessionLetters(self, self.timetable, self.NAME)
        self._on_card = OnCard(self)
        self.commands.add(self._on_card.letters)
        self.commands.add(self._letters.commands)
        self.typing.takes_key = self._take_digit
        self.bars.rebuild = self._letters.rebuild
        self.bars.when_closed(self.load)
        self._to_reopen = BarToReopen(self.bars.reopen)
        self.half_done.keeps(
            self.timetable.get_state, self.timetable.set_state, reopen_bar=self._to_reopen.keep, then=self.load
        )

    def compose_body(self) -> ComposeResult:
        """Make the list and the line below it."""
        yield from self.timetable.widgets()

    def load(self) -> None:
        """Read the page of the timetable at the current position."""
        self.timetable.load()

    def _page_shown(self) -> None:
        self._free_slot.read()
        self._to_reopen.rows_read()

    # The row under the cursor

    def row_known(self) -> tuple[object, ...]:
        """The appointment under the cursor."""
        line = self.timetable.line
        return () if line is None else (line.patient,)

    def patient_shown(self) -> InHand | None:
        """The patient under the cursor, with their appointment."""
        return self.timetable.patient_shown

    def why_not(self, item: Command) -> str:
        """Return why a letter can't act on the row under the cursor."""
        return self._letters.why_not(item)

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """Describe the row under the cursor."""
        event.stop()
        self._free_slot.read()

    async def on_row_table_chosen(self, event: RowTable.Chosen) -> None:
        """Go down: to the sessions of a clinic, to the slots of a session, to the card of a patient."""
        event.stop()
        line = self.timetable.line
        if line is None or self.bar.is_open:
            return
        if line.displaced is not None:
            await offer_new_date(self.host, line)
        elif line.patient is not None:
            await self._on_card.open()
        elif line.free_slot:
            self._free_slot.offer(line)
        else:
            self.timetable.go_down(line)

    # Keys

    async def on_key(self, event: Key) -> None:
        """Go back and on in time with the arrows."""
        if self.timetable.table.has_focus and event.key in STEPS and self.timetable.page is not None:
            event.stop()
            self.timetable.step(STEPS[event.key])

    def _take_digit(self, key: Key) -> bool:
        """Show a day of the week by its digit, or offer a free slot to a candidate; return whether the digit did so."""
        digit, page = key.character or "", self.timetable.page
        if not digit.isdecimal() or page is None:
            return False
        if page.position.level in ("session", "unfilled"):
            self._free_slot.choose(int(digit))
            return True
        return self.timetable.go_to_day(int(digit))

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until the patient for an offer is found, and until the bar for the keys is open."""
        waits = self._free_slot.holds_keys or self.questions.is_pending(ACT)
        return super().is_ready_for(key) and not waits

    def go_back(self) -> bool:
        """Leave the open bar, else go back up in the timetable."""
        return super().go_back() or self.timetable.go_up()

    def take_arguments(self, arguments: Sequence[str]) -> None:
        """Show the clinic and the day typed behind `.clinic`: a code or name, then a day: `.clinic derm1 mon`."""
        today = self.host.now().date()
        day, words, level_is_day = today, list[str](), False
        for argument in arguments:
            read = parse_date(argument, today)
            if isinstance(read, date):
                day, level_is_day = read, True
            else:
                words.append(argument)
        self.timetable.go(TimetablePosition("day" if level_is_day else "week", day))
        if words:
            self.timetable.box.open()
            self.timetable.box.value = " ".join(words)
