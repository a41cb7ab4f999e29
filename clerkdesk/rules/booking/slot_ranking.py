"""Ranks the legal slots for a patient, with reasons (RULES 13.6, 13.14, 13.19, R-200, R-213).

`clerkdesk.rules.booking.slot_legality` judges legality.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clerkdesk.rules.booking.slot_legality import kinds_for, minutes_needed, why_not
from clerkdesk.rules.booking.slots import EntryNeeds, OtherAppointment, SlotFacts, time_of_day
from clerkdesk.rules.rtt.measuring import days_waited, last_compliant_day, weeks_passed
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.slots import SlotKind
from clerkdesk.rules.waiting_list.targets import Target, TargetFacts, cancer_targets, targets
from clerkdesk.settings import PolicySettings

RANKS = 9
"""Maximum number of choices: one for each digit."""
EARLIEST_AT_SHORT_NOTICE = 2
"""Number of the nine ranks kept for the earliest slots at short notice (RULES 13.14)."""


@dataclass(frozen=True, slots=True)
class RankedSlot:
    """A legal slot with its rank among the choices."""

    slot: SlotFacts
    rank: int
    """Rank; 1 is offered first."""
    notice_days: int
    """Days from today to the slot."""
    reasonable: bool
    """Whether the notice alone makes it a reasonable offer (R-200)."""
    target: Target | None
    """The nearest target, counted from the day of the slot: `days` below zero means the slot misses it."""
    minutes: int
    """Length of the appointment; above the slot's own it runs into the next slot."""
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefusedSlot:
    """A slot that may not be given to this patient, and why not (law 8)."""

    slot: SlotFacts
    why_not: str


@dataclass(frozen=True, slots=True)
class SlotRanking:
    """The answer for one patient: the slots to offer, in order, and the slots left out."""

    ranked: tuple[RankedSlot, ...]
    refused: tuple[RefusedSlot, ...]
    legal: int
    """Number of allowed slots, with those beyond the last rank."""
    in_time: int
    """Number of legal slots that meet the nearest target; 0 is a ground for an escalation (R-272)."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A legal slot with everything that sets its rank."""

    slot: SlotFacts
    notice_days: int
    reasonable: bool
    agreed_short_notice: bool
    targets: tuple[Target, ...]
    wishes_missed: tuple[str, ...]
    same_visit: OtherAppointment | None
    days_from_due: int

    @property
    def targets_missed(self) -> int:
        return sum(target.days < 0 for target in self.targets)

    @property
    def unwelcome(self) -> bool:
        return not self.reasonable and not self.agreed_short_notice


def rank_slots(
    needs: EntryNeeds, slots: Iterable[SlotFacts], now: datetime, settings: PolicySettings, limit: int = RANKS
) -> SlotRanking:
    """Rank the slots that are legal for a patient; `now` is the local time.

    - Past every target (`is_past_every_target`): the earliest first (RULES 13.14).
    - Urgent and suspected cancer: the earliest first; notice is only a label (RULES 13.6). Between slots of one day a
      suspected-cancer slot ranks before a general one for suspected cancer (RULES 13.19).
    - Follow-ups on which a date of suspected cancer counts, and urgent ones past 18 weeks: the earliest first too.
    - Other follow-ups and planned care: those that keep the dates, then reasonable notice, then nearest to the due
      date.
    - Routine: those that keep the dates, then reasonable notice (or agreed short notice, R-213), then the
      patient's wishes, then the earliest.

    Where notice decides the order, the last two of nine ranks go to the earliest slots at short notice that would
    otherwise be left out (RULES 13.14).
    """
    candidates: list[_Candidate] = []
    refused: list[RefusedSlot] = []
    for slot in slots:
        reason = why_not(needs, slot, now, settings)
        if reason is None:
            candidates.append(_candidate(needs, slot, now, settings))
        else:
            refused.append(RefusedSlot(slot, reason))
    earliest_first = _takes_the_earliest(needs, now.date(), settings)
    candidates.sort(key=lambda candidate: _sort_key(needs, candidate, earliest_first))
    by_notice = not earliest_first and _is_wanted_soon(needs, now.date(), settings)
    chosen = _with_short_notice(candidates, limit) if by_notice else candidates[:limit]
    ranked = tuple(
        RankedSlot(
            slot=candidate.slot,
            rank=rank,
            notice_days=candidate.notice_days,
            reasonable=candidate.reasonable,
            target=candidate.targets[0] if candidate.targets else None,
            minutes=minutes_needed(needs, candidate.slot, settings),
            why=_why(needs, candidate, now.date(), settings),
        )
        for rank, candidate in enumerate(chosen, start=1)
    )
    in_time = sum(not candidate.targets or candidate.targets[0].days >= 0 for candidate in candidates)
    return SlotRanking(ranked, tuple(refused), len(candidates), in_time)


