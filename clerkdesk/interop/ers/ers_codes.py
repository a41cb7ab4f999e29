"""Translates the codes of the e-Referral Service for this desk: priority, specialty, state, clock start.

`ers` reads the files; this module sees only codes and dates.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Final

from clerkdesk.codes import code_list
from clerkdesk.interop.reading.records import ClockStartRule
from clerkdesk.rules.referrals.stated_priority import priority_in
from clerkdesk.rules.values.priority import PriorityType

PRIORITIES: Final[dict[str, PriorityType]] = {
    "ROUTINE": PriorityType.ROUTINE,
    "URGENT": PriorityType.URGENT,
    "TWO_WEEK_WAIT": PriorityType.SUSPECTED_CANCER,
}

WORKLIST_BY_ITEM: Final[dict[str, str]] = {
    "appointmentslotissues": "ASI",
    "awaitingbooking": "AFB",
    "appointmentsforbooking": "AFB",
    "referralsforreview": "RFR",
    "lettersoutstanding": "RRL",
    "rejectedtriageresponse": "RWA",
    "assessmentreturnedcancelleddna": "CNC",
    "adviceandguidancerequests": "A&G",
}
"""Middle part of the extension of a worklist item -> code of `local_ers_worklist`."""

NO_ENTRY = ", so it makes no list entry."
"""The end of every reason for which a referral makes no entry."""
NOT_BOOKED = f"The referral is not booked: the patient has chosen no service yet{NO_ENTRY}"
REJECTED = f"The referral was rejected{NO_ENTRY}"
RETURNED = f"The referral was returned to the referrer with advice{NO_ENTRY}"
CANCELLED = f"The referral was cancelled{NO_ENTRY}"
ENDED_IN_ERS = frozenset({REJECTED, CANCELLED})
"""Reasons for which a referral is over in e-RS; its entry here is held until somebody has looked."""
BOOKED = f"e-RS holds a booked appointment for this referral{NO_ENTRY}"


_DENIED: Final = re.compile(r"(?:^|_)(?:NOT?|NON)(?:_|$)")
_ROUTINE: Final = re.compile(r"(?:^|_)(?:ROUTINE|ROUTINELY)(?:_|$)")
_CANCER: Final = re.compile(r"(?:^|_)CANCERS?(?:_|$)")


def priority_of(*written: str) -> PriorityType | None:
    """Return the highest priority that the code or the words of a priority state (R-214, R-402).

    `2WW`, `Two Week Wait` and `URGENT_SUSPECTED_CANCER` are suspected cancer like `TWO_WEEK_WAIT`. None if nothing is
    stated or it is denied (`NOT_URGENT`): an unknown priority is never the lowest.
    """
    stated = [priority for words in written if (priority := _priority_in(_key(words)))]
    return max(stated, default=None)


def _priority_in(words: str) -> PriorityType | None:
    if words in PRIORITIES:
        return PRIORITIES[words]
    if not words or _DENIED.search(words):
        return None
    if _CANCER.search(words):
        return PRIORITIES["TWO_WEEK_WAIT"]
    said = priority_in([words.replace("_", " ")])
    if said is not None:
        return (
            PriorityType.SUSPECTED_CANCER if said.priority == int(PRIORITIES["TWO_WEEK_WAIT"]) else PriorityType.URGENT
        )
    return PRIORITIES["ROUTINE"] if _ROUTINE.search(words) else None


@dataclass(frozen=True, slots=True)
class Placement:
    """The worklist of a referral in some state, if any, and why it makes no list entry (empty: it makes one)."""

    worklist: str | None
    no_entry_reason: str = ""
    known: bool = True
    """False for an unknown state, whose referral goes on the list rather than being lost."""


PLACEMENTS: Final[dict[str, Placement]] = {
    "NOT_BOOKED": Placement(None, NOT_BOOKED),
    "BOOKED": Placement(None, BOOKED),
    "REJECTED": Placement(None, REJECTED),
    "DEFERRED_TO_PROVIDER": Placement("ASI"),
    "AWAITING_TRIAGE": Placement("RAS"),
    "TRIAGED_PROVIDER_TO_ACTION": Placement("AFB"),
    "": Placement(None),
}


_WITHDRAWN: Final = re.compile(
    r"CANCELL?ED|REVOKED|WITHDRAWN|VOIDED|DELETED|REMOVED|ANNULLED|ABANDONED|NULLIFIED|ENTERED_IN_ERROR|RAISED_IN_ERROR|"
    r".*REFERRAL_(?:WAS_)?(?:CANCELL?ED|REVOKED|WITHDRAWN|DELETED|REMOVED|ENTERED_IN_ERROR).*|"
    r"(?:CANCELL?ED|REVOKED|WITHDRAWN)_(?:REFERRAL|REQUEST|SERVICE_REQUEST|UBRN|BY_(?:REFERRER|GP|PATIENT|PROVIDER)).*|"
    r"(?:REQUEST|UBRN)_(?:CANCELL?ED|REVOKED|WITHDRAWN).*"
)
"""States and statuses of a withdrawn referral, in any wording; a cancelled appointment is not one."""
_REFUSED: Final = re.compile(
    r"(?:(?:REFERRAL|PROVIDER|TRIAGE|REQUEST)_)?(?:REJECTED|REFUSED)(?:_(?:REFERRAL|TRIAGE|(?:BY|AT|IN|FOLLOWING)_.*))?|"
    r"DECLINED_REFERRAL|(?:REFERRAL_)?DECLINED(?:_BY_PROVIDER)?"
)
_RETURNED: Final = re.compile(r"(?:REFERRAL_)?RETURN(?:ED)?(?:_TO_REFERRER)?(?:_WITH_ADVICE)?")
_OPEN_STATUSES: Final = frozenset({"", "ACTIVE", "REQUESTED", "RECEIVED", "ACCEPTED", "IN_PROGRESS"})


def withdrawn_by(status: str) -> str:
    """Return why a resource of this FHIR status makes no list entry; empty if it may make one."""
    written = _key(status)
    if _WITHDRAWN.fullmatch(written):
        return CANCELLED
    return REJECTED if _REFUSED.fullmatch(written) else ""


def is_usual_status(status: str) -> bool:
    """Return whether a FHIR status says only that the referral exists."""
    return _key(status) in _OPEN_STATUSES


def placement(state: str, reason: str, status: str = "") -> Placement:
    """Return the worklist of a referral from the codes of its state, of the reason for it and of its FHIR status.

    A cancelled or missed appointment needs a new one, so its referral is on the list (CNC; RULES 13.13, R-262).
    """
    state = _key(state)
    withdrawn = withdrawn_by(status) or withdrawn_by(state)
    if withdrawn:
        return Placement(None, withdrawn)
    if state == "TRIAGED_PROVIDER_TO_ACTION" and reason == "RETURN_TO_REFERRER_WITH_ADVICE":
        return Placement("RWA", RETURNED)
    if _RETURNED.fullmatch(state):
        return Placement("RWA", RETURNED)
    if state.startswith(("APP_CANCELLED", "APPOINTMENT_CANCELLED", "CANCELLED_APP", "CANCELLED_BOOKING")):
        return Placement("CNC")
    if "DID_NOT_ATTEND" in state or state.endswith("DNA"):
        return Placement("CNC")
    return PLACEMENTS.get(state, Placement(None, known=False))


def clock_start(
    worklist: str | None, ubrn_received: date | None, pathway_start: date | None
) -> tuple[date | None, ClockStartRule]:
    """Return the local day on which the clock starts and the rule behind it (RULES 13.13, R-101, R-102, R-173).

    On the slot-issues list it is the day the UBRN landed there, else the start in e-RS; otherwise only the start in
    e-RS.
    """
    if worklist == "ASI":
        start = ubrn_received or pathway_start
        return (start, "R-102") if start else (None, "R-173")
    return (pathway_start, "R-101") if pathway_start else (None, "R-173")


@cache
def _treatment_functions() -> dict[str, str]:
    """Return treatment function codes by name: those of the national list, then the words that e-RS has for them."""
    names = {_key(row.description): row.code for row in code_list("treatment_function").rows if not row.retired}
    table = resources.files("clerkdesk.interop.ers").joinpath("ers_specialties.csv").read_text(encoding="utf-8")
    own_words = csv.DictReader(table.splitlines())
    return names | {row["ers_specialty"]: row["treatment_function_code"] for row in own_words}


def treatment_function_for(specialty: str) -> str | None:
    """Return the treatment function code of an e-RS specialty (`CARDIOLOGY`, `Ear, Nose & Throat`), None if unknown.

    A word that covers several treatment functions, such as `GI_AND_LIVER`, is unknown: the entry needs a specialty.
    """
    return _treatment_functions().get(_key(specialty))


def _key(words: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", words.upper().replace("&", " AND ")).strip("_")
