"""A secret has twelve characters or more; five wrong tries in a quarter of an hour lock a clerk out (R-803)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from clerkdesk.rules.clerks.secrets import SignInTry, locked_out_until, wrong_secret
from clerkdesk.rules.values.secret_hash import SecretHash
from clerkdesk.rules.values.sign_ins import SignInKind
from clerkdesk.settings.policy import DeskPolicy

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("secret", "will_do"),
    [
        ("four grey herons wade", True),
        ("k7#Lw9!pQz2m", True),
        ("k7#Lw9!pQz2", False),
        ("            ", False),
        ("abababababab", False),
        ("asha.derm is my name", False),
        ("four grey\therons wade", False),
        ("x1y2z" * 41, False),
        ("ŵythnos yr haf", True),
    ],
)
def test_a_secret_is_long_and_not_a_single_letter_over_and_over(secret: str, will_do: bool) -> None:
    assert (wrong_secret(secret, "asha.derm") is None) is will_do


def tries(*minutes: float, then: SignInKind | None = None) -> list[SignInTry]:
    failed = [SignInTry(NINE + timedelta(minutes=each), SignInKind.FAILED) for each in minutes]
    return failed if then is None else [*failed, SignInTry(failed[-1].at, then)]


@pytest.mark.parametrize(
    ("made", "now", "until"),
    [
        ([], 0, None),
        (tries(0, 1, 2, 3), 3, None),
        (tries(0, 1, 2, 3, 4), 4, 19),
        (tries(0, 1, 2, 3, 4), 18.9, 19),
        (tries(0, 1, 2, 3, 4), 19, None),
        (tries(0, 1, 2, 3, 15), 15, 30),
        (tries(0, 1, 2, 3, 15.1), 15.1, None),
        (tries(0, 1, 2, 3, then=SignInKind.SIGNED_IN) + tries(5), 5, None),
        (tries(0, 1, 2, 3, 4, then=SignInKind.LOCKED_OUT), 18.9, 19),
        (tries(0, 1, 2, 3, 4, 19.1), 19.1, None),
    ],
)
def test_five_that_fail_within_fifteen_minutes_lock_out_for_fifteen(
    made: list[SignInTry], now: float, until: float | None
) -> None:
    ends = locked_out_until(made, NINE + timedelta(minutes=now), DeskPolicy())
    assert ends == (None if until is None else NINE + timedelta(minutes=until))


def test_a_hash_shows_nothing_of_itself() -> None:
    kept = SecretHash("$argon2id$v=19$m=65536,t=3,p=4$salt$hash")
    assert "argon2" not in repr(kept) and "argon2" not in kept.fingerprint
