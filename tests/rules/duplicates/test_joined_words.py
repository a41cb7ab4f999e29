from __future__ import annotations

import pytest

from clerkdesk.rules.duplicates.joined_words import moving_words
from clerkdesk.services.duplicates.moved_rows import OF_A_PATIENT


@pytest.mark.parametrize(
    ("moving", "words"),
    [
        ((), "nothing but its names"),
        ((("referral", 1), ("waiting list entry", 2)), "1 referral, 2 waiting list entries"),
        ((("patient phone", 2), ("inbox item", 1)), "2 telephone numbers, 1 message or task"),
        ((("unavailability", 1), ("draft", 3)), "1 period away, 3 forms half filled in"),
    ],
)
def test_what_moves_is_said_in_words_of_the_trade(moving: tuple[tuple[str, int], ...], words: str) -> None:
    assert moving_words(moving) == words


def test_nothing_that_moves_is_called_by_a_word_of_the_database() -> None:
    said = moving_words((str(table.__tablename__).replace("_", " "), 2) for table in OF_A_PATIENT)
    assert not any(word in said for word in ("item", "flag", "unavail", "person", "draft", "patient phone"))
