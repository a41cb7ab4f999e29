"""The script for a caller who may be in danger (R-723): one line, shown for red flags typed in any field.

Every bar and form reports its text that a patient or caller may have said. The trust's settings have the red-flag words
and the script.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from clerkdesk.rules.inbox.red_flags import red_flags_in
from clerkdesk.widgets.plain import ALERT, joined, plain
from clerkdesk.widgets.still_text import StillText

_OF_SCREEN = "red-flags"


class Script(StillText):
    """The script; hidden without a red flag."""

    def __init__(self, words: Sequence[str], script: str, *, id: str = _OF_SCREEN) -> None:
        """Take the trust's red-flag words and its script."""
        super().__init__(id=id)
        self._words = words
        self._script = script
        self._flags: dict[str, tuple[str, ...]] = {}
        """Red flags found, by the bar or form of their text."""
        self._asked: dict[str, frozenset[str]] = {}
        """Red flags that the clerk has confirmed, by the bar or form of their text."""
        self.display = False

    def show(self, flags: Sequence[str]) -> None:
        """Show the red-flag words and the trust's script."""
        heard = f"{', '.join(flags)}: " if flags else ""
        self.update(plain((f"! {heard}{self._script}", ALERT)))
        self.display = True

    def listen(self, where: str, said: Iterable[str]) -> tuple[str, ...]:
        """Show the script for a red flag, and hide it once none is left; return the red flags of this text."""
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
        """Return what to say, once for each red flag, before an Enter counts; empty without a new one."""
        flags = frozenset(self.listen(where, said))
        new = flags - self._asked.get(where, frozenset())
        self._asked[where] = self._asked.get(where, frozenset()) | flags
        return f"Red flag: first do what the line above says. Enter again {enter}." if new else ""

    def forget(self, where: str) -> None:
        """Forget the red flags of a bar or form that was left or is done."""
        self.listen(where, ())
        self._asked.pop(where, None)


class RedFlagsHere:
    """One bar or form, as it reports to the script of its screen; it says nothing on a screen without one."""

    def __init__(self, widget: Widget, where: str) -> None:
        """Take the bar or form, and its name among those of the screen."""
        self._widget = widget
        self._where = where

    def listen(self, said: Iterable[str]) -> None:
        """Show the script if a red flag is typed (R-723)."""
        script = _script_of(self._widget)
        if script is not None:
            script.listen(self._where, said)

    def asks(self, said: Iterable[str], enter: str) -> str:
        """Return what to say, once for each red flag, before an Enter counts; `enter` is what Enter does."""
        script = _script_of(self._widget)
        return script.asks(self._where, said, enter) if script is not None else ""

    def forget(self) -> None:
        """Forget the red flags: the bar or form is left or done."""
        script = _script_of(self._widget)
        if script is not None:
            script.forget(self._where)


def _script_of(widget: Widget) -> Script | None:
    """Return the script of a widget's screen; None if the screen has none."""
    found = widget.screen.query(f"#{_OF_SCREEN}").results(Script) if widget.is_attached else ()
    return next(iter(found), None)
