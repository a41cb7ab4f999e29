"""Follows the chain of the audit, and compares it with the anchor: what is changed, missing or cut off (R-801).

Whoever can write to the database and to the anchor can write both anew: an anchor kept elsewhere shows that too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy.orm import Session

from clerkdesk.data.anchor import Anchor, Anchored, Restored
from clerkdesk.data.queries.audit.links import StoredLink, Unlinked, links, unlinked
from clerkdesk.rules.acts.act_names import act_words
from clerkdesk.rules.audit.chain import HEAD_OF_NOTHING, ChainedAct, ChainedBeginning, ChainedLook, digest_after
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.values.local_time import wall_time
from clerkdesk.services.acts.answers import Answer
from clerkdesk.services.acts.context import ServiceContext


class ChainFault(StrEnum):
    """What is wrong with a link of the chain, or with its anchor."""

    CHANGED = "changed"
    REMOVED = "removed"
    """The act or the look that a link holds is not there."""
    MISSING_BEFORE = "missing_before"
    """The link before is not there."""
    NO_LINK = "no_link"
    """An act or a look is there that no link holds."""
    CUT_OFF = "cut_off"
    """The anchor names a link that is not there, or is another one."""
    NO_ANCHOR = "no_anchor"
    """The anchor is there, and can't be read."""
    ANCHOR_GONE = "anchor_gone"
    """No anchor is there, or it has no line, though a desk of this machine must have written one."""


@dataclass(frozen=True, slots=True)
class ChainFinding:
    """One fault of the chain."""

    what: ChainFault
    link: int | None
    about: str
    """The act, the look or the line of the anchor, in words without a patient."""

    @property
    def sentence(self) -> str:
        """What was found."""
        match self.what:
            case ChainFault.CHANGED:
                return f"{self.about}: changed by no act."
            case ChainFault.REMOVED:
                return f"{self.about}: what it holds was removed by no act."
            case ChainFault.MISSING_BEFORE:
                return f"{self.about}: what came before it in the chain is missing."
            case ChainFault.NO_LINK:
                return f"{self.about}: something else than a desk wrote it."
            case ChainFault.CUT_OFF:
                return (
                    f"{self.about}: the anchor has it and the database does not. The end of the audit was cut off, or "
                    "the database is an older copy."
                )
            case ChainFault.NO_ANCHOR:
                return f"{self.about}: the anchor can't be read."
            case ChainFault.ANCHOR_GONE:
                return (
                    f"{self.about}: no anchor is there, so nothing shows whether the end of the audit was cut off. It "
                    "was removed, the database was put here by hand, or another user of this machine works on it. "
                    "The next act begins another anchor; one that is kept elsewhere still shows the end."
                )


@dataclass(frozen=True, slots=True)
class RestoreFound:
    """A restore that the anchor names, and how many links of the former desk are not in this one: a fact, no fault."""

    at: str
    """The time in UTC, as the anchor has it."""
    lost: int

    @property
    def sentence(self) -> str:
        """What was restored, and what is not here."""
        are = "is" if self.lost == 1 else "are"
        return f"Restored at {self.at}: {count_words(self.lost, 'link')} of the former desk {are} not in this one."


@dataclass(frozen=True, slots=True)
class ChainFollowed(Answer):
    """How many links were followed, how many the anchor names, and what is wrong, the first fault first."""

    links: int
    anchored: int
    unreadable: int
    """Lines of the anchor that are cut short."""
    anchor: Path
    found: tuple[ChainFinding, ...]
    begins_at: str = ""
    """The time in UTC of the anchor's first line, as the file has it; empty without an anchor."""
    before_anchor: int = 0
    """Number of links before the anchor's first line, which nothing outside the database shows."""
    restored: tuple[RestoreFound, ...] = ()
    """The earliest first."""

    @property
    def sentence(self) -> str:
        """The result, with what the anchor does not show."""
        result = count_words(len(self.found), "finding") if self.found else "each agrees"
        followed = f"{self.links:,} links of the chain were followed, {self.anchored:,} of them anchored: {result}."
        return " ".join((followed, *self._not_shown()))

    def _not_shown(self) -> Iterator[str]:
        yield from (each.sentence for each in self.restored)
        if self.unreadable:
            yield f"{count_words(self.unreadable, 'line')} of the anchor can't be read."
        if self.before_anchor:
            before = count_words(self.before_anchor, "link")
            yield f"The anchor begins at {self.begins_at}, and does not show the {before} before that."
        if not self.begins_at and not self.found:
            yield "No desk of this machine has acted here, so this machine has no anchor: the desks that acted have."


