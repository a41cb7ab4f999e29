"""Reader of a clinics file: sites, reception desks, teams, specialties, professionals, clinics and their templates.

It is strict, since a person wrote the file and can correct it: an unknown key, a reference to nothing or two templates
at one time reject the item with its table, its code and what would be right. A correct item is never lost for another.
`clerkdesk/demo/clinics-example.toml` shows every table. `clinic_templates` reads the templates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from clerkdesk.codes import code_list
from clerkdesk.interop.clinics.checked_item import CheckedItem
from clerkdesk.interop.clinics.clinic_records import (
    ClinicRecord,
    ClinicsRecord,
    ProfessionalRecord,
    ReceptionDeskRecord,
    SiteRecord,
    SpecialtyRecord,
    TeamRecord,
)
from clerkdesk.interop.clinics.clinic_templates import TEMPLATE_KINDS, TemplateReader
from clerkdesk.interop.clinics.toml_reading import did_you_mean, read_toml
from clerkdesk.interop.reading.json_reading import JsonObject, UnreadableFileError, objects
from clerkdesk.interop.reading.records import Row
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.values.roles import ProfessionalRole

ClinicsRow = Row[ClinicsRecord]

TABLES: Final = ("sites", "reception_desks", "teams", "specialties", "professionals", "clinics", "templates")
"""The tables in the order of reading: an item comes before items that refer to it."""
ROLES: Final = tuple(ProfessionalRole)
MEDIA: Final = ("01", "02", "03")
"""Face to face, telephone, video."""
OLDEST: Final = 125
CLINIC_KEYS: Final = (
    "code", "name", "specialty", "professional", "site", "reception_desk", "medium", "sub_specialty", "preparation",
    "directions", "minimum_age", "maximum_age", "kinds",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """Codes (names for teams) that the desk has already, to which a file may refer."""

    sites: frozenset[str] = frozenset()
    reception_desks: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    specialties: frozenset[str] = frozenset()
    professionals: frozenset[str] = frozenset()
    clinics: frozenset[str] = frozenset()


def read_clinics(path: Path, known: Known | None = None, source: str | None = None) -> Iterator[ClinicsRow]:
    """Yield a row for every item of a clinics file, each item before those that refer to it.

    `source` is the name for the rows, by default the path. It never raises for the content of a file.
    """
    source = source or str(path)
    try:
        document = read_toml(path)
    except UnreadableFileError as problem:
        yield Row(source, "file", None, rejection=str(problem))
        return
    if not document:
        yield Row(source, "file", None, rejection=_EMPTY)
    yield from _unknown_tables(document, source)
    yield from _Reader(document, source, known or Known()).rows()


_EMPTY = "The file holds nothing. Expected are tables such as [[sites]], [[clinics]] and [[templates]]."


def _unknown_tables(document: JsonObject, source: str) -> Iterator[ClinicsRow]:
    for name, value in document.items():
        if name not in TABLES:
            yield Row(source, name, None, rejection=f"No table is called {name!r}. {did_you_mean(name, TABLES)}")
        elif not (isinstance(value, list) and all(isinstance(item, dict) for item in value)):
            yield Row(
                source, name, None, rejection=f"Every item of this table starts with [[{name}]], in two brackets."
            )


class _Reader:
    """Reads the tables of one document in their order, and remembers accepted items for references."""

    def __init__(self, document: JsonObject, source: str, known: Known) -> None:
        self.document = document
        self.source = source
        self.known = known
        self.sites: set[str] = set(known.sites)
        self.teams: set[str] = set(known.teams)
        self.specialties: set[str] = set(known.specialties)
        self.professionals: set[str] = set(known.professionals)
        self.site_of_desk: dict[str, str] = dict.fromkeys(known.reception_desks, "")
        self.clinics: dict[str, ClinicRecord] = {}

    def rows(self) -> Iterator[ClinicsRow]:
        """Yield the row of every item."""
        yield from self._table("sites", self._site)
        yield from self._table("reception_desks", self._reception_desk)
        yield from self._table("teams", self._team)
        yield from self._table("specialties", self._specialty)
        yield from self._professional_rows()
        yield from self._table("clinics", self._clinic)
        yield from self._template_rows()

    def _items(self, table: str, key: str) -> Iterator[tuple[str, CheckedItem]]:
        """Yield each item with its location (`clinics CARD1`); an earlier one with the same code is a fault."""
        written = self.document.get(table)
        seen: set[str] = set()
        for position, values in enumerate(objects(written) if isinstance(written, list) else (), start=1):
            item = CheckedItem(values)
            name = values.get(key)
            if key != "clinic" and isinstance(name, str) and name in seen:
                item.fault(key, "an earlier item of this table has it already; each needs its own.")
            if isinstance(name, str) and name:
                seen.add(name)
                yield f"{table} {name}" if key != "clinic" else f"{table} {position} ({name})", item
            else:
                yield f"{table} {position}", item

    def _row(self, location: str, item: CheckedItem, record: ClinicsRecord, flags: tuple[str, ...] = ()) -> ClinicsRow:
        if item.faults:
            return Row(self.source, location, None, rejection=" ".join(item.faults))
        return Row(self.source, location, record, flags=flags)

    def _table(self, table: str, read: Callable[[CheckedItem], ClinicsRecord]) -> Iterator[ClinicsRow]:
        for location, item in self._items(table, "name" if table == "teams" else "code"):
            record = read(item)
            if not item.faults:
                self._remember(record)
            yield self._row(location, item, record)

    def _remember(self, record: ClinicsRecord) -> None:
        match record:
            case SiteRecord(code=code):
                self.sites.add(code)
            case ReceptionDeskRecord(code=code, site=site):
                self.site_of_desk[code] = site
            case TeamRecord(name=name):
                self.teams.add(name)
            case SpecialtyRecord(code=code):
                self.specialties.add(code)
            case ClinicRecord(code=code):
                self.clinics[code] = record
            case _:
                pass

    def _site(self, item: CheckedItem) -> SiteRecord:
        item.only(("code", "name", "directions"))
        return SiteRecord(
            code=item.code("code"), name=item.text("name", required=True), directions=item.text("directions")
        )

    def _reception_desk(self, item: CheckedItem) -> ReceptionDeskRecord:
        item.only(("code", "name", "site", "phone"))
        return ReceptionDeskRecord(
            code=item.code("code"),
            name=item.text("name", required=True),
            site=item.known("site", self.sites, "site", required=True),
            phone=item.text("phone"),
        )

    def _team(self, item: CheckedItem) -> TeamRecord:
        item.only(("name", "leader"))
        return TeamRecord(name=item.text("name", required=True), leader=item.text("leader"))

    def _specialty(self, item: CheckedItem) -> SpecialtyRecord:
        item.only(("code", "name", "treatment_function_code", "secretary", "team", "procedure_note", "consultant_led"))
        function = item.text("treatment_function_code", required=True)
        listed = code_list("treatment_function").get(function)
        if function and (listed is None or listed.retired):
            item.fault(
                "treatment_function_code",
                f"this code is not in use; {Way.CODES.here(list='treatment_function')} lists them.",
            )
        return SpecialtyRecord(
            code=item.code("code"),
            name=item.text("name", required=True),
            treatment_function_code=function,
            secretary=item.text("secretary"),
            team=item.known("team", self.teams, "team"),
            procedure_note=item.text("procedure_note"),
            consultant_led=item.flag("consultant_led", default=True),
        )

    def _professional(self, item: CheckedItem) -> ProfessionalRecord:
        item.only(("code", "name", "role", "specialty", "deputy", "username"))
        record = ProfessionalRecord(
            code=item.code("code"),
            name=item.text("name", required=True),
            role=item.one_of("role", ROLES, default=ProfessionalRole.CONSULTANT, required=True),
            specialty=item.known("specialty", self.specialties, "specialty"),
            deputy=item.text("deputy"),
            username=item.text("username"),
        )
        if record.deputy and record.deputy == record.code:
            item.fault("deputy", "nobody is their own deputy.")
        return record

    def _professional_rows(self) -> Iterator[ClinicsRow]:
        """Yield the professionals. A deputy may come further down, and is dropped if that row is rejected."""
        read = [(location, item, self._professional(item)) for location, item in self._items("professionals", "code")]
        rejected = -1
        while rejected != sum(bool(item.faults) for _, item, _ in read):
            rejected = sum(bool(item.faults) for _, item, _ in read)
            good = self.professionals | {record.code for _, item, record in read if not item.faults}
            for _, item, record in read:
                if not item.faults:
                    item.known("deputy", good - {record.code}, "professional")
        self.professionals |= {record.code for _, item, record in read if not item.faults}
        for location, item, record in read:
            yield self._row(location, item, record)

    def _clinic(self, item: CheckedItem) -> ClinicRecord:
        item.only(CLINIC_KEYS)
        site = item.known("site", self.sites, "site", required=True)
        desk = item.known("reception_desk", self.site_of_desk, "reception desk", required=True)
        if site and self.site_of_desk.get(desk) and self.site_of_desk[desk] != site:
            item.fault("reception_desk", f"it is at site {self.site_of_desk[desk]}, and the clinic at {site}.")
        minimum_age, maximum_age = item.whole("minimum_age", 0, OLDEST), item.whole("maximum_age", 0, OLDEST)
        if minimum_age is not None and maximum_age is not None and maximum_age < minimum_age:
            item.fault("maximum_age", "it is below minimum_age.")
        return ClinicRecord(
            code=item.code("code"),
            name=item.text("name", required=True),
            specialty=item.known("specialty", self.specialties, "specialty", required=True),
            site=site,
            reception_desk=desk,
            professional=item.known("professional", self.professionals, "professional"),
            medium=item.one_of("medium", MEDIA, default="01"),
            sub_specialty=item.text("sub_specialty"),
            preparation=item.text("preparation"),
            directions=item.text("directions"),
            minimum_age=minimum_age,
            maximum_age=maximum_age,
            kinds=item.several("kinds", TEMPLATE_KINDS),
        )

    def _template_rows(self) -> Iterator[ClinicsRow]:
        reader = TemplateReader(self.clinics, self.known.clinics)
        for location, item in self._items("templates", "clinic"):
            record, flags = reader.read(item, location)
            yield self._row(location, item, record, flags)
