"""Adds the lists of a patient: other names, telephones, needs, alerts, people, other values.

A file adds missing entries and removes none. `word_of_death` handles word of a death or a life.
"""

from __future__ import annotations

from collections.abc import Iterator

from clerkdesk.data.name_keys import USUAL, name_keys
from clerkdesk.data.tables import (
    AlertFlag,
    PatientName,
    PatientNameKey,
    PatientNeed,
    PatientOtherValue,
    PatientPhone,
    RelatedPerson,
)
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.interop.reading.records import PatientRecord, PostalAddress
from clerkdesk.rules.patients.statements import home_text
from clerkdesk.rules.values.text import compact, search_key, sort_key
from clerkdesk.services.imports.known_people import KnownPerson
from clerkdesk.services.imports.patient_columns import ColumnsOfPatient
from clerkdesk.services.imports.stated import number_key
from clerkdesk.services.imports.writes import BatchWrites

SENSITIVE, OTHER_ALERT = "SEN", "OTH"
"""Codes of `local_alert_flag`."""
OLD_NUMBER = "old"
"""Kind of a former telephone number."""

CONSENT = "The file says whether texts or messages are allowed, and no number is new; check it on the record."
OTHER_CONTACT_NOTE = (
    "The file has other words on safe contact; what stands here was kept, and the file's stands beside it."
)
NEEDS_TRANSPORT = "The file says that no transport is needed; the need stands until a clerk takes it off."
ENDED = (
    "The file says that {what} has ended, and it stands here. It stands until a clerk takes it off; ask the patient."
)
IS_SENSITIVE = "The record is sensitive: address and telephone are not shown."


