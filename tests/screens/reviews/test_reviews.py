"""Reviews by consultant: read, printed, decided for the named clinician, and told as a step of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from clerkdesk.rules.reviews.requests import Asked
from clerkdesk.rules.reviews.rows import ReviewRow
from clerkdesk.screens.reviews import ReviewsScreen
from clerkdesk.screens.reviews.rows import ReviewLine, heading
from clerkdesk.services.pathways.decision_effects import NewDecision, PatientTold
from clerkdesk.services.reviews.requests import NewRequest, RequestKept
from tests.answers import taken
from tests.drivers import Driver
from tests.screens.scene import ASHA, SUE, Scene


class ReviewsPage:
    """The reviews on top."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    @property
    def screen(self) -> ReviewsScreen:
        screen = self.driver.screen
        assert isinstance(screen, ReviewsScreen)
        return screen


@asynccontextmanager
async def reviewing(scene: Scene, username: str = SUE) -> AsyncIterator[ReviewsPage]:
    """Open the inbox, and there the reviews of Dr Shah."""
    async with scene.at_the_desk(username) as driver:
        await driver.press("f9", "3", "9", "enter")
        yield ReviewsPage(driver)


@pytest.fixture
def review(scene: Scene) -> int:
    """Maeve's mother asks for something that only the consultant can say."""
    asked = scene.desk.reviews.ask(NewRequest(scene.built.entry.id, Asked.QUESTION, "May she wait until half term?"))
    assert isinstance(asked, RequestKept), asked
    assert asked.review is not None
    return asked.review.id


def row(scene: Scene, review_id: int) -> ReviewRow:
    return taken(scene.desk.reviews.sheet(review_id)).review


async def decide(page: ReviewsPage) -> None:
    await page.driver.press("d", "b")
    await page.driver.type_text("e-mail of 3 March")
    await page.driver.press("enter")


async def test_the_inbox_says_what_waits_with_each_consultant(scene: Scene, review: int) -> None:
    async with scene.at_the_desk(SUE) as driver:
        await driver.press("f9")
        assert "Dr Shah" in driver.text and "1 to decide" in driver.text


async def test_a_sheet_is_read_on_the_screen(scene: Scene, review: int) -> None:
    async with reviewing(scene) as page:
        assert "CLINICAL REVIEW" in page.driver.text and "May she wait until half" in page.driver.text


async def test_what_is_overdue_is_marked(scene: Scene, review: int) -> None:
    scene.clock.at += timedelta(days=30)
    async with reviewing(scene) as page:
        assert "overdue" in page.driver.text


async def test_a_decision_is_entered_for_the_consultant_with_its_source(scene: Scene, review: int) -> None:
    async with reviewing(scene) as page:
        await decide(page)
        assert "then t records it." in page.driver.status
    kept = row(scene, review)
    assert (kept.status, kept.decided_by, kept.decision_source) == ("decided", "Dr Shah", "e-mail of 3 March")


async def test_a_decision_without_a_source_is_not_recorded(scene: Scene, review: int) -> None:
    async with reviewing(scene) as page:
        await page.driver.press("d", "b", "enter")
        assert "source" in page.driver.text and page.screen.bar.is_open
    assert row(scene, review).status == "open"


async def test_monitoring_is_refused_where_the_patient_did_not_agree(scene: Scene, review: int) -> None:
    async with reviewing(scene) as page:
        await page.driver.press("d", "c", "n")
        await page.driver.type_text("letter")
        await page.driver.press("enter")
        assert "agreed with the patient" in page.driver.text and page.screen.bar.is_open
    assert row(scene, review).status == "open"


async def test_who_is_to_be_seen_while_monitored_keeps_a_review_by_its_keys(scene: Scene, review: int) -> None:
    stated = {"decided_by": "Shah", "source": "letter", "patient_agreed": True}
    scene.desk.reviews.decide(review, NewDecision(decision="monitor_clinician", **stated))  # type: ignore[arg-type]
    told = scene.desk.reviews.told(review, "by telephone")
    assert isinstance(told, PatientTold) and told.next_review is not None
    async with reviewing(scene) as page:
        await page.driver.press("d", "b")
        await page.driver.type_text("e-mail of 3 March")
        await page.driver.press("enter")
        assert "Monitoring ended the wait" in page.driver.text and page.screen.bar.is_open
        assert row(scene, told.next_review.id).status == "open"
        await page.driver.press("tab", "tab")
        await page.driver.type_text("8w")
        await page.driver.press("enter")
    kept = row(scene, told.next_review.id)
    assert (kept.status, kept.decision) == ("decided", "return_to_list")


async def test_decided_and_not_told_is_marked_because_the_clock_runs(scene: Scene, review: int) -> None:
    async with reviewing(scene) as page:
        await decide(page)
        assert "tell: clock runs" in page.driver.text


async def test_telling_the_patient_is_a_step_of_its_own(scene: Scene, review: int) -> None:
    async with reviewing(scene) as page:
        assert "t told" not in page.driver.text
        await page.driver.press("t")
        assert "Nothing is decided yet" in page.driver.status
        await decide(page)
        await page.driver.press("up")
        assert "t told" in page.driver.text
        await page.driver.press("t", "p", "enter")
        assert list(page.screen.table.rows) == []
    assert row(scene, review).status == "told"


async def test_a_sheet_is_written_to_a_file_whose_path_is_said(
    scene: Scene, review: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clerkdesk.screens.desk.printing.sheets_folder", lambda: tmp_path / "sheets")
    async with reviewing(scene) as page:
        await page.driver.press("p", "enter")
        (path,) = (tmp_path / "sheets").iterdir()
        assert page.driver.status == f"Written to {path}."
    assert "May she wait until half term?" in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o077 == 0


async def test_the_clerk_sees_reviews_among_the_team_s_and_not_among_their_own(scene: Scene, review: int) -> None:
    async with scene.at_the_desk(ASHA) as driver:
        await driver.press("f9")
        assert "Dr Shah" not in driver.text
        await driver.press("2")
        assert "Dr Shah" in driver.text


def test_the_heading_says_for_whom_a_deputy_answers_too(scene: Scene, review: int) -> None:
    today = scene.desk.context.today
    own = ReviewLine(replace(row(scene, review), consultant="Dr Imber"), today)
    shahs = ReviewLine(replace(row(scene, review), consultant="Dr Shah", deputy="Dr Imber"), today)
    assert heading("Dr Imber", (own, shahs)) == "Reviews · Dr Imber · 2 reviews, 1 for Dr Shah"
    assert heading("Dr Imber", (own,)) == "Reviews · Dr Imber · 1 review"
