"""The base of every set of codes that is closed: a code has a name here, and no other code exists."""

from __future__ import annotations

from enum import StrEnum


class ClosedSet(StrEnum):
    """A set of codes. Each member is the text that is stored, printed and sent, so that no reader sees a difference.

    A member shows itself as its text does, also to `repr`: digests of what a file states stay as they are.
    """

    __repr__ = str.__repr__
