"""The keys pressed in a bar that may be meant for something else: letters that picked nothing, and patients' names.

The bar asks once before an Enter behind them counts. A key has a number, its place among all keys of the desk, and a
time, on the clock of events.
"""

from __future__ import annotations

from clerkdesk.keys import Keymap
from clerkdesk.widgets.plain import joined
from clerkdesk.widgets.typed_on_list import InOneGo, TypedOnList, look_up_words


class TypedInBar:
    """The keys pressed one after another, with the one that opened the bar."""

    def __init__(self) -> None:
        self.run = TypedOnList()
        """They may spell a name."""
        self.misfits = ""
        """Letters since the bar opened that picked nothing and that the clerk has not been asked about."""
        self._put_right = False
        """Whether a letter picked something after the last one that did not: then that one was a slip."""
        self._in_one_go = InOneGo()
        """Whether the text came in one go with the letter before it, which opened the bar or picked something."""
        self._name_asked = ("", -1)
        """The name of the last question to the clerk, and the number of its key."""

    def take_over(self, run: TypedOnList) -> None:
        """Take the keys typed on the list: the last one opens the bar."""
        self.run = run

    def begin(self, at: float, *, replaces: bool) -> None:
        """Begin with the bar that a key of this time opened.

        `replaces` keeps the letters without a choice of the bar before: they may belong to a word that goes on here.
        """
        if not replaces:
            self.misfits = ""
        self._in_one_go.begin(at)

    def forget(self) -> None:
        """Forget the typed keys: they have gone to the one box."""
        self.run.forget()

    # Choices and text

    def goes_on_a_word(self, key: str, number: int, at: float) -> bool:
        """Take a letter or digit; return whether it continues a word, so that it picks nothing."""
        before = self.run.before(key, number, at)
        return key.isalpha() and self.run.goes_on_a_word(before)

    def picked(self, at: float) -> None:
        """Note that the last key picked a choice."""
        self._in_one_go.begin(at)
        self._put_right = True

    def fits_nothing(self, key: str) -> None:
        """Note that the last key picked nothing."""
        self.run.refuse()
        self._put_right = False
        self.misfits += "" if key.isdecimal() else key

    def text_goes_on(self, at: float) -> None:
        """Note a key of the text box."""
        self._in_one_go.goes_on(at)

    # What the clerk may have meant

    def word_with(self, text: str, number: int, at: float) -> str:
        """Return the keys that opened and filled the bar, if they and this Enter came in one go; else empty."""
        return self.run.word_with(text, number) if self._in_one_go.is_still(at) else ""

    def name_up_to(self, number: int) -> str:
        """Return the name typed right before this key, or asked about right before it; empty for none."""
        name, asked_at = self._name_asked
        return name if number == asked_at + 1 else self.run.name_up_to(number)

    def look_up_words(self, number: int, keymap: Keymap) -> str:
        """Return how to look up the keys before this one, if they may be a name; else empty."""
        return look_up_words(self.run.name_up_to(number), keymap)

    def asks_about_name(self, name: str, enter: str, number: int, keymap: Keymap) -> str:
        """Return what to say about a patient's name, which may be meant for the one box.

        `enter` is what Enter does in this bar.
        """
        self._name_asked = (name, number)
        return f"“{name}” is a patient's name. {look_up_words(name, keymap)} Enter again {enter}; Escape leaves."

    def asks_about_misfits(self, enter: str, number: int, keymap: Keymap) -> str:
        """Return what to say, once, if letters fitted nothing: they may be a word meant for another field."""
        letters, self.misfits = self.misfits, ""
        slip = self._put_right and not self.run.name_up_to(number)
        if not letters or slip:
            return ""
        told = f"“{letters}” was no choice here. Enter again {enter}; Escape leaves."
        return joined((told, self.look_up_words(number, keymap)), " ")
