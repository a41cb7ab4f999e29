"""What the desk reads again before it marks somebody as having missed an appointment, and what shows a telling."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.rtt.kinds import MISSED_APPOINTMENTS, Group, kind_of
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.settings import PolicySettings


@dataclass(frozen=True, slots=True)
class KnownBefore:
    """The desk's facts about a missed appointment before it is marked (R-222); None for an unknown fact."""

    agreed_by_phone: bool | None = None
    letter_sent_on: date | None = None
    """Last day since the booking on which a letter, text or e-mail went out about it."""
    letter_collected: bool | None = None
    mail_returned: bool | None = None
    number_wrong: bool | None = None
    """Whether a call since the booking reached a wrong number."""
    notice_days: int | None = None
    """Days between the booking and the appointment."""
    address_checked: bool | None = None
    phone_checked: bool | None = None
    inpatient: bool | None = None
    deceased: bool | None = None
    interpreter_missing: bool | None = None
    transport_missing: bool | None = None
    unread_message: bool | None = None
    arrived_elsewhere: bool | None = None
    """Whether the patient arrived at another desk today."""
    minutes_late: int = 0
    """Minutes since the time of the appointment."""
    minutes_behind: int = 0
    """Minutes by which the clinic runs late."""


@dataclass(frozen=True, slots=True)
class MarkingCheck:
    """One check of the desk."""

    sentence: str
    stops: bool
    """Whether it must be settled before marking."""


def checks_before(known: KnownBefore, settings: PolicySettings) -> tuple[MarkingCheck, ...]:
    """Return the grounds against marking the patient as not attended, those to settle first on top (R-222)."""
    short = known.notice_days is not None and known.notice_days < settings.booking.reasonable_notice_days
    late = f"{count_words(known.minutes_late, 'minute')} late"
    found = (
        (known.deceased, "The patient is recorded as deceased.", True),
        (known.arrived_elsewhere, "The patient arrived at another desk today.", True),
        (known.unread_message, "A message about this patient is unread in the inbox.", True),
        (known.inpatient, "The patient is an inpatient.", True),
        (
            known.minutes_behind and known.minutes_behind >= known.minutes_late,
            f"The clinic itself runs {count_words(known.minutes_behind, 'minute')} late, and the patient is {late}.",
            False,
        ),
        (known.mail_returned, "Mail to the address came back.", False),
        (known.number_wrong, "A call since the booking reached a wrong number.", False),
        (known.interpreter_missing, "The interpreter was not booked.", False),
        (known.transport_missing, "The transport was not booked.", False),
        (short and not known.agreed_by_phone, f"It was booked only {known.notice_days} days ahead.", False),
        (known.address_checked is False, "The address has not been checked.", False),
        (known.phone_checked is False, "The telephone number has not been checked.", False),
    )
    return tuple(MarkingCheck(sentence, stops) for fires, sentence, stops in found if fires)


def shows_telling(known: KnownBefore) -> bool:
    """Return whether the record shows that the patient was told of the appointment (R-150, RULES 13.11).

    A letter does so only if no mail came back and no call since the booking reached a wrong number.
    """
    written = known.letter_sent_on is not None and not known.mail_returned and not known.number_wrong
    return bool(known.agreed_by_phone or known.letter_collected or written)


def evidence_of_telling(known: KnownBefore) -> tuple[str, ...]:
    """Return the record of how the patient was told, as sentences; a person must answer for it.

    It gives no answer: an empty record proves nothing, and a letter sent may never have arrived (RULES 13.11).
    """
    found = ["Agreed on the telephone." if known.agreed_by_phone else "No telephone agreement is on record."]
    if known.letter_collected:
        found.append("The letter was collected.")
    elif known.letter_sent_on is not None:
        found.append(f"Written to on {day_words(known.letter_sent_on)}.")
    else:
        found.append("No letter or text since the booking is on record.")
    return tuple(found)


def has_come(events: Iterable[ClockEvent], since: date | None, until: date) -> bool:
    """Return whether a patient came between two local days: a visit, a test, an admission (R-150, DQ09)."""
    return any(
        kind_of(event.event).group in (Group.ATTENDANCE, Group.ADMISSION)
        and event.event not in MISSED_APPOINTMENTS
        and (since or event.event_date) <= event.event_date <= until
        for event in events
    )
