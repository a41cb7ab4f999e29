"""Opens the clinical review of a hold, for any act that puts a need on hold (R-166, RULES 13.22)."""

from __future__ import annotations

from datetime import date

from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.queries.waiting_list.holds import holds_since_last_offer
from clerkdesk.data.tables import WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.waiting_list.holds import HoldFacts, review_of_hold
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.consequences import About, KeptReview, open_review
from clerkdesk.services.acts.context import ServiceContext


def open_review_of_hold(
    act: ActWork, context: ServiceContext, row: EntryRow, until: date, reason: str
) -> KeptReview | None:
    """Open the review of a hold that lasts too long, or of one of suspected cancer; None if none is needed.

    Args:
        act: the act that holds the need; its own hold may be kept before or after.
        context: who acts.
        row: the need before the act.
        until: when the need comes up again.
        reason: why it is on hold, for the clinician.
    """
    today = act.event_at.date()
    facts = HoldFacts(
        today=today,
        until=until,
        priority=row.priority,
        cancer_suspected=(row.cancer_suspected or row.upgraded_on is not None) and row.left_cancer_pathway_on is None,
        earlier=holds_since_last_offer(act.session, row.entry_id),
        reason=reason,
    )
    needed = review_of_hold(facts, context.closed_days(today), context.settings.policy_for(row.specialty_code))
    if needed is None:
        return None
    return open_review(act, context, needed, About(row.patient_id, row.pathway_id, row.entry_id))


def review_the_hold(act: ActWork, context: ServiceContext, entry: WaitingListEntry) -> None:
    """Open the review that a need's current hold needs, if any."""
    act.session.flush()
    row = entry_row(act.session, entry.id)
    if row is None or row.look_again_on is None:
        return
    open_review_of_hold(act, context, row, row.look_again_on, row.hold_reason)
