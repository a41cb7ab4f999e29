"""Settings of the policy by their groups and by their flat names, which are read and told."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from clerkdesk.settings import PolicySettings
from clerkdesk.settings.loading import SettingsError
from clerkdesk.settings.naming import BY_FLAT_NAME, POLICY_GROUPS, flat_policy, variable_of
from clerkdesk.settings.template import toml_value
from tests.settings.test_loading import load

LATE = "policy.late_minutes is read as policy.reception.late_minutes: write it so."


def test_no_group_bears_the_flat_name_of_a_setting() -> None:
    assert POLICY_GROUPS.keys().isdisjoint({*BY_FLAT_NAME, "specialty"})


def test_a_name_stands_in_one_group_alone() -> None:
    names = [field.name for its_class in POLICY_GROUPS.values() for field in fields(its_class)]
    assert len(names) == len(set(names)) == len(BY_FLAT_NAME)


@pytest.mark.parametrize("flat", BY_FLAT_NAME)
def test_every_setting_is_read_under_both_names(tmp_path: Path, flat: str) -> None:
    group, name = BY_FLAT_NAME[flat]
    value = toml_value(flat_policy(PolicySettings())[flat])
    grouped = load(tmp_path, f"[policy.{group}]\n{name} = {value}\n")
    told = load(tmp_path, f"[policy]\n{flat} = {value}\n")
    in_its_group = load(tmp_path, f"[policy.{group}]\n{flat} = {value}\n")
    assert told.origins == grouped.origins == in_its_group.origins
    assert (grouped.flat_names, len(told.flat_names)) == ((), 1)
    assert len(in_its_group.flat_names) == (flat != name)


@pytest.mark.parametrize("flat", BY_FLAT_NAME)
def test_every_setting_has_two_variables(tmp_path: Path, flat: str) -> None:
    group, name = BY_FLAT_NAME[flat]
    text = "" if group == "opening" and name == "closed_days" else _text_of(flat_policy(PolicySettings())[flat])
    keys = [
        list(load(tmp_path, **{variable: text}).origins)
        for variable in (variable_of(("policy", group, name)), variable_of(("policy", flat)))
    ]
    assert keys == [[("policy", group, name)]] * 2


def test_a_flat_name_sets_the_same_and_is_told_with_its_file(tmp_path: Path) -> None:
    loaded = load(tmp_path, "[policy]\nlate_minutes = 20\n")
    assert loaded.settings.policy.reception.late_minutes == 20
    assert [flat.sentence for flat in loaded.flat_names] == [f"{tmp_path / 'settings.toml'}: {LATE}"]


def test_a_flat_name_of_a_specialty_is_told_with_its_code(tmp_path: Path) -> None:
    loaded = load(tmp_path, '[policy.specialty."X 1"]\nvalidate_every_days = 20\n')
    assert loaded.settings.policy_for("X 1").validation.every_days == 20
    assert [flat.said for flat in loaded.flat_names] == [
        'policy.specialty."X 1".validate_every_days is read as policy.specialty."X 1".validation.every_days: '
        "write it so."
    ]


def test_a_flat_variable_is_told_with_the_grouped_one(tmp_path: Path) -> None:
    loaded = load(tmp_path, CLERKDESK_POLICY_LATE_MINUTES="20")
    assert loaded.settings.policy.reception.late_minutes == 20
    assert loaded.origin_of("policy", "reception", "late_minutes").location == "CLERKDESK_POLICY_LATE_MINUTES"
    assert [flat.sentence for flat in loaded.flat_names] == [
        "CLERKDESK_POLICY_LATE_MINUTES is read as CLERKDESK_POLICY_RECEPTION_LATE_MINUTES: write it so."
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[policy]\nlate_minutes = 20\n[policy.reception]\nlate_minutes = 25\n",
        "[policy]\nreception.late_minutes = 25\nlate_minutes = 20\n",
    ],
)
def test_of_both_names_in_one_file_the_grouped_one_counts_and_it_is_said(tmp_path: Path, text: str) -> None:
    loaded = load(tmp_path, text)
    assert loaded.settings.policy.reception.late_minutes == 25
    assert [flat.said for flat in loaded.flat_names] == [
        "policy.late_minutes does not count, since policy.reception.late_minutes is set too: take it out."
    ]


def test_of_both_variables_the_grouped_one_counts(tmp_path: Path) -> None:
    loaded = load(tmp_path, CLERKDESK_POLICY_LATE_MINUTES="20", CLERKDESK_POLICY_RECEPTION_LATE_MINUTES="25")
    assert loaded.settings.policy.reception.late_minutes == 25
    assert [flat.counts for flat in loaded.flat_names] == [False]


def test_a_flat_variable_goes_before_the_grouped_name_of_a_file(tmp_path: Path) -> None:
    loaded = load(tmp_path, "[policy.reception]\nlate_minutes = 25\n", CLERKDESK_POLICY_LATE_MINUTES="20")
    assert loaded.settings.policy.reception.late_minutes == 20


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[policy]\ninterpreter_extra = 1\n", "; did you mean policy.booking.interpreter_extra_percent?"),
        ("[policy.booking]\nlate_minutes = 1\n", "; did you mean policy.reception.late_minutes?"),
        ("[policy.reciption]\nlate_minutes = 1\n", "no section has this name; did you mean reception?"),
        (
            "[policy.specialty.DERM.contact]\nevery_days = 1\n",
            "; did you mean policy.specialty.DERM.validation.every_days?",
        ),
    ],
)
def test_a_name_in_the_wrong_place_is_answered_with_its_right_one(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, text)
    assert caught.value.problems[0].expected.endswith(sentence)


def _text_of(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
