"""Reads events as JSON and answers the clock in plain values, for `clerkdesk clock`.

A document is one object with `events` and `as_of`, or a file of `cases`, each such an object with an `id`. Fields of
the answer have the names of the worked cases (`rtt_cases.json`). The command reads files and prints.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from clerkdesk.rules.cancer.waiting_times import CancerStandard, cancer_dates_of
from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.engine import clock_at
from clerkdesk.rules.rtt.kinds import DETAIL_TYPES, DetailType, UnknownEventError, read_kind
from clerkdesk.rules.rtt.measuring import LONG_WAITS
from clerkdesk.rules.rtt.model import Clock, ClockEvent, Explained, Period, Rejected, Review, Warned
from clerkdesk.rules.rtt.transitions import RTT_CODES
from clerkdesk.rules.values import text as texts
from clerkdesk.rules.values.clocks import RttStatus
from clerkdesk.settings import PolicySettings

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
"""First and last year of a plausible date."""
_LARGEST_NUMBER = 10_000
_LONGEST_NAME = 60
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}($|[Tt ])|\d{8}[Tt ]")
"""A day, or a day with its time; the basic form without hyphens needs a time, since it is a number otherwise."""
_OWN_FIELDS = ("date", "event", "code")
_WRONG_DETAIL: Mapping[DetailType, str] = {
    "date": "must be a date such as 2025-01-06, or null",
    "yes_no": "must be true or false, or null if nobody knows",
    "number": f"must be a whole number from 0 to {_LARGEST_NUMBER}",
    "text": "must be a text",
}


class ClockInputError(ValueError):
    """The fault of a document, with the sentence that says what is wrong and what would be right.

    Args:
        sentence: For the clerk; it names the event and repeats no other content of the file.
        case: `id` of the case concerned, if the document has cases.
        event: Kind of the event concerned, or its number in the list if it has no kind.
        field: Name of the field that is missing or wrong.
    """

    def __init__(self, sentence: str, case: str | None = None, event: str | None = None, field: str | None = None):
        super().__init__(sentence)
        self.sentence = sentence
        self.case = case
        self.event = event
        self.field = field

    def document(self) -> dict[str, object]:
        """Return the error in the form for the result of its case."""
        return {"sentence": self.sentence, "case": self.case, "event": self.event, "field": self.field}


def answer_clock(text: str, as_of: date | None, settings: PolicySettings) -> dict[str, object]:
    """Answer a document of events, or every case of a file of cases.

    Args:
        text: JSON, as described at the head of this module.
        as_of: The day of the question; None takes the `as_of` of the document or of each case.
        settings: The policy in force.

    Returns:
        The state of the clock in plain values, dates in ISO form. For cases: `results`, one for each in their order,
        with its `id` and the state, or an `error` with `sentence`, `case`, `event` and `field`.

    Raises:
        ClockInputError: The document as a whole, or its only set of events, can't be read.
    """
    document = _object_of(text)
    if "cases" not in document:
        return _answer(document, as_of, settings)
    cases = document["cases"]
    if not isinstance(cases, list):
        raise ClockInputError("`cases` must be a list of objects with `id`, `events` and `as_of`.", field="cases")
    return {"results": [_answer_case(number, case, as_of, settings) for number, case in enumerate(cases, start=1)]}


def _object_of(text: str) -> dict[str, object]:
    try:
        document = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise ClockInputError(f"This is not JSON: it breaks off at {where}.") from None
    except (RecursionError, ValueError):
        raise ClockInputError("This JSON can't be read: it is too deep or holds a number that is too long.") from None
    if not isinstance(document, dict):
        raise ClockInputError("A JSON object with `events` and `as_of`, or with `cases`, is expected.")
    return document


def _answer_case(number: int, case: object, as_of: date | None, settings: PolicySettings) -> dict[str, object]:
    label = _id_of(case) or f"number {number}"
    try:
        if not isinstance(case, dict):
            raise ClockInputError("A case must be an object with `id`, `events` and `as_of`.")
        return {"id": label, **_answer(case, as_of, settings)}
    except ClockInputError as error:
        error.case = label
        return {"id": label, "error": error.document()}


def _answer(document: Mapping[str, object], as_of: date | None, settings: PolicySettings) -> dict[str, object]:
    day = as_of or _read_date(document.get("as_of"))
    written = document.get("events")
    if not isinstance(written, list):
        raise ClockInputError("`events` is missing: a list of objects with `date` and `event`.", field="events")
    if day is None:
        raise ClockInputError("`as_of` is missing or not a date: give the day, such as 2025-01-06.", field="as_of")
    events = [_event(number, event) for number, event in enumerate(written, start=1)]
    clock = clock_at(events, day, settings)
    return {**clock_document(clock), "cancer": _cancer(clock, settings)}


def _event(number: int, written: object) -> ClockEvent:
    if not isinstance(written, dict):
        raise ClockInputError(f"Event {number} must be an object with `date` and `event`.", event=f"number {number}")
    name = _name_of(written.get("event"))
    label = name or f"number {number}"
    if not name:
        raise ClockInputError(f"Event {number} has no `event`: say what happened.", event=label, field="event")
    try:
        kind = read_kind(name)
    except UnknownEventError as error:
        raise ClockInputError(f"Event {number}, `{name}`: {error}", event=label, field="event") from None
    happened = _read_date(written.get("date"))
    if happened is None:
        sentence = f"Event {number}, `{name}`: `date` is missing or not a date; write it as 2025-01-06."
        raise ClockInputError(sentence, event=label, field="date")
    code = _code(number, name, written.get("code"))
    further = {field: value for field, value in written.items() if field not in _OWN_FIELDS}
    for field in further:
        _check_detail(number, name, field, further[field])
    return ClockEvent(kind, happened, code, further)


def _code(number: int, name: str, written: object) -> RttStatus | None:
    if written is None:
        return None
    code = str(written) if isinstance(written, str | int) and not isinstance(written, bool) else ""
    if code not in RTT_CODES:
        sentence = f"Event {number}, `{name}`: `code` must be one of {', '.join(sorted(RTT_CODES))}."
        raise ClockInputError(sentence, event=name, field="code")
    return RttStatus(code)


def _check_detail(number: int, name: str, field: str, value: object) -> None:
    """Refuse a field whose value would otherwise be silently ignored."""
    wanted = DETAIL_TYPES.get(field)
    if wanted is None or value is None or _fits(wanted, value):
        return
    raise ClockInputError(f"Event {number}, `{name}`: `{field}` {_WRONG_DETAIL[wanted]}.", event=name, field=field)


def _fits(wanted: DetailType, value: object) -> bool:
    match wanted:
        case "date":
            return _read_date(value) is not None
        case "yes_no":
            return isinstance(value, bool) or value in ("yes", "no", "unknown")
        case "number":
            digits = isinstance(value, str) and value.isdecimal() and len(value) < _LONGEST_NAME
            whole = isinstance(value, int) and not isinstance(value, bool)
            return (digits or whole) and 0 <= int(str(value)) <= _LARGEST_NUMBER
        case "text":
            return isinstance(value, str)


def _read_date(value: object) -> date | None:
    if not isinstance(value, str) or _ISO.match(value.strip()) is None:
        return None
    day = details.as_day(value)
    return day if day is not None and _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def _name_of(value: object) -> str:
    """Return a name as one short line, for sentences."""
    return texts.clean(value)[:_LONGEST_NAME] if isinstance(value, str) else ""


def _id_of(case: object) -> str:
    """Return the `id` of a case, which may be a number; empty if it has none."""
    written = case.get("id") if isinstance(case, dict) else None
    return str(written)[:_LONGEST_NAME] if type(written) is int else _name_of(written)


def clock_document(clock: Clock) -> dict[str, object]:
    """Return a clock in plain values, under the field names of the worked cases."""
    last_rejected = clock.rejected[-1].what if clock.rejected else None
    others = [
        {"pathway": other.pathway, "start": _iso(other.start), "clock_running": other.running}
        for other in clock.other_pathways
    ]
    return {
        "as_of": clock.as_of.isoformat(),
        "state": clock.state,
        "clock_running": clock.running,
        "start": _iso(clock.start),
        "stop": _iso(clock.stop),
        "stop_code": clock.stop_code,
        "stop_type": clock.stop_type,
        "accept_stop": [day.isoformat() for day in clock.accept_stop],
        "nullified": clock.nullified,
        "days_waited": clock.days_waited,
        "weeks_waited": clock.weeks_waited,
        "week_band": clock.week_band,
        "breach_date": _iso(clock.breach_date),
        "breached": clock.breached,
        **{f"over_{weeks}_weeks": clock.is_over(weeks) for weeks in LONG_WAITS},
        "prior_waited_days": clock.prior_waited_days,
        "list_position_date": _iso(clock.list_position_date),
        "priority": str(clock.priority.value),
        "clinical_review_required": clock.clinical_review_required,
        "next_clinical_review": _iso(clock.next_clinical_review),
        "safeguarding_check_required": clock.safeguarding_check_required,
        "reported_by": clock.reported_by,
        "on_own_ptl": clock.on_own_ptl,
        "dq_flag": clock.dq_flag,
        "dm01_start": _iso(clock.dm01_start),
        "overdue_followup": clock.overdue_followup,
        "first_attendance_code": clock.first_attendance_code,
        "pathway": clock.pathway,
        "other_pathway": others[-1] if others else None,
        "other_pathways": others,
        "rejected_event": last_rejected,
        "periods": [_plain(period) for period in clock.periods],
        "reviews": [_plain(review) for review in clock.review_dates],
        "rejected": [{"what": item.what, **_told(item)} for item in clock.rejected],
        "warnings": [_told(item) for item in clock.warnings],
        "explanation": [{**_told(item), "effect": item.effect} for item in clock.explanation],
    }


def _told(item: Explained | Rejected | Warned) -> dict[str, object]:
    event = item.event
    return {
        "date": event.event_date.isoformat(),
        "counts_on": details.effective_date(event).isoformat(),
        "event": event.event,
        "code": event.code,
        "rule": item.rule,
        "sentence": item.sentence,
    }


def _cancer(clock: Clock, settings: PolicySettings) -> dict[str, object] | None:
    dates = cancer_dates_of(clock, settings)
    if dates is None:
        return None
    return {
        "faster_diagnosis": _standard(dates.faster_diagnosis),
        "to_treatment": _standard(dates.to_treatment),
        "from_decision": [_standard(each) for each in dates.from_decision],
    }


def _standard(standard: CancerStandard | None) -> dict[str, object] | None:
    return None if standard is None else _plain(standard)


def _plain(value: Period | Review | CancerStandard) -> dict[str, object]:
    """Return a frozen value as a dictionary, its dates in ISO form."""
    return {name: _iso(member) if isinstance(member, date) else member for name, member in asdict(value).items()}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
