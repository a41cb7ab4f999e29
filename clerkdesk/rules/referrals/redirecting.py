"""Redirects and passes on: in the trust the clock goes on, to another provider the status is 21 (RULES 13.18, R-172).

The new provider continues the clock and its dates, so no answer to the 28 days is owed here; the dates go with the
record.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.waiting_list.targets import Target

_OURSELVES = frozenset(
    {"in house", "inhouse", "internal", "internally", "us", "ourselves", "here", "own hospital", "this hospital",
     "our hospital", "same hospital", "this trust", "own trust", "our trust"}
)  # fmt: skip
"""Typed receivers that are not another provider."""


@dataclass(frozen=True, slots=True)
class RedirectFacts:
    """The receiver of a referral that a clinician sends on."""

    to_specialty: str
    """Specialty of this trust; empty if it goes elsewhere."""
    receiver: str
    """The receiving provider; empty if it stays in the trust."""
    same_specialty: bool = False
    consultant_led: bool = True
    """Whether the receiving specialty is consultant-led."""


def judge_redirect(facts: RedirectFacts) -> PolicyRefusal | None:
    """Return why this redirection is impossible, or None."""
    inside, outside = bool(clean(facts.to_specialty)), bool(clean(facts.receiver))
    if inside == outside:
        sentence = "Say where it goes: to which specialty here, or to which other provider; one of the two."
        return PolicyRefusal("RULES 13.18", sentence)
    if facts.same_specialty:
        return PolicyRefusal("RULES 13.18", "That specialty has the referral already: name the one that receives it.")
    if inside and not facts.consultant_led:
        sentence = (
            "That service is not consultant-led and has no 18-week clock: accept it here, then validate it as “other "
            "standard”."
        )
        return PolicyRefusal("R-106", sentence)
    return None


def why_in_house(receiver: str, own: Collection[str]) -> PolicyRefusal | None:
    """Return why a patient can't be passed on to this very hospital, or None for another provider (RULES 13.18).

    Args:
        receiver: who takes over, as typed.
        own: names and codes of this hospital's sites and specialties, and its own code.
    """
    typed = _plain(receiver)
    if not typed or typed not in _OURSELVES | {_plain(name) for name in own}:
        return None
    return PolicyRefusal(
        "RULES 13.18",
        "That is this hospital, and here the clock goes on. Redirect a referral to the specialty: "
        f"{Way.GRADE.here()}; after a visit give status 20 and the next need. To pass the patient on, name "
        "the other provider.",
    )


def hand_over_words(receiver: str, clock_start: date | None, cancer_dates: Sequence[Target], *, runs: bool) -> str:
    """Return the task to send the new provider what it needs: record, clock start, cancer dates.

    Args:
        receiver: who takes over.
        clock_start: of the running clock; None without one, or if unknown.
        cancer_dates: the counting dates of suspected cancer.
        runs: whether an 18-week wait counts.
    """
    start = f" and the clock start, {day_words(clock_start)}," if clock_start is not None else ""
    unknown = " The start of its clock is not known here: say so." if runs and clock_start is None else ""
    sent = f"Send the record{start} to the other provider: {receiver}.{unknown}"
    cancer = " and ".join(f"{each.spoken}, {day_words(each.day)}" for each in cancer_dates)
    return f"{sent} Cancer is suspected, and its dates go on there: tell them {cancer}." if cancer else sent


def _plain(name: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in name.casefold()).split())
