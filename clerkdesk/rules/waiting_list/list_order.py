"""The booking order of a waiting list (R-210, RULES 13.5, 13.19), the reason for a position, and who is passed by.

`clerkdesk.rules.booking.slot_ranking` judges whether a slot suits somebody; `clerkdesk.rules.booking.out_of_turn`
decides who is passed over.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import count_words, day_words, moment_words
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.waiting_list.targets import Target
from clerkdesk.settings import PolicySettings, PriorityBoost

_WHOLE_INTERVAL = 10_000
"""Overdue shares are counted in ten-thousandths of the interval, so that SQL and Python agree to the last digit."""
_FULL_SHARE = 1_000_000
"""Maximum share, a hundred intervals; it also separates the two bands of follow-ups."""


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """The facts for the position of one entry on its list."""

    entry: int
    kind: EntryKind
    priority: Priority
    list_position_date: date
    """Clock start minus the credit for an earlier wait (R-165)."""
    referral_date: date
    due: date | None = None
    """See-by date of follow-ups and planned care."""
    interval_days: int | None = None
    """Days between the last attendance and the see-by date, from the clinician."""
    latest_appropriate: date | None = None
    prior_wait_days: int = 0
    """Days of an earlier wait that the list position credits (R-165)."""
    hospital_cancellations: int = 0
    target: Target | None = None
    """Nearest target of a follow-up with a running clock or suspected cancer; None for every other entry."""


class ListOrderKey(NamedTuple):
    """The sort key; ascending order of its parts is the order of the list. All parts except the boost are columns.

    For new and diagnostic entries the columns never change. For follow-ups `order_priority` depends on the day: each
    day recomputes it for every follow-up that is due or past its latest date.
    """

    order_priority: int
    boost: int
    """0 for entries that `priority_boosts` puts before others of their priority, 1 for all others."""
    order_date: date
    order_referral_date: date
    entry: int


def list_order_key(entry: OrderFacts, as_of: date, boosts: Collection[PriorityBoost] = ()) -> ListOrderKey:
    """Return the sort key of an entry on a day; lists of different kinds are not compared.

    - new, diagnostic, and those that await something else: 3 minus the priority (suspected cancer 0, routine 2), within
      routine the boosts of the settings (R-211), list position date, referral date (R-210);
    - follow-up: those with a target first, by priority and then by target date (RULES 13.19); then by the larger share
      of the interval overdue, then by due date (RULES 13.5); among equals in this, those past the latest appropriate
      date come first; one without a due date is with those due today (R-254 lists it separately);
    - planned: due date, then list position date.
    """
    match entry.kind:
        case (
            EntryKind.NEW
            | EntryKind.DIAGNOSTIC
            | EntryKind.AWAITING_PROCEDURE
            | EntryKind.AWAITING_TEST
            | EntryKind.AWAITING_RESULTS
        ):
            rank = Priority.SUSPECTED_CANCER - entry.priority
            boost = 0 if _is_boosted(entry, boosts) else 1
            return ListOrderKey(rank, boost, entry.list_position_date, entry.referral_date, entry.entry)
        case EntryKind.FOLLOW_UP if entry.target is not None:
            rank = -2 * entry.priority + (0 if is_past_latest_date(entry, as_of) else 1)
            return ListOrderKey(rank, 1, entry.target.day, entry.list_position_date, entry.entry)
        case EntryKind.FOLLOW_UP:
            band = 0 if is_past_latest_date(entry, as_of) else 1
            rank = (band + 1) * _FULL_SHARE - min(_overdue_share(entry, as_of), _FULL_SHARE - 1)
            return ListOrderKey(rank, 1, entry.due or as_of, entry.list_position_date, entry.entry)
        case EntryKind.PLANNED:
            return ListOrderKey(0, 1, entry.due or entry.list_position_date, entry.list_position_date, entry.entry)


def _is_boosted(entry: OrderFacts, boosts: Collection[PriorityBoost]) -> bool:
    cancelled = "hospital_cancelled" in boosts and entry.hospital_cancellations > 0
    return cancelled and entry.priority is Priority.ROUTINE and entry.kind in (EntryKind.NEW, EntryKind.DIAGNOSTIC)


def is_past_latest_date(entry: OrderFacts, as_of: date) -> bool:
    """Return whether the latest clinically appropriate date has passed (R-171, R-252)."""
    return entry.latest_appropriate is not None and entry.latest_appropriate < as_of


def overdue_percent(entry: OrderFacts, as_of: date) -> int:
    """Return how far past its due date an entry is, in whole per cent of its interval; 0 if it is not (R-252)."""
    return _overdue_share(entry, as_of) * 100 // _WHOLE_INTERVAL


def _overdue_share(entry: OrderFacts, as_of: date) -> int:
    if entry.due is None or entry.due >= as_of:
        return 0
    interval = entry.interval_days or (entry.due - entry.list_position_date).days
    return (as_of - entry.due).days * _WHOLE_INTERVAL // max(interval, 1)


def explain_position(
    entry: OrderFacts, ahead: OrderFacts | None, as_of: date, boosts: Collection[PriorityBoost] = ()
) -> tuple[str, ...]:
    """Return the reasons for an entry's position: its own, then why the one directly ahead comes first."""
    own = (
        _follow_up_grounds(entry, as_of)
        if entry.kind in (EntryKind.FOLLOW_UP, EntryKind.PLANNED)
        else _new_grounds(entry)
    )
    if entry.hospital_cancellations:
        times = count_words(entry.hospital_cancellations, "time")
        own = (*own, f"The hospital has cancelled {times}.")
    return (*own, "First on the list." if ahead is None else _why_behind(entry, ahead, as_of, boosts))


