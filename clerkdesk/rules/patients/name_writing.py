"""How a name stands that several sources write: capitals alone add to a name, and do not write it over in capitals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from clerkdesk.rules.patients.name_case import is_of_one_case, written_as
from clerkdesk.rules.values.text import search_key

_SHORTEST_OF_ONE_CASE: Final = 4
"""Letters from which a part of a name in capitals is written plainly, though the other part is not: AJ is a name."""


class NameWriting:
    """Gathers how the words of a name are written, and which parts stand by a source that writes them in one case."""

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}
        self._in_two_cases: set[str] = set()
        """Parts that some source wrote with capitals and small letters."""
        self._plain: set[str] = set()

    def note(self, said: Mapping[str, str], stands: Mapping[str, object], *, on_purpose: bool = False) -> None:
        """Note what one source wrote, after it was taken over.

        Args:
            said: the parts of the name as the source has them, by field.
            stands: the parts that stand with it.
            on_purpose: whether somebody typed the name so.
        """
        whole = is_of_one_case(*said.values())
        for part, name in said.items():
            plain = is_of_one_case(name) and (whole or len(search_key(name)) >= _SHORTEST_OF_ONE_CASE)
            plain = plain and not on_purpose
            if not plain:
                self._in_two_cases.add(part)
                self._seen |= {search_key(word): word for word in name.split(" ")}
            if stands.get(part) == name and plain:
                self._plain.add(part)
            elif search_key(str(stands.get(part) or "")) == search_key(name):
                self._plain.discard(part)

    def written(self, stands: Mapping[str, object]) -> dict[str, object]:
        """Return the parts of a name to write otherwise; none that all sources write in one case."""
        return {
            part: written_as(str(stands[part]), self._seen, family=part == "family_name")
            for part in sorted(self._plain & self._in_two_cases)
        }
