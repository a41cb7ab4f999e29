"""Hashes secrets with Argon2id, which costs memory as well as time (R-803)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from clerkdesk.rules.clerks.secrets import as_typed_anywhere
from clerkdesk.rules.values.secret_hash import SecretHash

if TYPE_CHECKING:
    from argon2 import PasswordHasher


def hash_of(secret: str) -> SecretHash:
    """Return the hash of a secret under a salt of its own."""
    return SecretHash(_hasher().hash(as_typed_anywhere(secret)))


def is_right(secret: str, kept: str | None) -> bool:
    """Return whether a secret has this hash; without a hash it is wrong, and takes as long."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        right = _hasher().verify(kept or _of_nobody(), as_typed_anywhere(secret))
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


@cache
def _hasher() -> PasswordHasher:
    # Its defaults are the second choice of RFC 9106, for machines with little memory: 64 MiB, three passes.
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _of_nobody() -> SecretHash:
    return hash_of("the secret of nobody")
