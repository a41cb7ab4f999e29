"""What a bar tells its screen; the screen hears it as `on_bar_opened`, `on_bar_submitted` and so on."""

from __future__ import annotations

from textual.message import Message

from clerkdesk.widgets.bar_progress import BarProgress
from clerkdesk.widgets.bar_spec import BarSpec, Choice


class BarOpened(Message):
    """A bar was opened."""


class BarClosed(Message):
    """The bar was left or its act is done."""


class BarSubmitted(Message):
    """Enter on a complete bar: the screen carries out `spec.commit`."""

    def __init__(self, spec: BarSpec, progress: BarProgress, word: str = "") -> None:
        super().__init__()
        self.spec = spec
        self.progress = progress
        self.word = word
        """The keys that opened the bar and filled it, where all of them came in one go: they may be a name."""


class BarChoicePicked(Message):
    """A choice was picked, so that the screen can hold that slot or show what would follow."""

    def __init__(self, spec: BarSpec, step: str, choice: Choice) -> None:
        super().__init__()
        self.spec = spec
        self.step = step
        self.choice = choice


class BarHoldEnded(Message):
    """The countdown came to its end."""


class BarNumberTyped(Message):
    """Enter behind a number that was typed where digits choose: it is to be looked up, and nothing is done."""

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number


class BarFitsNothing(Message):
    """A letter or digit that picks nothing: the bar stays, and the screen says so."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
