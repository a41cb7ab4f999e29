"""Turns the errors of a database into a code and a sentence without a patient's details."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.exc import DBAPIError, IntegrityError

from clerkdesk.rules.acts.ways import Way

Unavailable = Literal[
    "locked", "missing", "newer", "corrupt", "read_only", "full", "unreachable", "wrong_address", "refused", "failed",
    "saved_or_not",
]  # fmt: skip

_SENTENCES: dict[Unavailable, str] = {
    "locked": "The database is busy: another program holds it. Nothing was changed. Try again in a moment.",
    "corrupt": "The file is damaged or is not a clerkdesk database. Nothing was changed. Restore the last copy.",
    "read_only": "The database can only be read: its file or folder is write-protected. Nothing was changed.",
    "full": "The disk is full. Nothing was changed. Free some space and try again.",
    "unreachable": "The database server does not answer. Nothing was changed. Check the address and the network.",
    "failed": f"The database failed. Nothing was changed. Try again, then look at the checks: {Way.CHECKS.here()}.",
}

_SIGNS: tuple[tuple[str, Unavailable], ...] = (
    ("database is locked", "locked"),
    ("database table is locked", "locked"),
    ("deadlock detected", "locked"),
    ("lock timeout", "locked"),
    ("malformed", "corrupt"),
    ("file is not a database", "corrupt"),
    ("readonly database", "read_only"),
    ("read-only", "read_only"),
    ("unable to open database file", "missing"),
    ("disk is full", "full"),
    ("no space left", "full"),
    # A file-size limit and a failing disk both show as an I/O error; after either the database cannot be written.
    ("disk i/o error", "full"),
    ("connection", "unreachable"),
    ("could not translate host name", "unreachable"),
    ("failed to resolve host", "unreachable"),
)
_UNKNOWN_HOST = re.compile(r"(?:resolve host|translate host name) ['\"]([^'\"]+)['\"]")
_SILENT_SERVER = re.compile(r'connection to server (?:at|on socket) "([^"]+)"(?:[^,]*, port (\d+))?')
_ABOUT_NAME = (
    "No computer called {host} is known here. Nothing was changed. Check how the name is written in --db, and whether "
    "this computer is on the hospital's network."
)
_ABOUT_SERVER = (
    "The database server at {address} does not answer. Nothing was changed. Check the address and the port in --db, "
    "whether PostgreSQL runs there, and the network."
)
_ABOUT_ACCESS = (
    "The database server at {address} answers and lets nobody in with this address. Nothing was changed. Check the "
    "user, the password and the name of the database in --db."
)

_INDEX_BY_COLUMNS: dict[tuple[str, ...], str] = {
    ("appointment_place.slot_id", "appointment_place.place_number"): "uq_appointment_place",
    ("appointment.patient_id", "appointment.starts_at"): "uq_appointment_patient_start",
    ("appointment.entry_id",): "uq_appointment_entry_live",
    ("patient.nhs_number",): "uq_patient_nhs_number_valid",
    ("patient.hospital_number",): "uq_patient_hospital_number",
    ("referral.ubrn",): "uq_referral_ubrn",
    ("claim.entry_id",): "uq_claim_entry_id",
    ("slot_hold.entry_id",): "uq_slot_hold_entry_id",
    ("act.id",): "pk_act",
}


@dataclass
class DatabaseUnavailable(Exception):
    """The database can't be used. `sentence` can be shown unchanged; `code` is for programs."""

    code: Unavailable
    sentence: str

    def __str__(self) -> str:
        return self.sentence


class SavedOrNot(DatabaseUnavailable):
    """The connection was lost during a commit: only the database knows whether it kept the act."""


_SAVED_OR_NOT = (
    "The connection was lost while this was being saved, and the database does not say yet whether it was. Look at the "
    "patient before you do it again."
)


def saved_or_not(error: DBAPIError) -> DatabaseUnavailable:
    """Return the meaning of an error in the last step of an act: refused, or lost with an unknown result."""
    told = unavailable(error)
    lost = error.connection_invalidated or told.code == "unreachable"
    return SavedOrNot("saved_or_not", _SAVED_OR_NOT) if lost else told


def unavailable(error: DBAPIError) -> DatabaseUnavailable:
    """Return the meaning of a driver's error, without its statement or its values."""
    told = str(error.orig).lower()
    code: Unavailable = next((code for sign, code in _SIGNS if sign in told), "failed")
    if code == "unreachable":
        return DatabaseUnavailable(code, _about_server(str(error.orig)))
    if code == "missing":
        return DatabaseUnavailable(
            "missing", "The database file can't be opened. Check that its folder exists and that you may read it."
        )
    return DatabaseUnavailable(code, _SENTENCES[code])


def _about_server(told: str) -> str:
    """Return the unusable server and what to check, as far as the driver says it."""
    if name := _UNKNOWN_HOST.search(told):
        return _ABOUT_NAME.format(host=name[1])
    server = _SILENT_SERVER.search(told)
    if server is None:
        return _SENTENCES["unreachable"]
    address = f"{server[1]}, port {server[2]}" if server[2] else server[1]
    return (_ABOUT_ACCESS if "FATAL:" in told else _ABOUT_SERVER).format(address=address)


def in_words(fault: Exception) -> Exception:
    """Return the meaning of a driver's error; a broken constraint, or another exception, comes back unchanged."""
    if isinstance(fault, DBAPIError) and not isinstance(fault, IntegrityError):
        return unavailable(fault)
    return fault


def violated_index(error: IntegrityError) -> str | None:
    """Return the name of the unique index that an insert violated, the same on both databases, or None."""
    diagnostics = getattr(error.orig, "diag", None)
    if diagnostics is not None:
        name = diagnostics.constraint_name
        return "pk_act" if name == "pk_act" else name
    told = str(error.orig)
    if "UNIQUE constraint failed: " not in told:
        return None
    columns = told.split("UNIQUE constraint failed: ", 1)[1]
    if columns.startswith("index "):
        return columns.removeprefix("index ").strip("'")
    return _INDEX_BY_COLUMNS.get(tuple(part.strip() for part in columns.split(",")))
