"""The addresses, telephone numbers and e-mail addresses of a FHIR Patient: those valid today, and the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from clerkdesk.interop.fhir.fhir_told import CellGatherer
from clerkdesk.interop.fhir.fhir_valid_today import Member, best_first, members
from clerkdesk.interop.patients.fields import PatientFields
from clerkdesk.interop.reading.json_reading import JsonObject, code_of, extension, objects, raw_words_of, words_of
from clerkdesk.interop.reading.records import Fate, PhoneNumber, PostalAddress

ADDRESS_KINDS: Final = {"temp": "temporary", "billing": "correspondence", "work": "correspondence", "old": "old"}
PHONE_KINDS: Final = {"home": "home", "mobile": "mobile", "work": "work", "temp": "temporary", "old": "old"}
_ADDRESS_ORDER: Final = ("home", "temporary", "correspondence", "old")
"""Kinds of address, the first choice first."""
_ADDRESS_USES: Final = ("home", "", "temp", "billing", "work")
_CONTACT_USES: Final = ("home", "mobile", "", "work", "temp")

OTHER_ADDRESS: Final = {
    "temporary": "The source has a temporary address as well; it is not the patient's home.",
    "correspondence": "The source has an address for bills or letters as well; it is not the patient's home.",
    "old": "An address that has ended was kept as a former one.",
}
SECOND_HOME: Final = "The source has a second home that is valid today; ask the patient which one counts."
TO_COME: Final = "{what} that is not valid yet was left out; import it once it is."
OLD_PHONE: Final = "A telephone number that has ended was kept as a former one."
OLD_EMAIL: Final = "An e-mail address that has ended was kept as a former one."
NO_HOME: Final = "No home address is valid today; ask the patient."
NOT_READ: Final = "A way of contact that is neither telephone nor e-mail, such as a fax or a web address, was left out."


def contact_value(holder: JsonObject, system: str, today: date) -> str:
    """Return the first telephone number or e-mail address of a related person that is valid today."""
    candidates = (each for each in objects(holder.get("telecom")) if words_of(each.get("system")) == system)
    return next((words_of(member.value.get("value")) for member in members(candidates, today) if member.is_valid), "")


class FhirContacts:
    """Reads the ways to reach one Patient."""

    def __init__(self, patient: JsonObject, fields: PatientFields, told: CellGatherer) -> None:
        self._patient = patient
        self._fields = fields
        self._told = told
        telecom = [each for each in objects(patient.get("telecom")) if words_of(each.get("value"))]
        self._telecom = members(telecom, fields.today)
        self.email, self.former_emails = self._emails()

    def addresses(self) -> tuple[PostalAddress, ...]:
        """Return the addresses, today's home first, without one that is not valid yet."""
        found = best_first(members(objects(self._patient.get("address")), self._fields.today), _ADDRESS_USES)
        read: list[PostalAddress] = []
        for member in found:
            if member.is_to_come:
                self._left_for_later("address", "An address")
            elif (address := self._address(member)) is not None:
                second = address.kind == "home" and any(other.kind == "home" for other in read)
                beside = second or address.kind != "home"
                if beside:
                    self._fields.flag("address", SECOND_HOME if second else OTHER_ADDRESS[address.kind])
                if second:
                    address = replace(address, kind="correspondence")
                self._told.note("address", "address", "kept beside" if beside else "read", flagged=beside)
                read.append(address)
        if read and all(address.kind != "home" for address in read):
            self._fields.flag("address", NO_HOME)
        return tuple(sorted(read, key=lambda address: _ADDRESS_ORDER.index(address.kind)))

    def _address(self, member: Member) -> PostalAddress | None:
        address = member.value
        lines = _lines(address)
        towns = (words_of(address.get(part)) for part in ("city", "district"))
        lines += tuple(town for town in towns if town and town not in lines)
        postcode = self._fields.postcode(words_of(address.get("postalCode")), "address")
        if not lines and not postcode:
            return None
        kind = "old" if member.is_over else ADDRESS_KINDS.get(member.use, "home")
        if kind == "home" and words_of(address.get("type")).lower() == "postal":
            kind = "correspondence"
        return PostalAddress(kind=kind, lines=lines, postcode=postcode, valid_from=member.start, valid_to=member.end)

    def phones(self) -> tuple[PhoneNumber, ...]:
        """Return the telephone numbers; an expired one has the kind `old`."""
        read: list[PhoneNumber] = []
        for member in self._telecom:
            system = words_of(member.value.get("system")).lower()
            other = code_of(extension(member.value, "Extension-UKCore-OtherContactSystem")).lower()
            if system == "email":
                continue
            if system not in ("phone", "sms", "") and other != "textphone":
                self._fields.flag(f"telecom {system}", NOT_READ)
                self._told.note(f"telecom {system}", "", "not read", flagged=True)
            elif member.is_to_come:
                self._left_for_later("telecom phone", "A telephone number")
            else:
                read += self._phone(member, "textphone" if other == "textphone" else "")
        return tuple(read)

    def _phone(self, member: Member, kind: str) -> tuple[PhoneNumber, ...]:
        before = len(self._fields.flags)
        kind = "old" if member.is_over else kind or PHONE_KINDS.get(member.use, "home")
        found = self._fields.phones(words_of(member.value.get("value")), kind, "telecom phone")
        if member.is_over:
            self._fields.flag("telecom phone", OLD_PHONE)
        flagged = len(self._fields.flags) > before
        fate: Fate = "left out" if not found else "kept beside" if member.is_over else "read"
        self._told.note("telecom phone", "phones", fate, flagged=flagged)
        return found

    def _emails(self) -> tuple[str, tuple[str, ...]]:
        """Return the e-mail address of today, and the former ones."""
        stated = [member for member in self._telecom if words_of(member.value.get("system")).lower() == "email"]
        email, former = "", []
        for member in best_first(stated, _CONTACT_USES):
            before = len(self._fields.flags)
            address = self._fields.email(words_of(member.value.get("value")), "telecom email")
            if member.is_to_come:
                self._left_for_later("telecom email", "An e-mail address")
                continue
            beside = bool(email) or member.is_over
            if address and beside:
                former.append(address)
                self._fields.flag(
                    "telecom email", OLD_EMAIL if member.is_over else "The source has a second e-mail address."
                )
            email = email or ("" if beside else address)
            fate: Fate = "left out" if not address else "kept beside" if beside else "read"
            self._told.note("telecom email", "email", fate, flagged=len(self._fields.flags) > before)
        return email, tuple(dict.fromkeys(former))

    def _left_for_later(self, element: str, what: str) -> None:
        self._fields.flag(element, TO_COME.format(what=what))
        self._told.note(element, element, "left out", flagged=True)


def _lines(address: JsonObject) -> tuple[str, ...]:
    value = address.get("line")
    stated = value if isinstance(value, list) else [value]
    lines = tuple(line for each in stated if raw_words_of(each) and (line := words_of(each)))
    return lines or tuple(part.strip() for part in words_of(address.get("text")).split(",") if part.strip())
