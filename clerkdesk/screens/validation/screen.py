"""The validation screen: its keys, its bars, and what is kept of it. What it shows is read in `listing`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from clerkdesk.keys import Command
from clerkdesk.keys import command as command_of
from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.patients.people import display_name
from clerkdesk.screens.acts.acts import Acts
from clerkdesk.screens.acts.acts_here import ACT
from clerkdesk.screens.acts.bar_to_reopen import BarToReopen
from clerkdesk.screens.acts.need_acts import NeedActs
from clerkdesk.screens.acts.telling_bar import telling_bar
from clerkdesk.screens.acts.under_cursor import ToBook, UnderCursor
from clerkdesk.screens.desk.abilities import ActsWhenRead
from clerkdesk.screens.desk.choose_specialty import ALL, Chosen
from clerkdesk.screens.desk.host import InHand, label_of
from clerkdesk.screens.validation.due import DUE
from clerkdesk.screens.validation.findings import MENDINGS, FindingRow
from clerkdesk.screens.validation.listing import VIEWS, Views
from clerkdesk.screens.validation.outcomes import MissingRow
from clerkdesk.screens.validation.referrals import ToVetRow
from clerkdesk.screens.validation.rows import ValidationRow
from clerkdesk.screens.validation.why import Why, read_why, why_sheet
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept
from clerkdesk.widgets.columns import Tone
from clerkdesk.widgets.row_table import RowTable

if TYPE_CHECKING:
    from clerkdesk.rules.referrals.answers import RefusedReferral
    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.screens.acts.acts_here import Acted
    from clerkdesk.services.validation.validation import ValidationSheet
    from clerkdesk.services.waiting_list.worklists import ListedEntry

_ON_A_NEED = frozenset({"validate", "review", "escalate"})


class ValidationScreen(Views):
    """F5."""

    NAME = "validation"
    TITLE = "Validation"
    ABOUT = "validation: who is due with the checks that fire, and six further lists that nobody may forget"
    HINTS = (
        ("1-8", "change the view: due, checks, e-RS slot issues, grading, overdue, outcomes, invite, waits"),
        ("Enter", "open the card; on 2 mend what was found, on 4 record how a clinician graded it"),
        (key_for("choose_list"), "choose a specialty, or all of them"),
        (f"{key_for('validate')} 1 Enter", "record that nothing is wrong; the cursor goes to the next"),
    )
    CSS_PATH = "validation.tcss"

    def __init__(self) -> None:
        """Begin without a bar to open again."""
        super().__init__()
        self._to_reopen = BarToReopen(self._reopen)
        self.half_done.keeps(self._kept, self._put_back, reopen_bar=self._to_reopen.keep, then=self._read_all)
        self.acts = Acts(self)
        needs = NeedActs(self, self.acts.open_bar, self._sheet_of)
        self.acts.offer(needs.acts, "contact", "review", "escalate", "validate")
        self.commands.add(self.acts.letters)

    # Acts

    @property
    def under_cursor(self) -> UnderCursor | None:
        """The patient under the cursor, with the need that the row is about."""
        row = self.table.row
        if row is None or row.patient_id is None:
            return None
        need = ToBook(row.entry_id, row.name) if row.entry_id is not None else None
        return UnderCursor(patient_id=row.patient_id, name=row.name, need=need)

    def acted(self, done: Acted) -> None:
        """Say what was done; a validation leads to the next, everything else stays with the patient."""
        if done.act == "validate":
            self._done(done.sentence)
        else:
            self._stayed(done.sentence, done.tone)

    def _sheet_of(self, entry_id: int) -> ValidationSheet | None:
        """Return what may be recorded about a need, where that was read while the cursor came to it."""
        return self.sheet if self.sheet is not None and self.sheet.row.entry_id == entry_id else None

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until the bar or sheet that they are meant for is there."""
        return super().is_ready_for(key) and not self.acts.is_reading

    def row_known(self) -> tuple[object, ...]:
        """The need or the appointment under the cursor, whichever the view lists."""
        row = self.table.row
        return (getattr(row, "need", None), getattr(row, "appointment", None))

    def why_not(self, item: Command) -> str:
        """A letter needs somebody under the cursor, and some need a place of theirs."""
        reason = super().why_not(item)
        if reason or item.scope != "list" or item.name == "filter":
            return reason
        if item.name == "sort":
            return self._why_not_sorted()
        row = self.table.row
        if row is None:
            return "Nobody is under the cursor."
        if item.name == "outcome" and _appointment_of(row) is None:
            return "No appointment belongs to this row: 6 lists those whose outcome is missing."
        if row.patient_id is None:
            return "This is about the database itself and about no patient."
        return "No list entry belongs to this: Enter mends it." if item.name in _ON_A_NEED and not row.entry_id else ""

    def _why_not_sorted(self) -> str:
        if self.bar.is_open:
            return "Rows stay where they are while a bar is open: Escape leaves it."
        return "" if self.table.rows else "No row is here to be sorted."

    async def on_row_table_chosen(self, event: RowTable.Chosen) -> None:
        """Do what Enter does on this view."""
        event.stop()
        if self.bar.is_open:
            return
        if isinstance(event.row, FindingRow):
            await self._mend(event.row)
        elif isinstance(event.row, ToVetRow) and event.row.refused is not None:
            self._tell(event.row.need, event.row.refused)
        elif isinstance(event.row, ToVetRow):
            self._vet(event.row.need)
        elif isinstance(event.row, MissingRow):
            await self.command_outcome()
        else:
            await self.on_card.open()

    async def _mend(self, row: FindingRow) -> None:
        mending = MENDINGS[row.finding.mend]
        if row.finding.mend == "refresh":
            self.bars.open(self._refresh_bar())
        elif row.patient_id is None:
            self.host.refuse(row.finding.fix)
        elif mending.command == "outcome" and row.finding.appointment_id is not None:
            await self.command_outcome()
        elif mending.validates and row.entry_id is not None:
            self.acts.open("validate")
        elif row.finding.mend == "vet" and row.entry_id is not None:
            entry_id = row.entry_id
            self.questions.ask(ACT, lambda desk: desk.waiting_list.entry(entry_id), partial(self._vet_listed, None))
        else:
            await self._open_card_for(mending.command)

    async def command_outcome(self) -> None:
        """Record the outcome of the appointment under the cursor, on the list of F6 on which it stands."""
        appointment_id = _appointment_of(self.table.row)
        if appointment_id is not None:
            await self.host.open_visit(appointment_id, "outcome")

    async def _open_card_for(self, command: str) -> None:
        """Open the card, the cursor on what was found, and carry out there what mends it."""
        has_letter = bool(command) and command_of(command).scope == "list"
        await self.on_card.open(self.host.keymap.key_of(command) if has_letter else "")
        top = self.app.screen
        if command and not has_letter and isinstance(top, ActsWhenRead):
            top.do_when_read(command)

    def _refresh_bar(self) -> BarSpec:
        async def commit(answer: BarAnswer) -> Kept | None:
            del answer
            rows = await self.host.write(lambda desk: desk.checks.refresh())
            self._done(f"{rows} made again from what was recorded.")
            return None

        return BarSpec("refresh", "Show again", "what was recorded", commit, enter="makes every screen show it")

    def _vet_listed(self, kept: Mapping[str, Any] | None, listed: ListedEntry | None) -> None:
        if listed is not None:
            self._vet(listed.row, kept)

    def _vet(self, need: EntryRow, kept: Mapping[str, Any] | None = None) -> None:
        from clerkdesk.screens.validation.vet_bar import vet_bar

        self.bars.open(vet_bar(self.host, need, self._done), state=kept)

    def _tell(self, need: EntryRow, refused: RefusedReferral, kept: Mapping[str, Any] | None = None) -> None:
        who = ToBook(need.entry_id, display_name(need.family_name, need.given_name))
        self.bars.open(telling_bar(self.host, who, self._done, refused=refused), state=kept)

    def patient_shown(self) -> InHand | None:
        """The patient under the cursor, with the appointment or the entry that the row is about."""
        row = self.table.row
        if row is None or row.patient_id is None:
            return None
        label = label_of(row.name, row.born)
        appointment_id = _appointment_of(row)
        place = f"appointment:{appointment_id}" if appointment_id is not None else f"entry:{row.entry_id}"
        return InHand(row.patient_id, label, place)

    def _done(self, sentence: str) -> None:
        """Say what was done, and go to the next."""
        self.sheet = None
        self.table.thaw()
        self.table.action_move(1)
        self._stayed(sentence)

    def _stayed(self, sentence: str, tone: Tone = "good") -> None:
        """Say what was done, and stay with the patient."""
        self.table.thaw()
        self.load()
        self.bars.answer(sentence, tone)

    def command_why(self) -> None:
        """Show the checks in full with their fix, earlier validations, and the clock."""
        row = self.table.row
        entry_id = row.entry_id if row is not None else None
        if entry_id is None:
            self.host.refuse("No list entry belongs to this: Enter opens the card.")
        else:
            self.questions.ask(ACT, lambda desk: read_why(desk, entry_id), self._open_why)

    def _open_why(self, found: Why | WrongInput) -> None:
        if isinstance(found, WrongInput):
            self.host.refuse(found.sentence)
        else:
            self.app.push_screen(why_sheet(found))

    # State

    def rows_shown(self) -> None:
        """Open again the bar that was written down, once the cursor is on its patient."""
        self._to_reopen.rows_read()

    def _reopen(self, kept: Mapping[str, Any]) -> bool:
        """Open again a bar about the patient under the cursor; return False where it is about another."""
        row, entry_id = self.table.row, kept["context"].get("entry")
        if row is None or entry_id is None or row.entry_id != entry_id:
            return False
        if kept["bar"] == "vet":
            self.questions.ask(ACT, lambda desk: desk.waiting_list.entry(entry_id), partial(self._vet_listed, kept))
        else:
            self.acts.reopen(kept)
        return True

    def _kept(self) -> dict[str, Any]:
        """Return the view and the specialty that are shown."""
        return {"view": self.view.key, "specialty": [self.specialty.code, self.specialty.name]}

    def _put_back(self, state: Mapping[str, Any]) -> None:
        """Put back view and specialty."""
        self.specialty = Chosen(*state["specialty"]) if state.get("specialty") else ALL
        self.view = next((view for view in VIEWS if view.key == state.get("view")), DUE)
        # Rows of the view before have nothing for these columns.
        self.table.begin_reading()
        self.table.set_columns(self.view.columns)

    def _read_all(self) -> None:
        """Read the view that is put back."""
        self.begin_batch()
        self.load()


def _appointment_of(row: ValidationRow | None) -> int | None:
    """Return the id of the appointment that a row is about, where it is about one."""
    if isinstance(row, MissingRow):
        return row.appointment.appointment_id
    return row.finding.appointment_id if isinstance(row, FindingRow) else None