def _candidate(needs: EntryNeeds, slot: SlotFacts, now: datetime, settings: PolicySettings) -> _Candidate:
    day = slot.starts.date()
    notice_days = (day - now.date()).days
    see_by = needs.target_facts.see_by
    return _Candidate(
        slot=slot,
        notice_days=notice_days,
        reasonable=notice_days >= settings.booking.reasonable_notice_days,
        agreed_short_notice=agreed_short_notice(needs, slot, now),
        targets=targets(needs.target_facts, day, settings),
        wishes_missed=_wishes_missed(needs, slot),
        same_visit=_same_visit(needs, slot),
        days_from_due=abs((day - see_by).days) if see_by is not None else 0,
    )


def is_past_every_target(facts: TargetFacts, today: date, settings: PolicySettings) -> bool:
    """Return whether every date is past, so that only the earliest slot helps (RULES 13.14).

    This holds for a routine wait past 18 weeks, a follow-up past its latest clinically appropriate date, and any wait
    over 52 weeks.
    """
    if facts.latest_appropriate is not None and facts.latest_appropriate < today:
        return True
    if facts.clock_start is None:
        return False
    if today > last_compliant_day(facts.clock_start, settings) and facts.priority is Priority.ROUTINE:
        return True
    return 52 in weeks_passed(days_waited(facts.clock_start, today))


def _takes_the_earliest(needs: EntryNeeds, today: date, settings: PolicySettings) -> bool:
    facts = needs.target_facts
    if is_past_every_target(facts, today, settings):
        return True
    if facts.kind == EntryKind.FOLLOW_UP:
        return _is_hurried_follow_up(facts, today, settings)
    return facts.priority is not Priority.ROUTINE and facts.kind != EntryKind.PLANNED


def _is_hurried_follow_up(facts: TargetFacts, today: date, settings: PolicySettings) -> bool:
    """Return whether the nearest date of its wait, and not its see-by date, orders a follow-up (RULES 13.19)."""
    if cancer_targets(facts, today, settings):
        return True
    past_18_weeks = facts.clock_start is not None and today > last_compliant_day(facts.clock_start, settings)
    return facts.priority is not Priority.ROUTINE and past_18_weeks


def _is_wanted_soon(needs: EntryNeeds, today: date, settings: PolicySettings) -> bool:
    """Return whether a slot at short notice would help, since a follow-up is not seen months early."""
    see_by = needs.target_facts.see_by
    return see_by is None or see_by <= today + timedelta(days=settings.booking.reasonable_notice_days)


def _sort_key(needs: EntryNeeds, candidate: _Candidate, earliest_first: bool) -> tuple[object, ...]:
    facts = needs.target_facts
    wishes = len(candidate.wishes_missed) - (candidate.same_visit is not None)
    last = (candidate.slot.starts, wishes, candidate.slot.slot)
    if earliest_first:
        general = facts.priority is Priority.SUSPECTED_CANCER and candidate.slot.kind != SlotKind.SUSPECTED_CANCER
        return (candidate.slot.starts.date(), general, *last)
    routine = facts.priority is Priority.ROUTINE
    if facts.kind in (EntryKind.FOLLOW_UP, EntryKind.PLANNED):
        return (candidate.targets_missed, routine and candidate.unwelcome, wishes, candidate.days_from_due, *last)
    return (candidate.targets_missed, candidate.unwelcome, wishes, *last)


