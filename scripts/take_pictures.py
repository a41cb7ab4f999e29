"""Take the pictures of README: the main screens of the practice hospital, by keys, as SVG in `docs/screens`.

    python -m scripts.take_pictures

The hospital, its day and the clock are fixed, so that a picture changes only when its screen does.
"""

from __future__ import annotations

import asyncio
import tempfile
from datetime import datetime
from pathlib import Path

from clerkdesk.app import ClerkDesk
from clerkdesk.demo.compose import compose
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.desk.opening import open_desk
from clerkdesk.settings import Settings
from tests.drivers import driving, picture

NOW = datetime(2026, 11, 24, 9, 41)
"""A Tuesday morning in the middle of the clinics."""
SIZE = (110, 32)
FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screens"

PICTURES: dict[str, tuple[str, ...]] = {
    "booking": ("b",),
    "find": ("f2", "p", "a"),
    "card": ("f2", "p", "a", "t", "down", "enter"),
    "validation": ("f5",),
    "today": ("f6",),
    "clinics": ("f7",),
    "call": ("f8",),
    "inbox": ("f9",),
}
"""Name of the picture and the keys that lead to it."""


async def take(location: str, name: str, keys: tuple[str, ...]) -> None:
    """Open the desk, press the keys, and write the painted screen."""

    def opened() -> Desk:
        return open_desk(location, Settings(), username=None, fixed_time=NOW.isoformat())

    async with driving(ClerkDesk(opened, practice=True), SIZE) as driver:
        await driver.press(*keys)
        await driver.settle()
        picture(driver.app, FOLDER / f"{name}.svg")


def main() -> None:
    """Compose the hospital once and take every picture of it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        location = str(Path(folder) / "practice.sqlite")
        compose(location, now=NOW)
        for name, keys in PICTURES.items():
            asyncio.run(take(location, name, keys))
            print(FOLDER / f"{name}.svg")


if __name__ == "__main__":
    main()
