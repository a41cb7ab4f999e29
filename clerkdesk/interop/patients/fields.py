"""Reads the fields of a patient from another system leniently, with a sentence for each wrong one.

`fhir_patients` and `csv_patients` know the forms of files; the sentences never repeat the content of a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from clerkdesk.interop.reading.file_dates import Order, read_past_day
from clerkdesk.interop.reading.parts_of_dates import part_of_a_date
from clerkdesk.interop.reading.records import CellReading, Fate, PatientRecord, PhoneNumber, Row
from clerkdesk.rules.patients.stated import (
    StatedAnswer,
    StatedDeath,
    StatedNeed,
    read_answer,
    read_death,
    read_death_mark,
    read_need,
)
from clerkdesk.rules.values import text
from clerkdesk.rules.values.hospital_number import is_made_here
from clerkdesk.rules.values.nhs_number import is_repeated, parse_nhs_number
from clerkdesk.rules.values.no_value import is_no_value, is_stand_in_number, may_be_a_family_name
from clerkdesk.rules.values.phones import PhoneKind, plain_number
from clerkdesk.rules.values.phones_in_text import find_phones
from clerkdesk.rules.values.postcodes import parse_postcode
from clerkdesk.rules.values.unreadable import Unreadable

NOT_IDENTIFIED: Final = "This names nobody: a patient needs a valid NHS number, or a family name with a date of birth."
PARTED_NAME: Final = (
    "The whole name was in one field without a comma and was split before its last word; "
    "check which is the family name."
)
NAMELESS: Final = "The row has no name; ask the source who this is before anything is booked."
TEMPLATE_MARK: Final = re.compile(r"^(#|\$|\{|<)")
"""A placeholder that a program should have replaced (`#nhsNumber`)."""

REPEATED_NUMBER: Final = (
    "The NHS number was left out: one digit ten times over, or the digits in a row, are nobody's NHS number."
)
STAND_IN_NUMBER: Final = "The hospital number was left out: one digit repeated is a placeholder, not a number."
WORD_FOR_NUMBER: Final = "The hospital number was left out: it is a word without a digit."
NUMBER_OF_A_DESK: Final = (
    "The hospital number was left out: a desk made it for its own use, and in a file it identifies nobody."
)
STAND_IN_PHONE: Final = "A telephone number was left out: one digit repeated is a placeholder, not a number."
MORE_THAN_A_NUMBER: Final = (
    "A telephone field holds more than a number: each number was kept separately, with the words in its note."
)
NAME_LIKE_NO_VALUE: Final = (
    "The family name is also a word that systems write for an unknown name; it was kept. Ask the patient."
)
UNCLEAR_NEED: Final = "The words about {what} are more than yes or no and were taken as yes; check what is meant."
UNCLEAR_CONSENT: Final = (
    "The words about {what} are neither yes nor no, so nothing was read from them; ask the patient."
)
UNCLEAR_DEATH: Final = (
    "The words about a death are neither a date nor a word that says dead, so no death was read from them. Ask the "
    "source."
)
DEATH_TO_COME: Final = "The date of death has not come yet, so no death was read from it; ask the source."
DEATH_BEFORE_BIRTH: Final = "The date of death is before the birth date, so no death was read from it; ask the source."
DEATH_WITHOUT_DAY: Final = "The source says that the patient has died, without a whole date; ask for the day."
DEATH_AGAINST_ALIVE: Final = (
    "The source says both that the patient has died and that the patient lives; ask the source."
)

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_NOBODYS_EMAIL: Final = re.compile(
    r"(?:no[-_.]?e?mail|no[-_.]?address|none|null|nil|na|n[-_.]a|unknown|notknown)@.*", re.I
)

GENDERS: Final[dict[str, str]] = {
    "1": "1", "m": "1", "male": "1", "man": "1", "boy": "1",
    "2": "2", "f": "2", "female": "2", "woman": "2", "girl": "2",
    "9": "9", "i": "9", "indeterminate": "9", "other": "9", "not specified": "9", "non-binary": "9",
    "x": "X", "0": "X",
}  # fmt: skip
"""Other systems' word, in lower case -> stated gender (R-411)."""


