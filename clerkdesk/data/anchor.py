"""The anchor: a file outside the database's folder that names the last link of the chain after each commit (R-801).

The chain alone does not show that its end was cut off. A link that the anchor names, and the database lacks, does.
"""

from __future__ import annotations

import errno
import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from clerkdesk.data.chain import Head
from clerkdesk.log import LOGGER_NAME, Word
from clerkdesk.settings.files import make_private

_FILE_MODE = 0o600
_RESTORED = "restored"
_BEGINS, _PUT_BACK = "+", "="
"""What the line begins with that is the first of its file, and the line of a restore."""
_SHORT = 12
"""Digits of a digest that name a file."""


@dataclass(frozen=True, slots=True)
class Anchored:
    """One line of the anchor: a link that was committed."""

    head: Head
    at: str
    """The machine's time in UTC, as the file has it."""
    desk: str


@dataclass(frozen=True, slots=True)
class Restored:
    """A copy that was put in the place of the database."""

    at: str
    """The machine's time in UTC, as the file has it."""
    before: tuple[Anchored, ...]
    """The links that desks committed since the restore before it, which the copy may lack."""


@dataclass(frozen=True, slots=True)
class AnchorRead:
    """What an anchor says."""

    links: tuple[Anchored, ...]
    """In the order of their lines, from the last restore on."""
    restored: tuple[Restored, ...] = ()
    """The earliest first."""
    first: Anchored | None = None
    """The first line that can be read: links before it are not anchored. None without an anchor."""
    unreadable: int = 0
    """Number of lines that are cut short, as a full disk or a power cut leaves them."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The anchor of one database on this machine, appended to by every desk of this user."""

    path: Path

    def note(self, head: Head, desk: str) -> bool:
        """Append a link after its commit; return whether it is written. A failure is logged, and undoes nothing."""
        return self._append(f"{_now()} {head.id} {head.digest} {desk}")

    def note_restored(self, head: Head) -> bool:
        """Append that a copy, whose last link this is, was put in the place of the database."""
        return self._append(f"{_now()} {head.id} {head.digest} {_RESTORED}", begins=True)

    def read(self) -> AnchorRead:
        """Return the links that the database must have, and those before each restore; none without a file.

        Raises:
            OSError: the file is there, and can't be read.
        """
        links: list[Anchored] = []
        restored: list[Restored] = []
        first: Anchored | None = None
        unreadable = 0
        for line in self.text().split("\n"):
            if not line:
                continue
            found = _read(line.removeprefix(_PUT_BACK).removeprefix(_BEGINS))
            if line.startswith(_PUT_BACK):
                restored.append(Restored("" if found is None else found.at, tuple(links)))
                links.clear()
            if found is None:
                unreadable += 1
            else:
                first = first or found
                links.append(found)
        return AnchorRead(tuple(links), tuple(restored), first, unreadable)

    def text(self) -> str:
        """Return the whole file; empty if no desk has written here yet.

        Raises:
            OSError: the file is there, and can't be read.
        """
        return self.path.read_text(encoding="utf-8", errors="replace") if self.path.exists() else ""

    def why_not_written(self) -> str:
        """Return why a desk can't append to the file, as the system says it; empty if it can. It makes no file."""
        try:
            if self.path.exists():
                os.close(os.open(self.path, os.O_APPEND | os.O_WRONLY))
                return ""
        except OSError as fault:
            return os.strerror(fault.errno or 0)
        folder = next(each for each in self.path.parents if each.exists())
        if not folder.is_dir():
            return os.strerror(errno.ENOTDIR)
        return "" if os.access(folder, os.W_OK | os.X_OK) else os.strerror(errno.EACCES)

    def _append(self, line: str, *, begins: bool = False) -> bool:
        text = f"{' '.join(line.split())}\n"
        try:
            file = self._open()
            try:
                # A file without a line says nothing of what came before: its first line says that it begins there.
                mark = _PUT_BACK if begins else "" if os.fstat(file).st_size else _BEGINS
                os.write(file, f"{mark}{text}".encode())
            finally:
                os.close(file)
        except OSError as fault:
            why = Word(os.strerror(fault.errno or 0))
            logging.getLogger(LOGGER_NAME).warning("The anchor of the audit can't be written: %s", why)
            return False
        return True

    def _open(self) -> int:
        flags = os.O_APPEND | os.O_WRONLY
        with suppress(FileNotFoundError):
            return os.open(self.path, flags)
        make_private(self.path.parent)
        file = os.open(self.path, flags | os.O_CREAT, _FILE_MODE)
        # The mode above is less what the umask takes away.
        self.path.chmod(_FILE_MODE)
        return file


def anchor_in(folder: Path, beginning: str, location: str) -> Anchor:
    """Return the anchor of a database: another database, and a copy at another address, has another one.

    Args:
        folder: of all anchors of this user.
        beginning: digest of the first link.
        location: path or URL of the database, without a password.
    """
    place = sha256(location.encode()).hexdigest()
    return Anchor(folder / f"{beginning[:_SHORT]}-{place[:_SHORT]}.anchor")


def put_beside_copy(known: str, head: Head | None, copy: Path) -> Path:
    """Write an anchor beside a copy of the database, and return its path.

    Args:
        known: the text of the anchor before the copy was made, so that the copy has every link of it.
        head: the copy's last link; None without a chain.
        copy: path of the copy.

    Raises:
        OSError: something is there already, or the folder can't be written.
    """
    target = beside_copy(copy)
    file = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _FILE_MODE)
    with os.fdopen(file, "w", encoding="utf-8") as written:
        target.chmod(_FILE_MODE)
        written.write(known)
        if head is not None:
            written.write(f"{_now()} {head.id} {head.digest} backup\n")
    return target


def beside_copy(copy: Path) -> Path:
    """Return the path of the anchor beside a copy of the database."""
    return copy.with_name(f"{copy.name}.anchor")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _read(line: str) -> Anchored | None:
    at, _, rest = line.partition(" ")
    number, _, rest = rest.partition(" ")
    digest, _, desk = rest.partition(" ")
    if not number.isdecimal() or len(digest) != 64:
        return None
    return Anchored(Head(int(number), digest), at, desk)
