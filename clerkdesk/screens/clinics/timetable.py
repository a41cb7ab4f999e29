"""Through the timetable on F7: week, day, clinic, session and unfilled slots, and who could come to a free one.

The letters that act on what is under the cursor are in `screen`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.events import Key
from textual.widgets import Static

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.patients.people import born_words, display_name
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.values.dates import parse_date
from clerkdesk.rules.values.slots import SessionStatus
from clerkdesk.screens.acts.bar_to_reopen import BarToReopen
from clerkdesk.screens.acts.choosing_lists import STEPS
from clerkdesk.screens.acts.on_card import OnCard
from clerkdesk.screens.clinics.columns import columns_for, sought, tone_of
from clerkdesk.screens.clinics.giving import NOBODY_IN_HAND, give_to, whom_bar
from clerkdesk.screens.clinics.lines import TimetableLine, TimetablePage, TimetablePosition, read_page
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand, PlaceToGive, label_of
from clerkdesk.services.acts.answers import Refused
from clerkdesk.widgets.filter_box import FilterBox
from clerkdesk.widgets.plain import ACT, DOT, KEY, MUTED, Piece, joined, plain
from clerkdesk.widgets.row_table import RowTable

if TYPE_CHECKING:
    from clerkdesk.services.booking.candidates import Candidate

GIVING = "who takes a slot"
"""Subject of what is read before a free place is offered."""


class Timetable(DeskScreen):
    """One list that goes down from the week to the slots of a session, and back."""

    WAITS_FOR = frozenset({"page"})
    ACTED_ON = frozenset({"page"})

    def __init__(self) -> None:
        """Begin with this week."""
        super().__init__()
        self.typing.takes_key = self.takes_key
        self._to_reopen = BarToReopen(self.bars.reopen)
        self.half_done.keeps(self._kept, self._put_back, reopen_bar=self._to_reopen.keep, then=self.load)
        self.on_card = OnCard(self)
        self.commands.add(self.on_card.letters)
        self.page: TimetablePage | None = None
        self._wanted: TimetablePosition | None = None
        self._before: list[tuple[TimetablePosition, str]] = []
        """Where Escape goes back to, with the row that was under the cursor."""
        self._go_to = ""
        self._candidates: tuple[int, tuple[Candidate, ...]] = (0, ())
        """A slot and who could take a place of it."""
        self._fits: InHand | None = None
        """The patient in hand, where they are known to fit the slot under the cursor."""
        self._looked_for: tuple[int, int | None] = (0, None)
        """The slot and the patient in hand for whom candidates were read."""
        self._is_giving = False
        """Whether the card of who takes a slot is being opened."""

    def compose_body(self) -> ComposeResult:
        """Make the list and the line below it."""
        self.table: RowTable[TimetableLine] = RowTable(
            (),
            lambda line: line.key,
            tone_of=tone_of,
            sought=sought,
            reading="The week is being read.",
            id="lines",
        )
        self.box = FilterBox(self.table, placeholder="clinic, specialty, clinician or patient")
        yield self.box.line
        yield self.table
        yield Static(id="about")

    # Reading

    def load(self) -> None:
        """Read the place of the timetable that is shown."""
        self.questions.ask("page", partial(read_page, place=self._wanted), self._show_page)

    def _show_page(self, page: TimetablePage) -> None:
        before = self.page.place if self.page is not None else None
        if before != page.place or (self.page is not None and self.page.weekend != page.weekend):
            self.table.set_columns(columns_for(page))
        self.page, self._wanted = page, page.place
        self.table.set_empty(page.empty)
        self.table.set_rows(page.lines)
        if before is not None and before.level != page.place.level:
            self.table.action_first()
        if self._go_to and self.table.move_to(self._go_to):
            self._go_to = ""
        self.frame.set_heading(*page.headings)
        self._read_candidates()
        self._to_reopen.rows_read()

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """Say more about the row under the cursor."""
        event.stop()
        self._read_candidates()

    def _read_candidates(self) -> None:
        line = self.table.row
        slot_id = 0 if line is None else line.free_slot
        in_hand = next(iter(self.host.patients_in_hand), None)
        patient_id = None if in_hand is None else in_hand.patient_id
        if slot_id and (slot_id, patient_id) != self._looked_for:
            self._looked_for = slot_id, patient_id
            answered = partial(self._show_candidates, slot_id, in_hand)
            self.questions.ask("candidates", lambda desk: desk.clinics.who_could_take(slot_id, patient_id), answered)
        self._draw_about()

    def _show_candidates(
        self, slot_id: int, in_hand: InHand | None, found: tuple[int | Refused | None, Sequence[Candidate]]
    ) -> None:
        need, candidates = found
        self._candidates = (slot_id, tuple(candidates))
        self._fits = in_hand if isinstance(need, int) else None
        self._draw_about()

    def _draw_about(self) -> None:
        if not self.bar.is_open:
            line = self.table.row
            self.query_one("#about", Static).update(plain(*self._about(line)) if line is not None else plain(""))

    def _about(self, line: TimetableLine) -> Iterator[Piece]:
        if line.free_slot:
            yield from self._who_could_come(line.free_slot)
        elif line.patient is not None:
            row = line.patient
            yield line.name, ACT
            yield DOT, MUTED
            yield joined((born_words(row.date_of_birth, row.starts_at.date()), row.reference))
        else:
            yield line.sessions[0].clinic_name, ACT
            yield DOT, MUTED
            yield joined(session_facts(line))

    def _who_could_come(self, slot_id: int) -> Iterator[Piece]:
        of_slot, candidates = self._candidates
        if of_slot != slot_id:
            yield "Looking for patients who could come …", MUTED
            return
        yield ("Could come", ACT) if candidates else ("Nobody on the list can take it.", MUTED)
        for number, each in enumerate(candidates, start=1):
            short_notice = ", short notice" if each.agreed_to_short_notice else ""
            yield DOT, MUTED
            yield f"{number} ", KEY
            yield f"{display_name(each.family_name, each.given_name)}, position {each.position}{short_notice}"
        if self._fits is not None and self._fits == next(iter(self.host.patients_in_hand), None):
            yield DOT, MUTED
            yield "Enter ", KEY
            yield self._fits.label

    # Through the timetable

    async def on_key(self, event: Key) -> None:
        """Go back and on with the arrows."""
        if self.table.has_focus and event.key in STEPS and self.page is not None:
            event.stop()
            if self.page.place.level in ("week", "day", "clinic"):
                self._go(self.page.place.stepped(STEPS[event.key]))
            else:
                self.host.refuse(f"{key_for('back')} goes back; in a week, a day or a clinic Left and Right step on.")

    def takes_key(self, key: Key) -> bool:
        """Show a day of the week by its digit, or take a candidate for a free slot."""
        digit = key.character or ""
        if not digit.isdecimal() or self.page is None:
            return False
        place, number = self.page.place, int(digit)
        if place.level in ("session", "unfilled"):
            self._choose_candidate(number)
            return True
        if number > 7:
            return False
        day = place.day if number == 0 else place.monday + timedelta(days=number - 1)
        self._go(TimetablePosition("day" if number else "week", day))
        return True

    # Giving a free place

    def _choose_candidate(self, number: int) -> None:
        """Offer the place under the cursor to one who could come, or say why the digit chooses nobody."""
        line = self.table.row
        of_slot, candidates = self._candidates
        slot_id = 0 if line is None else line.free_slot
        if not slot_id or slot_id != of_slot or not 1 <= number <= len(candidates):
            self.typing.refuse_digit(self._why_nobody(number, slot_id, len(candidates) if slot_id == of_slot else 0))
            return
        self._is_giving = True
        self.app.run_worker(self._give(slot_id, candidates[number - 1], str(number)), exit_on_error=False)

    @staticmethod
    def _why_nobody(number: int, slot_id: int, known: int) -> str:
        if not slot_id:
            return f"{number} chooses who comes to a free slot; this is none. A longer number is looked up."
        if not known:
            return f"{number} chooses nobody: nobody on the list can take this slot. A longer number is looked up."
        return f"{number} chooses nobody; 1 to {known} do. A longer number is looked up."

    async def _give(self, slot_id: int, candidate: Candidate, digits: str) -> None:
        try:
            await give_to(self, slot_id, candidate, digits)
        finally:
            self._is_giving = False
            self.host.screen_ready()

    def _offer_place(self, line: TimetableLine) -> None:
        """Offer the place under the cursor to the patient in hand; where they can't have it, ask to whom."""
        in_hand = next(iter(self.host.patients_in_hand), None)
        slot_id, patient_id = line.free_slot, None if in_hand is None else in_hand.patient_id
        answered = partial(self._offer_or_ask, line, in_hand)
        self.questions.ask(GIVING, lambda desk: desk.clinics.who_could_take(slot_id, patient_id), answered)

    def _offer_or_ask(
        self, line: TimetableLine, in_hand: InHand | None, found: tuple[int | Refused | None, Sequence[Candidate]]
    ) -> None:
        need, candidates = found
        if in_hand is not None and isinstance(need, int):
            place = PlaceToGive(need, line.free_slot)
            self.app.run_worker(self.host.open_card(in_hand, place=place), exit_on_error=False)
            return
        name = in_hand.label if in_hand is not None else ""
        why_not = f"{name}: {need.sentence}" if isinstance(need, Refused) else NOBODY_IN_HAND
        if candidates:
            self.bars.open(whom_bar(self, line, candidates, why_not))
        else:
            self.host.refuse(
                f"{why_not} Nobody on the list can take this slot: {key_for('find')} finds a patient who can."
            )

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until it is known to whom a place is offered."""
        return super().is_ready_for(key) and not (self._is_giving or self.questions.is_pending(GIVING))

    def _go(self, place: TimetablePosition, *, down: bool = False) -> None:
        """Show another place; `down` where Escape leads back to this one."""
        line = self.table.row
        here = self.page.place if self.page is not None else None
        if down and here is not None:
            self._before.append((here, "" if line is None else line.key))
        elif place.level == "week":
            self._before = []
        elif place.level == "day":
            # From any day the way back is its week.
            row = line.key if here is not None and here.level == "week" and line is not None else ""
            self._before = [(TimetablePosition("week", place.day), row)]
        self._wanted = place
        self.box.leave()
        self.questions.wait_for("page")
        self.load()

    def go_back(self) -> bool:
        """Leave what is open, else go back up in the timetable."""
        if super().go_back():
            return True
        if not self._before:
            return False
        self._wanted, self._go_to = self._before.pop()
        self.questions.wait_for("page")
        self.load()
        return True

    async def on_row_table_chosen(self, event: RowTable.Chosen) -> None:
        """Go down: to the sessions of a clinic, to the slots of a session, to the card of a patient."""
        event.stop()
        line = self.table.row
        if line is None or self.bar.is_open or self.page is None:
            return
        place = self.page.place
        if line.patient is not None:
            await self.on_card.open()
        elif line.free_slot:
            self._offer_place(line)
        elif line.session is not None:
            self._go(TimetablePosition("session", line.session.day, session_id=line.session.session_id), down=True)
        else:
            self._go(TimetablePosition("clinic", place.day, clinic_id=line.sessions[0].clinic_id), down=True)

    def take_arguments(self, arguments: Sequence[str]) -> None:
        """Show what was typed behind `.clinic`: a clinic by its code or name, and a day: `.clinic derm1 mon`."""
        today = self.host.now().date()
        day, words = today, []
        level_is_day = False
        for argument in arguments:
            read = parse_date(argument, today)
            if isinstance(read, date):
                day, level_is_day = read, True
            else:
                words.append(argument)
        self._go(TimetablePosition("day" if level_is_day else "week", day))
        if words:
            self.box.open()
            self.box.value = " ".join(words)

    def patient_shown(self) -> InHand | None:
        """The patient under the cursor, with their appointment."""
        line = self.table.row
        if line is None or line.patient is None:
            return None
        return replace(in_hand_of(line), row=f"appointment:{line.patient.appointment_id}")

    # State

    def _kept(self) -> dict[str, Any]:
        """Return the place that is shown."""
        place = self._wanted
        kept = None
        if place is not None:
            kept = {
                "level": place.level, "day": place.day.isoformat(), "clinic": place.clinic_id,
                "session": place.session_id,
            }  # fmt: skip
        return {"place": kept}

    def _put_back(self, state: Mapping[str, Any]) -> None:
        """Put back place and cursor."""
        kept = state.get("place")
        if kept:
            day = date.fromisoformat(kept["day"])
            self._wanted = TimetablePosition(kept["level"], day, kept["clinic"], kept["session"])
        # The rows of another level begin at the first; what was under the cursor is gone to after that.
        self._go_to = state.get("tables", {}).get(self.table.id, {}).get("cursor") or ""


def in_hand_of(line: TimetableLine) -> InHand:
    """Return the patient of a row that has one, for the card."""
    assert line.patient is not None
    row = line.patient
    return InHand(row.patient_id, label_of(line.name, row.date_of_birth))


def session_facts(line: TimetableLine) -> Iterator[str]:
    """Yield how full the sessions of a row are, and whether they can be booked."""
    capacity, booked = sum(row.capacity for row in line.sessions), sum(row.booked for row in line.sessions)
    held = sum(row.held for row in line.sessions)
    yield f"{booked} of {count_words(capacity, 'slot')} booked"
    if held:
        yield f"{count_words(held, 'slot')} being offered"
    yield f"{max(0, capacity - booked - held)} free"
    for row in line.sessions:
        if row.status != SessionStatus.OPEN:
            reason = f": {row.status_reason}" if row.status_reason else ""
            when = "" if len(line.sessions) == 1 else f"{row.starts_at:%a} "
            yield f"{when}{'booking ' if row.status == SessionStatus.STOPPED else ''}{row.status}{reason}"
