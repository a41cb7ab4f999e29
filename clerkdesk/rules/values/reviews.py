"""What a clinician is asked, and what comes of it."""

from __future__ import annotations

from clerkdesk.rules.values.closed_set import ClosedSet


class ReviewKind(ClosedSet):
    """What a review is about; it sets the possible decisions."""

    DECLINED_OFFERS = "declined_offers"
    WISH_TO_DELAY = "wish_to_delay"
    PATIENT_CANCELLATIONS = "patient_cancellations"
    TREATMENT_ELSEWHERE_OR_NOT_WANTED = "treatment_elsewhere_or_not_wanted"
    DID_NOT_ATTEND = "did_not_attend"
    WAS_NOT_BROUGHT = "was_not_brought"
    NO_REPLY = "no_reply"
    VALIDATION = "validation"
    ACTIVE_MONITORING = "active_monitoring"
    PAST_CLINICALLY_APPROPRIATE_DATE = "past_clinically_appropriate_date"


class ReviewStatus(ClosedSet):
    """Where a review stands.

    `decided`: the patient is not told yet, and the clock runs. `withdrawn`: its opening was undone, or nobody has to
    decide it.
    """

    OPEN = "open"
    DECIDED = "decided"
    TOLD = "told"
    WITHDRAWN = "withdrawn"


class ReviewEventKind(ClosedSet):
    """What happens to a review."""

    OPENED = "opened"
    DECIDED = "decided"
    TOLD = "told"
    WITHDRAWN = "withdrawn"


class Decision(ClosedSet):
    """What a clinician may decide; `monitor_patient` is RTT code 31, `monitor_clinician` code 32 (R-160)."""

    RETURN_TO_LIST = "return_to_list"
    OFFER_AGAIN = "offer_again"
    EXPEDITE = "expedite"
    WAIT_UNTIL = "wait_until"
    MONITOR_PATIENT = "monitor_patient"
    MONITOR_CLINICIAN = "monitor_clinician"
    DISCHARGE = "discharge"
