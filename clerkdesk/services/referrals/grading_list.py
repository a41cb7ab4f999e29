"""Lists the referrals that wait to be graded, the first due first (R-214)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.data.queries.referrals.referrals import ReferralRow, ReferredEntry, ungraded_referrals
from clerkdesk.rules.referrals.vetting import ReferralDone, ReferralDue, referral_due, referral_overdue
from clerkdesk.rules.rtt.measuring import Wait
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty, Worklists, wait_of

_HOLIDAYS_AROUND = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ReferralToVet:
    """One referral that waits for its grading, with its late steps."""

    row: EntryRow
    referral: ReferralRow
    due: ReferralDue | None
    """Due days; None if its receipt is unknown."""
    late: tuple[str, ...]
    """Steps that are overdue, as sentences."""
    wait: Wait | None


def _done(each: ReferredEntry) -> ReferralDone:
    """A patient who was reached, or has a date, knows of the receipt of the referral."""
    row, referral = each.row, each.referral
    reached = row.last_attempt_at.date() if row.last_attempt_at is not None else row.last_contact_on
    booked = referral.received_date if referral.booked else None
    registered = referral.registered_at.date() if referral.registered_at is not None else None
    return ReferralDone(registered, referral.acknowledged_on or reached or booked, referral.vetted_on)


def _first_due(each: ReferralToVet) -> tuple[date, int, int]:
    day = each.due.vet if each.due is not None else date.min
    return day, -int(each.row.priority), each.row.entry_id


class GradingList:
    """Lists the referrals that wait to be graded."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def waiting(self, specialty: str | None = None) -> tuple[ReferralToVet, ...] | NoSuchSpecialty:
        """Return the referrals that no clinician has graded, the one due first on top.

        Args:
            specialty: code or name, in any case; None for every specialty.
        """
        found = Worklists(self.context).specialty(specialty)
        if isinstance(found, NoSuchSpecialty):
            return found
        with self.context.reading() as session:
            referred = ungraded_referrals(session, None if found is None else found.specialty_id)
        return tuple(sorted((self._to_vet(each) for each in referred), key=_first_due))

    def _to_vet(self, each: ReferredEntry) -> ReferralToVet:
        row, today = each.row, self.context.today
        policy = self.context.settings.policy_for(row.specialty_code)
        received = each.referral.received_date
        due = None
        if received is not None:
            closed = self.context.closed_days(received, max(received, today) + _HOLIDAYS_AROUND)
            due = referral_due(received, row.priority, closed, policy)
        late = referral_overdue(due, _done(each), today) if due is not None else ()
        return ReferralToVet(row, each.referral, due, late, wait_of(row, today, policy))
