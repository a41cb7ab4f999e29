"""The people of the hospital's index: names from many countries, addresses, telephones, needs and notes.

Other modules compose what they wait for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from csv import DictReader
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any, Final

from clerkdesk.data.name_keys import USUAL, name_keys, set_name
from clerkdesk.data.tables import (
    AlertFlag,
    Patient,
    PatientName,
    PatientNameKey,
    PatientNeed,
    PatientPhone,
    RelatedPerson,
)
from clerkdesk.demo.hospital import MATERIAL
from clerkdesk.demo.ledger import Ledger
from clerkdesk.demo.moment import Moment
from clerkdesk.rules.values import nhs_number
from clerkdesk.rules.values.age import ADULT_FROM, age_on
from clerkdesk.rules.values.phones import phone_search_key
from clerkdesk.rules.values.postcodes import postcode_search_key
from clerkdesk.rules.values.text import sort_key

_GIVEN_NAMES_CHANGED: Final = date(1975, 1, 1)
_FIRST_NUMBER: Final = 400
"""Index of the first composed NHS number; earlier ones belong to the people of the scenes."""
_LANDLINES: Final = ("01632 960", "0113 4960", "0114 4960", "0115 4960", "0116 4960", "0121 4960", "020 7946 0")
"""Starts of numbers that Ofcom reserves for drama; three digits follow."""
_OUTWARD: Final = ("NN1", "NN2", "NN3", "NN4", "NN5", "NN6", "NN7", "MK46")
_UNIT: Final = "ABDEFGHJLNPQRSTUWXYZ"
_TITLES: Final = {"1": ("Mr", "Mr", "Mr", "Dr"), "2": ("Mrs", "Ms", "Miss", "Mrs", "Dr")}
_SAFE_CONTACT: Final = (
    "Ring the mobile only, after 10:00. Leave no message with anybody else.",
    "Write to the daughter's address on file; never ring the house.",
    "No voicemail, no texts: the telephone is shared.",
    "Letters marked private. Do not say that the hospital is calling.",
)


@dataclass(frozen=True, slots=True)
class _Group:
    family: Sequence[str]
    female_family: Sequence[str]
    female: Sequence[str]
    male: Sequence[str]
    female_since: Sequence[str]
    male_since: Sequence[str]


def _group(words: Mapping[str, Any]) -> _Group:
    """Return a group of `names.toml`; without family names for women, those of all serve."""
    return _Group(**{name: words.get(name, words["family"]) for name in _Group.__slots__})


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the index."""

    row: Patient

    @property
    def id(self) -> int:
        """Id of the patient."""
        return self.row.id

    def age(self, day: date) -> int:
        """Return the age in years on a day; somebody without a birth date counts as an adult."""
        return age_on(self.row.date_of_birth, day) if self.row.date_of_birth else 50


