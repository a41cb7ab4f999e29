"""A folder that the program makes is this user's alone, whatever the umask."""

from __future__ import annotations

import os
from pathlib import Path

from clerkdesk.settings.files import make_private


def test_every_folder_on_the_way_is_closed_to_others_and_what_is_there_stays(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir(mode=0o755)
    before = os.umask(0)
    try:
        make_private(there / "one" / "two")
        make_private(there / "one" / "two")
    finally:
        os.umask(before)
    modes = [path.stat().st_mode & 0o777 for path in (there, there / "one", there / "one" / "two")]
    assert modes == [0o755, 0o700, 0o700]
