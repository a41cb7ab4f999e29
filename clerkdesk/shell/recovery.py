"""Restores work that was half done when the desk stopped: after a crash, a power cut, an end.

`half_done` keeps it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.desk.registry import RegisteredScreen
from clerkdesk.shell.app_protocols import ShowsScreens, UsesDesk, WorksBeside
from clerkdesk.shell.half_done import HalfDone, is_running
from clerkdesk.widgets.dialog import Question

if TYPE_CHECKING:
    from clerkdesk.services.acts.drafts import DraftRow
    from clerkdesk.services.contact.calls import Resumed
    from clerkdesk.services.desk.facade import Desk

_LOOK_AGAIN_SECONDS = 0.05
_LOOKS = 200
"""Seconds between two looks whether a reopened screen has its rows."""


class PutsBack(ShowsScreens, UsesDesk, WorksBeside, Protocol):
    """The app, as recovery needs it."""

    @property
    def current_mode(self) -> str:
        """The screen beneath all others."""

    def take_in_hand(self, patient: InHand) -> None:
        """Make this the patient in hand."""

    async def open_screen(self, name: str, arguments: Sequence[str] = ()) -> None:
        """Switch to a screen, or lay it over the one beneath."""


class Recovery:
    """Offers half-done work, and restores it."""

    def __init__(self, app: PutsBack, registered: Mapping[str, RegisteredScreen], half_done: HalfDone) -> None:
        """Take the app, the screens by name, and the keeper of half-done work."""
        self._app = app
        self._registered = registered
        self._half_done = half_done
        half_done.nothing_left = self._offer_the_next
        self._gone_on = False
        """Whether there may be more half-done work than the clerk has gone on with."""

    def _offer_the_next(self) -> None:
        """Offer the next half-done work, once the clerk has finished the one before, which it would have replaced."""
        if self._gone_on:
            self._gone_on = False
            self.offer_left_behind()

    def offer_left_behind(self) -> None:
        """Offer the work that was half done when the desk stopped."""
        self._app.run_worker(self.offer, exit_on_error=False)

    async def offer(self) -> bool:
        """Offer the newest half-done work; return whether there was any."""
        own = self._half_done.draft_id
        row = await self._app.read(lambda desk: _left_behind(desk, own))
        if row is None:
            return False
        state = json.loads(row.state)

        def answered(goes_on: bool | None) -> None:
            work = partial(self._take_up, row.draft_id, state) if goes_on else partial(self._leave, row.draft_id)
            self._app.run_worker(work, exit_on_error=False)

        in_the_inbox = any("state" not in each for each in state["screens"])
        back = f"leaves it; {key_for('inbox')} has what was said" if in_the_inbox else "leaves it"
        question = Question("Half done", left_words(state), enter="goes on", back=back)
        await self._app.push_screen(question, answered)
        return True

    async def _leave(self, draft_id: int) -> None:
        await self._app.write_silently(lambda desk: desk.drafts.let_go(draft_id))
        await self.offer()

    async def _take_up(self, draft_id: int, state: Mapping[str, Any]) -> None:
        """Take over a draft for this process, and restore its content."""
        self._half_done.draft_id, self._half_done.waits = draft_id, True
        try:
            await self._go_on(state)
        finally:
            self._half_done.waits = False
        self._gone_on = True
        await self._half_done.keep()

    async def _go_on(self, state: Mapping[str, Any]) -> None:
        """Restore everything, the screens beneath first and calls on top of them."""
        for patient_id, label in reversed(state["in_hand"]):
            self._app.take_in_hand(InHand(patient_id, label))
        beneath = [each for each in state["screens"] if self._is_beneath(each)]
        # The visible one comes last, so that it stays visible.
        for each in sorted(beneath, key=lambda each: bool(each["screen"] == state["mode"])):
            await self._app.open_screen(each["screen"])
            await self._put_back(each["state"])
        if state["mode"] in self._registered and state["mode"] != self._app.current_mode:
            await self._app.open_screen(state["mode"])
        for each in state["screens"]:
            if each not in beneath:
                await self._put_back_above(each)

    def _is_beneath(self, each: Mapping[str, Any]) -> bool:
        return "state" in each and not self._registered[each["screen"]].overlay

    async def _put_back_above(self, each: Mapping[str, Any]) -> None:
        if "state" in each:
            await self._app.open_screen(each["screen"])
            await self._put_back(each["state"])
            return
        kept = await self._app.write_silently(lambda desk: _kept_apart(desk, each))
        if kept is not None:
            from clerkdesk.screens.call.resuming import resumed_screen

            await self._app.push_screen(resumed_screen(kept))

    async def _put_back(self, state: Mapping[str, Any]) -> None:
        """Restore a screen's state once it has its rows."""
        top = self._app.screen
        if not isinstance(top, DeskScreen):
            return
        for _ in range(_LOOKS):
            if top.stands and not top.questions.any_pending:
                break
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        top.half_done.set_state(state)


def left_words(state: Mapping[str, Any]) -> str:
    """Return a sentence on the open screens, without names: `A call of 09:42 was open when the desk stopped`."""
    what = [str(each["words"]) for each in state["screens"]]
    listed = ", ".join(what[:-1]) + " and " + what[-1] if len(what) > 1 else what[0]
    return f"{listed[:1].upper()}{listed[1:]} {'were' if len(what) > 1 else 'was'} open when the desk stopped."


def _left_behind(desk: Desk, own: int | None) -> DraftRow | None:
    """Return the newest half-done work of another process that is gone."""
    from clerkdesk.services.acts.drafts import AT_WORK

    for row in desk.drafts.waiting(AT_WORK):
        if row.draft_id != own and not is_running(str(json.loads(row.state)["process"])):
            return row
    return None


def _kept_apart(desk: Desk, each: Mapping[str, Any]) -> Resumed | DraftRow | None:
    """Return a call or message with its own draft; None if it has ended."""
    from clerkdesk.services.contact.calls import Resumed

    if "draft" in each:
        return desk.drafts.take_up(each["draft"])
    resumed = desk.calls.resume(each["call"], take_over=True)
    return resumed if isinstance(resumed, Resumed) else None
