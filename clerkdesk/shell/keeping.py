"""The part of the app that goes on with what was half done when the desk stopped: after a crash, a power cut, an end.

What is written down meanwhile, and when, is in `half_done`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from clerkdesk.keys import show_key
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.desk.registry import SCREENS, ScreenPlace
from clerkdesk.shell.commands import CommandingApp
from clerkdesk.shell.half_done import HalfDone, is_running
from clerkdesk.shell.live import PATIENCE_SECONDS
from clerkdesk.widgets.dialog import Question

if TYPE_CHECKING:
    from clerkdesk.keys import Keymap
    from clerkdesk.services.acts.drafts import DraftRow
    from clerkdesk.services.contact.calls import Resumed
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.shell.key_gate import Typed

ResultT = TypeVar("ResultT")

_LONG_SECONDS = 1.0
"""After which a clerk who leaves is told what is waited for."""
_LOOK_AGAIN_SECONDS = 0.05
_LOOKS = 200
"""How often is looked whether a screen that was opened again has its rows."""


class KeepingApp(CommandingApp, inherit_bindings=False):
    """Keeps what is half done after every key, and offers it when the desk opens."""

    PLACES: ClassVar[Mapping[str, ScreenPlace]] = SCREENS

    def __init__(self, keymap: Keymap, *, practice: bool) -> None:
        """Take the keys in force, and whether this is the practice desk."""
        super().__init__(keymap, practice=practice)
        self.half_done = HalfDone(self)
        self._is_leaving = False
        self._gone_on = False
        """Whether there may be more of what was left behind than what the clerk has gone on with."""

    @property
    def keeps_half_done(self) -> bool:
        """Whether there is a desk to keep anything in."""
        return self.desk_state == "open" and self.is_running

    async def deliver(self, event: Typed) -> None:
        """Carry out or forward a key, and keep what it leaves half done."""
        await super().deliver(event)
        self.half_done.soon()

    async def write(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Carry out an act on the writing thread; what was half done may be done with it."""
        result = await super().write(work)
        self.half_done.soon()
        return result

    async def leave(self) -> None:
        """Keep what the last keys have left half done, give back what is claimed and held, then end the desk.

        A database that does not answer keeps nobody in: asked a second time, the desk ends at once.
        """
        if not self._is_leaving:
            self._is_leaving = True
            told = asyncio.get_running_loop().call_later(_LONG_SECONDS, self.say, self._still_saving())
            with suppress(TimeoutError):
                await asyncio.wait_for(self._let_go(), PATIENCE_SECONDS)
            told.cancel()
        else:
            self.leaves_at_once = True
        await super().leave()

    async def _let_go(self) -> None:
        await self.half_done.keep()
        if self.desk_state == "open":
            # What can not be given back lapses by itself; nobody is kept in for it.
            with suppress(Exception):
                await self.write_silently(lambda desk: desk.booking.leave_all())

    def _still_saving(self) -> str:
        key = show_key(self.keymap.key_of("quit"))
        return f"Saving; the database does not answer yet. {key} and Enter once more leave at once, unsaved."

    def nothing_half_done(self) -> None:
        """Offer the next that was left behind: on top of what was gone on with, it would have taken its place."""
        if self._gone_on:
            self._gone_on = False
            self.offer_left_behind()

    def offer_left_behind(self) -> None:
        """Offer what was half done when the desk stopped."""
        offer: Any = self.offer
        self.run_worker(offer, exit_on_error=False)

    async def offer(self) -> bool:
        """Offer the newest that was left half done; answer whether there was any."""
        own = self.half_done.draft_id
        row = await self.read(lambda desk: _left_behind(desk, own))
        if row is None:
            return False
        state = json.loads(row.state)

        def answered(goes_on: bool | None) -> None:
            work = self._take_up(row.draft_id, state) if goes_on else self._leave(row.draft_id)
            self.run_worker(work, exit_on_error=False)

        in_the_inbox = any("state" not in each for each in state["screens"])
        back = "leaves it; F9 has what was said" if in_the_inbox else "leaves it"
        question = Question("Half done", left_words(state), enter="goes on", back=back)
        await self.push_screen(question, answered)
        return True

    async def _leave(self, draft_id: int) -> None:
        await self.write_silently(lambda desk: desk.drafts.let_go(draft_id))
        await self.offer()

    async def _take_up(self, draft_id: int, state: Mapping[str, Any]) -> None:
        """Make a draft that of this process, and put back what it holds."""
        self.half_done.draft_id, self.half_done.waits = draft_id, True
        try:
            await self._go_on(state)
        finally:
            self.half_done.waits = False
        self._gone_on = True
        await self.half_done.keep()

    async def _go_on(self, state: Mapping[str, Any]) -> None:
        """Put everything back as it was, the screens beneath first and calls on top of them."""
        for patient_id, label in reversed(state["in_hand"]):
            self.take_in_hand(InHand(patient_id, label))
        beneath = [each for each in state["screens"] if self._is_beneath(each)]
        # The one that the clerk saw comes last, and so stays in sight.
        for each in sorted(beneath, key=lambda each: bool(each["screen"] == state["mode"])):
            await self.open_screen(each["screen"])
            await self._put_back(each["state"])
        if state["mode"] in self.PLACES and state["mode"] != self.current_mode:
            await self.open_screen(state["mode"])
        for each in state["screens"]:
            if each not in beneath:
                await self._put_back_above(each)

    def _is_beneath(self, each: Mapping[str, Any]) -> bool:
        return "state" in each and not self.PLACES[each["screen"]].overlay

    async def _put_back_above(self, each: Mapping[str, Any]) -> None:
        if "state" in each:
            await self.open_screen(each["screen"])
            await self._put_back(each["state"])
            return
        kept = await self.write_silently(lambda desk: _kept_apart(desk, each))
        if kept is not None:
            from clerkdesk.screens.inbox.letter import resumed_screen

            await self.push_screen(resumed_screen(kept))

    async def _put_back(self, state: Mapping[str, Any]) -> None:
        """Put a screen's state back once it has its rows."""
        top = self.screen
        if not isinstance(top, DeskScreen):
            return
        for _ in range(_LOOKS):
            if top.stands and not top.is_waiting:
                break
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        top.set_state(state)

    # What the class built on this one does

    @property
    def patients_in_hand(self) -> Sequence[InHand]:
        """The patients dealt with, the latest first."""
        raise NotImplementedError

    def take_in_hand(self, patient: InHand) -> None:
        """Make this the patient in hand."""
        raise NotImplementedError


def left_words(state: Mapping[str, Any]) -> str:
    """Return what was open as a sentence, without names: `A call of 09:42 was open when the desk stopped`."""
    what = [str(each["words"]) for each in state["screens"]]
    listed = ", ".join(what[:-1]) + " and " + what[-1] if len(what) > 1 else what[0]
    return f"{listed[:1].upper()}{listed[1:]} {'were' if len(what) > 1 else 'was'} open when the desk stopped."


def _left_behind(desk: Desk, own: int | None) -> DraftRow | None:
    """Return the newest that another process left half done, where it is not there any more to go on with it."""
    from clerkdesk.services.acts.drafts import AT_WORK

    for row in desk.drafts.waiting(AT_WORK):
        if row.draft_id != own and not is_running(str(json.loads(row.state)["process"])):
            return row
    return None


def _kept_apart(desk: Desk, each: Mapping[str, Any]) -> Resumed | DraftRow | None:
    """Return a call or message that has a draft of its own; None where it has ended."""
    from clerkdesk.services.contact.calls import Resumed

    if "draft" in each:
        return desk.drafts.take_up(each["draft"])
    resumed = desk.calls.resume(each["call"], take_over=True)
    return resumed if isinstance(resumed, Resumed) else None
