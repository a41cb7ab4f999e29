from __future__ import annotations

import asyncio
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from clerkdesk.screens.desk.host import InHand
from clerkdesk.shell import database as database_module
from clerkdesk.shell.act_writer import ActWriter
from clerkdesk.shell.changes import READ_ALL_AGAIN_EVERY
from clerkdesk.shell.database import DeskDatabase
from clerkdesk.shell.database_threads import DeskNotOpen
from clerkdesk.shell.key_gate import KeyGate
from clerkdesk.shell.patients_in_hand import PatientsInHand
from clerkdesk.shell.sentences import Sentences
from tests.screens.trial import TrialData, trial_desk
from tests.shell.stand_in import Keeper, NamedScreen, StandIn

PATEL = InHand(1, "PATEL Anjali  14 Mar 1967")


class Refused(Exception):
    """A database that could not be opened."""

    sentence = "The file can not be read."


class Opened:
    """A database with the stand-in for its app."""

    def __init__(self) -> None:
        self.screen = NamedScreen()
        self.app = StandIn(self.screen)
        self.data = TrialData()
        self.settled = 0
        self.desk = trial_desk(self.data)
        self.desk.falling_due = SimpleNamespace(settle_now_and_then=self.settle)
        self.database = DeskDatabase(self.app, opening=False)

    def settle(self) -> None:
        self.settled += 1

    async def open(self) -> DeskDatabase:
        assert await self.database.open(lambda: self.desk) is self.desk
        return self.database


async def test_nothing_is_read_or_written_before_the_desk_is_open() -> None:
    database = Opened().database
    assert database.state == "closed" and database.desk is None
    with pytest.raises(DeskNotOpen):
        await database.read(lambda desk: desk)
    with pytest.raises(DeskNotOpen):
        await database.write(lambda desk: desk)


async def test_a_desk_that_can_not_be_opened_says_why_and_may_be_tried_again() -> None:
    opened = Opened()
    fault = Refused()

    def fails() -> Any:
        raise fault

    assert await opened.database.open(fails) is None
    assert (opened.database.state, opened.database.why_not_open) == ("failed", Refused.sentence)
    assert opened.app.reported == [fault]
    assert (await opened.open()).state == "open"


async def test_reading_and_writing_reach_the_open_desk() -> None:
    opened = Opened()
    database = await opened.open()
    assert await database.read(lambda desk: desk) is opened.desk
    assert await database.write(lambda desk: desk.practice) is True
    await opened.app.settle()
    assert await database.close(at_once=False)


async def test_what_never_ends_keeps_nobody_in_and_only_what_was_being_written_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(database_module, "_OPENING_SECONDS", 0.01)
    opened, begun, never = Opened(), Event(), Event()

    def waits(*_: Any) -> Any:
        begun.set()
        never.wait()
        return opened.desk

    opening = asyncio.ensure_future(opened.database.open(waits))
    await asyncio.to_thread(begun.wait)
    assert await opened.database.close(at_once=False)
    never.set()
    await opening
    opened = Opened()
    database = await opened.open()
    begun.clear()
    never.clear()
    writing = asyncio.ensure_future(database.write(waits))
    await asyncio.to_thread(begun.wait)
    assert not await database.close(at_once=True)
    never.set()
    await writing


async def test_the_screen_reads_again_what_another_desk_has_changed() -> None:
    opened = Opened()
    database = await opened.open()
    await database.changes.compare()
    assert opened.screen.heard == []
    opened.data.version = 2
    await database.changes.compare()
    assert opened.screen.heard == ["data changed"] and database.changes.version == 2


async def test_the_screen_reads_again_after_its_own_act_and_not_after_a_draft() -> None:
    opened = Opened()
    database = await opened.open()

    def change(desk: Any) -> None:
        desk.data.version += 1

    await database.write_silently(change)
    await database.changes.compare()
    assert opened.screen.heard == []
    await database.write(change)
    await opened.app.settle()
    assert opened.screen.heard == ["data changed"]


async def test_a_draft_hides_no_change_of_another_desk() -> None:
    opened = Opened()
    database = await opened.open()
    opened.data.version = 5

    def change(desk: Any) -> None:
        desk.data.version += 1

    await database.write_silently(change)
    await database.changes.compare()
    assert opened.screen.heard == ["data changed"]


async def test_all_is_read_again_now_and_then_and_time_passes() -> None:
    opened = Opened()
    database = await opened.open()
    for _ in range(READ_ALL_AGAIN_EVERY):
        await database.changes.compare()
    await opened.app.settle()
    assert opened.screen.heard == ["data changed"] and opened.settled == 1


async def test_a_look_that_fails_is_reported_and_reads_all_again_once_it_succeeds() -> None:
    opened = Opened()
    database = await opened.open()
    version = opened.desk.changes.version
    opened.desk.changes.version = lambda: 1 // 0
    await database.changes.compare()
    assert [type(fault) for fault in opened.app.reported] == [ZeroDivisionError] and opened.screen.heard == []
    opened.desk.changes.version = version
    await database.changes.compare()
    assert opened.screen.heard == ["data changed"]


class CallAbout(NamedScreen):
    """An open call about one patient."""

    def is_call_about(self, patient_id: int) -> bool:
        return patient_id == PATEL.patient_id

    def as_result(self, work: Any) -> Any:
        return lambda desk: ("in the call", work(desk))


async def test_an_act_on_the_screen_of_a_call_or_about_its_patient_is_its_result() -> None:
    opened = Opened()
    call = CallAbout("call")
    opened.app.screens.insert(0, call)
    patients = PatientsInHand(lambda: 0)
    kept: list[str] = []
    acts = ActWriter(
        await opened.open(),
        Sentences(opened.app, KeyGate(Keeper()), lambda _: False, lambda: None),
        screens=opened.app,
        patients=patients,
        after_each=lambda: kept.append("kept"),
        lock=lambda: opened.app.run_command("lock"),
    )
    assert await acts.write(lambda desk: "moved") == "moved"
    patients.take(PATEL)
    in_the_call: object = await acts.write(lambda desk: "moved")
    assert in_the_call == ("in the call", "moved")
    patients.take(InHand(2, "OKAFOR Chidi"))
    assert await acts.write(lambda desk: "moved") == "moved"
    opened.app.screens.append(call)
    on_the_call: object = await acts.write(lambda desk: "moved")
    assert on_the_call == ("in the call", "moved")
    assert kept == ["kept"] * 4
    await opened.app.settle()