def follow(
    context: ServiceContext, anchor: Anchor | None = None, progress: Callable[[int], None] | None = None
) -> ChainFollowed:
    """Follow the chain from its beginning, as one moment shows it, and compare it with an anchor.

    Args:
        context: of the desk.
        anchor: such as one that lies beside a copy; None for the one of this machine.
        progress: gets the number of links followed.
    """
    given, anchor = anchor is not None, anchor or context.anchor
    # The anchor is read first: a link that is committed meanwhile is in the database and not yet here.
    try:
        read = anchor.read()
    except OSError:
        return ChainFollowed(0, 0, 0, anchor.path, (ChainFinding(ChainFault.NO_ANCHOR, None, str(anchor.path)),))
    wanted = {each.head.id for each in read.links}
    former = {each.head.id for restored in read.restored for each in restored.before}
    stored: dict[int, str] = {}
    found: list[ChainFinding] = []
    count = before_anchor = 0
    # One file is on this machine, and so is its anchor. On a server each machine has an anchor once it has acted.
    must_be_there = given or context.database.is_sqlite
    with context.reading() as session:
        for link in links(session):
            count += 1
            if link.id in wanted or link.id in former:
                stored[link.id] = link.digest
            # The file's name holds the beginning.
            if link.follows_id is not None and read.first is not None and link.id < read.first.head.id:
                before_anchor += 1
            must_be_there = must_be_there or _machine(link.desk) == _machine(context.desk_name)
            found += _faults(link)
            if progress is not None:
                progress(count)
        found += _without_link(session)
    if read.first is None and must_be_there:
        found.append(ChainFinding(ChainFault.ANCHOR_GONE, None, str(anchor.path)))
    lost = next((each for each in read.links if stored.get(each.head.id) != each.head.digest), None)
    if lost is not None:
        found.append(ChainFinding(ChainFault.CUT_OFF, lost.head.id, _line(lost)))
    begins_at = "" if read.first is None else read.first.at
    restored = tuple(RestoreFound(each.at, _lost(each, stored)) for each in read.restored)
    return ChainFollowed(
        count, len(wanted), read.unreadable, anchor.path, tuple(found), begins_at, before_anchor, restored
    )


def _lost(restored: Restored, stored: Mapping[int, str]) -> int:
    """Return how many links from before a restore are not here: another link may have the number of one."""
    return len({each.head for each in restored.before if stored.get(each.head.id) != each.head.digest})


def _machine(desk: str) -> str:
    """Return the machine of a desk, whose name ends with its process."""
    return desk.rpartition(":")[0] or desk


def _faults(link: StoredLink) -> Iterator[ChainFinding]:
    about = _words(link)
    if link.follows_id is not None and link.follows_digest is None:
        yield ChainFinding(ChainFault.MISSING_BEFORE, link.id, about)
        return
    if link.chained is None:
        yield ChainFinding(ChainFault.REMOVED, link.id, about)
        return
    # Only the beginning follows nothing, so an act that claims it does has lost what came before.
    if link.follows_id is None and not isinstance(link.chained, ChainedBeginning):
        yield ChainFinding(ChainFault.MISSING_BEFORE, link.id, about)
    elif digest_after(link.follows_digest or HEAD_OF_NOTHING, link.chained) != link.digest:
        yield ChainFinding(ChainFault.CHANGED, link.id, about)


def _without_link(session: Session) -> Iterator[ChainFinding]:
    return (ChainFinding(ChainFault.NO_LINK, None, _unlinked_words(each)) for each in unlinked(session))


def _unlinked_words(each: Unlinked) -> str:
    if each.act_id is not None:
        return f"The act {each.act_id} ({act_words(each.kind)})"
    return f"The look {each.look_id} ({each.kind})"


def _words(link: StoredLink) -> str:
    match link.chained:
        case ChainedAct(id=act_id, kind=kind, at=at):
            return f"The act {act_id} ({act_words(kind)}) of {wall_time(at):%a %d %b %Y %H:%M:%S} at {link.desk}"
        case ChainedLook(id=look_id, kind=kind, at=at):
            return f"The look {look_id} ({kind}) of {wall_time(at):%a %d %b %Y %H:%M:%S} at {link.desk}"
        case ChainedBeginning():
            return "What the database is, with which the chain begins"
        case None:
            return f"Link {link.id} at {link.desk}"


def _line(anchored: Anchored) -> str:
    return f"Link {anchored.head.id} of {anchored.at} at {anchored.desk}"
