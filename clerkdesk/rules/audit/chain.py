"""The canonical form of what the chain of the audit holds, and its digests (R-801).

Each link is the digest of the link before it and of one act with its audit, or of one look. Whoever changes or removes
one of them must write every later link anew. A changed form would break every chain there is: it never changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

HEAD_OF_NOTHING = ""
"""What the first link follows."""


@dataclass(frozen=True, slots=True)
class ChainedLine:
    """One line of an act's audit, as it is stored."""

    table: str
    row: str
    operation: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ChainedAct:
    """One act as the chain holds it."""

    id: UUID
    kind: str
    clerk_id: int
    desk: str
    at: datetime
    """The machine's time; UTC if it names no zone."""
    event_at: datetime
    """The rules' time, local."""
    result: str | None
    lines: tuple[ChainedLine, ...] = ()
    """In the order in which they were written."""


@dataclass(frozen=True, slots=True)
class ChainedLook:
    """One look as the chain holds it."""

    id: int
    clerk_id: int
    desk: str
    at: datetime
    kind: str
    patient_id: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class ChainedBeginning:
    """What the chain begins with: what the database is."""

    kind: str
    name: str
    seed: int | None
    created_at: datetime


def digest_after(before: str, chained: ChainedAct | ChainedLook | ChainedBeginning) -> str:
    """Return the digest of a link, 64 hexadecimal digits.

    Args:
        before: digest of the link that it follows; `HEAD_OF_NOTHING` for the first.
        chained: what the link holds.
    """
    content = json.dumps(_content(chained), ensure_ascii=False, separators=(",", ":"))
    return sha256(f"{before}\n{content}".encode()).hexdigest()


def _content(chained: ChainedAct | ChainedLook | ChainedBeginning) -> list[object]:
    match chained:
        case ChainedAct():
            return [
                "act", chained.id.hex, chained.kind, chained.clerk_id, chained.desk, _moment(chained.at),
                chained.event_at.isoformat(timespec="microseconds"), chained.result, list(_lines(chained.lines)),
            ]  # fmt: skip
        case ChainedLook():
            return [
                "look", chained.id, chained.clerk_id, chained.desk, _moment(chained.at), chained.kind,
                chained.patient_id, chained.detail,
            ]  # fmt: skip
        case ChainedBeginning():
            return ["beginning", chained.kind, chained.name, chained.seed, _moment(chained.created_at)]


def _lines(lines: Iterable[ChainedLine]) -> Iterable[list[str | None]]:
    return ([each.table, each.row, each.operation, each.before, each.after] for each in lines)


def _moment(at: datetime) -> str:
    in_utc = at.astimezone(UTC) if at.tzinfo is not None else at
    return in_utc.replace(tzinfo=None).isoformat(timespec="microseconds")
