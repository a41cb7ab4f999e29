"""The style sheet of the desk: each source is parsed once for each set of colours."""

from __future__ import annotations

from typing import ClassVar

from textual.cache import LRUCache
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_SOURCES = 512
"""More than the number of sources of the desk's and Textual's widgets and screens."""


class DeskStylesheet(Stylesheet):
    """Keeps what it has parsed.

    Textual parses every source again, up to three times, whenever a screen first opens, which takes longer than the
    rest of opening it.
    """

    _parsed: ClassVar[dict[tuple[tuple[str, str], ...], LRUCache[tuple[object, ...], list[RuleSet]]]] = {}

    def __init__(self, *, variables: dict[str, str]) -> None:
        """Take the variables of the theme."""
        super().__init__(variables=variables)
        self._take_cache(variables)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take the variables of another theme."""
        # Textual empties the cache of the previous variables.
        self._parse_cache = LRUCache(_SOURCES)
        super().set_variables(variables)
        self._take_cache(variables)

    def reparse(self) -> None:
        """Parse the sources not yet parsed with these variables."""
        self.parse()

    def _take_cache(self, variables: dict[str, str]) -> None:
        self._parse_cache = self._parsed.setdefault(tuple(sorted(variables.items())), LRUCache(_SOURCES))
