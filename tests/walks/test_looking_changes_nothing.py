"""Looking is not acting (law 2): no read, no list and no listing command changes a row, whatever has fallen due."""

from __future__ import annotations

import inspect
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from clerkdesk.app import ClerkDesk
from clerkdesk.cli.main import COMMANDS
from clerkdesk.data.engine import open_database
from clerkdesk.data.tables import Referral
from clerkdesk.rules.booking.slot_search import SlotSearch
from clerkdesk.services.clinics.clinic_changes import ClinicToCancel
from clerkdesk.services.contact.contacts import NewAttempt
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.services.forecast.answers import ForecastQuestion
from clerkdesk.services.inbox.inbox import NewMessage
from clerkdesk.settings import Settings
from tests.builders import an_entry
from tests.drivers import driving
from tests.walks.acts import READS
from tests.walks.commands import command
from tests.walks.waits import changed_tables, waits
from tests.walks.world import World


@pytest.fixture
def overdue(world: World) -> World:
    """The world a quarter of a year on, with something of every kind that falls due by time."""
    desk = world.desk
    late = an_entry(desk, world.skin, kind="follow_up", due_date=date(2025, 3, 10), latest_date=date(2025, 3, 12))
    for result in ("CR02", "CR03", "CR10"):
        desk.contact.tried(NewAttempt(patient_id=late.patient_id, entry_id=late.id, result=result))
    issue = an_entry(desk, world.heart)
    with desk.context.act("build") as act:
        query = text("SELECT referral_id FROM pathway WHERE id = :id")
        referral = act.session.get_one(
            Referral, act.session.execute(query, {"id": issue.pathway_id}).scalar_one()
        )  # fmt: skip
        referral.ubrn, referral.worklist, referral.source_code = "000049985015", "ASI", "03"
        act.commit(None)
    desk.inbox.take_message(NewMessage(text="may she swim", to="me", patient_id=late.patient_id))
    world.clock.at += timedelta(days=91)
    return world


def test_everything_that_waits_for_its_time_falls_due_in_the_desks_own_name(overdue: World) -> None:
    done = overdue.desk.falling_due.settle()
    assert done.clocks and done.escalated and done.reviews and done.climbed
    kinds = {"pass_dates", "escalate_slot_issues", "review_follow_ups", "review_silence", "climb"}
    clerks = overdue.rows("SELECT act.kind, clerk.role FROM act JOIN clerk ON clerk.id = act.clerk_id")
    assert {role for kind, role in clerks if kind in kinds} == {"itself"}


def test_what_fell_due_is_done_once_however_many_desks_are_open(overdue: World) -> None:
    assert overdue.desk.falling_due.settle().anything
    before = waits(overdue)
    assert not overdue.desk.falling_due.settle().anything
    assert not overdue.second.falling_due.settle().anything
    assert changed_tables(before, waits(overdue)) == []


def test_nobody_signs_in_as_the_desk_itself(overdue: World) -> None:
    overdue.desk.falling_due.settle()
    assert overdue.ids("SELECT active FROM clerk WHERE role = 'itself'") in ([False], [0])


def _value(world: World, name: str) -> Any:
    """Return something that fits a parameter, by its name; one of an unknown name is added here."""
    entry = world.who["routine"]
    return {
        "entry_id": entry.id, "patient_id": entry.patient_id, "patient_ids": [entry.patient_id], "typed": "DERM",
        "search": SlotSearch(), "slot_ids": world.slots[:3], "pathway_id": entry.pathway_id,
        "slot_id": world.slots[0], "kept_id": entry.patient_id, "merged_id": world.who["long"].patient_id,
        "text": "routine", "reference": world.appointments["seen"], "reason": "HC03", "clinic_day": world.today,
        "specialty_code": "DERM", "wanted": ClinicToCancel(1, "HC03"), "session_id": 1,
        "people": {entry.pathway_id: entry.patient_id}, "call_id": 1, "draft_id": 1, "item_id": 1, "review_id": 1,
        "question": ForecastQuestion(), "scenarios": ("dna -1",),
        "first": world.today, "last": world.today + timedelta(days=30),
        "act_id": UUID(str(world.ids("SELECT id FROM act ORDER BY at DESC LIMIT 1")[0])),
    }[name]  # fmt: skip