def _with_short_notice(candidates: Sequence[_Candidate], limit: int) -> list[_Candidate]:
    """Return the first `limit` candidates in their order, always with the earliest at short notice."""
    kept = min(EARLIEST_AT_SHORT_NOTICE, limit * EARLIEST_AT_SHORT_NOTICE // RANKS)
    short = sorted((each for each in candidates if not each.reasonable), key=lambda each: each.slot.starts)[:kept]
    slots = {each.slot.slot for each in short}
    others = [each.slot.slot for each in candidates if each.slot.slot not in slots][: limit - len(short)]
    slots.update(others)
    return [each for each in candidates if each.slot.slot in slots]


def agreed_short_notice(needs: EntryNeeds, slot: SlotFacts, now: datetime) -> bool:
    """Return whether the patient agreed to be offered a slot at this notice (R-213)."""
    wishes = needs.preferences
    if wishes.short_notice_hours is None:
        return False
    in_time = slot.starts - now >= timedelta(hours=wishes.short_notice_hours)
    return in_time and (not wishes.short_notice_weekdays or slot.starts.weekday() in wishes.short_notice_weekdays)


def _wishes_missed(needs: EntryNeeds, slot: SlotFacts) -> tuple[str, ...]:
    wishes = needs.preferences
    missed = {
        "another weekday": bool(wishes.weekdays) and slot.starts.weekday() not in wishes.weekdays,
        "another time of day": bool(wishes.times_of_day) and time_of_day(slot.starts) not in wishes.times_of_day,
        "another medium": wishes.medium is not None and slot.medium != wishes.medium,
        "another site": wishes.site is not None and slot.site != wishes.site,
        "another clinician": wishes.professional is not None and slot.professional != wishes.professional,
    }
    return tuple(words for words, is_missed in missed.items() if is_missed)


def _same_visit(needs: EntryNeeds, slot: SlotFacts) -> OtherAppointment | None:
    same = (other for other in needs.others if other.site == slot.site and other.starts.date() == slot.starts.date())
    return next(same, None)


def _why(needs: EntryNeeds, candidate: _Candidate, today: date, settings: PolicySettings) -> tuple[str, ...]:
    slot, priority = candidate.slot, needs.target_facts.priority
    reasons: list[str] = []
    if is_past_every_target(needs.target_facts, today, settings):
        reasons.append("Every target has passed: the earliest comes first.")
    elif _takes_the_earliest(needs, today, settings):
        cancer = bool(cancer_targets(needs.target_facts, today, settings))
        words = (Priority.SUSPECTED_CANCER if cancer else priority).words
        reasons.append(f"{words.capitalize()}: the earliest comes first.")
    reasons.append(_notice_words(candidate))
    if candidate.targets:
        reasons.append(f"On that day: {candidate.targets[0].sentence}.")
    if slot.kind not in kinds_for(needs):
        reasons.append("It was kept for others and has been released to all.")
    if candidate.same_visit is not None:
        other = candidate.same_visit
        reasons.append(f"Same day and site as {other.words} at {other.starts:%H:%M}.")
    if candidate.wishes_missed:
        reasons.append(f"The patient would rather have {' and '.join(candidate.wishes_missed)}.")
    minutes = minutes_needed(needs, slot, settings)
    if minutes > slot.minutes:
        reasons.append(f"{minutes} minutes are needed: it runs into the next slot.")
    return tuple(reasons)


def _notice_words(candidate: _Candidate) -> str:
    notice = f"{count_words(candidate.notice_days, 'day')} of notice"
    if candidate.reasonable:
        return f"{notice}: reasonable."
    if candidate.agreed_short_notice:
        return f"{notice}: short, and the patient agreed to short notice."
    return f"{notice}: short notice, which counts only if the patient accepts."
