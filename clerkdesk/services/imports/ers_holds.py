"""The holds of e-RS: their reasons, their ends, and who looks at them (RULES 13.1, 13.22)."""

from __future__ import annotations

from typing import Final

from sqlmodel import col

from clerkdesk.data.queries.waiting_list.holds import review_of_standing_hold
from clerkdesk.data.tables import InboxItem, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import RELIST
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.reviews import ReviewStatus
from clerkdesk.services.acts.answered import withdraw
from clerkdesk.services.acts.consequences import withdraw_review
from clerkdesk.services.pathways.entries import keep_effect

SAYS: Final = "e-RS says: "
HOLDS: Final = "e-RS holds an appointment"
TO_BE_BOOKED_AGAIN: Final = "e-RS has the referral to be booked again."
ALIVE_AGAIN: Final = "e-RS has the referral to be booked again: it was taken off hold, at its old position."


def is_hold_of_ers(reason: str) -> bool:
    """Return whether the reason of a hold came from a file of e-RS."""
    return reason.startswith((SAYS, HOLDS))


def take_off_hold_of_ers(act: ActWork, entry: WaitingListEntry) -> None:
    """Open an entry that e-RS had ended for booking again, and withdraw the tasks about it."""
    review = review_of_standing_hold(act.session, entry.id)
    if review is not None and review.status == ReviewStatus.OPEN and (SAYS in review.reason or HOLDS in review.reason):
        withdraw_review(act, review.id, ALIVE_AGAIN)
    withdraw_what_ers_said(act, entry, ALIVE_AGAIN)
    keep_effect(act, entry.id, RELIST)


def withdraw_what_ers_said(act: ActWork, entry: WaitingListEntry, because: str) -> None:
    """Withdraw the tasks about outdated statements of e-RS."""
    sentence = col(InboxItem.sentence)
    said = sentence.startswith(SAYS, autoescape=True) | sentence.startswith(HOLDS, autoescape=True)
    withdraw(act, because, col(InboxItem.entry_id) == entry.id, col(InboxItem.topic) == TaskKind.LOOK_AGAIN, said)
