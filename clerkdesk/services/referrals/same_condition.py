"""Keeps another letter about a condition on its pathway, so that no patient is listed twice.

A running wait keeps its start and takes over a higher priority with the cancer dates of the letter; after an ended wait
the letter starts a new one (R-110, R-214, R-501, RULES 13.27). Only `clerkdesk.services.referrals.referring` uses it,
inside its act.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.project import project_entry
from clerkdesk.data.queries.duplicates.second_pathways import open_in_specialty
from clerkdesk.data.tables import Pathway, Referral, Specialty, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import ReviewNeeded
from clerkdesk.rules.acts.due_dates import review_due
from clerkdesk.rules.duplicates.second_pathways import NotedLetter, noted_words
from clerkdesk.rules.pathways.ending_a_wait import WAITS
from clerkdesk.rules.referrals.referral_start import Receipt, Route, start_events
from clerkdesk.rules.rtt.said_of import LETTER_FROM, LETTER_SAYS
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import ReviewKind
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.waiting_list.entry_kinds import is_awaiting
from clerkdesk.services.acts.consequences import About, open_review
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.pathways.entries import add_entry, record_rtt
from clerkdesk.services.pathways.hold_reviews import review_the_hold
from clerkdesk.services.referrals.re_referring import Again
from clerkdesk.services.referrals.regrading import regrade
from clerkdesk.settings import PolicySettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The content of a letter, beside its day of receipt."""

    referrer: str
    reason: str
    ubrn: str | None
    suspected_cancer_type: str

    @property
    def details(self) -> dict[str, object]:
        """Its words for `why`."""
        by = [words for words in (clean(self.referrer), f"UBRN {self.ubrn}" if self.ubrn else "") if words]
        said = {LETTER_FROM: ", ".join(by), LETTER_SAYS: clean(self.reason)}
        return {name: words for name, words in said.items() if words}


def note_letter(
    act: ActWork, context: ServiceContext, patient_id: int, receipt: Receipt, specialty: Specialty, letter: Letter
) -> tuple[Again, str] | None:
    """Keep a letter on the open pathway of its condition and return its effects as sentences; None if it can't be kept.

    A pathway with a running clock comes before one with an ended wait.
    """
    policy = context.settings.policy_for(specialty.code)
    found = [
        act.session.get_one(Pathway, each.pathway_id)
        for each in open_in_specialty(act.session, patient_id, specialty.id)
    ]
    able = [each for each in found if each.referral_id is not None]
    if not able:
        return None
    pathway = next((each for each in able if each.clock_state in WAITS), able[-1])
    if receipt.route == Route.CONSULTANT and pathway.clock_state not in WAITS:
        return None  # A letter between consultants starts no wait, which needs a decision to treat.
    return note_on_pathway(act, context, pathway, receipt, letter, policy)


def note_on_pathway(
    act: ActWork, context: ServiceContext, pathway: Pathway, receipt: Receipt, letter: Letter, policy: PolicySettings
) -> tuple[Again, str]:
    """Keep a letter on a pathway with a referral, and return its effects as sentences."""
    referral = act.session.get_one(Referral, pathway.referral_id)
    before, ran = Priority(int(pathway.priority_type)), pathway.clock_state in WAITS
    for event in start_events(receipt):
        same = {"same_condition": True} if event.event == ClockEventKind.INTERNAL_REFERRAL else {}
        details = {**event.details, **same, **letter.details}
        record_rtt(act, pathway.id, event.event, event.event_date, event.code, details, policy=policy)
    began = not ran and pathway.clock_state in WAITS
    raised = receipt.priority > before
    _fill_in(referral, receipt, letter)
    if began or raised:
        regrade(act, pathway.id, max(receipt.priority, before))
        referral.vetting_outcome, referral.vetted_on, referral.reviewed_by_clinician = "", None, False
    entry = _need_of(act, pathway, began=began, policy=policy)
    if raised:
        _review_what_is_held(act, context, pathway.id)
    over = not began and pathway.clock_state not in WAITS and referral.consultant_led
    if over:
        _ask_a_clinician(act, context, pathway, entry, receipt, policy)
    noted = NotedLetter(
        came_on=receipt.received,
        since=pathway.clock_start,
        began=began,
        raised_to=receipt.priority if raised else None,
        counts_from=receipt.began,
        is_booked=entry.status == EntryStatus.BOOKED,
        ended_on=pathway.clock_stop if over else None,
        is_asked=over,
    )
    return Again(referral, pathway, entry), noted_words(noted)


def _fill_in(referral: Referral, receipt: Receipt, letter: Letter) -> None:
    """Copy the details that only the new letter has to the referral."""
    referral.ubrn = referral.ubrn or letter.ubrn
    referral.suspected_cancer_type = referral.suspected_cancer_type or clean(letter.suspected_cancer_type)
    if receipt.route == Route.ERS_NO_SLOT:
        referral.worklist = "ASI"


def _need_of(act: ActWork, pathway: Pathway, *, began: bool, policy: PolicySettings) -> WaitingListEntry:
    """Return the open need of the letter; a new wait has its own first appointment."""
    query = select(WaitingListEntry).where(
        col(WaitingListEntry.pathway_id) == pathway.id, col(WaitingListEntry.status) != EntryStatus.CLOSED
    )
    entries = act.session.execute(query.order_by(col(WaitingListEntry.id))).scalars().all()
    fitting = [each for each in entries if each.kind == EntryKind.NEW] if began else list(entries)
    if fitting:
        return project_entry(act.session, fitting[0].id)
    row = WaitingListEntry(
        patient_id=pathway.patient_id,
        pathway_id=pathway.id,
        specialty_id=pathway.specialty_id,
        priority_type=pathway.priority_type,
    )
    return add_entry(act, row, policy=policy)


def _review_what_is_held(act: ActWork, context: ServiceContext, pathway_id: int) -> None:
    """Have a clinician look at each hold under which the priority was raised (RULES 13.22)."""
    query = select(WaitingListEntry).where(
        col(WaitingListEntry.pathway_id) == pathway_id, col(WaitingListEntry.status) == EntryStatus.ON_HOLD
    )
    for entry in act.session.execute(query.order_by(col(WaitingListEntry.id))).scalars().all():
        if not is_awaiting(entry.kind):
            review_the_hold(act, context, entry)


def _ask_a_clinician(
    act: ActWork,
    context: ServiceContext,
    pathway: Pathway,
    entry: WaitingListEntry,
    receipt: Receipt,
    policy: PolicySettings,
) -> None:
    """Ask a clinician to look if the letter came before the end of the wait, so that it starts none."""
    today: date = act.event_at.date()
    due = review_due(receipt.priority, today, context.closed_days(today), policy)
    reason = (
        f"A letter of {day_words(receipt.received)} about this condition ({receipt.priority.words}) came before the "
        "wait ended. Was it known then? If not: is the patient to be seen again, and how soon?"
    )
    needed = ReviewNeeded("RULES 13.27", ReviewKind.VALIDATION, reason, due, receipt.priority)
    open_review(act, context, needed, About(pathway.patient_id, pathway.id, entry.id))
