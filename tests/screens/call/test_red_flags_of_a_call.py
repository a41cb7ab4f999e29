"""The red flags of a call, without a screen: where they are heard, and what is asked before the call is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from clerkdesk.screens.call.red_flags import HeardFlags
from clerkdesk.settings import DeskSettings


@dataclass
class FirstLine:
    typed: str = ""
    words_about_nobody: str = ""


@dataclass
class Message:
    flags: tuple[str, ...] = ()
    shows_script: bool = False
    before: str = ""

    def put_before(self, words: str) -> None:
        self.before = words


@dataclass
class Line:
    display: bool = False
    shown: list[tuple[str, ...]] = field(default_factory=list)

    def show(self, flags: Sequence[str]) -> None:
        self.shown.append(tuple(flags))


class Listening:
    def __init__(self) -> None:
        self.line, self.message, self.script = FirstLine(), Message(), Line()
        self.flags = HeardFlags(DeskSettings().red_flag_words, self.line, self.message, self.script)


def test_the_script_shows_for_a_flag_in_the_first_line_before_anybody_is_found() -> None:
    call = Listening()
    call.flags.draw()
    assert not call.script.display
    call.line.typed = call.line.words_about_nobody = "she has chest pain"
    call.flags.draw()
    assert call.script.display and call.script.shown == [("chest pain",)]
    assert call.message.before == "she has chest pain"


def test_flags_of_the_message_go_before_those_of_the_first_line() -> None:
    call = Listening()
    call.line.typed, call.message.flags = "chest pain", ("bleeding",)
    assert call.flags.heard == ("bleeding",)


def test_an_urgent_message_shows_the_script_without_a_flag_and_hides_it_again() -> None:
    call = Listening()
    call.message.shows_script = True
    call.flags.draw()
    assert call.script.display and call.script.shown == [()]
    call.message.shows_script = False
    call.flags.draw()
    assert not call.script.display


def test_leaving_asks_once_for_each_flag() -> None:
    call = Listening()
    assert call.flags.asks_before_leaving("F12") == ""
    call.message.flags = ("chest pain",)
    asked = "Red flag (chest pain): first do what the script says. F12 again leaves it."
    assert call.flags.asks_before_leaving("F12") == asked
    assert call.flags.asks_before_leaving("F12") == ""
    call.message.flags = ("chest pain", "bleeding")
    assert call.flags.asks_before_leaving("F12").startswith("Red flag (chest pain, bleeding)")


def test_what_is_said_of_a_flag_that_stands_names_it() -> None:
    call = Listening()
    assert call.flags.words_on_parking == ""
    call.message.flags = ("chest pain",)
    assert call.flags.words_on_parking.startswith("The red flag stands (chest pain), on ")
    assert call.flags.words_elsewhere("Call 09:42", "F9") == (
        "Call 09:42 holds a red flag (chest pain): go back to it, F9 lists it first."
    )
