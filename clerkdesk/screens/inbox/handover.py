"""The handover slip: what a clerk leaves at the end of the day, given to a colleague or to tomorrow in one act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.widgets import Static

from clerkdesk.keys import Command
from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.patients.people import display_name, initials
from clerkdesk.rules.values.date_words import count_words, day_words, short_moment_words
from clerkdesk.rules.values.phones import shown_number
from clerkdesk.screens.acts.carrying_out import carry_out
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.printing import write_sheets
from clerkdesk.screens.inbox.bars import TOMORROW, give_steps
from clerkdesk.screens.inbox.rows import NOBODY_CHOSEN, about_words
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept
from clerkdesk.widgets.columns import Column
from clerkdesk.widgets.keys_in_force import with_keys_in_force
from clerkdesk.widgets.plain import MUTED, joined, plain
from clerkdesk.widgets.row_table import RowTable

if TYPE_CHECKING:
    from clerkdesk.rules.contact.rows import CallRow
    from clerkdesk.rules.inbox.rows import InboxRow
    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.services.acts.drafts import DraftRow
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.inbox.handover import HandedOver, HandoverSlip

_NOTHING = (
    "You have nothing to hand over: nothing is parked, promised, tried twice or part done. "
    f"{key_for('back')} goes back."
)


@dataclass(frozen=True, slots=True)
class Left:
    """One thing left at the end of the day."""

    key: str
    why: str
    """`parked`, `promised`, `tried twice` or `part done`."""
    about: str
    what: str
    initials: str = ""
    """Initials of its patient, for a public counter."""


class HandoverScreen(DeskScreen):
    """F10."""

    NAME = "handover"
    TITLE = "Handover slip"
    ABOUT = "the handover slip: everything that would otherwise stay in your head"
    HINTS = ((key_for("give"), "give all of it to a colleague, or keep it with you for tomorrow"),)
    CSS_PATH = "handover.tcss"
    WAITS_FOR = frozenset({"slip"})

    def __init__(self) -> None:
        """Start without a slip."""
        super().__init__()
        self.bars.rebuild = self.rebuild_bar
        self.table: RowTable[Left] = RowTable(
            _columns(private=False),
            lambda row: row.key,
            id="slip",
            reading="The slip is being read.",
        )

    def compose_body(self) -> ComposeResult:
        """Make the list and the line below it."""
        self.privacy_changed()
        yield self.table
        yield Static(plain(("Tomorrow keeps it all with you; a colleague gets it as it is.", MUTED)), id="below")

    def privacy_changed(self) -> None:
        """Show initials only, or the names again."""
        self.table.set_columns(_columns(private=self.host.private))

    def load(self) -> None:
        """Read the slip."""
        self.questions.ask("slip", lambda desk: desk.inbox.slip(), self._show)

    def _show(self, slip: HandoverSlip) -> None:
        rows = rows_of(slip)
        self.table.reading.set_empty(_NOTHING)
        self.table.set_rows(rows)
        self.frame.set_heading(f"Handover slip · {day_words(slip.day)} · {count_words(len(rows), 'thing')}")

    def why_not(self, item: Command) -> str:
        """Return why a letter cannot act."""
        reason = super().why_not(item)
        return reason or (_NOTHING if item.name in ("give", "print") and not self.table.rows else "")

    def command_give(self) -> None:
        """Give the slip to a colleague, or keep it for tomorrow."""
        self.bars.open(self._bar())

    def command_print(self) -> None:
        """Write the slip to a file."""

        async def commit(answer: BarAnswer) -> Kept | None:
            del answer
            path = await self.host.read(partial(_write, rows=tuple(self.table.rows)))
            self.host.say(f"Written to {path}.", "good")
            return None

        self.bars.open(BarSpec("print", "Print", "the handover slip", commit, enter="writes a text file"))

    def _bar(self) -> BarSpec:
        async def commit(answer: BarAnswer) -> Kept | None:
            to = None if answer["to"] == TOMORROW else answer["name"]

            def write(desk: Desk) -> HandedOver | Refused | WrongInput:
                return desk.inbox.give_slip(to, answer["note"])

            def tell(result: HandedOver) -> None:
                self.host.say(result.sentence, "good")
                self.load()

            return await carry_out(self.host, write, tell)

        things = count_words(len(self.table.rows), "thing")
        return BarSpec("give", "Give", things, commit, give_steps(()), enter="hands it over")

    def rebuild_bar(self, name: str, context: Mapping[str, Any]) -> BarSpec | None:
        """Declare the bar again."""
        del context
        return self._bar() if name == "give" and self.table.rows else None


def _columns(*, private: bool) -> tuple[Column[Left], ...]:
    """Return the columns; for a public counter with initials and without anybody's words."""
    why: Column[Left] = Column("Why", lambda row: row.why, 11)
    if private:
        return why, Column("About", lambda row: row.initials, 18)
    return why, Column("About", lambda row: row.about, 18, 28), Column("What", lambda row: row.what, 40, 120)


def rows_of(slip: HandoverSlip) -> list[Left]:
    """Return everything on a slip, in its order."""
    return [_flagged(row, slip.flags.get(row.key, ())) for row in _rows(slip)]


def _flagged(row: Left, flags: Sequence[str]) -> Left:
    """Return a row with the red flags of a parked form, which the receiver of the slip sees first (R-723)."""
    if not flags:
        return row
    return replace(row, why=f"! {row.why}", what=joined((f"red flag: {', '.join(flags)}", row.what)))


def _rows(slip: HandoverSlip) -> Iterator[Left]:
    from clerkdesk.rules.inbox.rows import InboxRow

    yield from (_call(row) for row in slip.parked)
    yield from (_item(row, "promised") for row in slip.promised)
    yield from (_tried(row) for row in slip.tried_twice)
    for row in slip.part_done:
        yield _item(row, "part done") if isinstance(row, InboxRow) else _draft(row)


def _call(row: CallRow) -> Left:
    about = display_name(row.family_name or "", row.given_name or "") if row.patient_id is not None else ""
    who = joined((row.caller_name, shown_number(row.caller_number) if row.caller_number else ""))
    what = joined((f"call of {row.taken_at:%H:%M}", who))
    return Left(f"call:{row.call_id}", "parked", about or who or NOBODY_CHOSEN, what, _initials(row))


def _item(row: InboxRow, why: str) -> Left:
    at = row.ring_back_at
    when = f"ring {short_moment_words(at)}" if at is not None else ""
    return Left(
        f"item:{row.item_id}", why, about_words(row), joined((when, row.sentence.replace("\n", " "))), _initials(row)
    )


def _tried(row: EntryRow) -> Left:
    what = joined((row.specialty_name or "", f"tried {row.attempts}x, no reply"))
    return Left(
        f"entry:{row.entry_id}", "tried twice", display_name(row.family_name, row.given_name), what, _initials(row)
    )


def _initials(row: CallRow | InboxRow | EntryRow) -> str:
    return initials(row.family_name or "", row.given_name or "") if row.patient_id is not None else ""


def _draft(row: DraftRow) -> Left:
    return Left(f"draft:{row.draft_id}", "part done", row.about, joined((row.kind, row.title), ": "))


def _write(desk: Desk, rows: tuple[Left, ...]) -> str:
    lines = [f"HANDOVER SLIP  {desk.context.clerk.display_name}  {day_words(desk.context.today)}", ""]
    lines += [f"{row.why:<12}{row.about:<28}{with_keys_in_force(row.what)}" for row in rows]
    return str(write_sheets("handover", desk.context.today, ["\n".join(lines) + "\n"]))
