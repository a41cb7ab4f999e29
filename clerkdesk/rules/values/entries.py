"""The closed sets of a waiting list entry: kinds, statuses and events."""

from __future__ import annotations

from clerkdesk.rules.values.closed_set import ClosedSet


class EntryKind(ClosedSet):
    """The list of an entry, in the order of a specialty's lists."""

    NEW = "new"
    FOLLOW_UP = "follow_up"
    PLANNED = "planned"
    DIAGNOSTIC = "diagnostic"
    AWAITING_PROCEDURE = "awaiting_procedure"
    AWAITING_TEST = "awaiting_test"
    AWAITING_RESULTS = "awaiting_results"


class EntryStatus(ClosedSet):
    """Where an entry stands. An open one has exactly one of the first four."""

    WAITING = "waiting"
    ON_HOLD = "on_hold"
    BOOKED = "booked"
    AWAITING_OUTCOME = "awaiting_outcome"
    CLOSED = "closed"


class EntryEventKind(ClosedSet):
    """What happens to an entry.

    `start_asked`, `start_agreed` and `start_declined`: a later start, and the answer of the second person. `told`:
    somebody was told of a removal.
    """

    ADDED = "added"
    HELD = "held"
    RELEASED = "released"
    CLOSED = "closed"
    REOPENED = "reopened"
    POSITION_CHANGED = "position_changed"
    VALIDATED = "validated"
    START_ASKED = "start_asked"
    START_AGREED = "start_agreed"
    START_DECLINED = "start_declined"
    TOLD = "told"


class ValidationLevel(ClosedSet):
    """How a need was validated: the record was checked, the patient was contacted, or a clinician looked (R-300)."""

    TECHNICAL = "technical"
    CONTACT = "contact"
    CLINICAL = "clinical"


class EffectKind(ClosedSet):
    """What an act does to an entry."""

    UNCHANGED = "unchanged"
    RELIST = "relist"
    HOLD = "hold"
    MOVE_LIST = "move_list"
    CLOSE = "close"


class ValidationOutcome(ClosedSet):
    """The outcomes of a validation, the codes of `local_validation_outcome`."""

    STILL_WAITING = "V01"
    CORRECTED = "V02"
    DUPLICATE = "V03"
    TREATED = "V04"
    DISCHARGED = "V05"
    ACTIVE_MONITORING = "V06"
    DECLINED_TREATMENT = "V07"
    DIED = "V08"
    FIRST_MISSED = "V09"
    OTHER_STANDARD = "V10"
    TREATED_ELSEWHERE = "V11"
    CARE_NOT_WANTED = "V12"
    TO_ANOTHER_PROVIDER = "V13"
    CLINICIAN_LOOKS = "V14"
    WISHES_TO_WAIT = "V15"
    NO_ANSWER_YET = "V16"
    NO_ANSWER_AT_ALL = "V17"
    START_UNKNOWN = "V18"
    PLANNED_LIST = "V19"
    HARM_OR_BREACH = "V20"
