"""The progress of a clerk through a bar: choices, current step, missing answers. `bar` draws it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from clerkdesk.widgets.bar_prompts import asked_for, bare_prompt
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Step, TextStep
from clerkdesk.widgets.digit_run import is_a_number_alone


@dataclass(frozen=True, slots=True)
class Picked:
    """The key picked a choice."""

    step: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class ChoiceRefused:
    """The key names a closed choice, with the reason."""

    sentence: str


Outcome = Picked | ChoiceRefused | Literal["fits nothing"]


class BarProgress:
    """The answers given so far to the steps of one bar."""

    def __init__(self, spec: BarSpec) -> None:
        self.spec = spec
        self._steps = {step.name: step for step in spec.steps}
        self._answers: dict[str, str] = {
            step.name: step.default for step in spec.steps if isinstance(step, ChoiceStep) and step.default
        }
        self._further: list[Step] = []
        self.at = ""
        """Name of the current step; empty for a bar without steps."""
        self._go_on()
        first = next(iter(spec.steps), None)
        if isinstance(first, ChoiceStep) and first.asks:
            self.at = first.name
        self._began_at = self.at

    def declare_again(self, spec: BarSpec) -> None:
        """Take a spec of the same steps with other choices closed."""
        self.spec = spec
        self._steps = {step.name: step for step in (*spec.steps, *self._further)}

    def ask_further(self, steps: Iterable[Step]) -> None:
        """Add the questions that the act raised, after the steps of the spec, each question once."""
        for step in steps:
            if step.name not in self._steps:
                self._steps[step.name] = step
                self._further.append(step)
        self._go_on()

    def go_to(self, names: Iterable[str]) -> bool:
        """Go to the first of some questions that applies; return whether one does."""
        wanted = tuple(names)
        found = next((step.name for step in self.path() if step.name in wanted), "")
        self.at = found or self.at
        return bool(found)

    # Reading

    @property
    def step(self) -> Step | None:
        """The current step."""
        return self._steps.get(self.at)

    def path(self) -> tuple[Step, ...]:
        """Return the steps that apply by the answers so far, up to the first that is unanswered."""
        way: list[Step] = []
        name = self.spec.steps[0].name if self.spec.steps else ""
        while name and all(step.name != name for step in way):
            step = self._steps[name]
            way.append(step)
            if self._blocks(step):
                return tuple(way)
            name = self._next(step)
        further = {step.name for step in self._further}
        following = ""
        for step in self._further:
            if following in further and step.name != following:
                continue
            way.append(step)
            if self._blocks(step):
                break
            following = self._next(step)
        return tuple(way)

    def chosen(self, step: Step) -> Choice | None:
        """Return the choice made at a step, by the clerk or by default."""
        code = self._answers.get(step.name)
        if not isinstance(step, ChoiceStep) or code is None:
            return None
        return next((choice for choice in step.choices if choice.code == code), None)

    def text(self, name: str) -> str:
        """Return the text of a text step."""
        return self._answers.get(name, "")

    def said(self) -> tuple[str, ...]:
        """Return typed text that a patient or caller may have said, without text that a reader understands."""
        steps = (step for step in self.path() if isinstance(step, TextStep) and step.said)
        return tuple(text for step in steps if not _understood(step, text := self.text(step.name).strip()))

    def missing(self) -> str:
        """Go to the first missing answer and return a sentence that asks for it; empty when the bar is complete."""
        for step in self.path():
            problem = self._problem(step)
            if problem:
                self.at = step.name
                return problem
        return ""

    def answer(self) -> BarAnswer:
        """Return the answers to the steps that apply."""
        values = {step.name: self._value(step) for step in self.path()}
        return BarAnswer({name: value for name, value in values.items() if value}, self.spec.context)

    # Answering

    def pick(self, key: str) -> Outcome:
        """Pick by a letter or digit, in either case, in the current step or else in an earlier one."""
        passed = [step for step in reversed(self.path()) if step.name != self.at]
        for step in [item for item in (self.step, *passed) if isinstance(item, ChoiceStep)]:
            for choice in step.choices:
                if choice.key.lower() == key.lower():
                    return self._take(step, choice)
        return "fits nothing"

    def type(self, text: str) -> None:
        """Keep the text of the current text step."""
        if isinstance(self.step, TextStep):
            self._answers[self.at] = text

    def forward(self) -> bool:
        """Go to the next step, as Tab does; return whether there is one."""
        names = [step.name for step in self.path()]
        index = names.index(self.at) if self.at in names else -1
        if index + 1 < len(names):
            self.at = names[index + 1]
            return True
        return False

    def backward(self) -> bool:
        """Go to the previous step, as Shift+Tab does; return whether there is one."""
        names = [step.name for step in self.path()]
        index = names.index(self.at) if self.at in names else 0
        if index > 0:
            self.at = names[index - 1]
            return True
        return False

    def step_back(self) -> bool:
        """Go to the previous question, at most to the first of the bar; return whether there is one."""
        names = [step.name for step in self.path()]
        here = names.index(self.at) if self.at in names else 0
        began = names.index(self._began_at) if self._began_at in names else 0
        return here > began and self.backward()

    # State

    def get_state(self) -> dict[str, Any]:
        """Return the answers and the current step."""
        return {"at": self.at, "answers": dict(self._answers)}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restore what `get_state` returned, without answers that do not fit the spec."""
        for name, value in dict(state.get("answers", {})).items():
            step = self._steps.get(name)
            if isinstance(step, TextStep) or (
                isinstance(step, ChoiceStep) and any(choice.code == value for choice in step.choices)
            ):
                self._answers[name] = str(value)
        self._go_on()
        if state.get("at") in {step.name for step in self.path()}:
            self.at = str(state["at"])

    def _take(self, step: ChoiceStep, choice: Choice) -> Outcome:
        if choice.why_not:
            # The meant choice is impossible: no default replaces it.
            self._answers.pop(step.name, None)
            self.at = step.name
            return ChoiceRefused(choice.why_not)
        self._answers[step.name] = choice.code
        self.at = step.name
        self._go_on()
        self._ask_next(step)
        return Picked(step.name, choice)

    def _ask_next(self, answered: Step) -> None:
        """Go on to the next step if it must be asked despite its default."""
        way = self.path()
        index = way.index(answered)
        following = way[index + 1] if index + 1 < len(way) else None
        if isinstance(following, ChoiceStep) and following.asks:
            self.at = following.name

    def _go_on(self) -> None:
        """Ask the first unanswered step; without one, keep the current step."""
        way = self.path()
        names = [step.name for step in way]
        unanswered = next((step.name for step in way if self._blocks(step)), "")
        if unanswered:
            self.at = unanswered
        elif self.at not in names:
            self.at = next((step.name for step in way if isinstance(step, ChoiceStep)), names[0] if names else "")

    def _blocks(self, step: Step) -> bool:
        if isinstance(step, ChoiceStep):
            return self.chosen(step) is None
        return step.required and not self.text(step.name).strip()

    def _problem(self, step: Step) -> str:
        if self._blocks(step):
            if isinstance(step, ChoiceStep) and step.missing:
                return step.missing
            return asked_for(step)
        if isinstance(step, TextStep) and step.read is not None and self.text(step.name).strip():
            return step.read(self.text(step.name).strip()).problem
        if isinstance(step, TextStep) and step.wants_words and is_a_number_alone(self.text(step.name)):
            return f"{self.text(step.name).strip()} is only a number: say it in words ({bare_prompt(step)})."
        return ""

    def _value(self, step: Step) -> str:
        text = self._answers.get(step.name, "").strip()
        if isinstance(step, TextStep) and step.read is not None and text:
            return step.read(text).value
        return text

    def _next(self, step: Step) -> str:
        choice = self.chosen(step)
        return step.then if choice is None or choice.then is None else choice.then


def _understood(step: TextStep, text: str) -> bool:
    return not text or (step.read is not None and not step.read(text).problem)
