"""Where an appointment stands, what happens to it, and how it counts."""

from __future__ import annotations

from clerkdesk.rules.values.closed_set import ClosedSet


class AppointmentStatus(ClosedSet):
    """Where an appointment stands. From `did_not_attend` on it takes no place."""

    BOOKED = "booked"
    ARRIVED = "arrived"
    WITH_CLINICIAN = "with_clinician"
    SEEN = "seen"
    LEFT = "left"
    OUTCOME_RECORDED = "outcome_recorded"
    DID_NOT_ATTEND = "did_not_attend"
    LATE_NOT_SEEN = "late_not_seen"
    CANCELLED = "cancelled"
    MOVED = "moved"
    ANNULLED = "annulled"


class AppointmentEventKind(ClosedSet):
    """What happens to an appointment.

    `annulled`: it was booked in error. `not_arrived`: the arrival was recorded in error. `still_waiting`,
    `still_with_clinician` and `still_here`: the steps behind it were.
    """

    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    ANNULLED = "annulled"
    ARRIVED = "arrived"
    CALLED = "called"
    SEEN = "seen"
    LEFT = "left"
    NOT_ARRIVED = "not_arrived"
    STILL_WAITING = "still_waiting"
    STILL_WITH_CLINICIAN = "still_with_clinician"
    STILL_HERE = "still_here"
    DID_NOT_ATTEND = "did_not_attend"
    LATE_NOT_SEEN = "late_not_seen"
    OUTCOME = "outcome"


class Party(ClosedSet):
    """The party that cancelled; `neither` for a date brought forward by agreement (RULES 13.3)."""

    PATIENT = "patient"
    HOSPITAL = "hospital"
    NEITHER = "neither"


class Attendance(ClosedSet):
    """ATTENDED OR DID NOT ATTEND (R-400)."""

    NOT_YET = "0"
    PATIENT_CANCELLED = "2"
    DID_NOT_ATTEND = "3"
    HOSPITAL_CANCELLED = "4"
    ATTENDED = "5"
    ATTENDED_LATE = "6"
    LATE_NOT_SEEN = "7"


class AttendanceOutcome(ClosedSet):
    """OUTCOME OF ATTENDANCE (R-401)."""

    DISCHARGED = "1"
    ANOTHER_GIVEN = "2"
    ANOTHER_TO_BE_MADE = "3"


class OfferAnswer(ClosedSet):
    """What came of an offer; `superseded`: another one was accepted."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    SUPERSEDED = "superseded"
