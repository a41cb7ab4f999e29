from __future__ import annotations

from collections.abc import Sequence

from textual.screen import Screen

from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.desk.registry import SCREENS
from clerkdesk.shell.key_gate import KeyGate
from clerkdesk.shell.navigation import Navigation
from clerkdesk.shell.patients_in_hand import PatientsInHand
from tests.shell.stand_in import KEYMAP, Keeper, NamedScreen, StandIn
from tests.shell.test_laid_aside import Stacks

PATEL = InHand(1, "PATEL Anjali  14 Mar 1967")


class House(StandIn):
    """Switches between the modes of some stacks."""

    def __init__(self, stacks: Stacks) -> None:
        self.stacks = stacks
        super().__init__()
        self.keeper = Keeper()
        self.can_open = {"card", "today"}
        self.patients = PatientsInHand(lambda: 0)
        self.gate = KeyGate(self.keeper)
        self.navigation = Navigation(
            self, KEYMAP, registered=SCREENS, stacks=stacks, patients=self.patients, gate=self.gate
        )

    @property
    def screen(self) -> Screen[object]:
        top = self.stacks.top
        assert top is not None
        return top

    @property
    def screen_stack(self) -> tuple[Screen[object], ...]:
        return tuple(self.stacks.of(self.stacks.current_mode))

    async def switch_mode(self, mode: str) -> None:
        self.stacks.made(mode)
        if not self.stacks.of(mode):
            self.stacks.of(mode).append(NamedScreen(mode))
        self.stacks.current_mode = mode

    async def open_screen(self, name: str, arguments: Sequence[str] = ()) -> None:
        if name in self.can_open:
            await self.switch_mode(name)

    def desk_screens(self) -> list[NamedScreen]:  # type: ignore[override]
        return [each for stack in self.stacks.all() for each in stack if isinstance(each, NamedScreen)]


def a_house() -> House:
    stacks = Stacks()
    stacks.stacks["booking"] = [stacks.booking]
    return House(stacks)


async def test_going_back_leads_through_the_screens_in_their_order() -> None:
    house = a_house()
    for name in ("inbox", "clinics", "inbox"):
        await house.navigation.open_screen(name)
    assert house.stacks.current_mode == "inbox" and house.navigation.modes_before == ["booking", "clinics"]
    seen = []
    for _ in range(3):
        await house.navigation.go_back()
        seen.append(house.stacks.current_mode)
    assert seen == ["clinics", "booking", "booking"] and "This is the first screen" in house.said[-1]


async def test_a_form_that_was_kept_is_not_gone_back_to() -> None:
    house = a_house()
    house.stacks.stacks["booking"] = [NamedScreen("booking", kept_when_left=False)]
    await house.navigation.open_screen("inbox")
    assert house.navigation.modes_before == []


async def test_what_lay_over_a_screen_is_said_to_be_kept_and_comes_back_first() -> None:
    house = a_house()
    house.stacks.stacks["inbox"] = [house.stacks.inbox, house.stacks.call]
    await house.navigation.open_screen("inbox")
    assert house.said == ["What was open is kept as it is: F12 goes back to it."]
    await house.navigation.go_back()
    assert house.stacks.top is house.stacks.call and house.stacks.current_mode == "inbox"


async def test_a_form_about_a_patient_opens_for_nobody() -> None:
    house = a_house()
    await house.navigation.open_screen("details")
    assert house.refused == [SCREENS["details"].nobody] and house.stacks.current_mode == "booking"
    house.patients.take(PATEL)
    await house.navigation.open_screen("details")
    assert house.stacks.current_mode == "details"


async def test_a_letter_is_typed_again_on_the_card_with_the_cursor_on_its_row() -> None:
    house = a_house()
    await house.navigation.open_card(PATEL, "m", "appointment:9")
    await house.keeper.later()
    card = house.screen
    assert isinstance(card, NamedScreen) and card.heard == ["row appointment:9"]
    assert house.patients.first == PATEL and house.keeper.delivered == ["m"]


async def test_a_letter_is_forgotten_where_the_card_does_not_open() -> None:
    house = a_house()
    house.can_open = set()
    await house.navigation.open_card(PATEL, "m", "appointment:9")
    await house.keeper.later()
    assert house.patients.first == PATEL and house.gate.held == 0 and house.keeper.delivered == []


async def test_a_visit_is_shown_on_its_list() -> None:
    house = a_house()
    await house.navigation.open_visit(9, "arrive", PATEL)
    today = house.screen
    assert isinstance(today, NamedScreen) and today.NAME == "today" and today.heard == ["visit 9 arrive"]


async def test_what_is_forgotten_of_the_way_is_not_gone_back_to() -> None:
    house = a_house()
    await house.navigation.open_screen("inbox")
    house.navigation.forget_the_way()
    await house.navigation.go_back()
    assert house.stacks.current_mode == "inbox"
