"""Copies a number of the row under the cursor into the clipboard of the clerk's terminal (OSC 52).

Each screen says which records its row has, of any type.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from clerkdesk.rules.values.nhs_number import display
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept

if TYPE_CHECKING:
    from textual.app import App

    from clerkdesk.screens.desk.bars import Bars
    from clerkdesk.screens.desk.host import Host

NOTHING = "Nothing under the cursor has an NHS number, a reference or a postcode to copy."


class HasNumbers(Protocol):
    """A screen with rows that have numbers to copy."""

    COPY_ASKS: ClassVar[bool]

    @property
    def app(self) -> App[Any]:
        """The app, which writes to the clipboard."""

    @property
    def host(self) -> Host:
        """The app, as screens see it."""

    @property
    def bars(self) -> Bars:
        """The bars, for the one that asks for the number to copy."""

    def row_known(self) -> tuple[object, ...]:
        """Return the records of the row under the cursor: patient, entry, appointment."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number to copy."""

    called: str
    text: str
    """The copied text: an NHS number without blanks, as other systems take it."""
    shown: str = ""

    @property
    def words(self) -> str:
        """The name and the number, as the clerk reads them."""
        return f"{self.called} {self.shown or self.text}"


def numbers_of(*known: object) -> tuple[Number, ...]:
    """Return the numbers to copy from the records of a row, each once: NHS number, reference, postcode.

    Only the patient row of a restricted record has an address, and that row leaves it out.
    """
    return tuple(dict.fromkeys(_numbers(known)))


def _numbers(known: Iterable[object]) -> Iterator[Number]:
    for each in known:
        if nhs_number := getattr(each, "nhs_number", None):
            yield Number("NHS number", nhs_number, display(nhs_number))
    for each in known:
        if reference := getattr(each, "reference", ""):
            yield Number("reference", reference)
    for each in known:
        if hasattr(each, "restricted") and each.postcode:  # type: ignore[attr-defined]
            yield Number("postcode", each.postcode)  # type: ignore[attr-defined]


def copy_row(screen: HasNumbers) -> None:
    """Copy a number of the row under the cursor; if a patient is in hand, a bar asks for the number."""
    copy_number(screen, numbers_of(*screen.row_known()), asks=screen.COPY_ASKS)


def copy_number(screen: HasNumbers, numbers: Sequence[Number], *, asks: bool) -> None:
    """Copy the first number; if there are several and the screen offers a choice, ask for the number."""
    if not numbers:
        screen.host.refuse(NOTHING)
    elif asks and len(numbers) > 1:
        screen.bars.open(_which(screen, numbers))
    else:
        _copy(screen, numbers[0])


def _copy(screen: HasNumbers, number: Number) -> None:
    screen.app.copy_to_clipboard(number.text)
    screen.host.say(f"Copied: {number.called if screen.host.private else number.words}.", "good")


def _which(screen: HasNumbers, numbers: Sequence[Number]) -> BarSpec:
    by_key = {str(index): number for index, number in enumerate(numbers, start=1)}
    choices = tuple(Choice(key, key, number.words) for key, number in by_key.items())

    async def commit(answer: BarAnswer) -> Kept | None:
        _copy(screen, by_key[answer["what"]])
        return None

    step = ChoiceStep("what", "number", choices, default="1")
    return BarSpec("copy", "Copy", "a number", commit, (step,), enter="copies it")
