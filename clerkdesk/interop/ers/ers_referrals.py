"""Reads one referral of the e-Referral Service into a record: an item of a worklist, or a ReferralRequest.

`ers` recognises files, and `ers_codes` knows the codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from clerkdesk.interop.ers import ers_codes
from clerkdesk.interop.ers.ers_told import told_of_item, told_of_request
from clerkdesk.interop.patients.fields import REPEATED_NUMBER
from clerkdesk.interop.reading.json_reading import (
    JsonObject,
    child,
    code_of,
    display_of,
    extension,
    extensions,
    local_date,
    local_moment,
    objects,
    stamp_in,
    truth_of,
    version_of,
    words_at,
    words_of,
)
from clerkdesk.interop.reading.records import CellReading, ReferralRecord, Row
from clerkdesk.rules.referrals.stated_priority import ASK_FOR_PRIORITY
from clerkdesk.rules.values.nhs_number import is_repeated, is_valid
from clerkdesk.rules.values.priority import PriorityType

ReferralRow = Row[ReferralRecord]

NO_UBRN: Final = "The referral has no UBRN of twelve digits, so it can't be told from others. Export it again."
ADVICE: Final = "This is a request for advice and guidance: no referral, no clock and no list entry."
ADVICE_LIST: Final = (
    "This is a list of requests for advice and guidance: no referrals, no clock and no list entry. "
    "Expected is an e-RS worklist of referrals."
)
NO_WORKLIST: Final = (
    "This is a list of another kind, such as services to choose from. Expected is an e-RS worklist (List) or a "
    "referral request (ReferralRequest)."
)
NO_DETAILS: Final = "The item has no e-RS worklist details, so only the number of the referral is known."
STATUS_UNUSUAL: Final = "The status of the referral is not active; it was put on the list. Check it in e-RS."
LIST_IN_ERROR: Final = "This list was entered in error or withdrawn, so nothing was taken from it. Export it again."
LIST_RETIRED: Final = "The list is out of date; check the referral in e-RS."
STATE_UNKNOWN: Final = "The state of the referral is missing or unknown; it was put on the list. Check it in e-RS."
UBRN_PATTERN: Final = re.compile(r"(?<!\d)(\d{4})[ -]?(\d{4})[ -]?(\d{4})(?!\d)")
ITEM_PATTERN: Final = re.compile(r"Extension-eRS-([A-Za-z]+)-WorkListItem", re.IGNORECASE)


@dataclass(slots=True)
class _Flags:
    """Collects the flags of a kept record for the clerk."""

    sentences: list[str] = field(default_factory=list)

    def day(self, holder: JsonObject, what: str) -> date | None:
        """Return the local day of an extension; flag an unreadable one, or the edge of a calendar."""
        stamp = stamp_in(holder)
        day = local_date(stamp)
        if day is None and holder:
            self.sentences.append(f"The {what} is not a full date and was left out; it should read like 2026-03-29.")
        return day

    def priority(self, holder: JsonObject) -> PriorityType | None:
        """Return the priority type of an extension; flag a missing or unknown one, which is None."""
        written = (code_of(holder), display_of(holder), words_of(holder.get("valueString")))
        priority = ers_codes.priority_of(*written)
        if priority is None:
            said = next((words for words in written if words), "")
            what = f"The priority “{said}” is unknown" if said else "The priority is missing"
            self.sentences.append(f"{what}; it should be ROUTINE, URGENT or TWO_WEEK_WAIT. {ASK_FOR_PRIORITY}")
        return priority

    def nhs_number(self, written: str) -> bool:
        """Return whether a number is valid; flag an invalid one, whose row is kept (RULES 13.13)."""
        if not written:
            self.sentences.append("The referral has no NHS number; find the patient before booking.")
        elif is_repeated(written):
            self.sentences.append(f"{REPEATED_NUMBER} Find the patient before booking.")
            return False
        elif not is_valid(written):
            self.sentences.append("The NHS number is not valid (ten digits with a check digit); kept as written.")
            return False
        return bool(written)


def worklist_rows(
    document: JsonObject, source: str, location: str, withdrawn: Mapping[str, str] | None = None
) -> Iterator[ReferralRow]:
    """Yield one row for each item of a worklist; a list of another kind is one rejected row.

    Args:
        document: the list.
        source: the name for the rows.
        location: the list's location in a larger file; empty for the whole file.
        withdrawn: UBRN -> why the referral makes no entry, from other resources of the file.
    """
    before = f"{location}, " if location else ""
    if ers_codes.withdrawn_by(words_of(document.get("status"))):
        yield Row(source, location or "file", None, rejection=LIST_IN_ERROR)
        return
    raw = document.get("entry")
    entries = raw if isinstance(raw, list) else [] if raw is None else [raw]
    if entries and all(isinstance(entry, dict) and _is_advice(entry) for entry in entries):
        yield Row(source, location or "file", None, rejection=ADVICE_LIST)
        return
    if not _is_worklist(document, entries):
        yield Row(source, location or "file", None, rejection=NO_WORKLIST)
        return
    for position, entry in enumerate(entries, start=1):
        item = f"{before}entry {position}"
        if isinstance(entry, dict):
            yield _worklist_item(document, entry, source, item, withdrawn or {})
        else:
            yield Row(source, item, None, rejection=NO_DETAILS)


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a request and an item of a worklist both state, each in its own place."""

    nhs_number: str
    specialty: str
    priority: PriorityType | None
    service: JsonObject

    def record(self, ubrn: str, flags: _Flags) -> ReferralRecord:
        """Return the record of a referral with these statements; the rest is empty."""
        return ReferralRecord(
            ubrn=ubrn,
            nhs_number="" if is_repeated(self.nhs_number) else self.nhs_number,
            nhs_number_valid=flags.nhs_number(self.nhs_number),
            priority_type=self.priority or PriorityType.ROUTINE,
            priority_known=self.priority is not None,
            specialty_text=self.specialty,
            treatment_function_code=ers_codes.treatment_function_for(self.specialty),
            service_id=words_at(self.service, "identifier", "value"),
            service_name=words_at(self.service, "display"),
        )


