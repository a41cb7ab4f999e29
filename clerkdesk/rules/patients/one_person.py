"""Judges whether a statement with somebody's number is about that person, by its agreements with the record.

A number alone proves little: it may be copied from the wrong line, given to a twin, or on a card in another's pocket.
If names, sex and birth date contradict it, nothing is changed and a person looks. `clerkdesk.rules.patients.matching`
weighs likely duplicates, which share no number.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Literal

from clerkdesk.rules.patients.full_name import TITLES
from clerkdesk.rules.patients.given_names import GivenName, compare_given_names, is_initial
from clerkdesk.rules.patients.matching import PersonKey
from clerkdesk.rules.patients.name_case import is_of_one_case
from clerkdesk.rules.patients.names import nearness
from clerkdesk.rules.patients.near_dates import date_nearness
from clerkdesk.rules.values.postcodes import is_pseudo, postcode_search_key
from clerkdesk.rules.values.text import family_name_keys, search_key, words

_NEWBORN = frozenset(
    {
        "BABY", "BABIES", "BABYBOY", "BABYGIRL", "BO", "INFANT", "NEONATE", "NEWBORN", "TRIPLET", "TWIN",
        "UNNAMED", "BOY", "GIRL", "MALE", "FEMALE",
    }
)  # fmt: skip
"""First words of a placeholder for the given name of a newborn."""
_NEWBORN_IN_TWO_WORDS = (("B", "O"), ("NOT", "NAMED"), ("NEW", "BORN"))

FamilyName = Literal["same", "former", "near", "other", "silent"]
Agreement = Literal["same", "differs", "silent"]
BirthDate = Literal["same", "slip", "differs", "silent"]


class Sameness(Enum):
    """The relation of a statement to the record with its number."""

    SAME = "same"
    """The same person under the same name, in one of its forms."""
    RENAMED = "renamed"
    """The same person under another family name."""
    ASK = "ask"
    """Perhaps another person: nothing is changed until somebody has looked."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The agreements and differences between a record and a statement, field by field."""

    family_name: FamilyName
    given_name: GivenName
    turned_round: bool
    """Whether family and given name agree when swapped."""
    sex: Agreement
    birth_date: BirthDate
    postcode: Agreement
    telephone: Agreement

    @property
    def differing(self) -> tuple[str, ...]:
        """The differing fields, for a clerk."""
        said = {
            "family name": self.family_name in ("near", "other") and not self.turned_round,
            "given name": self.given_name in ("slip", "other") and not self.turned_round,
            "sex": self.sex == "differs",
            "birth date": self.birth_date in ("slip", "differs"),
            "postcode": self.postcode == "differs",
        }
        return tuple(name for name, differs in said.items() if differs)


@dataclass(frozen=True, slots=True)
class Identity:
    """The verdict on a statement, with its reasons."""

    sameness: Sameness
    compared: Comparison

    @property
    def what_differs(self) -> str:
        """The differing fields, such as `given name and sex`."""
        *before, last = self.compared.differing or ("name",)
        return f"{', '.join(before)} and {last}" if before else last


def identity(known: PersonKey, stated: PersonKey) -> Identity:
    """Judge whether a statement is about the owner of its number.

    Args:
        known: the details on record.
        stated: the details of the statement; an empty field counts neither for nor against.
    """
    compared = compare(known, stated)
    return Identity(_judge(compared), compared)


def compare(known: PersonKey, stated: PersonKey) -> Comparison:
    """Compare a statement with a record, field by field."""
    return Comparison(
        family_name=_family_name(known, stated),
        given_name=compare_given_names(without_titles(known.given_name), without_titles(stated.given_name)),
        turned_round=_turned_round(known, stated),
        sex=_sex(known.stated_gender, stated.stated_gender),
        birth_date=_birth_date(known, stated),
        postcode=_postcode(known.postcode, stated.postcode),
        telephone=_telephone(known.phone_keys, stated.phone_keys),
    )


def _judge(compared: Comparison) -> Sameness:
    family, given = compared.family_name, compared.given_name
    if compared.birth_date == "differs":
        return Sameness.ASK
    if compared.turned_round:
        return Sameness.ASK if compared.sex == "differs" else Sameness.SAME
    if given == "other" or (given == "slip" and not (compared.sex == compared.birth_date == "same")):
        # A twin has the same birth date, home and telephone, and often almost the same given name.
        return Sameness.ASK
    if compared.sex == "differs" and (family not in ("same", "former", "silent") or given != "same"):
        return Sameness.ASK
    if compared.birth_date == "slip" and not (family in ("same", "former") and given in ("same", "part", "form")):
        return Sameness.ASK
    if family not in ("near", "other"):
        return Sameness.SAME
    return Sameness.RENAMED if _another_family_name_may_pass(compared) else Sameness.ASK


