"""Decides whom a call-back rings: the patient, or another person; never a patient who is said to have died."""

from __future__ import annotations

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.deaths.standing import RULE, DeathStanding
from clerkdesk.rules.patients.full_name import without_title
from clerkdesk.rules.values.text import search_key

_THE_PATIENT = frozenset({"PATIENT", "THEPATIENT", "THE", "SELF", "HIMSELF", "HERSELF", "THEMSELVES", "THEMSELF"})
"""Words for the patient in the field for a caller or a relationship, as search keys."""


def rings_the_patient(caller: str, relationship: str, family_name: str, given_name: str) -> bool:
    """Return whether a call-back goes to the patient: no caller is named, or the caller is the patient.

    A caller with only the family name may be a relative, and counts as another person.
    """
    if search_key(relationship) in _THE_PATIENT:
        return True
    said = {search_key(word) for word in without_title(caller.replace(",", " "))[1].split()} - {""}
    if not said or said <= _THE_PATIENT:
        return True
    family, given = ({search_key(word) for word in name.split()} for name in (family_name, given_name))
    return family <= said and bool(given & said) and said <= family | given


def judge_call_back(standing: DeathStanding, *, to_patient: bool) -> PolicyRefusal | None:
    """Return why no call-back can be promised about a patient, or None if it can.

    For a patient who is said to have died, the call-back must name another person.
    """
    if standing == DeathStanding.UNKNOWN or not to_patient:
        return None
    return PolicyRefusal(
        RULE,
        "This patient is said to have died, and is not rung. Say who to ring back instead "
        f"({Way.NAME_CALLER.here()}), and their relationship to the patient.",
    )
