"""What every screen of the desk has of the bar: opening it, the act behind its Enter, and the focus round it.

What a bar asks and how it takes keys is in `clerkdesk.widgets.bar`; which bars there are is the screens' business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.events import Key
from textual.widget import Widget

from clerkdesk.screens.desk.host import Host
from clerkdesk.widgets.bar import Bar
from clerkdesk.widgets.bar_messages import BarFitsNothing, BarNumberTyped, BarSubmitted
from clerkdesk.widgets.bar_spec import BarSpec, Step
from clerkdesk.widgets.columns import Tone
from clerkdesk.widgets.desk_app import app_of
from clerkdesk.widgets.plain import joined
from clerkdesk.widgets.ready_for_keys import ReadyForKeys
from clerkdesk.widgets.row_table import RowTable
from clerkdesk.widgets.typed_on_list import TypedOnList, look_up_words
from clerkdesk.words.answers import named
from clerkdesk.words.faults import sentence_of

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk


class Barred(ReadyForKeys[Any]):
    """A screen with a bar at the bottom; while it is open, nothing else takes keys or moves."""

    WAITS_FOR: ClassVar[frozenset[str]] = frozenset()
    """Subjects of `ask` that must have been answered before the screen takes keys."""
    ACTED_ON: ClassVar[frozenset[str]] = frozenset()
    """Subjects of `ask` whose answers bars act on: what other desks do to that meanwhile is said before it is done."""

    def __init__(self) -> None:
        """Begin with the bar closed."""
        super().__init__()
        self._focus_before_bar: Widget | None = None
        self._on_list = TypedOnList()
        self._read_up_to: int | None = None
        """How far what the open bar is about had been read when it was opened."""

    # For a screen to fill in

    def rebuild_bar(self, name: str, context: Mapping[str, Any]) -> BarSpec | None:
        """Declare again a bar that was written down, or None when what it was about is gone."""
        del name, context
        return None

    @property
    def read_up_to(self) -> int | None:
        """How far what bars act on goes, in what the desks have written down; None where nothing was read for them."""
        return None

    def takes_words(self, words: str) -> bool:
        """Make ready for words that were typed or pasted where no letter acts; else they go to the one box."""
        del words
        return False

    def why_no_choice(self, key: str) -> str:
        """Return why a key is no choice in the open bar, where there is more to say than that."""
        del key
        return ""

    # For a screen to use

    @property
    def host(self) -> Host:
        """The app, as far as screens know it."""
        return cast("Host", self.app)

    @property
    def bar(self) -> Bar:
        """The bar at the bottom."""
        return self.query_one(Bar)

    @property
    def bar_there(self) -> Bar | None:
        """The bar at the bottom; None once the screen is gone."""
        return next(iter(self.query(Bar)), None)

    def open_bar(
        self, spec: BarSpec, *, state: Mapping[str, Any] | None = None, sentence: str = "", goes_on: bool = False
    ) -> None:
        """Open a bar; the lists are frozen until it is closed. Takes what `Bar.open` takes."""
        if not self.bar.is_open and not self.bar.has_focus_within:
            # Where a bar has been closed for this one, the focus is still in it.
            self._focus_before_bar = self.focused
        for table in self._tables():
            table.freeze()
        number = self.host.keys_delivered
        if self.bar.is_open:
            # Opened again, as when a place was lost meanwhile: a number that is being typed goes on.
            again = self.bar.spec is not None and self.bar.spec.name == spec.name
            digits = self.bar.digits.text if again else ""
        else:
            digits = self._on_list.digits_up_to(number)
            self._read_up_to = self.read_up_to
            # The letter that opens the bar may be the first of a name.
            self.bar.typed, self._on_list = self._on_list, TypedOnList()
        self.bar.open(spec, state=state, sentence=sentence, goes_on=goes_on, digits=digits)
        self._draw_letters()

    def write_behind(self, work: Callable[[Desk], Any]) -> None:
        """Write something whose answer nobody waits for, such as leaving a claim."""
        self.app.run_worker(self.host.write(work), exit_on_error=False)

    def reopen_bar(self, kept: Mapping[str, Any]) -> None:
        """Open again a bar that was written down, where what it was about is still there."""
        spec = self.rebuild_bar(kept["bar"], kept.get("context", {}))
        if spec is not None:
            self.open_bar(spec, state=kept)

    def refuse_behind(self, sentence: str, *, leaves: bool = False) -> None:
        """Say why not, where the answer comes when further keys were pressed: digits may go on as a number.

        With `leaves` the bar is closed, unless a number is being typed in it.
        """
        bar, number = self.bar, self.host.keys_delivered
        digits = bar.digits.text
        if leaves and not bar.digits.is_number:
            bar.close()
            self._on_list.go_on_from(digits, number, app_of(self).gate.typed_at)
            self._on_list.refuse()
        if digits:
            self.app.bell()
            self.host.say(sentence, "warning")
        else:
            self.host.refuse(sentence)

    def answer(self, sentence: str, tone: Tone = "good", *, about: str = "") -> None:
        """Say what an act did, and first to whom: by then another patient may be in hand (law 2).

        `about` names them where no bar does; else it is whom or what the open bar names.
        """
        spec = self.bar.spec
        self.host.say(named(about or (spec.subject if spec is not None else ""), sentence), tone)

    # What the app asks

    def get_focusable_widget_at(self, x: int, y: int) -> Widget | None:
        """Let no click take the focus from an open bar: the letters that follow are meant for it."""
        found = super().get_focusable_widget_at(x, y)
        outside = found is not None and self.bar not in found.ancestors_with_self
        return None if self.bar.is_open and outside else found

    def commits_since(self) -> float | None:
        """Return since when the open bar has been seen."""
        return self.bar.commits_since

    # Wiring

    def on_bar_closed(self) -> None:
        """Let the lists move again and give the focus back, unless another bar was opened in its place."""
        if self.bar.is_open:
            return
        for table in self._tables():
            table.thaw()
        self._draw_letters()
        before = self._focus_before_bar
        self.set_focus(before if before is not None and before.focusable else None)
        self.focus_first()
        self.host.screen_ready()

    def on_bar_fits_nothing(self, event: BarFitsNothing) -> None:
        """Say that a letter or digit picks nothing; the bar stays, and what was typed ahead was not meant for it."""
        letters = f"“{self.bar.misfits}”" if len(self.bar.misfits) > 1 else event.text
        told = self.why_no_choice(event.text) or f"{letters} is no choice here; Escape goes back."
        if event.text.isdecimal():
            # It may begin a number, and what follows shows whether it does.
            self.app.bell()
            self.bar.tell(told)
        else:
            self._refuse_in_bar(joined((told, self._look_up_words()), " "), may_be_a_name=True)

    def _look_up_words(self) -> str:
        """Return how what was typed is looked up, as a sentence; empty where it is no name."""
        typed = self.bar.typed if self.bar.is_open else self._on_list
        return look_up_words(typed.name_up_to(self.host.keys_delivered), self.host.keymap)

    def name_typed(self, number: int) -> str:
        """Return what was typed as a name, right before a key of the desk: F2 takes it into the one box."""
        return self.bar.name_up_to(number) if self.bar.is_open else self._on_list.name_up_to(number)

    def forget_typed(self) -> None:
        """Hear that what was typed has gone to the one box."""
        self._on_list.forget()
        self.bar.typed.forget()

    def hears_refused(self, key: Key) -> str:
        """Take a letter that did nothing in a sheet over this list; return how the name it may be of is looked up."""
        self._on_list.before(key.character or "", self.host.keys_delivered, key.time)
        self._on_list.refuse()
        return self._look_up_words()

    def key_comes_again(self) -> None:
        """Hear that the last key closed a sheet over this list, and comes once more."""
        self._on_list.passed_on(self.host.keys_delivered)

    def key_refused(self, keys: str, at: float) -> str:
        """Hear that the last key did nothing, and which letters and digits typed behind it were dropped.

        Returns how the name that they may be of is found.
        """
        if self.bar.is_open:
            return ""
        self._on_list.dropped(keys, at)
        return self._look_up_words()

    def why_not_enter(self, at: float) -> str:
        """Return why an Enter acts on no row, as a sentence: it ends a name that was typed on the list."""
        typed = self._on_list
        if self.bar.is_open or not typed.name_up_to(self.host.keys_delivered) or not typed.is_fresh(at):
            return ""
        return f"Enter right behind it does nothing. {self._look_up_words()}"

    async def on_bar_number_typed(self, event: BarNumberTyped) -> None:
        """Look up a number that was typed where digits choose; nothing is done, and the bar waits as it was."""
        if self.bar.is_of_a_digit:
            self.bar.close()
        else:
            self.bar.forget_number()
        await self.host.to_one_box(event.number)

    def on_bar_submitted(self, event: BarSubmitted) -> None:
        """Carry out the act. The app runs it, so that it is finished whatever happens to this screen."""
        self.app.run_worker(self._carry_out_bar(event), exit_on_error=False)

    async def _carry_out_bar(self, event: BarSubmitted) -> None:
        bar, sentence = self.bar, ""
        asks: tuple[Step, ...] = ()
        wrong: tuple[str, ...] = ()
        try:
            sentence = await self._may_be_a_name(event.word) or await self._done_meanwhile(event.spec)
            kept = await event.spec.commit(event.progress.answer()) if not sentence else None
            if kept is not None:
                sentence, asks, wrong = kept.sentence, kept.asks, kept.at
        except Exception as fault:
            self.host.note_fault(fault)
            sentence = sentence_of(fault)
        bar.busy = False
        if bar.is_open and not bar.has_focus_within:
            # The act itself has gone to a field, such as the first of a form that it emptied.
            self._focus_before_bar = self.focused
        if sentence:
            if bar.progress is event.progress:
                bar.ask_further(asks)
                bar.go_to(wrong)
            self._refuse_in_bar(sentence)
        elif bar.progress is event.progress:
            bar.close()
        self.host.screen_ready()

    async def _may_be_a_name(self, word: str) -> str:
        """Return what is asked, once, where the keys that opened and filled a bar in one go are a patient's name."""
        is_name = bool(word) and await self.host.read(lambda desk: desk.patients.is_name(word))
        return self.bar.ask_about_name(word) if is_name else ""

    def _refuse_in_bar(self, sentence: str, *, may_be_a_name: bool = False) -> None:
        """Say once why not: in the open bar; in the status line where it is left, or the clerk is elsewhere."""
        if self.bar.is_open and self.is_on_top():
            self.bar.tell(self.host.refusal(sentence, may_be_a_name=may_be_a_name))
        else:
            self.bar.tell(sentence)
            self.host.refuse(sentence)

    async def _done_meanwhile(self, spec: BarSpec) -> str:
        """Return, once, what other desks have done to what a bar is about since it was read; empty where nothing."""
        from clerkdesk.services.acts.meanwhile import ABOUT, Meanwhile

        mark, about = self._read_up_to, {name: value for name, value in spec.context.items() if name in ABOUT}
        if mark is None or not about:
            return ""
        found = await self.host.read(lambda desk: Meanwhile(desk.context).since(mark, about))
        self._read_up_to = found.mark
        if not found.sentences:
            return ""
        done = f"Meanwhile at another desk: {'; '.join(found.sentences)}."
        if found.ended:
            self.bar.close()
            return f"{done} The appointment has ended, so nothing was recorded."
        return f"{done} Enter again {spec.enter} all the same."

    def _draw_letters(self) -> None:
        """Show what can be pressed."""
        raise NotImplementedError

    def _tables(self) -> list[RowTable[Any]]:
        return list(self.query(RowTable))
