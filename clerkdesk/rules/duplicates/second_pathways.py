"""Judges whether a patient's second open pathway in a specialty is about the same condition (RULES 13.27).

A referral with the same patient, day and specialty is most likely the same one, keyed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.priority import Priority

RULE = "RULES 13.27"
SECOND_PATHWAY = "second_pathway"
"""Code of the question whether two pathways are about one condition."""
OWN_CONDITION = ClockEventKind.OWN_CONDITION_CONFIRMED
"""Kind of the fact that confirms a second pathway as another condition."""
WHICH_GOES_ON = "which_goes_on"
"""Code of the question which of several pathways goes on for a duplicate."""
DUPLICATE_REFERRAL = "duplicate_referral"
"""Code of the question whether a referral is already registered."""


@dataclass(frozen=True, slots=True)
class OpenPathway:
    """An open pathway in a specialty."""

    pathway_id: int
    specialty: str
    since: date | None
    """Start of its clock, else the day its referral was received; None if nobody knows."""


def pathways_words(others: Sequence[OpenPathway]) -> str:
    """Return the open pathways as a part of a sentence: `pathway 12 in Dermatology, since Mon 6 Jan 2025`."""
    said = []
    for other in others:
        since = f", since {day_words(other.since)}" if other.since is not None else ""
        said.append(f"pathway {other.pathway_id} in {other.specialty}{since}")
    return "; ".join(said)


def judge_second_referral(
    others: Sequence[OpenPathway], *, same_condition: bool | None, by_consultant: bool = False
) -> PolicyRefusal | None:
    """Ask whether a referral is about a condition with an open pathway; None if it opens a pathway of its own.

    A consultant's referral about the same condition keeps its clock, in any specialty (R-109).
    """
    if not others or same_condition is False:
        return None
    words = pathways_words(others)
    if same_condition and by_consultant:
        sentence = (
            f"The same condition waits already: {words}. Its clock goes on, so nothing is registered: redirect that "
            f"entry to the specialty: {Way.GRADE.here()}."
        )
        return PolicyRefusal("R-109", sentence)
    if same_condition:
        sentence = (
            f"The same condition has its pathway: {words}. A consultant's letter begins no wait there: where the "
            f"clinician decides to treat, record that ({Way.WAIT_FOR_PROCEDURE.on_card()}), or ask a clinician "
            f"({Way.ASK_FOR_REVIEW.on_card()})."
        )
        return PolicyRefusal(RULE, sentence)
    return PolicyRefusal(RULE, f"There is open already: {words}. Is this the same condition? Say whether it is.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedLetter:
    """Another letter about the condition of an open pathway, and its effects."""

    came_on: date
    since: date | None
    """Start of the clock with it; None if no clock runs or the start is unknown."""
    began: bool
    """Whether it started a new wait (R-110)."""
    raised_to: Priority | None
    """The higher priority from it, or None (R-214)."""
    counts_from: date
    """The day from which the cancer dates of the letter count (R-501)."""
    is_booked: bool
    ended_on: date | None
    """The day on which the wait of its pathway ended, if after the receipt of the letter."""
    is_asked: bool
    """Whether a clinician is asked what to do."""


def noted_words(letter: NotedLetter) -> str:
    """Return the effects of a letter about the same condition, as sentences."""
    said = [f"The letter of {day_words(letter.came_on)} stands on the pathway of this condition."]
    if letter.began:
        said.append("The wait before is over: a new 18-week wait began.")
    elif letter.since is not None and not letter.is_asked:
        said.append(f"The wait counts from {day_words(letter.since)}, as before.")
    if letter.raised_to is not None:
        counted = letter.raised_to is Priority.SUSPECTED_CANCER
        days = f"; the 28 and the 62 days count from {day_words(letter.counts_from)}" if counted else ""
        said.append(f"The priority was raised to {letter.raised_to.words}{days}.")
        if letter.is_booked:
            way = Way.MOVE.on_card()
            said.append(f"The appointment stands: move it forward if that day is too late ({way}).")
    if letter.is_asked:
        ended = f" before the wait ended on {day_words(letter.ended_on)}" if letter.ended_on is not None else ""
        said.append(f"The letter came{ended} and begins no new wait: a clinician is asked what to do.")
    return " ".join(said)


def judge_duplicate_referral(same: OpenPathway | None, *, confirmed: bool) -> PolicyRefusal | None:
    """Ask about a referral with the same patient, day and specialty as a registered one; None if it is another."""
    if same is None or confirmed:
        return None
    sentence = (
        f"A referral of this day to {same.specialty} is here already, pathway {same.pathway_id}: most likely it is the "
        "same one. Say that it is another referral, or leave it."
    )
    return PolicyRefusal(RULE, sentence)


def why_not_one_condition(*, own: bool, proved: bool) -> PolicyRefusal | None:
    """Return why a pathway can't end as a duplicate, or None if it can.

    Args:
        own: whether somebody confirmed one of the two as another condition.
        proved: whether a clinician's different finding is named, with the source.
    """
    if not own or proved:
        return None
    return PolicyRefusal(
        RULE,
        f"The record says that these are two conditions ({Way.SHOW_WHY.here()} shows it). Only a clinician "
        "can find that they are one: give the clinician and the source.",
    )


@dataclass(frozen=True, slots=True)
class ReturnedReferral:
    """A referral to a specialty that no clinician there accepted."""

    pathway: OpenPathway
    ubrn: str | None


def judge_returned_referral(returned: ReturnedReferral | None, *, confirmed: bool) -> PolicyRefusal | None:
    """Ask whether a refused referral has come again, so that its wait goes on (R-101, RULES 13.18)."""
    if returned is None or confirmed:
        return None
    what = pathways_words((returned.pathway,))
    again = (
        f"If it has come again, register it with its UBRN, {returned.ubrn}: the wait then goes on from its first day. "
        if returned.ubrn
        else ""
    )
    sentence = f"A referral was not accepted here: {what}. {again}If it is another referral, say so: a new wait begins."
    return PolicyRefusal("R-101", sentence)


CAME_BACK = "came_back"
"""Code of the question whether a referral returns a patient who was passed to another provider."""


@dataclass(frozen=True, slots=True)
class GoneElsewhere:
    """A pathway whose clock runs with another provider."""

    pathway: OpenPathway
    passed_to: str
    """Name of the provider; empty if not on record."""
    passed_on: date | None


def judge_gone_elsewhere(gone: GoneElsewhere | None, *, came_back: bool | None) -> PolicyRefusal | None:
    """Ask whether a patient passed on has come back, so that the wait goes on from its first day (R-104, R-172)."""
    if gone is None or came_back is not None:
        return None
    to = f" to {gone.passed_to}" if gone.passed_to else ""
    day = f" on {day_words(gone.passed_on)}" if gone.passed_on is not None else ""
    sentence = (
        f"The patient was passed on{to}{day}, and the wait runs there: {pathways_words((gone.pathway,))}. Does this "
        "bring the patient back, still waiting? The wait then goes on here from its first day. If it is anything "
        "else, say so: a new wait begins."
    )
    return PolicyRefusal("R-172", sentence)


def judge_joined_pathways(
    pairs: Sequence[tuple[OpenPathway, OpenPathway]], *, same_condition: bool | None
) -> PolicyRefusal | None:
    """Ask, before joining two records, whether their open pathways of one specialty are one condition."""
    if not pairs or same_condition is not None:
        return None
    words = "; ".join(f"{pathways_words((one,))}, and {pathways_words((other,))}" for one, other in pairs)
    return PolicyRefusal(RULE, f"Both have an open pathway in one specialty: {words}. Is it the same condition?")


def same_condition_task(others: Sequence[OpenPathway]) -> str:
    """Return the open question about a second pathway that nobody has been asked about."""
    return (
        f"The patient has another open pathway in this specialty: {pathways_words(others)}. Is it the same condition? "
        "Where it is, validate the later one as “duplicate”; the earlier start stands."
    )
