"""The bar of the outcome: next step, RTT status and attendance, with the usual answers as defaults (R-710)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from clerkdesk.rules.cancer.milestones import UNUSUAL
from clerkdesk.rules.reception.next_needs import YEARS_AHEAD
from clerkdesk.rules.reception.outcomes import ANOTHER_CONDITION, ATTENDED, PASSED_ON, TREATED
from clerkdesk.rules.values.appointments import AppointmentStatus, AttendanceOutcome
from clerkdesk.rules.values.clocks import RttStatus
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.waiting_list.awaiting import NewWait
from clerkdesk.rules.waiting_list.entry_kinds import AWAITING_KINDS, KIND_WORDS, AwaitingKind
from clerkdesk.rules.waiting_list.follow_ups import books_before_leaving
from clerkdesk.rules.waiting_list.patient_initiated import EndAction
from clerkdesk.screens.acts.carrying_out import carry_out
from clerkdesk.screens.acts.confirming import agreed_of, confirmed, said_of
from clerkdesk.screens.acts.specialties import specialty_reader
from clerkdesk.screens.reception.second_look import second_look
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, Step, TextStep
from clerkdesk.widgets.plain import joined
from clerkdesk.widgets.readers import see_by_reader
from clerkdesk.widgets.readings import Reader, Reading

if TYPE_CHECKING:
    from clerkdesk.screens.reception.receives import Receives
    from clerkdesk.screens.reception.visits import Visit
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.reception.outcomes import BeforeRecording, OutcomeAnswer, OutcomeRecorded

MISSED, TOO_LATE = "missed", "too_late"
"""Choices without an attendance: each opens a bar of its own."""
_OUTCOMES: Mapping[str, str] = {
    AttendanceOutcome.DISCHARGED: "discharged",
    AttendanceOutcome.ANOTHER_GIVEN: "next is booked",
    AttendanceOutcome.ANOTHER_TO_BE_MADE: "next later, on the list",
}
_BOOK_NEXT = "book_next"
"""The choice for outcome 2 with nothing booked: it records code 3, and the card books the need at once (R-401)."""
_PIFU = "pifu"
"""The choice of code 3 with a plan: the patient asks for the next appointment (R-180)."""
_OPEN = "open"
"""Typed if no end is agreed (RULES 13.29)."""
_AWAITS: Mapping[str, AwaitingKind] = {
    "a": EntryKind.AWAITING_PROCEDURE, "t": EntryKind.AWAITING_TEST, "r": EntryKind.AWAITING_RESULTS,
}  # fmt: skip
"""Letter of the choice of code 3 with a wait for something else (RULES 13.15)."""
_SAID: Mapping[str, str] = {
    **_OUTCOMES,
    _BOOK_NEXT: "outcome 3, next later, until the next is booked",
    _PIFU: "PIFU, patient-initiated follow-up",
    **{str(kind): KIND_WORDS[kind] for kind in AWAITING_KINDS},
}
_STATUSES = (
    ("f", RttStatus.FIRST_ACTIVITY, "first activity"),
    ("g", RttStatus.GOES_ON, "goes on waiting"),
    ("t", RttStatus.TREATED, "treatment started"),
    ("w", RttStatus.MONITORED_BY_PATIENT, "active monitoring (patient)"),
    ("c", RttStatus.MONITORED_BY_CLINICIAN, "active monitoring (clinician)"),
    ("d", RttStatus.NOT_TREATED, "decided not to treat"),
    ("j", RttStatus.DECLINED, "refused treatment"),
    ("a", RttStatus.AFTER_TREATMENT, "after treatment"),
    ("m", RttStatus.DURING_MONITORING, "on active monitoring"),
    ("z", RttStatus.NOT_APPLICABLE, "RTT does not apply"),
    ("v", RttStatus.AFTER_MONITORING, "waits again after monitoring"),
    ("k", RttStatus.NEW_CONDITION, "another condition found"),
    ("p", RttStatus.PASSED_ON, "passed to another provider"),
    ("q", RttStatus.BEFORE_REFERRAL, "GP arranges tests"),
    ("u", RttStatus.NOT_KNOWN, "not known yet"),
)
"""Letter, code of `rtt_status`, and its words; 33 comes only from a missed first appointment (R-150), 36 from the
check of a death (R-124)."""
_ENDING = frozenset(
    {
        RttStatus.NEW_CONDITION,
        RttStatus.PASSED_ON,
        RttStatus.TREATED,
        RttStatus.MONITORED_BY_PATIENT,
        RttStatus.MONITORED_BY_CLINICIAN,
        RttStatus.NOT_TREATED,
        RttStatus.DECLINED,
        RttStatus.AFTER_TREATMENT,
        RttStatus.DURING_MONITORING,
        RttStatus.NOT_APPLICABLE,
    }
)
"""Statuses that allow patient-initiated follow-up (R-180)."""
_DISCHARGED = _ENDING - {RttStatus.MONITORED_BY_PATIENT, RttStatus.MONITORED_BY_CLINICIAN}
"""Statuses that allow a discharge (R-190): active monitoring is care that goes on (R-160)."""
_ASKS_MORE = {
    RttStatus.MONITORED_BY_PATIENT: "agreed",
    RttStatus.MONITORED_BY_CLINICIAN: "agreed",
    RttStatus.NOT_TREATED: "told",
    ANOTHER_CONDITION: "other",
    PASSED_ON: "passed_to",
}
"""Status -> the step that asks for its detail: agreement, telling, another condition, a receiver."""


def outcome_bar(screen: Receives, visit: Visit, before: BeforeRecording) -> BarSpec:
    """Return the bar that records an outcome; the usual answers are defaults, and the clerk picks the outcome."""

    async def commit(answer: BarAnswer) -> Kept | None:

        async def tell(result: OutcomeRecorded) -> None:
            told = _told(screen, visit, answer, result)
            screen.settled(visit, told, "warning" if result.warnings else "good", result.entry_id)
            if answer["outcome"] == _BOOK_NEXT and not result.warnings:
                letter = screen.host.keymap.key_of("book")
                await screen.host.open_card(visit.in_hand, letter, f"entry:{result.entry_id}")

        return await carry_out(screen.host, lambda desk: _record(desk, visit, answer), tell)

    return BarSpec(
        "outcome",
        "Outcome for",
        screen.name_of(visit),
        commit,
        tuple(_steps(screen, visit, before)),
        enter="records it",
        note=joined((screen.born(visit), before.clinician)),
        context={"visit": visit.key},
    )


def _steps(screen: Receives, visit: Visit, before: BeforeRecording) -> Iterator[Step]:
    usual, row = before.usual, visit.appointment
    if before.near:
        yield second_look(screen, visit, before.near, at="the form", meant="on the form", then="outcome")
    yield ChoiceStep(
        "outcome",
        "outcome",
        tuple(_outcomes(visit, before)),
        default=usual.outcome if usual else "",
        then="rtt",
        asks=True,
    )
    seen = row.starts_at.date()
    yield TextStep("see_by", "interval, such as 6w", required=True, read=see_by_reader(seen), then="rtt")
    yield from _waits_for_something(seen)
    yield ChoiceStep("rtt", "RTT status", _statuses(), default=usual.rtt_code if usual else "", then="attended")
    yield ChoiceStep("rtt_end", "RTT status", _statuses(_DISCHARGED), then="attended")
    yield from _of_another_condition(before.specialties)
    yield TextStep("passed_to", "provider that takes over", required=True, then="attended")
    yield from _patient_asks(usual.rtt_code if usual else "", seen)
    yield from _of_a_decision()
    attended = row.attendance_code if row.attendance_code in ATTENDED else ""
    choices = (Choice("i", "5", "attended on time"), Choice("b", "6", "late, but seen"))
    yield ChoiceStep("attended", "attendance", choices, default=attended, then="decided_by")
    yield TextStep("decided_by", "clinician on the form", required=not before.clinician)


def _patient_asks(usual: str, seen: date) -> Iterator[Step]:
    """Yield the steps of patient-initiated follow-up: its last day, the step after it, and the RTT status."""
    yield TextStep("until", "for how long: 6m, or open", required=True, read=_until_reader(seen), then="rtt_over")
    status = usual if usual in _ENDING else ""
    yield ChoiceStep("rtt_over", "RTT status", _statuses(_ENDING), default=status, then="at_end")
    ends = (Choice("v", "clinical_review", "then a clinical review"), Choice("d", "discharge", "then discharge"))
    yield ChoiceStep("at_end", "what comes at its end", ends, default="clinical_review", then="attended")


def _until_reader(seen: date) -> Reader:
    """Return a reader for the end of the plan: an interval or day, or `open` for a plan without an end."""
    to_a_day = see_by_reader(seen, "may ask until")

    def read(text: str) -> Reading:
        if _is_open(text):
            return Reading(_OPEN, "may ask at any time, no end is agreed")
        return to_a_day(text)

    return read


def _is_open(text: str) -> bool:
    return len(text) > 1 and _OPEN.startswith(text.lower())


def _waits_for_something(seen: date) -> Iterator[Step]:
    """Yield the steps of a wait for something other than an appointment (RULES 13.15)."""
    yield TextStep("what", "what the patient waits for", required=True, then="who", said=False)
    yield TextStep("who", "who acts next", required=True, then="again")
    yield TextStep("again", "day to look again, such as 4w", True, see_by_reader(seen, "look again"), "rtt")


def _of_another_condition(known: Mapping[str, str]) -> Iterator[Step]:
    """Yield the steps of status 12: the specialty for the new condition, and this pathway's own status (R-109)."""
    yield TextStep("other", "specialty that sees the other condition", True, specialty_reader(known), "other_priority")
    priorities = (
        Choice("r", "routine", "routine"), Choice("u", "urgent", "urgent"),
        Choice("c", "suspected cancer", "suspected cancer"),
    )  # fmt: skip
    yield ChoiceStep("other_priority", "priority of the other condition", priorities, then="own")
    own = frozenset(code for _, code, _ in _STATUSES) - {ANOTHER_CONDITION, PASSED_ON}
    yield ChoiceStep("own", "status of this pathway", _statuses(own), then="attended")


