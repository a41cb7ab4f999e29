"""Plants faults in the practice hospital, each with the check that finds it (R-309).

Everything else is consistent. No need is lost, not even here: DQ01 has nothing to find.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from clerkdesk.data.tables import WaitingListEntry
from clerkdesk.demo.pathways import Care
from clerkdesk.demo.stage import Stage
from clerkdesk.rules.referrals.referral_start import Receipt, Route
from clerkdesk.rules.values import nhs_number
from clerkdesk.rules.values.appointments import AttendanceOutcome
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.slots import SlotKind

SAID_TO_HAVE_DIED: Final = "Dearden-Hope"
"""Family name of somebody with an unconfirmed death, whose open pathways are found too (DQ12)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One patient with something wrong on the record."""

    family_name: str
    """Family name of the patient; nobody else in the hospital has it."""
    rules: tuple[str, ...]
    """Numbers of the checks that find it."""
    what: str
    plant: Callable[[Stage, str], object]


def plant(stage: Stage) -> None:
    """Plant every fault."""
    for fault in FAULTS:
        fault.plant(stage, fault.family_name)


def _waiting(
    stage: Stage, family_name: str, specialty: str, days: int, **columns: Any
) -> tuple[Care, WaitingListEntry]:
    person = stage.somebody(family_name, "Robin", stage.born(44), "07700 900190")
    return stage.waits(person, specialty, days, **columns)


def _followed(
    stage: Stage, family_name: str, specialty: str, days: int, code: RttStatus, interval: int, **columns: Any
) -> tuple[Care, WaitingListEntry]:
    person = stage.somebody(family_name, "Robin", stage.born(58), "07700 900191")
    return stage.was_seen(person, specialty, days, code, interval, **columns)


def _outcome_missing(stage: Stage, family_name: str) -> None:
    care, entry = _waiting(stage, family_name, "TRAU", 80)
    slot = stage.past_slot(care.person, "TRAU", 3)
    appointment = stage.books(care, entry, slot, 30)
    steps = [slot.starts + timedelta(minutes=minutes) for minutes in (4, 5, 24)]
    stage.carer.attend(appointment, slot.starts - timedelta(minutes=9), *steps, clerk="tom")


def _still_to_come(stage: Stage, family_name: str) -> None:
    care, entry = _waiting(stage, family_name, "ENT", 70)
    stage.books(care, entry, stage.past_slot(care.person, "ENT", 2), 30)


def _stopped_and_listed(stage: Stage, family_name: str) -> None:
    care, _ = _waiting(stage, family_name, "SURG", 110)
    stage.carer.clock(care, ClockEventKind.FIRST_DEFINITIVE_TREATMENT, stage.moment.working_day(-15), RttStatus.TREATED)


def _two_periods(stage: Stage, family_name: str) -> None:
    care, _ = _waiting(stage, family_name, "CARD", 64)
    other, _ = stage.waits(care.person, "DERM", 40)
    other.pathway.identifier, other.pathway.identifier_issuer = care.pathway.identifier, care.pathway.identifier_issuer


def _referred_twice(stage: Stage, family_name: str) -> None:
    care, _ = _waiting(stage, family_name, "OPHT", 52)
    stage.waits(care.person, "OPHT", 43)


def _seen_before_start(stage: Stage, family_name: str) -> None:
    care, first = _waiting(stage, family_name, "UROL", 25)
    clinic = stage.carer.hospital.clinics["UROL1"]
    slot = stage.timetable.in_the_past(clinic, stage.earlier(30, "12:00"), SlotKind.NEW, 44)
    if slot is None:
        raise LookupError("no past slot in urology")
    appointment = stage.books(care, first, slot, 60)
    stage.carer.attend(appointment, slot.starts)
    stage.carer.event(
        appointment,
        "outcome",
        slot.starts,
        attendance_code="5",
        outcome_code=AttendanceOutcome.ANOTHER_TO_BE_MADE,
        rtt_code=RttStatus.GOES_ON,
    )
    stage.visits.later_need(care, slot.starts.date(), 84, latest_date=None)


def _status_99(stage: Stage, family_name: str) -> None:
    _followed(stage, family_name, "ENT", 40, RttStatus.NOT_KNOWN, 84)


def _nullified_too_late(stage: Stage, family_name: str) -> None:
    care, _ = _followed(stage, family_name, "TRAU", 75, RttStatus.GOES_ON, 105)
    details = {"first": False, "clearly_communicated": True, "attendance_code": "3"}
    stage.carer.clock(
        care, ClockEventKind.APPOINTMENT_DNA, stage.moment.working_day(-12), RttStatus.FIRST_MISSED, details
    )


def _monitored_for_ever(stage: Stage, family_name: str) -> None:
    _, entry = _followed(stage, family_name, "CARD", 50, RttStatus.MONITORED_BY_CLINICIAN, 300)
    day = stage.moment.days(-48)
    again = stage.moment.days(250)
    stage.carer.on_list(entry, "held", day, reason="active monitoring", look_again_on=again)


def _passed_on(stage: Stage, family_name: str) -> None:
    care, _ = _waiting(stage, family_name, "SURG", 90)
    details = {"responsibility_transferred": True}
    stage.carer.clock(care, ClockEventKind.TRANSFER_OUT, stage.moment.working_day(-9), RttStatus.PASSED_ON, details)


def _died_and_listed(stage: Stage, family_name: str) -> None:
    care, _ = _waiting(stage, family_name, "OPHT", 61)
    care.person.row.deceased_date, care.person.row.deceased_confirmed = stage.moment.days(-12), True


def _start_unknown(stage: Stage, family_name: str) -> None:
    person = stage.somebody(family_name, "Robin", stage.born(63), "07700 900192")
    receipt = Receipt(route=Route.TRANSFER, received=stage.moment.days(-33), start_unknown=True)
    values = {"reviewed_by_clinician": True, "vetting_outcome": "accepted", "vetted_on": receipt.received}
    care = stage.carer.refer(person, "TRAU", receipt, **values)
    stage.carer.list_need(care, "new", receipt.received, position=receipt.received)


def _never_validated(stage: Stage, family_name: str) -> None:
    _waiting(stage, family_name, "TRAU", 371)


def _never_graded(stage: Stage, family_name: str) -> None:
    ungraded: dict[str, Any] = {"reviewed_by_clinician": False, "vetting_outcome": "", "vetted_on": None}
    _waiting(stage, family_name, "UROL", 97, **ungraded)


def _past_latest_date(stage: Stage, family_name: str) -> None:
    _followed(stage, family_name, "OPHT", 150, RttStatus.TREATED, 84, latest_date=stage.moment.days(-31))


def _cancer_unbooked(stage: Stage, family_name: str) -> None:
    _waiting(stage, family_name, "SURG", 17, priority=Priority.SUSPECTED_CANCER)


def _number_missing(stage: Stage, family_name: str) -> None:
    stage.waits(stage.somebody(family_name, "Robin", stage.born(27), nhs_number=None), "DERM", 25)


def _number_wrong(stage: Stage, family_name: str) -> None:
    good = nhs_number.practice_number(330)
    wrong = good[:-1] + str((int(good[-1]) + 1) % 10)
    stage.waits(stage.somebody(family_name, "Robin", stage.born(33), nhs_number=wrong), "ENT", 29)


def _number_unverified(stage: Stage, family_name: str) -> None:
    stage.waits(stage.somebody(family_name, "Robin", stage.born(39), nhs_number_status="02"), "CARD", 21)


def _cancelled_often(stage: Stage, family_name: str) -> None:
    care, entry = _waiting(stage, family_name, "TRAU", 100)
    for days_ago, reason in ((40, "PC01"), (26, "PC03"), (12, "PC02")):
        appointment = stage.books(care, entry, stage.first_free("TRAU", "new", 4, care.person), days_ago)
        at = stage.moment.at(stage.moment.open_on(stage.moment.days(-days_ago + 7)), 10, 20)
        stage.carer.cancel(care, appointment, at, "patient", reason)


def _booked_outside_ers(stage: Stage, family_name: str) -> None:
    care, entry = _waiting(stage, family_name, "ENT", 9, route="ers_no_slot")
    stage.books(care, entry, stage.first_free("ENT", "new", 12, care.person), 2)
    care.referral.worklist = "ASI"


def _pifu_over(stage: Stage, family_name: str) -> None:
    care, entry = _followed(stage, family_name, "DERM", 200, RttStatus.TREATED, 230)
    ends = stage.moment.days(-14)
    details = {"ends": ends.isoformat(), "end_action": "clinical_review"}
    stage.carer.clock(care, ClockEventKind.PIFU_START, stage.moment.days(-190), details=details)
    stage.carer.on_list(
        entry, "held", stage.moment.days(-190), reason="patient-initiated follow-up", look_again_on=ends
    )


def _hold_is_over(stage: Stage, family_name: str) -> None:
    _, entry = _waiting(stage, family_name, "UROL", 70)
    again = stage.moment.days(-4)
    stage.carer.on_list(entry, "held", stage.moment.days(-25), reason="away until last week", look_again_on=again)


FAULTS: Final = (
    Fault("Aldous", ("DQ02",), "seen last week, no outcome", _outcome_missing),
    Fault("Birtwhistle", ("DQ03",), "last week's appointment still counts as to come", _still_to_come),
    Fault("Cazalet", ("DQ04",), "treated, and still on the list", _stopped_and_listed),
    Fault("Drinkwater", ("DQ05",), "two running clocks under one pathway identifier", _two_periods),
    Fault("Eglantine", ("DQ06", "DQ20"), "referred twice for the same eyes", _referred_twice),
    Fault("Fairbrass", ("DQ07",), "the clock starts after the first visit", _seen_before_start),
    Fault("Goodbody", ("DQ08",), "RTT status 99 for weeks", _status_99),
    Fault("Hollingbery", ("DQ09",), "status 33 after a visit that took place", _nullified_too_late),
    Fault("Inskip", ("DQ10",), "monitored, and nobody looks again for months", _monitored_for_ever),
    Fault("Jellicoe", ("DQ11",), "passed to another hospital, and still listed here", _passed_on),
    Fault("Kellaway", ("DQ12",), "has died, and is still listed", _died_and_listed),
    Fault(SAID_TO_HAVE_DIED, ("DQ12",), "is said to have died, and everything waits for the proof", lambda *_: None),
    Fault("Lovelock", ("DQ13",), "nobody knows when the clock started", _start_unknown),
    Fault("Makepeace", ("DQ14",), "53 weeks, and never validated", _never_validated),
    Fault("Nightingale", ("DQ15",), "fourteen weeks, and never graded", _never_graded),
    Fault("Oldroyd", ("DQ16",), "glaucoma follow-up a month past its latest date", _past_latest_date),
    Fault("Penhaligon", ("DQ17",), "suspected cancer, seventeen days, no date", _cancer_unbooked),
    Fault("Quennell", ("DQ18",), "no NHS number", _number_missing),
    Fault("Rumbelow", ("DQ18",), "an NHS number with a wrong check digit", _number_wrong),
    Fault("Saltmarsh", ("DQ18",), "an NHS number that was not verified", _number_unverified),
    Fault("Threlfall", ("DQ19",), "cancelled three times, and no review", _cancelled_often),
    Fault("Umpleby", ("DQ21",), "a slot issue that was booked outside e-RS", _booked_outside_ers),
    Fault("Venables", ("DQ22", "DQ33"), "patient-initiated follow-up that ended a fortnight ago", _pifu_over),
    Fault("Wetherall", ("DQ33",), "on hold, and was to be looked at again days ago", _hold_is_over),
)
"""Every planted fault; the checks find exactly these."""
