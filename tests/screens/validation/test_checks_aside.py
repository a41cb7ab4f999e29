"""F5 shows its rows before any check has run, takes keys meanwhile, and runs nothing anew that nobody changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from typing import TypeVar

from sqlalchemy import event

from clerkdesk.app import ClerkDesk
from clerkdesk.screens.validation.due import DueRow
from clerkdesk.services.desk.facade import Desk
from tests.builders import a_patient, an_entry
from tests.screens.validation.validation_page import ValidationPage, WaitingRoom, at_the_desk, open_at

ResultT = TypeVar("ResultT")

STATEMENTS_AGAIN = 1
"""Statements of a second visit: the position in the log of acts, from which a bar tells what others did meanwhile."""
ROWS_OF_A_SCREEN = 18
"""Lines of the list of F5 in a terminal of 80x24, at most."""
ALL = 1000


class ChecksWait(ClerkDesk):
    """A desk on which each read that gives way waits until it is let through."""

    def __init__(self, open_desk: Callable[[], Desk]) -> None:
        super().__init__(open_desk)
        self.passes = asyncio.Semaphore(0)

    def let_through(self, reads: int) -> None:
        for _ in range(reads):
            self.passes.release()

    async def read(self, work: Callable[[Desk], ResultT], *, aside: bool = False) -> ResultT:
        if aside:
            await self.passes.acquire()
        return await super().read(work, aside=aside)


@asynccontextmanager
async def before_the_checks(room: WaitingRoom) -> AsyncIterator[tuple[ValidationPage, ChecksWait]]:
    """Run the desk with F5 open, before any check has run."""
    app = ChecksWait(lambda: open_at(room.location))
    async with app.run_test(size=(80, 24)):
        page = ValidationPage(app)
        await page.settle()
        page.send("f5")
        await page.until(lambda: "longest wait first" in page.text and "PATEL" in page.text, "the rows")
        yield page, app
    assert app.unforeseen == []


@contextmanager
def statements_of_a_desk(page: ValidationPage) -> Iterator[list[str]]:
    """Note the statements, without those that begin a transaction or look for changes."""
    desk, said = page.app.desk, list[str]()
    assert desk is not None

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            said.append(statement)

    engine = desk.context.database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


async def test_rows_stand_and_keys_act_before_any_check_has_run(room: WaitingRoom) -> None:
    async with before_the_checks(room) as (page, app):
        assert page.names == ["PATEL Anjali", "OKAFOR Chidi", "MCCARTHY Sean", "O'NEIL-[/] Maeve"]
        assert "DQ15" not in page.text and "2 checks" in page.text
        page.send("down")
        page.send_text("kn")
        await page.until(lambda: "Contact tried with OKAFOR" in page.text, "the bar")
        page.send("enter")
        await page.until(lambda: "Tried 1x" in page.status, "what was recorded")
        assert room.sheet("Okafor").row.attempts == 1
        app.let_through(ALL)
        await page.settle()
        assert "! DQ15" in page.text


async def test_the_rows_in_sight_are_checked_first_and_then_the_others(room: WaitingRoom) -> None:
    for number in range(30):
        an_entry(room.desk, room.hospital, a_patient(room.desk, f"Webb{number:02}"), clock_start=date(2024, 11, 25))
    async with before_the_checks(room) as (page, app):
        rows = page.validation.listing.table.rows
        assert len(rows) == 34 and checked(page) == []
        app.let_through(1)
        await page.until(lambda: bool(checked(page)), "the checks of the rows in sight")
        assert checked(page) == list(range(len(checked(page)))) and len(checked(page)) <= ROWS_OF_A_SCREEN
        app.let_through(ALL)
        await page.settle()
        assert checked(page) == list(range(34))


def checked(page: ValidationPage) -> list[int]:
    """The indexes of the rows whose checks have run."""
    rows = page.validation.listing.table.rows
    return [index for index, row in enumerate(rows) if isinstance(row, DueRow) and row.findings is not None]


async def test_a_second_visit_runs_no_check_and_counts_nothing_until_somebody_commits(room: WaitingRoom) -> None:
    async with at_the_desk(room.location) as page:
        await page.press("f5", "f3")
        with statements_of_a_desk(page) as said:
            await page.press("f5")
            assert len(said) <= STATEMENTS_AGAIN, said
            assert "! DQ15" in page.text and "…" not in page.text
        await page.press("f3")
        room.on_the_slot_issues_list("Patel")
        await page.press("f5")
        assert "…" not in page.text and page.text.splitlines()[2].split()[2] == "1", "e-RS is counted again"
