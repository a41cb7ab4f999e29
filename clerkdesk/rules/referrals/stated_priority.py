"""Compares the referrer's words of priority with the chosen priority (R-402, RULES 13.22).

A referral that suspects cancer and is keyed as routine loses its 28 and 62 days without a decision. A person judges the
words; this module changes no priority.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.text import fold

STATED_PRIORITY = "stated_priority"
"""Code of the question whether a referral has the priority of its words."""
CONFIRMED = ClockEventKind.PRIORITY_CONFIRMED
"""Kind of the fact that confirms a priority below the words' own."""

ASK_FOR_PRIORITY = "Ask the referrer how urgent it is, and have a clinician grade it."
PRIORITY_UNKNOWN = f"e-RS states no priority that is known here, so it may be suspected cancer. {ASK_FOR_PRIORITY}"
"""Topic of the task for a referral without a priority in its file, until a clinician grades it (R-214)."""

_CANCER = (
    r"(?:CANCERS?|CA|SCC|MALIGNAN\w*|METASTA\w*|CARCINOMAS?|MELANOMAS?|LYMPHOMAS?|SARCOMAS?|LEUKA?EMIAS?|MYELOMAS?"
    r"|TUMOU?RS?|NEOPLAS\w*)"
)
_DOUBT = r"(?:SUSPECT\w*|SUSPICI\w*|POSSIBLE|PROBABLE|LIKELY|QUERY|RULE OUT|EXCLUDE|\?)"
_AFTER_2 = r"(?:W|WAIT\w*|R|RULE|REFERRAL|CANCER|PATHWAY|TARGET|STANDARD)"
_STATED: Mapping[Priority, tuple[str, ...]] = {
    Priority.SUSPECTED_CANCER: (
        rf"(?:2|TWO) ?(?:W|WK|WKS|WEEK|WEEKS) ?{_AFTER_2}", r"TWW", rf"(?:14|FOURTEEN) DAYS? {_AFTER_2}",
        r"FDS", r"FASTER DIAGNOS\w*", rf"(?:28|62) DAYS? {_AFTER_2}",
        r"USCR?", r"USOC", r"URGENT(?:LY)? SUSPE\w*", r"URGENT SUSPICION", r"NG12", r"FAST ?TRACK\w*",
        rf"{_CANCER} (?:PATHWAY|REFERRAL|TARGET|RULE|WAIT\w*|SUSPECTED|\?)",
        rf"{_DOUBT}(?: \w+){{0,3}} {_CANCER}",
        rf"{_CANCER}(?: \w+){{0,2}} (?:SUSPECTED|NEEDS EXCLUDING|TO BE EXCLUDED)",
    ),
    Priority.URGENT: (
        r"(?<!NOT )(?<!NON )(?<!NOT AN )(?<!NO )(?:URGENT(?:LY)?|URG)", r"ASAP", r"(?:AS )?SOON AS POSSIBLE",
        r"EXPEDIT\w*", r"HIGH PRIORITY", r"RED FLAGS?",
        r"(?:EMERGENCY|IMMEDIATE|RAPID) (?:REFERRAL|APPOINTMENT|REVIEW|ACCESS)",
    ),
}  # fmt: skip
"""Priority, the highest first -> its phrases, in folded words with single blanks; a question mark is a word."""
_COMPILED = {
    priority: [re.compile(rf"(?<!\w){pattern}(?!\w)") for pattern in patterns]
    for priority, patterns in _STATED.items()
}  # fmt: skip
_BETWEEN_WORDS = re.compile(r"[^A-Z0-9?]+|(?<=\?)|(?=\?)")


@dataclass(frozen=True, slots=True)
class StatedPriority:
    """The highest priority of a text, and its words."""

    priority: Priority
    words: str


def priority_in(texts: Iterable[str]) -> StatedPriority | None:
    """Return the highest priority that any of the texts states, or None.

    Case, accents and punctuation do not matter: `2-WW`, `Two-week wait`, `?cancer`. A denial of cancer is found too
    (`exclude cancer`): a person judges it. `Not urgent` and `non-urgent` state nothing.
    """
    said = [" ".join(part for part in _BETWEEN_WORDS.split(fold(text)) if part) for text in texts]
    for priority, patterns in _COMPILED.items():
        found = [match[0] for text in said for pattern in patterns if (match := pattern.search(text))]
        if found:
            return StatedPriority(priority, max(found, key=len).lower())
    return None


def judge_stated_priority(
    texts: Iterable[str], chosen: Priority, *, confirmed_by: str = "", act: str = "Register"
) -> PolicyRefusal | None:
    """Ask if the words of a referral give a higher priority than the chosen one; None if they do not.

    Args:
        texts: the referrer's words: the reason, the sender, the type of cancer.
        chosen: the priority to register.
        confirmed_by: who confirmed the chosen priority; empty if nobody was asked.
        act: the act on the referral: `Register`, `Grade`.
    """
    stated = priority_in(texts)
    if stated is None or stated.priority <= chosen or confirmed_by.strip():
        return None
    sentence = (
        f"The referral says “{stated.words}”, and its priority here is {chosen.words}. {act} it as "
        f"{stated.priority.words}, or say who told you that {chosen.words} is right."
    )
    return PolicyRefusal("R-402", sentence)


def flag_of_stated_priority(texts: Iterable[str], taken: Priority) -> str:
    """Return the question about a referral of a file, if its words say more; else empty."""
    stated = priority_in(texts)
    if stated is None or stated.priority <= taken:
        return ""
    return (
        f"The text says “{stated.words}”, and the file's priority is {taken.words}: ask the referrer which is right, "
        "and have a clinician grade it."
    )
