"""A live desk opens to whoever knows a secret, and its lock keeps the work of the clerk and nobody else's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

from clerkdesk.app import ClerkDesk
from clerkdesk.data.engine import open_database
from clerkdesk.screens.desk.asking import AskingScreen
from clerkdesk.services.clerks.signing_in import Entered, SigningIn
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.desk.opening import SignInNeeded
from clerkdesk.settings import Settings
from clerkdesk.shell.beginning import SignIn
from clerkdesk.widgets.dialog import Question
from tests.builders import desk_of
from tests.screens.front_desk import FrontDesk, FrontPage

SECRET, OTHER = "four grey herons wade", "three brown hares run"


def live(front: FrontDesk, username: str) -> Desk:
    """Return the desk of a clerk, as of a live one."""
    database = replace(open_database(front.location), kind="live")
    return desk_for(database, Settings(), username, now=front.clock, desk_name="the desk")


def opened(front: FrontDesk, username: str | None = None, secret: str = "") -> Desk:
    """Open the live desk as the program does: it asks who is there, and lets in whoever knows the secret."""
    database = replace(open_database(front.location), kind="live")
    if username is None:
        raise SignInNeeded
    entered = SigningIn(database, Settings(), "the desk").with_secret(username, secret)
    if not isinstance(entered, Entered):
        raise SignInNeeded(entered.sentence)
    return desk_for(database, Settings(), entered.clerk.username, now=front.clock, desk_name="the desk")


@asynccontextmanager
async def at_a_live_desk(front: FrontDesk) -> AsyncIterator[FrontPage]:
    """Run a live desk, on which Asha and Bev have secrets, until it asks who is there."""
    live(front, "asha.derm").clerks.recover_secret(SECRET)
    live(front, "bev.derm").clerks.recover_secret(OTHER)
    sign_in = SignIn("asha.derm", lambda username, secret: partial(opened, front, username, secret))
    app = ClerkDesk(partial(opened, front), sign_in=sign_in)
    async with app.run_test(size=(80, 24)):
        page = FrontPage(app)
        await page.until(lambda: isinstance(app.screen, AskingScreen), "the sign-in")
        yield page
    assert app.unforeseen == []


async def type_secret(page: FrontPage, secret: str) -> None:
    await page.settle()
    await page.type_text(secret)
    await page.press("enter")


async def until_in(page: FrontPage) -> None:
    await page.until(
        lambda: page.app.desk_state == "open" and not isinstance(page.app.screen, AskingScreen), "the desk"
    )
    await page.settle()


async def test_it_opens_once_the_secret_is_right_and_shows_nobody_before(front: FrontDesk) -> None:
    async with at_a_live_desk(front) as page:
        await type_secret(page, OTHER)
        await page.until(lambda: "Username or secret is wrong" in page.text, "the refusal")
        await page.press("f3", "f2", "ctrl+p")
        assert isinstance(page.app.screen, AskingScreen) and "PATEL" not in page.text
        await type_secret(page, SECRET)
        await until_in(page)
        assert page.app.clerk_name.startswith("Asha")


async def test_the_lock_hides_the_patient_and_gives_the_bar_back(front: FrontDesk) -> None:
    async with at_a_live_desk(front) as page:
        await type_secret(page, SECRET)
        await until_in(page)
        await page.open_card("patel nis")
        await page.press("k", "f11")
        assert "Locked 09:41" in page.text and "PATEL" not in page.text and "*" not in page.text
        await type_secret(page, OTHER)
        await page.until(lambda: "Username or secret is wrong" in page.text, "the refusal")
        await type_secret(page, SECRET)
        await until_in(page)
        assert page.open_bar == "contact" and "PATEL" in page.text


async def test_no_key_passes_the_lock_behind_the_question_whether_to_leave(front: FrontDesk) -> None:
    async with at_a_live_desk(front) as page:
        await type_secret(page, SECRET)
        await until_in(page)
        await page.open_card("patel nis")
        await page.press("f11", "ctrl+q")
        await page.settle()
        for key in ("f9", "f2", "ctrl+g", "ctrl+p", "ctrl+z", "f11"):
            await page.press(key)
            assert "PATEL" not in page.text and isinstance(page.app.screen, Question), key
        await page.app.run_command("inbox")
        assert isinstance(page.app.screen, Question)
        await page.press("escape")
        assert isinstance(page.app.screen, AskingScreen) and "Locked" in page.text
        await type_secret(page, SECRET)
        await until_in(page)
        assert "PATEL" in page.text


async def test_a_colleague_at_the_lock_gets_a_desk_of_their_own_and_the_work_waits(front: FrontDesk) -> None:
    async with at_a_live_desk(front) as page:
        await type_secret(page, SECRET)
        await until_in(page)
        await page.open_card("patel nis")
        await page.press("k", "f11", "up")
        await page.type_text("bev.derm")
        await page.press("down")
        await type_secret(page, OTHER)
        await page.until(lambda: page.app.goes_on is not None, "the colleague")
    assert page.app.goes_on is not None and page.app.goes_on.username == "bev.derm"
    assert len(live(front, "asha.derm").drafts.waiting("at_work")) == 1
    assert live(front, "bev.derm").drafts.waiting("at_work") == []


async def test_whoever_has_ended_is_refused_at_the_next_act_and_the_desk_locks(front: FrontDesk) -> None:
    async with at_a_live_desk(front) as page:
        await type_secret(page, SECRET)
        await until_in(page)
        await page.open_card("patel nis")
        ended = desk_of(front.desk, "admin").clerks.end("asha.derm", "bev.derm")
        assert "ended" in ended.sentence
        await page.press("k", "1", "enter")
        await page.until(lambda: isinstance(page.app.screen, AskingScreen), "the lock")
        assert "PATEL" not in page.text