def referral_request_row(document: JsonObject, source: str, item: str) -> ReferralRow:
    """Return the row of one ReferralRequest: a state of a referral at its version."""
    ubrn = _ubrn(words_of(document.get("id"))) or _ubrn(_identifier(document, "ubrn"))
    if not ubrn:
        return Row(source, item, None, rejection=NO_UBRN)
    flags = _Flags()
    state_holder = extension(document, "Extension-eRS-ReferralState-1")
    state, reason = code_of(extension(state_holder, "state")), code_of(extension(state_holder, "reason"))
    status = words_of(document.get("status"))
    placed = ers_codes.placement(state, reason, status)
    if not ers_codes.is_usual_status(status) and not placed.no_entry_reason:
        flags.sentences.append(STATUS_UNUSUAL)
    if not placed.no_entry_reason and (not state or not placed.known):
        flags.sentences.append(STATE_UNKNOWN)
    pathway_start = flags.day(extension(document, "Extension-eRS-eReferralPathwayStart-1"), "pathway start")
    clock_start, rule = ers_codes.clock_start(placed.worklist, None, pathway_start)
    appointment = _contained(document, "Appointment")
    service = _service(document, appointment)
    stated = _Stated(
        nhs_number=_nhs_number(document, child(document, "subject")),
        specialty=code_of(child(document, "specialty")),
        priority=flags.priority(extension(document, "Extension-eRS-ReferralPriority-1")),
        service=service,
    )
    record = replace(
        stated.record(ubrn, flags),
        version=version_of(words_at(document, "meta", "versionId")),
        worklist=placed.worklist,
        state=state,
        reason=reason,
        comment=words_of(extension(state_holder, "comments").get("valueString")),
        additional_requirements=tuple(
            code_of(need) for need in extensions(document, "Extension-eRS-PatientAdditionalRequirement-1")
        ),
        pathway_start=pathway_start,
        clock_start=clock_start,
        clock_start_rule=rule,
        booked_start=_minute(appointment.get("start")) if words_at(appointment, "status") == "booked" else None,
        makes_entry=not placed.no_entry_reason,
        no_entry_reason=placed.no_entry_reason,
    )
    return _row(source, item, record, flags, told_of_request(document, record))


