"""Reads the words of other systems about a person: a yes, a no, a need with its language or kind, a death.

One table serves every column and format. Unknown words count as a need or a sensitivity, since missing one harms the
patient; an unknown word is never a death, a consent or a safe way of contact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.languages import LANGUAGES
from clerkdesk.rules.values.no_value import CROSSES, TICKS, is_no_value
from clerkdesk.rules.values.text import clean, fold


class StatedAnswer(ClosedSet):
    """How an answer to a question of yes or no was stated."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"
    NOTHING = "nothing"


_YES = frozenset({"Y", "YES", "TRUE", "T", "1", "1 0"})
_NO = frozenset(
    {
        "N", "NO", "FALSE", "F", "0", "0 0", "NOT REQUIRED", "NOT NEEDED", "NO NEED", "NOT NECESSARY",
        "NO NOT REQUIRED",
        "NOT SENSITIVE", "NON SENSITIVE", "UNRESTRICTED", "NOT RESTRICTED", "NORMAL", "NO RESTRICTION",
        "NO RESTRICTIONS", "NO INTERPRETER", "NO INTERPRETER REQUIRED", "NO INTERPRETER NEEDED", "NONE REQUIRED",
        "NONE NEEDED", "NO NEEDS", "NO ALERTS", "NO KNOWN ALERTS", "STANDARD",
    }
)  # fmt: skip
_FILLERS = frozenset(
    {
        "Y", "YES", "TRUE", "T", "1", "REQUIRED", "REQUIRES", "REQUIRE", "REQ", "REQD", "NEEDED", "NEEDS", "NEED",
        "INTERPRETER", "INTERPRETERS", "INTERPRETING", "INTERPRETATION", "TRANSLATOR", "PLEASE", "LANGUAGE", "SPEAKER",
        "SPEAKING", "SPEAKS", "SPOKEN", "SPEAK", "PATIENT", "A", "AN", "THE", "FOR", "IN", "IS", "OF", "ONLY", "BOOK",
    }
)  # fmt: skip
"""Words beside a language that mean only a yes."""
_NEGATIONS = frozenset({"NO", "NOT", "NONE", "NEVER", "N", "FALSE", "DECLINED", "DECLINES", "REFUSED", "WITHOUT"})
_SIGNING = re.compile(r"\b(?:BSL|SSE|ASL|ISL|SIGN|SIGNS|SIGNED|SIGNING|MAKATON|DEAF|DEAFBLIND|LIP|LIPSPEAKER|HANDS)\b")
_SIGN_LANGUAGE = re.compile(
    r"\b(BSL|BRITISH SIGN LANGUAGE|SIGN LANGUAGE|MAKATON|IRISH SIGN LANGUAGE|ISL|SSE)\b", re.IGNORECASE
)

