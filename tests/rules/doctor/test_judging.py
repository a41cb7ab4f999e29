from __future__ import annotations

import pytest

from clerkdesk.rules.doctor.judging import Health, judge_count, judge_mode, judge_space


@pytest.mark.parametrize(
    ("free", "database", "health"),
    [
        (200_000_000, 1_000, Health.GOOD),
        (199_999_999, 1_000, Health.WATCH),
        (3_000_000_000, 1_000_000_000, Health.GOOD),
        (2_999_999_999, 1_000_000_000, Health.WATCH),
    ],
)
def test_there_is_room_for_copies_or_it_is_said_how_much_is_wanted(free: int, database: int, health: Health) -> None:
    found = judge_space(free, database)
    assert found.health is health
    assert bool(found.to_do) is (health is Health.WATCH)


@pytest.mark.parametrize(
    ("mode", "health"),
    [(None, Health.GOOD), (0o600, Health.GOOD), (0o700, Health.GOOD), (0o640, Health.WATCH), (0o604, Health.WATCH)],
)
def test_a_file_that_others_can_read_is_named_with_the_remedy(mode: int | None, health: Health) -> None:
    found = judge_mode("database", "/srv/desk.sqlite", mode)
    assert found.health is health
    assert ("chmod go= /srv/desk.sqlite" in found.to_do) is (health is Health.WATCH)


def test_no_fault_is_good_and_any_is_bad() -> None:
    assert judge_count("audit", 0, "one", "none", "look").health is Health.GOOD
    bad = judge_count("audit", 2, "two", "none", "look")
    assert (bad.health, bad.sentence, bad.to_do) == (Health.BAD, "two", "look")
