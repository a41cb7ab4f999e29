"""The commands that can be typed in the one box behind a point: `.list derm`, `.CAP`. What they do is not here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from clerkdesk.keys.registry import Command, command, is_command

TYPED: Mapping[str, str] = MappingProxyType({".LIST": "booking", ".CLINIC": "clinics"})
"""Words that stand for a command of the registry on every desk; the settings add mnemonics."""


def typed_command(name: str, mnemonics: Iterable[tuple[str, str]]) -> Command | None:
    """Return the command of the registry that a typed one stands for, or None.

    Args:
        name: in capitals with its point, such as `.CAP`; the registry's own names are taken too: `.today`.
        mnemonics: of the settings, each with the name of its command.
    """
    meant = dict(mnemonics).get(name) or TYPED.get(name) or name.removeprefix(".").lower()
    return command(meant) if is_command(meant) else None
