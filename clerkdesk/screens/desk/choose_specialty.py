"""Narrows a screen to one specialty, or shows all: by a dialog, or by words typed behind the screen's command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.values.text import are_begun
from clerkdesk.widgets.choose_row import ChooseRow
from clerkdesk.widgets.columns import Column

if TYPE_CHECKING:
    from clerkdesk.screens.desk.base import DeskScreen
    from clerkdesk.services.desk.facade import Desk


@dataclass(frozen=True, slots=True)
class Chosen:
    """The specialty that a screen shows."""

    code: str
    """Empty for all of them."""
    name: str
    waiting: int = 0

    @property
    def wanted(self) -> str | None:
        """The code for services; None for all specialties."""
        return self.code or None


ALL = Chosen("", "All specialties")
WHOLE = "all"
"""What stands for all of them where a screen takes the words behind its command."""

_COLUMNS: tuple[Column[Chosen], ...] = (
    Column("Specialty", lambda each: each.name, 30, 40),
    Column("Code", lambda each: each.code, 8),
    Column("Waiting", lambda each: str(each.waiting), 7, right=True),
)


KNOWN = "specialties"
"""Subject of the question for the list of specialties; a screen holds keys until the answer."""


def choose_specialty(screen: DeskScreen, current: Chosen, show: Callable[[Chosen], None]) -> None:
    """Open the dialog over a screen; `show` gets the choice."""
    if screen.bar.is_open:
        screen.host.refuse("Leave the bar first: Escape.")
    else:
        screen.questions.ask(KNOWN, _specialties, lambda known: _offer(screen, known, current, show))


def choose_typed(screen: DeskScreen, arguments: Sequence[str], show: Callable[[Chosen], None]) -> None:
    """Show the specialty whose code or name begins with the typed words, or say that none has this name."""

    def take(known: Sequence[Chosen]) -> None:
        chosen = _named(known, arguments)
        if chosen is not None:
            show(chosen)
        else:
            screen.host.refuse(f"{no_specialty(arguments)}; {key_for('choose_list')} shows them all.")

    screen.questions.ask(KNOWN, _specialties, take)


def knows_specialty(desk: Desk, arguments: Sequence[str]) -> bool:
    """Return whether the typed words name a specialty of this desk."""
    return _named(_specialties(desk), arguments) is not None


def no_specialty(arguments: Sequence[str]) -> str:
    """Return that no specialty has this name, as the beginning of a sentence."""
    return f"No specialty is called “{' '.join(arguments)}”"


def _named(known: Sequence[Chosen], arguments: Sequence[str]) -> Chosen | None:
    return next((each for each in known if are_begun(arguments, f"{each.code} {each.name}")), None)


def _offer(screen: DeskScreen, known: Sequence[Chosen], current: Chosen, show: Callable[[Chosen], None]) -> None:
    everything = Chosen("", ALL.name, sum(each.waiting for each in known))

    def take(code: str | None) -> None:
        for each in (ALL, *known):
            if each.code == code:
                show(each)

    dialog: ChooseRow[Chosen, str] = ChooseRow(
        "Choose a specialty",
        _COLUMNS,
        [everything, *known],
        lambda each: each.code,
        current.code,
        placeholder="letters of the specialty, such as derm",
        empty="No specialty has that name. Backspace shows the others.",
    )
    screen.app.push_screen(dialog, take)


def _specialties(desk: Desk) -> tuple[Chosen, ...]:
    return tuple(Chosen(each.code, each.name, each.waiting) for each in desk.waiting_list.specialties())
