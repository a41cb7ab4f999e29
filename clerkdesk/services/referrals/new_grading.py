"""A clinician's grading as it is entered, and why its day or its outcome is impossible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.referrals.referrals import ReferralRow
from clerkdesk.data.tables import Appointment, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.referrals.answers import REFUSED
from clerkdesk.rules.referrals.slot_issues import Triage
from clerkdesk.rules.values.appointments import Attendance
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.waiting_list.awaiting import why_before_it_was_listed
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answers import Refused, WrongInput, by_rule

Outcome = Triage
"""`book_now` and `book_later` accept the referral; the others do not."""
OUTCOMES: tuple[Outcome, ...] = (
    Triage.BOOK_NOW,
    Triage.BOOK_LATER,
    Triage.RETURN_WITH_ADVICE,
    Triage.REDIRECT,
    Triage.REJECT,
)
ACCEPTED: tuple[Outcome, ...] = (Triage.BOOK_NOW, Triage.BOOK_LATER)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVetting:
    """A clinician's grading as it is entered."""

    outcome: Outcome
    priority: Priority | None = None
    """As graded; None leaves it as the referrer asked."""
    by: str = ""
    """Code or name of the clinician; empty if the clinician is at the keys."""
    source: str = ""
    """The proof, if somebody enters it for the clinician (RULES 13.9)."""
    agreed_with: str = ""
    """For suspected cancer: who at the referrer agreed to a lower priority (RULES 13.22)."""
    agreed_on: date | None = None
    priority_said_by: str = ""
    """Who confirmed a priority below the words of the referral (R-402)."""
    to_specialty: str = ""
    """For `redirect`: code or name of the receiving specialty here."""
    receiver: str = ""
    """For `redirect`: the other provider who receives it (RULES 13.18)."""
    on: date | None = None
    """The day on which the clinician decided; None for today (RULES 13.26)."""
    from_another_specialty: bool = False
    """Whether it was confirmed that a clinician of another specialty meant this patient (RULES 13.27)."""
    note: str = ""


def wrong_day(on: date | None, referral: ReferralRow, today: date) -> WrongInput | None:
    """Return why a referral can't have been graded on a day; None if it can."""
    if on is None:
        return None
    if on > today:
        return WrongInput("wrong_day", "on", "That day is still to come: record a grading once it is decided.")
    if referral.received_date is not None and on < referral.received_date:
        came = day_words(referral.received_date)
        return WrongInput("wrong_day", "on", f"The referral came on {came}: nobody can have graded it before that.")
    return None


def not_accepted_too_late(
    act: ActWork, row: EntryRow, referral: ReferralRow, new: NewVetting
) -> Refused | None:  # fmt: skip
    """Return why a referral can't be refused: the patient was seen, or the day is before the listing unexplained."""
    if new.outcome not in REFUSED:
        return None
    if _was_seen(act.session, row.pathway_id, referral.received_date):
        sentence = "The patient was seen: a clinician ends it by an outcome or a review, and grades no referral."
        return Refused("seen", sentence, "R-214")
    listed = act.session.get_one(WaitingListEntry, row.entry_id).added_on
    early = why_before_it_was_listed(new.on or act.event_at.date(), listed, clean(new.note))
    return by_rule(early, "note") if early is not None else None


def _was_seen(session: Session, pathway_id: int, since: date | None) -> bool:
    """Return whether an appointment of the pathway took place since its referral came."""
    query = select(col(Appointment.id)).where(
        col(Appointment.pathway_id) == pathway_id,
        col(Appointment.attendance_code).in_((Attendance.ATTENDED, Attendance.ATTENDED_LATE)),
    )
    if since is not None:
        query = query.where(col(Appointment.starts_at) >= datetime.combine(since, time.min))
    return session.execute(query.limit(1)).first() is not None
