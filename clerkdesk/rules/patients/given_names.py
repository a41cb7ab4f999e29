"""What two given names are to each other: the same, a form of one, an initial, one of several, a slip, or another."""

from __future__ import annotations

from typing import Literal

from rapidfuzz.distance import OSA

from clerkdesk.rules.patients.names import sound_key
from clerkdesk.rules.patients.nicknames import may_be_same_given_name
from clerkdesk.rules.values.text import search_key, words

GivenName = Literal["same", "form", "part", "initial", "slip", "other", "silent"]

_SHORTEST_WITH_A_PET_FORM = 4
"""Letters below which another ending makes another name: Mar and Mary."""


def compare_given_names(one: str, other: str) -> GivenName:
    """Return what two given names, without titles, are to each other; the first name of several counts."""
    first, second = words(one), words(other)
    if not first or not second:
        return "silent"
    if first == second or search_key(one) == search_key(other):
        return "same"
    if first[0] == second[0]:
        return "part"
    if is_initial(one) or is_initial(other):
        return "initial" if first[0][0] == second[0][0] else "other"
    if may_be_same_given_name(first[0], second[0]) or may_be_same_given_name(one, other):
        return "form"
    if _is_pet_form(first[0], second[0]):
        return "form"
    return "slip" if _is_slip(first[0], second[0]) else "other"


def shares_a_given_name(one: str, other: str) -> bool:
    """Return whether any of several given names is one of the other's: Mary Joan may be called Joan."""
    return any(len(word) > 1 for word in set(words(one)) & set(words(other)))


def is_initial(name: str) -> bool:
    """Return whether a given name is no more than initials, or nothing."""
    return all(len(word) == 1 for word in words(name))


def _is_pet_form(one: str, other: str) -> bool:
    """Return whether one given name is the other as a child is called: Ralph and Ralphie."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _SHORTEST_WITH_A_PET_FORM and longer in (f"{shorter}IE", f"{shorter}Y", f"{shorter}EY")


def _is_slip(one: str, other: str) -> bool:
    """Whether two given names are one with two letters turned round or a letter left out: never with another letter.

    Joan and Jean, Tim and Tom are two people.
    """
    if OSA.distance(one, other, score_cutoff=1) > 1:
        return False
    same_letters = sorted(one) == sorted(other)
    return same_letters or (len(one) != len(other) and sound_key(one) == sound_key(other))
