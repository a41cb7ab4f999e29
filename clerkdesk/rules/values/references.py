"""Appointment references: short enough to read out, and checked so that a slip finds nobody else's appointment.

A reference is `K7Q2-9H`: digits and letters without I, L, O and U, of which the last is a check character.
"""

from __future__ import annotations

from clerkdesk.rules.values.text import compact
from clerkdesk.rules.values.unreadable import Unreadable

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_HEARD_OR_SEEN_AS = str.maketrans("OILU", "011V")
_SHORTEST = 5
"""Number of characters before the check character: enough for 33 million appointments; later ones are longer."""
_LONGEST = 7
"""Number of characters of the longest reference, for 35 thousand million appointments."""
_STRIDE = 0x13C6EF37
"""An odd factor, so that each sequence number gets its own reference and neighbours get unlike ones."""
_START = 0x1D3A7C5
"""Offset of the first sequence number; without it the first reference would be all noughts."""


def make_reference(sequence: int) -> str:
    """Return the reference of an appointment's sequence number (0 or more), a different one for each.

    Raises:
        ValueError: if the sequence number is negative, or past the last reference.
    """
    if sequence < 0:
        raise ValueError("a sequence number is 0 or more")
    length, first = _SHORTEST, 0
    while sequence - first >= 32**length:
        first += 32**length
        length += 1
    if length > _LONGEST:
        raise ValueError("no reference is left for so high a sequence number")
    scattered = ((sequence - first) * _STRIDE + _START) % 32**length
    body = "".join(_ALPHABET[scattered >> 5 * index & 31] for index in reversed(range(length)))
    return _grouped(body + _check_character(body))


def parse_reference(text: str) -> str | Unreadable:
    """Read a reference in any case, with or without its hyphen, O for 0 and I or L for 1; return it as `K7Q2-9H`."""
    characters = compact(text).upper().translate(_HEARD_OR_SEEN_AS)
    if not characters:
        return Unreadable("reference_missing", "No appointment reference was given; it is like K7Q2-9H.")
    if not set(characters) <= set(_ALPHABET):
        return Unreadable("reference_characters", "A reference has letters and digits only, like K7Q2-9H.")
    if not _SHORTEST < len(characters) <= _LONGEST + 1:
        return Unreadable("reference_length", f"A reference has 6 to 8 letters and digits; this has {len(characters)}.")
    if _check_character(characters[:-1]) != characters[-1]:
        return Unreadable(
            "reference_check", "No appointment has that reference: one character is wrong; please have it read again."
        )
    return _grouped(characters)


def near_references(text: str) -> tuple[str, ...]:
    """Return the references that differ from a text in one character, or by two swapped neighbours.

    Empty if the text has another length or other characters than a reference.
    """
    heard = compact(text).upper().translate(_HEARD_OR_SEEN_AS)
    if not set(heard) <= set(_ALPHABET) or not _SHORTEST < len(heard) <= _LONGEST + 1:
        return ()
    indexes = range(len(heard))
    meant = [heard[:at] + other + heard[at + 1 :] for at in indexes for other in _ALPHABET if other != heard[at]]
    meant += [heard[:at] + heard[at + 1] + heard[at] + heard[at + 2 :] for at in indexes[:-1]]
    return tuple(dict.fromkeys(_grouped(each) for each in meant if _check_character(each[:-1]) == each[-1]))


def _check_character(body: str) -> str:
    """Return the ISO 7064 check character (hybrid system over our 32 characters), which notices any one slip."""
    # stdnum loads ssl and pydoc, 20 ms for which the first paint need not wait.
    from stdnum.iso7064 import mod_37_36

    return str(mod_37_36.calc_check_digit(body, _ALPHABET))


def _grouped(characters: str) -> str:
    return f"{characters[:4]}-{characters[4:]}"