def _of_a_decision() -> Iterator[Step]:
    """Yield the steps of a status that counts only when the patient knows (R-124, R-160)."""
    agreed = (Choice("y", "yes", "patient agreed"), Choice("n", "no", "did not agree"))
    told = (Choice("y", "yes", "patient told"), Choice("n", "no", "not told yet"))
    yield ChoiceStep("agreed", "patient's answer", agreed, then="source")
    yield ChoiceStep("told", "was the patient told", told, then="source")
    sources = (
        Choice("f", "outcome form", "outcome form"),
        Choice("l", "letter", "letter"),
        Choice("e", "e-mail", "e-mail"),
    )
    yield ChoiceStep("source", "source", sources, default="outcome form", then="attended")


def _outcomes(visit: Visit, before: BeforeRecording) -> Iterator[Choice]:
    yield Choice("1", AttendanceOutcome.DISCHARGED, _OUTCOMES[AttendanceOutcome.DISCHARGED], then="rtt_end")
    if before.next_booked:
        yield Choice("2", AttendanceOutcome.ANOTHER_GIVEN, _OUTCOMES[AttendanceOutcome.ANOTHER_GIVEN], then="rtt")
    else:
        yield Choice("2", _BOOK_NEXT, "book the next at once", then="see_by")
    yield Choice(
        "3", AttendanceOutcome.ANOTHER_TO_BE_MADE, _OUTCOMES[AttendanceOutcome.ANOTHER_TO_BE_MADE], then="see_by"
    )
    yield Choice("p", _PIFU, "PIFU, patient-initiated follow-up", then="until")
    yield from (Choice(key, kind, KIND_WORDS[kind], then="what") for key, kind in _AWAITS.items())
    if visit.appointment.status == AppointmentStatus.BOOKED:
        yield Choice("n", MISSED, "no, did not attend", then="")
    elif visit.appointment.status == AppointmentStatus.ARRIVED:
        yield Choice("l", TOO_LATE, "too late, not seen", then="")


