from __future__ import annotations

from typing import Any

from clerkdesk.keys import command
from clerkdesk.rules.values.roles import ClerkRole
from clerkdesk.screens.desk.first_run import NO_DESK, FirstRun
from clerkdesk.screens.desk.registry import SCREENS
from clerkdesk.settings import Settings
from clerkdesk.shell.beginning import Beginning
from clerkdesk.shell.database import DeskDatabase
from clerkdesk.shell.half_done import HalfDone
from clerkdesk.shell.key_gate import KeyGate
from clerkdesk.shell.navigation import Navigation
from clerkdesk.shell.patients_in_hand import PatientsInHand
from clerkdesk.shell.recovery import Recovery
from clerkdesk.shell.theme_choice import ThemeChoice
from clerkdesk.shell.warming import Warming
from clerkdesk.widgets.dialog import Question
from tests.screens.trial import TrialData, trial_desk
from tests.shell.stand_in import KEYMAP, Keeper, NamedScreen, StandIn, typed
from tests.shell.test_laid_aside import Stacks


class Refused(Exception):
    """A database that could not be opened."""

    sentence = "The file can not be read."


class Morning:
    """A desk that is about to be opened."""

    def __init__(self, role: ClerkRole = ClerkRole.CLERK, first_run: FirstRun | None = None) -> None:
        self.screen = NamedScreen()
        self.desk = trial_desk(TrialData())
        self.desk.context.clerk.role = role
        self.app = StandIn(self.screen, desk=self.desk)
        self.keeper = Keeper()
        self.gate = KeyGate(self.keeper)
        self.database = DeskDatabase(self.app, opening=True)
        patients = PatientsInHand(lambda: 0)
        self.navigation = Navigation(
            self.app, KEYMAP, registered=SCREENS, stacks=Stacks(), patients=patients, gate=self.gate
        )
        self.beginning = Beginning(
            self.app,
            Settings(),
            open_desk=None,
            first_run=first_run,
            database=self.database,
            gate=self.gate,
            navigation=self.navigation,
            recovery=Recovery(self.app, SCREENS, HalfDone(self.app)),
            themes=ThemeChoice(self.app, ""),
            warming=Warming(self.database, SCREENS),
        )

    async def open(self) -> None:
        self.beginning.open_with(lambda: self.desk)
        await self.app.settle()

    async def fail(self) -> None:
        def fails() -> Any:
            raise Refused

        self.beginning.open_with(fails)
        await self.app.settle()


async def test_every_screen_reads_its_rows_once_the_desk_is_open() -> None:
    morning = Morning()
    await morning.open()
    assert morning.screen.heard == ["lines drawn", "desk state changed"] and morning.app.practice
    assert morning.app.opened == [], "a booking clerk is where they begin"


async def test_a_receptionist_begins_on_the_list_of_today() -> None:
    morning = Morning(ClerkRole.RECEPTION)
    morning.navigation.modes_before = ["booking"]
    await morning.open()
    assert morning.app.opened == ["today"] and morning.navigation.modes_before == [], "nothing was before it"


async def test_a_clerk_who_has_begun_elsewhere_is_left_there() -> None:
    morning = Morning(ClerkRole.RECEPTION)
    morning.keeper.ready = False
    await morning.gate.arrive(*typed("f2"))
    await morning.open()
    assert morning.app.opened == []


async def test_a_desk_that_could_not_be_opened_is_tried_again_after_a_yes() -> None:
    morning = Morning()
    await morning.fail()
    ((question, answered),) = morning.app.pushed
    assert isinstance(question, Question) and morning.screen.heard == ["desk state changed"]
    assert morning.beginning.why_nothing_opens(command("help")) == ""
    assert "could not be opened" in morning.beginning.why_nothing_opens(command("inbox"))
    assert answered is not None
    answered(True)
    await morning.app.settle()
    assert morning.database.state == "failed" and len(morning.app.pushed) == 2


async def test_without_a_desk_nothing_opens_but_what_needs_none() -> None:
    morning = Morning(
        first_run=FirstRun(
            "/somewhere/desk.db", lambda: trial_desk(TrialData()), lambda _: trial_desk(TrialData()), lambda _: None
        )
    )
    assert morning.beginning.why_nothing_opens(command("inbox")) == NO_DESK
    assert morning.beginning.why_nothing_opens(command("help")) == ""
    await morning.fail()
    assert morning.app.pushed == [], "the first page asks again by itself"
    await morning.open()
    assert morning.beginning.why_nothing_opens(command("inbox")) == ""
