"""Judges what an examination of a desk finds, as pure functions: each result says what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_ROOM_FOR_COPIES = 3
"""Room for a copy before an upgrade, a back-up, and the work between them."""
_LEAST_BYTES = 200_000_000
_OTHERS = 0o077


class Health(StrEnum):
    """The result of one look."""

    GOOD = "good"
    WATCH = "watch"
    """Nothing is lost; somebody should see to it."""
    BAD = "bad"
    """Something is broken or shown wrongly."""


@dataclass(frozen=True, slots=True)
class Examined:
    """One look, with its result."""

    name: str
    health: Health
    sentence: str
    to_do: str = ""
    """What to do, as a sentence; empty if it is good."""


def judge_space(free: int, database: int) -> Examined:
    """Judge the free space of a disk.

    Args:
        free: bytes free where the database is.
        database: bytes of the database.
    """
    wanted = max(_LEAST_BYTES, database * _ROOM_FOR_COPIES)
    sentence = f"{free / 1e9:.1f} GB are free beside a database of {database / 1e6:,.1f} MB."
    if free >= wanted:
        return Examined("free space", Health.GOOD, sentence)
    return Examined(
        "free space", Health.WATCH, sentence, f"Make room: {wanted / 1e9:.1f} GB leave space for copies and upgrades."
    )


def judge_mode(what: str, path: str, mode: int | None) -> Examined:
    """Judge who can read a file or a folder.

    Args:
        what: its name for the clerk, such as `database`.
        path: where it is.
        mode: its permission bits; None if it is not there.
    """
    name = f"{what} is private"
    if mode is None:
        return Examined(name, Health.GOOD, f"{path} is not there yet.")
    if not mode & _OTHERS:
        return Examined(name, Health.GOOD, f"Only its owner can read {path}.")
    return Examined(
        name, Health.WATCH, f"Others on this machine can read {path}.", f"Take their rights away: chmod go= {path}"
    )


def judge_anchor(path: str, why_not: str, gone: str, *, is_beside: bool) -> Examined:
    """Judge whether each act can leave its mark outside the database.

    Args:
        path: of the anchor.
        why_not: why it can't be written, as the system says it; empty if it can.
        gone: that it is missing, as a sentence; empty if it is there, or if no desk had to write it.
        is_beside: whether it lies in the database's own folder.
    """
    if why_not:
        sentence = f"The anchor of the audit can't be written ({why_not}): {path}."
        to_do = "Let this user write there, or set desk.anchors to a folder of theirs. Acts are kept meanwhile."
        return Examined("anchor", Health.WATCH, sentence, to_do)
    if gone:
        to_do = "Ask who removed it, and compare the database with an anchor that is kept elsewhere."
        return Examined("anchor", Health.WATCH, gone, to_do)
    if is_beside:
        sentence = f"The anchor lies in the database's own folder: {path}."
        to_do = (
            "Set desk.anchors to another folder, best on another disk: who can change one should not reach the other."
        )
        return Examined("anchor", Health.WATCH, sentence, to_do)
    return Examined("anchor", Health.GOOD, f"Each act leaves its mark outside the database, in {path}.")


def judge_count(name: str, count: int, found: str, good: str, to_do: str) -> Examined:
    """Judge a number of faults: none is good.

    Args:
        name: of the look.
        count: number of faults.
        found: what was found, as a sentence.
        good: what is so without faults, as a sentence.
        to_do: what to do about faults.
    """
    return Examined(name, Health.BAD, found, to_do) if count else Examined(name, Health.GOOD, good)
