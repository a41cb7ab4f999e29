"""The names of a FHIR Patient: the current one by use and period, and the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from clerkdesk.interop.fhir.fhir_told import CellGatherer
from clerkdesk.interop.fhir.fhir_valid_today import Member, members
from clerkdesk.interop.patients.fields import PARTED_NAME, PatientFields
from clerkdesk.interop.reading.json_reading import JsonObject, objects, raw_words_of, words_of
from clerkdesk.interop.reading.records import PersonName
from clerkdesk.rules.patients.full_name import part_name

_USES: Final = ("official", "usual", "", "temp", "anonymous", "nickname")
"""Uses of a name, the best first."""
_NEVER_STANDS: Final = frozenset({"temp", "anonymous", "nickname"})
_KINDS: Final = {"usual": "preferred", "nickname": "preferred", "old": "former", "maiden": "former"}

NO_NAME_OF_TODAY: Final = (
    "The source has no official or usual name that is valid today. The name that it has is kept beside the one that "
    "stands here, and stands only until another is known. Ask the patient."
)
TWO_NAMES: Final = (
    "Two names of one use are valid today; the latest or the first was taken. Ask the patient which one counts."
)
NAME_TO_COME: Final = "A name that is not valid yet was left out; import it once it is."


@dataclass(frozen=True, slots=True)
class FhirNames:
    """The names of one Patient."""

    first: PersonName
    others: tuple[PersonName, ...]
    """Every other name; also the first one, by its kind, if it cannot be the current name."""
    doubtful: bool
    """Whether the first may only fill an empty name: it is former, temporary, false, or like a placeholder."""


def read_names(patient: JsonObject, fields: PatientFields, told: CellGatherer) -> FhirNames:
    """Return the current name, never a former, temporary or anonymous one or a nickname, and the others."""
    found = _best_first(objects(patient.get("name")), fields.today)
    names: list[PersonName] = []
    doubtful = False
    for member in found:
        if member.is_to_come:
            fields.flag("name", NAME_TO_COME)
            told.note("name", "name", "left out", flagged=True)
            continue
        read, reads_like_none = _read(patient, fields, member, first=not names)
        if not (read.given_name or read.family_name):
            continue
        stands = _may_stand(member)
        if not names:
            doubtful = reads_like_none or not stands
            if not stands:
                fields.flag("name", NO_NAME_OF_TODAY)
                names.append(read)
                # The title of a name that the patient does not bear is not the patient's title.
                read = PersonName(kind="usual", given_name=read.given_name, family_name=read.family_name)
        elif stands and member.use == found[0].use and _differ(names[0], read):
            fields.flag("name", TWO_NAMES)
        told.note("name", "name", "kept beside" if (names and stands) or len(names) > 1 else "read", flagged=not stands)
        names.append(read)
    first = next((name for name in names if name.kind == "usual"), PersonName(kind="usual"))
    return FhirNames(first, tuple(name for name in names if name is not first), doubtful)


def plain_name(holder: JsonObject, today: date) -> str:
    """Return the name valid today of somebody other than the patient, such as a next of kin."""
    for member in _best_first(objects(holder.get("name")), today):
        if not member.is_to_come:
            name = member.value
            parts = (*strings(name, "prefix"), *strings(name, "given"), *strings(name, "family"))
            if written := " ".join(parts) or words_of(name.get("text")):
                return written
    return ""


def strings(holder: JsonObject, name: str, *, raw: bool = False) -> tuple[str, ...]:
    """Return the texts of an element that is one text or a list of them; `raw` keeps placeholder words."""
    value = holder.get(name)
    read = raw_words_of if raw else words_of
    return tuple(words for member in (value if isinstance(value, list) else [value]) if (words := read(member)))


def _best_first(values: Iterable[JsonObject], today: date) -> list[Member]:
    return sorted(members(values, today), key=lambda member: (not _may_stand(member), member.order(_USES)))


def _may_stand(member: Member) -> bool:
    return member.is_valid and member.use not in _NEVER_STANDS


def _read(patient: JsonObject, fields: PatientFields, member: Member, *, first: bool) -> tuple[PersonName, bool]:
    name = member.value
    given, title = " ".join(strings(name, "given")), " ".join(strings(name, "prefix"))
    born = words_of(patient.get("birthDate"))
    written = " ".join(strings(name, "family", raw=True))
    family, reads_like_none = fields.family_name(written, [given, born] if given and born else [], "name")
    if not family and not given:
        parted = part_name(words_of(name.get("text")))
        family, given, title = parted.family_name, parted.given_name, title or parted.title
        if first and given and not parted.certain:
            fields.flag("name", PARTED_NAME)
    kind = "former" if member.is_over else _KINDS.get(member.use, "alias")
    return PersonName(
        kind="usual" if first and _may_stand(member) else kind,
        given_name=given,
        family_name=family,
        title=title,
        suffix=" ".join(strings(name, "suffix")),
        valid_from=member.start,
        valid_to=member.end,
    ), reads_like_none


def _differ(one: PersonName, other: PersonName) -> bool:
    return (one.family_name, one.given_name) != (other.family_name, other.given_name)
