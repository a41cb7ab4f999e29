"""Copying a number of the row under the cursor into the clipboard of whoever sits at the terminal (OSC 52).

Which rows have numbers is the screens' business: they hand over what they know of the row, whatever its type.
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
    """A screen with rows whose numbers can be copied."""

    COPY_ASKS: ClassVar[bool]

    @property
    def app(self) -> App[Any]:
        """The app, which knows the clipboard."""

    @property
    def host(self) -> Host:
        """What stands behind the screens."""

    @property
    def bars(self) -> Bars:
        """What opens the bar that asks which number is copied."""

    def row_known(self) -> tuple[object, ...]:
        """Return what is known of the row under the cursor: patient, entry, appointment."""


@dataclass(frozen=True, slots=True)
class Number:
    """One thing that can be copied."""

    called: str
    text: str
    """As it is copied: an NHS number without blanks, as other systems take it."""
    shown: str = ""

    @property
    def words(self) -> str:
        """What it is, as the clerk reads it."""
        return f"{self.called} {self.shown or self.text}"


def numbers_of(*known: object) -> tuple[Number, ...]:
    """Return what can be copied of what is known of a row, each once: NHS number, reference, postcode.

    The address of a restricted record is in nothing but its patient, where it has been left out.
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
    """Copy a number of the row under the cursor; where a patient is in hand, a bar asks which."""
    copy_number(screen, numbers_of(*screen.row_known()), asks=screen.COPY_ASKS)


def copy_number(screen: HasNumbers, numbers: Sequence[Number], *, asks: bool) -> None:
    """Copy the first number; ask which, where there are several and the screen lets choose."""
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
    by_key = {str(place): number for place, number in enumerate(numbers, start=1)}
    choices = tuple(Choice(key, key, number.words) for key, number in by_key.items())

    async def commit(answer: BarAnswer) -> Kept | None:
        _copy(screen, by_key[answer["what"]])
        return None

    step = ChoiceStep("what", "number", choices, default="1")
    return BarSpec("copy", "Copy", "a number", commit, (step,), enter="copies it")
