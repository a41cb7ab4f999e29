"""Judges attempts to reach a patient: what counts, when to try again, and when a text or letter is due (R-304).

An attempt is never an offer. The limits of a number (voicemail, text, safe-contact note) are obeyed before its use.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from clerkdesk.codes import Code, code_list
from clerkdesk.rules.acts.consequences import UNCHANGED, EntryEffect, PolicyRefusal, ReviewNeeded
from clerkdesk.rules.acts.due_dates import review_due
from clerkdesk.rules.booking.slots import time_of_day
from clerkdesk.rules.deaths.stops import held_for_death
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import ReviewKind
from clerkdesk.rules.values.slots import TimeOfDay
from clerkdesk.rules.values.working_days import add_working_days, is_working_day
from clerkdesk.settings import PolicySettings

SPOKE, VOICEMAIL, WRONG_NUMBER, RING_BACK, DIED = "CR01", "CR03", "CR05", "CR07", "CR08"
TEXT, LETTER, EMAIL = "CR09", "CR10", "CR11"
"""Codes of `local_contact_result` with their own consequences."""

_MORNING, _AFTERNOON = time(9, 30), time(14, 0)
_WRITTEN = frozenset({TEXT, LETTER, EMAIL})


def result_words(code: str) -> str:
    """Return the result that a code of `local_contact_result` means; the code itself if the list has none."""
    known = code_list("local_contact_result").get(code)
    return code if known is None else known.description.split(" (")[0]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One earlier attempt, at a local moment."""

    at: datetime
    result: str
    """Code of `local_contact_result`."""
    counts: bool


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """The attempt just made, and the ways to reach the patient."""

    result: Code
    """The row of `local_contact_result`."""
    now: datetime
    priority: Priority
    earlier: tuple[Attempt, ...] = ()
    """Attempts for this entry, oldest first."""
    ring_back_at: datetime | None = None
    voicemail_allowed: bool | None = False
    """None if nobody has asked, so that no message may be left."""
    text_allowed: bool = False
    letter_allowed: bool = True
    """False if a safe-contact note forbids writing."""


class NextStep(ClosedSet):
    """The next step to reach a patient."""

    NONE = "none"
    RING = "ring"
    RING_BACK = "ring_back"
    TEXT = "text"
    LETTER = "letter"
    WAIT_FOR_ANSWER = "wait_for_answer"
    CHECK_NUMBER = "check_number"
    CHECK_SOURCE_OF_DEATH = "check_source_of_death"


@dataclass(frozen=True, slots=True)
class ContactDecision:
    """The consequences of an attempt."""

    counts: bool
    reached: bool
    attempts: int
    """Attempts that count since the patient was last reached, this one included."""
    summary: str
    """The words on the list: `tried 2x, mornings`; empty after the patient was reached."""
    next_step: NextStep
    come_back: datetime | None
    """When the entry comes up again, local time; None for at once."""
    task: TaskKind | None
    review: ReviewNeeded | None
    effect: EntryEffect
    ends_all_contact: bool
    warning: str | None
    """Acts against the wishes on record."""
    sentence: str


def judge_contact(
    facts: ContactFacts, closed: Container[date], settings: PolicySettings
) -> ContactDecision | PolicyRefusal:
    """Decide the consequences of an attempt to reach the patient. `closed` are the bank holidays.

    After `contact.attempts_before_letter` calls a text is proposed, then a letter; that leaves `reply_days` to answer,
    and then a clinician decides (R-304). Nobody is removed for not answering.
    """
    code = facts.result.code
    if code == RING_BACK and (facts.ring_back_at is None or facts.ring_back_at <= facts.now):
        return PolicyRefusal("R-721", "Say when to ring the patient: a time that is still to come.")
    counts = facts.result.extra["counts_as_attempt"] == "yes"
    recent = since_reached((*facts.earlier, Attempt(facts.now, code, counts)))
    next_step = _next_step(facts, recent, settings)
    return ContactDecision(
        counts=counts,
        reached=code == SPOKE,
        attempts=len(recent),
        summary=summary(recent),
        next_step=next_step,
        come_back=_come_back(facts, recent, next_step, closed, settings),
        task=_TASKS.get(next_step),
        review=review_after_silence(recent, facts.now, facts.priority, closed, settings),
        effect=_effect(facts, closed),
        ends_all_contact=code == DIED,
        warning=_warning(facts),
        sentence=_SENTENCES[next_step],
    )


