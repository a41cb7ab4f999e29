"""The acts of Enter and the letters on a row of F5: mend a finding, record a grading, show the reasons."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from clerkdesk.keys import command as command_of
from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.validation.findings import Mend
from clerkdesk.screens.acts.acts import Acts
from clerkdesk.screens.acts.acts_here import ACT, ActsHere
from clerkdesk.screens.acts.asked_first import unless_refused
from clerkdesk.screens.acts.need_acts import NeedActs
from clerkdesk.screens.acts.on_card import OnCard
from clerkdesk.screens.acts.telling_bar import telling_bar
from clerkdesk.screens.acts.under_cursor import ToBook
from clerkdesk.screens.desk.abilities import ActsWhenRead
from clerkdesk.screens.validation.findings import MENDINGS, FindingRow
from clerkdesk.screens.validation.listing import Listing
from clerkdesk.screens.validation.outcomes import MissingRow
from clerkdesk.screens.validation.referrals import ToVetRow
from clerkdesk.screens.validation.rows import ValidationRow
from clerkdesk.screens.validation.why import Why, read_why, why_sheet
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept

if TYPE_CHECKING:
    from clerkdesk.keys import Command
    from clerkdesk.rules.referrals.answers import RefusedReferral
    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.services.validation.sheets import ValidationSheet
    from clerkdesk.services.waiting_list.worklists import ListedEntry
    from clerkdesk.widgets.columns import Tone

_ON_A_NEED = frozenset({"validate", "review", "escalate"})


def appointment_of(row: ValidationRow | None) -> int | None:
    """Return the id of the appointment of a row; None without one."""
    if isinstance(row, MissingRow):
        return row.appointment.appointment_id
    return row.finding.appointment_id if isinstance(row, FindingRow) else None


class RowActs:
    """Carries out the acts on a row, and goes on to the next."""

    def __init__(self, screen: ActsHere, listing: Listing, on_card: OnCard) -> None:
        """Take the screen, its list, and the letters that the card carries out."""
        self._screen = screen
        self._listing = listing
        self._on_card = on_card
        self._acts = Acts(screen)
        needs = NeedActs(screen, self._acts.open_bar, self._sheet_of)
        self._acts.offer(needs.acts, "contact", "review", "escalate", "validate")

    @property
    def commands(self) -> dict[str, Callable[[], Awaitable[None] | None]]:
        """Command -> its function."""
        return {**self._acts.letters, "outcome": self._record_outcome, "why": self._ask_why}

    @property
    def is_reading(self) -> bool:
        """Whether a read for a bar or sheet is on its way: keys are meant for the bar or sheet."""
        return self._acts.is_reading

    def _sheet_of(self, entry_id: int) -> ValidationSheet | None:
        """Return the possible records for a need, if they have been read for the row under the cursor."""
        sheet = self._listing.sheet
        return sheet if sheet is not None and sheet.row.entry_id == entry_id else None

    # Why not

    def why_not(self, item: Command) -> str:
        """Return why a letter can't act, as a sentence: most need a patient under the cursor, and some a need."""
        if item.scope != "list" or item.name == "filter":
            return ""
        if item.name == "sort":
            return self._why_not_sorted()
        row = self._listing.row
        if row is None:
            return "Nobody is under the cursor."
        if item.name == "outcome" and appointment_of(row) is None:
            return "This row has no appointment: 6 lists appointments whose outcome is missing."
        if row.patient_id is None:
            return "This finding is about the database and has no patient."
        return "This finding has no list entry: Enter mends it." if item.name in _ON_A_NEED and not row.entry_id else ""

    def _why_not_sorted(self) -> str:
        if self._screen.bar.is_open:
            return "Rows stay where they are while a bar is open: Escape leaves it."
        return "" if self._listing.table.rows else "No row is here to be sorted."

    # Enter

    async def choose(self, row: ValidationRow) -> None:
        """Carry out the act of Enter on this view."""
        if isinstance(row, FindingRow):
            await self._mend(row)
        elif isinstance(row, ToVetRow) and row.refused is not None:
            self._tell(row.need, row.refused)
        elif isinstance(row, ToVetRow):
            self._vet(row.need)
        elif isinstance(row, MissingRow):
            await self._record_outcome()
        else:
            await self._on_card.open()

    async def _mend(self, row: FindingRow) -> None:
        mending = MENDINGS[row.finding.mend]
        if row.finding.mend == Mend.REFRESH:
            self._screen.bars.open(self._refresh_bar())
        elif row.patient_id is None:
            self._screen.host.refuse(row.finding.fix)
        elif mending.command == "outcome" and row.finding.appointment_id is not None:
            await self._record_outcome()
        elif mending.validates and row.entry_id is not None:
            self._acts.open("validate")
        elif row.finding.mend == Mend.VET and row.entry_id is not None:
            self._read_to_vet(row.entry_id, None)
        else:
            await self._open_card_for(mending.command)

    async def _record_outcome(self) -> None:
        """Record the outcome of the appointment under the cursor, in its list of F6."""
        appointment_id = appointment_of(self._listing.row)
        if appointment_id is not None:
            await self._screen.host.open_visit(appointment_id, "outcome")

    async def _open_card_for(self, command: str) -> None:
        """Open the card with the cursor on the finding's row, and carry out the command that mends it."""
        has_letter = bool(command) and command_of(command).scope == "list"
        await self._on_card.open(self._screen.host.keymap.key_of(command) if has_letter else "")
        top = self._screen.app.screen
        if command and not has_letter and isinstance(top, ActsWhenRead):
            top.do_when_read(command)

    def _refresh_bar(self) -> BarSpec:
        async def commit(answer: BarAnswer) -> Kept | None:
            del answer
            rows = await self._screen.host.write(lambda desk: desk.checks.refresh())
            self.done(f"{rows} made again from what was recorded.")
            return None

        return BarSpec("refresh", "Show again", "what was recorded", commit, enter="makes every screen show it")

    # Grading

    def _read_to_vet(self, entry_id: int, kept: Mapping[str, Any] | None) -> None:
        def vet(listed: ListedEntry | None) -> None:
            if listed is not None:
                self._vet(listed.row, kept)

        self._screen.questions.ask(ACT, lambda desk: desk.waiting_list.entry(entry_id), vet)

    def _vet(self, need: EntryRow, kept: Mapping[str, Any] | None = None) -> None:
        from clerkdesk.screens.referrals.vet_bar import vet_bar

        self._screen.bars.open(vet_bar(self._screen.host, need, self.done), state=kept)

    def _tell(self, need: EntryRow, refused: RefusedReferral) -> None:
        who = ToBook(need.entry_id, display_name(need.family_name, need.given_name))
        self._screen.bars.open(telling_bar(self._screen.host, who, self.done, refused=refused))

    # Why

    def _ask_why(self) -> None:
        """Show the checks in full with their fix, earlier validations, and the clock."""
        row = self._listing.row
        entry_id = row.entry_id if row is not None else None
        if entry_id is None:
            self._screen.host.refuse("This row has no list entry: Enter opens the card.")
            return

        def show(found: Why) -> None:
            self._screen.app.push_screen(why_sheet(found))

        self._screen.questions.ask(ACT, partial(read_why, entry_id=entry_id), unless_refused(self._screen.host, show))

    # After an act

    def done(self, sentence: str) -> None:
        """Report an act, and go to the next row."""
        self._listing.go_on()
        self.stayed(sentence)

    def stayed(self, sentence: str, tone: Tone = "good") -> None:
        """Report an act, and stay with the patient."""
        self._listing.table.thaw()
        self._listing.load()
        self._screen.bars.answer(sentence, tone)

    def reopen(self, kept: Mapping[str, Any]) -> bool:
        """Reopen a saved bar, if the cursor is on its need; return whether it is."""
        row, entry_id = self._listing.row, kept["context"].get("entry")
        if row is None or entry_id is None or row.entry_id != entry_id:
            return False
        if kept["bar"] == "vet":
            self._read_to_vet(entry_id, kept)
        else:
            self._acts.reopen(kept)
        return True
