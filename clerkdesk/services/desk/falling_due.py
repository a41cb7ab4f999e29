"""Does what falls due by time, in the desk's own name: at opening, by a timer, and by a scheduled command.

A look changes nothing (law 2). The effects of a passing date are not a person's act: the record has them under a clerk
who is not a person and can't sign in. Several desks may run it at once: each item is done once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import Clerk
from clerkdesk.services.acts.consequences import KeptItem, KeptReview
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.itself import the_desk_itself
from clerkdesk.services.contact.unanswered import open_reviews_after_silence
from clerkdesk.services.inbox.overdue import Climbed, climb
from clerkdesk.services.referrals.slot_issues import SlotIssues
from clerkdesk.services.validation.checks import Checks
from clerkdesk.services.waiting_list.follow_ups import FollowUps

_NOT_AGAIN_WITHIN = timedelta(seconds=55)


@dataclass(frozen=True, slots=True)
class FellDue:
    """What had fallen due and was done."""

    clocks: int = 0
    """Clocks changed by a passing planned or follow-up date (R-170)."""
    escalated: tuple[KeptItem, ...] = ()
    """Slot issues that nobody contacted or reviewed in time (R-262)."""
    reviews: tuple[KeptReview, ...] = ()
    """Reviews of late or unanswered follow-ups, and of patients who did not reply (R-252, R-253, R-304)."""
    climbed: tuple[Climbed, ...] = ()
    """Items that nobody answered in time (R-272, R-722)."""

    @property
    def anything(self) -> bool:
        """Whether anything had fallen due."""
        return bool(self.clocks or self.escalated or self.reviews or self.climbed)


class FallingDue:
    """Does what falls due by time."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context
        self._settled_at: datetime | None = None
        self._checks: Checks | None = None

    def settle_now_and_then(self) -> FellDue:
        """Do what has fallen due, unless this desk has done so within the last minute."""
        now = self.context.now()
        if self._settled_at is not None and abs(now - self._settled_at) < _NOT_AGAIN_WITHIN:
            return FellDue()
        self._settled_at = now
        return self.settle()

    def settle(self) -> FellDue:
        """Do what has fallen due, each item once; write nothing without one."""
        with self._turn() as own:
            if own is None:
                return FellDue()
            checks = self._checks = self._checks or Checks(own)
            follow_ups = FollowUps(own)
            return FellDue(
                clocks=checks.pass_dates(),
                escalated=SlotIssues(own).escalate_overdue(),
                reviews=(
                    *follow_ups.open_reviews_past_latest(),
                    *follow_ups.open_reviews_unanswered(),
                    *open_reviews_after_silence(own),
                ),
                climbed=climb(own),
            )

    @contextmanager
    def _turn(self) -> Iterator[ServiceContext | None]:
        """Yield the context in the desk's own name, or None while another desk is doing it.

        One file has one writer, and each item is checked again under its lock; a server has many writers.
        """
        own = replace(self.context, clerk=the_desk_itself(self.context))
        if own.database.is_sqlite:
            yield own
            return
        with own.database.writing() as session:
            # Key share: other transactions of this turn refer to the clerk meanwhile.
            query = select(col(Clerk.id)).where(col(Clerk.id) == own.clerk.clerk_id)
            mine = session.execute(query.with_for_update(key_share=True, skip_locked=True)).scalar_one_or_none()
            yield own if mine is not None else None
            session.rollback()
