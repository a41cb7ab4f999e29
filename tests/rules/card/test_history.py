"""Which talk comes first, and which fit a few letters."""

from __future__ import annotations

from datetime import date, time

from clerkdesk.rules.card.history import Talk, TalkKind, newest_first, that_fit, when_words

CALLED = Talk(TalkKind.CALL, date(2025, 3, 3), time(9, 42), "Mary O'Neil, mother", "wants half term", "Asha")
OFFERED = Talk(TalkKind.OFFERED, date(2025, 3, 3), time(9, 40), "Tue 1 Apr 2025 09:00", "declined: work\nTuesdays")
TOLD = Talk(TalkKind.TOLD, date(2025, 3, 3), None, "patient by letter", "discharge")
TRIED = Talk(TalkKind.TRIED, date(2025, 3, 1), time(16, 0), "No reply", "", "Bev")


def test_the_newest_comes_first_and_a_day_without_a_time_ends_its_day() -> None:
    assert newest_first((TRIED, OFFERED, TOLD, CALLED)) == (TOLD, CALLED, OFFERED, TRIED)


def test_letters_find_the_kind_whom_it_was_about_what_was_said_and_who_wrote_it_when() -> None:
    talks = (TOLD, CALLED, OFFERED, TRIED)
    assert that_fit(talks, "o'neil") == (CALLED,)
    assert that_fit(talks, "offer tues") == (OFFERED,)
    assert that_fit(talks, "bev") == (TRIED,)
    assert that_fit(talks, "mar bev") == (TRIED,)
    assert that_fit(talks, "") == talks
    assert that_fit(talks, "lsewhere") == ()


def test_a_talk_of_which_only_the_day_is_known_shows_no_time() -> None:
    assert when_words(CALLED) == "3 Mar 2025 09:42"
    assert when_words(TOLD) == "3 Mar 2025"
