"""The bar: the one line at the bottom that names the patient and the act, and commits it with Enter.

Screens declare a `BarSpec` and open it. `bar_progress` connects its answers, `bar_text` has its words, and the screen
carries out the act.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
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
from clerkdesk.widgets.bar_progress import BarProgress, ChoiceRefused, Outcome, Picked
from clerkdesk.widgets.bar_room import PAGE_KEYS, BarPages, joined_lines, room_of
from clerkdesk.widgets.bar_spec import BarSpec, ChoiceStep, Preview, Step, TextStep
from clerkdesk.widgets.bar_text import bar_head, number_head, say_lines, told_lines, where_it_stands
from clerkdesk.widgets.countdown import Countdown
from clerkdesk.widgets.desk_app import app_of
from clerkdesk.widgets.digit_run import DigitRun
from clerkdesk.widgets.keys_in_force import with_keys_in_force
from clerkdesk.widgets.panel import SayLine
from clerkdesk.widgets.plain import joined
from clerkdesk.widgets.script import script_of
from clerkdesk.widgets.seen_since import SeenSince
from clerkdesk.widgets.survives_errors import SurvivesErrors
from clerkdesk.widgets.typed_on_list import InOneGo, TypedOnList, look_up_words

_PADDING = 2
"""Blank cells at the left and right of the bar."""


class Bar(SurvivesErrors, Vertical, can_focus=True):
    """The bar is hidden until `open`; while open it has the focus, and the screen's lists are frozen."""

    _SAID_HERE = "bar"
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
        self._preview = ""
        self.remarked = ""
        """The remark about the chosen answer; empty if there is none."""
        self._held = Countdown()
        self.digits = DigitRun()
        """The digits pressed last, one after another: they may start a number."""
        self._picked: set[str] = set()
        """Steps that the clerk answered by a key."""
        self.typed = TypedOnList()
        """The keys pressed one after another, with the one that opened the bar: they may spell a name."""
        self.is_of_a_digit = False
        """Whether a digit opened the bar; it may start a number."""
        self.misfits = ""
        """Letters since the bar opened that picked nothing and that the clerk has not been asked about."""
        self._put_right = False
        """Whether a letter picked something after the last one that did not: then that one was a slip."""
        self._in_one_go = InOneGo()
        """Whether the text came in one go with the letter before it, which opened the bar or picked something."""
        self._name_asked = ("", -1)
        """The name of the last question to the clerk, and the number of its key."""
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
            # A replaced bar: its letters without a choice may belong to a word that goes on here.
            self.misfits, self.is_of_a_digit = "", bool(digits)
        self.progress = BarProgress(spec)
        self._in_one_go.begin(app_of(self).gate.typed_at)
        self._input.begin()
        self.digits.begin(digits)
        self._picked = {spec.steps[0].name} if digits and spec.steps else set()
        self._sentence, self._preview, self.remarked = sentence, "", ""
        self._held.begin(None)
        if state is not None:
            self.progress.set_state(state)
        self.display = True
        if not goes_on:
            self.not_seen()
        self._show_step(state.get("cursor") if state else None)
        self._listen()
        self._look_ahead(self.progress)
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
        self._listen()
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
            self._in_one_go.goes_on(app_of(self).gate.typed_at)
            self._sentence = ""
            self._listen()
            self._draw()

    def _takes_as_number(self, event: Key) -> bool:
        """Use a key that belongs to a number typed over choices; return whether it does."""
        run, shown = self.digits, event.character or ""
        if run.is_number and event.key == "enter":
            self.post_message(BarNumberTyped(run.text))
        elif run.is_number and event.key == "backspace":
            run.begin()
        elif shown.isdecimal():
            if not run.takes(shown):
                return False
        elif not self._parts_digits(event) and not run.is_number:
            run.begin()
            return False
        self._sentence = ""
        self._draw()
        return True

    def _parts_digits(self, event: Key) -> bool:
        mark = event.character or ""
        return bool(mark) and event.is_printable and not mark.isalpha() and self.digits.part(mark)

    def _word(self, at: float) -> str:
        """Return the keys that opened and filled the bar in one go, Enter included; empty if there was a pause."""
        step = self.progress.step if self.progress is not None else None
        if self.progress is None or not isinstance(step, TextStep) or not self._in_one_go.is_still(at):
            return ""
        app = app_of(self)
        return self.typed.word_with(self.progress.text(step.name), app.keys_delivered)

    def ask_about_name(self, name: str) -> str:
        """Return what to say, once, if the keys of the bar spell a name, which may be meant for the one box."""
        app = app_of(self)
        self._name_asked = (name, app.keys_delivered)
        enter = self.spec.enter if self.spec is not None else ""
        return f"“{name}” is a patient's name. {look_up_words(name, app.keymap)} Enter again {enter}; Escape leaves."

    def name_up_to(self, number: int) -> str:
        """Return the name typed right before this key of the desk."""
        name, asked_at = self._name_asked
        return name if number == asked_at + 1 else self.typed.name_up_to(number)

    def _enter(self, at: float) -> None:
        progress = self.progress
        if progress is None or self.busy:
            return
        step = progress.step
        if isinstance(step, TextStep) and step.wants_words and self.digits.goes_on_in(progress.text(step.name)):
            self.screen.set_focus(self, scroll_visible=False)
            self._draw()
            return
        missing = progress.missing()
        self._sentence = joined((missing, self._look_up()), " ") if missing else self._asks_before_enter(progress)
        if self._sentence:
            self._show_step()
        else:
            self.busy = True
            self.post_message(BarSubmitted(progress.spec, progress, self._word(at)))

    def _look_up(self) -> str:
        """Return how to look up the typed text if it may be a name; else empty."""
        app = app_of(self)
        return look_up_words(self.typed.name_up_to(app.keys_delivered), app.keymap)

    def _asks_before_enter(self, progress: BarProgress) -> str:
        """Return the question, asked once, before the bar is carried out; empty if there is none."""
        return self._asks_of_red_flags(progress) or self._asks_again(progress)

    def _asks_again(self, progress: BarProgress) -> str:
        """Return what to say, once, if letters fitted nothing: they may be a word meant for another field."""
        letters, self.misfits = self.misfits, ""
        app = app_of(self)
        slip = self._put_right and not self.typed.name_up_to(app.keys_delivered)
        if not letters or slip:
            return ""
        told = f"“{letters}” was no choice here. Enter again {progress.spec.enter}; Escape leaves."
        return joined((told, self._look_up()), " ")

    def _asks_of_red_flags(self, progress: BarProgress) -> str:
        """Return what to say, once, if a red flag was typed; an Enter typed ahead does not answer it."""
        script = script_of(self)
        asks = script.asks(self._SAID_HERE, progress.said(), progress.spec.enter) if script is not None else ""
        if asks:
            self.not_seen()
        return asks

    def _listen(self) -> None:
        """Show the script if a red flag is typed; another bar starts afresh."""
        script = script_of(self)
        if script is not None and self.progress is not None:
            script.listen(self._SAID_HERE, self.progress.said())
        elif script is not None:
            script.forget(self._SAID_HERE)

    def _pick(self, progress: BarProgress, key: str, at: float) -> None:
        self._sentence = ""
        app = app_of(self)
        before = self.typed.before(key, app.keys_delivered, at)
        goes_on = key.isalpha() and self.typed.goes_on_a_word(before)
        outcome: Outcome = "fits nothing" if goes_on else progress.pick(key)
        # A choice shown as impossible was meant, once.
        first = isinstance(outcome, ChoiceRefused) and self.digits.text == key
        if key.isdecimal():
            self.digits.chose(anew=first or (isinstance(outcome, Picked) and outcome.step not in self._picked))
        if isinstance(outcome, Picked):
            self._picked.add(outcome.step)
            self._in_one_go.begin(at)
            self._put_right = True
            self._preview = self.remarked = ""
            self._look_ahead(progress)
            self.post_message(BarChoicePicked(progress.spec, outcome.step, outcome.choice))
        elif isinstance(outcome, ChoiceRefused):
            self._sentence = outcome.sentence
        else:
            self.typed.refuse()
            self._put_right = False
            self.misfits += "" if key.isdecimal() else key
            self.post_message(BarFitsNothing(key))
        self._show_step()

    def _look_ahead(self, progress: BarProgress) -> None:
        """Ask for the preview of Enter; the latest answer counts."""
        preview = progress.spec.preview
        if preview is not None:
            work = self._read_preview(progress, preview)
            self.run_worker(work, group="preview", exclusive=True, exit_on_error=False)

    async def _read_preview(self, progress: BarProgress, preview: Preview) -> None:
        words = await preview(progress.answer())
        if self.progress is progress:
            self._preview = words
            self._draw()

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
            preview = "" if self._preview in self._sentence else self._preview
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
