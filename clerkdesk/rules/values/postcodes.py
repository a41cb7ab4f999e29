"""UK postcodes: their usual form, the check of their shape, and their search key.

Shapes follow BS 7666 and the NHS Data Dictionary's POSTCODE: the special `GIR 0AA`, forces post (`BFPO 801`) and the
NHS pseudo postcodes that begin `ZZ99`. Only the Royal Mail's file knows whether a postcode exists.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from clerkdesk.rules.values.text import compact
from clerkdesk.rules.values.unreadable import Unreadable

_OUTWARD = re.compile(r"[A-PR-UWYZ](?:[0-9][0-9A-HJKPSTUW]?|[A-HK-Y][0-9][0-9ABEHMNPRVWXY]?)")
_PSEUDO = re.compile(r"ZZ99[0-9][A-Z]{2}")
_FORCES = re.compile(r"BFPO(?:C/?O)?([0-9]{1,4})")
_ORDINARY = re.compile(rf"(?:{_OUTWARD.pattern})[0-9][ABD-HJLNP-UW-Z]{{2}}")
_BEGUN = re.compile(rf"{_OUTWARD.pattern}(?:\s+[0-9]|\s*[0-9][ABD-HJLNP-UW-Z])?")
_NEVER_AT_THE_END = frozenset("CIKMOV")
_NEVER_FIRST, _NEVER_SECOND = frozenset("QVX"), frozenset("IJZ")
"""Letters that BS 7666 does not allow in these positions, since they are misread."""
_DIGIT_FOR_LETTER = str.maketrans("OIL", "011")


@lru_cache(maxsize=32_768)
def parse_postcode(text: str) -> str | Unreadable:
    """Read a postcode in any case and spacing; return it as `NN1 2AB`, or what is wrong.

    The letter O for a nought, and I or L for a one, is corrected where only a digit is possible.
    """
    characters = _compact(text)
    if not characters:
        return Unreadable("postcode_missing", "No postcode was given; for a person with no fixed abode it is ZZ99 3VZ.")
    forces = _FORCES.fullmatch(characters)
    if forces:
        return f"BFPO {int(forces.group(1))}"
    if characters == "GIR0AA" or _PSEUDO.fullmatch(characters) or _ORDINARY.fullmatch(characters):
        return f"{characters[:-3]} {characters[-3:]}"
    for mended in _with_digits_for_letters(characters):
        if _ORDINARY.fullmatch(mended):
            return f"{mended[:-3]} {mended[-3:]}"
    return Unreadable("postcode_shape", _what_is_wrong(characters))


def postcode_search_key(text: str) -> str:
    """Return the capitals and digits of a whole or partial postcode, without spaces: `nn1 2` gives `NN12`."""
    whole = parse_postcode(text)
    return _compact(whole if isinstance(whole, str) else text)


def is_begun_postcode(text: str) -> bool:
    """Return whether a text is the start of a postcode: its outward part, with at most two characters after it."""
    return _BEGUN.fullmatch(unicodedata.normalize("NFKC", text).strip().upper()) is not None


def is_pseudo(postcode: str) -> bool:
    """Return whether a normalised postcode names no place in the UK: abroad, unknown, or no fixed abode (`ZZ99`)."""
    return postcode.startswith("ZZ99")


def _compact(text: str) -> str:
    return compact(text.replace(",", "")).upper()


def _with_digits_for_letters(characters: str) -> tuple[str, ...]:
    """Return the readings with digits in digit positions, the one with the fewest changes first."""
    outward, inward = characters[:-3], characters[-3:-2].translate(_DIGIT_FOR_LETTER) + characters[-2:]
    return tuple(outward[:area] + outward[area:].translate(_DIGIT_FOR_LETTER) + inward for area in (4, 2, 1))


def _what_is_wrong(characters: str) -> str:
    if not (characters.isascii() and characters.isalnum()):
        return "A postcode has letters and digits only, such as NN1 2AB."
    if _OUTWARD.fullmatch(characters):
        return "That is only the first half of a postcode; a whole one is like NN1 2AB."
    if not 5 <= len(characters) <= 7:
        return f"A postcode has 5 to 7 letters and digits, such as NN1 2AB; this has {len(characters)}."
    outward, inward = characters[:-3], characters[-3:]
    if not (inward[0].isdigit() and inward[1:].isalpha()):
        return "That is not the shape of a postcode: it ends in a digit and two letters, such as NN1 2AB."
    never = sorted(set(inward[1:]) & _NEVER_AT_THE_END)
    if never:
        return f"No postcode has {_listed(never)} among its last two letters; please read it again."
    return _what_is_wrong_before(outward)


def _what_is_wrong_before(outward: str) -> str:
    """Return what is wrong with the first half of a postcode whose second half is right."""
    if not outward[0].isalpha():
        return "A postcode begins with one or two letters, such as NN1 2AB."
    if outward[0] in _NEVER_FIRST:
        return f"No postcode begins with {outward[0]}; please read it again."
    if not any(char.isdigit() for char in outward):
        return "The first half of a postcode has a number behind its letters, such as NN1 2AB."
    if outward[1] in _NEVER_SECOND:
        return f"No postcode has {outward[1]} as its second letter; please read it again."
    return "No postcode has this first half: it is one or two letters and a number, such as NN1 or W1A."


def _listed(letters: list[str]) -> str:
    return " or ".join(letters)
