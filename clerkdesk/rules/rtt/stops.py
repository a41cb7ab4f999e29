"""Stops clocks: by treatment, and by decisions of the right person once told (R-120 to R-125, R-152)."""

from __future__ import annotations

from datetime import date

from clerkdesk.rules.rtt import afterwards, details, monitoring
from clerkdesk.rules.rtt.model import ClockEvent, StopType
from clerkdesk.rules.rtt.pathway import ClinicianQuestion, Opening, PathwayAtMoment, Pending
from clerkdesk.rules.rtt.sentences import Sentence
from clerkdesk.rules.values.clocks import RttStatus
from clerkdesk.rules.values.priority import Priority

TREATED_ELSEWHERE = "treated elsewhere"
"""Reason for a decision not to treat here: somebody else has treated."""


def treated(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Stop on the day treatment begins (R-120); a test that turns into treatment stops that day (R-121)."""
    if details.flag(event, "treated") is False:
        _goes_on_untreated(pathway, event, Sentence.NOT_TREATED)
        return
    in_hospital = pathway.admitted_for_test == event.event_date
    _stop_for_treatment(pathway, event, Sentence.TREATED, StopType.ADMITTED if in_hospital else StopType.NON_ADMITTED)


def admitted(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Stop on the day of admission, even if the treatment is a day later, but not without treatment (R-121)."""
    if details.flag(event, "treated") is False:
        _goes_on_untreated(pathway, event, Sentence.NOT_TREATED)
        return
    _stop_for_treatment(pathway, event, Sentence.ADMITTED, StopType.ADMITTED)


def _goes_on_untreated(pathway: PathwayAtMoment, event: ClockEvent, sentence: Sentence) -> None:
    """An untreated patient goes on waiting; a code that says otherwise is refused (R-121)."""
    if event.code == RttStatus.TREATED:
        pathway.reject_code(event, RttStatus.TREATED, Sentence.CODE_NOT_TREATMENT)
    pathway.carry_on(event, sentence)


def admission_undone(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """An admission whose treatment was called off afterwards does not stop the clock (R-121)."""
    pathway.carry_on(event, Sentence.ADMISSION_UNDONE)


def treatment_called_off(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Explain why the admission before it does not count (R-121)."""
    pathway.carry_on(event, Sentence.TREATMENT_CALLED_OFF)


def device_fitted(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Stop on the fitting of a device, not on its measuring (R-122)."""
    if details.flag(event, "treated") is False:
        _goes_on_untreated(pathway, event, Sentence.NOT_FIRST_TREATMENT)
        return
    _stop_for_treatment(pathway, event, Sentence.FITTED, StopType.NON_ADMITTED)


def procedure_performed(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """A procedure recorded as treatment stops the clock; after an admission it is the treatment itself."""
    therapeutic = details.flag(event, "therapeutic")
    if therapeutic is False:
        pathway.dm01_start = None
        afterwards.meet_planned(pathway, event)
        _goes_on_untreated(pathway, event, Sentence.PROCEDURE_FOR_TEST)
    elif pathway.is_open and event.code != RttStatus.TREATED and not therapeutic:
        pathway.warn(event, Sentence.PROCEDURE_UNCLEAR)
        pathway.carry_on(event, Sentence.PROCEDURE_UNCLEAR)
    else:
        treated(pathway, event)


def _stop_for_treatment(pathway: PathwayAtMoment, event: ClockEvent, sentence: Sentence, stop_type: StopType) -> None:
    pathway.need_no_date()
    if not pathway.is_open:
        _treated_outside_a_wait(pathway, event)
    elif event.code not in (None, RttStatus.TREATED):
        pathway.carry_on(event, Sentence.NOT_FIRST_TREATMENT)
    else:
        pathway.end(event, RttStatus.TREATED, sentence, stop_type=stop_type)


def _treated_outside_a_wait(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    if pathway.closed:
        pathway.note(event, Sentence.TREATED_AFTERWARDS)
        return
    if pathway.outside is None:
        pathway.warn(event, Sentence.NO_START_BEFORE)
    pathway.note(event, Sentence.TREATED_WITHOUT_CLOCK)


def outcome(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Apply a stop code of an attendance, at which the patient was told face to face (R-124)."""
    match event.code:
        case RttStatus.MONITORED_BY_PATIENT | RttStatus.MONITORED_BY_CLINICIAN:
            monitoring.agreed_in_clinic(pathway, event)
        case RttStatus.DECLINED:
            declined_treatment(pathway, event)
        case RttStatus.DIED:
            died(pathway, event)
        case _:
            _decide(pathway, event, Sentence.NOT_TREATING, told_in_person=True)


def decision_not_to_treat(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Stop on the day the patient is told (R-124)."""
    sentence = Sentence.NOT_TREATING
    if details.words(event, "reason") == TREATED_ELSEWHERE:
        sentence = Sentence.TREATED_ELSEWHERE
    elif pathway.returned and not pathway.attended:
        sentence = Sentence.NOT_ACCEPTED
    _decide(pathway, event, sentence)


def transplant_listed(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Stop on the day the patient is told of a matched listing, which discharges nobody (R-123)."""
    if details.flag(event, "matched") is False:
        pathway.carry_on(event, Sentence.TRANSPLANT_NOT_MATCHED)
    else:
        _decide(pathway, event, Sentence.TRANSPLANT_LISTED)


def _decide(pathway: PathwayAtMoment, event: ClockEvent, sentence: Sentence, *, told_in_person: bool = False) -> None:
    if details.decided_by_clinician(event) is False:
        pathway.reject(event, Sentence.NOT_BY_A_CLERK)
    elif not pathway.is_open:
        _end_what_is_planned(pathway, event)
        pathway.note(event, Sentence.CLOSED_WITHOUT_CLOCK)
    elif _was_told(event, told_in_person=told_in_person):
        pathway.end(event, RttStatus.NOT_TREATED, sentence)
    else:
        _wait_until_told(pathway, event, RttStatus.NOT_TREATED)


def _end_what_is_planned(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """A decision against treatment ends a planned date too, unless the patient does not know of it (R-124)."""
    if details.flag(event, "communicated") is not False:
        pathway.need_no_date()


def _was_told(event: ClockEvent, *, told_in_person: bool = False) -> bool:
    """Return whether the patient knows; without a record only a patient who was present is taken to know."""
    said = details.flag(event, "communicated")
    if said is None:
        return told_in_person or details.day(event, "communicated_on") is not None
    return said


def _wait_until_told(pathway: PathwayAtMoment, event: ClockEvent, code: RttStatus) -> None:
    pathway.pending = Pending(code)
    pathway.reject(event, Sentence.NOT_COMMUNICATED)


def decision_communicated(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Let a decision count from the day the patient was told of it (R-124, R-161)."""
    pending, pathway.pending = pathway.pending, None
    if pending is not None and pending.code is not None and pathway.is_open:
        pathway.end(event, pending.code, Sentence.DECISION_TOLD)
    elif pending is not None and pending.code is None and not pathway.is_open:
        pathway.begin(event, details.effective_date(event), Opening.DECISION, Sentence.NEW_TREATMENT)
    else:
        pathway.note(event, Sentence.NOTHING_TO_TELL)


def discharged(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Stop for a discharge only by a clinician's decision for this patient (R-125, R-142, R-152, R-224 to R-226)."""
    refusal, words = _why_no_discharge(pathway, event)
    if refusal is not None:
        pathway.reject(event, refusal, **words)
        return
    pathway.settle(
        ClinicianQuestion.DID_NOT_ATTEND,
        ClinicianQuestion.CANCELLATIONS,
        ClinicianQuestion.DECLINED_OFFERS,
        ClinicianQuestion.DELAY,
    )
    if details.flag(event, "safeguarding_checked"):
        pathway.safeguarding_due = False
    if not pathway.is_open:
        _end_what_is_planned(pathway, event)
        pathway.note(event, Sentence.CLOSED_WITHOUT_CLOCK)
    elif details.flag(event, "communicated") is False:
        _wait_until_told(pathway, event, RttStatus.NOT_TREATED)
    else:
        _stop_for_discharge(pathway, event)


def _why_no_discharge(pathway: PathwayAtMoment, event: ClockEvent) -> tuple[Sentence | None, dict[str, str]]:
    if not details.decided_by_clinician(event):
        only_cancelled = pathway.choices.cancellations and pathway.last_missed is None
        return (Sentence.CANCELLATIONS_ALONE if only_cancelled else Sentence.NOT_BY_A_CLERK), {}
    cancer = pathway.priority is Priority.SUSPECTED_CANCER
    if cancer and details.words(event, "reason") in ("cancellations", "patient_cancellations"):
        return Sentence.CANCER_CANCELLATIONS, {}
    if pathway.last_missed is None or not pathway.is_open:
        return None, {}
    if pathway.protected and not details.flag(event, "safeguarding_checked"):
        return Sentence.SAFEGUARDING_FIRST, {}
    if cancer and not details.flag(event, "gp_informed"):
        return Sentence.GP_FIRST, {}
    missing = _missing_conditions(event, pathway.last_missed)
    return (Sentence.DISCHARGE_CONDITIONS, {"missing": "; ".join(missing)}) if missing else (None, {})


def _missing_conditions(event: ClockEvent, missed: ClockEvent) -> list[str]:
    """Return the unrecorded tests among (i), (iii) and (iv) of R-152; (ii) is the clinician's decision."""
    tests = {
        "the appointment was not shown to be clearly communicated": (
            details.flag(missed, "clearly_communicated") or details.flag(event, "clearly_communicated")
        ),
        "the access policy is not recorded as published": details.flag(event, "policy_published"),
        "the protection of vulnerable patients is not recorded": details.flag(event, "vulnerable_protected"),
    }
    return [sentence for sentence, holds in tests.items() if not holds]


def _stop_for_discharge(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    if details.flag(event, "communicated") is None and details.day(event, "communicated_on") is None:
        pathway.warn(event, Sentence.TOLD_NOT_RECORDED)
    missed = pathway.last_missed
    if missed is None:
        pathway.end(event, RttStatus.NOT_TREATED, Sentence.DISCHARGED)
        return
    both = (details.effective_date(event), details.effective_date(missed))
    by_absence = pathway.settings.pathways.later_non_attendance_stop_date == "did_not_attend"
    pathway.end(event, RttStatus.NOT_TREATED, Sentence.DISCHARGED_AFTER_DNA, stop=both[1] if by_absence else None)
    pathway.accept_stop = both if both[0] != both[1] else ()


def declined_treatment(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Stop on the day the patient says no; the decision is theirs (R-124, R-125)."""
    pathway.need_no_date()
    if pathway.is_open:
        pathway.end(event, RttStatus.DECLINED, Sentence.DECLINED_TREATMENT)
    else:
        pathway.note(event, Sentence.CLOSED_WITHOUT_CLOCK)


def died(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Stop on the day of death, whenever the hospital heard of it (R-124); bookings must be cancelled."""
    day = details.effective_date(event)
    if pathway.died is not None:
        if pathway.died != day:
            pathway.warn(event, Sentence.TWO_DEATHS)
        pathway.note(event, Sentence.CLOSED_WITHOUT_CLOCK)
        return
    pathway.died = day
    pathway.need_no_date()
    pathway.questions.clear()
    if _still_booked(pathway, day):
        pathway.warn(event, Sentence.CANCEL_FUTURE)
    if pathway.is_open:
        pathway.end(event, RttStatus.DIED, Sentence.DIED)
    else:
        pathway.last_code = RttStatus.DIED
        pathway.note(event, Sentence.CLOSED_WITHOUT_CLOCK)


def _still_booked(pathway: PathwayAtMoment, day: date) -> bool:
    return any(booked > day for booked in pathway.booked_for)
