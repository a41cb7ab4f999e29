"""The letters of the card that act on the row under its cursor: a need, an appointment, or a closed pathway."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.corrections.clock_facts import HOW_PUT_RIGHT
from clerkdesk.rules.deaths.stops import is_death_hold
from clerkdesk.rules.reception.arrivals import why_no_outcome_yet
from clerkdesk.rules.values.date_words import short_day_words
from clerkdesk.screens.acts.acts import Acts
from clerkdesk.screens.acts.booking_acts import BookingActs
from clerkdesk.screens.acts.ending_acts import EndingActs
from clerkdesk.screens.acts.ending_bars import ENDING_BARS
from clerkdesk.screens.acts.need_acts import NeedActs
from clerkdesk.screens.acts.why_not import WhereToLook, why_not_on_row
from clerkdesk.screens.card.calendar_bar import calendar_bar
from clerkdesk.screens.card.list import NOBODY, CardList
from clerkdesk.screens.card.whose import in_hand_of

if TYPE_CHECKING:
    from clerkdesk.keys import Command
    from clerkdesk.rules.booking.rows import AppointmentRow
    from clerkdesk.screens.card.holds_card import HoldsCard
    from clerkdesk.widgets.bar_spec import BarSpec

_WHERE = WhereToLook(
    "Put the cursor on an appointment that is still to come: Up and Down, Left and Right by section.",
    "Put the cursor on a need under Open, at the top of the list.",
    "Put the cursor on a need, an appointment or a closed pathway: only these have a clock.",
)
_NOTHING_TO_PRINT = "Put the cursor on an appointment: it is written as a file for the patient's calendar."
_OF_TODAY = frozenset({"arrive", "outcome"})


class RowLetters:
    """Decides which act a letter begins on each kind of row, and why it can't."""

    def __init__(
        self, screen: HoldsCard, shown: CardList, acts: Acts, *, needs: NeedActs, booking: BookingActs,
        ask_about_death: Callable[[], None],
    ) -> None:  # fmt: skip
        """Take the screen with its list and acts; `ask_about_death` answers a hold for a death."""
        self._screen = screen
        self._list = shown
        self._acts = acts
        self._needs = needs
        self._booking = booking
        self._ask_about_death = ask_about_death

    @property
    def commands(self) -> dict[str, Callable[[], Awaitable[None] | None]]:
        """Command -> its function."""
        return {
            "hold": self._hold,
            "ready": self._ready,
            "told_referral": self._told_referral,
            "validate": self._validate,
            "arrive": self._arrive,
            "outcome": self._outcome,
            "cancel": self._cancel,
            "print": self._print,
        }

    def why_not(self, item: Command) -> str:
        """Return why a letter can't act on the row under the cursor, as a sentence; empty if it can."""
        if item.scope != "list":
            return ""
        if self._list.card is None:
            return NOBODY
        if EndingActs.corrects(item.name, self._list.ended):
            return ""
        if item.name == "print":
            return "" if self._appointment is not None else _NOTHING_TO_PRINT
        if item.name in _OF_TODAY:
            return self._why_not_today(item.name)
        if item.name == "validate" and self._list.of_section("Closed") is not None:
            return ""
        reason = why_not_on_row(item.name, self._list.under_cursor, _WHERE, self._screen.host.keymap)
        return self._list.why_nothing_is_open or reason if reason in (_WHERE.no_appointment, _WHERE.no_need) else reason

    def rebuild(self, name: str, context: Mapping[str, Any]) -> BarSpec | None:
        """Declare again the bar that corrects the ending of the appointment under the cursor; None for another one."""
        row = self._list.row
        ended = row.appointment if row is not None else None
        if ended is None or name not in ENDING_BARS or context.get("appointment") != ended.appointment_id:
            return None
        return self._booking.ending.bar_of(name, ended)

    # Needs

    def _hold(self) -> None:
        """Hold the need under the cursor, or take it off hold; for a hold for a death, ask about the death."""
        here = self._list.under_cursor
        entry = here.entry if here is not None else None
        if entry is not None and is_death_hold(entry.hold_reason):
            self._ask_about_death()
        else:
            self._acts.open("hold")

    def _ready(self) -> None:
        """Record that a patient on active monitoring by choice is ready to go on, from any row of the need."""
        here = self._list.under_cursor
        if here is None or here.need is None or here.entry is None:
            self._screen.host.refuse(self._list.why_nothing_is_open or _WHERE.no_need)
        else:
            self._acts.open("ready")

    def _told_referral(self) -> None:
        """Record the message to the patient, or the referrer, about the referral of the need under the cursor."""
        here = self._list.under_cursor
        if here is None or here.need is None:
            self._screen.host.refuse(_WHERE.no_need)
        else:
            self._acts.open("told_referral")

    def _validate(self) -> None:
        """Validate the row under the cursor; on a closed pathway, take back the validation that closed it."""
        closed = self._list.of_section("Closed")
        if closed is None or closed.pathway_id is None:
            self._acts.open("validate")
        else:
            self._needs.validate_closed(closed.pathway_id)

    # Appointments

    async def _arrive(self) -> None:
        """Go to the appointment in today's list: the clerk identifies and receives the patient there."""
        await self._on_today("arrive")

    async def _outcome(self) -> None:
        """Go to the appointment on F6 to record its outcome; correct a cancelled appointment to a missed one."""
        if not self._correct_ending("outcome"):
            await self._on_today("outcome")

    def _cancel(self) -> None:
        """Cancel the appointment under the cursor; correct a missed one to one cancelled in time."""
        if not self._correct_ending("cancel"):
            self._acts.open("cancel")

    @property
    def _appointment(self) -> AppointmentRow | None:
        row = self._list.row
        return row.appointment if row is not None else None

    def _print(self) -> None:
        """Write the appointment under the cursor as a file for the patient's own calendar."""
        if self._appointment is not None:
            self._screen.bars.open(calendar_bar(self._screen.host, self._appointment))

    def _correct_ending(self, name: str) -> bool:
        """Open the bar that corrects how the appointment under the cursor ended; return whether the letter has one."""
        ended = self._list.ended
        corrects = ended is not None and EndingActs.corrects(name, ended)
        if ended is not None and corrects:
            self._booking.correct(ended)
        return corrects

    async def _on_today(self, command: str) -> None:
        card, row = self._list.card, self._list.row
        if card is not None and row is not None and row.appointment is not None:
            await self._screen.host.open_visit(row.appointment.appointment_id, command, in_hand_of(card))

    def _why_not_today(self, name: str) -> str:
        row = self._list.row
        if row is None or row.appointment is None:
            return "Put the cursor on an appointment: a need under Open has none yet."
        if row.section != "Open":
            said = "This appointment has ended, and its result is recorded."
            return f"{said} {HOW_PUT_RIGHT}" if name == "outcome" else said
        return self._why_not_on_its_day(name, row.appointment)

    def _why_not_on_its_day(self, name: str, row: AppointmentRow) -> str:
        now = self._screen.host.now()
        day, today = row.starts_at.date(), now.date()
        if day > today:
            return f"This appointment is still to come: that is recorded from {short_day_words(day)} on."
        if day < today and name == "arrive":
            return (
                f"This appointment was on an earlier day: {key_for('outcome')} records whether the "
                "patient came, and what came of it."
            )
        early = why_no_outcome_yet(row.status, row.starts_at, now)
        return early.sentence if early is not None and name == "outcome" else ""
