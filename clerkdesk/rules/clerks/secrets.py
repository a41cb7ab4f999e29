"""Judges a new secret, and counts the tries at one (R-803); as pure functions."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from clerkdesk.rules.values.sign_ins import SignInKind
from clerkdesk.settings.policy import DeskPolicy

SHORTEST, LONGEST = 12, 200
"""Characters of a secret: a hash of a longer text takes time and adds nothing."""
_FEWEST_DIFFERENT = 5


def as_typed_anywhere(secret: str) -> str:
    """Return a secret in the one form that every keyboard and terminal gives, so that `é` is the same everywhere."""
    return unicodedata.normalize("NFKC", secret)


def wrong_secret(secret: str, username: str) -> str | None:
    """Return what is wrong with a new secret, as a sentence; None if it will do (R-803)."""
    plain = as_typed_anywhere(secret)
    if not SHORTEST <= len(plain.strip()) <= LONGEST:
        return f"A secret has {SHORTEST} to {LONGEST} characters. Four or five words with blanks between them will do."
    if not plain.isprintable():
        return "A secret has letters, digits, marks and blanks only, so that it can be typed anywhere."
    folded = plain.casefold()
    if len(set(folded)) < _FEWEST_DIFFERENT:
        return f"A secret has at least {_FEWEST_DIFFERENT} different characters."
    if username.casefold() in folded:
        return "A secret does not have the username in it."
    return None


@dataclass(frozen=True, slots=True)
class SignInTry:
    """One try to sign in."""

    at: datetime
    """The machine's time, UTC."""
    kind: SignInKind


def locked_out_until(tries: Iterable[SignInTry], now: datetime, policy: DeskPolicy) -> datetime | None:
    """Return the moment at which a lock-out ends; None if the clerk may try (R-803).

    A try that fails counts until one succeeds. A try during a lock-out does not lengthen it.

    Args:
        tries: of one clerk, since the secret was chosen, the oldest first.
        now: the machine's time, UTC.
        policy: how many tries may fail within how many minutes.
    """
    within = timedelta(minutes=policy.lock_out_minutes)
    failed: list[datetime] = []
    for each in tries:
        if each.kind is SignInKind.SIGNED_IN:
            failed = []
        elif each.kind is SignInKind.FAILED:
            failed.append(each.at)
    last = failed[-policy.failed_sign_ins :]
    if len(last) < policy.failed_sign_ins or last[-1] - last[0] > within:
        return None
    until = last[-1] + within
    return until if now < until else None
