"""A clinical review on one sheet: everything the consultant needs to decide, as data and as plain text to print."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from clerkdesk.codes import code_list
from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.queries.reviews.sheets import EndedLine, OfferLine, ended_on, offers_on
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.queries.waiting_list.needs import unavailable_days
from clerkdesk.rules.pathways.clock_words import clock_words
from clerkdesk.rules.reviews.reviews import DECISION_WORDS, decisions_allowed
from clerkdesk.rules.reviews.rows import ReviewRow
from clerkdesk.rules.rtt import Clock, clock_at
from clerkdesk.rules.undo.kinds import IN_ERROR
from clerkdesk.rules.values import nhs_number
from clerkdesk.rules.values.age import age_on
from clerkdesk.rules.values.appointments import Party
from clerkdesk.rules.values.date_words import birth_date_words, count_words, day_words, moment_words
from clerkdesk.rules.values.reviews import Decision
from clerkdesk.rules.values.text import list_name
from clerkdesk.rules.values.unavailability import Unavailable
from clerkdesk.rules.waiting_list.targets import Target, nearest_target
from clerkdesk.settings import PolicySettings

_REASONS = ("local_patient_cancel_reason", "local_hospital_cancel_reason", "local_offer_decline_reason")


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """A review with the clock, the offers, the cancellations and the decisions that it may end in."""

    review: ReviewRow
    clock: Clock
    target: Target | None
    offers: tuple[OfferLine, ...]
    ended: tuple[EndedLine, ...]
    away: tuple[Unavailable, ...]
    attempts: int
    interpreter_needed: bool
    decisions: tuple[Decision, ...]
    settings_used: dict[str, object]
    printed_on: date


def gather(session: Session, review: ReviewRow, today: date, policy: PolicySettings) -> ReviewSheet:
    """Return the sheet of a review on a day."""
    entry = entry_row(session, review.entry_id) if review.entry_id is not None else None
    return ReviewSheet(
        review=review,
        clock=clock_at(clock_events(session, review.pathway_id), today, policy),
        target=nearest_target(entry.target_facts(), today, policy) if entry is not None else None,
        offers=offers_on(session, review.pathway_id),
        ended=ended_on(session, review.pathway_id),
        away=tuple(unavailable_days(session, review.patient_id)),
        attempts=entry.attempts if entry is not None else 0,
        interpreter_needed=entry.interpreter_needed if entry is not None else False,
        decisions=decisions_allowed(review.kind),
        settings_used=json.loads(review.settings_used),
        printed_on=today,
    )


def sheet_text(sheet: ReviewSheet) -> str:
    """Return a sheet as plain text of one page, with lines of at most 80 characters if the data allows."""
    return "\n".join(_lines(sheet)) + "\n"


def _lines(sheet: ReviewSheet) -> Iterator[str]:
    review = sheet.review
    yield f"CLINICAL REVIEW {review.review_id}  {review.rule}  due {day_words(review.due_date)}"
    yield f"For {review.consultant or 'the consultant (not yet named)'}{_deputy(review)}"
    yield ""
    yield from _patient_lines(sheet)
    yield ""
    yield f"Why: {review.reason}"
    if review.safeguarding:
        yield "A safeguarding check belongs to this decision."
    yield f"Wait: {wait_words(sheet)}"
    yield ""
    yield from _listed("Offers", [_offer_words(offer) for offer in sheet.offers])
    yield from _listed("Cancelled, moved or missed", [_ended_words(ended) for ended in sheet.ended])
    yield from _listed("Away", [f"{day_words(run.first)} to {day_words(run.last)}" for run in sheet.away])
    if sheet.attempts:
        yield f"Not reached: {count_words(sheet.attempts, 'attempt')} since last spoken to."
    yield ""
    yield from _decision_lines(sheet)


def wait_words(sheet: ReviewSheet) -> str:
    """Return the state of the clock, with the nearest target."""
    clock = sheet.clock
    target = f"; {sheet.target.label}" if sheet.target is not None else ""
    if not clock.running or clock.start is None or clock.weeks_waited is None:
        return f"{clock_words(clock.state)}{target}"
    return f"{count_words(clock.weeks_waited, 'week')}, clock from {day_words(clock.start)}{target}"


def _patient_lines(sheet: ReviewSheet) -> Iterator[str]:
    review = sheet.review
    born = ""
    if review.date_of_birth is not None:
        age = age_on(review.date_of_birth, sheet.printed_on)
        born = f"  born {birth_date_words(review.date_of_birth)} ({age})"
    yield f"{list_name(review.family_name, review.given_name)}{born}"
    number = nhs_number.display(review.nhs_number) if review.nhs_number else "not known"
    yield f"NHS number {number}  hospital number {review.hospital_number or 'none'}"
    speciality = review.specialty or "no specialty yet"
    interpreter = ", interpreter needed" if sheet.interpreter_needed else ""
    yield f"{speciality}, {review.priority.words}{interpreter}"


def _decision_lines(sheet: ReviewSheet) -> Iterator[str]:
    review = sheet.review
    if review.decision is None or review.decided_on is None:
        yield "Decision:"
        for decision in sheet.decisions:
            yield f"  [ ] {DECISION_WORDS[decision]}"
        yield ""
        yield "Name ______________________  Date ____________  Signature __________________"
        return
    source = f" ({review.decision_source})" if review.decision_source else ""
    decided = f"{DECISION_WORDS[review.decision]}, by {review.decided_by} on {day_words(review.decided_on)}{source}"
    yield f"Decided: {decided}"
    if review.told_on is not None:
        yield f"Patient told on {day_words(review.told_on)}"
    else:
        yield "The patient has not been told yet: the clock runs."


def _deputy(review: ReviewRow) -> str:
    return f" (deputy {review.deputy})" if review.deputy else ""


def _listed(heading: str, rows: list[str]) -> Iterator[str]:
    if rows:
        yield f"{heading}:"
        yield from (f"  {row}" for row in rows)


def _offer_words(offer: OfferLine) -> str:
    counted = ", counted" if offer.countable else ""
    counted = f", {IN_ERROR}" if offer.in_error else counted
    reason = _reason_words(offer.reason_code)
    made = day_words(offer.made_at)
    return f"{moment_words(offer.starts_at)}, offered {made}: {offer.answer}{counted}{reason}"


def _ended_words(ended: EndedLine) -> str:
    how = ended.kind.replace("_", " ")
    who = f" by the {ended.party}" if ended.party in (Party.PATIENT, Party.HOSPITAL) else ""
    reason = _reason_words(ended.reason_code)
    return f"{moment_words(ended.starts_at)}: {how}{who} on {day_words(ended.ended_at)}{reason}"


def _reason_words(code: str | None) -> str:
    if code is None:
        return ""
    for name in _REASONS:
        found = code_list(name).get(code)
        if found is not None:
            return f" ({found.description.lower()})"
    return f" ({code})"
