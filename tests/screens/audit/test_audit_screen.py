"""The audit is read on the screen by whoever may, and reading a patient's is in it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from clerkdesk.app import ClerkDesk
from clerkdesk.data.engine import open_database
from clerkdesk.screens.audit import AuditScreen
from clerkdesk.services.audit.audit import AuditRead, AuditSearch
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings
from tests.answers import only
from tests.builders import desk_of
from tests.screens.front_desk import FrontDesk, FrontPage, at_the_front_desk


async def at_the_audit(page: FrontPage) -> AuditScreen:
    """Go there by the map."""
    await page.press("ctrl+g", "a")
    await page.until(lambda: isinstance(page.screen, AuditScreen), "the audit")
    await page.settle()
    return page.on(AuditScreen)


def kinds_of(front: FrontDesk, patient_id: int) -> list[str]:
    read = desk_of(front.desk, "admin").audit.read(AuditSearch(patient_id))
    return [look.kind for look in only(read, AuditRead).looks]


def as_administrator(front: FrontDesk) -> ClerkDesk:
    return ClerkDesk(lambda: desk_for(open_database(front.location), Settings(), "admin", now=front.clock))


async def test_who_lacks_the_right_is_told_who_has_it_and_reads_nothing(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        screen = await at_the_audit(page)
        assert "Reading the audit is for the privacy officer or administrator. Ask admin." in page.text
        assert list(screen.table.rows) == []
        await page.press("ctrl+l")
        assert not screen.bar.is_open


async def test_the_audit_of_the_patient_in_hand_takes_two_keys_and_is_a_look(front: FrontDesk) -> None:
    app = as_administrator(front)
    async with app.run_test(size=(80, 24)):
        page = FrontPage(app)
        await page.settle()
        await page.open_card("patel anj")
        screen = await at_the_audit(page)
        assert "Everybody, every kind, every day" in page.text
        await page.press("ctrl+l", "p", "enter")
        await page.settle()
        assert "PATEL Anjali" in page.text and "  offer  " in page.text
        assert "Nisha" not in page.text and screen.table.rows
    assert app.unforeseen == []
    assert kinds_of(front, front.anjali.patient_id) == ["audit", "card"]


async def test_a_kind_that_there_is_not_keeps_the_bar_open_and_a_file_has_what_was_asked_for(
    front: FrontDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    app = as_administrator(front)
    async with app.run_test(size=(80, 24)):
        page = FrontPage(app)
        await page.settle()
        screen = await at_the_audit(page)
        await page.press("ctrl+l", "k")
        await page.type_text("boook")
        await page.press("enter")
        await page.settle()
        assert screen.bar.is_open and "No act and no look is of this kind" in page.text
        await page.press("escape", "ctrl+l", "k")
        await page.type_text("offer")
        await page.press("enter")
        await page.settle()
        assert "kind offer" in page.text and "→ 1" in page.text
        await page.press("p", "enter")
        await page.settle()
    (written,) = tmp_path.rglob("audit-*.csv")
    assert {row["kind"] for row in csv.DictReader(written.read_text().splitlines())} == {"offer"}