def _statuses(among: frozenset[str] | None = None) -> tuple[Choice, ...]:
    return tuple(
        Choice(key, code, f"{code} {label}", then=_ASKS_MORE.get(code))
        for key, code, label in _STATUSES
        if among is None or code in among
    )


def _record(desk: Desk, visit: Visit, answer: BarAnswer) -> OutcomeAnswer:
    from clerkdesk.services.reception.outcome_form import OtherCondition, OutcomeToRecord
    from clerkdesk.services.reception.outcome_needs import PatientInitiated

    asks = answer["outcome"] == _PIFU
    until = date.fromisoformat(answer["until"]) if asks and answer["until"] != _OPEN else None
    told = answer["agreed"] or answer["told"]
    status = answer["rtt_end"] or answer["rtt_over"] or answer["rtt"]
    awaits = next((kind for kind in AWAITING_KINDS if kind == answer["outcome"]), None)
    other = OtherCondition(answer["own"], answer["other"], answer["other_priority"]) if answer["other"] else None
    at_end: EndAction = EndAction.DISCHARGE if answer["at_end"] == EndAction.DISCHARGE else EndAction.CLINICAL_REVIEW
    return desk.reception.record_outcome(
        OutcomeToRecord(
            visit.reference,
            answer["attended"],
            AttendanceOutcome.ANOTHER_TO_BE_MADE
            if asks or awaits is not None or answer["outcome"] == _BOOK_NEXT
            else answer["outcome"],
            status,
            passed_to=answer["passed_to"],
            other_condition=other,
            awaits=NewWait(
                awaits, answer["what"], answer["who"], date.fromisoformat(answer["again"]), agreed_of(answer)
            )
            if awaits is not None
            else None,
            decided_by=answer["decided_by"],
            see_by=date.fromisoformat(answer["see_by"]) if answer["see_by"] else None,
            patient_initiated=PatientInitiated(until, at_end) if asks else None,
            told=told == "yes" if told else None,
            source=answer["source"],
            treated=said_of(answer, TREATED),
            years_ahead=confirmed(answer, YEARS_AHEAD),
            because=answer[UNUSUAL],
        )
    )


