"""Judges whether one slot may be given to one patient, and why not (R-270, R-274, R-613, law 8).

`clerkdesk.rules.booking.slot_ranking` ranks the legal slots.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from clerkdesk.rules.booking.slots import FACE_TO_FACE, EntryNeeds, OtherAppointment, SlotFacts
from clerkdesk.rules.values.age import age_on
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.slots import SlotKind
from clerkdesk.rules.values.unavailability import unavailable_on
from clerkdesk.settings import PolicySettings


@dataclass(frozen=True, slots=True)
class NeedAndSlot:
    """One patient's need and one slot, at a local moment."""

    needs: EntryNeeds
    slot: SlotFacts
    now: datetime
    settings: PolicySettings


def why_not(needs: EntryNeeds, slot: SlotFacts, now: datetime, settings: PolicySettings) -> str | None:
    """Return the first reason against a slot, as a sentence, or None when it may be given.

    `now` is the local time. Reasons about the patient come before those about the slot, so that a patient for whom
    nothing is legal gets one answer and not a hundred.
    """
    question = NeedAndSlot(needs, slot, now, settings)
    # A loop and no generator: some hundred slots are judged for each step of the cursor.
    for check in _CHECKS:
        reason = check(question)
        if reason is not None:
            return reason
    return None


def minutes_needed(needs: EntryNeeds, slot: SlotFacts, settings: PolicySettings) -> int:
    """Return the length of the appointment in a slot: the entry's wish, longer with an interpreter (R-274)."""
    usual = needs.minutes or slot.minutes
    if not needs.interpreter:
        return usual
    return -(-usual * (100 + settings.booking.interpreter_extra_percent) // 100)


def is_released(slot: SlotFacts, now: datetime, settings: PolicySettings) -> bool:
    """Return whether a slot kept for some patients has opened to all (R-270), days or hours before the session."""
    if slot.kind == SlotKind.SUSPECTED_CANCER:
        return slot.starts - now <= timedelta(hours=settings.booking.cancer_release_hours)
    if slot.kind in (SlotKind.URGENT, SlotKind.HELD):
        return (slot.starts.date() - now.date()).days <= settings.booking.carve_out_release_days
    return False


def kinds_for(needs: EntryNeeds) -> frozenset[SlotKind]:
    """Return the kinds of slot meant for this patient, before any carve-out is released."""
    kinds: set[SlotKind] = {needs.slot_kind}
    if needs.slot_kind != SlotKind.PROCEDURE:
        kinds.add(SlotKind.VIRTUAL)
        if needs.target_facts.priority >= Priority.URGENT:
            kinds.add(SlotKind.URGENT)
        if needs.target_facts.priority is Priority.SUSPECTED_CANCER:
            kinds.add(SlotKind.SUSPECTED_CANCER)
    return frozenset(kinds)


_DIED = "The patient has died, or is said to have died: nothing can be booked."
_CLOSED = "The referral is closed: a new referral or a clinician's decision is needed first."
_NO_SPECIALTY = "The entry has no specialty: set it first."
ABOUT_THE_NEED = frozenset({_DIED, _CLOSED, _NO_SPECIALTY})
"""Reasons against every slot: no other slot would help."""


def _patient(question: NeedAndSlot) -> str | None:
    if question.needs.deceased:
        return _DIED
    if question.needs.discharged:
        return _CLOSED
    if question.needs.specialty is None:
        return _NO_SPECIALTY
    return None


def _place(question: NeedAndSlot) -> str | None:
    slot = question.slot
    if slot.starts <= question.now:
        return "It has already begun."
    if slot.booking_stopped:
        return "Booking is stopped for this clinic."
    if slot.offered_by is not None:
        return f"{slot.offered_by} is offering this slot at the moment."
    if slot.places_free < 1:
        return "It is full."
    return None


def _clinic(question: NeedAndSlot) -> str | None:
    needs, slot = question.needs, question.slot
    if slot.specialty != needs.specialty:
        return "It belongs to another specialty."
    if needs.clinic is not None and slot.clinic != needs.clinic:
        return "The entry asks for another clinic."
    if needs.professional is not None and slot.professional != needs.professional:
        return "The entry asks for another clinician."
    if needs.site is not None and slot.site != needs.site:
        return "The entry asks for another site."
    if slot.sub_specialty and needs.sub_specialty and slot.sub_specialty != needs.sub_specialty:
        return f"The clinic sees {slot.sub_specialty}, the entry asks for {needs.sub_specialty}."
    return None


def _kind(question: NeedAndSlot) -> str | None:
    needs, slot = question.needs, question.slot
    if slot.kind == SlotKind.OVERBOOK:
        return "It is above capacity: overbooking needs the clinician's agreement."
    if slot.kind in kinds_for(needs):
        return None
    if slot.kind in _KEPT_FOR:
        if needs.slot_kind != SlotKind.PROCEDURE and is_released(slot, question.now, question.settings):
            return None
        return f"It is kept for {_KEPT_FOR[slot.kind]} until {_release_words(slot, question.settings)}."
    return f"It is a {slot.kind.replace('_', '-')} slot; the entry needs a {needs.slot_kind.replace('_', '-')} one."


def _release_words(slot: SlotFacts, settings: PolicySettings) -> str:
    if slot.kind == SlotKind.SUSPECTED_CANCER:
        return f"{count_words(settings.booking.cancer_release_hours, 'hour')} before"
    return day_words(slot.starts - timedelta(days=settings.booking.carve_out_release_days))


def _medium(question: NeedAndSlot) -> str | None:
    allowed = question.needs.media_allowed
    if allowed and question.slot.medium not in allowed:
        return f"It is {MEDIUM_WORDS.get(question.slot.medium, 'another medium')}, which does not suit this patient."
    return None


def _age(question: NeedAndSlot) -> str | None:
    slot = question.slot
    if question.needs.date_of_birth is None:
        return None
    age = age_on(question.needs.date_of_birth, slot.starts.date())
    if slot.minimum_age is not None and age < slot.minimum_age:
        return f"The clinic sees patients from {slot.minimum_age} years; this one is {age} on that day."
    if slot.maximum_age is not None and age > slot.maximum_age:
        return f"The clinic sees patients up to {slot.maximum_age} years; this one is {age} on that day."
    return None


def _length(question: NeedAndSlot) -> str | None:
    needed = minutes_needed(question.needs, question.slot, question.settings)
    if needed <= question.slot.minutes + question.slot.minutes_free_after:
        return None
    because = " with the interpreter" if question.needs.interpreter else ""
    return f"It is too short: {needed} minutes are needed{because}."


def _availability(question: NeedAndSlot) -> str | None:
    away = unavailable_on(question.slot.starts.date(), question.needs.unavailable)
    if away is None:
        return None
    reason = f" ({away.reason})" if away.reason else ""
    return f"The patient cannot come from {day_words(away.first)} to {day_words(away.last)}{reason}."


def _clash(question: NeedAndSlot) -> str | None:
    return next(_clashes(question), None)


def _clashes(question: NeedAndSlot) -> Iterator[str]:
    slot = question.slot
    ends = slot.starts + timedelta(minutes=minutes_needed(question.needs, slot, question.settings))
    travel = timedelta(minutes=question.settings.booking.travel_minutes_between_sites)
    for other in question.needs.others:
        if slot.starts < other.ends and other.starts < ends:
            yield f"The patient is at {other.words} at {other.starts:%H:%M} that day."
        elif _is_a_journey(slot, other) and slot.starts < other.ends + travel and other.starts < ends + travel:
            yield f"{other.words} at {other.starts:%H:%M} is on another site: too little time to get there."


def _is_a_journey(slot: SlotFacts, other: OtherAppointment) -> bool:
    return slot.site != other.site and slot.medium == other.medium == FACE_TO_FACE


BY_TELEPHONE = "02"
MEDIUM_WORDS = {"01": "face to face", BY_TELEPHONE: "by telephone", "03": "by video", "04": "by talk-type"}

_KEPT_FOR = {
    SlotKind.URGENT: "urgent patients",
    SlotKind.SUSPECTED_CANCER: "suspected cancer",
    SlotKind.HELD: "the clinician",
}

_CHECKS: tuple[Callable[[NeedAndSlot], str | None], ...] = (
    _patient,
    _place,
    _clinic,
    _kind,
    _medium,
    _age,
    _length,
    _availability,
    _clash,
)
