"""Where this user's clerkdesk keeps its files: settings, databases, the log. The folders follow the platform's custom.

Nothing is made here; whoever writes a file makes its folder.
"""

from __future__ import annotations

from pathlib import Path

from platformdirs import PlatformDirs

_DIRECTORIES = PlatformDirs("clerkdesk", appauthor=False)


def user_settings_file() -> Path:
    """Return the settings file of this user."""
    return _DIRECTORIES.user_config_path / "settings.toml"


def site_settings_file() -> Path:
    """Return the settings file of this machine, which the trust's administrators look after."""
    return _DIRECTORIES.site_config_path / "settings.toml"


def desk_database_file() -> Path:
    """Return the database that is opened where none is named."""
    return _DIRECTORIES.user_data_path / "desk.db"


def practice_database_file() -> Path:
    """Return the database of the demo desk, which is never the live one."""
    return _DIRECTORIES.user_data_path / "practice.db"


def sheets_folder() -> Path:
    """Return the folder into which sheets are written to be printed."""
    return _DIRECTORIES.user_data_path / "sheets"


def log_file() -> Path:
    """Return the file of the program's log."""
    return _DIRECTORIES.user_log_path / "clerkdesk.log"
