"""Runs the installed command as a clerk's shell or a script would: in a process of its own, in a home of its own."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECRET = "four grey herons wade"
"""The secret of every clerk of these tests."""
_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(["tests.cli.preloaded"])
_STARTS_PYTHON_OTHERWISE = {"LANG", "LC_ALL", "PYTHONIOENCODING", "PYTHONUTF8", "TERM"}


def _child(words: Sequence[str], environment: Mapping[str, str], folder: Path, streams: Sequence[Path]) -> None:
    """Become the process of one command: its variables, its folder, its three streams, its exit code."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for number, path in enumerate(streams):
        os.dup2(os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.argv = ["clerkdesk", *words]
    from clerkdesk.__main__ import main

    try:
        code = main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code or 0)


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def document(self) -> Any:
        """Standard output, parsed as one JSON document."""
        return json.loads(self.stdout)

    @property
    def error(self) -> dict[str, Any]:
        """The error of a failed command with `--json`."""
        error: dict[str, Any] = self.document["error"]
        return error


@dataclass(frozen=True)
class Shell:
    """A home folder for commands, which hides the developer's own settings and databases."""

    home: Path

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the variables of a command."""
        kept = {
            name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "COVERAGE_PROCESS_START") if name in os.environ
        }
        folders = {
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_CONFIG_DIRS": str(self.home / "site"),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_STATE_HOME": str(self.home / "state"),
        }
        return kept | folders | {"LANG": "C.UTF-8", "TERM": "xterm-256color"} | dict(extra or {})

    def command(self, *words: str) -> list[str]:
        """Return the command line that a process is started with."""
        return [sys.executable, "-m", "clerkdesk", *words]

    def run(self, *words: str, stdin: str = "", variables: Mapping[str, str] | None = None) -> Ran:
        """Run one command with its output piped, and wait for its end.

        Its process is forked from one that has imported everything, since importing takes longer than most commands;
        if the variables change how Python itself starts, a new Python is started.
        """
        if set(variables or {}) & _STARTS_PYTHON_OTHERWISE:
            return self._run_from_nothing(*words, stdin=stdin, variables=variables)
        with tempfile.TemporaryDirectory() as folder:
            streams = [Path(folder) / name for name in ("stdin", "stdout", "stderr")]
            streams[0].write_bytes(stdin.encode())
            process = _FORKING.Process(target=_child, args=(words, self.environment(variables), self.home, streams))
            process.start()
            process.join(60)
            if process.is_alive():
                process.kill()
                raise TimeoutError("the command did not end in a minute")
            told = [path.read_bytes().decode("utf-8", "replace") for path in streams[1:]]
            return Ran(process.exitcode or 0, told[0], told[1])

    def _run_from_nothing(self, *words: str, stdin: str, variables: Mapping[str, str] | None) -> Ran:
        ended = subprocess.run(
            self.command(*words),
            input=stdin.encode(),
            capture_output=True,
            env=self.environment(variables),
            cwd=self.home,
            timeout=60,
            check=False,
        )
        return Ran(ended.returncode, ended.stdout.decode("utf-8", "replace"), ended.stderr.decode("utf-8", "replace"))

    def make_desk(self, *words: str, variables: Mapping[str, str] | None = None) -> Ran:
        """Make a live desk by `init`, with these words before it, and sign its administrator in."""
        made = self.run(*words, "init", "--secret-from-input", "--json", stdin=SECRET, variables=variables)
        self.sign_in(*words, variables=variables)
        return made

    def sign_in(self, *words: str, as_clerk: str = "", variables: Mapping[str, str] | None = None) -> Ran:
        """Sign a clerk in with the secret of these tests, by default the one who made the desk."""
        asked = [*words, "sign-in", *filter(None, [as_clerk]), "--secret-from-input", "--json"]
        return self.run(*asked, stdin=SECRET, variables=variables)

    def write_settings(self, text: str, *, site: bool = False) -> Path:
        """Write the settings file of the user, or of the machine."""
        path = self.home / ("site" if site else "config") / "clerkdesk" / "settings.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path
