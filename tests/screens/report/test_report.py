"""The figures on Ctrl+T: the chart, the parts of the list, one specialty alone, and the CSV file."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from tests.builders import a_hospital, a_patient, an_entry
from tests.screens.validation.validation_page import WaitingRoom, at_the_desk


@pytest.fixture
def room(room: WaitingRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WaitingRoom:
    """Another patient waits for ENT."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    ent = a_hospital(room.desk, "ENT", "Ear, nose and throat")
    an_entry(room.desk, ent, a_patient(room.desk, "Khan", "Imran"), clock_start=date(2024, 1, 8), priority_type="2")
    return room


async def test_the_figures_asked_for_first_stand_on_top(room: WaitingRoom) -> None:
    async with at_the_desk(room.location) as page:
        await page.press("ctrl+t")
        assert "40.0% within 18 weeks · standard 92% not met · 1 over 52 weeks · median 19.0w" in page.told


async def test_the_chart_draws_a_bar_for_each_group_of_weeks(room: WaitingRoom) -> None:
    async with at_the_desk(room.location) as page:
        await page.press("ctrl+t")
        lines = {line.split()[0]: line for line in page.text.splitlines() if "w " in line[:12]}
        assert lines["18-25w"].count("█") > lines["13-17w"].count("█") > 10
        assert "█" not in lines["0-6w"] and "from 18 weeks" in lines["18-25w"]


async def test_a_low_screen_has_room_for_the_parts_below_the_chart(room: WaitingRoom) -> None:
    async with at_the_desk(room.location) as page:
        await page.press("ctrl+t")
        assert "> All specialties" in page.text and "Targets:" in page.text


async def test_every_part_has_its_figures(room: WaitingRoom) -> None:
    async with at_the_desk(room.location, (160, 48)) as page:
        await page.press("ctrl+t")
        for name, waiting in (("All specialties", "5"), ("urgent", "1"), ("not booked", "5"), ("Dermatology", "4")):
            assert any(f"{name} " in line and f" {waiting} " in line for line in page.text.splitlines()), name


async def test_enter_on_a_specialty_shows_it_alone_and_on_the_first_row_all_again(room: WaitingRoom) -> None:
    async with at_the_desk(room.location) as page:
        await page.press("ctrl+t", "end", "enter")
        assert "Ear, nose and throat · 1 waiting" in page.text
        await page.press("home", "enter")
        assert "All specialties · 5 waiting" in page.text


async def test_the_figures_are_written_to_a_file_whose_path_is_said(room: WaitingRoom, tmp_path: Path) -> None:
    wanted = tmp_path / "figures.csv"
    async with at_the_desk(room.location) as page:
        await page.press("ctrl+t", "p")
        await page.type_text(str(wanted))
        await page.press("enter")
        await page.until_said("Written to")
        assert str(wanted) in page.status.replace("\n", "")
    rows = list(csv.DictReader(wanted.open(encoding="utf-8")))
    assert [row["waiting"] for row in rows if row["section"] == "total"] == ["5"]
    assert wanted.stat().st_mode & 0o077 == 0


async def test_without_a_name_the_file_stands_among_the_sheets(room: WaitingRoom, tmp_path: Path) -> None:
    async with at_the_desk(room.location) as page:
        await page.press("ctrl+t", "p", "enter")
        await page.until_said("Written to")
    assert [path.name for path in tmp_path.rglob("*.csv")] == ["waiting-list-2025-03-03.csv"]


async def test_somebody_elses_file_is_not_written_over(room: WaitingRoom, tmp_path: Path) -> None:
    taken = tmp_path / "mine.csv"
    taken.write_text("kept", encoding="utf-8")
    async with at_the_desk(room.location) as page:
        await page.press("ctrl+t", "p")
        await page.type_text(str(taken))
        await page.press("enter")
        await page.until(lambda: "There is a file" in page.text, "the refusal")
    assert taken.read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize(
    "typed", ["9434765919", "943 476 5919", "9434765919.csv", "123456", "RXK123456", "figures", "/tmp"]
)
async def test_what_is_no_file_name_writes_no_file(
    typed: str, room: WaitingRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.rglob("*"))
    async with at_the_desk(room.location) as page:
        await page.press("ctrl+t", "p")
        await page.type_text(typed)
        await page.press("enter")
        assert page.screen.bar.is_open and ".csv" in page.text
    assert {path.name for path in set(tmp_path.rglob("*")) - before if path.suffix not in (".log", "")} == set()


async def test_a_name_alone_stands_among_the_sheets(
    room: WaitingRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with at_the_desk(room.location) as page:
        await page.press("ctrl+t", "p")
        await page.type_text("march.csv")
        await page.press("enter")
        await page.until_said("Written to")
    assert [path.parent.name for path in tmp_path.rglob("*.csv")] == ["sheets"]


async def test_the_figures_are_found_in_the_palette(room: WaitingRoom) -> None:
    async with at_the_desk(room.location) as page:
        await page.press("ctrl+p")
        page.send_text("figures")
        await page.until(lambda: "see the waiting list in figures" in page.told, "the command")
