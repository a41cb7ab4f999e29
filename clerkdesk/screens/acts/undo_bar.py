"""The bar that undoes an act, the one that offers to ring back, and the list of the last acts (law 9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from clerkdesk.rules.undo.done_act import DoneAct
from clerkdesk.rules.values.date_words import short_moment_words
from clerkdesk.screens.acts.carrying_out import carry_out_and_say
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept
from clerkdesk.widgets.choose_row import ChooseRow
from clerkdesk.widgets.columns import Column
from clerkdesk.widgets.plain import plain
from clerkdesk.widgets.row_table import RowTable

if TYPE_CHECKING:
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.acts.answers import Refused, WrongInput
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.inbox.inbox import MessageTaken
    from clerkdesk.services.undo.undoing import Undone

UNDO, RING_BACK = "undo", "ring_back"
"""Names of the two bars."""
_SOON = timedelta(minutes=1)
"""When the call-back comes up."""


def undo_bar(host: Host, done: DoneAct, say: Callable[[str], None]) -> BarSpec:
    """Return the bar that undoes an act; `say` gets the sentence of its answer."""

    async def commit(answer: BarAnswer) -> Kept | None:
        del answer

        def write(desk: Desk) -> Undone | Refused | WrongInput:
            return desk.undo.undo(done.act_id)

        return await carry_out_and_say(host, write, say)

    async def preview(answer: BarAnswer) -> str:
        del answer
        return done.will

    act = f"Undo {done.what}"
    if not done.patient:
        return BarSpec(UNDO, "Undo", done.what, commit, enter="undoes it", note=done.about, preview=preview)
    return BarSpec(UNDO, f"{act},", done.patient, commit, enter="undoes it", note=done.about, preview=preview)


def ring_back_bar(host: Host, done: DoneAct, say: Callable[[str], None]) -> BarSpec:
    """Return the bar that puts a call-back to the patient of an act into the clerk's own inbox."""
    text = f"Ring back about: {done.what}{f', {done.about}' if done.about else ''}, entered in error."

    async def commit(answer: BarAnswer) -> Kept | None:
        del answer

        def write(desk: Desk) -> MessageTaken | Refused | WrongInput:
            from clerkdesk.services.inbox.inbox import NewMessage

            message = NewMessage(
                text=text, to="me", patient_id=done.patient_id, ring_back_at=desk.context.now() + _SOON
            )
            return desk.inbox.take_message(message)

        return await carry_out_and_say(host, write, say)

    async def preview(answer: BarAnswer) -> str:
        del answer
        return done.refusal

    enter = "puts the call-back into your inbox"
    return BarSpec(RING_BACK, "Ring back", done.patient, commit, enter=enter, preview=preview)


class ChooseDone(ChooseRow[DoneAct, str]):
    """The dialog with the last acts, newest first; it answers the id of the chosen one."""

    def __init__(self, acts: Sequence[DoneAct], today: date) -> None:
        """Take the acts, and the local day: an act of another day is shown with its day."""

        def when(done: DoneAct) -> str:
            return f"{done.at:%H:%M}" if done.at.date() == today else short_moment_words(done.at)

        columns: tuple[Column[DoneAct], ...] = (
            Column("At", when, 5, 16),
            Column("What", lambda each: each.name, 28, 60),
            Column("Undo", lambda each: "no" if each.refusal else "yes", 4),
        )
        super().__init__(
            "What did I do?",
            columns,
            acts,
            lambda each: str(each.act_id),
            placeholder="letters of an act or a name",
            empty="No act has these letters. Backspace shows the others.",
            enter="undoes it, or says why it stays",
        )
        self._why = Static(id="undo-or-why-not")

    def compose_frame(self) -> ComposeResult:
        """Make the list, and beneath it what the undo of the act under the cursor does, or why it stays."""
        *above, keys = super().compose_frame()
        yield from above
        yield self._why
        yield keys

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """Say what Enter does to the act under the cursor."""
        event.stop()
        done: DoneAct | None = event.row
        self._why.update("" if done is None else plain(f"! {done.refusal}" if done.refusal else f"→ {done.will}"))
