"""What Enter does in the inbox: read an item, go on with what is parked, or open a consultant's reviews."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from clerkdesk.screens.acts.carrying_out import carry_out_or
from clerkdesk.screens.call import CallScreen, resume_call, resume_letter
from clerkdesk.screens.inbox.bars import take_over_bar
from clerkdesk.screens.inbox.holds_inbox import HoldsInbox
from clerkdesk.screens.inbox.item import item_sheet
from clerkdesk.screens.inbox.item_letters import ItemLetters
from clerkdesk.screens.inbox.rows import InboxLine
from clerkdesk.services.acts.answers import Refused, WrongInput

if TYPE_CHECKING:
    from clerkdesk.rules.inbox.rows import HistoryLine, InboxRow
    from clerkdesk.services.contact.calls import Resumed
    from clerkdesk.services.desk.facade import Desk


class LineOpener:
    """Opens what a line of the inbox stands for."""

    def __init__(self, screen: HoldsInbox, letters: ItemLetters) -> None:
        """Take the screen, and the letters that act on an item."""
        self._screen = screen
        self._letters = letters

    async def open(self, line: InboxLine) -> None:
        """Read an item, resume a parked one, or open a consultant's reviews."""
        lies_open = self._lies_open(line)
        if lies_open is not None:
            self._screen.host.bring_here(lies_open)
        elif line.call is not None:
            await self._resume(line.call.call_id)
        elif line.draft is not None:
            await self._resume_letter(line.draft.draft_id)
        elif line.consultant is not None:
            from clerkdesk.screens.reviews import ReviewsScreen

            await self._screen.app.push_screen(ReviewsScreen(line.consultant))
        elif line.item is not None:
            self._read(line.item)

    def _lies_open(self, line: InboxLine) -> CallScreen | None:
        """Return the screen of an open or laid-aside call or message."""
        for screen in self._screen.host.desk_screens():
            if isinstance(screen, CallScreen) and (
                (line.call is not None and screen.record.call_id == line.call.call_id)
                or (line.draft is not None and screen.record.draft_id == line.draft.draft_id)
            ):
                return screen
        return None

    def _read(self, row: InboxRow) -> None:
        self._letters.take_in_hand(row)

        def show(history: list[HistoryLine]) -> None:
            self._screen.app.push_screen(item_sheet(row, history, self._screen.host.now()))

        self._screen.questions.ask("history", lambda desk: desk.inbox.history(row.item_id), show)

    async def _resume(self, call_id: int, *, take_over: bool = False) -> None:
        async def show(resumed: Resumed) -> None:
            await self._screen.app.push_screen(resume_call(resumed))

        def work(desk: Desk) -> Resumed | Refused | WrongInput:
            return desk.calls.resume(call_id, take_over=take_over)

        await carry_out_or(self._screen.host, work, show, partial(self._not_resumed, call_id))

    def _not_resumed(self, call_id: int, refusal: Refused | WrongInput) -> None:
        """Offer to take over a call that is open at another desk; say why any other stays."""
        if refusal.code == "open_elsewhere":
            self._screen.bars.open(take_over_bar(refusal.sentence, partial(self._resume, call_id, take_over=True)))
        else:
            self._screen.host.refuse(refusal.sentence)
            self._screen.load()

    async def _resume_letter(self, draft_id: int) -> None:
        draft = await self._screen.host.write(lambda desk: desk.drafts.take_up(draft_id))
        if draft is None:
            self._screen.host.refuse("It was taken or left at another desk meanwhile.")
            self._screen.load()
        else:
            await self._screen.app.push_screen(resume_letter(draft))
