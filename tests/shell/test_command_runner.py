from __future__ import annotations

from clerkdesk.keys import Command, command
from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.desk.registry import SCREENS
from clerkdesk.shell.command_runner import CommandRunner
from clerkdesk.shell.patients_in_hand import PatientsInHand
from tests.shell.stand_in import NamedScreen, StandIn

PATEL = InHand(1, "PATEL Anjali  14 Mar 1967")


class ActsEverywhere:
    """Carries out two commands wherever the clerk is."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def command_book(self) -> None:
        self.done.append("book")

    async def command_help(self) -> None:
        self.done.append("help")


class Runner:
    """A runner over one screen."""

    def __init__(self, screen: NamedScreen | None = None, reason: str = "") -> None:
        self.screen = screen or NamedScreen()
        self.app = StandIn(self.screen)
        self.everywhere = ActsEverywhere()
        self.patients = PatientsInHand(lambda: 9)
        self.runner = CommandRunner(
            self.app,
            (object(), self.everywhere),
            registered=SCREENS,
            patients=self.patients,
            why_nothing_opens=lambda item: reason if item.opens else "",
        )


class Reluctant(NamedScreen):
    """A screen on which nothing can be booked."""

    def why_not(self, item: Command) -> str:
        return "Nobody waits." if item.name == "book" else ""


class Willing(NamedScreen):
    """A screen that gives no reason against anything."""

    def why_not(self, item: Command) -> str:
        return ""


async def test_the_screen_comes_before_what_acts_everywhere() -> None:
    on = Runner(Willing())
    await on.runner.run("book")
    await on.runner.run("help")
    assert on.screen.heard == ["book"] and on.everywhere.done == ["help"]
    assert on.runner.why_not(command("help"), on.screen) == "" != on.runner.why_not(command("undo"), on.screen)


async def test_a_command_that_can_not_act_says_why() -> None:
    on = Runner(Reluctant())
    await on.runner.run("book")
    await on.runner.run("choose_list")
    assert on.screen.heard == [] and on.everywhere.done == []
    assert on.app.refused[0] == "Nobody waits." and "is not possible here" in on.app.refused[1]


async def test_nothing_opens_before_there_is_a_desk() -> None:
    on = Runner(Willing(), reason="There is no desk yet.")
    await on.runner.run("inbox")
    assert on.app.refused == ["There is no desk yet."] and on.app.opened == []


async def test_a_screen_about_a_patient_is_about_the_one_under_the_cursor() -> None:
    on = Runner(Willing(patient=PATEL))
    await on.runner.run("inbox")
    assert on.patients.first is None and on.app.opened == ["inbox"]
    on = Runner(Willing(patient=PATEL))
    await on.runner.run("card")
    assert on.patients.first == PATEL and on.app.opened == ["card"]
    opened = on.app.screen
    assert isinstance(opened, NamedScreen) and opened.heard == ["asked for"]
