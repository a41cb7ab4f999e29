"""Undo on every screen: the bar that takes the last act back, and the list of the last acts (law 9)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from clerkdesk.keys import Keymap
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.settings import Settings
from clerkdesk.shell.app_protocols import ShowsScreens, Speaks, UsesDesk, WorksBeside
from clerkdesk.widgets.columns import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clerkdesk.rules.undo.done_act import DoneAct

_OPENS_A_BAR = "act"
"""Subject of a question whose answer opens a bar, so that keys typed after it wait for the bar."""
_GOOD: Tone = "good"


class UndoesActs(Speaks, ShowsScreens, WorksBeside, UsesDesk, Protocol):
    """The app, as undo needs it."""


class Undoing:
    """Carries out `undo`, and shows what the clerk did."""

    def __init__(self, app: UndoesActs, keymap: Keymap, settings: Settings) -> None:
        """Take the app, and the keys and settings in force."""
        self._app = app
        self._keymap = keymap
        self._settings = settings

    def command_undo(self) -> None:
        """Open the bar that undoes the last act, or say why it stays; in a field, undo of typing comes first."""
        top = self._app.screen
        if isinstance(top, DeskScreen) and not top.bar.is_open:
            top.questions.ask(_OPENS_A_BAR, lambda desk: desk.undo.last(), partial(self._offer, top))
        else:
            # In the background: keys typed after it act even while the database does not answer.
            self._app.run_worker(self._say_last, exit_on_error=False)

    def command_done_so_far(self) -> None:
        """List the last acts of this clerk and this desk; Enter undoes one."""
        top = self._app.screen
        if isinstance(top, DeskScreen) and not top.bar.is_open:
            top.questions.ask(_OPENS_A_BAR, lambda desk: desk.undo.recent(), partial(self._choose, top))
        else:
            self._app.refuse("Leave the bar first: Escape.")

    async def _say_last(self) -> None:
        last = await self._app.read(lambda desk: desk.undo.last())
        self._say(last, leave_first=True)

    def _say(self, done: DoneAct | None, *, leave_first: bool = False) -> None:
        from clerkdesk.words.last_act import last_act_words

        minutes, key = self._settings.policy.desk.undo_minutes, self._keymap.shown("undo")
        if done is None:
            self._app.say(f"You did nothing in the last {minutes} minutes; {key} in a field takes back typing.")
            return
        said = last_act_words(done, self._keymap)
        leave = f" Leave this first, then {key} undoes it." if leave_first and not done.refusal else ""
        self._app.say(f"{said}{leave}")

    def _offer(self, top: DeskScreen, done: DoneAct | None) -> None:
        """Open the bar of an act, or say why there is none."""
        from clerkdesk.rules.undo.judging import TOLD
        from clerkdesk.screens.acts.undo_bar import ring_back_bar, undo_bar

        say = partial(self._app.say, tone=_GOOD)
        if done is not None and not done.refusal:
            top.bars.open(undo_bar(top.host, done, say))
        elif done is not None and done.code == TOLD and done.patient_id is not None:
            top.bars.open(ring_back_bar(top.host, done, say))
        else:
            self._say(done)

    def _choose(self, top: DeskScreen, acts: Sequence[DoneAct]) -> None:
        from clerkdesk.screens.acts.undo_bar import ChooseDone

        def take(chosen: str | None) -> None:
            done = next((each for each in acts if str(each.act_id) == chosen), None)
            if done is not None:
                self._offer(top, done)

        self._app.push_screen(ChooseDone(acts, top.host.now().date()), take)
