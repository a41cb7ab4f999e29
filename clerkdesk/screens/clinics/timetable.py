"""The timetable of F7: one list, from the week down to the slots of a session, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.values.slots import SessionStatus
from clerkdesk.screens.clinics.columns import columns_for, sought, tone_of
from clerkdesk.screens.clinics.lines import TimetableLine, TimetablePage, TimetablePosition, read_page
from clerkdesk.screens.desk.host import InHand, label_of
from clerkdesk.widgets.filter_box import FilterBox
from clerkdesk.widgets.row_table import RowTable
from clerkdesk.widgets.still_text import StillText

if TYPE_CHECKING:
    from clerkdesk.rules.booking.rows import AppointmentRow
    from clerkdesk.screens.clinics.holds_timetable import HoldsTimetable


class Timetable:
    """Reads and shows one page of the timetable, and remembers the way back."""

    def __init__(self, screen: HoldsTimetable, on_page: Callable[[], None]) -> None:
        """Begin with this week; `on_page` runs after each page has been read."""
        self._screen = screen
        self._on_page = on_page
        self.page: TimetablePage | None = None
        """The shown page."""
        self.about = StillText(id="about")
        """The line below the list."""
        self._wanted: TimetablePosition | None = None
        self._before: list[tuple[TimetablePosition, str]] = []
        """The positions for Escape to go back to, each with the key of the row under the cursor."""
        self._go_to = ""
        self.table: RowTable[TimetableLine] = RowTable(
            (),
            lambda line: line.key,
            tone_of=tone_of,
            sought=sought,
            reading="The week is being read.",
            id="lines",
        )
        self.box = FilterBox(self.table, placeholder="clinic, specialty, clinician or patient")

    def widgets(self) -> ComposeResult:
        """Make the list and the line below it."""
        yield self.box.line
        yield self.table
        yield self.about

    @property
    def line(self) -> TimetableLine | None:
        """The row under the cursor."""
        return self.table.row

    @property
    def patient_shown(self) -> InHand | None:
        """The patient under the cursor, with their appointment."""
        line = self.line
        if line is not None and line.displaced is not None:
            need = line.displaced
            return InHand(need.patient_id, label_of(line.name, need.date_of_birth), f"entry:{need.entry_id}")
        if line is None or line.patient is None:
            return None
        return replace(in_hand_of(line.patient), row=f"appointment:{line.patient.appointment_id}")

    # Reading

    def load(self) -> None:
        """Read the page of the timetable at the current position."""
        self._screen.questions.ask("page", partial(read_page, position=self._wanted), self._show_page)

    def _show_page(self, page: TimetablePage) -> None:
        before = self.page.position if self.page is not None else None
        if before != page.position or (self.page is not None and self.page.weekend != page.weekend):
            self.table.set_columns(columns_for(page))
        self.page, self._wanted = page, page.position
        self.table.reading.set_empty(page.empty)
        self.table.set_rows(page.lines)
        if before is not None and before.level != page.position.level:
            self.table.action_first()
        if self._go_to and self.table.move_to(self._go_to):
            self._go_to = ""
        self._screen.frame.set_heading(*page.headings)
        self._on_page()

    # Moving through the timetable

    def go(self, position: TimetablePosition, *, down: bool = False) -> None:
        """Show another position; with `down`, Escape leads back to the current one."""
        line = self.line
        here = self.page.position if self.page is not None else None
        if down and here is not None:
            self._before.append((here, "" if line is None else line.key))
        elif position.level == "week":
            self._before = []
        elif position.level == "day":
            # From any day, the way back is the week of that day.
            row = line.key if here is not None and here.level == "week" and line is not None else ""
            self._before = [(TimetablePosition("week", position.day), row)]
        self._wanted = position
        self.box.leave()
        self._screen.questions.wait_for("page")
        self.load()

    def go_to_day(self, number: int) -> bool:
        """Show a day of the shown week by its number, 1 to 7, or the week by 0; return whether there is one."""
        if self.page is None or number > 7:
            return False
        position = self.page.position
        day = position.day if number == 0 else position.monday + timedelta(days=number - 1)
        self.go(TimetablePosition("day" if number else "week", day))
        return True

    def step(self, steps: int) -> None:
        """Go on by a week or a day, or back; a session has no steps."""
        if self.page is None:
            return
        if self.page.position.level in ("week", "day", "clinic"):
            self.go(self.page.position.stepped(steps))
        else:
            self._screen.host.refuse(
                f"{key_for('back')} goes back; in a week, a day or a clinic Left and Right step on."
            )

    def go_down(self, line: TimetableLine) -> None:
        """Show the sessions of a clinic, or the slots of a session."""
        if self.page is None:
            return
        if line.session is not None:
            self.go(TimetablePosition("session", line.session.day, session_id=line.session.session_id), down=True)
        else:
            here = self.page.position
            self.go(TimetablePosition("clinic", here.day, clinic_id=line.sessions[0].clinic_id), down=True)

    def show_unfilled(self) -> None:
        """List the free slots of the next ten working days."""
        if self.page is not None and self.page.position.level != "unfilled":
            self.go(TimetablePosition("unfilled", self._screen.host.now().date()), down=True)

    def show_new_dates(self) -> None:
        """List new dates for everybody whom the session under the cursor displaces."""
        session = self.line.session if self.line is not None else None
        if session is not None:
            self.go(TimetablePosition("rebooking", session.day, session_id=session.session_id), down=True)

    def go_up(self) -> bool:
        """Go back up in the timetable; return whether there was a way back."""
        if not self._before:
            return False
        self._wanted, self._go_to = self._before.pop()
        self._screen.questions.wait_for("page")
        self.load()
        return True

    # State

    def get_state(self) -> dict[str, Any]:
        """Return the current position."""
        position = self._wanted
        kept = None
        if position is not None:
            kept = {
                "level": position.level, "day": position.day.isoformat(), "clinic": position.clinic_id,
                "session": position.session_id,
            }  # fmt: skip
        return {"place": kept}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restore position and cursor."""
        kept = state.get("place")
        if kept:
            day = date.fromisoformat(kept["day"])
            self._wanted = TimetablePosition(kept["level"], day, kept["clinic"], kept["session"])
        # The rows of another page begin at the first; the cursor goes to the saved row after that.
        self._go_to = state.get("tables", {}).get(self.table.id, {}).get("cursor") or ""


def in_hand_of(row: AppointmentRow) -> InHand:
    """Return the patient of an appointment, for the card."""
    return InHand(row.patient_id, label_of(display_name(row.family_name, row.given_name), row.date_of_birth))


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
