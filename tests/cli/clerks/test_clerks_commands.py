"""`clerks` by plain command."""

from __future__ import annotations

from tests.cli.running import Shell


def test_a_clerk_is_made_listed_changed_and_ended(shell: Shell, sqlite_location: str) -> None:
    db = ("--db", sqlite_location)
    made = shell.run(*db, "clerks", "add", "bev.jones", "--name", "Bev O'Neil-[/]", "--role", "team leader", "--json")
    assert made.document["clerk"]["role"] == "team_leader"
    listed = shell.run(*db, "clerks", "list").stdout.splitlines()
    assert listed == ["admin      admin · administrator", "bev.jones  Bev O'Neil-[/] · team leader"]
    changed = shell.run(*db, "clerks", "change", "bev.jones", "--role", "clerk")
    assert changed.stdout == "Bev O'Neil-[/] (bev.jones, clerk): changed.\n"
    assert shell.run(*db, "clerks", "end", "bev.jones", "--json").document["outcome"] == "ended"
    assert shell.run(*db, "--clerk", "bev.jones", "clerks", "list").exit_code == 2


def test_whoever_may_not_is_refused_with_the_name_of_whoever_may(shell: Shell, sqlite_location: str) -> None:
    db = ("--db", sqlite_location)
    shell.run(*db, "clerks", "add", "bev")
    ran = shell.run(*db, "--clerk", "bev", "clerks", "add", "carl", "--json")
    assert (ran.exit_code, ran.error["code"]) == (3, "no_right")
    assert "Ask admin" in ran.error["sentence"]


def test_a_wrong_role_names_its_option_and_the_roles(shell: Shell, sqlite_location: str) -> None:
    ran = shell.run("--db", sqlite_location, "clerks", "add", "bev", "--role", "boss", "--json")
    assert (ran.exit_code, ran.error["field"]) == (2, "--role")
    assert "team leader" in ran.error["sentence"]
