"""The e-RS slot-issues list: the order and due days of contacts, and its problems (R-260 to R-267).

No clinician has seen a patient on it before booking or review, which is its risk (R-261).
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.acts.addressees import LadderLevel
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.working_days import add_working_days, working_days_between
from clerkdesk.settings import PolicySettings


@dataclass(frozen=True, slots=True)
class SlotIssue:
    """One referral that could not be booked for lack of a published slot."""

    entry: int
    priority: Priority
    listed_on: date
    """The day it reached the provider's worklist, which starts the clock (R-102)."""
    reviewed_by_clinician: bool = False
    contacted: bool = False
    booked_locally: bool = False
    """Whether an appointment outside e-RS belongs to its UBRN (R-263)."""


def slot_issue_order(issue: SlotIssue) -> tuple[int, date, int]:
    """Return the sort key of the list: priority, then age on the worklist, then id (R-261)."""
    return Priority.SUSPECTED_CANCER - issue.priority, issue.listed_on, issue.entry


def contact_by(issue: SlotIssue, closed: Container[date], settings: PolicySettings) -> date:
    """Return the last day to contact the patient, in working days by priority (R-261); `closed`: bank holidays."""
    return add_working_days(
        issue.listed_on, settings.referrals.slot_issue_contact_working_days[issue.priority - 1], closed
    )


@dataclass(frozen=True, slots=True)
class SlotIssueState:
    """The state of one slot issue today."""

    contact_by: date
    working_days_old: int
    escalate_to: LadderLevel | None
    warnings: tuple[str, ...]


def slot_issue_state(
    issue: SlotIssue, today: date, closed: Container[date], settings: PolicySettings
) -> SlotIssueState:
    """Return the last day to contact, the escalation, and the problems of a slot issue (R-261, R-263).

    One without a review goes to the team leader past the contact limit, and to the service manager past
    `slot_issue_limit_days`.
    """
    due = contact_by(issue, closed, settings)
    waiting = not issue.booked_locally
    level: LadderLevel | None = None
    if waiting and (today - issue.listed_on).days > settings.referrals.slot_issue_limit_days:
        level = LadderLevel.SERVICE_MANAGER
    elif waiting and not issue.reviewed_by_clinician and today > due:
        level = LadderLevel.TEAM_LEADER
    age = working_days_between(issue.listed_on, today, closed)
    return SlotIssueState(due, age, level, _warnings(issue, today, due, age))


def _warnings(issue: SlotIssue, today: date, due: date, age: int) -> tuple[str, ...]:
    if issue.booked_locally:
        return ("Booked outside e-RS: link the booking, so that the UBRN leaves the slot-issues list.",)
    found = []
    if not issue.reviewed_by_clinician:
        found.append(f"No clinician has seen this referral; {count_words(age, 'working day')} on the list.")
    if not issue.contacted and today > due:
        found.append(f"The patient was to be contacted by {day_words(due)}.")
    return tuple(found)


class Triage(ClosedSet):
    """The decisions of a clinician about a slot issue (R-262)."""

    BOOK_NOW = "book_now"
    BOOK_LATER = "book_later"
    RETURN_WITH_ADVICE = "return_with_advice"
    REDIRECT = "redirect"
    REJECT = "reject"


def list_after_triage(triage: Triage) -> str | None:
    """Return the `local_ers_worklist` code of a referral after triage; None if it leaves the lists (R-262).

    A referral accepted after a review does not return to the referrals for review.
    """
    lists: dict[Triage, str] = {Triage.BOOK_LATER: "AFB", Triage.RETURN_WITH_ADVICE: "RWA"}
    return lists.get(triage)


def slot_issue_rate(slot_issues: int, bookings: int) -> float | None:
    """Return slot issues as a share of all attempts to book by e-RS (R-267), from 0 to 1; None without attempts."""
    tried = slot_issues + bookings
    return slot_issues / tried if tried else None
