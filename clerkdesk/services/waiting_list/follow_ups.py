"""Follow-ups that are overdue or to be invited, and those past their latest date (R-171, R-250 to R-254).

`clerkdesk.services.waiting_list.worklists` has the list in its order; `clerkdesk.services.contact.contacts` records
attempts and letters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from clerkdesk.data.queries.contact.contacts import WRITTEN, attempts_for
from clerkdesk.data.queries.waiting_list.entries import open_entries
from clerkdesk.data.queries.waiting_list.follow_ups import asked_since, reviewed_since_latest_date
from clerkdesk.rules.acts.consequences import ReviewNeeded
from clerkdesk.rules.contact.attempts import since_reached
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.rules.waiting_list.follow_ups import (
    Invitation,
    InvitationStep,
    next_invitation,
    overdue_band,
    past_latest_date_review,
    unanswered_review,
)
from clerkdesk.rules.waiting_list.list_order import OrderFacts, is_past_latest_date, list_order_key, overdue_percent
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About, KeptReview, open_review
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty, Worklists
from clerkdesk.settings import PolicySettings

_UNANSWERED = "R-253"
_TO_DO = (Invitation.INVITE, Invitation.REMIND, Invitation.CLINICIAN_DECIDES)


@dataclass(frozen=True, slots=True)
class OverdueFollowUp:
    """A follow-up past its see-by date, or without one."""

    row: EntryRow
    percent: int
    """Delay past its date, in per cent of its interval (R-252)."""
    past_latest: bool
    """Whether the latest clinically appropriate date has passed."""


@dataclass(frozen=True, slots=True)
class OverdueFollowUps:
    """The overdue follow-ups in the order of their list, with their numbers by lateness."""

    entries: tuple[OverdueFollowUp, ...]
    by_band: Mapping[int, int]
    """0, 25, 50 and 100 per cent and more beyond the interval -> number of follow-ups."""
    past_latest: int
    without_due_date: tuple[EntryRow, ...]
    """Data-quality errors: somebody asks the clinic for a date (R-254)."""


@dataclass(frozen=True, slots=True)
class FollowUpToInvite:
    """A follow-up whose next step of partial booking is due (R-253)."""

    row: EntryRow
    step: InvitationStep
    letters: tuple[date, ...]
    """Days of letters to the patient since they were last reached."""


class FollowUps:
    """Reads of the follow-up list, and reviews of follow-ups past their latest date."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def overdue(self, specialty: str | None = None) -> OverdueFollowUps | NoSuchSpecialty:
        """Return the follow-ups past their see-by date, in the order of their list (RULES 13.5).

        Args:
            specialty: code or name, in any case; None for every specialty.
        """
        rows = self._rows(specialty)
        if isinstance(rows, NoSuchSpecialty):
            return rows
        today = self.context.today
        late = [row for row in rows if row.due_date is not None and row.due_date < today]
        facts = {row.entry_id: self._order(row) for row in rows}
        entries = tuple(
            OverdueFollowUp(
                row, overdue_percent(facts[row.entry_id], today), is_past_latest_date(facts[row.entry_id], today)
            )
            for row in late
        )
        bands = Counter(overdue_band(facts[row.entry_id], today) for row in late)
        return OverdueFollowUps(
            entries=entries,
            by_band={band: bands[band] for band in (0, 25, 50, 100)},
            past_latest=sum(is_past_latest_date(facts[row.entry_id], today) for row in rows),
            without_due_date=tuple(row for row in rows if row.due_date is None),
        )

    def to_invite(self, specialty: str | None = None) -> tuple[FollowUpToInvite, ...] | NoSuchSpecialty:
        """Return the follow-ups to invite, to remind, or for a clinician today, the one due first on top."""
        rows = self._rows(specialty)
        if isinstance(rows, NoSuchSpecialty):
            return rows
        found = []
        with self.context.reading() as session:
            for row in rows:
                if row.due_date is not None and row.status != EntryStatus.ON_HOLD:
                    letters = _letters(session, row)
                    policy = self._policy(row)
                    step = next_invitation(row.due_date, letters, self.context.today, policy)
                    if step.step in _TO_DO:
                        found.append(FollowUpToInvite(row, step, letters))
        return tuple(sorted(found, key=lambda each: (each.row.due_date or date.max, each.row.entry_id)))

    @answers_once
    def open_reviews_past_latest(self) -> tuple[KeptReview, ...]:
        """Ask a clinician about each follow-up past its latest date, once; write nothing without one (R-252).

        It runs when time has passed, not by a look.
        """
        rows = self._rows(None)
        if isinstance(rows, NoSuchSpecialty):
            return ()
        with self.context.reading() as session:
            if not self._unasked(session, rows):
                return ()
        with self.context.act("review_follow_ups") as act:
            kept = tuple(
                open_review(act, self.context, needed, About(row.patient_id, row.pathway_id, row.entry_id))
                for row, needed in self._unasked(act.session, rows)
            )
            act.commit(kept)
        return kept

    @answers_once
    def open_reviews_unanswered(self) -> tuple[KeptReview, ...]:
        """Ask a clinician about each follow-up whose reminder was not answered, once; nobody is discharged (R-253).

        It runs when time has passed, not by a look.
        """
        silent = self.to_invite()
        if isinstance(silent, NoSuchSpecialty):
            return ()
        late = {each.row.entry_id: each for each in silent if each.step.step == Invitation.CLINICIAN_DECIDES}
        since = {entry_id: max(each.letters) for entry_id, each in late.items()}
        with self.context.reading() as session:
            if not since.keys() - asked_since(session, _UNANSWERED, since):
                return ()
        with self.context.act("review_unanswered") as act:
            today = act.event_at.date()
            asked = asked_since(act.session, _UNANSWERED, since)
            kept = tuple(
                open_review(
                    act,
                    self.context,
                    unanswered_review(
                        each.row.priority, today, self.context.closed_days(today), self._policy(each.row)
                    ),
                    About(each.row.patient_id, each.row.pathway_id, entry_id),
                )
                for entry_id, each in late.items()
                if entry_id not in asked
            )
            act.commit(kept)
        return kept

    def _unasked(self, session: Session, rows: list[EntryRow]) -> list[tuple[EntryRow, ReviewNeeded]]:
        today = self.context.today
        late = [row for row in rows if is_past_latest_date(self._order(row), today)]
        asked = reviewed_since_latest_date(session, [row.entry_id for row in late])
        closed = self.context.closed_days(today)
        needed = [
            (row, past_latest_date_review(self._order(row), today, closed, self._policy(row)))
            for row in late
            if row.entry_id not in asked
        ]
        return [(row, review) for row, review in needed if review is not None]

    def _policy(self, row: EntryRow) -> PolicySettings:
        return self.context.settings.policy_for(row.specialty_code)

    def _rows(self, specialty: str | None) -> list[EntryRow] | NoSuchSpecialty:
        found = Worklists(self.context).specialty(specialty)
        if isinstance(found, NoSuchSpecialty):
            return found
        with self.context.reading() as session:
            rows = open_entries(session, None if found is None else found.specialty_id, EntryKind.FOLLOW_UP)
        return sorted(rows, key=lambda row: list_order_key(self._order(row), self.context.today))

    def _order(self, row: EntryRow) -> OrderFacts:
        return row.order_facts(self.context.today, self._policy(row))


def _letters(session: Session, row: EntryRow) -> tuple[date, ...]:
    if row.last_attempt_at is None:
        return ()
    recent = since_reached(attempts_for(session, row.patient_id, row.entry_id))
    return tuple(attempt.at.date() for attempt in recent if attempt.result in WRITTEN)