def _told(screen: Receives, visit: Visit, answer: BarAnswer, result: OutcomeRecorded) -> str:
    see_by = f", see by {day_words(date.fromisoformat(answer['see_by']))}" if answer["see_by"] else ""
    until = _until_words(answer["until"])
    recorded = f"{screen.name_of(visit)}: {_SAID[answer['outcome']]}{see_by}{until}."
    return joined((recorded, _soon(screen, visit, answer), result.sentence), " ")


def _until_words(until: str) -> str:
    if not until:
        return ""
    return ", with no end agreed" if until == _OPEN else f" until {day_words(date.fromisoformat(until))}"


def _soon(screen: Receives, visit: Visit, answer: BarAnswer) -> str:
    """Return the advice to book a follow-up that is due soon while the patient is here (R-250)."""
    policy = screen.host.settings.policy_for(visit.appointment.specialty_code)
    card, book = (screen.host.keymap.shown(name) for name in ("card", "book"))
    if answer["outcome"] == _BOOK_NEXT:
        return f"Book the next: {card}, {book}."
    still_here = visit.board is not None and answer["see_by"]
    if not still_here or not books_before_leaving(date.fromisoformat(answer["see_by"]), visit.today, policy):
        return ""
    return f"Book it before they leave: {card}, {book}."