def test_no_read_of_the_desk_changes_a_row(overdue: World) -> None:
    before = waits(overdue)
    for name in sorted(READS):
        service, method = name.split(".")
        read = getattr(getattr(overdue.desk, service), method)
        needed = [each.name for each in inspect.signature(read).parameters.values() if each.default is each.empty]
        read(*(_value(overdue, each) for each in needed))
        assert changed_tables(before, waits(overdue)) == [], name


LISTING = {
    "clinics": "clinics", "propose-rebooking": "propose-rebooking 1",
    "find": "find routine", "patient": "patient {patient}", "history": "history {patient}",
    "worklist": "worklist DERM",
    "slots": "slots {entry}", "calendar": "calendar {reference}",
    "why": "why {pathway}", "board": "board", "missing-outcomes": "missing-outcomes",
    "candidates": "candidates {slot}", "inbox": "inbox", "review": "review list", "handover": "handover",
    "slot-issues": "slot-issues", "vetting": "vetting", "follow-ups": "follow-ups", "validate": "validate",
    "check": "check", "report": "report ptl", "audit": "audit show", "doctor": "doctor", "awaiting": "awaiting",
    "holds": "holds", "codes": "codes", "keys": "keys", "settings": "settings show", "demand": "demand",
}  # fmt: skip
"""Commands that list, as they are typed."""
ACTING = {
    "init",
    "sign-in",
    "sign-out",
    "change-secret",
    "backup",
    "undo",
    "forecast",
    "restore",
    "clerks",
    "import",
    "publish",
    "stop-booking",
    "open-booking",
    "close-session",
    "cancel-clinic",
    "demo",
    "register",
    "correct",
    "merge",
    "unmerge",
    "record",
    "residence",
    "death",
    "refer",
    "set-specialty",
    "offer",
    "book",
    "move",
    "cancel",
    "hold",
    "resume",
    "ask-review",
    "arrive",
    "not-arrived",
    "step",
    "did-not-attend",
    "too-late",
    "correct-ending",
    "outcome",
    "milestone",
    "pifu",
    "due",
    "contact",
    "call",
    "message",
    "acknowledge",
    "done",
    "forward",
    "escalate",
    "incident",
    "vet",
    "acknowledge-referral",
    "confirm-start",
    "correct-milestone",
    "wait-for",
    "look-again",
    "happened",
    "referral-told",
    "removal-told",
    "clock",
}
"""Commands that act, or ask no database."""


def test_every_command_lists_or_acts() -> None:
    assert sorted(COMMANDS.keys() - LISTING.keys() - ACTING) == [], "say whether it lists or acts"


def test_no_listing_command_changes_a_row(overdue: World) -> None:
    entry = overdue.who["routine"]
    before = waits(overdue)
    for name, words in LISTING.items():
        typed = words.format(
            patient=entry.patient_id, entry=entry.id, pathway=entry.pathway_id, slot=overdue.slots[0],
            reference=overdue.appointments["seen"],
        )  # fmt: skip
        failed = command(overdue, *typed.split())
        assert changed_tables(before, waits(overdue)) == [], name
        assert failed is None, (name, failed)


async def test_no_screen_and_no_view_acts_in_the_name_of_who_looks(
    overdue: World, sqlite_location: str, tmp_path: Path
) -> None:
    """What fell due is done meanwhile by the desk itself; the clerk who goes through all screens has done nothing."""
    del sqlite_location, tmp_path
    if not overdue.desk.context.database.is_sqlite:
        pytest.skip("screens are the same on both databases")
    clerk = overdue.second.context.clerk
    before = overdue.ids("SELECT count(*) FROM act")[0]
    database = open_database(overdue.location)
    app = ClerkDesk(lambda: desk_for(database, Settings(), clerk.username, now=overdue.clock, desk_name="looking"))
    async with driving(app) as driver:
        for key in ("f2", "f3", "f4", "f6", "f7", "f9", "f10", "f5", *"1234567"):
            await driver.press(key)
            await driver.settle()
    acts = overdue.rows("SELECT act.kind, act.clerk_id FROM act ORDER BY at")[before:]
    by_the_clerk = {row.kind for row in acts if row.clerk_id == clerk.clerk_id}
    assert by_the_clerk <= {"introduce_desk"}
    assert {row.kind for row in acts} >= {"climb", "pass_dates"}
