"""The items of an inbox: who has each, and what happens to it."""

from __future__ import annotations

from clerkdesk.rules.values.closed_set import ClosedSet


class ItemKind(ClosedSet):
    """What an inbox item is."""

    MESSAGE = "message"
    NOTICE = "notice"
    TASK = "task"
    ESCALATION = "escalation"
    CALL_BACK = "call_back"


class ItemStatus(ClosedSet):
    """Where an inbox item stands; `withdrawn`: its making was undone, or it lapsed before it was done."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class ItemEventKind(ClosedSet):
    """What happens to an inbox item.

    `climbed`: a level of the escalation ladder. `stands_again`: the reason for its withdrawal proves to be wrong.
    """

    TAKEN = "taken"
    ACKNOWLEDGED = "acknowledged"
    FORWARDED = "forwarded"
    HANDED_OVER = "handed_over"
    CLIMBED = "climbed"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    STANDS_AGAIN = "stands_again"


class HolderKind(ClosedSet):
    """With whom an inbox item stands."""

    CLERK = "clerk"
    TEAM = "team"
    TEAM_LEADER = "team_leader"
    SECRETARY = "secretary"
    RECEPTION = "reception"
    NURSE = "nurse"
    CONSULTANT = "consultant"
    ROLE = "role"


class NoticeKind(ClosedSet):
    """What somebody has to know."""

    CANCELLED_ON_THE_DAY = "cancelled_on_the_day"
    CANCELLATION_COUNT = "cancellation_count"
    DECLINED_OFFERS = "declined_offers"
    WAS_NOT_BROUGHT = "was_not_brought"
    DID_NOT_ATTEND = "did_not_attend"
    HOSPITAL_CANCELLED_AGAIN = "hospital_cancelled_again"
    CLINIC_CANCELLED = "clinic_cancelled"
    WAITING_LONG = "waiting_long"
    DECISION_TO_TELL = "decision_to_tell"
    DIED = "died"
    ENTERED_IN_ERROR = "entered_in_error"


class TaskKind(ClosedSet):
    """What somebody has to do."""

    REBOOK = "rebook"
    LOOK_AGAIN = "look_again"
    CHECK_SOURCE_OF_DEATH = "check_source_of_death"
    CANCEL_FUTURE_APPOINTMENTS = "cancel_future_appointments"
    BOOK_INTERPRETER = "book_interpreter"
    BOOK_TRANSPORT = "book_transport"
    STAND_DOWN_INTERPRETER = "stand_down_interpreter"
    STAND_DOWN_TRANSPORT = "stand_down_transport"
    REARRANGE_INTERPRETER = "rearrange_interpreter"
    REARRANGE_TRANSPORT = "rearrange_transport"
    CHECK_PHONE_NUMBER = "check_phone_number"
    RING_BACK = "ring_back"
    TELL_PATIENT = "tell_patient"
    TELL_PATIENT_AND_REFERRER = "tell_patient_and_referrer"
    TELL_REFERRER = "tell_referrer"
    SPEAK_TO_REFERRER = "speak_to_referrer"
    CHASE_REFERRER = "chase_referrer"
    CONFIRM_APPROVAL = "confirm_approval"
    SAFEGUARDING_LOOK = "safeguarding_look"
    SEND_TEXT = "send_text"
    SEND_LETTER = "send_letter"
    LINK_BOOKING_TO_ERS = "link_booking_to_ers"
    CORRECT_RECORD = "correct_record"
    CHECK_RESIDENCE = "check_residence"
    TRANSFER_RECORD = "transfer_record"
    CONFIRM_START = "confirm_start"
    TELL_REMOVAL = "tell_removal"


class Urgency(ClosedSet):
    """How soon a message is to be acknowledged (R-722)."""

    ROUTINE = "routine"
    TODAY = "today"
    URGENT = "urgent"


class MessageChannel(ClosedSet):
    """How a message came."""

    PHONE = "phone"
    EMAIL = "email"
    DESK = "desk"
    LETTER = "letter"
