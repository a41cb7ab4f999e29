"""Asks a clinician about patients who did not answer a letter in time (R-304).

It runs when time has passed, and is idempotent.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from clerkdesk.data.project import at_start_of
from clerkdesk.data.queries.contact.contacts import WRITTEN, attempts_for, entries_written_to, last_review_of_silence
from clerkdesk.data.tables import WaitingListEntry
from clerkdesk.rules.acts.consequences import ReviewNeeded
from clerkdesk.rules.contact.attempts import review_after_silence, since_reached
from clerkdesk.rules.values.priority import Priority
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About, KeptReview, open_review
from clerkdesk.services.acts.context import ServiceContext


@answers_once
def open_reviews_after_silence(context: ServiceContext) -> tuple[KeptReview, ...]:
    """Open a review for each entry whose patient did not answer in time; write nothing without one."""
    with context.reading() as session:
        if not _silent(session, context):
            return ()
    with context.act("review_silence") as act:
        opened = tuple(
            open_review(act, context, needed, About(entry.patient_id, entry.pathway_id, entry.id))
            for entry, needed in _silent(act.session, context)
        )
        act.commit(opened)
    return opened


def _silent(session: Session, context: ServiceContext) -> list[tuple[WaitingListEntry, ReviewNeeded]]:
    policy = context.policy
    # For a specialty with a longer time to answer, the rule leaves out entries still within it.
    shortest = min(
        [policy.contact.reply_days, *(own.contact.reply_days for _, own in context.settings.specialty_policy)]
    )
    before = at_start_of(context.today - timedelta(days=shortest)) + timedelta(days=1)
    fewest = min([policy.contact.attempts_before_letter, *_before_letter(context)])
    found = []
    for entry_id in entries_written_to(session, before, fewest):
        entry = session.get_one(WaitingListEntry, entry_id)
        needed = _review_of(session, context, entry)
        if needed is not None:
            found.append((entry, needed))
    return found


def _before_letter(context: ServiceContext) -> list[int]:
    return [own.contact.attempts_before_letter for _, own in context.settings.specialty_policy]


def _review_of(session: Session, context: ServiceContext, entry: WaitingListEntry) -> ReviewNeeded | None:
    """Return the review that an entry needs, unless a clinician was asked since the last letter."""
    policy = context.policy_of(session, entry)
    recent = since_reached(attempts_for(session, entry.patient_id, entry.id))
    asked = last_review_of_silence(session, entry.id)
    written = max((attempt.at for attempt in recent if attempt.result in WRITTEN), default=None)
    if asked is not None and (written is None or asked >= written):
        return None
    closed = context.closed_days(context.today)
    return review_after_silence(recent, context.now(), Priority(int(entry.priority_type)), closed, policy)
