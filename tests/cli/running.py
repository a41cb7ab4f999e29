"""Runs the installed command as a clerk's shell or a script would: in a process of its own, in a home of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def document(self) -> Any:
        """Standard output as the one JSON document that it must be."""
        return json.loads(self.stdout)

    @property
    def error(self) -> dict[str, Any]:
        """The error of a failed command that was asked for JSON."""
        error: dict[str, Any] = self.document["error"]
        return error


@dataclass(frozen=True)
class Shell:
    """A home folder in which commands run; nothing of the developer's own settings or databases is seen."""

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
        """Run one command with its output piped, and wait for its end."""
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

    def write_settings(self, text: str, *, site: bool = False) -> Path:
        """Write the settings file of the user, or of the machine."""
        path = self.home / ("site" if site else "config") / "clerkdesk" / "settings.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path
