"""All work of a desk on referrals: receiving, grading, telling, and slot issues."""

from __future__ import annotations

from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.referrals import referring, setting_specialty
from clerkdesk.services.referrals.grading_list import GradingList
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.referring import ReferAnswer
from clerkdesk.services.referrals.setting_specialty import SpecialtySet
from clerkdesk.services.referrals.slot_issues import SlotIssues
from clerkdesk.services.referrals.tellings import Tellings
from clerkdesk.services.referrals.vetting import Vetting


class Referrals:
    """All work of a desk on referrals: receiving, grading, telling, and slot issues."""

    def __init__(self, context: ServiceContext) -> None:
        """Take the service context."""
        self._context = context
        tellings = Tellings(context)
        self.told = tellings.record
        self.refusal = tellings.refusal
        self.refused = tellings.refused
        slot_issues = SlotIssues(context)
        self.escalate_overdue = slot_issues.escalate_overdue
        self.slot_issues = slot_issues.list
        vetting = Vetting(context)
        self.acknowledge = vetting.acknowledge
        self.vet = vetting.vet
        self.to_vet = GradingList(context).waiting

    def refer(self, new: NewReferral) -> ReferAnswer:
        """Register a referral with its pathway, the start of its clock and its need on the list."""
        return referring.refer(self._context, new)

    def set_specialty(self, entry_id: int, specialty: str) -> SpecialtySet | Refused | WrongInput:
        """Put an entry that needs a specialty on a specialty's list, by code or name, so that it can be booked."""
        return setting_specialty.set_specialty(self._context, entry_id, specialty)
