"""Makes digests, short names for exactly one statement of a file that recognise it on another read.

A digest covers the stated fields, each by its name, so that a field added to the readers later does not change digests
of statements without it. It starts with its version. The first digests have no version and cover all fields of a
record; statements kept under one are still recognised.
"""

from __future__ import annotations

import hashlib
from dataclasses import MISSING, fields
from functools import cache
from operator import attrgetter
from typing import Any, Final

from clerkdesk.interop.reading.records import (
    PatientRecord,
    PersonName,
    PhoneNumber,
    PostalAddress,
    ReferralRecord,
    RelatedPersonRecord,
)

VERSION: Final = "v2:"

_FIRST_FIELDS: Final[dict[type[Any], str]] = {
    PatientRecord: (
        "nhs_number nhs_number_valid nhs_number_status hospital_number title given_name family_name other_names "
        "name_doubtful date_of_birth stated_gender ethnic_category deceased deceased_date deceased_confirmed "
        "says_alive addresses phones email gp_practice_code gp_practice_name language interpreter_needed "
        "transport_needed text_allowed voicemail_allowed contact_note contact_method contact_times written_format "
        "accessible_needs restricted restricted_note alerts former_nhs_numbers former_emails related_people version"
    ),
    PersonName: "kind given_name family_name title suffix valid_from valid_to",
    PostalAddress: "kind lines postcode valid_from valid_to",
    PhoneNumber: "number as_written kind readable note",
    RelatedPersonRecord: "relationship name phone email next_of_kin",
    ReferralRecord: (
        "ubrn version nhs_number nhs_number_valid priority_type specialty_text treatment_function_code service_id "
        "service_name worklist state reason comment clinical_context additional_requirements referral_created "
        "ubrn_received pathway_start clock_start clock_start_rule contact_expected letter_due booked_start "
        "makes_entry no_entry_reason"
    ),
}
"""The fields of records for the first digests, in their order."""


def digest_of(record: PatientRecord | ReferralRecord, size: int = 10) -> str:
    """Return the digest of a statement: its version and `size` bytes."""
    return VERSION + hashlib.blake2b(repr(_stated(record)).encode(), digest_size=size).hexdigest()


def first_digest_of(record: PatientRecord | ReferralRecord, size: int = 10) -> str:
    """Return the digest of a statement without a version."""
    return hashlib.blake2b(_first_text(record).encode(), digest_size=size).hexdigest()


@cache
def _parts(kind: Any) -> tuple[tuple[str, ...], Any, tuple[object, ...]]:
    """Return a record's field names in alphabetical order, a getter for them, and their empty values."""
    silent = {
        field.name: field.default if field.default_factory is MISSING else field.default_factory()
        for field in fields(kind)
    }
    names = tuple(sorted(silent))
    return names, attrgetter(*names), tuple(silent[name] for name in names)


def _stated(record: object) -> list[object]:
    kind: Any = type(record)
    names, fetch, silent = _parts(kind)
    return [
        (name, [_value(each) for each in value] if type(value) is tuple else value)
        for name, value, nothing in zip(names, fetch(record), silent, strict=True)
        if value != nothing
    ]


def _value(value: object) -> object:
    return _stated(value) if type(value) in _FIRST_FIELDS else value


def _first_text(value: object) -> str:
    names = _FIRST_FIELDS.get(type(value))
    if names is not None:
        said = ", ".join(f"{name}={_first_text(getattr(value, name))}" for name in names.split())
        return f"{type(value).__name__}({said})"
    if isinstance(value, tuple) and any(type(each) in _FIRST_FIELDS for each in value):
        return f"({', '.join(map(_first_text, value))}{',' if len(value) == 1 else ''})"
    return repr(value)