def _worklist_item(
    document: JsonObject, entry: JsonObject, source: str, item: str, withdrawn: Mapping[str, str]
) -> ReferralRow:
    if _is_advice(entry):
        return Row(source, item, None, rejection=ADVICE)
    ubrn = _ubrn(words_at(entry, "item", "reference")) or _ubrn(words_at(entry, "item", "identifier", "value"))
    if not ubrn:
        return Row(source, item, None, rejection=NO_UBRN)
    details, worklist = _item_details(entry)
    if not details:
        return Row(source, item, None, rejection=NO_DETAILS)
    flags = _Flags()
    state, reason = code_of(extension(details, "status")), code_of(extension(details, "reason"))
    booked_start = _minute(stamp_in(extension(details, "appointmentStart")))
    no_entry_reason = _withdrawn_item(document, entry, details) or withdrawn.get(ubrn, "")
    no_entry_reason = no_entry_reason or ers_codes.placement(state, reason).no_entry_reason
    if words_of(document.get("status")).lower() == "retired":
        flags.sentences.append(LIST_RETIRED)
    if booked_start and not no_entry_reason:
        no_entry_reason = ers_codes.BOOKED
    ubrn_received = flags.day(extension(details, "ubrnReceived"), "day on which the UBRN was received")
    pathway_start = flags.day(extension(details, "eReferralPathwayStart"), "pathway start")
    clock_start, rule = ers_codes.clock_start(worklist, ubrn_received, pathway_start)
    service = child(extension(details, "service"), "valueReference")
    stated = _Stated(
        nhs_number=_nhs_number(document, child(extension(details, "patient"), "valueReference")),
        specialty=code_of(extension(details, "specialty")),
        priority=flags.priority(extension(details, "priority")),
        service=service,
    )
    record = replace(
        stated.record(ubrn, flags),
        version=version_of(words_of(extension(details, "referralRequestVersion").get("valueInteger"))),
        worklist=worklist,
        state=state,
        reason=reason,
        clinical_context=words_of(extension(details, "clinicalContext").get("valueString")),
        referral_created=flags.day(extension(details, "referralCreated"), "day of the request"),
        ubrn_received=ubrn_received,
        pathway_start=pathway_start,
        clock_start=clock_start,
        clock_start_rule=rule,
        contact_expected=flags.day(extension(details, "patientContactExpected"), "day by which contact is expected"),
        letter_due=flags.day(extension(details, "letterDue"), "day on which the letter is due"),
        booked_start=booked_start,
        makes_entry=not no_entry_reason,
        no_entry_reason=no_entry_reason,
    )
    return _row(source, item, record, flags, told_of_item(details, record))


def withdrawn_in(resources: Iterable[JsonObject]) -> dict[str, str]:
    """Return UBRN -> why the referral makes no list entry, from the referral requests among the resources."""
    found = {}
    for resource in resources:
        if words_of(resource.get("resourceType")) in ("ReferralRequest", "ServiceRequest"):
            ubrn = _ubrn(words_of(resource.get("id"))) or _ubrn(_identifier(resource, "ubrn"))
            holder = extension(resource, "Extension-eRS-ReferralState-1")
            state = code_of(extension(holder, "state"))
            why = ers_codes.withdrawn_by(words_of(resource.get("status"))) or ers_codes.withdrawn_by(state)
            if ubrn and why:
                found[ubrn] = why
    return found


def _withdrawn_item(document: JsonObject, entry: JsonObject, details: JsonObject) -> str:
    """Return why an item makes no entry: it was deleted from its list, or its referral request is withdrawn."""
    if truth_of(entry.get("deleted")):
        return ers_codes.CANCELLED
    stated = (
        code_of(child(entry, "flag")),
        words_of(entry.get("status")),
        words_of(child(entry, "item").get("status")),
        *(code_of(extension(details, name)) for name in ("state", "referralState", "referralStatus")),
    )
    if why := next((why for status in stated if (why := ers_codes.withdrawn_by(status))), ""):
        return why
    address = words_at(entry, "item", "reference")
    held = [each for each in objects(document.get("contained")) if address in _addresses_of(each)]
    return next(iter(withdrawn_in(held).values()), "")


