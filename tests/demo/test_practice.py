"""The practice desk is composed once, opened again as it was left, and never stands in the way of a live desk."""

from __future__ import annotations

import itertools
import os
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, insert, select, text
from sqlalchemy.engine import make_url

from clerkdesk.data.create import create_database
from clerkdesk.data.engine import open_database
from clerkdesk.data.tables import Act, AuditEntry, ChainLink, Claim, Installation, PatientNameKey, Team
from clerkdesk.demo.compose import compose
from clerkdesk.demo.practice import NotComposed, Wanted, build, open_practice
from clerkdesk.settings import Settings
from tests.demo.conftest import NOW

FEW = 260
_OF_THE_MACHINE = (Installation, AuditEntry, ChainLink, Claim)
"""Tables with the machine's time, which no seed can know."""

_number = itertools.count(1)


def few(path: Path, **wanted: Any) -> Wanted:
    return Wanted(str(path), FEW, fixed_time=NOW.isoformat(), **wanted)


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    database = open_database(str(path))
    tables = {table.name: table for table in Team.metadata.sorted_tables}
    for left_out in _OF_THE_MACHINE:
        del tables[str(left_out.__tablename__)]
    with database.reading() as session:
        act = tables["act"]
        found = {
            name: [tuple(row) for row in session.execute(select(*table.columns))]
            for name, table in tables.items()
            if table is not act
        }
        composed_by = act.c.kind == "compose"
        found["act"] = [tuple(row) for row in session.execute(select(*act.columns).where(~composed_by))]
    database.close()
    return found


def test_the_same_seed_composes_the_same_hospital(tmp_path: Path) -> None:
    for name in ("one.db", "other.db"):
        compose(str(tmp_path / name), patients=FEW, seed=7, now=NOW)
    assert rows(tmp_path / "one.db") == rows(tmp_path / "other.db")


def test_another_seed_composes_another_hospital(tmp_path: Path) -> None:
    for name, seed in (("one.db", 7), ("other.db", 8)):
        compose(str(tmp_path / name), patients=FEW, seed=seed, now=NOW)
    assert rows(tmp_path / "one.db")["patient"] != rows(tmp_path / "other.db")["patient"]


def test_it_says_what_it_is_doing(tmp_path: Path) -> None:
    said: list[str] = []
    build(few(tmp_path / "practice.db"), said.append)
    assert len(said) >= 2
    assert all(sentence.endswith("...") for sentence in said)


def test_a_second_start_finds_the_desk_as_it_was_left(tmp_path: Path) -> None:
    path = tmp_path / "practice.db"
    first = build(few(path))
    database = open_database(str(path))
    with database.writing() as session:
        session.execute(insert(Team).values(name="Night bookings"))
        session.commit()
    database.close()
    assert build(Wanted(str(path))) == first
    assert "Night bookings" in str(rows(path)["team"])


def test_begun_again_it_is_new(tmp_path: Path) -> None:
    path = tmp_path / "practice.db"
    build(few(path))
    build(Wanted(str(path), FEW, seed=3, fresh=True, fixed_time=NOW.isoformat()))
    with open_database(str(path)).reading() as session:
        assert session.execute(select(Installation.seed)).scalar_one() == 3  # type: ignore[call-overload]


def test_another_size_than_the_one_that_stands_is_refused_and_named(tmp_path: Path) -> None:
    build(few(tmp_path / "practice.db"))
    with pytest.raises(NotComposed) as refused:
        build(Wanted(str(tmp_path / "practice.db"), FEW + 1))
    assert str(FEW) in refused.value.sentence
    assert "--fresh" in refused.value.sentence


@pytest.mark.parametrize("fresh", [False, True])
def test_a_live_desk_is_never_touched(tmp_path: Path, fresh: bool) -> None:
    path = tmp_path / "desk.db"
    create_database(str(path), kind="live", name="Real", administrator="admin").close()
    before = path.read_bytes()
    with pytest.raises(NotComposed) as refused:
        build(few(path, fresh=fresh))
    assert refused.value.field == "--db"
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"my notes\n" * 500, b"SQLite format 3\x00 and then nothing of the kind" * 40])
def test_a_file_of_somebody_elses_is_never_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(content)
    with pytest.raises(NotComposed):
        build(few(path, fresh=True))
    assert path.read_bytes() == content


def test_a_hospital_that_could_not_be_completed_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(sentence: str) -> None:
        if sentence.startswith("Writing"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(few(tmp_path / "practice.db"), stop)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("patients", [0, -5, 10_000_000])
def test_a_size_that_cannot_be_composed_is_answered_with_the_range(tmp_path: Path, patients: int) -> None:
    with pytest.raises(NotComposed) as refused:
        build(Wanted(str(tmp_path / "practice.db"), patients))
    assert "1 to 200000" in refused.value.sentence


def test_a_few_patients_are_made_up_to_those_of_the_scenes(tmp_path: Path) -> None:
    path = tmp_path / "practice.db"
    few_people = Wanted(str(path), 5, fixed_time=NOW.isoformat())
    assert build(few_people).patients > 100
    assert build(few_people).patients > 100


def test_the_booking_clerk_sits_at_it_where_nobody_is_named(tmp_path: Path) -> None:
    desk = open_practice(few(tmp_path / "practice.db"), Settings(), None)
    assert desk.context.clerk.username == "asha"
    assert desk.practice
    desk.close()


def test_every_act_has_its_clerk_and_a_time_that_has_been(tmp_path: Path) -> None:
    build(few(tmp_path / "practice.db"))
    with open_database(str(tmp_path / "practice.db")).reading() as session:
        acts = session.execute(select(Act)).scalars().all()
    assert all(act.event_at <= NOW for act in acts)
    assert all(act.at.tzinfo is UTC for act in acts)


def test_everybody_with_a_name_is_found_by_it(tmp_path: Path) -> None:
    build(few(tmp_path / "practice.db"))
    found = rows(tmp_path / "practice.db")
    keyed = {row[1] for row in found[str(PatientNameKey.__tablename__)]}
    assert len(keyed) >= FEW - 10


def test_it_stands_on_postgresql_and_goes_on_from_there(postgresql_server: str) -> None:
    name = f"practice_{os.getpid()}_{next(_number)}"
    engine = create_engine(
        make_url(postgresql_server).set(drivername="postgresql+psycopg", database="postgres"),
        isolation_level="AUTOCOMMIT",
    )
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    url = make_url(postgresql_server).set(drivername="postgresql+psycopg", database=name)
    place = url.render_as_string(hide_password=False)
    desk = open_practice(Wanted(place, FEW, fixed_time=NOW.isoformat()), Settings(), None)
    with desk.context.act("build") as act:
        assert act.add(Team(name="Night bookings")).id == 3
        act.commit(None)
    desk.close()
    build(Wanted(place, FEW, fresh=True, fixed_time=NOW.isoformat()))
    assert build(Wanted(place)).patients == FEW