def _another_family_name_may_pass(compared: Comparison) -> bool:
    """Return whether the same given name, birth date or home suggest that the person has a new family name."""
    found_again = "same" in (compared.postcode, compared.telephone)
    if compared.given_name == "silent":
        return False
    if compared.given_name == "initial":
        return compared.birth_date == "same" and found_again
    return compared.birth_date == "same" or (compared.birth_date == "silent" and found_again)


@lru_cache(maxsize=16384)
def without_titles(name: str) -> str:
    """Return a name without the titles written into it: `Mrs Joan` is `Joan`; a name that is only a title stays."""
    kept = [part for part in name.split() if search_key(part) not in TITLES]
    return " ".join(kept) if kept else name


def fuller_given_name(known: str, stated: str) -> str:
    """Return the given name to keep from two of one person: the stated one, unless it says less or is another form."""
    bare = without_titles(stated)
    if not bare:
        return known
    if not known or compare_given_names(known, bare) in ("same", "silent", "other"):
        return better_written(known, bare)
    return bare if len(words(bare)) > len(words(known)) or is_initial(known) else known


def better_written(known: str, stated: str) -> str:
    """Return the spelling of a name to keep: one in a single case never replaces one in both cases."""
    plainer = is_of_one_case(stated) and not is_of_one_case(known)
    return known if plainer and search_key(known) == search_key(stated) else stated


def _family_name(known: PersonKey, stated: PersonKey) -> FamilyName:
    one, other = _bare_key(known.family_name), _bare_key(stated.family_name)
    if not one or not other:
        return "silent"
    if one == other:
        return "same"
    known_by = {search_key(name) for name in known.other_family_names}
    stated_by = {search_key(name) for name in stated.other_family_names}
    if other in known_by or one in stated_by:
        return "former"
    shared = set(family_name_keys(known.family_name)) & set(family_name_keys(stated.family_name))
    return "near" if shared or nearness(one, other) != "different" else "other"


def is_not_named_yet(given_name: str) -> bool:
    """Return whether a given name is a placeholder for a newborn: twins share it until they are named."""
    said = words(given_name)
    return bool(said) and (said[0] in _NEWBORN or said[:2] in _NEWBORN_IN_TWO_WORDS)


def _turned_round(known: PersonKey, stated: PersonKey) -> bool:
    names = [without_titles(name) for name in (known.family_name, known.given_name)]
    turned = [without_titles(name) for name in (stated.given_name, stated.family_name)]
    if search_key(names[0]) == search_key(turned[1]):
        return False
    # Either side may have a second given name, after the one that was taken for the family name.
    return all(compare_given_names(*both) in ("same", "part") for both in zip(names, turned, strict=True))


def _bare_key(name: str) -> str:
    return search_key(without_titles(name))


def _sex(known: str, stated: str) -> Agreement:
    if known not in ("1", "2") or stated not in ("1", "2"):
        return "silent"
    return "same" if known == stated else "differs"


def _birth_date(known: PersonKey, stated: PersonKey) -> BirthDate:
    if known.date_of_birth is None or stated.date_of_birth is None:
        return "silent"
    how = date_nearness(known.date_of_birth, stated.date_of_birth)
    return "same" if how == "same" else "differs" if how == "different" else "slip"


def _postcode(known: str, stated: str) -> Agreement:
    if not known or not stated or is_pseudo(known) or is_pseudo(stated):
        return "silent"
    return "same" if postcode_search_key(known) == postcode_search_key(stated) else "differs"


def _telephone(known: tuple[str, ...], stated: tuple[str, ...]) -> Agreement:
    one, other = {key for key in known if key}, {key for key in stated if key}
    if not one or not other:
        return "silent"
    return "same" if one & other else "differs"


def is_one_without_number(known: PersonKey, stated: PersonKey) -> bool:
    """Return whether people with the same name and birth date, and no number in common, are one by their home.

    Namesakes born on one day are two people until somebody says otherwise: a different postcode, telephone or sex
    separates them, and so does an unknown home.
    """
    compared = compare(known, stated)
    if "differs" in (compared.sex, compared.telephone, compared.postcode):
        return False
    return "same" in (compared.postcode, compared.telephone)
