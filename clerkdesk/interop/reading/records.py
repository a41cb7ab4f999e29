"""The output of the readers of other systems' formats: frozen records, each in a `Row` with the result of its reading.

This module knows no format and no database. The import services decide what a record changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from clerkdesk.rules.values.priority import PriorityType

ClockStartRule = Literal["R-101", "R-102", "R-173"]
"""The rule behind the clock start: converted, landed on the slot-issues list, or unknown."""

_INTERPRETER = re.compile(
    r"INTERPRET|TRANSLAT|SIGN_?LANGUAGE|(?:^|_)(?:BSL|SIGNER|MAKATON|LIP_?SPEAKER)", re.IGNORECASE
)

Record = TypeVar("Record", covariant=True)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One remark for a clerk about one row of a file."""

    source: str
    """The file, as the clerk named it."""
    item: str
    """The position in the file: `entry 2`, `line 14`, `clinics CARD1`."""
    reason: str
    """A sentence: what is wrong and what would be right."""


Fate = Literal["read", "no value", "left out", "kept beside", "not read"]
"""The use of a cell: taken over, a placeholder such as NULL, unusable, kept as another value, or unknown."""


@dataclass(frozen=True, slots=True)
class CellReading:
    """The use of one cell of a row with a text, or of one element of a resource."""

    column: str
    """The heading as written, or the name of the element, such as `telecom phone`."""
    read_as: str
    """The field of a patient or a referral; empty for an unread column."""
    fate: Fate = "read"
    flagged: bool = False
    """Whether a sentence among the row's flags is about it."""