def _new_grounds(entry: OrderFacts) -> tuple[str, ...]:
    since = f"On the list since {day_words(entry.list_position_date)}"
    credit = (
        f", {count_words(entry.prior_wait_days, 'day')} of it from an earlier wait" if entry.prior_wait_days else ""
    )
    return (f"Priority: {entry.priority.words}.", f"{since}{credit}.")


def _follow_up_grounds(entry: OrderFacts, as_of: date) -> tuple[str, ...]:
    grounds: list[str] = []
    if entry.target is not None:
        grounds.append(f"Priority: {entry.priority.words}; {entry.target.sentence}.")
    if entry.due is None:
        return (*grounds, "This need has no see-by date: ask the clinic for one.")
    grounds.append(f"To be seen by {day_words(entry.due)}.")
    if entry.due < as_of:
        late = count_words((as_of - entry.due).days, "day")
        grounds.append(f"{late} overdue, {overdue_percent(entry, as_of)}% of the interval.")
    if is_past_latest_date(entry, as_of) and entry.latest_appropriate is not None:
        grounds.append(f"Past the latest clinically appropriate date, {day_words(entry.latest_appropriate)}.")
    return tuple(grounds)


def _why_behind(entry: OrderFacts, ahead: OrderFacts, as_of: date, boosts: Collection[PriorityBoost]) -> str:
    mine, theirs = list_order_key(entry, as_of, boosts), list_order_key(ahead, as_of, boosts)
    if mine.order_priority != theirs.order_priority:
        return f"Behind the patient above: {_weightier(entry, ahead, as_of)}."
    if mine.boost != theirs.boost:
        return "Behind the patient above: the hospital cancelled them before, and this trust books those first."
    if mine.order_date != theirs.order_date and ahead.target is not None:
        earlier = count_words((mine.order_date - theirs.order_date).days, "day")
        return f"Behind the patient above: their target is {earlier} earlier."
    if mine.order_date != theirs.order_date:
        earlier = count_words((mine.order_date - theirs.order_date).days, "day")
        what = "their date is" if entry.due is not None else "they have been on the list"
        return f"Behind the patient above: {what} {earlier} {'earlier' if entry.due is not None else 'longer'}."
    if mine.order_referral_date != theirs.order_referral_date:
        return "Behind the patient above: the same date, but referred earlier."
    return "Behind the patient above: the same dates, but entered first."


def _weightier(entry: OrderFacts, ahead: OrderFacts, as_of: date) -> str:
    if entry.target is None and ahead.target is not None:
        return "their wait has a target: the clock runs, or cancer is suspected"
    if entry.kind != EntryKind.FOLLOW_UP or entry.priority is not ahead.priority:
        return f"they are {ahead.priority.words}"
    if is_past_latest_date(ahead, as_of) and not is_past_latest_date(entry, as_of):
        return "they are past their latest clinically appropriate date"
    return f"they are {overdue_percent(ahead, as_of)}% of their interval overdue"


class PassedByKind(ClosedSet):
    """Why an entry is passed by without a question."""

    ON_HOLD = "on_hold"
    CLAIMED = "claimed"
    RUNG = "rung"
    RING_BACK_LATER = "ring_back_later"


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """The desks' work on an entry at this moment. Times are local."""

    on_hold_because: str | None = None
    look_again: date | None = None
    claimed_by: str | None = None
    """Name of the clerk at another desk who works this entry, or None."""
    claimed_since: datetime | None = None
    """The last sign of life of that claim."""
    last_unanswered_call: datetime | None = None
    """Last attempt that did not reach the patient; None if they were reached later."""
    ring_back_at: datetime | None = None
    """When the patient asked to be rung."""


@dataclass(frozen=True, slots=True)
class PassedBy:
    """Why the cursor passes an entry without a question; the desk records it by itself (RULES 13.5)."""

    kind: PassedByKind
    sentence: str


def passed_by(desk: DeskFacts, now: datetime, settings: PolicySettings) -> PassedBy | None:
    """Return why an entry is passed by at this moment (local time); None if it is next in turn."""
    if desk.on_hold_because is not None and (desk.look_again is None or desk.look_again > now.date()):
        until = f" until {day_words(desk.look_again)}" if desk.look_again else ""
        return PassedBy(PassedByKind.ON_HOLD, f"On hold{until}: {desk.on_hold_because}.")
    if desk.claimed_by is not None and _within(desk.claimed_since, settings.desk.claim_minutes, now):
        since = f" since {desk.claimed_since:%H:%M}" if desk.claimed_since else ""
        return PassedBy(PassedByKind.CLAIMED, f"{desk.claimed_by} is working on this patient{since}.")
    if desk.ring_back_at is not None and desk.ring_back_at > now:
        return PassedBy(PassedByKind.RING_BACK_LATER, f"Asked to be rung at {moment_words(desk.ring_back_at)}.")
    rung = desk.last_unanswered_call
    if rung is not None and _within(rung, settings.contact.retry_minutes, now):
        return PassedBy(PassedByKind.RUNG, f"Rung at {rung:%H:%M} and not reached.")
    return None


def _within(moment: datetime | None, minutes: int, now: datetime) -> bool:
    """Return whether a time is recent. An unknown time is recent too, so that such a claim is respected."""
    return moment is None or now - moment < timedelta(minutes=minutes)
