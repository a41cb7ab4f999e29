"""Judges whether the date of a decision to wait is so late that it needs a question (R-166, RULES 13.22)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.cancer.milestones import UNUSUAL
from clerkdesk.rules.reviews.reviews import looked_at_again
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.waiting_list.targets import Target
from clerkdesk.settings import PolicySettings


@dataclass(frozen=True, slots=True)
class WaitLimits:
    """The limits of a wait without a further question. Days are local dates."""

    asked_until: date | None = None
    """The first day on which the patient would come, by their wish; None if not on record."""
    dates: Sequence[Target] = ()
    """The counting dates of suspected cancer."""


def why_not_so_long(
    until: date, decided_on: date, limits: WaitLimits, because: str, settings: PolicySettings
) -> PolicyRefusal | None:
    """Ask why a patient may wait beyond their wish, a date of suspected cancer, or twelve weeks."""
    over: list[str] = []
    past = next((each for each in limits.dates if each.day < until), None)
    if past is not None:
        over.append(f"{count_words((until - past.day).days, 'day')} past {past.spoken}, {day_words(past.day)}")
    if limits.asked_until is not None and until > limits.asked_until:
        over.append(f"later than was asked, {day_words(limits.asked_until)}")
    again = looked_at_again(until, decided_on, settings)
    if again < until:
        over.append(f"later than the day by which a clinician looks again, {day_words(again)}")
    if not over or because.strip():
        return None
    sentence = f"{day_words(until)} is {', and '.join(over)}. If it is right, say why the patient may wait so long."
    return PolicyRefusal("R-166", sentence, UNUSUAL)
