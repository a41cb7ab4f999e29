"""The canonical form of the chain never changes: every database has digests of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

from clerkdesk.rules.audit.chain import (
    HEAD_OF_NOTHING,
    ChainedAct,
    ChainedBeginning,
    ChainedLine,
    ChainedLook,
    digest_after,
)

AT = datetime(2025, 3, 3, 9, 41, 0, 125, tzinfo=UTC)
LINE = ChainedLine("patient", "7", "changed", '{"family_name": "Öz"}', '{"family_name": "Lee"}')
ACT = ChainedAct(UUID(int=7), "correct", 1, "desk one", AT, datetime(2025, 3, 3, 9, 41), "null", (LINE,))
BEGINNING = ChainedBeginning("live", "St Anne's", None, AT)


def test_the_digests_of_stored_chains_stay_as_they_are() -> None:
    first = digest_after(HEAD_OF_NOTHING, BEGINNING)
    second = digest_after(first, ACT)
    third = digest_after(second, ChainedLook(3, 1, "desk one", AT, "card", 7, ""))
    assert [each[:16] for each in (first, second, third)] == [
        "ac8dd1b219271382",
        "2bfcce541d18f2fa",
        "d9081bae65846b5e",
    ]


def test_the_same_moment_has_the_same_digest_in_each_zone() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=1)))
    naive = AT.replace(tzinfo=None)
    assert len({digest_after("", replace(ACT, at=at)) for at in (AT, elsewhere, naive)}) == 1


def test_each_part_of_an_act_and_of_its_lines_counts() -> None:
    others = (
        replace(ACT, kind="book"),
        replace(ACT, result='"done"'),
        replace(ACT, lines=()),
        replace(ACT, lines=(replace(LINE, before=None),)),
        replace(ACT, lines=(LINE, LINE)),
        replace(ACT, event_at=datetime(2025, 3, 3, 9, 42)),
    )
    assert len({digest_after("", each) for each in (ACT, *others)}) == len(others) + 1