class People:
    """Makes the people, and keeps them in the ledger."""

    def __init__(self, ledger: Ledger, moment: Moment, chance: Random) -> None:
        self._ledger = ledger
        self._moment = moment
        self._chance = chance
        words = tomllib.loads((MATERIAL / "names.toml").read_text(encoding="utf-8"))
        self._groups = [_group(each) for each in words["groups"]]
        self._weights = [group["weight"] for group in words["groups"]]
        self._places: dict[str, list[str]] = words["places"]
        with (MATERIAL / "practices.csv").open(encoding="utf-8", newline="") as file:
            self._practices = [(row["code"], row["name"]) for row in DictReader(file)]
        self._number = _FIRST_NUMBER

    def somebody(self, lowest_age: int, highest_age: int) -> Person:
        """Return a new person of an age in years, both ends included."""
        chance, today = self._chance, self._moment.today
        born = today - timedelta(days=int(chance.uniform(lowest_age, highest_age + 1) * 365.25) + 1)
        gender = chance.choice("12")
        family_name, given_name = self._name(gender, born)
        person = self.known(
            family_name,
            given_name,
            born,
            stated_gender=gender if chance.random() > 0.01 else "9",
            nhs_number=nhs_number.practice_number(self._number),
            nhs_number_status="01",
        )
        self._number += 1
        self._numbers_to_ring(person)
        self._needs(person)
        if chance.random() < 0.05:
            former = chance.choice(chance.choices(self._groups, self._weights)[0].family)
            self.also_known_as(person, "former" if gender == "2" else "alias", former, given_name)
        return person

    def known(self, family_name: str, given_name: str, born: date | None, **columns: Any) -> Person:
        """Return a new person with this name; chance supplies the details not given."""
        chance = self._chance
        grown_up = born is not None and age_on(born, self._moment.today) >= ADULT_FROM
        practice = chance.choice(self._practices)
        values: dict[str, Any] = {
            "title": chance.choice(_TITLES.get(columns.get("stated_gender", ""), ("",))) if grown_up else "",
            "address": self._address(),
            "postcode": self._postcode(),
            "gp_practice_code": practice[0],
            "gp_practice_name": practice[1],
            "nhs_number_valid": nhs_number.is_valid(columns.get("nhs_number")),
            "email": "",
            "overseas_answer": "resident" if chance.random() < 0.7 else "",
            **columns,
        }
        row = self._ledger.add(Patient, date_of_birth=born, **values)
        set_name(row, family_name, given_name)
        row.postcode_key = postcode_search_key(row.postcode) if row.postcode else ""
        if row.hospital_number is None and row.demographics_known:
            row.hospital_number = f"H{row.id:07d}"
        self._found_by(row.id, USUAL, family_name, given_name)
        return Person(row)

    def also_known_as(self, person: Person, kind: str, family_name: str, given_name: str) -> None:
        """Give a person another name for finding them."""
        self._ledger.add(
            PatientName,
            patient_id=person.id,
            kind=kind,
            family_name=family_name,
            given_name=given_name,
            sort_key=sort_key(family_name, given_name),
        )
        self._found_by(person.id, kind, family_name, given_name)

    def phone(self, person: Person, number: str, **columns: Any) -> None:
        """Give a person a telephone number, written the national way."""
        key = phone_search_key(number)
        kind = "mobile" if number.startswith("07") else "landline"
        self._ledger.add(
            PatientPhone, patient_id=person.id, **{"kind": kind, "number": f"+{key}", "number_key": key, **columns}
        )

    def need(self, person: Person, code: str, detail: str) -> None:
        """Give a person a need with a code of `local_accessible_need`."""
        self._ledger.add(
            PatientNeed, patient_id=person.id, code=code, detail=detail, review_date=self._moment.days(200)
        )

    def flag(self, person: Person, code: str, note: str = "", *, review_in: int = 180) -> None:
        """Give a person a flag with a code of `local_alert_flag`."""
        self._ledger.add(
            AlertFlag, patient_id=person.id, code=code, note=note, review_date=self._moment.days(review_in)
        )

    def related(self, person: Person, relationship: str, other: Person | None = None, **columns: Any) -> None:
        """Give a person a relative, a patient of the hospital or not."""
        name = f"{other.row.given_name} {other.row.family_name}" if other is not None else ""
        values = {"name": name, **columns}
        if values.get("number"):
            values["number_key"] = phone_search_key(values["number"])
            values["number"] = f"+{values['number_key']}"
        self._ledger.add(
            RelatedPerson,
            patient_id=person.id,
            related_patient_id=other.id if other is not None else None,
            relationship=relationship,
            **values,
        )

    def _found_by(self, patient_id: int, kind: str, family_name: str, given_name: str) -> None:
        for name_key, heard_as in name_keys(family_name, given_name):
            self._ledger.add(PatientNameKey, patient_id=patient_id, kind=kind, name_key=name_key, sound_key=heard_as)

    def _name(self, gender: str, born: date) -> tuple[str, str]:
        group = self._chance.choices(self._groups, self._weights)[0]
        since = born >= _GIVEN_NAMES_CHANGED
        if gender == "2":
            given = group.female_since if since else group.female
        else:
            given = group.male_since if since else group.male
        family = group.female_family if gender == "2" else group.family
        return self._chance.choice(family), self._chance.choice(given)

    def _address(self) -> str:
        chance = self._chance
        street = f"{chance.randint(1, 240)} {chance.choice(self._places['streets'])}"
        house = f"{chance.choice(self._places['houses'])}\n" if chance.random() < 0.12 else ""
        return f"{house}{street}\nNortham"

    def _postcode(self) -> str:
        chance = self._chance
        if chance.random() < 0.004:
            return "ZZ99 3VZ"
        return f"{chance.choice(_OUTWARD)} {chance.randint(1, 9)}{chance.choice(_UNIT)}{chance.choice(_UNIT)}"

    def _numbers_to_ring(self, person: Person) -> None:
        chance = self._chance
        child = person.age(self._moment.today) < ADULT_FROM
        if chance.random() < 0.88:
            self.phone(
                person,
                f"07700 900{chance.randint(500, 999)}",
                voicemail_allowed=chance.random() < 0.7,
                text_allowed=chance.random() < 0.8,
                preferred=True,
                note="mother's mobile" if child else "",
            )
        if chance.random() < 0.5:
            self.phone(person, f"{chance.choice(_LANDLINES)}{chance.randint(200, 999)}", voicemail_allowed=True)
        if chance.random() < 0.55 and not child:
            local_part = sort_key(person.row.given_name, person.row.family_name).lower().replace(" ", ".")
            person.row.email = f"{local_part}{person.id}@example.org"

    def _needs(self, person: Person) -> None:
        chance, row = self._chance, person.row
        if chance.random() < 0.05:
            row.interpreter_needed, row.language = True, chance.choice(self._places["languages"])
            self.flag(person, "INT", row.language)
        if chance.random() < 0.04:
            self.need(person, "IF", chance.choice(("Large print", "Large print", "Easy read", "Braille", "Audio")))
        if chance.random() < 0.02:
            self.need(person, "CS", chance.choice(("Hearing loop", "Lip-speaker", "More time")))
        if chance.random() < (0.12 if person.age(self._moment.today) > 75 else 0.01):
            row.transport_needed = True
        if chance.random() < 0.012:
            row.safe_contact_note = chance.choice(_SAFE_CONTACT)
            self.flag(person, "SC")
        if chance.random() < 0.01:
            self.flag(person, "SAF-C" if person.age(self._moment.today) < ADULT_FROM else "SAF-A")
        if chance.random() < 0.02:
            self.flag(person, "RA", "First appointment of the day; a quiet place to wait.")
        if chance.random() < 0.08:
            row.short_notice_hours = chance.choice((24, 48, 72))
            row.short_notice_days = chance.choice(("01234", "024", "13", "4"))


@cache
def shape_of_waits() -> dict[str, tuple[list[int], list[int]]]:
    """Return, for each treatment function, weeks waited and the number of pathways in England with that wait."""
    found: dict[str, tuple[list[int], list[int]]] = {}
    for code, weeks, pathways in _waits():
        of_code = found.setdefault(code, ([], []))
        of_code[0].append(weeks)
        of_code[1].append(pathways)
    return found


def _waits() -> Iterator[tuple[str, int, int]]:
    with (MATERIAL / "weeks_waited.csv").open(encoding="utf-8", newline="") as file:
        for row in DictReader(file):
            yield row["treatment_function_code"], int(row["weeks"]), int(row["pathways"])