class DetailsFromRow:
    """Adds a row's new entries to one patient."""

    def __init__(self, act: ActWork, writes: BatchWrites, person: KnownPerson, record: PatientRecord) -> None:
        self._act = act
        self._writes = writes
        self._person = person
        self._record = record
        self.changed = False
        self.renamed = False
        """Whether a searchable name was added."""
        self._aside: list[tuple[str, str]] = []
        self.written: set[str] = set()
        """The fields of a record with something added or written."""
        self.overruled: set[str] = set()
        """The fields of the record with another value in force."""
        self.flags: list[str] = []

    def keep_all(self, columns: ColumnsOfPatient) -> None:
        """Add other names and values, telephones, needs, people and ways to reach the patient."""
        record = self._record
        if record.other_names or columns.other_names:
            self._names(columns.other_names)
        self._phones()
        self._needs()
        if record.related_people:
            self._people()
        if record.contact_note or record.contact_method or record.contact_times:
            self._contact_wishes()
        self._transport()
        if record.alerts:
            self._alerts()
        self._other_values(columns.other_values)
        self.flags += [ENDED.format(what=what) for what in self._ended()]
        if record.restricted:
            self._sensitive()

    def _ended(self) -> Iterator[str]:
        """Yield contacts in force here that the source says have ended, since letters and calls go there."""
        record, patient = self._record, self._person.patient
        of_today = {phone.number for phone in record.phones if phone.kind != OLD_NUMBER}
        over = {phone.number for phone in record.phones if phone.kind == OLD_NUMBER} - of_today
        if over & {number for number, _ in self._person.phones}:
            yield "a telephone number"
        if patient.email and patient.email in record.former_emails:
            yield "the e-mail address"
        home = home_text({"address": patient.address, "postcode": patient.postcode})
        if home and home in {_lines(address) for address in record.addresses if address.kind == "old"}:
            yield "the address"

    def write_name_keys(self) -> None:
        """Write the search keys of a new patient; those of a known one are rebuilt from the database."""
        patient = self._person.patient
        names = [(USUAL, patient.family_name, patient.given_name), *sorted(self._person.names)]
        for kind, family_name, given_name in names:
            for name_key, sound_key in name_keys(family_name, given_name):
                self._writes.add(
                    self._person, PatientNameKey, kind=kind, name_key=name_key, sound_key=sound_key
                )  # fmt: skip

    def _names(self, stated: list[tuple[str, str, str]]) -> None:
        wanted = [(name.kind, name.family_name, name.given_name) for name in self._record.other_names]
        wanted += stated
        usual = _name_key("former", self._person.patient.family_name, self._person.patient.given_name)
        known = {_name_key(*name) for name in self._person.names}
        for name in dict.fromkeys(wanted):
            kind, family_name, given_name = name
            # Another name may become the usual one later; only a former one has ended.
            if _name_key(*name) in known | {usual}:
                continue
            known.add(_name_key(*name))
            self._person.names.add(name)
            self._writes.add(
                self._person,
                PatientName,
                kind=kind,
                family_name=family_name,
                given_name=given_name,
                sort_key=sort_key(family_name, given_name),
            )
            self.changed = self.renamed = True

    def _phones(self) -> None:
        record = self._record
        numbers = {number for number, _ in self._person.phones}
        added = 0
        for phone in self._record.phones:
            if phone.kind == OLD_NUMBER or phone.number in numbers:
                continue
            numbers.add(phone.number)
            key = number_key(phone.number)
            self._person.phones.add((phone.number, key))
            self._writes.add(
                self._person,
                PatientPhone,
                kind=phone.kind,
                number=phone.number,
                number_key=key,
                voicemail_allowed=record.voicemail_allowed,
                text_allowed=bool(record.text_allowed),
                preferred=False,
                note=phone.note,
            )
            added += 1
            self.changed = True
            self.written.add("phone")
        if not added and (record.voicemail_allowed, record.text_allowed) != (None, None):
            self.flags.append(CONSENT)
            self.overruled |= {"text_allowed", "voicemail_allowed"}

    def _needs(self) -> None:
        for need in self._record.accessible_needs:
            if need not in self._person.needs:
                self._person.needs.add(need)
                self._writes.add(self._person, PatientNeed, code=need[0], detail=need[1], review_date=None)
                self.changed = True
                self.written.add("support_needs")

    def _people(self) -> None:
        for person in self._record.related_people:
            identity = (person.relationship, person.name, person.phone)
            if identity in self._person.people:
                continue
            self._person.people.add(identity)
            self._writes.add(
                self._person,
                RelatedPerson,
                related_patient_id=None,
                relationship=person.relationship,
                name=person.name,
                number=person.phone,
                number_key=number_key(person.phone),
                next_of_kin=person.next_of_kin,
                parental_responsibility=False,
                may_be_told=False,
            )
            self.changed = True

    def _contact_wishes(self) -> None:
        """Keep the patient's wish for contact, if none is on record."""
        method, times = self._record.contact_method, self._record.contact_times
        asked = self._record.contact_note
        wishes = [asked, f"Prefers: {method}." if method else "", f"Times: {times}." if times else ""]
        note = " ".join(wish for wish in wishes if wish)
        stands = self._person.patient.safe_contact_note
        if note and not stands:
            self._person.patient.safe_contact_note = note
            self.changed = True
            self.written.add("contact_note")
        elif asked and asked not in stands:
            self.flags.append(OTHER_CONTACT_NOTE)
            self.overruled.add("contact_note")
            self._aside.append(("safe_contact_note", asked))

    def _transport(self) -> None:
        """Keep that transport is needed; a file never removes a need."""
        stated, patient = self._record.transport_needed, self._person.patient
        if stated and not patient.transport_needed:
            patient.transport_needed = True
            self.changed = True
            self.written.add("transport_needed")
        elif stated is False and patient.transport_needed:
            self.flags.append(NEEDS_TRANSPORT)
            self.overruled.add("transport_needed")

    def _alerts(self) -> None:
        """Keep the source's warning, in its own words."""
        for words in self._record.alerts:
            if words not in self._person.warnings:
                self._person.warnings.add(words)
                self._alert(OTHER_ALERT, words)

    def _alert(self, code: str, note: str) -> None:
        self._person.alerts.add(code)
        self._writes.add(self._person, AlertFlag, code=code, note=note, review_date=None, ended_on=None)
        self.changed = True
        self.written.add("alerts")

    def _other_values(self, aside: list[tuple[str, str]]) -> None:
        """Keep values not in force: other sources' values, old numbers and addresses, other addresses for letters."""
        record, patient = self._record, self._person.patient
        wanted = [
            *aside,
            *self._aside,
            *[(_kind_of(address), _lines(address)) for address in record.addresses if address is not record.home],
            *[("phone", phone.number) for phone in record.phones if phone.kind == OLD_NUMBER],
            *[("email", email) for email in record.former_emails],
            *[("nhs_number", compact(number)) for number in record.former_nhs_numbers],
        ]
        if not wanted:
            return
        home = home_text({"address": patient.address, "postcode": patient.postcode})
        stands = {("address", home), ("email", patient.email)}
        for field, value in dict.fromkeys(wanted):
            if value and (field, value) not in self._person.other_values | stands:
                self._person.other_values.add((field, value))
                self._writes.add(self._person, PatientOtherValue, field=field, value=value, act_id=self._act.act_id)
                self.changed = True

    def _sensitive(self) -> None:
        self.flags.append(IS_SENSITIVE)
        if SENSITIVE not in self._person.alerts:
            self._alert(SENSITIVE, self._record.restricted_note)
        if not self._person.patient.restricted:
            self._person.patient.restricted = True
            self.changed = True
            self.written.add("restricted")


def add_alert(told: DetailsFromRow, writes: BatchWrites, person: KnownPerson, code: str) -> None:
    """Put a flag on a record unless it has had it before."""
    if code not in person.alerts:
        person.alerts.add(code)
        writes.add(person, AlertFlag, code=code, note="", review_date=None, ended_on=None)
        told.changed = True


def _name_key(kind: str, family_name: str, given_name: str) -> tuple[str, str, str]:
    """Return a name for comparison, without capitals, accents and hyphens."""
    return kind, search_key(family_name), search_key(given_name)


def _kind_of(address: PostalAddress) -> str:
    return f"{address.kind}_address" if address.kind in ("temporary", "correspondence") else "address"


def _lines(address: PostalAddress) -> str:
    return home_text({"address": "\n".join(address.lines), "postcode": address.postcode})
