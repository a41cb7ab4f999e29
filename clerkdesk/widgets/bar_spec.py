"""The questions of a bar, declared by a screen: steps of choices and text. `bar_progress` keeps the progress."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from clerkdesk.widgets.readings import Reader

_ASKS_FOR_A_NUMBER = ("number", "reference", "source")
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Choice:
    """One printed sub-choice."""

    key: str
    """The letter or digit that picks it, in either case. `n` is only ever "no"."""
    code: str
    """The value for the commit."""
    label: str
    """The words beside the key."""
    then: str | None = None
    """The step after this choice; None means the one that the step names, "" means none."""
    why_not: str = ""
    """Why it cannot be chosen, as a sentence; the bar still prints it."""
    say: str = ""
    """What to say to the patient when it is chosen."""


@dataclass(frozen=True, slots=True)
class ChoiceStep:
    """A question answered by one letter or digit."""

    name: str
    prompt: str
    """The subject of the choice, such as `reason`; `bar_prompts.asked_for` makes a sentence of it if it is missing."""
    choices: tuple[Choice, ...]
    default: str = ""
    """Code of the default choice; empty if the clerk must choose."""
    then: str = ""
    """Name of the next step; empty for none."""
    shown: str = ""
    """Printed instead of choices that are elsewhere on the screen: `n declined · 2-9 another`."""
    missing: str = ""
    """The sentence for a missing choice; empty if the sentence made from the prompt will do."""
    asks: bool = False
    """Whether it is asked in turn despite its default, so that its choices are printed."""


@dataclass(frozen=True, slots=True)
class TextStep:
    """A question answered in words. A required one opens by itself, an optional one by Tab."""

    name: str
    prompt: str
    required: bool = False
    read: Reader | None = None
    """Reads the text and echoes it; None takes any text."""
    then: str = ""
    said: bool = True
    """Whether a patient or caller may have said it, so that it is searched for red flags (R-723)."""

    @property
    def wants_words(self) -> bool:
        """Whether the answer cannot be a number alone: it has no reader, and the prompt asks for none."""
        return self.read is None and not any(word in self.prompt for word in _ASKS_FOR_A_NUMBER)


Step = ChoiceStep | TextStep


@dataclass(frozen=True, slots=True)
class Kept:
    """A commit's answer that keeps the bar open, with its sentence: a refusal, or a slot that is gone."""

    sentence: str
    asks: tuple[Step, ...] = ()
    """Questions that the answers raised; the bar asks them before Enter commits again."""
    at: tuple[str, ...] = ()
    """Names of questions with a wrong answer; the bar asks the first that applies again."""


@dataclass(frozen=True, slots=True)
class BarAnswer:
    """The clerk's choices and texts, by step, without steps that did not apply."""

    values: Mapping[str, str]
    context: Mapping[str, Any]
    """The `context` of the spec: the ids that the act needs."""

    def __getitem__(self, step: str) -> str:
        """Return the answer to a step; empty if the step did not apply or was left empty."""
        return self.values.get(step, "")


Commit = Callable[[BarAnswer], Awaitable[Kept | None]]
Preview = Callable[[BarAnswer], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class BarSpec:
    """A whole bar. The first of `steps` comes first; each choice or step names the next one."""

    name: str
    """The command that opened it, such as `book`."""
    act: str
    """The act as a verb: `Book`."""
    subject: str
    """The subject of the act: `PATEL Anjali`."""
    commit: Commit
    """Carries it out. The bar closes unless this answers `Kept` or opens another bar."""
    steps: tuple[Step, ...] = ()
    enter: str = "commits"
    """What Enter does: `accepts`, `cancels the appointment`."""
    note: str = ""
    """One more fact, such as `reasonable notice`."""
    say: str = ""
    """Words to the patient, unless the chosen choice has its own."""
    preview: Preview | None = None
    """Returns one line with the effect of Enter, asked when the bar opens and after each choice; may be empty."""
    context: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    """JSON-able ids of the subject, kept with the state so that the bar can be rebuilt."""
