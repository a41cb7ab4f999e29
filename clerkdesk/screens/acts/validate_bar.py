"""The validation bar: a level, then an outcome with its details. The rules decide who may record what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from clerkdesk.codes import Code, code_list
from clerkdesk.rules.acts.deciders import OTHER_SPECIALTY
from clerkdesk.rules.corrections.clock_facts import RIGHT_STATUSES
from clerkdesk.rules.duplicates.second_pathways import WHICH_GOES_ON
from clerkdesk.rules.pathways.start_days import LONG_AGO
from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.rtt.start_moves import START_REASON, START_SOURCE
from clerkdesk.rules.validation.findings import Severity
from clerkdesk.rules.validation.validation import OUTCOMES
from clerkdesk.rules.values.dates import parse_from
from clerkdesk.rules.values.entries import ValidationLevel, ValidationOutcome
from clerkdesk.screens.acts.carrying_out import carry_out
from clerkdesk.screens.acts.confirming import confirmed
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, Step, TextStep
from clerkdesk.widgets.readers import counted_reader, date_reader, past_date_reader
from clerkdesk.widgets.readings import Reading

if TYPE_CHECKING:
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.validation.sheets import OutcomeChoice, ValidationSheet
    from clerkdesk.services.validation.validation import Validated

LEVELS: Mapping[ValidationLevel, tuple[str, str]] = MappingProxyType(
    {
        ValidationLevel.TECHNICAL: ("1", "record"),
        ValidationLevel.CONTACT: ("2", "patient contacted"),
        ValidationLevel.CLINICAL: ("3", ValidationLevel.CLINICAL),
    }
)
"""ValidationLevel -> its key and its word."""
_CLINICAL_FIRST_STEP = "clinician"
_ASKS_CLINICIAN = ValidationOutcome.CLINICIAN_LOOKS
"""The outcome of a clerk who is unsure."""
_THEN: Mapping[str, str] = MappingProxyType(
    {
        ValidationOutcome.CORRECTED: "right_start",
        ValidationOutcome.START_UNKNOWN: "start_found",
        ValidationOutcome.OTHER_STANDARD: "source",
        ValidationOutcome.TO_ANOTHER_PROVIDER: "passed_to",
        ValidationOutcome.WISHES_TO_WAIT: "until",
        ValidationOutcome.PLANNED_LIST: "due",
    }
)
"""Outcome -> its question at any level; other outcomes have an optional comment."""
_THEN_WITH_CLINICIAN: Mapping[str, str] = MappingProxyType(
    {
        ValidationOutcome.TREATED: "happened",
        ValidationOutcome.DISCHARGED: "decided",
        ValidationOutcome.ACTIVE_MONITORING: "decided",
        ValidationOutcome.DECLINED_TREATMENT: "happened",
        ValidationOutcome.FIRST_MISSED: "happened",
        ValidationOutcome.TREATED_ELSEWHERE: "told",
        ValidationOutcome.NO_ANSWER_AT_ALL: "told",
    }
)
"""Outcome -> its question on a clinician's word: the day of the event, or of telling the patient (R-124)."""


def validate_bar(host: Host, sheet: ValidationSheet, done: Callable[[Validated], None]) -> BarSpec:
    """Return the bar that validates an entry; `done` gets the result.

    While a check of high severity fires, the bar has no default outcome, and names the check (law 4).
    """
    row = sheet.row

    async def commit(answer: BarAnswer) -> Kept | None:
        level = answer["level"]

        checked_on = _day(answer["checked"])

        def write(desk: Desk) -> Validated | Refused | WrongInput:
            from clerkdesk.services.pathways.validation_effects import NewValidation

            new = NewValidation(
                level=cast("ValidationLevel", level),
                outcome=ValidationOutcome(answer[_outcome_step(level)]),
                decided_by=answer["clinician"],
                source=answer["source"] or answer["clinical_source"] or answer["wrong_because"] or answer[START_SOURCE],
                happened_on=_day(answer["happened"] or answer["decided"]),
                told_on=_day(answer["told"]),
                told_how=answer["told_how"],
                passed_to=answer["passed_to"],
                checked_on=checked_on,
                wait_until=_day_from(answer["until"], checked_on or desk.context.today),
                due=_day(answer["due"]),
                right_start=_day(answer["right_start"] or answer["start_found"]),
                right_status=answer["right_status"],
                duplicate_of=int(answer[WHICH_GOES_ON]) if answer[WHICH_GOES_ON] else None,
                from_another_specialty=confirmed(answer, OTHER_SPECIALTY),
                start_of_long_ago=confirmed(answer, LONG_AGO),
                note=answer["comment"] or answer[START_REASON],
            )
            return desk.validation.validate(row.entry_id, new)

        return await carry_out(host, write, done)

    return BarSpec(
        "validate",
        "Validate",
        display_name(row.family_name, row.given_name),
        commit,
        _steps(host, sheet),
        enter="records it",
        note=_note(sheet),
        context={"entry": row.entry_id},
    )


