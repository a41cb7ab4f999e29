"""Prints the answer of a plain command and ends it: lines for a person or one JSON document for a program.

Every command answers through `answer` and fails by raising `CommandFailure`; nothing else writes to standard output.
`clerkdesk.cli.failures` turns exceptions into failures.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import date, time
from enum import Enum, IntEnum
from io import TextIOWrapper
from pathlib import Path, PurePath
from uuid import UUID

from clerkdesk.cli.outcome_codes import with_codes
from clerkdesk.keys import Keymap
from clerkdesk.keys.placeholders import with_keys
from clerkdesk.rules.values.text import visible
from clerkdesk.words.answers import named
from clerkdesk.words.ways import in_commands

Document = Mapping[str, object]
"""The document of `--json`: names in snake_case, dates in ISO form, ids as integers."""


class ExitCode(IntEnum):
    """The result of a command, for scripts."""

    RAN = 0
    """It ran; so did an import with rejected rows."""
    UNEXPECTED = 1
    """A fault of the program or of the machine."""
    WRONG_INPUT = 2
    """An argument, a file or a setting is wrong."""
    REFUSED = 3
    """A rule refused it, somebody else was faster, or it found damage."""
    NOT_AVAILABLE = 4
    """The database is locked, missing, newer, corrupt, read-only or full."""


class CommandFailure(Exception):
    """The failure of a command, with its sentence.

    Args:
        code: What went wrong, in snake_case, for programs.
        sentence: What is wrong and what would be right, without any detail of a patient.
        field: The argument, option, setting or key to change, if any.
        exit_code: The exit code of the process.
        document: Further keys of the JSON answer, such as the nearest slots after a lost race.
        lines: Further lines below the sentence, such as those slots in words.
    """

    def __init__(
        self,
        code: str,
        sentence: str,
        field: str | None = None,
        exit_code: int = ExitCode.WRONG_INPUT,
        *,
        document: Document | None = None,
        lines: Iterable[str] = (),
    ) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.field = field
        self.exit_code = int(exit_code)
        self.document = document or {}
        self.lines = tuple(lines)


@dataclass(slots=True)
class _Output:
    """The answer of the running command."""

    as_json: bool = False
    document: dict[str, object] | None = field(default=None)
    beside: dict[str, object] = field(default_factory=dict)
    """Further keys of the document, for any command and any end."""
    whose: Callable[[], str] | None = None
    """Returns the patient of the command's acts; empty for none, or for several."""
    given: Mapping[str, object] = field(default_factory=dict)
    """What the command line named, such as `entry` with its number."""
    keymap: Keymap = field(default_factory=Keymap.of)
    """The keys that a stored text names, such as a call of the drill."""
    on_practice: bool = False
    """Whether `--demo` was given; commands that a sentence names then need it too."""
    lacks_letters: bool = False
    """Whether standard output lacked letters of something written for a person."""


_output: ContextVar[_Output] = ContextVar("clerkdesk_output")


def begin(*, as_json: bool) -> None:
    """Start the output of one command."""
    _output.set(_Output(as_json))


def as_json() -> bool:
    """Return whether the running command answers with JSON."""
    return _output.get(_Output()).as_json


def answer(document: Document, lines: Iterable[str]) -> None:
    """Give the command's only answer.

    Args:
        document: The whole answer for `--json`, kept until the command ends, so that a command which fails later still
        prints one document.
        lines: The answer for a person; written at once, and not made with `--json`.
    """
    output = _output.get()
    if output.as_json:
        if output.document is not None:
            raise RuntimeError("a command answers once")
        output.document = dict(document)
        return
    for number, line in enumerate(lines):
        whose = output.whose() if number == 0 and output.whose is not None else ""
        write_line(named(whose, line))


def name_patient_by(whose: Callable[[], str]) -> None:
    """Name the patient of the command's acts in the first line of the answer."""
    _output.get().whose = whose


