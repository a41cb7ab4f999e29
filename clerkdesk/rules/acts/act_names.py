"""The name of each kind of act, and the acts that are never shown as the last act."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ACT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "book": "booking",
        "offer": "offer",
        "move": "move",
        "cancel": "cancellation",
        "cancel_clinic": "clinic cancelled",
        "arrive": "arrival",
        "called": "patient called in",
        "seen": "patient seen",
        "left": "patient left",
        "waiting": "patient still waits",
        "not_arrived": "arrival taken back",
        "outcome": "outcome",
        "did_not_attend": "did not attend",
        "late_not_seen": "came too late, not seen",
        "correct_ending": "end of an appointment corrected",
        "contact": "contact tried",
        "validate": "validation",
        "hold_entry": "hold",
        "resume_entry": "taken off hold",
        "register": "registration",
        "correct": "details corrected",
        "preferences": "wishes of the patient",
        "set_phones": "telephone numbers",
        "next_of_kin": "next of kin",
        "add_need": "need noted",
        "add_unavailable": "days away",
        "merge": "two records joined",
        "unmerge": "two records parted",
        "refer": "referral",
        "message": "message",
        "escalate": "escalation",
        "forward": "item given to a colleague",
        "hand_over": "handover",
        "acknowledge": "item taken note of",
        "done": "item marked as done",
        "ask_for_review": "request for a review",
        "decide_review": "decision entered",
        "tell_decision": "patient told",
        "stop_booking": "booking stopped",
        "open_booking": "clinic opened for booking",
        "close_session": "clinic closed",
        "set_specialty": "specialty set",
        "vet": "grading",
        "milestone": "cancer milestone",
        "correct_milestone": "cancer milestone corrected",
        "await": "waiting for a procedure, test or results",
        "awaited": "what came of a procedure, test or results",
        "await_looked": "looked at again",
        "patient_initiated": "patient asks to be seen",
        "patient_initiated_end": "patient-initiated follow-up ended",
        "report_death": "word of a death",
        "record_death": "death recorded",
        "refute_death": "word of a death refuted",
        "close_for_death": "pathways closed after a death",
        "tell_of_referral": "told of the referral",
        "acknowledge_referral": "patient told of the referral",
        "tell_removal": "told of the removal",
        "confirm_start": "answer to a later start",
        "ask_ending": "request to correct the end of an appointment",
        "overseas_question": "answer about residence",
        "incident": "incident",
        "raise_flag": "alert raised",
        "end_flag": "alert ended",
        "add_relative": "relative added",
        "add_name": "other name added",
        "undo": "undo",
    }
)
"""Kind of act -> its name."""
NEVER_LAST = frozenset(
    {
        # Calls have their own list, and keep what is typed.
        "call", "log_call", "describe_call", "identify_caller", "park_call", "resume_call", "close_call",
        # Drafts
        "keep_draft", "take_up_draft", "forget_draft",
        # What runs when time has passed
        "review_follow_ups", "review_unanswered", "review_silence", "escalate_slot_issues", "climb", "introduce_desk",
        "refresh", "pass_dates",
        # The people at the desks
        "add_clerk", "change_clerk", "end_clerk", "change_secret", "reset_secret", "recover_secret",
        # What was said of a list
        "forecast",
        # Files and schedules
        "publish", "import_ers", "import_patients", "import_clinics",
    }
)  # fmt: skip
"""Kinds of acts that record nothing about a patient on the clerk's word."""


def act_words(kind: str) -> str:
    """Return the name of a kind of act: `booking`."""
    return ACT_NAMES.get(kind, kind.replace("_", " "))
