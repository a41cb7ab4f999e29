"""What every plain command keeps: one answer, one exit code, and a sentence when it cannot do what was asked."""

from __future__ import annotations

import os
import subprocess

import pytest

from clerkdesk.cli.main import run
from tests.cli.running import Shell

WRONG_COMMAND_LINES = [
    ("code",),
    ("codes", "--nonsense"),
    ("codes", "one", "two"),
    ("codes", "treatment_functions"),
    ("codes", "--on", "tomorrow"),
    ("settings",),
    ("settings", "shwo"),
    ("settings", "check", "not-there.toml"),
    ("--db",),
    (),
]


@pytest.mark.parametrize("words", WRONG_COMMAND_LINES, ids=" ".join)
def test_wrong_input_with_json_is_one_document_with_a_code_and_a_sentence(shell: Shell, words: tuple[str, ...]) -> None:
    ran = shell.run(*words, "--json")
    assert (ran.exit_code, set(ran.error), ran.stderr) == (2, {"code", "field", "sentence"}, "")


@pytest.mark.parametrize("words", [words for words in WRONG_COMMAND_LINES if words], ids=" ".join)
def test_wrong_input_without_json_is_a_sentence_on_standard_error(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    exit_code, (out, err) = run(words), capsys.readouterr()
    assert (exit_code, out) == (2, "")
    assert err.rstrip().endswith((".", "?", ".)", "..."))


def test_json_may_stand_before_or_after_the_command(shell: Shell) -> None:
    before, after = shell.run("--json", "codes", "priority_type"), shell.run("codes", "priority_type", "--json")
    assert before.document == after.document != {}


def test_json_may_stand_inside_a_group_of_commands(shell: Shell) -> None:
    assert "files" in shell.run("settings", "--json", "path").document


def test_help_with_json_is_a_document_too(shell: Shell) -> None:
    assert "Usage:" in shell.run("codes", "--help", "--json").document["text"]


def test_version_names_the_schema(shell: Shell) -> None:
    assert set(shell.run("--version", "--json").document) == {"version", "schema"}


def test_completion_for_a_shell_names_the_commands(shell: Shell) -> None:
    asked = {"_CLERKDESK_COMPLETE": "complete_bash", "COMP_WORDS": "clerkdesk co", "COMP_CWORD": "1"}
    assert "codes" in shell.run(variables=asked).stdout.split()


def test_a_misspelt_command_is_answered_with_its_neighbour(shell: Shell) -> None:
    assert "`codes`" in shell.run("coeds").stderr


def test_what_was_typed_is_not_repeated_since_it_may_be_about_a_patient(shell: Shell) -> None:
    ran = shell.run("codes", "priority_type", "Okonkwo")
    assert "Okonkwo" not in ran.stdout + ran.stderr


def test_an_argument_that_is_not_utf8_gets_a_sentence(shell: Shell) -> None:
    ended = subprocess.run(
        [*(word.encode() for word in shell.command("codes")), b"\xff\xfe"],
        capture_output=True,
        env=shell.environment(),
        check=False,
    )
    assert ended.returncode == 2
    assert b"UTF-8" in ended.stderr


def test_a_reader_that_goes_away_ends_the_command_with_a_sentence(shell: Shell) -> None:
    with subprocess.Popen(
        shell.command("codes", "treatment_function"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=shell.environment(),
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode()
    assert process.returncode == 1
    assert said == "The program that was reading the answer stopped before its end.\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device here that is always full")  # noqa: PTH110
def test_a_full_disk_under_the_answer_ends_the_command_with_a_sentence(shell: Shell) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        ended = subprocess.run(
            shell.command("codes"), stdout=full, stderr=subprocess.PIPE, env=shell.environment(), check=False
        )
    assert ended.returncode == 1
    assert ended.stderr.startswith(b"The answer could not be written:")


def test_letters_that_the_output_cannot_show_are_replaced(shell: Shell) -> None:
    shell.write_settings('[desk]\nclerk = "Zoë Łuczak"\n')
    ran = shell.run("settings", "show", variables={"PYTHONIOENCODING": "ascii"})
    assert (ran.exit_code, 'desk.clerk = "Zo? ?uczak"' in ran.stdout.splitlines()) == (0, True)


def test_json_keeps_every_letter_where_the_output_is_not_unicode(shell: Shell) -> None:
    shell.write_settings('[desk]\nclerk = "Zoë Łuczak"\n')
    ran = shell.run("settings", "show", "--json", variables={"PYTHONIOENCODING": "ascii"})
    assert "Zoë Łuczak" in [row["value"] for row in ran.document["settings"]]
