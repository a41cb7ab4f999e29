"""The e-RS slot-issues list: order of contact, due days, and patients no clinician has seen (R-260 to R-267)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.data.queries.referrals.referrals import (
    ReferralRow,
    ReferredEntry,
    count_e_referral_bookings,
    slot_issue_referrals,
)
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import Manager
from clerkdesk.rules.inbox.escalation import close_of_day
from clerkdesk.rules.referrals.slot_issues import (
    SlotIssue,
    SlotIssueState,
    slot_issue_order,
    slot_issue_rate,
    slot_issue_state,
)
from clerkdesk.rules.rtt.measuring import Wait
from clerkdesk.rules.values.inbox import ItemKind, Urgency
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.addressing import stands_with
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About, KeptItem, keep_item
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.inbox.escalations import standing_escalation
from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty, Worklists, wait_of

_RATE_DAYS = 28
"""Days of referrals for the rate of slot issues."""
TOPIC = "slot_issue"


@dataclass(frozen=True, slots=True)
class SlotIssueEntry:
    """One referral of the list, for a clerk."""

    row: EntryRow
    referral: ReferralRow
    state: SlotIssueState
    wait: Wait | None
    contacted: bool

    @property
    def never_reviewed(self) -> bool:
        """Whether no clinician has seen it: the risk of this list (R-261)."""
        return not self.referral.reviewed_by_clinician


@dataclass(frozen=True, slots=True)
class SlotIssueList:
    """The list in working order, with its share of e-referrals."""

    entries: tuple[SlotIssueEntry, ...]
    rate: float | None
    """Slot issues as a share of the e-referrals of four weeks, from 0 to 1 (R-267)."""


class SlotIssues:
    """Reads of the list, and its escalations."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def list(self, specialty: str | None = None) -> SlotIssueList | NoSuchSpecialty:
        """Return the list by priority and age, with the problems of overdue ones.

        Args:
            specialty: code or name, in any case; None for every specialty.
        """
        found = Worklists(self.context).specialty(specialty)
        if isinstance(found, NoSuchSpecialty):
            return found
        since = self.context.today - timedelta(days=_RATE_DAYS)
        with self.context.reading() as session:
            everybody = slot_issue_referrals(session, None if found is None else found.specialty_id)
            referred = [each for each in everybody if not each.row.word_of_death]
            booked = count_e_referral_bookings(session, since)
        recent = sum(1 for each in referred if _issue(each, self.context.today).listed_on >= since)
        ordered = sorted(referred, key=lambda each: slot_issue_order(_issue(each, self.context.today)))
        return SlotIssueList(tuple(self._entry(each) for each in ordered), slot_issue_rate(recent, booked))

    @answers_once
    def escalate_overdue(self) -> tuple[KeptItem, ...]:
        """Escalate entries that nobody contacted or reviewed in time, each once; write nothing without one.

        It runs when time has passed, not by a look. An escalation moves up by itself (R-272).
        """
        listed = self.list()
        if isinstance(listed, NoSuchSpecialty) or not any(each.state.escalate_to for each in listed.entries):
            return ()
        with self.context.act("escalate_slot_issues") as act:
            kept = [self._escalate(act, each) for each in listed.entries if each.state.escalate_to is not None]
            escalated = tuple(item for item in kept if item is not None)
            if escalated:
                act.commit(escalated)
        return escalated

    def _escalate(self, act: ActWork, each: SlotIssueEntry) -> KeptItem | None:
        row, level = each.row, each.state.escalate_to
        if level is None or standing_escalation(act.session, row.entry_id) is not None:
            return None
        return keep_item(
            act,
            ItemKind.ESCALATION,
            TOPIC,
            stands_with(act.session, Manager(level, row.specialty_id)),
            f"Slot issue: {' '.join(each.state.warnings)}",
            About(row.patient_id, row.pathway_id, row.entry_id),
            due_at=close_of_day(act.event_at.date(), self.context.settings.policy_for(row.specialty_code)),
            urgency=Urgency.TODAY,
            level=int(level),
        )

    def _entry(self, each: ReferredEntry) -> SlotIssueEntry:
        today = self.context.today
        issue = _issue(each, today)
        policy = self.context.settings.policy_for(each.row.specialty_code)
        closed = self.context.closed_days(issue.listed_on, max(today, issue.listed_on) + timedelta(days=21))
        state = slot_issue_state(issue, today, closed, policy)
        return SlotIssueEntry(each.row, each.referral, state, wait_of(each.row, today, policy), issue.contacted)


def _issue(each: ReferredEntry, today: date) -> SlotIssue:
    # The day on which it landed on the list starts the clock.
    listed_on = each.referral.received_date or each.row.clock_start or each.row.list_position_date or today
    return SlotIssue(
        entry=each.row.entry_id,
        priority=each.row.priority,
        listed_on=listed_on,
        reviewed_by_clinician=each.referral.reviewed_by_clinician,
        contacted=each.row.last_contact_on is not None,
        booked_locally=each.referral.booked,
    )
