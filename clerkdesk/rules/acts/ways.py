"""The acts that a sentence points to as the way on (law 8), without any key or command.

A rule or a service puts a way into its sentence as a placeholder. `clerkdesk.words.ways` fills it in for display: with
the key in force on a screen, with the command and its numbers on a command line. Stored sentences, such as a task's,
have none.
"""

from __future__ import annotations

from enum import Enum

BEGIN, END = "\ue002", "\ue003"
"""The marks around a placeholder: private letters, which no keyboard has."""


class Where(Enum):
    """The screen of an act, if the sentence must name it."""

    HERE = "here"
    CARD = "card"
    CARD_FROM_ANYWHERE = "card_from_anywhere"
    TODAY = "today"


class Way(Enum):
    """An act, or a part of the desk to look at, that a sentence names."""

    # Needs
    BOOK = "book"
    TAKE_OFF_HOLD = "take_off_hold"
    HOLD_TO_A_DAY = "hold_to_a_day"
    ESCALATE = "escalate"
    CONTACT = "contact"
    VALIDATE = "validate"
    CORRECT_STATUS = "correct_status"
    PASS_ON = "pass_on"
    RECORD_START = "record_start"
    SHOW_WHY = "show_why"
    RECORD_WHAT_CAME = "record_what_came"
    GIVE_ANOTHER_DAY = "give_another_day"
    WAIT_FOR_PROCEDURE = "wait_for_procedure"
    RECORD_REQUEST = "record_request"
    DO_WHAT_WAS_AGREED = "do_what_was_agreed"
    END_ASKING_OR_REVIEW = "end_asking_or_review"
    END_ASKING = "end_asking"
    SEARCH_SLOT = "search_slot"
    LIST_WITHOUT_SPECIALTY = "list_without_specialty"
    SET_SPECIALTY = "set_specialty"
    COMMENT = "comment"
    CHECKS = "checks"
    SHOW_AGAIN = "show_again"
    CHECK_NEEDS = "check_needs"
    VERIFY_AUDIT = "verify_audit"
    THE_CARD = "the_card"
    # Appointments
    MOVE = "move"
    CANCEL = "cancel"
    WAS_CANCELLED = "was_cancelled"
    WAS_MISSED = "was_missed"
    TAKE_ARRIVAL_BACK = "take_arrival_back"
    SEE = "see"
    RECORD_SEEN = "record_seen"
    RECORD_OUTCOME = "record_outcome"
    OPEN_BOOKING = "open_booking"
    # Referrals
    REFER = "refer"
    GRADE = "grade"
    RECORD_TOLD_OF_REFUSAL = "record_told_of_refusal"
    ANSWER_REFUSAL = "answer_refusal"
    RECORD_TOLD_OF_REFERRAL = "record_told_of_referral"
    RECORD_TOLD_OF_REMOVAL = "record_told_of_removal"
    # Reviews, cancer and messages
    ASK_FOR_REVIEW = "ask_for_review"
    NEXT_REVIEW = "next_review"
    REVIEWS = "reviews"
    ENTER_DECISION = "enter_decision"
    RECORD_DECISION_TOLD = "record_decision_told"
    RECORD_MILESTONE = "record_milestone"
    CORRECT_MILESTONE = "correct_milestone"
    SEND_MESSAGE = "send_message"
    NAME_CALLER = "name_caller"
    # Patients
    FIND = "find"
    NOTE_DEATH = "note_death"
    CLOSE_AFTER_DEATH = "close_after_death"
    ANSWER_DEATH = "answer_death"
    ANSWER_DEATH_BY_CONTACT = "answer_death_by_contact"
    ANSWER_DEATH_BY_HOLD = "answer_death_by_hold"
    # The people at the desks
    GIVE_SECRET = "give_secret"
    # Codes and files
    CODES = "codes"
    IMPORT_PATIENTS = "import_patients"
    IMPORT_REFERRALS = "import_referrals"

    def here(self, **numbers: object) -> str:
        """Return the placeholder of an act on the sentence's subject.

        Args:
            numbers: numbers for the command other than those in hand: `entry`, `review`; of `CODES` the `list`.
        """
        return self._placeholder(Where.HERE, numbers)

    def on_card(self, **numbers: object) -> str:
        """Return the placeholder of an act on the card."""
        return self._placeholder(Where.CARD, numbers)

    def on_card_from_anywhere(self, **numbers: object) -> str:
        """Return the placeholder of an act on the card, with the key that opens the card."""
        return self._placeholder(Where.CARD_FROM_ANYWHERE, numbers)

    def on_today(self, **numbers: object) -> str:
        """Return the placeholder of an act on the screen of today's patients."""
        return self._placeholder(Where.TODAY, numbers)

    def _placeholder(self, where: Where, numbers: dict[str, object]) -> str:
        named = "".join(f"|{name}={number}" for name, number in numbers.items())
        return f"{BEGIN}{self.value}|{where.value}{named}{END}"
