"""The list of F6 on the screen: the filter box it begins in, reading, stepping through receptions, and privacy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.events import Key
from textual.widgets import Static

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.patients.people import born_words
from clerkdesk.screens.acts.on_card import OnCard
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.reception.about import about
from clerkdesk.screens.reception.visits import (
    Shown,
    TodayPage,
    Visit,
    columns_for,
    empty_sentence,
    headings,
    read_page,
    shown_with,
    sought,
    tone_of,
)
from clerkdesk.screens.reception.way_back import WayBack
from clerkdesk.widgets.columns import Tone
from clerkdesk.widgets.filter_box import FilterBox
from clerkdesk.widgets.row_table import RowTable

_STEPS = {"left": -1, "right": 1}
_VISIT = "visit"
"""Subject of the question on which list an appointment stands."""
_OF_EARLIER_DAYS = "the appointments of earlier days whose outcome is missing, the oldest first"
_NOT_HERE = (
    "This appointment waits for nothing here: it is of a later day, or settled. "
    f"{key_for('card')} shows it on the card."
)
_ANOTHER_BAR = (
    f"This bar is open for somebody else: finish it or leave it with Escape. {key_for('back')} behind it goes back."
)


class TodayList(DeskScreen):
    """One list with the box that narrows it, and more about the visit under the cursor."""

    WAITS_FOR = frozenset({"page"})
    ACTED_ON = frozenset({"page"})
    IN_A_FIELD = (
        ("Enter", "receives"),
        ("Down", "to the row: letters act there"),
        (key_for("choose_list"), "another list"),
    )

    def __init__(self) -> None:
        """Begin without a list; the reception at which the clerk sits is shown first."""
        super().__init__()
        self.on_card = OnCard(self)
        self.commands.add(self.on_card.letters)
        self.frame.on_said = self._keep_said
        self.page: TodayPage | None = None
        self._wanted: Shown | None = None
        self._is_brought = False
        """Whether another screen brought the clerk to this list, for the sake of one appointment."""
        self._chosen: Shown | None = None
        """The list that was shown before that; None for the reception at which the clerk sits."""
        self._to_reopen: Mapping[str, Any] | None = None
        self._is_leading_back = False
        self._to_act_on: tuple[int, str] | None = None
        """An appointment and the command that is carried out on it, once its list has been read."""
        self._way_back: WayBack | None = None

    def compose_body(self) -> ComposeResult:
        """Make the box, the list and the lines below it."""
        self.table: RowTable[Visit] = RowTable(
            columns_for(Shown(), private=self.private),
            lambda visit: visit.key,
            tone_of=tone_of,
            sought=sought,
            reading="The day is being read.",
            id="visits",
        )
        self.box = FilterBox(self.table, placeholder="letters of the name, a number, a clinic", stays=True)
        yield self.box.line
        yield self.table
        yield Static(id="about")

    @property
    def about(self) -> str:
        """Name the list that is shown."""
        return _OF_EARLIER_DAYS if self.page is not None and self.page.shown.missing else super().about

    def take_arguments(self, arguments: Sequence[str]) -> None:
        """Narrow the list by what was typed behind the command, such as a reference."""
        self.box.begin_again()
        self.box.value = " ".join(arguments)

    # Reading

    def load(self) -> None:
        """Read the list that is shown."""
        self.questions.ask("page", partial(read_page, wanted=self._wanted), self._show_page)

    def _show_page(self, page: TodayPage) -> None:
        changed = self.page is None or self.page.shown != page.shown
        self.page, self._wanted = page, page.shown
        if changed:
            self.table.set_columns(columns_for(page.shown, private=self.private))
        self.table.set_empty(empty_sentence(page))
        self.table.set_rows(page.visits)
        if changed:
            self._go_to_next(page)
        self.frame.set_heading(*headings(page))
        self._draw_about()
        self._act_on_visit()
        kept, self._to_reopen = self._to_reopen, None
        if kept is not None:
            self.reopen(kept)

    def go_to_visit(self, appointment_id: int, command: str, back_to: InHand | str | None = None) -> None:
        """Show the list on which an appointment stands, with the cursor on it, and carry out a command there.

        Once its bar is recorded or left, the clerk is back on the card of `back_to`, or on the screen of that name.
        """
        if self.bar.is_open:
            self.host.refuse(_ANOTHER_BAR)
            return
        self._way_back = None if back_to is None else WayBack(appointment_id, back_to)
        found = partial(self._show_visit, appointment_id, command)
        self.questions.ask(_VISIT, partial(shown_with, appointment_id=appointment_id), found)

    def _show_visit(self, appointment_id: int, command: str, shown: Shown | None) -> None:
        if shown is None:
            self.host.refuse(_NOT_HERE)
            self.lead_back()
        elif not self.bar.is_open:
            self.box.begin_again()
            if not self._is_brought:
                self._is_brought, self._chosen = True, self._wanted
            self._wanted, self._to_act_on = shown, (appointment_id, command)
            self.load()

    def _act_on_visit(self) -> None:
        """Go to the appointment that was asked for, and open its bar."""
        wanted, self._to_act_on = self._to_act_on, None
        if wanted is None:
            return
        appointment_id, command = wanted
        self.set_focus(self.table)
        if self.table.move_to(appointment_id):
            self.app.run_worker(self.host.run_command(command), exit_on_error=False)
        else:
            self.host.refuse(_NOT_HERE)
            self.lead_back()

    def _keep_said(self, sentence: str, tone: Tone) -> None:
        """Keep what is said: where the clerk came for one appointment alone, it is said on the card once more."""
        if self._way_back is not None:
            self._way_back.said = (sentence, tone)

    def lead_back(self) -> None:
        """Go back to the card from which the bar of one appointment was asked for; stay where no card was left."""
        way, self._way_back = self._way_back, None
        if way is not None and self.is_on_top():
            self.app.run_worker(self._lead(way), exit_on_error=False)

    async def _lead(self, way: WayBack) -> None:
        self._is_leading_back = True
        try:
            await way.lead(self.host)
        finally:
            self._is_leading_back = False
            self.host.screen_ready()

    @property
    def is_gone_back_to(self) -> bool:
        """Whether the key that goes back leads here: not from the card that was left for one appointment alone."""
        return super().is_gone_back_to and not self._is_leading_back

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until the appointment that was asked for is under the cursor."""
        way = self._way_back
        leaves = self._is_leading_back or (way is not None and way.has_stood and not self.bar.is_open)
        return (
            super().is_ready_for(key)
            and self._to_act_on is None
            and not leaves
            and not self.questions.is_pending(_VISIT)
        )

    def _go_to_next(self, page: TodayPage) -> None:
        """Put the cursor on the first who is expected: those of the morning stand above, and need nobody."""
        expected = next((visit for visit in page.visits if visit.is_expected), None)
        if expected is not None and self._to_reopen is None:
            self.table.move_to(expected.key)

    def reopen(self, kept: Mapping[str, Any]) -> None:
        """Open again a bar that was written down, once its patient is on the list."""

    def _draw_about(self) -> None:
        if not self.bar.is_open:
            to_note = self.page.to_note if self.page is not None else 0
            self.query_one("#about", Static).update(about(self.table.row, private=self.private, to_note=to_note))

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """Say more about the visit under the cursor."""
        event.stop()
        self._draw_about()

    def name_of(self, visit: Visit) -> str:
        """Return a patient's name as it may be shown here."""
        return visit.initials if self.private else visit.name

    def born(self, visit: Visit) -> str:
        """Return a patient's birth date and age, with which the name is one person's; empty for a public counter."""
        return "" if self.private else born_words(visit.appointment.date_of_birth, visit.today)

    def patient_shown(self) -> InHand | None:
        """The patient under the cursor, with their appointment of the day."""
        visit = self.table.row
        return None if visit is None else visit.in_hand

    # Which list

    def asked_for(self) -> None:
        """Begin with an empty box: letters of an earlier patient would hide what is to be taken note of."""
        if self.stands:
            self.command_today()

    def command_today(self) -> None:
        """Begin again with an empty box, on the list that the clerk chose."""
        if self.bar.is_open:
            return
        self.box.begin_again()
        if self._is_brought:
            self._is_brought, self._wanted = False, self._chosen
            self.load()

    async def command_choose_list(self) -> None:
        """Choose another reception, or the outcomes that are missing."""
        from clerkdesk.screens.reception.choose_reception import ChooseReception

        if self.bar.is_open:
            self.host.refuse("Leave the bar first: Escape.")
        elif self.page is not None:
            await self.app.push_screen(ChooseReception(self.page), self._show_list)

    def _show_list(self, shown: Shown | None) -> None:
        if shown is not None and not self.bar.is_open:
            self._is_brought, self._wanted = False, shown
            self.box.begin_again()
            self.questions.wait_for("page")
            self.load()

    def _step(self, step: int) -> None:
        from clerkdesk.screens.reception.choose_reception import lists_of

        if self.page is not None:
            lists = [each.shown for each in lists_of(self.page)]
            place = lists.index(self.page.shown) if self.page.shown in lists else 0
            self._is_brought, self._wanted = False, lists[(place + step) % len(lists)]
            self.load()

    @property
    def private(self) -> bool:
        """Whether only initials are shown."""
        return self.host.private

    def privacy_changed(self) -> None:
        """Show initials only, or the names again."""
        shown = self.page.shown if self.page is not None else Shown()
        self.table.set_columns(columns_for(shown, private=self.private))
        self._draw_about()

    # Keys

    async def on_key(self, event: Key) -> None:
        """Step through the lists with the arrows, and go back to the box from the first row."""
        if self.table.has_focus and event.key in _STEPS:
            event.stop()
            self._step(_STEPS[event.key])
        elif self.table.has_focus and event.key == "up" and self.table.row_number == 0:
            event.stop()
            event.prevent_default()
            self.box.open()

    def on_filter_box_entered(self, event: FilterBox.Entered) -> None:
        """Go to the row; the only one whom the letters fit is received with the same Enter."""
        event.stop()
        rows = self.table.rows
        if not rows and event.box.value:
            event.box.open()
            self.host.refuse(
                f"Nobody on this list matches. {key_for('choose_list')} shows another reception; "
                f"{key_for('find')} finds everybody, whatever their day."
            )
        elif event.key == "enter" and event.box.value and len(rows) == 1 and rows[0].is_expected:
            self.receive(rows[0])

    def receive(self, visit: Visit) -> None:
        """Ask the patient who they are, to record the arrival."""

    # State

    def get_state(self) -> dict[str, Any]:
        """Return everything half done, with the list that is shown and the letters in the box."""
        shown = self._wanted
        kept = None if shown is None else {"reception": shown.reception_desk_id, "missing": shown.missing}
        return {**super().get_state(), "list": kept, "box": self.box.get_state()}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back list, letters, cursor and bar; the bar opens again when its patient has been read."""
        kept = state.get("list")
        if kept:
            self._wanted = Shown(kept["reception"], bool(kept["missing"]))
        if state.get("box"):
            self.box.set_state(state["box"])
        self._to_reopen = state.get("bar")
        super().set_state({**state, "bar": None})
        self.load()
