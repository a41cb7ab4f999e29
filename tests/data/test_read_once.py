"""What was read stays until somebody commits, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from clerkdesk.data.engine import Database
from clerkdesk.data.read_once import ReadOnce
from clerkdesk.data.tables import Patient
from clerkdesk.services.desk.facade import Desk


@pytest.fixture
def once(database: Database) -> Iterator[ReadOnce]:
    yield database.read_once
    database.read_once.close()


def patients(desk: Desk) -> int:
    with desk.context.reading() as session:
        return session.execute(select(func.count(col(Patient.id)))).scalar_one()


def register(desk: Desk) -> None:
    with desk.context.act("register") as act:
        act.add(Patient(family_name="Okafor"))
        act.commit(None)


def test_an_answer_is_read_once_until_somebody_commits(desk: Desk, once: ReadOnce) -> None:
    reads = count(1)
    assert [once.value("number", lambda: (next(reads), patients(desk))) for _ in range(3)] == [(1, 0)] * 3
    register(desk)
    assert [once.value("number", lambda: (next(reads), patients(desk))) for _ in range(3)] == [(2, 1)] * 3


def test_an_act_that_was_not_committed_changes_no_answer(desk: Desk, once: ReadOnce) -> None:
    assert once.value("number", lambda: patients(desk)) == 0
    with desk.context.act("register") as act:
        act.add(Patient(family_name="Okafor"))
        assert once.value("number", lambda: patients(desk)) == 0
    assert once.value("number", lambda: patients(desk)) == 0


def test_a_commit_during_the_read_is_seen_by_the_next_question(desk: Desk, once: ReadOnce) -> None:
    def read() -> int:
        found = patients(desk)
        register(desk)
        return found

    assert once.value("number", read) == 0
    assert once.value("number", lambda: patients(desk)) == 1


def test_of_many_answers_only_the_unknown_ones_are_read(once: ReadOnce) -> None:
    asked: list[list[int]] = []

    def read(keys: list[int]) -> dict[int, int]:
        asked.append(keys)
        return {key: key * 2 for key in keys}

    assert once.values("doubles", (1, 2), read) == {1: 2, 2: 4}
    assert once.values("doubles", (2, 3, 1), read) == {1: 2, 2: 4, 3: 6}
    assert asked == [[1, 2], [3]]


def test_a_closed_database_forgets_what_was_read(desk: Desk, once: ReadOnce, database: Database) -> None:
    reads = count(1)
    assert once.value("reads", lambda: next(reads)) == 1
    database.close()
    assert once.value("reads", lambda: next(reads)) == 2
