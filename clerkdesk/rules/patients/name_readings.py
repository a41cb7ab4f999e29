"""Splits a typed name into family and given name: every sensible reading, the best first."""

from __future__ import annotations

from dataclasses import dataclass

from clerkdesk.rules.patients.full_name import without_form_of_address
from clerkdesk.rules.patients.name_case import with_capitals
from clerkdesk.rules.values.text import is_particle, search_key

MOST_READINGS = 8
"""Maximum readings of one text to look up."""


@dataclass(frozen=True, slots=True)
class NameReading:
    """One reading of a typed name: prefixes of the search keys of the family name and the given name."""

    family_prefix: str
    given_prefix: str = ""


def read_name(typed: str) -> tuple[NameReading, ...]:
    """Return the readings of a typed name, best first, at most eight; none without a letter or digit.

    The desk's own order is family name first (`patel an`). A comma settles it (`Patel, Anjali`), a particle starts the
    family name (`anna van der berg`), and a double barrel is read in either order.
    """
    typed = without_form_of_address(typed)
    family, comma, given = typed.partition(",")
    if comma and search_key(family):
        settled = NameReading(search_key(family), search_key(given))
        return (settled, *_other_barrel_order(family.split(), settled.given_prefix))
    tokens = [token for token in typed.replace(",", " ").split() if search_key(token)]
    if not tokens:
        return ()
    readings = [_reading(tokens, start, end) for start, end in _family_spans(tokens)]
    readings += _other_barrel_order(tokens[:1], search_key("".join(tokens[1:])))
    if len(tokens) == 2:
        readings.append(NameReading(search_key(tokens[1] + tokens[0])))
    return tuple(dict.fromkeys(reading for reading in readings if reading.family_prefix))[:MOST_READINGS]


def split_name(typed: str) -> tuple[str, str]:
    """Return family and given name of the best reading; small letters get their capitals."""
    typed = without_form_of_address(typed)
    family, comma, given = typed.partition(",")
    if not (comma and search_key(family)):
        tokens = [token for token in typed.replace(",", " ").split() if search_key(token)]
        if not tokens:
            return "", ""
        start, end = _family_spans(tokens)[0]
        family, given = " ".join(tokens[start:end]), " ".join(tokens[:start] + tokens[end:])
    return with_capitals(" ".join(family.split()), family=True), with_capitals(" ".join(given.split()))


def _reading(tokens: list[str], start: int, end: int) -> NameReading:
    return NameReading(search_key("".join(tokens[start:end])), search_key("".join(tokens[:start] + tokens[end:])))


def _family_spans(tokens: list[str]) -> list[tuple[int, int]]:
    """Return the possible positions of the family name, best guess first; the rest is the given name."""
    count = len(tokens)
    spans = []
    particle = next((index for index, token in enumerate(tokens) if is_particle(token)), None)
    if particle is not None:
        name = next((index for index in range(particle, count) if not is_particle(tokens[index])), count - 1)
        spans.append((particle, name + 1))
        if particle > 0:
            spans.append((particle, count))
    spans += [(0, 1), (count - 1, count)]
    if count > 2:
        spans += [(0, count - 1), (1, count)]
    return [*spans, (0, count)]


def _other_barrel_order(family: list[str], given_prefix: str) -> tuple[NameReading, ...]:
    """Return the reading of `smith-jones` as `jones-smith`, and of either half alone."""
    barrels = [search_key(half) for word in family for half in word.split("-") if search_key(half)]
    if len(barrels) != 2:
        return ()
    first, second = barrels
    return tuple(NameReading(prefix, given_prefix) for prefix in (second + first, first, second))