def _addresses_of(resource: JsonObject) -> tuple[str, str]:
    """Return the reference to a resource inside another."""
    held = words_of(resource.get("id"))
    return f"#{held}", f"{words_of(resource.get('resourceType'))}/{held}"


def _row(source: str, item: str, record: ReferralRecord, flags: _Flags, cells: tuple[CellReading, ...]) -> ReferralRow:
    if record.makes_entry and record.clock_start is None:
        flags.sentences.append("The file states no clock start; ask e-RS or the referrer for the date.")
    return Row(source, item, record, flags=tuple(flags.sentences), cells=cells)


def _item_details(entry: JsonObject) -> tuple[JsonObject, str | None]:
    """Return the details of a worklist item and the code of the worklist that its extension names."""
    for candidate in objects(entry.get("extension")):
        named = ITEM_PATTERN.search(words_of(candidate.get("url")))
        if named:
            return candidate, ers_codes.WORKLIST_BY_ITEM.get(named.group(1).lower())
    return {}, None


def _is_worklist(document: JsonObject, entries: list[object]) -> bool:
    """Return whether a list is a worklist, and not a shortlist or a list of services, by its profile or its items."""
    return "worklist" in str(child(document, "meta").get("profile")).lower() or any(
        isinstance(entry, dict)
        and (_item_details(entry)[0] or "ReferralRequest/" in words_at(entry, "item", "reference"))
        for entry in entries
    )


def _is_advice(entry: JsonObject) -> bool:
    reference = words_at(entry, "item", "reference")
    return "CommunicationRequest/" in reference or _item_details(entry)[1] == "A&G"


def _ubrn(written: str) -> str:
    """Return the twelve digits of a UBRN in a reference, an id or spaced text; empty if there are none (R-265)."""
    found = UBRN_PATTERN.search(written)
    return "".join(found.groups()) if found else ""


def _minute(stamp: object) -> datetime | None:
    moment = local_moment(stamp)
    return moment.replace(second=0, microsecond=0) if moment else None


def _identifier(holder: JsonObject, system_ending: str) -> str:
    """Return the value of the first identifier with this end of its system, one in use before an old one.

    Both systems of NHS numbers end in `nhs-number`.
    """
    found = [each for each in objects(holder.get("identifier")) if _system(each).endswith(system_ending)]
    in_use = [each for each in found if words_of(each.get("use")).lower() != "old"]
    return next((words_of(each.get("value")) for each in (*in_use, *found)), "")


def _system(identifier: JsonObject) -> str:
    return words_of(identifier.get("system")).lower()


def _nhs_number(document: JsonObject, reference: JsonObject) -> str:
    """Return the NHS number of a reference: by identifier, a contained patient, or an address that ends in it."""
    if number := _identifier(reference, "nhs-number"):
        return number
    address = words_of(reference.get("reference"))
    for contained in objects(document.get("contained")):
        if address == "#" + words_of(contained.get("id")):
            return _identifier(contained, "nhs-number")
    last = address.rsplit("/", 1)[-1]
    return last if len(last) == len("9990000018") and last.isdigit() else ""


def _contained(document: JsonObject, kind: str) -> JsonObject:
    return next((held for held in objects(document.get("contained")) if held.get("resourceType") == kind), {})


def _service(document: JsonObject, appointment: JsonObject) -> JsonObject:
    """Return the reference to the service: the appointment's, else the only one on the shortlist."""
    for participant in objects(appointment.get("participant")):
        actor = child(participant, "actor")
        if _identifier(actor, "ers-service"):
            return actor
    shortlist = [child(entry, "item") for entry in objects(_contained(document, "List").get("entry"))]
    return shortlist[0] if len(shortlist) == 1 else {}
