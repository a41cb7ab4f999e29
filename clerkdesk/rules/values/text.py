"""Cleans typed and imported text, and makes plain ASCII keys for storing, sorting and searching names.

`clerkdesk.rules.patients.names` compares names that sound alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    {
        "ß": "SS", "ẞ": "SS", "Ł": "L", "ł": "L", "Ø": "O", "ø": "O", "Æ": "AE", "æ": "AE", "Œ": "OE", "œ": "OE",
        "Ð": "D", "ð": "D", "Đ": "D", "đ": "D", "Þ": "TH", "þ": "TH", "Ħ": "H", "ħ": "H", "ı": "I", "Ŋ": "N",
        "ŋ": "N", "Ŧ": "T", "ŧ": "T", "Ə": "A", "ə": "A", "Ɓ": "B", "ɓ": "B", "Ɗ": "D", "ɗ": "D", "Ƙ": "K",
        "ƙ": "K", "ĸ": "K", "Ɛ": "E", "ɛ": "E", "Ɔ": "O", "ɔ": "O",
    }
)  # fmt: skip

_NOT_SHOWN = frozenset({"Cc", "Cf", "Co", "Cs"})
"""Unicode categories that change, hide or fill in text: control, format (direction marks), private use, surrogates.

The program marks the names of keys and acts inside its own sentences with private letters; typed text has none.
"""

_PARTICLES = frozenset(
    {
        "AL", "AP", "BEN", "BIN", "BINT", "D", "DA", "DAS", "DE", "DEL", "DELA", "DELLA", "DEN", "DER", "DI", "DOS",
        "DU", "EL", "IBN", "LA", "LAS", "LE", "LOS", "MAC", "MC", "O", "ST", "TE", "TEN", "TER", "VAN", "VON", "Y",
        "ZU",
    }
)  # fmt: skip
"""Small words before a family name that people often leave out."""

_WORD = re.compile(r"[A-Z0-9]+")
_BETWEEN_GROUPS = re.compile(r"[\s.\-‐‑‒–—_/]+")
_POINT_ZERO = re.compile(r"\s*([0-9]{4,})\.0+\s*")
_LINE_END = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_INSIDE_A_WORD = re.compile(r"['’‘`´ʻʼ′]")


def visible(text: str) -> str:
    """Return text as NFC without control, direction, private or lone surrogate characters; white space is spaces."""
    if text.isascii() and text.isprintable():
        return text
    kept = (" " if char.isspace() else char for char in text)
    return unicodedata.normalize("NFC", "".join(char for char in kept if unicodedata.category(char) not in _NOT_SHOWN))


def clean(text: str) -> str:
    """Return text as one tidy line: NFC, as `visible` leaves it, with single spaces, and none at the ends."""
    return " ".join(visible(text).split())


def clean_lines(text: str) -> str:
    """Return text of several lines, each as `clean` leaves it, without empty lines at the ends; line ends are LF."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(clean(line) for line in lines).strip("\n")


def one_line(text: str) -> str:
    """Return all lines of a text in one line, with a space between."""
    return visible(_LINE_END.sub(" ", text.strip("\r\n")))


def compact(text: str) -> str:
    """Return a typed number or code without separators, with full-width characters as plain ones (NFKC)."""
    return _BETWEEN_GROUPS.sub("", unicodedata.normalize("NFKC", text))


def without_point_zero(text: str) -> str:
    """Return a whole number without the `.0` of a spreadsheet; any other text unchanged."""
    found = _POINT_ZERO.fullmatch(text) if "." in text else None
    return found[1] if found else text


def fold(text: str) -> str:
    """Return text in upper-case ASCII: accents gone, ß as SS, Ł as L, Æ as AE; spaces and ASCII punctuation stay.

    A letter of another script becomes its code point, such as `U4E2D`, so that such a name still sorts and is found.
    """
    if text.isascii():
        return text.upper()
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS_WITHOUT_DECOMPOSITION))
    plain = plain.translate(_LETTERS_WITHOUT_DECOMPOSITION).upper()
    return "".join(map(_fold_character, plain))


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text. An apostrophe joins (`O'NEIL` is one word), other punctuation separates."""
    return tuple(_WORD.findall(fold(_INSIDE_A_WORD.sub("", visible(text)))))


def are_begun(typed: Sequence[str], name: str) -> bool:
    """Return whether each typed word starts a word of a name."""
    named = words(name)
    return all(any(word.startswith(begun) for word in named) for begun in words(" ".join(typed)))


@lru_cache(maxsize=16384)
def search_key(text: str) -> str:
    """Return the folded letters and digits of a text without separators: `O'Neil`, `O NEIL` and `oneil` are one."""
    return "".join(words(text))


def sort_key(family_name: str, given_name: str) -> str:
    """Return the key for sorting and paging people: `PATEL ANJALI`, with one space between the two names.

    A space sorts before every letter, so all of SMITH come before SMITHSON in a comparison by byte.
    """
    return f"{search_key(family_name)} {search_key(given_name)}"


def list_name(family_name: str | None, given_name: str | None) -> str:
    """Return a person's name as lists print it: `PATEL Anjali`; `name not known` if there is none."""
    return f"{(family_name or '').upper()} {given_name or ''}".strip() or "name not known"


def family_name_keys(family_name: str) -> tuple[str, ...]:
    """Return every search key of a family name, the whole name first, without repeats.

    `van der Berg` gives VANDERBERG and BERG; `Smith-Jones` gives SMITHJONES, SMITH, JONES and JONESSMITH.
    """
    parts = words(family_name)
    bare = parts
    while len(bare) > 1 and bare[0] in _PARTICLES:
        bare = bare[1:]
    barrels = tuple(part for part in bare if part not in _PARTICLES) if len(bare) > 1 else ()
    keys = ["".join(parts), "".join(bare), *barrels]
    if len(barrels) > 1:
        keys.append("".join(reversed(barrels)))
    return tuple(dict.fromkeys(key for key in keys if key))


def is_particle(word: str) -> bool:
    """Return whether a word, in any case, is a small word before a family name, such as `van` or `de`."""
    return fold(word) in _PARTICLES


def _fold_character(char: str) -> str:
    if char.isascii():
        return char
    category = unicodedata.category(char)
    if category in ("Lu", "Ll", "Lt", "Lo"):
        return f"U{ord(char):04X}"
    if char.isdigit():
        return str(unicodedata.digit(char))
    return " " if category in ("Zs", "Pd") else ""


def harmless(text: str) -> str:
    """Return text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
