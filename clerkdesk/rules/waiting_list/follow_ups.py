"""Partial booking of follow-ups: invitations, reminders, and overdue patients (R-250 to R-254).

`clerkdesk.rules.waiting_list.list_order` has the order of the list and the share overdue.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.rules.acts.consequences import ReviewNeeded
from clerkdesk.rules.acts.due_dates import review_due
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import ReviewKind
from clerkdesk.rules.waiting_list.list_order import OrderFacts, is_past_latest_date, overdue_percent
from clerkdesk.settings import PolicySettings

_BANDS = (100, 50, 25, 0)
"""Marks for counting overdue follow-ups, in per cent beyond the interval (R-252)."""


def books_before_leaving(due: date, today: date, settings: PolicySettings) -> bool:
    """Return whether a follow-up is booked before the patient leaves; later ones go to the list (R-250)."""
    return due <= today + timedelta(weeks=settings.follow_ups.invite_weeks)


def invite_on(due: date, settings: PolicySettings) -> date:
    """Return the day on which a follow-up reaches the invite list (R-250)."""
    return due - timedelta(weeks=settings.follow_ups.invite_weeks)


class Invitation(ClosedSet):
    """The next step in inviting a follow-up."""

    NOT_YET = "not_yet"
    INVITE = "invite"
    WAIT = "wait"
    REMIND = "remind"
    CLINICIAN_DECIDES = "clinician_decides"


@dataclass(frozen=True, slots=True)
class InvitationStep:
    """The next step in inviting one follow-up."""

    step: Invitation
    look_again: date | None
    """When the next step falls due; None if it is due already."""
    sentence: str


def next_invitation(due: date | None, letters: Sequence[date], today: date, settings: PolicySettings) -> InvitationStep:
    """Return the next step of partial booking: a letter, a reminder, then a clinician decides (R-253).

    `letters` are the days of unanswered invitations for this follow-up. An entry without a due date is a data-quality
    error, about which somebody asks the clinic (R-254); it is never left out.
    """
    if due is None:
        return InvitationStep(Invitation.WAIT, None, "This need has no see-by date: ask the clinic for one.")
    if not letters:
        starts = invite_on(due, settings)
        if today < starts:
            return InvitationStep(Invitation.NOT_YET, starts, f"To be invited from {day_words(starts)}.")
        return InvitationStep(Invitation.INVITE, None, "Invite the patient to choose a date.")
    answer_by = max(letters) + timedelta(days=settings.contact.reply_days)
    if today < answer_by:
        return InvitationStep(
            Invitation.WAIT, answer_by, f"Invited; the answer is awaited until {day_words(answer_by)}."
        )
    if len(letters) == 1:
        return InvitationStep(Invitation.REMIND, None, "No answer: send a reminder.")
    return InvitationStep(Invitation.CLINICIAN_DECIDES, None, "No answer to the reminder: a clinician decides.")


def overdue_band(entry: OrderFacts, as_of: date) -> int | None:
    """Return the band of a follow-up that is past its due date: 0, 25, 50 or 100 per cent and more; None in time."""
    if entry.due is None or entry.due >= as_of:
        return None
    share = overdue_percent(entry, as_of)
    return next(band for band in _BANDS if share >= band)


def past_latest_date_review(
    entry: OrderFacts, as_of: date, closed: Container[date], settings: PolicySettings
) -> ReviewNeeded | None:
    """Return the review of a follow-up past its latest clinically appropriate date (R-171, R-252), else None."""
    if entry.latest_appropriate is None or not is_past_latest_date(entry, as_of):
        return None
    reason = f"Should have been seen by {day_words(entry.latest_appropriate)} at the latest. Is it safe to wait?"
    due = review_due(entry.priority, as_of, closed, settings)
    return ReviewNeeded("R-252", ReviewKind.PAST_CLINICALLY_APPROPRIATE_DATE, reason, due, entry.priority)


def unanswered_review(
    priority: Priority, as_of: date, closed: Container[date], settings: PolicySettings
) -> ReviewNeeded:
    """Return the review of a follow-up whose invitation and reminder were not answered (R-253)."""
    reason = "Neither the invitation nor the reminder was answered. What should happen next?"
    return ReviewNeeded("R-253", ReviewKind.NO_REPLY, reason, review_due(priority, as_of, closed, settings), priority)