@dataclass(slots=True)
class PatientFields:
    """Reads one patient's fields and collects the sentences about wrong ones."""

    today: date
    flags: list[str] = field(default_factory=list)
    fates: dict[str, Fate] = field(default_factory=dict)
    """The use of a field or an element that was not simply read."""
    flagged: set[str] = field(default_factory=set)
    """The fields that a flag is about."""

    def flag(self, name: str, sentence: str, fate: Fate | None = None) -> None:
        """Add a flag about a field, with its use."""
        self.flags.append(sentence)
        self.flagged.add(name)
        if fate is not None:
            self.fates[name] = fate

    def nhs_number(self, written: str, name: str = "nhs_number") -> tuple[str | None, bool]:
        """Return the number and whether it is valid; an invalid one is kept as written and flagged."""
        if is_no_value(written):
            return None, False
        read = parse_nhs_number(written)
        if isinstance(read, str):
            return read, True
        if is_repeated(text.without_point_zero(written)):
            self.flag(name, REPEATED_NUMBER, "left out")
            return None, False
        self.flag(name, f"The NHS number was kept as written. {read.sentence}")
        digits = text.compact(written)
        return (digits if digits.isdigit() and len(digits) == len("9990000018") else written), False

    def hospital_number(self, written: str, name: str = "hospital_number") -> str | None:
        """Return a hospital number; a placeholder is nobody's, since it would join all who have it."""
        bare = text.without_point_zero(written)
        if is_no_value(bare):
            return None
        if is_stand_in_number(bare):
            self.flag(name, STAND_IN_NUMBER, "left out")
            return None
        if not any(char.isdigit() for char in bare):
            self.flag(name, WORD_FOR_NUMBER, "left out")
            return None
        if is_made_here(text.compact(bare).upper()):
            self.flag(name, NUMBER_OF_A_DESK, "left out")
            return None
        return bare

    def family_name(self, written: str, beside: Iterable[str], name: str = "family_name") -> tuple[str, bool]:
        """Return a family name and whether it looks like a placeholder; some people are called Null, None or Nil.

        Args:
            written: the text of the file.
            beside: the other texts of the row. Such a name without another name or a birth date does not keep a person,
            and a word that is also in another column is a placeholder.
            name: of the field or element.
        """
        if not is_no_value(written):
            return written, False
        others = [other for other in beside if other]
        if may_be_a_family_name(written) and written not in others and any(not is_no_value(other) for other in others):
            self.flag(name, NAME_LIKE_NO_VALUE, "read")
            return written, True
        if text.clean(written):
            self.fates[name] = "no value"
        return "", False

    def past_date(self, written: str, what: str, name: str, order: Order = "day first") -> date | None:
        """Return a past day, such as of birth; an unreadable one is left out and flagged."""
        read = read_past_day(written, self.today, what, order)
        if read.sentence:
            self.flag(name, read.sentence)
        if read.day is None and text.clean(written):
            self.fates[name] = "no value" if read.stand_in else "left out"
        return read.day

    def death(
        self, written: str, born: date | None, name: str = "deceased_date", order: Order = "day first"
    ) -> tuple[bool | None, date | None]:
        """Return whether a text says dead (True) or alive (False), and the day; None if it says neither.

        Only a past day after the birth is a death, also a month, a year or an approximate day, or a word that says
        dead.
        """
        said = read_death(written)
        if said.says == "nothing":
            return None, None
        if said.says in ("dead", "alive") and not said.rest:
            return self._said(said, name), None
        read = read_past_day(said.rest or written, self.today, "date of death", order, of_death=True)
        if read.day is not None and born is not None and read.day < born:
            self.flag(name, DEATH_BEFORE_BIRTH, "left out")
            return (True if said.says == "dead" else None), None
        if read.day is not None:
            if read.sentence:
                self.flag(name, read.sentence)
            return True, read.day
        if said.says == "dead":
            return self._said(said, name), None
        part = part_of_a_date(written) if not read.stand_in and said.says == "unclear" and not said.rest else None
        if part is not None and born is not None and part.last < born:
            self.flag(name, DEATH_BEFORE_BIRTH, "left out")
        elif part is not None and part.first > self.today:
            self.flag(name, DEATH_TO_COME, "left out")
        elif part is not None:
            self.flag(name, DEATH_WITHOUT_DAY)
            return True, None
        elif read.stand_in:
            self.flag(name, read.sentence, "no value")
        else:
            has_date = any(char.isdigit() for char in written)
            to_come = "has not come" in read.sentence
            self.flag(name, DEATH_TO_COME if to_come else read.sentence if has_date else UNCLEAR_DEATH, "left out")
        return None, None

    def death_mark(self, written: str, name: str = "deceased") -> bool | None:
        """Return the answer of a column that asks whether the patient has died; None for neither yes nor no."""
        said = read_death_mark(written)
        if said.says == "unclear":
            self.flag(name, UNCLEAR_DEATH, "left out")
            return None
        return None if said.says == "nothing" else said.says == "dead"

    def vital_status(self, written: str, name: str = "vital_status") -> bool | None:
        """Return the answer of a column `Vital status`, where only a word that says dead is a death."""
        said = read_death(written)
        if said.says == "unclear" or said.rest:
            self.flag(name, UNCLEAR_DEATH, "left out")
            return None
        return None if said.says == "nothing" else said.says == "dead"

    def _said(self, said: StatedDeath, name: str) -> bool:
        if said.says == "dead":
            self.flag(name, DEATH_WITHOUT_DAY)
        return said.says == "dead"

    def need(self, written: str, what: str, name: str) -> StatedNeed:
        """Return whether a text states a need or a sensitive record; an unknown text counts as yes and is flagged."""
        read = read_need(written)
        if not read.clear:
            self.flag(name, UNCLEAR_NEED.format(what=what))
        return read

    def consent(self, written: str, what: str, name: str) -> bool | None:
        """Return a known yes or no about the patient's permission, and nothing from any other word."""
        answer = read_answer(written)
        if answer == StatedAnswer.UNCLEAR:
            self.flag(name, UNCLEAR_CONSENT.format(what=what), "left out")
        return answer == StatedAnswer.YES if answer in (StatedAnswer.YES, StatedAnswer.NO) else None

    def phones(self, written: str, kind: str, name: str = "phone") -> tuple[PhoneNumber, ...]:
        """Return the telephone numbers of a text, in E.164; a text without one is kept as written and flagged."""
        if is_no_value(written):
            return ()
        if is_stand_in_number(written):
            self.flag(name, STAND_IN_PHONE, "left out")
            return ()
        if plain := plain_number(written):
            number, is_a = plain
            return (PhoneNumber(number=number, as_written=written, kind=_kind_of_phone(kind, is_a)),)
        found = find_phones(written)
        if isinstance(found, Unreadable):
            self.flag(name, f"A telephone number was kept as written. {found.sentence}")
            return (PhoneNumber(number=written, as_written=written, kind=kind, readable=False),)
        if len(found) > 1 or found[0].note:
            self.flag(name, MORE_THAN_A_NUMBER)
        return tuple(
            PhoneNumber(
                number=each.phone.e164,
                as_written=written,
                kind=_kind_of_phone(kind, each.phone.kind),
                note=each.note,
            )
            for each in found
        )

    def postcode(self, written: str, name: str = "postcode") -> str:
        """Return a postcode in its usual form; an invalid one is kept as written and flagged."""
        if is_no_value(written):
            return ""
        read = parse_postcode(written)
        if isinstance(read, str):
            return read
        self.flag(name, f"The postcode was kept as written. {read.sentence}")
        return written

    def email(self, written: str, name: str = "email") -> str:
        """Return an e-mail address; an invalid one is left out and flagged, since nothing may be sent to it."""
        if is_no_value(written):
            return ""
        if not _EMAIL.fullmatch(written) or _NOBODYS_EMAIL.fullmatch(written):
            self.flag(name, "The e-mail address was left out; one has the shape name@example.org.", "left out")
            return ""
        return written

    def gender(self, written: str, name: str = "gender") -> str:
        """Return the stated gender code (R-411); an unknown text is left out and flagged."""
        if is_no_value(written):
            return ""
        code = GENDERS.get(written.lower(), "")
        if not code:
            sentence = "The gender was left out; it should be male, female, indeterminate or not known."
            self.flag(name, sentence, "left out")
        return code

    def row(
        self, source: str, item: str, record: PatientRecord, cells: Iterable[CellReading] = ()
    ) -> Row[PatientRecord]:
        """Return the row of a record, or its rejection if it does not say who the person is."""
        if not record.nhs_number_valid and not (record.family_name and record.date_of_birth):
            rejection = " ".join([NOT_IDENTIFIED, *self.flags])
            return Row(source, item, None, rejection=rejection, cells=tuple(cells))
        if not record.family_name and not record.given_name and self._has_more_than_a_number(record):
            self.flags.append(NAMELESS)
        elif record.demographics_known:
            parts = {
                "family name": record.family_name,
                "given name": record.given_name,
                "date of birth": record.date_of_birth,
            }
            missing = [what for what, value in parts.items() if not value]
            if missing:
                self.flags.append(f"Missing: {', '.join(missing)}. Look it up, or ask the patient.")
        return Row(source, item, record, flags=tuple(self.flags), cells=tuple(cells))

    def _has_more_than_a_number(self, record: PatientRecord) -> bool:
        """Return whether a row lost its name, and is not one meant to give only a number."""
        return bool(record.date_of_birth or record.addresses or record.phones or record.email or self.flags)


def _kind_of_phone(stated: str, is_a: PhoneKind) -> str:
    return "mobile" if is_a == "mobile" and stated == "home" else stated
