"""Names the settings of the policy: the grouped name, and the flat name that is read as the grouped one.

The grouped name is `policy.reception.late_minutes`, in a specialty `policy.specialty.DERM.reception.late_minutes`. The
flat name leaves the group out. A writer of a flat name is told the grouped one; giving both is no error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType

from clerkdesk.settings.policy import PolicySettings

Key = tuple[str, ...]
"""The path of a setting, such as `("policy", "specialty", "DERM", "reception", "late_minutes")`."""

ENVIRONMENT_PREFIX = "CLERKDESK_"

POLICY_GROUPS: Mapping[str, type] = MappingProxyType(
    {group.name: type(getattr(PolicySettings(), group.name)) for group in fields(PolicySettings)}
)
"""The groups of the policy by name, in their order."""

_FLAT_NAMES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("follow_ups", "invite_weeks"): "followup_invite_weeks",
        ("cancer", "first_seen_days"): "first_seen_days_cancer",
        ("follow_ups", "patient_initiated_urgent_working_days"): "pifu_urgent_working_days",
        ("follow_ups", "patient_initiated_routine_days"): "pifu_routine_days",
        ("follow_ups", "patient_initiated_look_again_days"): "pifu_open_ended_look_again_days",
        ("pathways", "later_non_attendance_stop_date"): "later_dna_stop_date",
        ("pathways", "second_first_non_attendance_nullifies"): "second_first_dna_nullifies",
        ("pathways", "suspected_cancer_first_non_attendance_nullifies"): "priority3_first_dna_nullifies",
        ("cancer", "faster_diagnosis_days"): "fds_days",
        ("cancer", "decision_to_treatment_days"): "dtt_days",
        ("cancer", "referral_to_treatment_days"): "ref_to_treat_days",
        ("cancer", "care_reviews_due"): "ccr_due",
        ("referrals", "slot_issue_contact_working_days"): "asi_contact_working_days",
        ("referrals", "slot_issue_limit_days"): "asi_limit_days",
        ("booking", "declines_that_tell_team_leader"): "declines_team_leader_after",
        ("reviews", "patient_cancellations_without_review"): "patient_cancel_review_after",
        ("reviews", "patient_cancellations_without_review_cancer"): "patient_cancel_review_after_cancer",
        ("reviews", "declines_that_open_review"): "declines_review_after",
        ("clinics", "change_notice_days"): "clinic_change_notice_days",
        ("clinics", "change_director_days"): "clinic_change_director_days",
        ("reviews", "due_working_days"): "review_due_working_days",
        ("reviews", "due_working_days_urgent"): "review_due_working_days_urgent",
        ("reviews", "due_working_days_cancer"): "review_due_working_days_cancer",
        ("contact", "attempts_before_letter"): "contact_attempts_before_letter",
        ("contact", "retry_minutes"): "contact_retry_minutes",
        ("validation", "every_days"): "validate_every_days",
        ("validation", "from_weeks"): "validate_from_weeks",
    }
)
"""Flat names that differ from the name in the group; every other one is the same."""

BY_FLAT_NAME: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        _FLAT_NAMES.get((group, field.name), field.name): (group, field.name)
        for group, its_class in POLICY_GROUPS.items()
        for field in fields(its_class)
    }
)
"""Flat name -> group and name in the group, for every setting of the policy."""

_BY_NAME_IN_ENVIRONMENT = {
    f"{group}_{written}": (group, name) for flat, (group, name) in BY_FLAT_NAME.items() for written in (flat, name)
}


def flat_policy(policy: PolicySettings) -> dict[str, object]:
    """Return every number of a policy by its flat name, so that a review can keep what was in force."""
    return {flat: getattr(getattr(policy, group), name) for flat, (group, name) in BY_FLAT_NAME.items()}


def grouped_key(key: Key) -> Key:
    """Return the path of a setting with its group and its name there; any other path comes back unchanged."""
    *section, written = key
    group, name = BY_FLAT_NAME.get(written, ("", ""))
    if section == ["policy"] or (section[:2] == ["policy", "specialty"] and len(section) == 3):
        return (*section, group, name) if group else key
    # The flat name may stand in its group too.
    return (*section, name) if key[0] == "policy" and section[-1:] == [group] else key


def group_of(key: Key) -> str | None:
    """Return the group of a policy path, known or not; None for a flat name."""
    section = key[:-1]
    below = section[3:] if section[1:2] == ("specialty",) else section[1:]
    return below[0] if key[0] == "policy" and len(below) == 1 else None


def key_of_variable(section: str, rest: str) -> Key:
    """Return the path that a variable means, from its section and the rest of its name; flat for a flat name."""
    name = rest.lower()
    return (section, *(_BY_NAME_IN_ENVIRONMENT.get(name) or (name,) if section == "policy" else (name,)))


def variable_of(key: Key) -> str:
    """Return the variable that sets a path, such as `CLERKDESK_POLICY_RECEPTION_LATE_MINUTES`."""
    return ENVIRONMENT_PREFIX + "_".join(key).upper()


def written_key(*key: str) -> str:
    """Return the path of a setting as TOML; names of more than letters get quotation marks."""
    bare = (name.isascii() and name.replace("_", "").replace("-", "").isalnum() for name in key)
    return ".".join(name if is_bare else f'"{name}"' for name, is_bare in zip(key, bare, strict=True))