def name_numbers(given: Mapping[str, object]) -> None:
    """Fill the numbers of this command line into sentences that name another command."""
    _output.get().given = given


def name_keys(keymap: Keymap) -> None:
    """Fill these keys into stored texts that name keys."""
    _output.get().keymap = keymap


def by_command(sentence: str) -> str:
    """Return a sentence with the commands and codes to type, for a command line."""
    return with_codes(_with_commands(sentence))


def act_on_practice() -> None:
    """Add `--demo` to each command named to a person; without it the number would mean a real patient."""
    _output.get().on_practice = True


def say_beside(document: Document, sentence: str) -> None:
    """Add a note to the answer or the failure: on standard error, or as further keys of the document."""
    if as_json():
        _output.get().beside |= document
    else:
        warn(sentence)


def has_answered() -> bool:
    """Return whether `answer` has left a document to print."""
    return _output.get().document is not None


def finish(failure: CommandFailure | None = None) -> int:
    """Write the pending output and return the exit code.

    Args:
        failure: The failure that ended the command, if any; its sentence goes to standard error, its document to
        standard output.
    """
    output = _output.get()
    sentence = by_command(failure.sentence) if failure is not None else ""
    if not output.as_json:
        if output.lacks_letters:
            warn(f"This output ({sys.stdout.encoding}) lacks some letters: ? stands for them. Set LANG=en_GB.UTF-8.")
        if failure is not None:
            for line in (sentence, *failure.lines):
                warn(line)
    elif failure is not None:
        error = {"code": failure.code, "field": failure.field, "sentence": sentence}
        _write_document({**failure.document, **output.beside, "error": error})
    elif output.document is not None:
        _write_document({**output.document, **output.beside})
    sys.stdout.flush()
    return failure.exit_code if failure is not None else int(ExitCode.RAN)


def prepare_streams() -> None:
    """Let standard output take any name: replace letters that its encoding lacks, and discard output once closed."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - it lives as long as the process
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace" if as_json() else "replace")


def abandon_stdout() -> None:
    """Discard the rest of standard output's buffer, so that Python does not complain at its exit."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def write_line(line: str) -> None:
    """Write one line for a person without control characters, since a name may hold an escape."""
    shown = visible(_as_typed_here(line))
    try:
        shown.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        _output.get().lacks_letters = True
    sys.stdout.write(shown + "\n")


def warn(sentence: str) -> None:
    """Write a warning, progress or the reason of a failure to standard error."""
    if sys.stderr is not None:
        print(visible(_as_typed_here(sentence)), file=sys.stderr, flush=True)


_NAMED = re.compile(r"`clerkdesk (?!-|demo\b|init\b)")


def _as_typed_here(line: str) -> str:
    said = _with_commands(line)
    return _NAMED.sub("`clerkdesk --demo ", said) if _output.get(_Output()).on_practice else said


def _write_document(document: Document) -> None:
    """Write one JSON document; an encoding other than Unicode gets escaped letters."""
    unicode_works = "utf" in (sys.stdout.encoding or "").lower()
    sys.stdout.write(json.dumps(_said(document), ensure_ascii=not unicode_works, indent=2) + "\n")


def _with_commands(sentence: str) -> str:
    output = _output.get(_Output())
    return with_keys(in_commands(sentence, output.given), output.keymap)


def _said(value: object) -> object:
    """Return a value for JSON, with the commands to type in each sentence."""
    match value:
        case str():
            return _with_commands(value)
        case Mapping():
            return {key: _said(each) for key, each in value.items()}
        case list() | tuple():
            return [_said(each) for each in value]
        case None | int() | float():
            return value
        case _:
            return _said(_plain_value(value))


def _plain_value(value: object) -> object:
    """Convert a value of a type that JSON lacks."""
    match value:
        case Enum():
            return value.value
        case date() | time():
            return value.isoformat()
        case UUID() | PurePath():
            return str(value)
        case set() | frozenset():
            return sorted(value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            return asdict(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no form in JSON")
