"""The commands that can be typed in the one box after a full stop: `.list derm`, `.CAP`. Screens carry them out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from clerkdesk.keys.registry import Command, command, is_command

TYPED: Mapping[str, str] = MappingProxyType({".LIST": "booking", ".CLINIC": "clinics"})
"""Words that mean a registry command on every desk; the settings add mnemonics."""


def typed_command(name: str, mnemonics: Iterable[tuple[str, str]]) -> Command | None:
    """Return the registry command that a typed command means, or None.

    Args:
        name: in capitals with its full stop, such as `.CAP`; the registry's own names work too: `.today`.
        mnemonics: from the settings, each with the name of its command.
    """
    meant = dict(mnemonics).get(name) or TYPED.get(name) or name.removeprefix(".").lower()
    return command(meant) if is_command(meant) else None
