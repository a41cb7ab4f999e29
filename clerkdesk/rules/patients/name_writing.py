"""Chooses the spelling of a name from several sources: one in capitals may add a name, not replace its spelling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from clerkdesk.rules.patients.name_case import is_of_one_case, written_as
from clerkdesk.rules.values.text import search_key

_SHORTEST_OF_ONE_CASE: Final = 4
"""Minimum letters of a part in capitals to be rewritten if the other part is not in capitals: AJ is a name."""


class NameWriting:
    """Gathers the spellings of the words of a name, and the parts from a source that writes in one case."""

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}
        self._in_two_cases: set[str] = set()
        """Parts that some source wrote with capitals and small letters."""
        self._plain: set[str] = set()

    def note(self, said: Mapping[str, str], stands: Mapping[str, object], *, on_purpose: bool = False) -> None:
        """Note the spelling of one source, after it was taken over.

        Args:
            said: the parts of the name from the source, by field.
            stands: the parts in force with it.
            on_purpose: whether somebody typed this spelling.
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
        """Return the parts of a name to spell differently, without parts that all sources write in one case."""
        return {
            part: written_as(str(stands[part]), self._seen, family=part == "family_name")
            for part in sorted(self._plain & self._in_two_cases)
        }
