"""Makes a record of one row of a CSV file of patients; `patients.fields` reads each field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from clerkdesk.interop.patients.fields import DEATH_AGAINST_ALIVE, PARTED_NAME, PatientFields
from clerkdesk.interop.patients.stated_needs import StatedNeeds
from clerkdesk.interop.reading.file_dates import Order
from clerkdesk.interop.reading.records import (
    CellReading,
    Fate,
    PatientRecord,
    PersonName,
    PostalAddress,
    RelatedPersonRecord,
    Row,
)
from clerkdesk.interop.spreadsheets.csv_columns import (
    ADDRESS_LINES,
    IGNORE,
    PHONES,
    RELATED,
    RELATED_PARTS,
    SEVERAL,
    ColumnMapping,
    field_of,
)
from clerkdesk.rules.patients.full_name import part_name
from clerkdesk.rules.patients.stated import read_death_mark, without_yes
from clerkdesk.rules.values.no_value import is_no_value

FORMULA: Final = "A sign that a spreadsheet would take for a formula was removed from the front of a field."
_FORMULA_SIGNS: Final = "=+-@'"
_FORMULA_SIGN: Final = re.compile(rf"^[{re.escape(_FORMULA_SIGNS)}]+(?=.)")

_DEATH: Final = frozenset({"deceased_date", "deceased", "vital_status"})
_FORMAL: Final = "2"
_OTHER_NAMES: Final = frozenset({"preferred_given_name", "preferred_family_name", "former_family_name"})
_NEEDS: Final = frozenset(
    {
        "language",
        "interpreter_needed",
        "transport_needed",
        "written_format",
        "restricted",
        *(column for columns in SEVERAL.values() for column in columns),
    }
)
_RELATED: Final = frozenset(f"{who}_{part}" for who in RELATED for part in RELATED_PARTS)


@dataclass(frozen=True, slots=True)
class Headings:
    """The columns of a file: every heading as written, its field, and the order of numbers in dates."""

    written: tuple[str, ...]
    fields: tuple[str, ...]
    """The field of each column; empty for an unread one."""
    orders: Mapping[str, Order]
    told: dict[tuple[bool | None, ...], tuple[CellReading, ...]] = field(default_factory=dict)
    """A cache: the cells of a row with a text and a value -> the use of each, for rows without a flag."""

    @classmethod
    def of(
        cls, written: tuple[str, ...], positions: Mapping[str, int], orders: Mapping[str, Order], mapping: ColumnMapping
    ) -> Headings:
        """Return the columns of the headings with the fields found among them."""
        by_position = {index: IGNORE for index, heading in enumerate(written) if mapping.is_ignored(heading)}
        by_position |= {position: name for name, position in positions.items()}
        named = tuple(heading or f"column {index}" for index, heading in enumerate(written, start=1))
        return cls(named, tuple(by_position.get(position, "") for position in range(len(written))), orders)

    def order(self, name: str) -> Order:
        """Return the order of numbers in the dates of a field's column."""
        return self.orders.get(name, "day first")


class Cells:
    """The cells of one row by field, without placeholders such as NULL, and those that lost the sign of a formula."""

    def __init__(self, headings: Headings, cells: tuple[str, ...]) -> None:
        self.headings = headings
        self._cells = cells
        self._values = {
            name: cell
            for name, cell in zip(headings.fields, cells, strict=False)
            if name and cell and not is_no_value(cell)
        }
        self.neutralised: list[str] = []

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __getitem__(self, name: str) -> str:
        """Return a cell's text unchanged, for numbers and dates."""
        return self._values.get(name, "")

    def words(self, name: str) -> str:
        """Return a cell's text without a leading sign that makes it a formula in a spreadsheet."""
        written = self._values.get(name, "")
        if not written or written[0] not in _FORMULA_SIGNS:
            return written
        bare = _FORMULA_SIGN.sub("", written)
        if bare != written and not written.startswith("'"):
            self.neutralised.append(name)
        return bare

    def has_any_of(self, names: frozenset[str]) -> bool:
        """Return whether the row has a text under some fields; most files have few of them."""
        return not names.isdisjoint(self._values)

    def of_field(self, name: str) -> list[str]:
        """Return the columns of one field that have a value in the row."""
        return [column for column in SEVERAL[name] if column in self._values]

    def heading(self, name: str) -> str:
        """Return the heading of a field's column."""
        return self.headings.written[self.headings.fields.index(name)]

    @property
    def raw_family_name(self) -> str:
        """The family name as written, placeholders included."""
        both = zip(self.headings.fields, self._cells, strict=False)
        return next((cell for name, cell in both if name == "family_name"), "")

    def beside_family_name(self) -> list[str]:
        """Return the other texts of the row, as written."""
        return [cell for name, cell in zip(self.headings.fields, self._cells, strict=False) if name != "family_name"]

    def told(self, fields: PatientFields) -> tuple[CellReading, ...]:
        """Return the use of each cell with a text; rows read alike share one tuple."""
        if fields.fates or fields.flagged:
            return tuple(self._told(fields))
        both = zip(self.headings.fields, self._cells, strict=False)
        alike = tuple([name in self._values if cell else None for name, cell in both])
        told = self.headings.told.get(alike)
        if told is None:
            told = self.headings.told[alike] = tuple(self._told(fields))
        return told

    def _told(self, fields: PatientFields) -> Iterator[CellReading]:
        for heading, name, cell in zip(self.headings.written, self.headings.fields, self._cells, strict=False):
            if cell:
                default: Fate = "not read" if name in ("", IGNORE) else "read" if name in self._values else "no value"
                yield CellReading(heading, field_of(name), fields.fates.get(name, default), name in fields.flagged)


