"""What to say and do where somebody on the line may be in danger (R-723): one line, whatever is typed where.

Every bar and form says what is typed into it that a patient or caller may have said. Which words are red flags and what
the script says are the trust's settings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget
from textual.widgets import Static

from clerkdesk.rules.inbox.red_flags import red_flags_in
from clerkdesk.widgets.plain import ALERT, joined, plain

_OF_SCREEN = "red-flags"


class Script(Static):
    """The script; hidden while no red flag is heard."""

    def __init__(self, words: Sequence[str], script: str, *, id: str = _OF_SCREEN) -> None:
        """Take the trust's red-flag words and its script."""
        super().__init__(id=id)
        self._words = words
        self._script = script
        self._flags: dict[str, tuple[str, ...]] = {}
        """What is heard, by where it is typed."""
        self._asked: dict[str, frozenset[str]] = {}
        """What the clerk has been asked about, by where it was typed."""
        self.display = False

    def show(self, flags: Sequence[str]) -> None:
        """Show the words heard and the trust's script."""
        heard = f"{', '.join(flags)}: " if flags else ""
        self.update(plain((f"! {heard}{self._script}", ALERT)))
        self.display = True

    def listen(self, where: str, said: Iterable[str]) -> tuple[str, ...]:
        """Show the script where a red flag is typed, and hide it where none is left; answer what is heard there."""
        flags = red_flags_in(joined(said), self._words)
        if flags != self._flags.get(where, ()):
            self._flags[where] = flags
            heard = tuple(dict.fromkeys(flag for each in self._flags.values() for flag in each))
            if heard:
                self.show(heard)
            else:
                self.display = False
        return flags

    def asks(self, where: str, said: Iterable[str], enter: str) -> str:
        """Return what to say, once for each red flag, before an Enter counts; empty where none is new."""
        flags = frozenset(self.listen(where, said))
        new = flags - self._asked.get(where, frozenset())
        self._asked[where] = self._asked.get(where, frozenset()) | flags
        return f"Red flag: first do what the line above says. Enter again {enter}." if new else ""

    def forget(self, where: str) -> None:
        """Hear nothing there any more: it was left, or is done."""
        self.listen(where, ())
        self._asked.pop(where, None)


def script_of(widget: Widget) -> Script | None:
    """Return the script of the screen that a widget is on; None where the screen has none."""
    found = widget.screen.query(f"#{_OF_SCREEN}").results(Script) if widget.is_attached else ()
    return next(iter(found), None)
