from __future__ import annotations

from threading import Event
from typing import Any

from tests.screens.desk.parts_alone import parts_alone


async def test_an_answer_is_applied_and_known_to_have_come() -> None:
    async with parts_alone() as alone:
        asked, found = alone.screen.questions, list[str]()
        assert asked.hold_back("b"), "the rows have never been read"
        asked.ask("rows", lambda desk: "rows", found.append)
        assert asked.is_pending("rows") and asked.any_pending
        await alone.app.workers.wait_for_complete()
        assert found == ["rows"] and not asked.any_pending and not asked.hold_back("b")


async def test_only_the_latest_of_several_questions_is_applied() -> None:
    async with parts_alone() as alone:
        asked, put, found = alone.screen.questions, list[int](), list[int]()

        def put_down(number: int) -> Any:
            def answer(desk: Any) -> int:
                put.append(number)
                return number

            return answer

        for number in range(5):
            asked.ask("results", put_down(number), found.append)
        await alone.app.workers.wait_for_complete()
        assert found == [4] and put[-1] == 4 and len(put) <= 2


async def test_keys_wait_for_what_they_are_meant_for_and_no_others() -> None:
    async with parts_alone() as alone:
        asked = alone.screen.questions
        asked.ask("rows", lambda desk: None, lambda answer: None)
        await alone.app.workers.wait_for_complete()
        asked.ask("results", lambda desk: None, lambda answer: None)
        assert asked.hold_back("enter") and not asked.hold_back("b")
        await alone.app.workers.wait_for_complete()
        asked.ask("act", lambda desk: None, lambda answer: None)
        assert asked.hold_back("b") and asked.hold_back("enter") and not asked.hold_back("up")
        await alone.app.workers.wait_for_complete()
        asked.wait_for("rows")
        assert asked.hold_back("up")


async def test_what_can_not_be_read_is_reported_and_said_in_the_list() -> None:
    def fail(desk: Any) -> None:
        raise ValueError

    async with parts_alone() as alone:
        alone.screen.questions.ask("rows", fail, lambda answer: None)
        await alone.app.workers.wait_for_complete()
        assert [type(fault) for fault in alone.told.faults] == [ValueError]
        assert alone.screen.table.reading.failure
        assert not alone.screen.questions.hold_back("b"), "a clerk is not kept in by rows that never come"


async def test_a_screen_may_wait_for_more_than_its_questions() -> None:
    async with parts_alone() as alone:
        writes = Event()
        alone.screen.questions.waits_too = lambda: not writes.is_set()
        assert alone.screen.questions.any_pending
        writes.set()
        assert not alone.screen.questions.any_pending
