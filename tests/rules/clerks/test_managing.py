from __future__ import annotations

import pytest

from clerkdesk.rules.clerks.managing import (
    ClerkToEnd,
    judge_ending,
    judge_giving_up,
    role_meant,
    wrong_name,
    wrong_username,
)
from clerkdesk.rules.clerks.rights import ROLES_OF_PEOPLE, role_words
from clerkdesk.rules.clerks.rows import ClerkRow
from clerkdesk.rules.values.roles import ClerkRole

BEV = ClerkRow(4, "bev", "Bev Jones", ClerkRole.CLERK, "", "", True)
ROOT = ClerkRow(1, "admin", "Admin", ClerkRole.ADMINISTRATOR, "", "", True)


@pytest.mark.parametrize("username", ["bev", "bev.jones", "b2", "x", "a-b_c9", "a" * 32])
def test_a_username_of_small_letters_digits_and_points_will_do(username: str) -> None:
    assert wrong_username(username) is None


@pytest.mark.parametrize("username", ["", "Bev", "bev jones", ".bev", "bev.", "é", "a" * 33, "x\x1b[31m", "-"])
def test_any_other_username_is_refused_with_an_example(username: str) -> None:
    assert "bev.jones" in (wrong_username(username) or "")


@pytest.mark.parametrize("username", ["me", "team", "secretary"])
def test_a_word_that_finds_somebody_else_in_a_message_is_no_username(username: str) -> None:
    assert "means somebody else" in (wrong_username(username) or "")


def test_a_name_leaves_room_for_the_patient() -> None:
    assert wrong_name("O'Neil-[/] " + "W" * 29) is None
    assert "up to 40" in (wrong_name("W" * 41) or "")


@pytest.mark.parametrize("role", ROLES_OF_PEOPLE)
def test_each_role_is_understood_as_it_is_written_and_as_it_is_kept(role: ClerkRole) -> None:
    assert role_meant(role_words(role).upper()) is role_meant(f" {role} ") is role


@pytest.mark.parametrize("typed", ["", "itself", "boss", "team"])
def test_nobody_gets_a_role_that_is_none(typed: str) -> None:
    assert role_meant(typed) is None


def test_whoever_has_nothing_left_to_do_can_end() -> None:
    assert judge_ending(ClerkToEnd(BEV, False, 1)) is None
    assert judge_ending(ClerkToEnd(BEV, False, 1, items=2, goes_to="team")) is None


@pytest.mark.parametrize(
    ("leaving", "code"),
    [
        (ClerkToEnd(ClerkRow(4, "bev", "Bev", ClerkRole.CLERK, "", "", False), False, 1), "ended"),
        (ClerkToEnd(ROOT, True, 2), "oneself"),
        (ClerkToEnd(BEV, False, 1, secretary_of=["Dermatology"]), "is_secretary"),
        (ClerkToEnd(BEV, False, 1, items=1), "items_open"),
        (ClerkToEnd(ROOT, False, 1), "last_administrator"),
    ],
)
def test_nobody_ends_while_something_would_stay_with_nobody(leaving: ClerkToEnd, code: str) -> None:
    refusal = judge_ending(leaving)
    assert refusal is not None and refusal.code == code


def test_the_only_administrator_keeps_the_role() -> None:
    assert judge_giving_up(ClerkToEnd(ROOT, True, 1)) is not None
    assert judge_giving_up(ClerkToEnd(ROOT, True, 2)) is None
