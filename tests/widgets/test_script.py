"""The script for red flags, as each bar and form of a screen reports what is typed."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Label

from clerkdesk.widgets.script import RedFlagsHere, Script


class WithScript(App[None]):
    """A screen with the script and two places where text is typed."""

    def __init__(self, *, with_script: bool = True) -> None:
        super().__init__()
        self.script = Script(("chest pain", "suicide"), "Ring 999.")
        self.bar, self.form = Label(), Label()
        self._with_script = with_script

    def compose(self) -> ComposeResult:
        if self._with_script:
            yield self.script
        yield self.bar
        yield self.form


async def test_the_script_shows_until_no_text_has_a_red_flag() -> None:
    app = WithScript()
    async with app.run_test():
        bar, form = RedFlagsHere(app.bar, "bar"), RedFlagsHere(app.form, "form")
        bar.listen(("chest pain since noon",))
        form.listen(("has chest pain",))
        assert app.script.display
        bar.forget()
        assert app.script.display
        form.listen(("a rash",))
        assert not app.script.display


async def test_each_red_flag_is_asked_about_once_until_the_text_is_left() -> None:
    app = WithScript()
    async with app.run_test():
        bar = RedFlagsHere(app.bar, "bar")
        assert bar.asks(("a rash",), "books") == ""
        assert bar.asks(("chest pain",), "books").endswith("Enter again books.")
        assert bar.asks(("chest pain",), "books") == ""
        assert bar.asks(("chest pain, suicide",), "books") != ""
        bar.forget()
        assert bar.asks(("chest pain",), "books") != ""


async def test_a_screen_without_a_script_asks_nothing() -> None:
    app = WithScript(with_script=False)
    async with app.run_test():
        bar = RedFlagsHere(app.bar, "bar")
        bar.listen(("chest pain",))
        assert bar.asks(("chest pain",), "books") == ""
        bar.forget()
