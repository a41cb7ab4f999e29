"""The letters of the inbox that act on one item: take it, give it to somebody else, put one in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from clerkdesk.screens.desk.host import InHand, label_of
from clerkdesk.screens.inbox.bars import give_bar, take_bar
from clerkdesk.screens.inbox.holds_inbox import HoldsInbox
from clerkdesk.screens.inbox.rows import InboxLine, about_words
from clerkdesk.widgets.bar_spec import BarSpec
from clerkdesk.widgets.row_table import RowTable

if TYPE_CHECKING:
    from clerkdesk.rules.inbox.rows import InboxRow
    from clerkdesk.services.inbox.recipients import RouteTo


class ItemLetters:
    """Opens the bars of the item under the cursor."""

    def __init__(self, screen: HoldsInbox, table: RowTable[InboxLine]) -> None:
        """Take the screen and its list."""
        self._screen = screen
        self._table = table

    @property
    def commands(self) -> dict[str, Callable[[], Awaitable[None] | None]]:
        """What these letters do."""
        return {"take": self._take, "give": self._ask_to_whom, "put_in": self._put_in}

    @property
    def item(self) -> InboxRow | None:
        """The item under the cursor; None if something parked or nothing stands there."""
        return self._table.row.item if self._table.row is not None else None

    @property
    def patient(self) -> InHand | None:
        """The patient of the item under the cursor; None if it is about nobody."""
        return None if self.item is None else in_hand_of(self.item)

    def _take(self) -> None:
        """Take the item under the cursor, or mark it as done."""
        row = self.item
        if row is not None:
            self.take_in_hand(row)
            self._screen.bars.open(take_bar(self._screen.host, row, self._done))

    def _ask_to_whom(self) -> None:
        """Give the item under the cursor to somebody else, or to tomorrow."""
        row = self.item
        if row is not None:
            self._screen.questions.ask(
                "routes", lambda desk: desk.inbox.routes(row.patient_id), partial(self._give, row)
            )

    def _give(self, row: InboxRow, routes: tuple[RouteTo, ...]) -> None:
        self._screen.bars.open(give_bar(self._screen.host, row, routes, self._done))

    async def _put_in(self) -> None:
        """Put in a message of another channel."""
        from clerkdesk.screens.call import LETTER, CallScreen

        await self._screen.app.push_screen(CallScreen(LETTER))

    def take_in_hand(self, row: InboxRow) -> None:
        """Take the patient of an item in hand, if it has one."""
        patient = in_hand_of(row)
        if patient is not None:
            self._screen.host.take_in_hand(patient)

    def _done(self, sentence: str) -> None:
        self._screen.bars.answer(sentence)
        self._screen.load()

    def rebuild(self, name: str, context: Mapping[str, Any]) -> BarSpec | None:
        """Declare again the bar that takes an item."""
        row = self.item
        if row is None or name not in ("take", "death"):
            return None
        if context.get("item") != row.item_id and context.get("patient") != row.patient_id:
            return None
        return take_bar(self._screen.host, row, self._done)


def in_hand_of(row: InboxRow) -> InHand | None:
    """Return the patient of an item, for the card; None if it is about nobody."""
    if row.patient_id is None:
        return None
    return InHand(row.patient_id, label_of(about_words(row), row.date_of_birth))
