"""The context of every service: the database, the settings, the clerk, and the time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.anchor import Anchor
from clerkdesk.data.chain import add_look, role_of
from clerkdesk.data.engine import Database
from clerkdesk.data.tables import Clerk, Pathway, Specialty, WaitingListEntry
from clerkdesk.data.unit_of_work import Acting, ActWork, GateOfActs
from clerkdesk.rules.audit.chain import ChainedLook
from clerkdesk.rules.clerks.rights import HOLDERS, RIGHT_OF_ACT, Right, has_right, why_no_right
from clerkdesk.rules.values.bank_holidays import days_closed
from clerkdesk.rules.values.local_time import LONDON
from clerkdesk.rules.values.roles import ClerkRole
from clerkdesk.rules.values.working_days import add_working_days
from clerkdesk.services.acts.answers import Refused, by_rule
from clerkdesk.services.acts.carried_out import NoRight, id_of_step
from clerkdesk.settings import PolicySettings, Settings
from clerkdesk.settings.files import anchors_folder


def hospital_time() -> datetime:
    """Return the time on the hospital's wall clock, without a zone, to the second."""
    return datetime.now(LONDON).replace(tzinfo=None, microsecond=0)


_CLOSED_AHEAD = timedelta(days=60)

_call_in_hand: ContextVar[int | None] = ContextVar("call_in_hand", default=None)


@contextmanager
def during_call(call_id: int) -> Iterator[None]:
    """Make every act within a result of a call."""
    before = _call_in_hand.set(call_id)
    try:
        yield
    finally:
        _call_in_hand.reset(before)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The clerk who acts."""

    clerk_id: int
    username: str
    display_name: str
    role: ClerkRole


@dataclass(frozen=True)
class ServiceContext:
    """The database, the settings in force, the clerk and the clock, handed to every service."""

    database: Database
    settings: Settings
    clerk: SignedIn
    desk_name: str
    now: Callable[[], datetime] = hospital_time
    """The rules' clock: naive local time."""

    def closed_days(self, first: date, last: date | None = None) -> Mapping[date, str]:
        """Return the days on which the hospital is closed, by date, each with its name.

        Args:
            first: the first local day.
            last: the last local day; None for as far ahead as anything falls due.
        """
        return days_closed(first, last or first + _CLOSED_AHEAD, self.policy.opening.closed_days)

    def working_day_after(self, day: date, count: int = 1) -> date:
        """Return the day `count` working days of the hospital after a local day."""
        return add_working_days(day, count, self.closed_days(day))

    @property
    def today(self) -> date:
        """The local day."""
        return self.now().date()

    @property
    def policy(self) -> PolicySettings:
        """The trust's policy; a specialty's own comes from `settings.policy_for(code)`."""
        return self.settings.policy

    def policy_of(self, session: Session, row: Pathway | WaitingListEntry) -> PolicySettings:
        """Return the policy in force for the specialty of a pathway or an entry, else the trust's."""
        specialty = session.get(Specialty, row.specialty_id) if row.specialty_id is not None else None
        return self.settings.policy_for(specialty.code if specialty is not None else None)

    @cached_property
    def anchor(self) -> Anchor:
        """The anchor of the database on this machine."""
        folder = self.settings.desk.anchors
        return self.database.anchor_in(Path(folder).expanduser() if folder else anchors_folder())

    def act(self, kind: str, event_at: datetime | None = None) -> ActWork:
        """Begin one act: `with context.act("book") as act:`; nothing is kept without `act.commit(answer)`.

        Its id is the desk's act id, so that a retry is recognised (`clerkdesk.services.acts.carried_out`).

        Entering it raises `NoRight` if the role that the clerk has then lacks the right for acts of this kind, or if
        the clerk has ended; `answers_once` makes it an answer.
        """
        right = RIGHT_OF_ACT.get(kind, Right.TAKE_PART)
        gate = GateOfActs(lambda role: has_right(role, right), lambda role: NoRight(self._refused(role, right, kind)))
        acting = Acting(self.clerk.clerk_id, self.desk_name, _call_in_hand.get())
        return ActWork(self.database, kind, acting, event_at or self.now(), id_of_step(), self.anchor, gate)

    def clerk_in(self, act: ActWork) -> SignedIn:
        """Return the clerk of an act with the role that the database has: another desk may have changed it."""
        return self.clerk if act.role is None else replace(self.clerk, role=act.role)

    def lacking(self, right: Right, what: str) -> Refused | None:
        """Return the refusal of a clerk who lacks a right or has ended (R-802), which the audit keeps; None otherwise.

        The role is the one that the database has: a desk may stay open long after its sign-in.

        Args:
            right: that is needed.
            what: the kind of act, or what would be read, for the audit.
        """
        with self.reading() as session:
            role = role_of(session.connection(), self.clerk.clerk_id)
        return None if has_right(role, right) else self._refused(role, right, what)

    def _refused(self, role: ClerkRole | None, right: Right, what: str) -> Refused:
        holding = HOLDERS[Right.MANAGE_CLERKS if role is None else right]
        with self.reading() as session:
            people = session.execute(
                select(col(Clerk.display_name))
                .where(col(Clerk.active).is_(True), col(Clerk.role).in_(holding))
                .order_by(col(Clerk.display_name))
            ).scalars()
            refusal = why_no_right(role, right, list(people))
        self.look("refused", None, what)
        return by_rule(refusal)

    def look(self, kind: str, patient_id: int | None, detail: str = "") -> None:
        """Keep a look of this clerk, with its link (`clerkdesk.services.acts.looking`)."""
        seen = ChainedLook(0, self.clerk.clerk_id, self.desk_name, datetime.now(UTC), kind, patient_id, detail)
        with self.database.writing() as session:
            head = add_look(session.connection(), seen)
            session.commit()
        self.anchor.note(head, self.desk_name)

    def reading(self) -> Session:
        """Return a session for reading only."""
        return self.database.reading()