@dataclass(slots=True)
class _Name:
    """A patient's usual name, as far as a row has it."""

    family: str = ""
    given: str = ""
    title: str = ""
    doubtful: bool = False
    other: list[PersonName] = field(default_factory=list)


def patient_row(cells: Cells, source: str, item: str, today: date) -> Row[PatientRecord]:
    """Return the row of one patient."""
    fields = PatientFields(today)
    record = _record(cells, fields)
    for name in cells.neutralised:
        fields.flagged.add(name)
    if cells.neutralised:
        fields.flags.append(FORMULA)
    return fields.row(source, item, record, cells.told(fields))


def _record(cells: Cells, fields: PatientFields) -> PatientRecord:
    name = _name(cells, fields)
    nhs_number, valid = fields.nhs_number(cells["nhs_number"].lstrip("'"))
    born = fields.past_date(
        cells["date_of_birth"], "date of birth", "date_of_birth", cells.headings.order("date_of_birth")
    )
    deceased, deceased_date, says_alive = False, None, False
    if cells.has_any_of(_DEATH):
        deceased, deceased_date, says_alive = _death(cells, fields, born)
    lines = tuple([line for name in ADDRESS_LINES if name in cells and (line := cells.words(name))])
    postcode = fields.postcode(cells["postcode"])
    needs = _needs(cells, fields) if cells.has_any_of(_NEEDS) else StatedNeeds(fields)
    return PatientRecord(
        nhs_number=nhs_number,
        nhs_number_valid=valid,
        nhs_number_status=cells["nhs_number_status"] or None,
        hospital_number=fields.hospital_number(cells.words("hospital_number")),
        title=name.title,
        given_name=name.given,
        family_name=name.family,
        name_doubtful=name.doubtful,
        other_names=tuple(name.other),
        date_of_birth=born,
        stated_gender=fields.gender(cells["gender"]),
        ethnic_category=cells.words("ethnic_category"),
        deceased=deceased,
        deceased_date=deceased_date,
        deceased_confirmed=deceased and _is_formal(cells),
        says_alive=says_alive,
        addresses=(PostalAddress(lines=lines, postcode=postcode),) if lines or postcode else (),
        phones=tuple(
            [
                phone
                for column, kind in PHONES.items()
                if column in cells
                for phone in fields.phones(cells[column].lstrip("'"), kind, column)
            ]
        ),
        email=fields.email(cells.words("email")),
        gp_practice_code=cells.words("gp_practice_code").upper(),
        gp_practice_name=cells.words("gp_practice_name"),
        language=needs.language,
        interpreter_needed=needs.interpreter_needed,
        transport_needed=needs.transport_needed,
        text_allowed=_consent(cells, fields, "text_allowed", "text messages"),
        voicemail_allowed=_consent(cells, fields, "voicemail_allowed", "messages left by voice"),
        contact_method=cells.words("contact_method"),
        contact_note=cells.words("contact_note"),
        written_format=needs.written_format,
        accessible_needs=tuple(needs.accessible),
        restricted=needs.restricted,
        restricted_note=needs.restricted_note,
        alerts=tuple(needs.alerts),
        related_people=tuple(_related_people(cells, fields)) if cells.has_any_of(_RELATED) else (),
    )


