"""What is generated into `docs/` is what the program says now."""

from __future__ import annotations

from pathlib import Path

from clerkdesk.keys import keys_markdown

DOCS = Path(__file__).parent.parent / "docs"


def test_the_key_table_is_the_registrys() -> None:
    # Stale? `clerkdesk keys --markdown > docs/keys.md`, with no keys of your own in the settings.
    assert (DOCS / "keys.md").read_text(encoding="utf-8") == keys_markdown()
