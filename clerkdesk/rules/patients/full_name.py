"""Splits a whole name into title, given and family name: `OKAFOR, Grace`, `Mrs Grace Okafor`."""

from __future__ import annotations

from dataclasses import dataclass

from clerkdesk.rules.values.text import is_particle, search_key

TITLES = frozenset(
    {
        "BARON", "BARONESS", "BRO", "BROTHER", "CANON", "CAPT", "CAPTAIN", "CLLR", "COL", "COLONEL", "COUNCILLOR",
        "DAME", "DOCTOR", "DR", "FATHER", "FR", "IMAM", "LADY", "LORD", "MAJ", "MAJOR", "MASTER", "MISS", "MR",
        "MRS", "MS", "MSTR", "MX", "PROF", "PROFESSOR", "RABBI", "REV", "REVD", "REVEREND", "SGT", "SIR", "SISTER",
    }
)  # fmt: skip
"""Words before a name that are not part of it, as search keys."""


FORMS_OF_ADDRESS = frozenset({"MR", "MRS", "MS", "MISS", "MX", "MSTR", "DR", "PROF", "REV", "REVD"})
"""Titles that are never a name; some people are called Major, Lord, Bro or Canon."""


@dataclass(frozen=True, slots=True)
class PartedName:
    """The parts of a whole name."""

    family_name: str = ""
    given_name: str = ""
    title: str = ""
    certain: bool = True
    """False if only the order of the words tells the family name."""


def without_title(name: str) -> tuple[str, str]:
    """Return the title before a name, and the name; a title alone is a name."""
    words = name.split()
    count = 0
    while count < len(words) - 1 and search_key(words[count]) in TITLES:
        count += 1
    return " ".join(words[:count]), " ".join(words[count:])


def without_form_of_address(name: str) -> str:
    """Return a name without its `Mrs` or `Dr`, also after a comma; a title alone stays."""
    return ",".join(_bare(part) for part in name.split(","))


def _bare(part: str) -> str:
    words = part.split()
    while len(words) > 1 and search_key(words[0]) in FORMS_OF_ADDRESS:
        words = words[1:]
    return " ".join(words)


def part_name(written: str) -> PartedName:
    """Split a whole name; a comma or capitals mark the family name, else it is the last word with its particles."""
    family, comma, given = written.partition(",")
    if comma and search_key(family) and search_key(given):
        title, given = without_title(given)
        before, family = without_title(family)
        words = given.split()
        if len(words) > 1 and search_key(words[-1]) in TITLES:
            title, given = title or words[-1], " ".join(words[:-1])
        return PartedName(family.strip(), given, title or before)
    title, name = without_title(written.replace(",", " "))
    words = name.split()
    if len(words) < 2:
        return PartedName(name, "", title, certain=False)
    in_capitals = [word.isupper() and len(search_key(word)) > 1 for word in words]
    if any(in_capitals) and not all(in_capitals):
        family = " ".join(word for word, capital in zip(words, in_capitals, strict=True) if capital)
        return PartedName(
            family, " ".join(w for w, capital in zip(words, in_capitals, strict=True) if not capital), title
        )
    start = len(words) - 1
    while start > 1 and is_particle(words[start - 1]):
        start -= 1
    return PartedName(" ".join(words[start:]), " ".join(words[:start]), title, certain=False)