def _steps(host: Host, sheet: ValidationSheet) -> tuple[Step, ...]:
    levels = tuple(
        Choice(
            key, level, words, then=_CLINICAL_FIRST_STEP if level == ValidationLevel.CLINICAL else _outcome_step(level)
        )
        for level, (key, words) in LEVELS.items()
    )
    to_come, past = date_reader(lambda: host.now().date()), past_date_reader(lambda: host.now().date())
    counted = counted_reader(host.now().date, "the day they said it")
    return (
        ChoiceStep("level", "level", levels),
        TextStep("clinician", "clinician who looked at it", required=True, then="clinical_source"),
        TextStep("clinical_source", "letter or reference that says so", required=True, then="clinical"),
        *(
            ChoiceStep(
                _outcome_step(level),
                "outcome",
                tuple(_choice(each, level) for each in sheet.outcomes),
                default=sheet.default or "",
                asks=True,
            )
            for level in LEVELS
        ),
        TextStep("happened", "day on which it happened", required=True, read=past, then="comment"),
        TextStep("decided", "day on which it was decided", required=True, read=past, then="told"),
        TextStep("told", "day on which the patient was told", required=True, read=past, then="told_how"),
        TextStep("told_how", "how: by telephone, letter, in clinic", then="comment"),
        TextStep("until", "day until which the patient wishes to wait", required=True, read=counted, then="checked"),
        TextStep("checked", "day on which they said it, if not today", read=past, then="comment"),
        TextStep("due", "day on which the planned care is due", required=True, read=to_come, then="comment"),
        TextStep("right_start", "right start of the clock, where it is wrong", read=past, then="right_status"),
        TextStep("right_status", "right RTT status, where the last is wrong", read=_read_status, then="wrong_because"),
        TextStep("start_found", "start of the clock, once it is known", read=past, then="wrong_because"),
        TextStep("wrong_because", "letter or record that says so", then="comment"),
        TextStep("passed_to", "provider that takes over", required=True, then="source"),
        TextStep("source", "service or provider, and the letter that says so", required=True, then="comment"),
        TextStep("comment", "comment, and why a start was wrong"),
    )


def _read_status(text: str) -> Reading:
    """Read the right RTT status; the value is its code, the echo its meaning."""
    code = text.strip()
    if code not in RIGHT_STATUSES:
        return Reading(problem=f"One of {', '.join(RIGHT_STATUSES)}.")
    known = code_list("rtt_status").get(code)
    return Reading(code, f"{code} {known.description}" if known is not None else code)


def _outcome_step(level: str) -> str:
    """Return the name of the outcome step of a level, which offers its possible outcomes."""
    return level


def _choice(outcome: OutcomeChoice, level: ValidationLevel) -> Choice:
    code = _as_coded(outcome.code)
    then = (_THEN_WITH_CLINICIAN if level == ValidationLevel.CLINICAL else {}).get(outcome.code) or _THEN.get(
        outcome.code
    )
    return Choice(
        code.extra["key"], outcome.code, code.extra["bar"], then=then or "comment", why_not=_why_not(outcome, level)
    )


def _as_coded(outcome: str) -> Code:
    """Return the row of an outcome in its code list, which has its letter in the bar."""
    return code_list("local_validation_outcome").get_one(outcome)


def _why_not(outcome: OutcomeChoice, level: ValidationLevel) -> str:
    """Return who may record an outcome that this level may not."""
    if level not in outcome.levels:
        return f"{outcome.words}: that needs {_listed(outcome.levels)}."
    if OUTCOMES[outcome.code].needs == "proof" and not outcome.proof and level != ValidationLevel.CLINICAL:
        return (
            f"{outcome.words}: nothing in the record proves it. A clinician has to say so: 3 with their "
            f"name, or {_as_coded(_ASKS_CLINICIAN).extra['key']} asks one."
        )
    return ""


def _listed(levels: Sequence[ValidationLevel]) -> str:
    return " or ".join(f"{LEVELS[level][0]} {LEVELS[level][1]}" for level in levels)


def _note(sheet: ValidationSheet) -> str:
    if sheet.default is not None:
        return ""
    firing = {finding.rule: finding.fix.rstrip(".") for finding in sheet.findings if finding.severity == Severity.HIGH}
    listed = " and ".join(f"{rule} ({fix})" for rule, fix in firing.items())
    return f"no default: {listed} {'needs' if len(firing) == 1 else 'need'} an answer"


def _day_from(text: str, event_day: date) -> date | None:
    """Return a day or a length of time, counted from the day of an event (RULES 13.26)."""
    read = parse_from(text, event_day) if text else None
    return read if isinstance(read, date) else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
