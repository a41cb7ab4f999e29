from __future__ import annotations

from clerkdesk.screens.desk.house_map import HouseMap
from clerkdesk.screens.desk.palette import DeskPalette
from clerkdesk.screens.desk.registry import SCREENS
from clerkdesk.settings.files import user_settings_file
from clerkdesk.shell.everywhere import Everywhere
from clerkdesk.shell.key_gate import KeyGate
from clerkdesk.shell.navigation import Navigation
from clerkdesk.shell.patients_in_hand import PatientsInHand
from clerkdesk.widgets.dialog import Question
from tests.shell.stand_in import KEYMAP, Keeper, NamedScreen, StandIn
from tests.shell.test_laid_aside import Stacks
from tests.spoken import on_screen


def acting_on(app: StandIn) -> Everywhere:
    patients = PatientsInHand(lambda: 0)
    gate = KeyGate(Keeper())
    navigation = Navigation(app, KEYMAP, registered=SCREENS, stacks=Stacks(), patients=patients, gate=gate)
    return Everywhere(app, KEYMAP, navigation)


async def test_help_over_a_question_says_how_to_leave_it_first() -> None:
    app = StandIn(NamedScreen(), Question("Leave clerkdesk?"))
    await acting_on(app).command_help()
    assert app.pushed == [] and "Escape or F12 leaves this" in on_screen(app.said[0])


async def test_the_palette_is_not_laid_over_itself() -> None:
    app = StandIn()
    everywhere = acting_on(app)
    await everywhere.command_palette()
    ((palette, _),) = app.pushed
    assert isinstance(palette, DeskPalette)
    app.screens.append(palette)
    await everywhere.command_palette()
    assert len(app.pushed) == 1


async def test_the_map_leads_where_its_key_says_and_nowhere_when_it_is_left() -> None:
    app = StandIn()
    await acting_on(app).command_map()
    ((shown, chosen),) = app.pushed
    assert isinstance(shown, HouseMap) and chosen is not None
    await chosen(None)
    assert app.commands == []
    await chosen("inbox")
    assert app.commands == ["inbox"]


async def test_going_back_where_nothing_was_before_says_so() -> None:
    app = StandIn(NamedScreen())
    await acting_on(app).command_back()
    assert "This is the first screen" in app.said[0]


def test_it_is_said_where_the_settings_are() -> None:
    app = StandIn()
    acting_on(app).command_settings()
    assert str(user_settings_file()) in app.said[0]
