"""Messages from a bar to its screen, which handles them as `on_bar_opened`, `on_bar_submitted` and so on."""

from __future__ import annotations

from textual.message import Message

from clerkdesk.widgets.bar_progress import BarProgress
from clerkdesk.widgets.bar_spec import BarSpec, Choice


class BarOpened(Message):
    """A bar was opened."""


class BarClosed(Message):
    """The clerk left the bar, or its act is done."""


class BarSubmitted(Message):
    """Enter on a complete bar: the screen carries out `spec.commit`."""

    def __init__(self, spec: BarSpec, progress: BarProgress, word: str = "") -> None:
        super().__init__()
        self.spec = spec
        self.progress = progress
        self.word = word
        """The keys that opened and filled the bar, if all came in one go: they may be a name."""


class BarChoicePicked(Message):
    """A choice was picked, so that the screen can hold that slot or show what would follow."""

    def __init__(self, spec: BarSpec, step: str, choice: Choice) -> None:
        super().__init__()
        self.spec = spec
        self.step = step
        self.choice = choice


class BarHoldEnded(Message):
    """The countdown ended."""


class BarNumberTyped(Message):
    """Enter after a number typed over choices: the screen looks it up and does nothing else."""

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number


class BarFitsNothing(Message):
    """A letter or digit that picks nothing: the bar stays, and the screen says so."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
