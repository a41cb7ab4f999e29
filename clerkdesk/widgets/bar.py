"""The bar: the one line at the bottom that names the patient and the act, and commits it with Enter.

Screens declare a `BarSpec` and open it. `bar_progress` connects its answers, `bar_text` has its words, and the screen
carries out the act.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from textual.app import ComposeResult
from textual.events import Key, Resize
from textual.widgets import Input

from clerkdesk.widgets.answer_box import AnswerBox
from clerkdesk.widgets.bar_messages import (
    BarChoicePicked,
    BarClosed,
    BarFitsNothing,
    BarHoldEnded,
    BarNumberTyped,
    BarOpened,
    BarSubmitted,
)
from clerkdesk.widgets.bar_preview import BarPreview
from clerkdesk.widgets.bar_progress import BarProgress, ChoiceRefused, Outcome, Picked
from clerkdesk.widgets.bar_room import PAGE_KEYS, BarPages, joined_lines, room_of
from clerkdesk.widgets.bar_spec import BarSpec, ChoiceStep, Step, TextStep
from clerkdesk.widgets.bar_text import bar_head, number_head, say_lines, told_lines, where_it_stands
from clerkdesk.widgets.countdown import Countdown
from clerkdesk.widgets.desk_app import app_of
from clerkdesk.widgets.digit_run import DigitRun
from clerkdesk.widgets.keys_in_force import with_keys_in_force
from clerkdesk.widgets.laid_out_once import OneBelowTheOther
from clerkdesk.widgets.panel import SayLine
from clerkdesk.widgets.plain import joined
from clerkdesk.widgets.script import RedFlagsHere
from clerkdesk.widgets.seen_since import SeenSince
from clerkdesk.widgets.survives_errors import SurvivesErrors
from clerkdesk.widgets.typed_in_bar import TypedInBar

_PADDING = 2
"""Blank cells at the left and right of the bar."""


class Bar(SurvivesErrors, OneBelowTheOther, can_focus=True):
    """The bar is hidden until `open`; while open it has the focus, and the screen's lists are frozen."""

    FOCUS_ON_CLICK = False
    """A click presses the printed key under it; the text box keeps the focus."""

    def __init__(self) -> None:
        """Start closed."""
        super().__init__(id="bar")
        self.display = False
        self.progress: BarProgress | None = None
        self.busy = False
        """Whether the act is running; keys wait until it is done."""
        self._sentence = ""
        self._preview = BarPreview(self, self._draw)
        self.remarked = ""
        """The remark about the chosen answer; empty if there is none."""
        self._held = Countdown()
        self.digits = DigitRun()
        """The digits pressed last, one after another: they may start a number."""
        self._picked: set[str] = set()
        """Steps that the clerk answered by a key."""
        self.typed = TypedInBar()
        """The keys that may be meant for something else: a name, or another field."""
        self._red_flags = RedFlagsHere(self, "bar")
        self.is_of_a_digit = False
        """Whether a digit opened the bar; it may start a number."""
        self._pages = BarPages()
        """The lines to show if not all have room."""

    def compose(self) -> ComposeResult:
        """Make the head, the text box and the say-it line."""
        yield SeenSince(id="bar-head")
        yield AnswerBox(id="bar-text")
        yield SayLine()

    def on_mount(self) -> None:
        """Count a hold down second by second."""
        self.set_interval(1, self._tick)

    def on_resize(self, event: Resize) -> None:
        """Break the lines for the new width."""
        del event
        self._draw()

    def fit_again(self) -> None:
        """Adapt to the new size of the terminal."""
        self.call_after_refresh(self._draw)

    # Opening and closing

    @property
    def is_open(self) -> bool:
        """Whether a bar is open."""
        return self.progress is not None

    @property
    def spec(self) -> BarSpec | None:
        """The spec of the open bar."""
        return self.progress.spec if self.progress else None

    def open(
        self,
        spec: BarSpec,
        *,
        state: Mapping[str, Any] | None = None,
        sentence: str = "",
        goes_on: bool = False,
        digits: str = "",
    ) -> None:
        """Open a bar, or replace the open one; `state` comes from `get_state`.

        `goes_on` marks it as the next question of a bar that the clerk has seen and answered, so that an Enter typed
        ahead counts. `digits` opened the bar, and answer its first question.
        """
        if not self.is_open:
            self.is_of_a_digit = bool(digits)
        self.typed.begin(app_of(self).gate.typed_at, replaces=self.is_open)
        self.progress = BarProgress(spec)
        self._input.begin()
        self.digits.begin(digits)
        self._picked = {spec.steps[0].name} if digits and spec.steps else set()
        self._sentence, self.remarked = sentence, ""
        self._held.begin(None)
        if state is not None:
            self.progress.set_state(state)
        self.display = True
        if not goes_on:
            self.not_seen()
        self._show_step(state.get("cursor") if state else None)
        self._red_flags.listen(self.progress.said())
        self._preview.ask(self.progress)
        self.post_message(BarOpened())

    @property
    def commits_since(self) -> float | None:
        """When the open bar was first seen, on the clock of events; an Enter typed earlier does not count."""
        return self._head.commits_since if self.is_open else None

    def not_seen(self) -> None:
        """Wait for the next frame before an Enter counts."""
        for head in self.query(SeenSince):
            head.not_seen()

    def declare_again(self, spec: BarSpec) -> None:
        """Keep the bar and its answers, with some choices closed or opened."""
        if self.progress is not None:
            self.progress.declare_again(spec)
            self._draw()

    def close(self) -> None:
        """Close the bar without doing anything."""
        if self.progress is None:
            return
        self.progress = None
        self.busy = False
        self.display = False
        self._preview.forget()
        self._red_flags.forget()
        self.post_message(BarClosed())

    def can_pick(self, key: str) -> bool:
        """Return whether a letter or digit picks something in the current question."""
        step = self.progress.step if self.progress is not None else None
        return isinstance(step, ChoiceStep) and any(choice.key.lower() == key.lower() for choice in step.choices)

    def step_back(self) -> bool:
        """Ask the previous question again with its answer; return whether there is one."""
        progress = self.progress
        if progress is None or self.busy or not progress.step_back():
            return False
        self.digits.begin()
        self._sentence = where_it_stands(progress)
        self._show_step()
        return True

    def forget_number(self) -> None:
        """Go back to the choices, once the typed number is looked up."""
        self.digits.begin()
        self._draw()

    def tell(self, sentence: str) -> None:
        """Show a sentence in the bar until the next key."""
        self._sentence = sentence
        self._pages.begin()
        self._draw()

    def remark(self, sentence: str) -> None:
        """Show a sentence unless the bar already shows one, so that it never replaces a refusal."""
        if not self._sentence:
            self.tell(sentence)
            self.remarked = sentence

    @property
    def told(self) -> str:
        """The sentence in the bar; empty if it shows none."""
        return with_keys_in_force(self._sentence) if self.is_open else ""

    def ask_further(self, steps: Iterable[Step]) -> None:
        """Ask the questions that the act raised, before Enter commits again."""
        if self.progress is not None and steps:
            self.progress.ask_further(steps)
            self.not_seen()
            self._show_step()

    def go_to(self, names: Iterable[str]) -> None:
        """Ask a question with a wrong answer again, if its step still applies."""
        if self.progress is not None and self.progress.go_to(names):
            self._show_step()

    def hold(self, seconds: float | None) -> None:
        """Count down the seconds for which the slot is held; None ends the countdown."""
        self._held.begin(seconds)
        self._draw()

    def get_state(self) -> dict[str, Any] | None:
        """Return name, context, answers, step and cursor of the open bar; None when it is closed."""
        if self.progress is None:
            return None
        spec = self.progress.spec
        cursor = self._input.cursor_position
        return {"bar": spec.name, "context": dict(spec.context), "cursor": cursor, **self.progress.get_state()}

    # Keys

    def on_key(self, event: Key) -> None:
        """Take every key that the bar can use; all others go on to the screen."""
        if self.progress is None:
            return
        typing = self._input.has_focus
        if not typing and self._takes_as_number(event):
            pass
        elif event.key == "enter":
            self._enter(event.time)
        elif event.key in ("tab", "shift+tab") or (event.key == "backspace" and typing and not self._input.value):
            self._step_on(self.progress, forward=event.key == "tab")
        elif not typing and event.character is not None and event.character.isalnum():
            self._pick(self.progress, event.character, event.time)
        elif event.key in PAGE_KEYS and self._pages.turn(event.key):
            self._draw()
        else:
            return
        event.stop()
        event.prevent_default()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep what is typed."""
        event.stop()
        if self.progress is not None:
            self.progress.type(event.value)
            self.typed.text_goes_on(app_of(self).gate.typed_at)
            self._sentence = ""
            self._red_flags.listen(self.progress.said())
            self._draw()

    def _takes_as_number(self, event: Key) -> bool:
        """Use a key that belongs to a number typed over choices; return whether it does."""
        taken = self.digits.press(event.key, (event.character or "") if event.is_printable else "")
        if taken == "is another key":
            return False
        if taken == "looks it up":
            self.post_message(BarNumberTyped(self.digits.text))
        self._sentence = ""
        self._draw()
        return True

    def _enter(self, at: float) -> None:
        progress = self.progress
        if progress is None or self.busy:
            return
        step = progress.step
        if isinstance(step, TextStep) and step.wants_words and self.digits.goes_on_in(progress.text(step.name)):
            self.screen.set_focus(self, scroll_visible=False)
            self._draw()
            return
        app, missing = app_of(self), progress.missing()
        if missing:
            self._sentence = joined((missing, self.typed.look_up_words(app.keys_delivered, app.keymap)), " ")
        else:
            self._sentence = self._asks_before_enter(progress)
        if self._sentence:
            self._show_step()
        else:
            self.busy = True
            text = progress.text(step.name) if isinstance(step, TextStep) else ""
            word = self.typed.word_with(text, app.keys_delivered, at)
            self.post_message(BarSubmitted(progress.spec, progress, word))

    def _asks_before_enter(self, progress: BarProgress) -> str:
        """Return the question, asked once, before the bar is carried out; empty if there is none."""
        asks = self._red_flags.asks(progress.said(), progress.spec.enter)
        if asks:
            # An Enter typed ahead does not answer it.
            self.not_seen()
            return asks
        app = app_of(self)
        return self.typed.asks_about_misfits(progress.spec.enter, app.keys_delivered, app.keymap)

    def _pick(self, progress: BarProgress, key: str, at: float) -> None:
        self._sentence = ""
        goes_on = self.typed.goes_on_a_word(key, app_of(self).keys_delivered, at)
        outcome: Outcome = "fits nothing" if goes_on else progress.pick(key)
        # A choice shown as impossible was meant, once.
        first = isinstance(outcome, ChoiceRefused) and self.digits.text == key
        if key.isdecimal():
            self.digits.chose(anew=first or (isinstance(outcome, Picked) and outcome.step not in self._picked))
        if isinstance(outcome, Picked):
            self._picked.add(outcome.step)
            self.typed.picked(at)
            self.remarked = ""
            self._preview.ask(progress)
            self.post_message(BarChoicePicked(progress.spec, outcome.step, outcome.choice))
        elif isinstance(outcome, ChoiceRefused):
            self._sentence = outcome.sentence
        else:
            self.typed.fits_nothing(key)
            self.post_message(BarFitsNothing(key))
        self._show_step()

    def _step_on(self, progress: BarProgress, *, forward: bool) -> None:
        if progress.forward() if forward else progress.backward():
            self._sentence = "" if forward else where_it_stands(progress)
            self._show_step()

    # Drawing

    @property
    def _head(self) -> SeenSince:
        return self.query_one("#bar-head", SeenSince)

    @property
    def _input(self) -> AnswerBox:
        return self.query_one("#bar-text", AnswerBox)

    def _show_step(self, cursor: Any = None) -> None:
        """Give the focus to the text box on a text step, else to the bar itself, and draw."""
        progress = self.progress
        if progress is None:
            return
        self._pages.begin()
        step = progress.step
        box = self._input
        if isinstance(step, TextStep):
            box.ask(step.name, progress.text(step.name), step.prompt, cursor)
        else:
            box.leave()
        self.screen.set_focus(box if box.display else self, scroll_visible=False)
        self._draw()

    def _draw(self) -> None:
        progress = self.progress
        if progress is None:
            return
        width = self.size.width or self.app.size.width - _PADDING
        told = told_lines(self._sentence, width)
        if self.digits.is_number:
            head, told = number_head(progress.spec, self.digits.text, width), []
        else:
            # The preview is left out if a refusal says the same.
            preview = "" if self._preview.words in self._sentence else self._preview.words
            head = bar_head(progress, self._held.left, width, preview)
        room = room_of(self.app.size.height) - isinstance(progress.step, TextStep)
        shown = self._pages.fit(head.wrap(width), told, say_lines(progress, width), room)
        # While the desk closes, an answer can still arrive after a line is gone and before the bar is.
        for lines in self.query(SeenSince):
            lines.update(joined_lines(shown.head))
        for line in self.query(SayLine):
            line.show(joined_lines(shown.say) if shown.say else None)

    def _tick(self) -> None:
        if self._held.left is None or not self.is_open:
            return
        if self._held.ends():
            self._sentence = "The slot is no longer held for this patient; Enter still tries to book it."
            self.post_message(BarHoldEnded())
        self._draw()
