"""Settings files: what may stand in them, and how a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.settings import PolicySettings, Settings
from clerkdesk.settings.loading import LoadedSettings, Origin, SettingsError, check_file, load_settings


def load(folder: Path, text: str = "", **environment: str) -> LoadedSettings:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(environment=environment, user_file=path, site_file=folder / "none.toml")


def problem_with(folder: Path, text: str) -> tuple[str, str]:
    with pytest.raises(SettingsError) as caught:
        load(folder, text)
    return caught.value.problems[0].key, caught.value.problems[0].expected


def test_nothing_set_is_the_default(tmp_path: Path) -> None:
    assert load(tmp_path).settings == Settings()


def test_a_specialty_keeps_the_trusts_policy_where_it_says_nothing(tmp_path: Path) -> None:
    text = "[policy.reception]\nlate_minutes = 20\n[policy.specialty.DERM.booking]\nreasonable_notice_days = 14\n"
    dermatology = load(tmp_path, text).settings.policy_for("DERM")
    assert (dermatology.reception.late_minutes, dermatology.booking.reasonable_notice_days) == (20, 14)


def test_a_specialty_without_a_section_has_the_trusts_policy(tmp_path: Path) -> None:
    settings = load(tmp_path, "[policy.specialty.DERM.reception]\nlate_minutes = 5\n").settings
    assert settings.policy_for("CARD") is settings.policy


def test_a_specialtys_setting_tells_its_origin(tmp_path: Path) -> None:
    loaded = load(tmp_path, "[policy.specialty.DERM.reception]\nlate_minutes = 5\n")
    origin = loaded.origin_of("policy", "specialty", "DERM", "reception", "late_minutes")
    assert origin == Origin("user file", str(tmp_path / "settings.toml"))


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("[polcy]\n", "polcy", "no section has this name; did you mean policy?"),
        ("policy = 1\n", "policy", "must be a section, written as [policy] with its settings below"),
        ("[policy.reception]\nlate_minute = 1\n", "policy.reception.late_minute", "no setting has this name"),
        (
            "[policy.reception]\nlate_minutes = -1\n",
            "policy.reception.late_minutes",
            "must be a whole number from 0 to 1440",
        ),
        (
            "[policy.reception]\nlate_minutes = true\n",
            "policy.reception.late_minutes",
            "must be a whole number from 0 to 1440",
        ),
        ("[policy.desk]\nclaim_minutes = 0\n", "policy.desk.claim_minutes", "must be a whole number from 1 to 1440"),
        (
            '[policy.pathways]\nlater_non_attendance_stop_date = "never"\n',
            "policy.pathways.later_non_attendance_stop_date",
            'must be one of "discharge", "did_not_attend"',
        ),
        (
            "[policy.referrals]\nvetting_working_days = [3, 1]\n",
            "policy.referrals.vetting_working_days",
            "must be a list of 3 whole numbers, such as [3, 1, 0]",
        ),
        (
            '[policy.cancer]\ncare_reviews_due = ["soon"]\n',
            "policy.cancer.care_reviews_due",
            'must be a list of times such as "93d", "6m" or "2w" (days, months, weeks)',
        ),
        (
            '[policy.reports]\ntargets = ["all of them soon"]\n',
            "policy.reports.targets",
            'must be a list of targets such as "18_weeks 65% or +7 2027-03-31 RULES 13.29"',
        ),
        (
            '[policy.opening]\nclosed_days = ["24 Dec 2026"]\n',
            "policy.opening.closed_days",
            'must be a list of days such as "2026-12-24"',
        ),
        (
            '[policy.waiting_list]\npriority_boosts = ["veterans"]\n',
            "policy.waiting_list.priority_boosts",
            'must be a list of any of "hospital_cancelled"',
        ),
        ("[policy.specialty.DERM]\nlate = 1\n", "policy.specialty.DERM.late", "no setting has this name"),
        ("[policy]\nlate_minutes = -1\n", "policy.late_minutes", "must be a whole number from 0 to 1440"),
        (
            "[policy]\nreception = 1\n",
            "policy.reception",
            "must be a section, written as [policy.reception] with its settings below",
        ),
        (
            "[policy.specialty]\nDERM = 1\n",
            "policy.specialty.DERM",
            "must be a section, written as [policy.specialty.DERM]",
        ),
        ('[desk]\nprivacy = "yes"\n', "desk.privacy", "must be true or false"),
        ("[desk]\ntheme = 1\n", "desk.theme", "must be a text in quotation marks"),
        ("[keys]\nbook = 1\n", "keys.book", "must be a text in quotation marks"),
        ('[mnemonics]\nCAB = "move"\n', "mnemonics.CAB", 'a typed command starts with a full stop, such as ".CAB"'),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named_with_what_would_be_right(tmp_path: Path, text: str, key: str, expected: str) -> None:
    found_key, found = problem_with(tmp_path, text)
    assert (found_key, found.partition("; did")[0]) == (key, expected.partition("; did")[0])


def test_a_file_that_is_not_toml_is_named_with_the_line(tmp_path: Path) -> None:
    assert "line 2" in problem_with(tmp_path, "[policy.reception]\nlate_minutes 20\n")[1]


def test_a_file_saved_by_a_windows_editor_may_be_used(tmp_path: Path) -> None:
    assert (
        load(tmp_path, "\ufeff[policy.reception]\r\nlate_minutes = 20\r\n").settings.policy.reception.late_minutes == 20
    )


def test_a_file_that_is_not_utf8_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes('[desk]\nclerk = "Zoë"\n'.encode("latin-1"))
    assert check_file(path)[0].sentence == f"{path}: is not a TOML file: it is not saved as UTF-8."


def test_checking_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    assert check_file(tmp_path / "none.toml")[0].expected == "the file does not exist"


def test_a_mnemonic_may_be_added_and_another_taken_away(tmp_path: Path) -> None:
    mnemonics = dict(load(tmp_path, '[mnemonics]\n".xyz" = "find"\n".CAB" = ""\n').settings.mnemonics)
    assert (mnemonics[".XYZ"], ".CAB" in mnemonics, ".CAP" in mnemonics) == ("find", False, True)


def test_an_added_mnemonic_tells_its_origin_in_either_case(tmp_path: Path) -> None:
    loaded = load(tmp_path, '[mnemonics]\n".xyz" = "find"\n')
    assert loaded.origin_of("mnemonics", ".XYZ").kind == "user file"


def test_lists_in_the_environment_are_parted_by_commas(tmp_path: Path) -> None:
    policy = load(
        tmp_path, CLERKDESK_POLICY_REFERRALS_VETTING_WORKING_DAYS="5, 2, 1", CLERKDESK_POLICY_CANCER_CCR_DUE="6m"
    ).settings.policy
    assert (policy.referrals.vetting_working_days, policy.cancer.care_reviews_due) == ((5, 2, 1), ("6m",))


def test_a_misspelt_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CLERKDESK_POLICY_LATE: no setting has this name"):
        load(tmp_path, CLERKDESK_POLICY_LATE="20")


@given(minutes=st.integers(0, 1440), nullifies=st.booleans())
def test_a_value_means_the_same_in_a_file_and_in_the_environment(
    tmp_path_factory: pytest.TempPathFactory, minutes: int, nullifies: bool
) -> None:
    folder = tmp_path_factory.mktemp("same")
    written = "true" if nullifies else "false"
    in_file = load(
        folder, f"[policy]\nreception.late_minutes = {minutes}\npathways.late_not_seen_nullifies = {written}\n"
    )
    in_environment = load(
        folder,
        CLERKDESK_POLICY_RECEPTION_LATE_MINUTES=str(minutes),
        CLERKDESK_POLICY_PATHWAYS_LATE_NOT_SEEN_NULLIFIES=written,
    )
    assert in_file.settings == in_environment.settings


@given(
    st.sampled_from(["policy", "policy.booking", "policy.specialty.DERM"]),
    st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.booleans(), st.lists(st.integers()))),
)
def test_whatever_stands_in_a_section_is_judged_and_never_breaks(
    tmp_path_factory: pytest.TempPathFactory, section: str, entries: dict[str, object]
) -> None:
    import json

    folder = tmp_path_factory.mktemp("any")
    lines = [f"{json.dumps(key)} = {json.dumps(value)}" for key, value in entries.items()]
    try:
        loaded = load(folder, f"[{section}]\n" + "\n".join(lines) + "\n")
    except SettingsError as error:
        assert all(problem.location for problem in error.problems)
    else:
        assert isinstance(loaded.settings.policy, PolicySettings)


@pytest.mark.parametrize("setting", ["FAILED_SIGN_INS=6", "LOCK_OUT_MINUTES=1", "IDLE_LOCK_MINUTES=16"])
def test_nobody_weakens_the_lock_by_their_environment(setting: str) -> None:
    name, value = setting.split("=")
    with pytest.raises(SettingsError, match="whole number"):
        load_settings(environment={f"CLERKDESK_POLICY_DESK_{name}": value})
