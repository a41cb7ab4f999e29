"""Compares two given names: the same, a form of one, an initial, one of several, a slip, or another."""

from __future__ import annotations

from typing import Literal

from rapidfuzz.distance import OSA

from clerkdesk.rules.patients.names import sound_key
from clerkdesk.rules.patients.nicknames import may_be_same_given_name
from clerkdesk.rules.values.text import search_key, words

GivenName = Literal["same", "form", "part", "initial", "slip", "other", "silent"]

_SHORTEST_WITH_A_PET_FORM = 4
"""Minimum letters for names that may differ in their ending; shorter ones are two names: Mar and Mary."""


def compare_given_names(one: str, other: str) -> GivenName:
    """Return the relation of two given names without titles; the first of several names counts."""
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
    """Return whether the two share one of several given names: Mary Joan may be called Joan."""
    return any(len(word) > 1 for word in set(words(one)) & set(words(other)))


def is_initial(name: str) -> bool:
    """Return whether a given name is only initials, or empty."""
    return all(len(word) == 1 for word in words(name))


def _is_pet_form(one: str, other: str) -> bool:
    """Return whether one given name is a child's form of the other: Ralph and Ralphie."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _SHORTEST_WITH_A_PET_FORM and longer in (f"{shorter}IE", f"{shorter}Y", f"{shorter}EY")


def _is_slip(one: str, other: str) -> bool:
    """Return whether two given names differ by two swapped letters or a missing letter, never by another letter.

    Joan and Jean, Tim and Tom are two people.
    """
    if OSA.distance(one, other, score_cutoff=1) > 1:
        return False
    same_letters = sorted(one) == sorted(other)
    return same_letters or (len(one) != len(other) and sound_key(one) == sound_key(other))
