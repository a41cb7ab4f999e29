"""The kinds of acts that can be undone, with what their undo does, and those that cannot, with the reason.

Each kind of `ACT_NAMES` is in exactly one of the two tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

IN_ERROR = "entered in error"
"""How an undone offer reads where offers are listed."""
_EXPECTED = "the patient is expected again, and the clock is as before"
UNDONE: Mapping[str, str] = MappingProxyType(
    {
        "book": "the slot is free, and the patient is back on the list",
        "offer": "the offer reads “entered in error”, and counts no more",
        "move": "the old slot is theirs again, and the new one is free",
        "cancel": "the same slot is theirs again, under the same reference",
        "arrive": "the patient is expected again",
        "called": "the patient still waits",
        "seen": "the patient is still with the clinician",
        "left": "the patient is still here",
        "waiting": "the step that was taken back counts again",
        "not_arrived": "the arrival counts again",
        "outcome": "the visit awaits its outcome again, and the clock is as before",
        "did_not_attend": _EXPECTED,
        "late_not_seen": _EXPECTED,
        "contact": "the attempt counts no more",
        "validate": "the need and its clock are as before",
        "hold_entry": "the need is off hold",
        "resume_entry": "the need is on hold again",
        "message": "the message is withdrawn",
        "acknowledge": "nobody has taken note of it yet",
        "done": "the item is open again",
        "forward": "the item is back where it was",
        "hand_over": "the item is back where it was",
        "escalate": "the escalation is withdrawn",
        "ask_for_review": "the review is withdrawn",
        "cancel_clinic": "everybody in it has the same slot again",
        "stop_booking": "the clinic is open for booking again",
        "open_booking": "booking of the clinic is stopped again",
        "await": "the wait is off the list",
        "awaited": "the wait goes on",
        "await_looked": "the day to look again is as before",
    }
)
"""Kind of act -> what holds after its undo, as a clause."""

_SAID_BY_A_CLINICIAN = "A clinician decided it, and only a correction with its source changes that."
_RECORD_OF_A_PERSON = "A record is corrected by its next entry, and shows both."
_TOLD = "Somebody was told: what they heard can't be taken back."
_DEATH = "Only the answer that the patient lives, with its source, takes it back."
_REFERRAL = "A referral has its own answers, and its sender counts on them."
_CORRECTION = "It corrects a record with its source; another correction follows it."
NOT_UNDONE: Mapping[str, str] = MappingProxyType(
    {
        "undo": "An undo stays: do the act again.",
        "correct_ending": _CORRECTION,
        "register": "A record that was made stays: join it with the right one.",
        "correct": _RECORD_OF_A_PERSON,
        "preferences": _RECORD_OF_A_PERSON,
        "set_phones": _RECORD_OF_A_PERSON,
        "next_of_kin": _RECORD_OF_A_PERSON,
        "add_need": _RECORD_OF_A_PERSON,
        "add_unavailable": _RECORD_OF_A_PERSON,
        "raise_flag": _RECORD_OF_A_PERSON,
        "end_flag": _RECORD_OF_A_PERSON,
        "add_relative": _RECORD_OF_A_PERSON,
        "add_name": _RECORD_OF_A_PERSON,
        "overseas_question": _RECORD_OF_A_PERSON,
        "merge": "Two joined records are parted by their own act, which asks whose is whose.",
        "unmerge": "Two parted records are joined by their own act.",
        "refer": _REFERRAL,
        "set_specialty": _REFERRAL,
        "vet": _REFERRAL,
        "tell_of_referral": _TOLD,
        "acknowledge_referral": _TOLD,
        "tell_removal": _TOLD,
        "tell_decision": _TOLD,
        "decide_review": _SAID_BY_A_CLINICIAN,
        "confirm_start": "A second person answered it: ask for the start again.",
        "ask_ending": "A second person has the question, and answers it.",
        "close_session": "A closed clinic has an end for everybody in it: correct each of them.",
        "milestone": _CORRECTION,
        "correct_milestone": _CORRECTION,
        "patient_initiated": "The desk holds or books what the patient asked for: that act puts it right.",
        "patient_initiated_end": _SAID_BY_A_CLINICIAN,
        "report_death": _DEATH,
        "record_death": _DEATH,
        "refute_death": _DEATH,
        "close_for_death": _DEATH,
        "incident": "An incident is reported elsewhere too, and stays on record.",
    }
)
"""Kind of act -> why it cannot be undone, as a sentence."""


def undone_as(kind: str, *, booked: bool) -> str:
    """Return the kind of act as which a step is undone: a date that was accepted is a booking to the clerk."""
    return "book" if kind == "offer" and booked else kind


def undo_words(kinds: Iterable[str]) -> str:
    """Return what holds after the undo of an act whose steps are of these kinds; empty if none is undone."""
    return "; ".join(dict.fromkeys(UNDONE[kind] for kind in kinds if kind in UNDONE))
