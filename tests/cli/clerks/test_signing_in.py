"""On a live desk a command acts as the clerk who has signed in; on one for practice or trials as anybody."""

from __future__ import annotations

import pytest

from tests.cli.running import SECRET, Shell


@pytest.fixture
def live(shell: Shell) -> Shell:
    """A live desk with an administrator, asha, who has signed in, and a clerk, bev, who has not."""
    shell.run("init", "--administrator", "asha", "--secret-from-input", stdin=SECRET)
    assert shell.sign_in(as_clerk="asha").document["outcome"] == "signed_in"
    shell.run("clerks", "add", "bev")
    return shell


def test_nobody_acts_without_a_sign_in_and_the_refusal_names_it(live: Shell) -> None:
    assert live.run("clerks", "list", "--json").exit_code == 0
    assert live.run("sign-out", "--json").document["outcome"] == "signed_out"
    ran = live.run("clerks", "list", "--json")
    assert (ran.exit_code, ran.error["code"], "`clerkdesk sign-in`" in ran.error["sentence"]) == (
        3,
        "not_signed_in",
        True,
    )
    assert live.run("due", "--json").exit_code == 0
    assert live.run("sign-out", "--json").document["outcome"] == "nobody"


@pytest.mark.parametrize("by_variable", [False, True])
def test_no_command_acts_as_somebody_who_has_not_signed_in(live: Shell, by_variable: bool) -> None:
    named = () if by_variable else ("--clerk", "bev")
    variables = {"CLERKDESK_CLERK": "bev"} if by_variable else {}
    ran = live.run(*named, "worklist", "--json", variables=variables)
    assert (ran.exit_code, ran.error["code"], ran.error["field"]) == (3, "another_clerk", "--clerk")
    assert "`clerkdesk sign-in bev`" in ran.error["sentence"]
    assert live.run("--clerk", "asha", "worklist", "--json").exit_code == 0


def test_a_colleague_signs_in_with_the_secret_from_the_administrator_and_chooses_another(live: Shell) -> None:
    told = live.sign_in(as_clerk="bev")
    assert (told.exit_code, told.error["code"]) == (3, "no_secret")
    assert "`clerkdesk clerks recover USERNAME`" in told.error["sentence"]
    live.run("clerks", "change", "bev", "--new-secret", "--secret-from-input", stdin=SECRET)
    assert live.sign_in(as_clerk="bev").document["chosen_by_another"] is True
    refused = live.run("clerks", "add", "carl", "--json")
    assert refused.error["code"] == "no_right"
    lines = f"{SECRET}\nthree brown hares run\n"
    assert live.run("change-secret", "--secret-from-input", "--json", stdin=lines).document["source"] == "changed"
    assert live.sign_in(as_clerk="bev").error["code"] == "wrong_secret"


def test_the_key_lies_in_a_file_of_its_user_alone(live: Shell) -> None:
    (file,) = (live.home / "state" / "clerkdesk" / "sign-ins").iterdir()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    file.write_text("guessed", encoding="ascii")
    assert live.run("worklist", "--json").error["code"] == "not_signed_in"


def test_a_desk_for_trials_asks_for_no_secret(shell: Shell, sqlite_location: str) -> None:
    ran = shell.sign_in("--db", sqlite_location)
    assert (ran.exit_code, ran.error["code"]) == (3, "nobody_signs_in")
    assert shell.run("--db", sqlite_location, "worklist", "--json").exit_code == 0
