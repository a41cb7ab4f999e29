"""What a bar asks: steps of choices and text, declared by a screen. How far a clerk has come is in `bar_progress`."""

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
    """What the commit gets."""
    label: str
    """What is printed beside the key."""
    then: str | None = None
    """The step that follows this choice; None means the one that the step names, "" that nothing follows."""
    why_not: str = ""
    """Why it can not be chosen, as a sentence; it is printed all the same."""
    say: str = ""
    """What to say to the patient when it is chosen."""


@dataclass(frozen=True, slots=True)
class ChoiceStep:
    """A question answered by one letter or digit."""

    name: str
    prompt: str
    """What is chosen, such as `reason`; `bar_prompts.asked_for` makes a sentence of it when it is missing."""
    choices: tuple[Choice, ...]
    default: str = ""
    """Code of the choice that stands until another is picked; empty where the clerk must choose."""
    then: str = ""
    """Name of the step that follows, or empty when nothing does."""
    shown: str = ""
    """Printed instead of the choices when these stand elsewhere on the screen: `n declined · 2-9 another`."""
    missing: str = ""
    """What the bar says when nothing is chosen; empty where the sentence made from the prompt says it well."""
    asks: bool = False
    """Whether it is asked in its turn though it has a default, so that its choices are printed."""


@dataclass(frozen=True, slots=True)
class TextStep:
    """A question answered in words. A required one opens by itself, an optional one by Tab."""

    name: str
    prompt: str
    required: bool = False
    read: Reader | None = None
    """Reads what is typed and echoes it; None takes any text."""
    then: str = ""
    said: bool = True
    """Whether a patient or caller may have said it, so that red flags in it are heard (R-723)."""

    @property
    def wants_words(self) -> bool:
        """Whether a number alone can not be the answer: nothing reads it, and the prompt asks for none."""
        return self.read is None and not any(word in self.prompt for word in _ASKS_FOR_A_NUMBER)


Step = ChoiceStep | TextStep


@dataclass(frozen=True, slots=True)
class Kept:
    """A commit's answer that keeps the bar open, with what is to be told: a refusal, or a slot that is gone."""

    sentence: str
    asks: tuple[Step, ...] = ()
    """Questions that came up by the answers so far; they are asked before Enter commits again."""
    at: tuple[str, ...] = ()
    """Names of questions whose answer is wrong, as far as is known: the first on the way is asked once more."""


@dataclass(frozen=True, slots=True)
class BarAnswer:
    """What the clerk chose and typed, by step; steps that were not on the way are absent."""

    values: Mapping[str, str]
    context: Mapping[str, Any]
    """The `context` of the spec: the ids that the act needs."""

    def __getitem__(self, step: str) -> str:
        """Return the answer to a step; empty when it was not on the way or left empty."""
        return self.values.get(step, "")


Commit = Callable[[BarAnswer], Awaitable[Kept | None]]
Preview = Callable[[BarAnswer], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class BarSpec:
    """A whole bar. The first of `steps` comes first; each choice or step names the one that follows."""

    name: str
    """The command that opened it, such as `book`."""
    act: str
    """What is done, as a verb: `Book`."""
    subject: str
    """To whom or what: `PATEL Anjali`."""
    commit: Commit
    """Carries it out. The bar closes unless this answers `Kept` or opens another bar."""
    steps: tuple[Step, ...] = ()
    enter: str = "commits"
    """What Enter does: `accepts`, `cancels the appointment`."""
    note: str = ""
    """One more thing to know, such as `reasonable notice`."""
    say: str = ""
    """The say-it line, unless the chosen choice has its own."""
    preview: Preview | None = None
    """Tells in one line what Enter would lead to, asked when the bar opens and after each choice; may be empty."""
    context: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    """JSON-able ids of what is acted on, kept with the state so that the bar can be built again."""
