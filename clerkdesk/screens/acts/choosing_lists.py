"""Chooses another list of a screen: by a dialog, or by the arrows that step through them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from clerkdesk.screens.acts.of_screen import HasApp, HasBar, HasHost

if TYPE_CHECKING:
    from textual.screen import ModalScreen


ListT = TypeVar("ListT")

STEPS = {"left": -1, "right": 1}
"""Arrow -> number of lists to step."""
LEAVE_THE_BAR = "Leave the bar first: Escape."


class ChoosesLists(HasApp, HasHost, HasBar, Protocol):
    """A screen that shows one of several lists."""


async def choose(screen: ChoosesLists, dialog: ModalScreen[ListT], show: Callable[[ListT | None], None]) -> None:
    """Ask for a list in a dialog; `show` gets the chosen one, or None."""
    if screen.bar.is_open:
        screen.host.refuse(LEAVE_THE_BAR)
    else:
        await screen.app.push_screen(dialog, show)


def stepped(lists: Sequence[ListT], shown: ListT | None, step: int) -> ListT | None:
    """Return the list some steps on from the shown one; None if there is no other."""
    if len(lists) < 2 or shown not in lists:
        return None
    return lists[(lists.index(shown) + step) % len(lists)]