@dataclass(frozen=True, slots=True)
class Row(Generic[Record]):
    """The reading of one row: a record with flags, or a rejection, never both and never neither."""

    source: str
    item: str
    record: Record | None
    flags: tuple[str, ...] = ()
    """Sentences about a record that is kept."""
    rejection: str | None = None
    """The sentence that says why there is no record."""
    repeat_of: str = ""
    """The location of an earlier row of the file about the same person."""
    of_one_number: int = 1
    """Number of rows of the file connected with this one by NHS numbers and hospital numbers."""
    number: str = ""
    """The number that represents the numbers connecting several rows."""
    cells: tuple[CellReading, ...] = ()
    """The use of each cell or element with a text, for the answer by column."""

    @property
    def stated(self) -> Record:
        """The record.

        Raises:
            LookupError: The row was rejected.
        """
        if self.record is None:
            raise LookupError(f"rejected: {self.item}")
        return self.record

    @property
    def problems(self) -> tuple[RowProblem, ...]:
        """The flags, or the rejection, each with its location in the file."""
        reasons = self.flags if self.rejection is None else (self.rejection,)
        return tuple(RowProblem(self.source, self.item, reason) for reason in reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralRecord:
    """A referral of the e-Referral Service. The UBRN is its key (RULES 13.13)."""

    ubrn: str
    """Twelve digits (R-265)."""
    version: int | None = None
    """The version of the resource if the file states one; most worklists do not."""
    nhs_number: str = ""
    """As written in the file; empty if the file has none."""
    nhs_number_valid: bool = False
    priority_type: PriorityType = PriorityType.ROUTINE
    priority_known: bool = True
    """False if the file states no known priority: `priority_type` then serves until the grading."""
    specialty_text: str = ""
    """The service's own word, such as `CARDIOLOGY`; empty on lists without one."""
    treatment_function_code: str | None = None
    """Code for the word; None if the entry needs a specialty."""
    service_id: str = ""
    service_name: str = ""
    worklist: str | None = None
    """Code of `local_ers_worklist`: ASI, AFB, RFR, RAS, CNC, RWA, RRL; None if the state belongs on no list."""
    state: str = ""
    """The state of the referral in e-RS, such as `BOOKED`; empty on lists without one."""
    reason: str = ""
    """The code of the reason for the state, such as `NO_SLOTS_AT_SERVICE`."""
    comment: str = ""
    clinical_context: str = ""
    """Specialty and clinic type in the referrer's words, if the list has no specialty; never mapped."""
    additional_requirements: tuple[str, ...] = ()
    """Codes of the patient's needs, such as `INTERPRETER`."""
    referral_created: date | None = None
    """The day the referrer made the request; it starts no clock (R-101)."""
    ubrn_received: date | None = None
    """The local day on which the UBRN landed on the provider's list."""
    pathway_start: date | None = None
    """The local day of the pathway start in e-RS."""
    clock_start: date | None = None
    clock_start_rule: ClockStartRule = "R-173"
    contact_expected: date | None = None
    """The day by which the patient was told to expect a call."""
    letter_due: date | None = None
    booked_start: datetime | None = None
    """Naive local start of an appointment already in e-RS."""
    makes_entry: bool = True
    no_entry_reason: str = ""
    """Why there is no list entry, as a sentence; empty if there is one."""

    @property
    def interpreter_needed(self) -> bool:
        """Whether a requirement is an interpreter, of any kind and in any spelling of its code."""
        return any(_INTERPRETER.search(code) for code in self.additional_requirements)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """One name of a person."""

    kind: str
    """`usual`, `preferred`, `alias` or `former`."""
    given_name: str = ""
    """All given names, first name first, separated by one blank."""
    family_name: str = ""
    title: str = ""
    suffix: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalAddress:
    """One address of a person."""

    kind: str = "home"
    """`home`, `temporary`, `correspondence` or `old`."""
    lines: tuple[str, ...] = ()
    """Without the postcode."""
    postcode: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneNumber:
    """One telephone number of a person."""

    number: str
    """E.164 if it could be read, otherwise as written."""
    as_written: str
    kind: str = "home"
    """`home`, `mobile`, `work`, `temporary`, `old` or `textphone`."""
    readable: bool = True
    """Whether the text is a possible telephone number."""
    note: str = ""
    """Words beside the number, such as `mum`, and its extension, such as `extension 12`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedPersonRecord:
    """A relative or contact of a patient, as far as the file says."""

    relationship: str
    name: str = ""
    phone: str = ""
    email: str = ""
    next_of_kin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRecord:
    """A person's demographics from another system. An empty field means that the file says nothing about it."""

    nhs_number: str | None = None
    """Ten digits if the text has ten, otherwise as written."""
    nhs_number_valid: bool = False
    nhs_number_status: str | None = None
    """NHS number status indicator code, 01 to 08 (R-410)."""
    hospital_number: str | None = None
    title: str = ""
    given_name: str = ""
    """All given names, first name first, separated by one blank."""
    family_name: str = ""
    other_names: tuple[PersonName, ...] = ()
    name_doubtful: bool = False
    """Whether the family name looks like a placeholder (`None`), which may fill an empty name, never replace one."""
    date_of_birth: date | None = None
    stated_gender: str = ""
    """1 male, 2 female, 9 indeterminate, X not known (R-411); empty when the file is silent."""
    ethnic_category: str = ""
    deceased: bool = False
    deceased_date: date | None = None
    deceased_confirmed: bool = False
    """Whether the source has a formal notice of the death."""
    says_alive: bool = False
    """Whether the source states that the patient is alive; a silent record does not."""
    addresses: tuple[PostalAddress, ...] = ()
    """The one in use first; `home` is the patient's home today."""
    phones: tuple[PhoneNumber, ...] = ()
    email: str = ""
    gp_practice_code: str = ""
    gp_practice_name: str = ""
    language: str = ""
    interpreter_needed: bool | None = None
    transport_needed: bool | None = None
    text_allowed: bool | None = None
    """Whether texts may be sent; None if the source does not say."""
    voicemail_allowed: bool | None = None
    contact_note: str = ""
    """Safe ways to contact the patient, in the source's words."""
    contact_method: str = ""
    """The patient's wish for contact, in words: `Letter`, `Text message`."""
    contact_times: str = ""
    written_format: str = ""
    """The patient's format for letters, in words: `Braille`, `Large print`."""
    accessible_needs: tuple[tuple[str, str], ...] = ()
    """Code of `local_accessible_need` and the detail (R-414)."""
    restricted: bool = False
    """Whether the record is sensitive, so that no address or telephone number may be shown."""
    restricted_note: str = ""
    """The source's words, if they say more than yes."""
    alerts: tuple[str, ...] = ()
    """The source's warning, in its own words; no code is guessed from them."""
    former_nhs_numbers: tuple[str, ...] = ()
    """Numbers that the source calls old or ended; they match nobody."""
    former_emails: tuple[str, ...] = ()
    """Addresses that the source calls old or ended; nothing is sent to them."""
    related_people: tuple[RelatedPersonRecord, ...] = ()
    version: int | None = None
    stated_at: datetime | None = None
    """The moment of the source's last change to the record, in universal time; None if not stated."""

    @property
    def home(self) -> PostalAddress | None:
        """The address where the patient lives today, never a temporary, billing or old one."""
        return next((address for address in self.addresses if address.kind == "home"), None)

    @property
    def demographics_known(self) -> bool:
        """Whether the record says more about the person than a number."""
        return bool(self.family_name or self.given_name or self.date_of_birth)
