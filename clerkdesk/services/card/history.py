"""Every talk with a patient and about them, read together: calls, attempts, offers, dates, tellings, messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from clerkdesk.data.queries.card import cards as reads
from clerkdesk.data.queries.card.history import (
    AgreedDate,
    MessageStep,
    SaidOffer,
    Tried,
    agreed_dates,
    attempts,
    message_steps,
    said_offers,
)
from clerkdesk.data.queries.contact.calls import finished_calls
from clerkdesk.data.queries.patients.patients import row_of
from clerkdesk.data.queries.referrals.told import told_about
from clerkdesk.rules.booking.reason_words import reason_words
from clerkdesk.rules.card.history import Talk, TalkKind, newest_first
from clerkdesk.rules.contact.attempts import result_words
from clerkdesk.rules.contact.rows import CallRow
from clerkdesk.rules.patients.rows import PatientRow
from clerkdesk.rules.referrals.rows import ToldRow
from clerkdesk.rules.values.appointments import AppointmentEventKind, OfferAnswer, Party
from clerkdesk.rules.values.date_words import moment_words
from clerkdesk.rules.values.inbox import ItemEventKind
from clerkdesk.rules.values.phones import shown_number
from clerkdesk.services.acts.alerts import alert_words
from clerkdesk.services.acts.answers import Answer, WrongInput
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.patients.registering import unknown_patient

_STEPS = {
    ItemEventKind.FORWARDED: "passed on",
    ItemEventKind.HANDED_OVER: "handed over",
    ItemEventKind.CLIMBED: "escalated",
    ItemEventKind.DONE: "done",
    ItemEventKind.WITHDRAWN: "withdrawn",
    ItemEventKind.STANDS_AGAIN: "to be done again",
}
"""The steps of a message that say something, in words."""


@dataclass(frozen=True, slots=True)
class PatientHistory(Answer):
    """All talks with one patient and about them."""

    patient: PatientRow
    talks: tuple[Talk, ...]
    """Newest first."""
    alerts: tuple[str, ...] = ()
    """What to know before any contact, as on the card."""

    @property
    def sentence(self) -> str:
        """Says that there is none, if there is none."""
        return "" if self.talks else "Nobody has talked with this patient, or about them, on record."


def history(context: ServiceContext, patient_id: int) -> PatientHistory | WrongInput:
    """Return every talk with a patient and about them, of all records that were merged into theirs (R-203).

    The numbers of callers are left out for a restricted patient.
    """
    with context.reading() as session:
        records = reads.records_of(session, patient_id)
        if not records:
            return unknown_patient()
        patient = row_of(records[0])
        found = _talks(session, [each.id for each in records], shows_numbers=not records[0].restricted)
        alerts = alert_words(reads.flags(session, records[0].id, context.today))
        return PatientHistory(patient, newest_first(found), alerts)


def _talks(session: Session, patient_ids: Sequence[int], *, shows_numbers: bool) -> Iterator[Talk]:
    for call, clerk in finished_calls(session, patient_ids):
        yield _call(call, clerk, shows_numbers=shows_numbers)
    yield from map(_attempt, attempts(session, patient_ids))
    dates = agreed_dates(session, patient_ids)
    booked_by = {each.act_id for each in dates}
    # The booking of an accepted offer says the same once more.
    yield from (
        _offer(each)
        for each in said_offers(session, patient_ids)
        if each.answer != OfferAnswer.ACCEPTED or each.act_id not in booked_by
    )
    # A move ends one appointment and begins another; it is told once, with the reason and the comment of the end.
    moved = {each.act_id: each for each in dates if each.kind == AppointmentEventKind.MOVED}
    yield from (_date(each, moved.get(each.act_id, each)) for each in dates if each.kind != AppointmentEventKind.MOVED)
    for record in patient_ids:
        yield from map(_told, told_about(session, record))
    for _item, steps in groupby(message_steps(session, patient_ids), key=lambda step: step.item_id):
        yield _message(list(steps), shows_numbers=shows_numbers)


def _call(row: CallRow, clerk: str, *, shows_numbers: bool) -> Talk:
    caller = _caller(row.caller_name, row.caller_relationship, row.caller_number if shows_numbers else "")
    proof = ", ".join(tick.replace("_", " ") for tick in row.identity_ticks)
    words = _lines(row.ended_with, f"The caller stated: {proof}." if proof else "")
    return Talk(TalkKind.CALL, row.taken_at.date(), row.taken_at.time(), caller or "caller not named", words, clerk)


def _attempt(row: Tried) -> Talk:
    ring = f"Ring back {moment_words(row.ring_back_at)}." if row.ring_back_at else ""
    about = result_words(row.result_code)
    return Talk(TalkKind.TRIED, row.at.date(), row.at.time(), about, _lines(row.note, ring), row.clerk, not row.counts)


def _offer(row: SaidOffer) -> Talk:
    answer = ": ".join(filter(None, (row.answer.replace("_", " "), reason_words(row.reason_code))))
    if row.answer != OfferAnswer.ACCEPTED and not row.countable:
        answer += "; it does not count as a decline"
    return _of_moment(
        TalkKind.OFFERED, row.made_at, moment_words(row.starts_at), _lines(answer, row.comment), row,
    )  # fmt: skip


def _date(row: AgreedDate, because: AgreedDate) -> Talk:
    """Return the talk about a date, and the fact that has its reason."""
    moved_from = f"Moved from {moment_words(row.instead_of)}." if row.instead_of is not None else ""
    kind = TalkKind.MOVED if moved_from else TalkKind(row.kind)
    party = f"by the {because.party}" if because.party in (Party.PATIENT, Party.HOSPITAL) else ""
    why = ": ".join(filter(None, (party, reason_words(because.reason_code))))
    about = f"{moment_words(row.starts_at)}, {row.clinic}"
    return _of_moment(kind, row.at, about, _lines(moved_from, why, because.note), row)


def _of_moment(kind: TalkKind, at: datetime, about: str, words: str, row: SaidOffer | AgreedDate) -> Talk:
    return Talk(kind, at.date(), at.time(), about, words, row.clerk, not row.counts, row.pathway_id)


def _told(row: ToldRow) -> Talk:
    about = " ".join(filter(None, (row.who, row.how)))
    return Talk(TalkKind.TOLD, row.on, None, about, _lines(row.what, row.decided), pathway_id=row.pathway_id)


def _message(steps: Sequence[MessageStep], *, shows_numbers: bool) -> Talk:
    first = steps[0]
    caller = _caller(first.caller_name, first.caller_relationship, first.caller_number if shows_numbers else "")
    about = f"for {first.to_name}" + (f", from {caller}" if caller else "")
    words = _lines(first.sentence, *(_step(each) for each in steps[1:] if each.counts and each.kind in _STEPS))
    at, in_error = first.at, not first.counts
    return Talk(TalkKind.MESSAGE, at.date(), at.time(), about, words, first.clerk, in_error, first.pathway_id)


def _step(step: MessageStep) -> str:
    to = f" to {step.to_name}" if step.to_name and step.kind != ItemEventKind.DONE else ""
    note = f": {step.note}" if step.note else ""
    return f"{moment_words(step.at)}, {_STEPS[step.kind]}{to} by {step.clerk}{note}"


def _caller(name: str, relationship: str, number: str) -> str:
    return ", ".join(filter(None, (name, relationship, shown_number(number) if number else "")))


def _lines(*parts: str) -> str:
    return "\n".join(filter(None, parts))