_DEAD = frozenset(
    {
        "DEAD", "DECEASED", "DIED", "DECD", "DEC D", "RIP", "R I P", "PASSED AWAY", "PASSED ON", "HAS DIED", "IS DEAD",
        "IS DECEASED", "PATIENT DECEASED", "PATIENT DIED", "PATIENT HAS DIED", "PATIENT IS DECEASED", "PATIENT DEAD",
        "DECEASED PATIENT", "RIP DECEASED", "DEATH", "YES DECEASED", "YES DEAD", "YES DIED", "Y DECEASED",
    }
)  # fmt: skip
_ALIVE = frozenset(
    {
        "ALIVE", "LIVING", "LIVE", "STILL ALIVE", "STILL LIVING", "IS ALIVE", "PATIENT ALIVE", "NOT DECEASED",
        "NOT DEAD", "NOT DIED", "NO ALIVE", "N ALIVE", "NO NOT DECEASED", "NO DEATH RECORDED", "NOT DEAD ALIVE",
    }
)  # fmt: skip
_LONGEST_WORD_FOR_DEAD = 4
_NO_DAY = frozenset({"DATE UNKNOWN", "NO DATE", "DATE NOT KNOWN", "UNKNOWN DATE", "DAY UNKNOWN", "DATE TBC"})
_BESIDE_A_DAY = re.compile(r"^(?:on\b|[-:–—,(\s])+|[)\s]+$", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class StatedNeed:
    """A cell's statement about a need, or about a sensitive record."""

    needed: bool | None
    """The statement; None if there is none."""
    clear: bool = True
    """False if the words are neither a known yes nor a known no, and count as yes."""
    language: str = ""
    """The language in the words, as written."""
    kind: str = ""
    """The words, if they say more than a yes and a language; sign language does."""


@dataclass(frozen=True, slots=True)
class StatedDeath:
    """The statement of words about a death, without reading a date."""

    says: Literal["dead", "alive", "unclear", "nothing"]
    rest: str = ""
    """The text after the word, such as a date."""


@lru_cache(maxsize=4096)
def read_answer(text: str) -> StatedAnswer:
    """Return whether a text is a known yes, a known no, empty, or neither."""
    tidied = clean(text)
    if tidied and all(char in TICKS for char in tidied):
        return StatedAnswer.YES
    if tidied and all(char in CROSSES for char in tidied):
        return StatedAnswer.NO
    key = _key(tidied)
    if "?" in tidied:
        return StatedAnswer.NOTHING if is_no_value(tidied) else StatedAnswer.UNCLEAR
    if key in _YES:
        return StatedAnswer.YES
    if key in _NO:
        return StatedAnswer.NO
    return StatedAnswer.NOTHING if is_no_value(tidied) else StatedAnswer.UNCLEAR


@lru_cache(maxsize=1024)
def read_need(text: str) -> StatedNeed:
    """Return a text's statement about a need; anything but a known yes or no counts as yes (R-414)."""
    answer = read_answer(text)
    if answer == StatedAnswer.NOTHING:
        return StatedNeed(None)
    if answer != StatedAnswer.UNCLEAR:
        return StatedNeed(answer == StatedAnswer.YES)
    written = clean(text)
    key = _key(written)
    if _NEGATIONS & set(key.split()):
        return StatedNeed(True, clear=False, kind=written)
    signing = _SIGN_LANGUAGE.search(written)
    language = signing[1] if signing else _language_in(written)
    left = [token for token in key.split() if token not in _FILLERS and token not in _key(language).split()]
    return StatedNeed(True, clear=False, language=language, kind=written if left or _SIGNING.search(key) else "")


def is_signed(language: str) -> bool:
    """Return whether a language is signed, so that stating it means a need for a signer (R-414)."""
    return _SIGNING.search(_key(language)) is not None


def read_death(text: str) -> StatedDeath:
    """Return a text's statement about a death; only a known word is a death."""
    if is_no_value(text):
        return StatedDeath("nothing")
    key = _key(text)
    if "?" in text:
        return StatedDeath("unclear")
    if key in _DEAD:
        return StatedDeath("dead")
    if key in _ALIVE or key in ("N", "NO", "FALSE", "F"):
        return StatedDeath("alive")
    parts = clean(text).split(" ")
    for length in range(min(len(parts) - 1, _LONGEST_WORD_FOR_DEAD), 0, -1):
        if _key(" ".join(parts[:length])) in _DEAD:
            rest = _BESIDE_A_DAY.sub("", " ".join(parts[length:]))
            if any(char.isdigit() for char in rest):
                return StatedDeath("dead", rest)
            if is_no_value(rest) or _key(rest) in _NO_DAY:
                return StatedDeath("dead")
    return StatedDeath("unclear")


def without_yes(text: str) -> str:
    """Return a text without a leading yes, such as before a day: `Yes - 25/11/2026`."""
    first, _, rest = clean(text).partition(" ")
    return _BESIDE_A_DAY.sub("", rest) if rest and _key(first) in _YES else text


def read_death_mark(text: str) -> StatedDeath:
    """Return the statement of a column `Deceased`, where yes means a death and no means alive."""
    answer = read_answer(text)
    if answer in (StatedAnswer.YES, StatedAnswer.NO):
        return StatedDeath("dead" if answer == StatedAnswer.YES else "alive")
    return read_death(text)


def _language_in(written: str) -> str:
    """Return the first language named in a text, as written; two words such as `Sylheti Bengali` may be one."""
    tokens = _TOKEN.findall(written)
    for length in (2, 1):
        for start in range(len(tokens) - length + 1):
            words = " ".join(tokens[start : start + length])
            if fold(words) in LANGUAGES:
                return words
    return ""


def _key(text: str) -> str:
    return " ".join(re.findall(r"[A-Z0-9]+", fold(text.replace("'", "").replace("’", ""))))
