"""Claims and holds: the desk that works a patient, and the slot on offer (law 10). They lapse by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Delete, Select, bindparam, delete, or_, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.changes import announce
from clerkdesk.data.errors import unavailable, violated_index
from clerkdesk.data.machine_time import machine_time
from clerkdesk.data.queries.booking.one_slot import slot_with_followers
from clerkdesk.data.tables import Claim, Clerk, Slot, SlotHold, WaitingListEntry
from clerkdesk.rules.values.local_time import LONDON
from clerkdesk.rules.waiting_list.claimed import claimed_elsewhere_by
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.slot_choices import SlotTaken, taken

_UNSEEN = {"synchronize_session": False}
"""Option to delete rows that nobody reads again in this transaction: the session need not search its objects."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim of this desk on an entry, with its end (the machine's time, UTC)."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A place of a slot held for an entry, with its end (the machine's time, UTC)."""

    slot_id: int
    until: datetime


class Claims:
    """Taking and leaving entries and places."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def claim(self, entry_id: int) -> Claimed | Refused:
        """Take an entry for this desk, or prolong the claim; refused while another desk works it."""
        with self._writing() as session:
            claimed = self._claim(session, entry_id, machine_time())
            if isinstance(claimed, Refused):
                return claimed
            try:
                self._commit(session)
            except IntegrityError:
                return _claimed_now()
            return claimed

    def take_up(self, entry_id: int, slot_id: int) -> Held | SlotTaken | Refused:
        """Take an entry for this desk and hold a place of a slot, both at once.

        The claim stands if the slot is taken: the clerk goes on to another slot.
        """
        at = machine_time()
        with self._writing() as session:
            # The slot's lock comes first: a booking that has it deletes claims.
            _lock(session, slot_id)
            claimed = self._claim(session, entry_id, at)
            if isinstance(claimed, Refused):
                return claimed
            return self._committed(session, self._hold(session, entry_id, slot_id, at))

    def leave(self, entry_id: int) -> None:
        """Give an entry and any place held for it back to the others."""
        with self._writing() as session:
            release(session, entry_id, self.context.desk_name)
            self._commit(session)

    def leave_all(self) -> None:
        """Give back everything that this desk has claimed or held: it ends."""
        with self._writing() as session:
            session.execute(delete(Claim).where(col(Claim.desk) == self.context.desk_name))
            session.execute(delete(SlotHold).where(col(SlotHold.desk) == self.context.desk_name))
            self._commit(session)

    def hold(self, entry_id: int, slot_id: int) -> Held | SlotTaken | Refused:
        """Hold a place of a slot during an offer, and release the entry's earlier hold."""
        with self._writing() as session:
            _lock(session, slot_id)
            held = self._hold(session, entry_id, slot_id, machine_time())
            return self._committed(session, held) if isinstance(held, Held) else held

    def let_go(self, entry_id: int) -> None:
        """Release the place held for an entry; the claim stays."""
        with self._writing() as session:
            session.execute(delete(SlotHold).where(col(SlotHold.entry_id) == entry_id))
            self._commit(session)

    def _claim(self, session: Session, entry_id: int, at: datetime) -> Claimed | Refused:
        theirs = other_claim(session, entry_id, self.context.desk_name, at)
        if theirs is not None:
            return theirs
        if session.get(WaitingListEntry, entry_id) is None:
            return Refused("no_such_entry", "No waiting list entry has this number.")
        ended = {"of_entry": entry_id, "own_desk": self.context.desk_name, "at": at}
        session.execute(_ended_claim(), ended, execution_options=_UNSEEN)
        until = at + timedelta(minutes=self.context.policy.desk.claim_minutes)
        clerk_id, desk = self.context.clerk.clerk_id, self.context.desk_name
        session.add(Claim(entry_id=entry_id, clerk_id=clerk_id, desk=desk, since=at, until=until))
        return Claimed(until)

    def _hold(self, session: Session, entry_id: int, slot_id: int, at: datetime) -> Held | SlotTaken | Refused:
        slot = slot_with_followers(session, slot_id, at, entry_id)
        if slot is None:
            return Refused("no_such_slot", "No slot that can be booked has this number.")
        gone = taken(slot)
        if gone is not None:
            return gone
        session.execute(_ended_holds(), {"of_entry": entry_id, "at": at}, execution_options=_UNSEEN)
        until = at + timedelta(minutes=self.context.policy.desk.slot_hold_minutes)
        clerk_id, desk = self.context.clerk.clerk_id, self.context.desk_name
        session.add(SlotHold(slot_id=slot_id, entry_id=entry_id, clerk_id=clerk_id, desk=desk, until=until))
        return Held(slot_id, until)

    def _committed(self, session: Session, answer: Held | SlotTaken | Refused) -> Held | SlotTaken | Refused:
        """Commit, and return the answer, or what another desk did at the same moment."""
        try:
            self._commit(session)
        except IntegrityError as error:
            if violated_index(error) == "uq_claim_entry_id":
                return _claimed_now()
            return SlotTaken("Another desk is offering this patient a slot at this moment.")
        return answer

    def _writing(self) -> Session:
        return self.context.database.writing()

    def _commit(self, session: Session) -> None:
        try:
            announce(session)
            session.commit()
        except IntegrityError:
            session.rollback()
            raise
        except DBAPIError as error:
            session.rollback()
            raise unavailable(error) from error


def _claimed_now() -> Refused:
    return Refused("claimed", "Another desk took this patient at this moment.")


def _lock(session: Session, slot_id: int) -> None:
    session.execute(_slot_lock(), {"of_slot": slot_id})


def claim_words(entry: EntryRow, desk_name: str, at: datetime) -> str:
    """Return who works on an entry at another desk and since when: `Bev Jones, since 09:32`; empty if nobody."""
    by = claimed_elsewhere_by(entry, desk_name, at)
    if by is None or entry.claimed_since is None:
        return by or ""
    return f"{by}, since {entry.claimed_since.astimezone(LONDON):%H:%M}"


def other_claim(session: Session, entry_id: int, desk_name: str, at: datetime) -> Refused | None:
    """Return a refusal where another desk works the entry at this moment (UTC), else None."""
    of_entry = {"of_entry": entry_id, "own_desk": desk_name, "at": at}
    return _worked_by(session.execute(_other_claim(), of_entry).scalar_one_or_none())


def claimed_elsewhere(entry: EntryRow, desk_name: str, at: datetime) -> Refused | None:
    """Return a refusal where another desk works an entry at the moment (UTC) of its read, else None."""
    return _worked_by(claimed_elsewhere_by(entry, desk_name, at))


def _worked_by(name: str | None) -> Refused | None:
    if name is None:
        return None
    return Refused("claimed", f"{name} is working on this patient at another desk. Take the next, or wait for them.")


def release(session: Session, entry_id: int, desk_name: str) -> None:
    """Delete this desk's claim and hold of an entry, within the caller's transaction."""
    options = {"clerkdesk_unaudited": True, **_UNSEEN}
    for table in (Claim, SlotHold):
        of_entry = {"of_entry": entry_id, "own_desk": desk_name}
        session.execute(_own(table), of_entry, execution_options=options)


@cache
def _other_claim() -> Select[str]:
    return (
        select(col(Clerk.display_name))
        .select_from(Claim)
        .join(Clerk, col(Claim.clerk_id) == col(Clerk.id))
        .where(
            col(Claim.entry_id) == bindparam("of_entry"),
            col(Claim.desk) != bindparam("own_desk"),
            col(Claim.until) > bindparam("at"),
        )
    )


@cache
def _own(table: type[Claim | SlotHold]) -> Delete:
    of_desk = col(table.desk) == bindparam("own_desk")
    return delete(table).where(col(table.entry_id) == bindparam("of_entry"), of_desk)


@cache
def _ended_claim() -> Delete:
    # A claim that another desk has made since the look stays, and the unique index says so.
    ended = or_(col(Claim.desk) == bindparam("own_desk"), col(Claim.until) <= bindparam("at"))
    return delete(Claim).where(col(Claim.entry_id) == bindparam("of_entry"), ended)


@cache
def _ended_holds() -> Delete:
    """Delete an entry's hold, and every hold that has lapsed."""
    return delete(SlotHold).where(
        or_(col(SlotHold.entry_id) == bindparam("of_entry"), col(SlotHold.until) < bindparam("at"))
    )


@cache
def _slot_lock() -> Select[int]:
    return select(col(Slot.id)).where(col(Slot.id) == bindparam("of_slot")).with_for_update(key_share=True)
