"""The inbox screen: its keys, its filters, and the effects of Enter."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Container
from textual.events import Key, Resize

from clerkdesk.keys import Command
from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.values.inbox import ItemStatus
from clerkdesk.screens.acts.on_card import OnCard
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.inbox import rows as inbox_rows
from clerkdesk.screens.inbox.item import foot
from clerkdesk.screens.inbox.item_letters import ItemLetters
from clerkdesk.screens.inbox.line_opener import LineOpener
from clerkdesk.screens.inbox.rows import KINDS, VIEWS, InboxLine, Kind, read_inbox
from clerkdesk.widgets.filter_box import FilterBox
from clerkdesk.widgets.plain import KEY, MUTED, Piece, plain
from clerkdesk.widgets.row_table import RowTable
from clerkdesk.widgets.still_text import StillText

if TYPE_CHECKING:
    from clerkdesk.services.inbox.inbox import View

_WIDE = 130
"""Minimum columns to show an item beside the list."""
_ON_ITEMS = frozenset({"take", "give"})
_ON_PATIENTS = frozenset({"book", "move", "cancel", "contact", "review", "escalate"})
_ON_THE_FIRST_LINE = 2
"""Kinds shown after the views, so that all fit into 80 columns."""
_STEPS = {"left": -1, "right": 1}
_NOTHING: Mapping[View, str] = {
    "mine": f"Nothing waits for you. 2 shows your team's, 3 everybody's; {key_for('handover')} is the handover slip.",
    "team": "Nothing waits for your team. 1 shows yours, 3 everybody's.",
    "all": f"Nothing is open anywhere. {key_for('put_in')} enters what came by e-mail, by letter or at the desk.",
}


class InboxScreen(DeskScreen):
    """F9."""

    NAME = "inbox"
    TITLE = "Inbox"
    ABOUT = "the inbox: messages, call-backs, escalations, notices, reviews, and what you have parked"
    HINTS = (
        ("1 2 3", "show yours, your team's, everybody's; Left and Right go from one to the next"),
        ("4-9 0", "show all kinds, or only messages, call-backs, escalations, notices, reviews, parked"),
        ("Enter", "read it in full; take up a parked call; open a consultant's reviews"),
        ("↑2", "nobody answered in time: it was escalated to this level"),
    )
    CSS_PATH = "inbox.tcss"
    WAITS_FOR = frozenset({"inbox"})
    ACTED_ON = frozenset({"inbox"})

    def __init__(self) -> None:
        """Start with the clerk's own items, all kinds."""
        super().__init__()
        self.half_done.keeps(self._kept, self._put_back, then=self.load)
        self.typing.takes_key = self.takes_key
        self.on_card = OnCard(self)
        self.commands.add(self.on_card.letters)
        self.table: RowTable[InboxLine] = RowTable(
            inbox_rows.columns(),
            lambda row: row.key,
            tone_of=inbox_rows.tone_of,
            sought=inbox_rows.sought,
            id="items",
            reading="The inbox is being read.",
        )
        self._letters = ItemLetters(self, self.table)
        self._opener = LineOpener(self, self._letters)
        self.commands.add(self._letters.commands)
        self.bars.rebuild = self._letters.rebuild
        self.view: View = "mine"
        self.kind: Kind = "all"
        self._lines: tuple[InboxLine, ...] = ()

    def compose_body(self) -> ComposeResult:
        """Make the line of tabs, the list, and the item below or beside it."""
        if self.host.private:
            self.table.set_columns(inbox_rows.columns(private=True))
        yield StillText(id="tabs")
        with Container(id="inbox"):
            with Container(id="list"):
                yield FilterBox(self.table, placeholder="name, words, who it is for").line
                yield self.table
            yield StillText(id="foot")

    def on_resize(self, event: Resize) -> None:
        """Show the item beside the list if there is room."""
        self.set_class(event.size.width >= _WIDE, "-wide")

    # Reading

    def load(self) -> None:
        """Read the view."""
        self.questions.ask("inbox", partial(read_inbox, view=self.view), self._show)

    def _show(self, lines: tuple[InboxLine, ...]) -> None:
        self._lines = lines
        shown = [line for line in lines if self.kind in ("all", line.kind)]
        self.table.reading.set_empty(
            _NOTHING[self.view] if self.kind == "all" else "None of this kind. 4 shows all kinds."
        )
        self.table.set_rows(shown)
        words = next(words for _, view, words in VIEWS if view == self.view)
        new = sum(line.item is not None and line.item.status == ItemStatus.NEW for line in lines)
        self.frame.set_heading(f"Inbox · {words} · {count_words(len(lines), 'item')}, {new} new")
        self._draw()

    def _draw(self) -> None:
        pieces: list[Piece] = []
        for digit, view, words in VIEWS:
            pieces += _tab(digit, words, chosen=view == self.view)
        pieces.append(("│ ", MUTED))
        for index, (digit, kind, words) in enumerate(KINDS):
            count = sum(kind in ("all", line.kind) for line in self._lines)
            pieces += ["\n"] if index == _ON_THE_FIRST_LINE else []
            pieces += _tab(digit, f"{words} {count}" if count else words, chosen=kind == self.kind)
        self.query_one("#tabs", StillText).update(plain(*pieces))
        self._draw_foot()

    def _draw_foot(self) -> None:
        self.query_one("#foot", StillText).update(foot(self.table.row, private=self.host.private))

    def privacy_changed(self) -> None:
        """Show initials only, or the names again."""
        self.table.set_columns(inbox_rows.columns(private=self.host.private))
        self._draw_foot()

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """Show the item under the cursor."""
        event.stop()
        self._draw_foot()

    # Keys

    def takes_key(self, key: Key) -> bool:
        """Show another view, or another kind."""
        for digit, view, _ in VIEWS:
            if key.character == digit:
                self._show_view(view)
                return True
        for digit, kind, _ in KINDS:
            if key.character == digit:
                self.kind = kind
                self._show(self._lines)
                self.table.action_first()
                return True
        return False

    async def on_key(self, event: Key) -> None:
        """Go from view to view with Left and Right."""
        step = _STEPS.get(event.key)
        if step is not None and self.table.has_focus:
            event.stop()
            views = [view for _, view, _ in VIEWS]
            self._show_view(views[(views.index(self.view) + step) % len(views)])

    def _show_view(self, view: View) -> None:
        self.view = view
        self.load()

    async def on_row_table_chosen(self, event: RowTable.Chosen) -> None:
        """Read an item, resume a parked one, or open a consultant's reviews."""
        event.stop()
        await self._opener.open(event.row)

    # Letters

    def row_known(self) -> tuple[object, ...]:
        """The item under the cursor, if it has a patient."""
        return () if self.table.row is None else (self.table.row.item,)

    def why_not(self, item: Command) -> str:
        """Return why a letter cannot act on the row under the cursor."""
        reason = super().why_not(item)
        if reason:
            return reason
        line = self.table.row
        if item.name in _ON_ITEMS and (line is None or line.item is None):
            return _why_no_item(line)
        if item.name in _ON_PATIENTS and line is not None and (line.call is not None or line.draft is not None):
            return "This is parked with you: Enter takes it up again, and there the letters act."
        if item.name in _ON_PATIENTS and (line is None or line.item is None or line.item.patient_id is None):
            return "This is about no patient: put the cursor on an item that names one."
        return ""

    def patient_shown(self) -> InHand | None:
        """The patient of the item under the cursor."""
        return self._letters.patient

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until a requested bar opens."""
        return super().is_ready_for(key) and not (
            self.questions.is_pending("routes") or self.questions.is_pending("history")
        )

    # State

    def _kept(self) -> dict[str, Any]:
        """Return what is shown."""
        return {"view": self.view, "kind": self.kind}

    def _put_back(self, state: Mapping[str, Any]) -> None:
        """Restore what `_kept` returned."""
        self.view, self.kind = state.get("view", "mine"), state.get("kind", "all")


def _tab(digit: str, words: str, *, chosen: bool) -> list[Piece]:
    return [("▸" if chosen else " ", KEY), (digit, KEY), " ", (words, "bold" if chosen else MUTED), "  "]


def _why_no_item(line: InboxLine | None) -> str:
    if line is None:
        return "Nothing is under the cursor."
    if line.consultant is not None:
        return "Reviews are decided and told on their own screen: Enter opens it."
    return f"This is parked with you: Enter takes it up again, {key_for('handover')} hands it over."
