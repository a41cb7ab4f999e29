"""Assigns the columns of a CSV file to fields of a patient, by known headings or a user's own list.

`csv_patients` reads the rows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from clerkdesk.interop.clinics.toml_reading import did_you_mean, read_toml
from clerkdesk.interop.reading.json_reading import UnreadableFileError

PHONES: Final[dict[str, str]] = {
    "phone": "home", "phone_2": "home", "home_phone": "home", "mobile_phone": "mobile", "work_phone": "work",
}  # fmt: skip
"""Fields with a telephone number -> its kind."""
ADDRESS_LINES: Final = (
    "address",
    "house",
    "address_line_1",
    "address_line_2",
    "address_line_3",
    "address_line_4",
    "address_line_5",
    "town",
    "county",
)
RELATED: Final = ("parent_1", "parent_2", "next_of_kin")
RELATED_PARTS: Final = ("name", "relationship", "phone", "email")

KNOWN_HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "nhs_number": ("nhsnumber", "nhsno", "nhsnum", "nhs", "newnhsnumber", "nhsid", "verifiednhsnumber"),
    "nhs_number_status": ("nhsnumberstatus", "nhsnumberstatusindicatorcode", "nhsnumbertrace", "nhsstatus"),
    "hospital_number": (
        "hospitalnumber", "hospitalno", "mrn", "casenumber", "unitnumber", "localpatientidentifier", "hospitalid",
        "localidentifier", "localid", "pasnumber", "pasid", "districtnumber", "casenotenumber", "rnumber",
        "medicalrecordnumber", "crn", "hospno", "hospnum", "hospnumber", "casenote", "localpatientid", "lpi",
    ),
    "title": ("title", "prefix", "nametitle", "salutation"),
    "full_name": ("name", "fullname", "namefull", "displayname", "surnameforename", "surnameandforename"),
    "given_name": (
        "givenname", "givennames", "firstname", "firstnames", "forename", "forenames", "fname", "forename1",
        "givenname1", "firstforename", "christianname",
    ),
    "middle_names": (
        "middlename", "middlenames", "secondname", "forename2", "givenname2", "secondforename", "othernames",
        "middleinitial", "otherforenames", "othergivennames",
    ),
    "family_name": ("familyname", "lastname", "surname", "lname", "sname", "namefamily", "surnamefamilyname"),
    "preferred_given_name": (
        "preferredgivenname", "preferredfirstname", "preferredname", "knownas", "preferredforename",
    ),
    "preferred_family_name": ("preferredfamilyname", "preferredlastname", "preferredsurname"),
    "former_family_name": (
        "surnameatbirth", "familynameatbirth", "formerfamilyname", "formersurname", "previoussurname", "maidenname",
        "birthname", "previousname", "previouslastname", "formername",
    ),
    "date_of_birth": ("dateofbirth", "dob", "birthdate", "borndate", "datebirth", "dobirth", "bdate"),
    "gender": (
        "gender", "sex", "statedgender", "gendercode", "sexcode", "personstatedgendercode", "administrativegender",
    ),
    "ethnic_category": ("ethniccategory", "ethniccode", "ethnicity", "ethnicgroup", "ethnicorigin"),
    "deceased_date": (
        "deceaseddate", "dateofdeath", "dod", "deathdate", "datedeceased", "datedied", "deceasedon",
        "datetimeofdeath", "deathdatetime", "dateandtimeofdeath", "diedon", "deathdttm", "dateofdeathtime",
    ),
    "deceased": (
        "deceased", "isdeceased", "dead", "isdead", "died", "death", "deathindicator", "deathnotification", "rip",
    ),
    "vital_status": ("vitalstatus", "lifestatus", "vitalstate"),
    "address": ("address", "fulladdress", "homeaddress", "postaladdress", "usualaddress"),
    "house": (
        "housenumber", "housename", "housenameornumber", "housenameandnumber", "buildingname", "flat", "flatnumber",
    ),
    "address_line_1": (
        "streetname", "road", "addressline1", "address1", "street", "add1", "address1line", "homeaddress1", "addr1",
        "line1",
    ),
    "address_line_2": ("addressline2", "address2", "add2", "address2line", "homeaddress2", "addr2", "line2"),
    "address_line_3": ("addressline3", "address3", "add3", "address3line", "homeaddress3", "addr3", "line3"),
    "address_line_4": ("addressline4", "address4", "add4", "address4line", "homeaddress4", "addr4", "line4"),
    "address_line_5": ("addressline5", "address5", "add5", "address5line", "homeaddress5", "addr5", "line5"),
    "town": ("town", "city", "addresstown", "suburb", "addresscity", "posttown"),
    "county": ("county", "addresscounty"),
    "postcode": (
        "postcode", "postalcode", "pcode", "addresspostcode", "homepostcode", "zip", "zipcode",
        "postcodeofusualaddress", "postcodeusual", "usualaddresspostcode",
    ),
    "phone": (
        "phone1", "telephone1", "tel1", "phone", "telephone", "phonenumber", "telephonenumber", "tel",
        "contactnumber", "contactphone",
    ),
    "phone_2": ("phone2", "telephone2", "tel2", "othertelephone", "otherphone", "alternativephone", "phonenumber2"),
    "home_phone": ("homephone", "hometelephone", "hometel", "landline", "phonehome", "telhome", "telephonehome"),
    "mobile_phone": (
        "mobile", "mobilephone", "mobilenumber", "mobiletelephone", "mob", "cell", "cellphone", "phonemobile",
        "telmobile", "telephonemobile", "mobiletel",
    ),
    "work_phone": ("workphone", "worktelephone", "worktel", "phonework", "telwork", "telephonework", "daytimephone"),
    "email": ("email", "emailaddress", "mail", "homeemail"),
    "gp_practice_code": (
        "gppracticecode", "practicecode", "gpcode", "odscode", "surgerycode",
        "gmpcode", "generalmedicalpracticecode", "practiceods", "practiceodscode", "gppracticeods",
    ),
    "gp_practice_name": (
        "registeredgppractice", "registeredpractice", "registeredgpsurgery", "gppracticename", "practicename",
        "gpsurgery", "surgery", "surgeryname", "gppractice",
    ),
    "language": (
        "interpreterlanguage", "languageneeded", "languagerequired", "language", "preferredlanguage",
        "spokenlanguage", "mainlanguage", "firstlanguage", "languagespoken", "mainspokenlanguage",
    ),
    "interpreter_needed": (
        "interpreterneeded", "interpreterrequired", "interpreter", "needsinterpreter", "interpreterreqd",
        "interpreterreq", "requiresinterpreter", "translator", "translatorneeded",
    ),
    "transport_needed": (
        "transportneeded", "transportrequired", "transport", "patienttransport", "needstransport", "ambulance",
        "transportreqd", "transportreq",
    ),
    "support_needs": (
        "accessneeds", "accessibilityneeds", "supportneed", "accessibleneeds", "accessibleinformation", "ais",
        "communicationneeds", "specialneeds", "specialrequirements", "reasonableadjustments", "reasonableadjustment",
        "additionalneeds", "supportneeds", "disability", "disabilities", "accessibleinformationneeds",
        "communicationsupport", "commsneeds", "learningdisability", "learningdisabilities", "learningdifficulty",
        "wheelchair", "wheelchairuser", "hoist", "hoistrequired", "hoistneeded", "mobility", "mobilityneeds",
        "mobilityneed", "hearingimpaired", "hearingimpairment", "hearingloss", "deaf", "deafblind", "blind",
        "visualimpairment", "visuallyimpaired", "sightimpaired", "sightloss", "dementia", "autism", "autistic", "bsl",
        "bsluser", "signlanguage", "signlanguageuser", "hearingloop", "carerneeded", "chaperone", "chaperonerequired",
        "bariatric",
    ),
    "alerts": (
        "alert", "alerts", "warning", "warnings", "alerttext", "alertnotes", "hazards", "hazard", "risk", "risks",
        "safeguarding", "safeguardingalert", "safeguardingconcern", "safeguardingconcerns", "safeguardingnotes",
        "childprotection", "childprotectionplan", "childprotectionalert", "lookedafterchild",
        "infection", "infectionalert", "infectioncontrol", "riskalert", "clinicalalert", "clinicalalerts",
        "safetyalert", "violencealert", "staffalert", "alertdetails", "alertcomment", "alertcomments", "alertreason",
    ),
    "contact_method": ("preferredcontactmethod", "contactmethod", "contactpreference"),
    "contact_note": ("safecontact", "contactnote", "contactnotes", "contactinstructions", "safecontactnote"),
    "text_allowed": (
        "textok", "sms", "textconsent", "smsconsent", "consenttotext", "consenttosms", "textallowed", "oktotext",
        "smsok",
    ),
    "voicemail_allowed": (
        "voicemailconsent", "consenttovoicemail", "voicemailallowed", "leavemessage", "oktoleavemessage",
        "voicemailok",
    ),
    "written_format": ("writtenformat", "preferredformat", "letterformat", "preferredwrittenformat"),
    "restricted": (
        "sensitivepatient", "sensitiverecord", "restrictedaccess", "restrictedrecord", "sflag", "sensitivedata",
        "restricted", "sensitive", "sensitivity", "confidential", "spatient", "vip", "issensitive",
        "confidentialpatient", "confidentialrecord", "restrictedpatient",
    ),
    "next_of_kin_name": ("nextofkin", "nextofkinname", "nok", "nokname"),
    "next_of_kin_relationship": ("nextofkinrelationship", "nokrelationship", "relationshiptopatient"),
    "next_of_kin_phone": ("nextofkinphone", "nextofkintelephone", "nokphone", "noktel", "noktelephone"),
}  # fmt: skip
"""Field -> headings, in lower-case letters and digits only, as `_keys_of` makes them."""
_WHOSE: Final = frozenset(
    {"patient", "patients", "pat", "pt", "person", "child", "client", "demographic", "demographics", "current", "usual"}
)
"""Leading words of a heading that name the person."""
_SAID_OTHERWISE: Final[dict[str, str]] = {
    "addr": "address", "tel": "phone", "telno": "phone", "telephone": "phone", "ph": "phone", "mob": "mobile",
    "num": "number", "no": "number", "nbr": "number", "nr": "number", "dt": "date", "lang": "language",
    "lng": "language", "fore": "forename", "sur": "surname",
    "interp": "interpreter", "sens": "sensitive", "hosp": "hospital",
    "pc": "postcode",
}  # fmt: skip
_ADD_NOTHING: Final = frozenset(
    {
        "flag",
        "ind",
        "indicator",
        "yn",
        "text",
        "desc",
        "description",
        "value",
        "number",
        "code",
        "status",
        "txt",
        "y",
        "n",
        "ddmmyyyy",
        "ddmmyy",
        "yyyymmdd",
        "name",
    }
)
"""Trailing words of a heading that may be dropped if the whole heading is unknown."""

_COLUMNS_OF_ONE_FIELD: Final = range(2, 21)
SEVERAL: Final[dict[str, tuple[str, ...]]] = {
    name: (name, *(f"{name}_{number}" for number in _COLUMNS_OF_ONE_FIELD)) for name in ("alerts", "support_needs")
}
"""Fields that several columns may give, with the names of those columns: all are read, so that none is lost."""
_FIELD_OF: Final = {column: name for name, columns in SEVERAL.items() for column in columns}

FIELDS: Final = tuple(dict.fromkeys([*KNOWN_HEADINGS, *(f"{who}_{part}" for who in RELATED for part in RELATED_PARTS)]))
"""Every possible field of a column."""
IGNORE: Final = "ignore"
"""The word of a mapping file for a column to ignore."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Further headings of fields, from a user's mapping file."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Heading, in lower case and without outer blanks -> field, or `ignore`."""

    def field_for(self, heading: str) -> str:
        """Return the field of a heading; empty for an ignored or unknown one."""
        return self.known_as(heading)[0]

    def known_as(self, heading: str) -> tuple[str, int]:
        """Return the field of a heading, and how much the heading had to change: 0 for the user's own name."""
        named = self.columns.get(heading.strip().lower())
        if named is not None:
            return ("" if named == IGNORE else named), 0
        keys = list(enumerate(_keys_of(heading)))
        known = ((_FIELD_BY_HEADING[key], 1 + number // 3) for number, key in keys if key in _FIELD_BY_HEADING)
        bare = ((number, key.rstrip("0123456789")) for number, key in keys)
        numbered = (
            (name, 1 + number // 3) for number, key in bare if (name := _FIELD_BY_HEADING.get(key, "")) in SEVERAL
        )
        return next(known, None) or next(numbered, ("", 9))

    def is_ignored(self, heading: str) -> bool:
        """Return whether the user said that a column is not to be read."""
        return self.columns.get(heading.strip().lower()) == IGNORE


def _keys_of(heading: str) -> Iterator[str]:
    """Yield the possible forms of a heading, the original first: `PERSON_SURNAME` as `personsurname`, `surname`."""
    key = re.sub(r"[^a-z0-9]", "", heading.lower())
    yield from (key, key.removeprefix("patients").removeprefix("patient"), key.removeprefix("child"))
    if "(" in heading:
        yield re.sub(r"[^a-z0-9]", "", re.sub(r"\([^)]*\)", "", heading.lower()))
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])", " ", heading.replace("'s", ""))
    words = [word for word in re.split(r"[^a-z0-9]+", parted.lower()) if word]
    while len(words) > 1 and words[0] in _WHOSE:
        words = words[1:]
    said = [_SAID_OTHERWISE.get(word, word) for word in words]
    for tokens in (words, said):
        yield "".join(tokens)
        if tokens[-1:] == ["code"] and {"practice", "surgery"} & set(tokens[:-1]):
            # A practice's code is never its name.
            yield "gppracticecode"
            return
        while len(tokens) > 1 and tokens[-1] in _ADD_NOTHING:
            tokens = tokens[:-1]
            yield "".join(tokens)


def load_mapping(path: Path) -> ColumnMapping:
    """Read a mapping file: a table `[columns]` with a line `"NHS No." = "nhs_number"` for each own column.

    Raises:
        UnreadableFileError: with a sentence that names the key and what would be right.
    """
    document = read_toml(path)
    for key in document:
        if key != "columns":
            raise UnreadableFileError(f"{path.name}: the key {key!r} is not known; there is one table, [columns].")
    columns = document.get("columns")
    if not isinstance(columns, dict) or not columns:
        raise UnreadableFileError(
            f'{path.name}: the table [columns] is missing; a line in it is "NHS No." = "nhs_number".'
        )
    for heading, name in columns.items():
        if not isinstance(name, str) or (name not in FIELDS and name != IGNORE):
            hint = did_you_mean(str(name), [*FIELDS, IGNORE])
            raise UnreadableFileError(f"{path.name}: columns: {heading!r} names no field of a patient. {hint}")
    return ColumnMapping({heading.strip().lower(): str(name) for heading, name in columns.items()})


def field_of(column: str) -> str:
    """Return the field of a column that may be one of several."""
    return _FIELD_OF.get(column, column)


def tells_who(fields: Collection[str]) -> bool:
    """Return whether some fields are enough to identify a patient."""
    named = "family_name" in fields or "full_name" in fields
    return "nhs_number" in fields or (named and "date_of_birth" in fields)


def assign(headings: Sequence[str], mapping: ColumnMapping) -> dict[str, int]:
    """Return the position of each field among the headings.

    Raises:
        UnreadableFileError: with a sentence, if no heading is known, if none identifies a patient, or if two columns
        are the same field.
    """
    positions: dict[str, int] = {}
    changed: dict[str, int] = {}
    for position, heading in enumerate(headings):
        name, how_far = mapping.known_as(heading)
        if name in SEVERAL:
            free = next((column for column in SEVERAL[name] if column not in positions), None)
            if free is not None:
                positions[free] = position
            continue
        if not name or how_far > changed.get(name, 9):
            continue
        if how_far == changed.get(name):
            raise UnreadableFileError(
                f"Columns {positions[name] + 1} and {position + 1} are both read as {name}; say in a mapping file "
                f'which one counts, and give the other one the field "{IGNORE}".'
            )
        positions[name], changed[name] = position, how_far
    if not tells_who(positions):
        raise UnreadableFileError(
            "The first line has no heading for an NHS number, nor for a family name and a date of birth. Name the "
            'columns in a mapping file: a table [columns] with lines such as "NHS No." = "nhs_number".'
        )
    return positions


_FIELD_BY_HEADING: Final = {heading: name for name, headings in KNOWN_HEADINGS.items() for heading in headings} | {
    f"{who}_{part}".replace("_", ""): f"{who}_{part}" for who in RELATED for part in RELATED_PARTS
}
