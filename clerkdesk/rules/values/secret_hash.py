"""The hash of a clerk's secret, which no list, log or audit shows."""

from __future__ import annotations

from hashlib import sha256


class SecretHash(str):
    """A memory-hard hash with its salt, as it is stored.

    The audit keeps its fingerprint: it shows that the stored hash was changed, and helps nobody to guess the secret.
    """

    __slots__ = ()

    @property
    def fingerprint(self) -> str:
        """A digest of hash and salt, as 64 hexadecimal digits."""
        return sha256(self.encode()).hexdigest()

    def __repr__(self) -> str:
        return "SecretHash(...)"
