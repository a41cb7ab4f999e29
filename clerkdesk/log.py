"""The log of faults and where they arose, for the administrators of clerkdesk, without any detail of a patient.

Only its owner can read the file, which rotates when full. The formatter leaves out anything that could be a name, a
number or a note, so that a careless call leaks nothing. The audit, not the log, has what clerks did.
"""

from __future__ import annotations

import logging
import os
import traceback
from enum import Enum
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from uuid import UUID

from clerkdesk.settings.files import make_private

LOGGER_NAME = "clerkdesk"
_PACKAGE = Path(__file__).parent
_LARGEST_FILE_BYTES = 1_000_000
_OLD_FILES_KEPT = 5
_SHOWN_TYPES = (bool, int, float, UUID, Enum, type(None))


class Word(str):
    """A word of the program's own, such as the name of a command: the only text that the log shows."""

    __slots__ = ()


class RedactingFormatter(logging.Formatter):
    """Writes the time, the level, the fixed message, and from its arguments only numbers, ids and `Word`s.

    An exception is written as its type and the line where it arose, and so are its causes; never its message, which
    may quote a value, and never local variables.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line, plus one line for an exception."""
        shown = logging.makeLogRecord(record.__dict__)
        shown.args = _redacted(record.args)
        shown.exc_text = shown.stack_info = None
        return super().format(shown)

    def formatException(self, ei: object) -> str:
        """Return an exception as its type and line of code."""
        fault = ei[1] if isinstance(ei, tuple) else None
        return f"  {line_of(fault)}" if isinstance(fault, BaseException) else ""


def open_log(path: Path) -> logging.Logger:
    """Return the program's logger, writing to a file that only its owner can read.

    If the file can't be written, nothing is logged: a full disk must not keep a clerk from the desk.

    Args:
        path: The file; its folder is made. Old files have the suffixes `.1` to `.5`.
    """
    logger = logging.getLogger(LOGGER_NAME)
    if any(isinstance(handler.formatter, RedactingFormatter) for handler in logger.handlers):
        return logger
    logger.propagate = False
    logger.setLevel(logging.INFO)
    try:
        make_private(path.parent)
        handler: logging.Handler = _OwnerOnlyFileHandler(
            path, maxBytes=_LARGEST_FILE_BYTES, backupCount=_OLD_FILES_KEPT, encoding="utf-8"
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(RedactingFormatter())
    logger.addHandler(handler)
    return logger


def line_of(fault: BaseException) -> str:
    """Return an exception's type and the innermost line of clerkdesk, then the same of its cause, without messages."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    found = type(fault).__name__
    if innermost := (ours or frames)[-1:]:
        found += f" at {_module_path(innermost[0].filename)}:{innermost[0].lineno} in {innermost[0].name}"
    cause = fault.__cause__
    return f"{found}, caused by {line_of(cause)}" if cause is not None else found


class _OwnerOnlyFileHandler(RotatingFileHandler):
    """A rotating file of mode 0600, whatever the umask, that never prints its own errors over the screen."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.chmod(self.baseFilename, 0o600)  # noqa: PTH101 - the base name is a string
        return os.fdopen(descriptor, "a", encoding=self.encoding)

    def handleError(self, record: logging.LogRecord) -> None:
        """Lose a line rather than write over the clerk's screen."""


def _redacted(arguments: object) -> tuple[object, ...]:
    if isinstance(arguments, tuple):
        return tuple(_shown(argument) for argument in arguments)
    return () if arguments is None else (_shown(arguments),)


def _shown(argument: object) -> object:
    return argument if isinstance(argument, (*_SHOWN_TYPES, Word)) else f"<{type(argument).__name__}>"


def _module_path(filename: str) -> str:
    """Return a file's path inside the package, without the user's folders."""
    path = Path(filename)
    return path.relative_to(_PACKAGE.parent).as_posix() if path.is_relative_to(_PACKAGE) else path.name
