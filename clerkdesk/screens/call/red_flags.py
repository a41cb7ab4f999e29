"""The red flags of a call: found in its first line and its message, shown, and asked about before leaving (R-723)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.inbox.red_flags import red_flags_in


class SaysWho(Protocol):
    """The first line of a call."""

    @property
    def typed(self) -> str:
        """The text in the line."""

    @property
    def words_about_nobody(self) -> str:
        """The text in the line that means nobody: the caller's words."""


class SaysWhat(Protocol):
    """The message of a call."""

    @property
    def flags(self) -> tuple[str, ...]:
        """The red flags in the message."""

    @property
    def shows_script(self) -> bool:
        """Whether the message asks for the script, with or without a flag."""

    def put_before(self, words: str) -> None:
        """Put words at the beginning of the message."""


class ShowsScript(Protocol):
    """The line of the script."""

    display: bool

    def show(self, flags: Sequence[str]) -> None:
        """Show the red-flag words, and the script."""


class HeardFlags:
    """Watches the first line and the message of a call."""

    def __init__(self, words: Sequence[str], who: SaysWho, what: SaysWhat, script: ShowsScript) -> None:
        """Take the trust's red-flag words, the first line, the message, and the line of the script."""
        self._words = words
        self._who = who
        self._what = what
        self._script = script
        self._asked: set[str] = set()
        """Red flags about which the clerk has been asked."""

    @property
    def heard(self) -> tuple[str, ...]:
        """The red flags in the message, else in the first line, which may be the only text yet."""
        return self._what.flags or red_flags_in(self._who.typed, self._words)

    def draw(self) -> None:
        """Show the script while the text has a red flag, or the message is urgent."""
        self._what.put_before(self._who.words_about_nobody)
        flags = self.heard
        self._script.display = self._what.shows_script or bool(flags)
        if self._script.display:
            self._script.show(flags)

    def asks_before_leaving(self, back: str) -> str:
        """Return what to do first, once for each red flag; empty without a new one. `back` is the key that leaves."""
        flags = self.heard
        if not set(flags) - self._asked:
            return ""
        self._asked |= set(flags)
        return f"Red flag ({', '.join(flags)}): first do what the script says. {back} again leaves it."

    @property
    def words_on_parking(self) -> str:
        """The sentence about a red flag in a parked call, with a blank behind it; empty without one."""
        if not self.heard:
            return ""
        flags = ", ".join(self.heard)
        return f"The red flag stands ({flags}), on {key_for('inbox')} and on the handover slip. "

    def words_elsewhere(self, called: str, inbox: str) -> str:
        """Return the sentence of another screen about a red flag in a call; `inbox` is the key that lists the call."""
        return f"{called} holds a red flag ({', '.join(self.heard)}): go back to it, {inbox} lists it first."
