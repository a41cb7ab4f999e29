"""Keeps the key of a sign-in for plain commands in a file of this user alone, one for each database."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from clerkdesk.settings.files import make_private, sign_ins_folder


def token_file(location: str) -> Path:
    """Return the file of the key for a database, a path or a URL; its name tells neither."""
    named = location if "://" in location else str(Path(location).absolute())
    return sign_ins_folder() / sha256(named.encode()).hexdigest()[:32]


def kept_key(location: str) -> str:
    """Return the key for a database; empty if nobody has signed in."""
    try:
        return token_file(location).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def keep_key(location: str, key: str) -> None:
    """Write the key for a database, which replaces the one before; only this user can read it, whatever the umask.

    Raises:
        OSError: the file can't be written.
    """
    file = token_file(location)
    make_private(file.parent)
    beside = file.with_suffix(f".{os.getpid()}")
    handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as written:
        written.write(key)
    beside.replace(file)


def forget_key(location: str) -> None:
    """Delete the key for a database, if there is one."""
    token_file(location).unlink(missing_ok=True)
