"""The bar of a screen: how it opens, the act behind its Enter, and the focus before and after it.

`clerkdesk.widgets.bar` holds the questions of a bar and its keys. Each screen declares its own bars.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from clerkdesk.screens.desk.host import Host
from clerkdesk.screens.desk.questions import Questions
from clerkdesk.screens.desk.tries import Tries
from clerkdesk.screens.desk.typing_on_list import TypingOnList
from clerkdesk.widgets.bar import Bar
from clerkdesk.widgets.bar_messages import BarChoicePicked, BarClosed, BarFitsNothing, BarNumberTyped, BarSubmitted
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept, Step
from clerkdesk.widgets.beside import run_beside
from clerkdesk.widgets.columns import Tone
from clerkdesk.widgets.desk_app import app_of
from clerkdesk.widgets.plain import joined
from clerkdesk.widgets.row_table import tables_of
from clerkdesk.words.answers import named
from clerkdesk.words.faults import sentence_of

if TYPE_CHECKING:
    from textual.app import App
    from textual.css.query import DOMQuery
    from textual.message import Message
    from textual.widget import Widget


class ScreenWithBar(Protocol):
    """A screen with a bar at the bottom."""

    @property
    def app(self) -> App[Any]:
        """The app; its workers outlive the screen."""

    @property
    def host(self) -> Host:
        """The app, as screens see it."""

    @property
    def focused(self) -> Widget | None:
        """The widget that has the focus."""

    def set_focus(self, widget: Widget | None) -> None:
        """Give the focus to a widget; None takes it away."""

    def focus_first(self) -> None:
        """Give the focus to the first widget that can take it, unless a widget has it."""

    def is_on_top(self) -> bool:
        """Return whether the clerk sees this screen."""

    def query(self, selector: Any) -> DOMQuery[Any]:
        """Return widgets of the screen."""


def _rebuilds_nothing(name: str, context: Mapping[str, Any]) -> BarSpec | None:
    del name, context
    return None


def _takes_nothing_up(kept: Mapping[str, Any]) -> bool:
    del kept
    return False


def _no_step() -> bool:
    return False


def _nothing_to_say(key: str) -> str:
    del key
    return ""


class Bars:
    """Opens and reopens the bar, and carries out its act; while the bar is open, no list moves."""

    def __init__(
        self,
        screen: ScreenWithBar,
        bar: Bar,
        typing: TypingOnList,
        questions: Questions,
        draw_letters: Callable[[], None],
    ) -> None:
        """Take the screen, its closed bar, the typing on its lists, and its questions to the database.

        `draw_letters` shows the keys that act, after the bar opens or closes.
        """
        self._screen = screen
        self._bar = bar
        self._typing = typing
        self._questions = questions
        self._draw_letters = draw_letters
        self._focus_before: Widget | None = None
        self._read_up_to: int | None = None
        """The position in the change log up to which the rows were read when the bar opened."""
        self.takes_up: Callable[[Mapping[str, Any]], bool] = _takes_nothing_up
        """Reopens a saved bar if a part of the screen knows it; returns whether one does."""
        self.rebuild: Callable[[str, Mapping[str, Any]], BarSpec | None] = _rebuilds_nothing
        """Declares a saved bar again, by its name and context; None if its subject is gone."""
        self.why_no_choice: Callable[[str], str] = _nothing_to_say
        """Returns why a key is no choice in the open bar, if there is a particular reason."""
        self.step_back_first: Callable[[], bool] = _no_step
        """Goes back one step within the questions of a part, before the bar does; returns whether it did."""
        self._tries = Tries()
        self._on_closed: list[Callable[[], None]] = []
        self._on_picked: list[Callable[[BarChoicePicked], None]] = []

    @property
    def bar_there(self) -> Bar | None:
        """The bar at the bottom; None once the screen is gone."""
        return next(iter(self._screen.query(Bar)), None)

    @property
    def is_in_doubt(self) -> bool:
        """Whether nobody knows whether an act of the open bar was done."""
        return self._tries.any_in_doubt

    def open(
        self, spec: BarSpec, *, state: Mapping[str, Any] | None = None, sentence: str = "", goes_on: bool = False
    ) -> None:
        """Open a bar; the lists stay frozen until the bar closes. Takes the arguments of `Bar.open`."""
        bar = self._bar
        if not bar.is_open and not bar.has_focus_within:
            # If another bar closed to make room for this one, that bar still has the focus.
            self._focus_before = self._screen.focused
        for table in tables_of(self._screen):
            table.freeze()
        if bar.is_open:
            # If the bar reopens, such as after another desk took the slot, a number that is being typed goes on.
            again = bar.spec is not None and bar.spec.name == spec.name
            digits = bar.digits.text if again else ""
        else:
            self._read_up_to = self._questions.read_up_to
            digits = self._typing.hand_to_bar()
        bar.open(spec, state=state, sentence=sentence, goes_on=goes_on, digits=digits)
        self._draw_letters()

    def reopen(self, kept: Mapping[str, Any]) -> None:
        """Reopen a saved bar, if its subject still exists."""
        if self.takes_up(kept):
            return
        spec = self.rebuild(kept["bar"], kept.get("context", {}))
        if spec is not None:
            self.open(spec, state=kept)

    def refuse_behind(self, sentence: str, *, leaves: bool = False) -> None:
        """Refuse after further keys were pressed: digits may go on as a number.

        With `leaves` the bar closes, unless a number is being typed in it.
        """
        bar, host = self._bar, self._screen.host
        digits = bar.digits.text
        if leaves and not bar.digits.is_number:
            bar.close()
            self._typing.go_on_from(digits, app_of(bar).gate.typed_at, refused=True)
        if digits:
            host.bell()
            host.say(sentence, "warning")
        else:
            host.refuse(sentence)

    def answer(self, sentence: str, tone: Tone = "good", *, about: str = "") -> None:
        """Say what an act did, with the patient's name first: another patient may be in hand by then (law 2).

        `about` is that name; by default it is the subject of the open bar.
        """
        spec = self._bar.spec
        self._screen.host.say(named(about or (spec.subject if spec is not None else ""), sentence), tone)

    def go_back(self) -> bool:
        """Go back to the previous question, else leave the bar; return whether a bar is open."""
        if self.step_back_first():
            return True
        bar, spec = self._bar, self._bar.spec
        if spec is not None and not bar.busy and not bar.step_back():
            bar.close()
            self._screen.host.say(f"Left: {spec.act.rstrip(':')} {spec.subject}. Nothing was recorded.")
        return spec is not None

    # Messages of the bar

    def when_closed(self, hears: Callable[[], None]) -> None:
        """Register a part that is told when the bar closes, in the order of these calls, before the lists move."""
        self._on_closed.append(hears)

    def when_picked(self, hears: Callable[[BarChoicePicked], None]) -> None:
        """Register a part that is told each answer to a question of the bar."""
        self._on_picked.append(hears)

    async def hear(self, message: Message) -> None:
        """Handle a message of the bar."""
        match message:
            case BarChoicePicked():
                for hears in self._on_picked:
                    hears(message)
            case BarClosed():
                self._closed()
            case BarFitsNothing():
                self._fits_nothing(message)
            case BarNumberTyped():
                await self._look_up_number(message)
            case BarSubmitted():
                # The app runs the act, so that the act finishes whatever happens to this screen.
                run_beside(self._screen.app, self._carry_out, message)

    def _closed(self) -> None:
        """Unfreeze the lists and restore the focus, unless another bar has opened."""
        for hears in self._on_closed:
            hears()
        if self._bar.is_open:
            return
        self._tries.forget()
        for table in tables_of(self._screen):
            table.thaw()
        self._draw_letters()
        before = self._focus_before
        self._screen.set_focus(before if before is not None and before.focusable else None)
        self._screen.focus_first()
        self._screen.host.screen_ready()

    def _fits_nothing(self, event: BarFitsNothing) -> None:
        """Say that a letter or digit picks nothing; the bar stays open, and keys typed ahead are not meant for it."""
        bar = self._bar
        misfits = bar.typed.misfits
        letters = f"“{misfits}”" if len(misfits) > 1 else event.text
        told = self.why_no_choice(event.text) or f"{letters} is no choice here; Escape goes back."
        told = joined((told, bar.remarked), " ")
        if event.text.isdecimal():
            # The key may begin a number; the next keys show whether it does.
            self._screen.host.bell()
            bar.tell(told)
        else:
            self._refuse(joined((told, self._typing.look_up_words()), " "), may_be_a_name=True)

    async def _look_up_number(self, event: BarNumberTyped) -> None:
        """Look up a number typed among the choices; nothing is recorded, and the bar stays as it was."""
        if self._bar.is_of_a_digit:
            self._bar.close()
        else:
            self._bar.forget_number()
        await self._screen.host.to_one_box(event.number)

    async def _carry_out(self, event: BarSubmitted) -> None:
        bar, sentence = self._bar, ""
        asks: tuple[Step, ...] = ()
        wrong: tuple[str, ...] = ()
        try:
            sentence = await self._may_be_a_name(event.word) or await self._done_meanwhile(event.spec)
            kept = await self._try(event.spec, event.progress.answer()) if not sentence else None
            if kept is not None:
                sentence, asks, wrong = kept.sentence, kept.asks, kept.at
        except Exception as fault:
            self._screen.host.note_fault(fault)
            sentence = sentence_of(fault)
        bar.busy = False
        if bar.is_open and not bar.has_focus_within:
            # The act has moved the focus to a field, such as the first field of a form that it emptied.
            self._focus_before = self._screen.focused
        if sentence:
            if bar.progress is event.progress:
                bar.ask_further(asks)
                bar.go_to(wrong)
            self._refuse(sentence)
        elif bar.progress is event.progress:
            bar.close()
        self._screen.host.screen_ready()

    async def _try(self, spec: BarSpec, answer: BarAnswer) -> Kept | None:
        with self._tries.of(spec.name, answer.values, answer.context):
            return await spec.commit(answer)

    async def _may_be_a_name(self, word: str) -> str:
        """Return the question, once, whether the keys that opened and filled a bar in one go are a patient's name."""
        bar, host = self._bar, self._screen.host
        if not word or not await host.read(lambda desk: desk.patients.is_name(word)):
            return ""
        enter = bar.spec.enter if bar.spec is not None else ""
        return bar.typed.asks_about_name(word, enter, host.keys_delivered, host.keymap)

    def _refuse(self, sentence: str, *, may_be_a_name: bool = False) -> None:
        """Say once why not: in the open bar, or in the status line if the bar is left or the clerk is elsewhere."""
        host = self._screen.host
        if self._bar.is_open and self._screen.is_on_top():
            self._bar.tell(host.refusal(sentence, may_be_a_name=may_be_a_name))
        else:
            self._bar.tell(sentence)
            host.refuse(sentence)

    async def _done_meanwhile(self, spec: BarSpec) -> str:
        """Return, once, the changes by other desks to the subject of a bar since it was read; empty without any."""
        from clerkdesk.services.acts.meanwhile import ABOUT, Meanwhile

        mark, about = self._read_up_to, {name: value for name, value in spec.context.items() if name in ABOUT}
        if mark is None or not about:
            return ""
        found = await self._screen.host.read(lambda desk: Meanwhile(desk.context).since(mark, about))
        self._read_up_to = found.mark
        if not found.sentences:
            return ""
        done = f"Meanwhile at another desk: {'; '.join(found.sentences)}."
        if found.ended:
            self._bar.close()
            return f"{done} The appointment has ended, so nothing was recorded."
        return f"{done} Enter again {spec.enter} all the same."
