"""Decides on waits for something other than an appointment, and how they end (RULES 13.15).

Each has somebody who acts and a day to look again. `clerkdesk.rules.rtt` applies an admission, a treatment or a test to
the clock: only treatment ends a wait (R-107, R-121).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.pathways.new_treatments import Agreed
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.waiting_list.entry_kinds import KIND_WORDS, AwaitingKind
from clerkdesk.settings import PolicySettings

_RULE = "RULES 13.15"
_TO_ACT = " to act"

NOT_BOOKED = "This need waits for something other than an appointment: nobody books it."
NEEDS_INSTEAD = "a procedure, a test or results to wait for, each with who acts next and a day to look again"
"""The alternatives to the planned list, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class NewWait:
    """A wait for something other than an appointment."""

    kind: AwaitingKind
    what: str
    """What the patient waits for: `left knee replacement`, `MRI of the spine`."""
    who: str
    """Who acts: a person, a department, another hospital."""
    look_again: date
    """The day on which somebody checks its progress."""
    agreed: Agreed | None = None
    """For a procedure without a running clock: a new decision to treat or not, and who said so (R-108, R-161)."""


class Happening(ClosedSet):
    """What comes of a wait for something else than an appointment."""

    TREATED_IN_HOSPITAL = "treated_in_hospital"
    ADMITTED_NOT_TREATED = "admitted_not_treated"
    CALLED_OFF = "called_off"
    TREATED = "treated"
    TEST_DONE = "test_done"
    RESULT_BACK = "result_back"


HAPPENINGS: tuple[Happening, ...] = tuple(Happening)


@dataclass(frozen=True, slots=True)
class HappeningRule:
    """The possible results of such a wait."""

    words: str
    kinds: tuple[AwaitingKind, ...]
    """The kinds of wait with this result."""
    event: ClockEventKind
    """Kind of the clock event."""
    ends_need: bool
    """Whether it ends the wait; otherwise the wait stays, with a new day to look again."""
    treats: bool = False
    """Whether it is treatment, which ends a running wait (code 30)."""
    details: Mapping[str, object] = field(default_factory=dict)


RULES: Mapping[Happening, HappeningRule] = {
    Happening.TREATED_IN_HOSPITAL: HappeningRule(
        "admitted and treated",
        (EntryKind.AWAITING_PROCEDURE,),
        ClockEventKind.ADMITTED_FOR_TREATMENT,
        True,
        True,
        {Happening.TREATED: True},
    ),
    Happening.ADMITTED_NOT_TREATED: HappeningRule(
        "admitted, not treated", (EntryKind.AWAITING_PROCEDURE,), ClockEventKind.ADMITTED_NOT_TREATED, False
    ),
    Happening.CALLED_OFF: HappeningRule(
        "called off",
        (EntryKind.AWAITING_PROCEDURE, EntryKind.AWAITING_TEST),
        ClockEventKind.ADMISSION_CALLED_OFF,
        False,
    ),
    Happening.TREATED: HappeningRule(
        "treatment given",
        (EntryKind.AWAITING_PROCEDURE, EntryKind.AWAITING_TEST, EntryKind.AWAITING_RESULTS),
        ClockEventKind.FIRST_DEFINITIVE_TREATMENT,
        True,
        True,
    ),
    Happening.TEST_DONE: HappeningRule(
        "test done", (EntryKind.AWAITING_TEST,), ClockEventKind.DIAGNOSTIC_ATTENDED, True
    ),
    Happening.RESULT_BACK: HappeningRule(
        "result back", (EntryKind.AWAITING_RESULTS,), ClockEventKind.TEST_RESULT_BACK, True
    ),
}


def hold_reason(who: str) -> str:
    """Return why nobody books such a wait: somebody else acts."""
    return f"{who}{_TO_ACT}"


def who_acts(hold_reason: str) -> str:
    """Return who acts, from the sentence why nobody books it."""
    return hold_reason.removesuffix(_TO_ACT)


def awaiting_words(kind: EntryKind, what: str) -> str:
    """Return the wait in words: `awaiting test: MRI of the spine`."""
    return f"{KIND_WORDS[kind]}: {what}" if what else KIND_WORDS[kind]


def why_not_treated(day: date, pathway_id: int) -> PolicyRefusal:
    """Return why a treatment that leaves the wait of a pathway running ends nothing (RULES 13.25)."""
    way = Way.SHOW_WHY.here(pathway=pathway_id)
    return PolicyRefusal(
        "RULES 13.25",
        f"Something else on record says that the patient was not treated on {day_words(day)}, so the wait would go on "
        f"and nobody would be waiting here. Correct first what is wrong there ({way} shows it).",
    )


