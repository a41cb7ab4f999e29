"""The way of one booking, from Enter on the list to the commit: each file is entered once going down, once coming up.

The way turns where the patient is put into the place. It is followed through screens and services, with what they ask
of rules and queries. What rules ask each other, and queries each other, is theirs; the ground that every act stands on
may be entered as often as it is needed.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any

from clerkdesk.services.booking.bookings import Booked
from tests.entered_files import EnteredFiles, Entry, entered_again, files_down_to
from tests.screens.booking.booking_page import BookingPage, Clinic, at_the_desk

_GROUND = (
    "rules/values/", "settings/", "codes/", "data/tables/", "services/acts/context.py", "services/acts/carried_out.py",
)  # fmt: skip
_TURN = "services/booking/taking_places.py"


def is_ground(path: str) -> bool:
    """Whether it is of what every act stands on; the modules of `data` that lie in no folder are its frame."""
    return path.startswith(_GROUND) or (path.startswith("data/") and path.count("/") == 1)


def followed(entries: list[Entry]) -> list[Entry]:
    """Return the entries of the way, from the act that the screen hands over."""
    begun = next(number for number, entry in enumerate(entries) if entry.path == "screens/acts/offering.py")
    ended = next(n for n, entry in enumerate(entries) if n > begun and entry.path == "shell/database_threads.py")
    return [
        entry
        for entry in entries[begun:ended]
        if not is_ground(entry.path) and not entry.caller.startswith(("rules/", "data/"))
    ]


def down_and_up(entries: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    turn = next(number for number, entry in enumerate(entries) if entry.path == _TURN)
    return entries[:turn], entries[turn:]


@asynccontextmanager
async def on_the_writing_thread(page: BookingPage) -> AsyncIterator[EnteredFiles]:
    """Note what the thread that writes enters."""
    noted = EnteredFiles()
    await page.booking.host.write(lambda desk: noted.begin())
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
    assert {"services/booking/offers.py", "services/booking/bookings.py", "rules/booking/slot_legality.py",
            "rules/booking/out_of_turn.py", "rules/booking/past_targets.py"} <= set(entered)  # fmt: skip


async def test_a_booking_out_of_turn_takes_the_same_way(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("down", "b")
        await page.until_held()
        await page.press("enter")
        await page.until(lambda: page.open_bar == "turn")
        await page.settle()
        down, up = down_and_up(await accepted(page, "p", "enter"))
    assert entered_again(down) == {}
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


async def test_the_screen_hands_the_act_down_without_coming_back_to_a_file(clinic: Clinic) -> None:
    ways: list[list[str]] = []

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_name == "_as_one_act":
            ways.append(files_down_to(frame))

    async with at_the_desk(clinic) as page:
        await page.press("b")
        await page.until_held()
        sys.setprofile(note)
        await page.press("enter")
        await page.until_booked()
        sys.setprofile(None)
    (way,) = (way for way in ways if "screens/acts/offering.py" in way)
    assert len(way) == len(set(way)), way
    assert way[-1] == "shell/database_threads.py"
