"""Who may do what: each kind of act needs one right, and each right is held by roles (R-802); as one closed table.

A clerk enters a clinician's decision on their behalf, with its source; the decision itself is the clinician's (R-125,
RULES 13.9). So the acts that may hold one are a clerk's work, and `DECIDE` is asked of whoever decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.roles import ClerkRole

RIGHTS = "R-802"
"""The rule of roles and rights."""
NO_RIGHT = "no_right"
"""Code of the refusal of somebody without the right."""
_ITSELF, _PRIVACY = ClerkRole.ITSELF, ClerkRole.PRIVACY_OFFICER
ROLES_OF_PEOPLE: tuple[ClerkRole, ...] = tuple(role for role in ClerkRole if role is not _ITSELF)


class Right(ClosedSet):
    """What somebody may do."""

    TAKE_PART = "take_part"
    """Messages, drafts, the own secret: what everybody at a desk needs."""
    DO_BOOKING_WORK = "do_booking_work"
    KEEP_THE_TIMETABLE = "keep_the_timetable"
    APPROVE_CANCELLED_CLINIC = "approve_cancelled_clinic"
    AGREE_TO_LATER_START = "agree_to_later_start"
    DECIDE = "decide"
    """Discharge in the patient's interest, active monitoring, discharge after a missed appointment (R-125)."""
    MANAGE_CLERKS = "manage_clerks"
    READ_THE_AUDIT = "read_the_audit"


RIGHT_WORDS: Mapping[Right, str] = MappingProxyType(
    {
        Right.TAKE_PART: "Messages, drafts and the own secret",
        Right.DO_BOOKING_WORK: "The work of the booking desk",
        Right.KEEP_THE_TIMETABLE: "Publishing clinics",
        Right.APPROVE_CANCELLED_CLINIC: "Approving that a clinic is cancelled",
        Right.AGREE_TO_LATER_START: "Agreeing to a later start of a wait",
        Right.DECIDE: "Deciding about a patient's care",
        Right.MANAGE_CLERKS: "Making, changing and ending clerks",
        Right.READ_THE_AUDIT: "Reading the audit",
    }
)
"""Right -> what it is for, as the subject of a sentence."""

HOLDERS: Mapping[Right, tuple[ClerkRole, ...]] = MappingProxyType(
    {
        Right.TAKE_PART: tuple(ClerkRole),
        Right.DO_BOOKING_WORK: tuple(role for role in ClerkRole if role is not _PRIVACY),
        Right.KEEP_THE_TIMETABLE: tuple(role for role in ClerkRole if role not in (_PRIVACY, ClerkRole.RECEPTION)),
        Right.APPROVE_CANCELLED_CLINIC: (ClerkRole.SUPERVISOR,),
        Right.AGREE_TO_LATER_START: (ClerkRole.TEAM_LEADER, ClerkRole.SUPERVISOR),
        Right.DECIDE: (ClerkRole.CLINICIAN,),
        Right.MANAGE_CLERKS: (ClerkRole.ADMINISTRATOR,),
        Right.READ_THE_AUDIT: (_PRIVACY, ClerkRole.ADMINISTRATOR),
    }
)
"""Right -> the roles that hold it."""

_ACTS: Mapping[Right, str] = MappingProxyType(
    {
        Right.TAKE_PART: """
            message escalate forward hand_over acknowledge done incident undo keep_draft take_up_draft forget_draft
            introduce_desk change_secret recover_secret
        """,
        Right.DO_BOOKING_WORK: """
            book offer move cancel cancel_clinic arrive called seen left waiting not_arrived outcome did_not_attend
            late_not_seen correct_ending contact validate hold_entry resume_entry register correct preferences
            set_phones next_of_kin add_need add_unavailable merge unmerge refer ask_for_review decide_review
            tell_decision stop_booking open_booking close_session set_specialty vet milestone correct_milestone await
            awaited await_looked patient_initiated patient_initiated_end report_death record_death refute_death
            close_for_death tell_of_referral acknowledge_referral tell_removal confirm_start ask_ending
            overseas_question raise_flag end_flag add_relative add_name call log_call describe_call identify_caller
            park_call resume_call close_call review_follow_ups review_unanswered review_silence escalate_slot_issues
            climb refresh pass_dates import_ers import_patients forecast
        """,
        Right.KEEP_THE_TIMETABLE: "publish import_clinics",
        Right.MANAGE_CLERKS: "add_clerk change_clerk end_clerk reset_secret",
    }
)
RIGHT_OF_ACT: Mapping[str, Right] = MappingProxyType(
    {kind: right for right, kinds in _ACTS.items() for kind in kinds.split()}
)
"""Kind of act -> the right that it needs."""


def has_right(role: ClerkRole | None, right: Right) -> bool:
    """Return whether a role holds a right; None, of a clerk who has ended, holds none."""
    return role in HOLDERS[right]


def role_words(role: ClerkRole) -> str:
    """Return a role as people write it: `team leader`."""
    return role.replace("_", " ")


def judge_right(role: ClerkRole, right: Right, holders: Sequence[str]) -> PolicyRefusal | None:
    """Refuse somebody without a right: name the right, the roles that hold it, and who has them here.

    Args:
        role: of whoever acts.
        right: that the act needs.
        holders: names of the active people at this desk who hold it.
    """
    return None if has_right(role, right) else why_no_right(role, right, holders)


def why_no_right(role: ClerkRole | None, right: Right, holders: Sequence[str]) -> PolicyRefusal:
    """Return the refusal of somebody without a right.

    Args:
        role: of whoever acts; None for a clerk who has ended.
        right: that the act needs.
        holders: names of the active people at this desk who hold it; for one who has ended, those who manage clerks.
    """
    if role is None:
        who = f" Ask {', '.join(holders)}." if holders else ""
        return PolicyRefusal(RIGHTS, f"This clerk has ended, and neither acts nor reads the audit here.{who}", NO_RIGHT)
    roles = " or ".join(role_words(each) for each in HOLDERS[right] if each in ROLES_OF_PEOPLE)
    who = f"Ask {', '.join(holders)}." if holders else "Nobody at this desk has it."
    return PolicyRefusal(RIGHTS, f"{RIGHT_WORDS[right]} is for the {roles}. {who}", NO_RIGHT)


def rights_table() -> Iterator[tuple[Right, tuple[str, ...], tuple[ClerkRole, ...]]]:
    """Yield each right with its kinds of acts and the roles of people that hold it."""
    for right in Right:
        kinds = tuple(_ACTS.get(right, "").split())
        yield right, kinds, tuple(role for role in HOLDERS[right] if role in ROLES_OF_PEOPLE)