def _name(cells: Cells, fields: PatientFields) -> _Name:
    family, doubtful = cells.words("family_name"), False
    if not family:
        # A placeholder word may still be a name.
        family, doubtful = fields.family_name(cells.raw_family_name, cells.beside_family_name())
    given, middle = cells.words("given_name"), cells.words("middle_names")
    name = _Name(family, f"{given} {middle}" if given and middle else given or middle, cells.words("title"), doubtful)
    if cells["full_name"] and not (name.family and name.given):
        parted = part_name(cells.words("full_name"))
        if not (name.family or name.given) and not parted.certain:
            fields.flag("full_name", PARTED_NAME)
        name.family, name.given = name.family or parted.family_name, name.given or parted.given_name
        name.title = name.title or parted.title
    if cells.has_any_of(_OTHER_NAMES):
        name.other = list(_other_names(cells, name))
    return name


def _other_names(cells: Cells, usual: _Name) -> Iterator[PersonName]:
    given, family = cells.words("preferred_given_name"), cells.words("preferred_family_name")
    if given or family:
        yield PersonName(kind="preferred", given_name=given or usual.given, family_name=family or usual.family)
    if former := cells.words("former_family_name"):
        yield PersonName(kind="former", given_name=cells.words("given_name"), family_name=former)


def _consent(cells: Cells, fields: PatientFields, name: str, what: str) -> bool | None:
    return fields.consent(cells[name], what, name) if name in cells else None


def _death(cells: Cells, fields: PatientFields, born: date | None) -> tuple[bool, date | None, bool]:
    """Return whether the row says that the patient has died, the day, and whether it says that the patient is alive."""
    says, day = fields.death(cells["deceased_date"], born, order=cells.headings.order("deceased_date"))
    said = [says]
    if cells["deceased"]:
        mark, marked_day = _death_mark(cells, fields, born)
        said, day = [*said, mark], day or marked_day
    if cells["vital_status"]:
        said.append(fields.vital_status(cells["vital_status"]))
    if True in said and False in said:
        fields.flag(next(name for name in ("deceased", "vital_status") if cells[name]), DEATH_AGAINST_ALIVE)
    return True in said, day, True not in said and False in said


def _is_formal(cells: Cells) -> bool:
    """Return whether a status of death is 2, which means formal in the Personal Demographics Service.

    In a column that asks whether the patient has died, 2 may mean no.
    """
    return cells["deceased"] == _FORMAL and "status" in cells.heading("deceased").lower()


def _death_mark(cells: Cells, fields: PatientFields, born: date | None) -> tuple[bool | None, date | None]:
    """Return the answer of a column that asks whether the patient has died, which may be the day instead."""
    written = cells["deceased"]
    if _is_formal(cells):
        return True, None
    said = read_death_mark(written)
    if said.rest or (said.says == "unclear" and any(char.isdigit() for char in written)):
        return fields.death(without_yes(written), born, "deceased", cells.headings.order("deceased"))
    return fields.death_mark(written), None


def _needs(cells: Cells, fields: PatientFields) -> StatedNeeds:
    needs = StatedNeeds(fields, cells.words("language"))
    needs.interpreter(cells["interpreter_needed"], "interpreter_needed")
    needs.transport(cells["transport_needed"], "transport_needed")
    for name in cells.of_field("support_needs"):
        needs.support(cells[name], name, cells.heading(name))
    needs.format(cells.words("written_format"), "written_format")
    needs.sensitive(cells["restricted"], "restricted")
    for name in cells.of_field("alerts"):
        needs.alert(cells.words(name), name, cells.heading(name))
    return needs


def _related_people(cells: Cells, fields: PatientFields) -> Iterator[RelatedPersonRecord]:
    for who in RELATED:
        name, column = cells.words(f"{who}_name"), f"{who}_phone"
        phones = [phone.number for phone in fields.phones(cells[column].lstrip("'"), "home", column)]
        email = fields.email(cells.words(f"{who}_email"), f"{who}_email")
        if name or phones or email:
            for index, phone in enumerate(phones or [""]):
                yield RelatedPersonRecord(
                    relationship=cells.words(f"{who}_relationship") or ("" if who == "next_of_kin" else "Parent"),
                    name=name,
                    phone=phone,
                    email=email if index == 0 else "",
                    next_of_kin=who == "next_of_kin",
                )
