"""Redirecting a referral: inside the trust the clock goes on, to another provider it is 21 (RULES 13.18)."""

from __future__ import annotations

from dataclasses import dataclass

from clerkdesk.rules.consequences import PolicyRefusal
from clerkdesk.rules.text import clean


@dataclass(frozen=True, slots=True)
class RedirectFacts:
    """Where a clinician sends a referral."""

    to_specialty: str
    """Of this trust; empty where it goes elsewhere."""
    receiver: str
    """The provider who receives it; empty where it stays in the trust."""
    same_specialty: bool = False
    consultant_led: bool = True
    """Whether the specialty that receives it is."""


def judge_redirect(facts: RedirectFacts) -> PolicyRefusal | None:
    """Return why a referral can't be redirected so, or None where it can."""
    inside, outside = bool(clean(facts.to_specialty)), bool(clean(facts.receiver))
    if inside == outside:
        sentence = "Say where it goes: to which specialty here, or to which other provider; one of the two."
        return PolicyRefusal("RULES 13.18", sentence)
    if facts.same_specialty:
        return PolicyRefusal("RULES 13.18", "That specialty has the referral already: name the one that receives it.")
    if inside and not facts.consultant_led:
        sentence = (
            "That service is not consultant-led and has no 18-week clock: accept it here, then validate with V10."
        )
        return PolicyRefusal("R-106", sentence)
    return None
