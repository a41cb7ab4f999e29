"""The way of one booking, from `b` on the list to the commit: each file is entered once going down, once coming up.

It is two acts. `b` has the patient claimed and the place held; Enter books. The way of Enter turns where the patient is
put into the place. Rules, queries and what they ask each other are part of the way; the ground that every act stands on
may be entered as often as it is needed, and what the base of the queries asks is its own. The app only hands on to its
members. Of those ahead, a booking out of turn asks what it has asked of the patient.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any

from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.desk.facade import Desk
from tests.entered_files import EnteredFiles, Entry, entered_again, files_down_to
from tests.screens.booking.booking_page import BookingPage, Clinic, at_the_desk

_QUERIES = "data/queries/base/"
_GROUND = (
    _QUERIES, "rules/values/", "settings/", "codes/", "data/tables/", "services/acts/context.py",
    "services/acts/carried_out.py",
)  # fmt: skip
_TURN = "services/booking/taking_places.py"
_THOSE_AHEAD = (
    "rules/booking/out_of_turn.py", "data/queries/waiting_list/ahead.py", "rules/waiting_list/entry_facts.py",
)  # fmt: skip
_APP = "app.py"
_SCREENS, _THREADS = "screens/acts/offer_calls.py", "shell/database_threads.py"


def is_ground(path: str) -> bool:
    """Whether it is of what every act stands on; the modules of `data` that lie in no folder are its frame."""
    return path.startswith(_GROUND) or (path.startswith("data/") and path.count("/") == 1)


def followed(entries: list[Entry]) -> list[Entry]:
    """Return the entries of the way, from the act that the screen hands over."""
    begun = next(number for number, entry in enumerate(entries) if entry.path == _SCREENS)
    ended = next(n for n, entry in enumerate(entries) if n > begun and entry.path == _THREADS)
    return [
        entry
        for entry in entries[begun:ended]
        # A file that is loaded is not entered.
        if not is_ground(entry.path) and not entry.caller.startswith(_QUERIES) and entry.function != "<module>"
    ]


def down_and_up(entries: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    turn = next(number for number, entry in enumerate(entries) if entry.path == _TURN)
    return entries[:turn], entries[turn:]


@asynccontextmanager
async def on_the_writing_thread(page: BookingPage) -> AsyncIterator[EnteredFiles]:
    """Note what the thread that writes enters."""
    noted = EnteredFiles()

    def begin(desk: Desk) -> None:
        assert desk.booking, "the facade makes its parts when it is first used"
        noted.begin()

    await page.booking.host.write(begin)
    yield noted
    await page.booking.host.write(lambda desk: noted.end())


async def accepted(page: BookingPage, *keys: str) -> list[Entry]:
    """Press the keys behind an offer whose place is held, and return the way to its commit."""
    async with on_the_writing_thread(page) as noted:
        await page.press(*keys)
        await page.until_booked()
    assert any(entry.function == "ActWork.commit" for entry in noted.entries)
    return followed(noted.entries)


async def test_a_booking_enters_each_file_once_going_down_and_once_coming_up(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("b")
        await page.until_held()
        down, up = down_and_up(await accepted(page, "enter"))
    assert entered_again(down) == {}
    assert entered_again(up) == {}
    entered = [entry.path for entry in down]
    assert {
        "data/queries/booking/earlier_places.py", "services/booking/offers.py", "services/booking/bookings.py",
        "rules/booking/slot_legality.py", "rules/booking/out_of_turn.py", "rules/booking/past_targets.py",
    } <= set(entered)  # fmt: skip


async def test_a_booking_out_of_turn_takes_the_same_way(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("down", "b")
        await page.until_held()
        await page.press("enter")
        await page.until(lambda: page.open_bar == "turn")
        await page.settle()
        down, up = down_and_up(await accepted(page, "p", "enter"))
    assert entered_again(entry for entry in down if entry.caller not in _THOSE_AHEAD) == {}
    assert entered_again(up) == {}
    assert "record_passed_over" in [entry.function for entry in up]


async def test_a_lost_race_takes_the_way_down_once(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("b")
        await page.until_held()
        clinic.desk.booking.let_slot_go(clinic.entries["Patel"].id)
        taken = clinic.other.booking.book(clinic.entries["Okafor"].id, clinic.slots[0], "OT02")
        assert isinstance(taken, Booked)
        async with on_the_writing_thread(page) as noted:
            page.send("enter")
            await page.until(lambda: "The next is chosen: Tue 1 Apr 09:20" in page.text, "the loss")
    entries = followed(noted.entries)
    assert "with_nearest" in [entry.function for entry in entries]
    assert entered_again(entry for entry in entries if entry.path.startswith("services/")) == {}


class Ways:
    """Notes the files on the way of the screen's thread down to some functions, each time that one is called."""

    def __init__(self, *functions: str) -> None:
        self._functions = functions
        self.found: dict[str, list[list[str]]] = {function: [] for function in functions}

    def __enter__(self) -> Ways:
        sys.setprofile(self._note)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _note(self, frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_qualname in self._functions:
            self.found[frame.f_code.co_qualname].append(files_down_to(frame))

    def through(self, path: str, function: str) -> list[str]:
        """Return the one way to a function that leads through a file, without the app."""
        (way,) = (way for way in self.found[function] if path in way)
        return [each for each in way if each != _APP]


async def test_the_first_key_enters_each_file_once_down_to_the_place_that_is_held(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        with Ways("HeldPlace.take", "_as_one_act") as ways:
            async with on_the_writing_thread(page) as noted:
                await page.press("b")
                await page.until_held()
    to_the_place = ways.through("screens/acts/held_place.py", "HeldPlace.take")
    from_the_place = ways.through("screens/acts/held_place.py", "_as_one_act")
    assert to_the_place[-1] == from_the_place[0] == "screens/acts/held_place.py"
    on_the_thread = [entry.path for entry in followed(noted.entries)]
    way = [*to_the_place, *from_the_place[1:], *on_the_thread]
    assert len(way) == len(set(way)), way
    assert {"screens/booking/offers_here.py", "screens/acts/offering.py", "services/booking/claims.py"} <= set(way)


async def test_enter_enters_each_file_once_down_to_the_place_that_is_taken(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("b")
        await page.until_held()
        with Ways("_as_one_act") as ways:
            down, _ = down_and_up(await accepted(page, "enter"))
    way = [*ways.through("screens/acts/offering.py", "_as_one_act"), *(entry.path for entry in down)]
    assert len(way) == len(set(way)), way
