"""Names the files of this user's clerkdesk: settings, databases, the log. The folders follow the platform's custom.

Whoever writes a file makes its folder, by `make_private`.
"""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import PlatformDirs

_DIRECTORIES = PlatformDirs("clerkdesk", appauthor=False)
_OWNER_ONLY = 0o700


def user_settings_file() -> Path:
    """Return the settings file of this user."""
    return _DIRECTORIES.user_config_path / "settings.toml"


def site_settings_file() -> Path:
    """Return the settings file of this machine, which the trust's administrators keep."""
    return _DIRECTORIES.site_config_path / "settings.toml"


def desk_database_file() -> Path:
    """Return the database that opens by default."""
    return _DIRECTORIES.user_data_path / "desk.db"


def practice_database_file() -> Path:
    """Return the database of the demo desk, which is never the live one."""
    return _DIRECTORIES.user_data_path / "practice.db"


def sheets_folder() -> Path:
    """Return the folder for sheets to be printed."""
    return _DIRECTORIES.user_data_path / "sheets"


def sign_ins_folder() -> Path:
    """Return the folder for the keys of sign-ins for plain commands."""
    return _DIRECTORIES.user_state_path / "sign-ins"


def log_file() -> Path:
    """Return the file of the program's log."""
    return _DIRECTORIES.user_log_path / "clerkdesk.log"


def anchors_folder() -> Path:
    """Return the folder of the anchors of the audit, which is never the databases' own."""
    return _DIRECTORIES.user_state_path / "anchors"


def make_private(folder: Path) -> None:
    """Make a folder, with those above it that are missing, for this user alone, whatever the umask.

    Raises:
        OSError: it can't be made.
    """
    if folder.is_dir():
        return
    make_private(folder.parent)
    folder.mkdir(mode=_OWNER_ONLY, exist_ok=True)
    # The mode above is less what the umask takes away.
    folder.chmod(_OWNER_ONLY)


def write_for_owner(path: Path, text: str) -> None:
    """Write a text, with its own line ends, to a file that only this user can read.

    Raises:
        OSError: it can't be written.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        file.write(text)