def since_reached(attempts: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """Return the attempts that count since the patient was last spoken to, oldest first."""
    kept: list[Attempt] = []
    for attempt in attempts:
        if attempt.result == SPOKE:
            kept.clear()
        elif attempt.counts:
            kept.append(attempt)
    return tuple(kept)


def summary(recent: Sequence[Attempt]) -> str:
    """Return the words on the list for counting attempts: `tried 1x, morning`, `tried 3x, mornings and afternoons`."""
    if not recent:
        return ""
    times = dict.fromkeys(time_of_day(attempt.at) for attempt in sorted(recent, key=lambda attempt: attempt.at))
    plural = "s" if len(recent) > 1 else ""
    return f"tried {len(recent)}x, {' and '.join(f'{part}{plural}' for part in times)}"


def voicemail_words(allowed: bool | None) -> str:
    """Return the words on voicemail beside a number, which has three states: yes, no, and not asked."""
    return {True: "voicemail", False: "no voicemail", None: "voicemail not asked"}[allowed]


def may_use(channel: Literal["voicemail", "text", "letter"], facts: ContactFacts) -> PolicyRefusal | None:
    """Return the refusal of a channel that the patient's record does not allow; None if it may be used (R-720)."""
    allowed = {
        "voicemail": facts.voicemail_allowed,
        "text": facts.text_allowed,
        "letter": facts.letter_allowed,
    }
    words = {
        "voicemail": (
            "Nobody has asked whether a voicemail may be left on this number."
            if facts.voicemail_allowed is None
            else "No voicemail may be left on this number."
        ),
        "text": "The patient has not agreed to texts on this number.",
        "letter": "Nobody may write to this patient: see the safe-contact note.",
    }
    return None if allowed[channel] else PolicyRefusal("R-720", words[channel])


def _next_step(facts: ContactFacts, recent: Sequence[Attempt], settings: PolicySettings) -> NextStep:
    own: dict[str, NextStep] = {
        SPOKE: NextStep.NONE,
        WRONG_NUMBER: NextStep.CHECK_NUMBER,
        RING_BACK: NextStep.RING_BACK,
        DIED: NextStep.CHECK_SOURCE_OF_DEATH,
    }
    if facts.result.code in own:
        return own[facts.result.code]
    written = {attempt.result for attempt in recent} & _WRITTEN
    calls = sum(attempt.result not in _WRITTEN for attempt in recent)
    if LETTER in written or (TEXT in written and not facts.letter_allowed):
        return NextStep.WAIT_FOR_ANSWER
    if calls < settings.contact.attempts_before_letter:
        return NextStep.RING
    if facts.text_allowed and not written & {TEXT, EMAIL}:
        return NextStep.TEXT
    return NextStep.LETTER if facts.letter_allowed else NextStep.RING


def _come_back(
    facts: ContactFacts,
    recent: Sequence[Attempt],
    next_step: NextStep,
    closed: Container[date],
    settings: PolicySettings,
) -> datetime | None:
    match next_step:
        case NextStep.RING_BACK:
            return facts.ring_back_at
        case NextStep.WAIT_FOR_ANSWER:
            return facts.now + timedelta(days=settings.contact.reply_days)
        case NextStep.RING | NextStep.TEXT | NextStep.LETTER:
            return other_time_of_day(facts.now, [time_of_day(attempt.at) for attempt in recent], closed, settings)
        case NextStep.NONE | NextStep.CHECK_NUMBER | NextStep.CHECK_SOURCE_OF_DEATH:
            return None


def other_time_of_day(
    now: datetime, tried: Sequence[TimeOfDay], closed: Container[date], settings: PolicySettings
) -> datetime:
    """Return when to try again: at the part of the day tried less often, and not within `contact.retry_minutes`.

    Mornings begin at 09:30 and afternoons at 14:00; only working days are used.
    """
    mornings = sum(part == TimeOfDay.MORNING for part in tried)
    wanted = _AFTERNOON if mornings * 2 > len(tried) else _MORNING
    earliest = now + timedelta(minutes=settings.contact.retry_minutes)
    today = datetime.combine(now.date(), wanted)
    later_today = max(today, earliest)
    if is_working_day(now.date(), closed) and _same_part(later_today, today):
        return later_today
    return datetime.combine(add_working_days(now.date(), 1, closed), wanted)


def _same_part(moment: datetime, wanted: datetime) -> bool:
    return moment.date() == wanted.date() and time_of_day(moment) == time_of_day(wanted)


def review_after_silence(
    recent: Sequence[Attempt], now: datetime, priority: Priority, closed: Container[date], settings: PolicySettings
) -> ReviewNeeded | None:
    """Return the review that is due if nobody answered the last letter or text in time (R-304), else None.

    `recent` are the attempts since the patient was last reached; ask when the entry comes back by itself.
    """
    if len(recent) <= settings.contact.attempts_before_letter:
        return None
    written = [attempt.at for attempt in recent if attempt.result in _WRITTEN]
    answer_by = max(written).date() + timedelta(days=settings.contact.reply_days) if written else None
    if answer_by is None or now.date() < answer_by:
        return None
    reason = f"{len(recent)} attempts to reach the patient, no answer by {day_words(answer_by)}. Copy the GP in."
    return ReviewNeeded(
        "R-304", ReviewKind.NO_REPLY, reason, review_due(priority, now.date(), closed, settings), priority
    )


def _effect(facts: ContactFacts, closed: Container[date]) -> EntryEffect:
    return held_for_death(facts.now.date(), closed) if facts.result.code == DIED else UNCHANGED


def _warning(facts: ContactFacts) -> str | None:
    channels: dict[str, Literal["voicemail", "text", "letter"]] = {
        VOICEMAIL: "voicemail",
        TEXT: "text",
        LETTER: "letter",
    }
    channel = channels.get(facts.result.code)
    refusal = may_use(channel, facts) if channel is not None else None
    return refusal.sentence if refusal is not None else None


_TASKS: dict[NextStep, TaskKind] = {
    NextStep.RING_BACK: TaskKind.RING_BACK,
    NextStep.TEXT: TaskKind.SEND_TEXT,
    NextStep.LETTER: TaskKind.SEND_LETTER,
    NextStep.CHECK_NUMBER: TaskKind.CHECK_PHONE_NUMBER,
    NextStep.CHECK_SOURCE_OF_DEATH: TaskKind.CHECK_SOURCE_OF_DEATH,
}

_SENTENCES: dict[NextStep, str] = {
    NextStep.NONE: "Reached.",
    NextStep.RING: "Not reached: ring again at another time of day.",
    NextStep.RING_BACK: "Ring back at the time that the patient asked for.",
    NextStep.TEXT: "Not reached by telephone: send a text.",
    NextStep.LETTER: "Not reached by telephone: send a letter that says by when to answer.",
    NextStep.WAIT_FOR_ANSWER: "Written to: if no answer comes in time, a clinician decides.",
    NextStep.CHECK_NUMBER: "Wrong number: check the telephone numbers on record.",
    NextStep.CHECK_SOURCE_OF_DEATH: (
        "Told that the patient has died: check the source; until then nobody rings or writes."
    ),
}