def why_out_of_sight(look_again: date, today: date, settings: PolicySettings) -> PolicyRefusal | None:
    """Return why a wait can't go without a look until a day; None if it can.

    A hold has the same limit without a review (RULES 13.22); here a look is enough.
    """
    last = today + timedelta(days=settings.reviews.delay_review_over_days)
    if look_again <= last:
        return None
    within = count_words(settings.reviews.delay_review_over_days, "day")
    sentence = f"Look again within {within}, by {day_words(last)}: nobody waits out of sight for longer."
    return PolicyRefusal("RULES 13.22", sentence)


def why_not_discharged() -> PolicyRefusal:
    """Return why nobody is discharged while the clock runs, with the act that records its end (R-124, R-190)."""
    return PolicyRefusal(
        "R-190",
        "The clock would run on with nobody on a list. Where no treatment is to be given and the patient was told, "
        f"{Way.VALIDATE.on_card()} closes it as “discharged already”; where they declined it, as “declined treatment”.",
    )


def why_not_awaited(new: NewWait, today: date, settings: PolicySettings) -> PolicyRefusal | None:
    """Return what a new wait lacks, or None if it is complete: every wait needs somebody who acts."""
    if not new.what.strip():
        return PolicyRefusal(_RULE, "Say what the patient waits for: the procedure, the test or the result.")
    if new.agreed is not None and new.kind != EntryKind.AWAITING_PROCEDURE:
        return PolicyRefusal(_RULE, "Only a procedure is decided on or agreed: leave that out for a test or a result.")
    if not new.who.strip():
        return PolicyRefusal(_RULE, "Say who acts next: the department, the ward or the person.")
    if new.look_again <= today:
        return PolicyRefusal(
            _RULE, f"{day_words(new.look_again)} is not in the future: give a later day to look again."
        )
    return why_out_of_sight(new.look_again, today, settings)


def why_not_planned(*, runs: bool) -> PolicyRefusal | None:
    """Return why a patient may not go onto the planned list, or None: never with a running wait (RTT5 5.1)."""
    if not runs:
        return None
    sentence = (
        f"The 18-week clock runs, and planned care has none: the wait would vanish. Give {NEEDS_INSTEAD}; "
        "or a follow-up."
    )
    return PolicyRefusal(_RULE, sentence)


def why_before_it_was_listed(day: date, listed: date | None, because: str) -> PolicyRefusal | None:
    """Ask about a result dated before the start of the wait here, which may be a mistyped month.

    Args:
        day: the day of the result.
        listed: the day on which the wait started; None if unknown.
        because: why the day is right, if stated.
    """
    if listed is None or day >= listed or because:
        return None
    sentence = (
        f"{day_words(day)} is before {day_words(listed)}, when this was put on the list: check the day, or say why it "
        "is right."
    )
    return PolicyRefusal("RULES 13.25", sentence)


@dataclass(frozen=True, slots=True)
class HappeningFacts:
    """The record of a result of such a wait."""

    happening: Happening
    kind: AwaitingKind
    day: date
    today: date
    look_again: date | None = None
    """For a wait that stays: the new day to look again."""
    next_given: bool = False
    """Whether a next need, or the end of the pathway, is given."""
    other_needs: bool = False
    """Whether the pathway has another need."""


def judge_happening(facts: HappeningFacts, settings: PolicySettings) -> PolicyRefusal | None:
    """Return why a result can't be recorded, or None if it can."""
    rule = RULES[facts.happening]
    if facts.kind not in rule.kinds:
        possible = ", ".join(each.words for each in RULES.values() if facts.kind in each.kinds)
        return PolicyRefusal(_RULE, f"It is {KIND_WORDS[facts.kind]}: that leads to one of: {possible}.")
    if facts.day > facts.today:
        return PolicyRefusal("R-113", f"{day_words(facts.day)} is still to come: record it once it has happened.")
    if not rule.ends_need and facts.look_again is None:
        return PolicyRefusal(_RULE, f"Nothing ended by this ({rule.words}): say on which day to look again.")
    if not rule.ends_need and facts.look_again is not None and facts.look_again <= facts.today:
        over = day_words(facts.look_again)
        return PolicyRefusal(_RULE, f"{over}, the day to look again, is not still to come: give a later one.")
    if rule.ends_need and not facts.next_given and not facts.other_needs:
        return PolicyRefusal("RULES 13.1", f"Say what comes next: a follow-up, {NEEDS_INSTEAD}, or a discharge.")
    if not rule.ends_need and facts.look_again is not None:
        return why_out_of_sight(facts.look_again, facts.today, settings)
    return None
