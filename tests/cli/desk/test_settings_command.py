"""What is in force is shown with its origin, and a wrong setting is named with its file and its key."""

from __future__ import annotations

from typing import Any

from tests.cli.running import Shell

LATE_MINUTES = "policy.reception.late_minutes"


def shown(shell: Shell, key: str, *flags: str, **variables: str) -> dict[str, Any]:
    settings = shell.run(*flags, "settings", "show", "--origin", "--json", variables=variables).document["settings"]
    return next(row for row in settings if row["key"] == key)


def test_a_default_is_shown_as_one(shell: Shell) -> None:
    assert shown(shell, LATE_MINUTES) == {"key": LATE_MINUTES, "value": 15, "origin": "default", "place": ""}


def test_the_site_file_goes_before_the_default(shell: Shell) -> None:
    path = shell.write_settings("[policy.reception]\nlate_minutes = 20\n", site=True)
    assert shown(shell, LATE_MINUTES) == {
        "key": LATE_MINUTES, "value": 20, "origin": "site file", "place": str(path)
    }  # fmt: skip


def test_the_user_file_goes_before_the_site_file(shell: Shell) -> None:
    shell.write_settings("[policy.reception]\nlate_minutes = 20\n", site=True)
    shell.write_settings("[policy.reception]\nlate_minutes = 25\n")
    assert shown(shell, LATE_MINUTES)["value"] == 25


def test_the_environment_goes_before_the_user_file(shell: Shell) -> None:
    shell.write_settings("[policy.reception]\nlate_minutes = 25\n")
    row = shown(shell, LATE_MINUTES, CLERKDESK_POLICY_RECEPTION_LATE_MINUTES="30")
    assert (row["value"], row["origin"], row["place"]) == (30, "environment", "CLERKDESK_POLICY_RECEPTION_LATE_MINUTES")


def test_a_flag_goes_before_the_environment(shell: Shell) -> None:
    row = shown(shell, "desk.database", "--db", "flag.db", CLERKDESK_DB="variable.db")
    assert (row["value"], row["origin"], row["place"]) == ("flag.db", "flag", "--db")


def test_the_file_of_ones_own_desk_is_named_where_no_setting_names_one(shell: Shell) -> None:
    own = shell.home / "data" / "clerkdesk" / "desk.db"
    assert shown(shell, "desk.database")["value"] == ""
    assert f"own desk: {own} (not there)\n" in shell.run("settings", "path").stdout
    assert shell.make_desk().exit_code == 0
    desks = shell.run("settings", "path", "--json").document["desks"]
    assert desks[0] == {"desk": "own desk", "path": str(own), "exists": True} and own.is_file()


def test_the_password_of_a_database_is_not_shown(shell: Shell) -> None:
    row = shown(shell, "desk.database", CLERKDESK_DB="postgresql+psycopg://asha:secret@server/desk")
    assert row["value"] == "postgresql+psycopg://asha:***@server/desk"


def test_a_wrong_setting_names_the_file_the_key_and_what_is_right(shell: Shell) -> None:
    path = shell.write_settings('[policy.reception]\nlate_minutes = "soon"\n')
    ran = shell.run("settings", "show", "--json")
    assert (ran.exit_code, ran.error["field"], ran.error["sentence"]) == (
        2,
        LATE_MINUTES,
        f"{path}: {LATE_MINUTES}: must be a whole number from 0 to 1440.",
    )


def test_check_names_every_problem_of_a_file(shell: Shell) -> None:
    path = shell.write_settings('[policy.reception]\nlate_minute = 15\n[desk]\nprivacy = 1\n[keys]\nbook = "f2"\n')
    problems = shell.run("settings", "check", str(path), "--json").document["problems"]
    assert [problem["key"] for problem in problems] == ["policy.reception.late_minute", "desk.privacy"]


def test_check_asks_the_registry_about_keys_and_typed_commands(shell: Shell) -> None:
    path = shell.write_settings('[keys]\nflap = "f3"\n[mnemonics]\n".XYZ" = "flap"\n')
    problems = shell.run("settings", "check", str(path), "--json").document["problems"]
    assert [problem["key"] for problem in problems] == ["keys", 'mnemonics.".XYZ"']


def test_the_template_may_be_used_as_it_is(shell: Shell) -> None:
    path = shell.write_settings(shell.run("settings", "template").stdout)
    assert shell.run("settings", "check", str(path)).exit_code == 0


def test_the_template_uncommented_is_the_default(shell: Shell) -> None:
    lines = shell.run("settings", "template").stdout.splitlines()
    settings = [line.removeprefix("# ") if " = " in line or line.startswith("# [") else line for line in lines]
    path = shell.write_settings("\n".join(settings))
    assert shell.run("settings", "check", str(path)).stderr == ""


def test_check_without_a_file_looks_at_those_in_use(shell: Shell) -> None:
    assert shell.run("settings", "check", "--json").document["files"] == []
    path = shell.write_settings("[policy.reception]\nlate_minute = 15\n")
    ran = shell.run("settings", "check", "--json")
    assert (ran.exit_code, ran.document["files"], ran.error["field"]) == (
        2,
        [str(path)],
        "policy.reception.late_minute",
    )


def test_show_tells_a_flat_name_beside_the_answer_and_reads_it(shell: Shell) -> None:
    path = shell.write_settings("[policy]\nlate_minutes = 25\n")
    ran = shell.run("settings", "show")
    assert f"{LATE_MINUTES} = 25" in ran.stdout.splitlines()
    assert ran.stderr == f"{path}: policy.late_minutes is read as {LATE_MINUTES}: write it so.\n"


def test_show_tells_every_flat_name_to_a_program(shell: Shell) -> None:
    shell.write_settings("[policy]\nlate_minutes = 25\nurgent_days = 20\n")
    assert len(shell.run("settings", "show", "--json").document["flat_names"]) == 2


def test_check_takes_a_flat_name_and_tells_it(shell: Shell) -> None:
    path = shell.write_settings("[policy.specialty.DERM]\nlate_minutes = 25\n")
    ran = shell.run("settings", "check", str(path))
    assert (ran.exit_code, ran.stdout) == (0, f"{path} may be used.\n")
    assert ran.stderr == (
        f"{path}: policy.specialty.DERM.late_minutes is read as policy.specialty.DERM.reception.late_minutes: "
        "write it so.\n"
    )
