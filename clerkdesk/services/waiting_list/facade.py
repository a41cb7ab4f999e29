"""All work of a desk on its lists: their order, holds, follow-ups, planned care, and other waits."""

from __future__ import annotations

from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.waiting_list.awaited_needs import AwaitedNeeds
from clerkdesk.services.waiting_list.awaiting import Awaiting
from clerkdesk.services.waiting_list.follow_ups import FollowUps
from clerkdesk.services.waiting_list.holding import Holding
from clerkdesk.services.waiting_list.patient_initiated import PatientInitiatedFollowUps
from clerkdesk.services.waiting_list.worklists import Worklists


class WaitingList:
    """All work of a desk on its lists: their order, holds, follow-ups, planned care, and other waits."""

    def __init__(self, context: ServiceContext) -> None:
        """Take the service context."""
        lists = Worklists(context)
        self.beside = lists.beside
        self.entry = lists.entry
        self.lengths = lists.lengths
        self.numbers = lists.numbers
        self.settings_for_nobody = lists.settings_for_nobody
        self.specialties = lists.specialties
        self.specialty = lists.specialty
        self.unspecified = lists.unspecified
        self.worklist = lists.worklist
        holding = Holding(context)
        self.before_resuming = holding.before_resuming
        self.hold = holding.hold
        self.resume = holding.resume
        follow_ups = FollowUps(context)
        self.open_reviews_past_latest = follow_ups.open_reviews_past_latest
        self.open_reviews_unanswered = follow_ups.open_reviews_unanswered
        self.overdue = follow_ups.overdue
        self.to_invite = follow_ups.to_invite
        awaiting = Awaiting(context)
        self.await_something = awaiting.begin
        self.happened = awaiting.happened
        self.look_again = awaiting.look_again
        awaited = AwaitedNeeds(context)
        self.awaited = awaited.waiting
        self.holds_over = awaited.holds_over
        self.to_look_at = awaited.to_look_at
        patient_initiated = PatientInitiatedFollowUps(context)
        self.end_patient_initiated = patient_initiated.end
        self.may_patient_ask = patient_initiated.possible
        self.patient_asks = patient_initiated.request
