"""`clerkdesk clock` explains the 18-week clock of a file of events. It needs no database.

`clerkdesk.interop.clock_documents` reads the events and answers; this module fetches the file and prints the answer.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from clerkdesk.cli.output import CommandFailure, answer
from clerkdesk.cli.settings_in_force import settings_in_force
from clerkdesk.interop.clock_documents import ClockInputError, answer_clock
from clerkdesk.interop.reading.json_reading import UnreadableFileError, read_bytes
from clerkdesk.rules.pathways.clock_words import clock_words
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.dates import parse_date
from clerkdesk.rules.values.unreadable import Unreadable

_CANCER = ("faster_diagnosis", "to_treatment")


def register(app: typer.Typer) -> None:
    """Add `clock`."""
    app.command("clock")(clock)


def clock(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="JSON with `events`, or with `cases`; `-` reads standard input.")
    ],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="The day to ask about, instead of the file's own.")
    ] = None,
) -> None:
    """Show the state of an 18-week clock, and what each event did to it.

    Every case of a file is answered; if one of them is faulty, the command ends with 2.
    """
    settings = settings_in_force(context.obj).settings
    try:
        document = answer_clock(_text_of(file), _day(as_of), settings.policy)
    except ClockInputError as fault:
        where = {"case": fault.case, "event": fault.event}
        raise CommandFailure("wrong_clock_input", fault.sentence, fault.field, document=where) from fault
    answer(document, _lines(document))
    unanswered = sum("error" in result for result in _results(document))
    if unanswered:
        sentence = f"{count_words(unanswered, 'case')} could not be answered; the reason stands in place of the clock."
        raise CommandFailure("wrong_clock_input", sentence, "cases", document=document)


def _text_of(file: str) -> str:
    """Return the text of a file, or of standard input for `-`."""
    try:
        content = sys.stdin.buffer.read() if file == "-" else read_bytes(Path(file))
        return content.decode("utf-8-sig")
    except UnreadableFileError as fault:
        raise CommandFailure("unreadable_file", str(fault), "FILE") from fault
    except UnicodeDecodeError as fault:
        raise CommandFailure("not_unicode", "The events must be JSON in UTF-8.", "FILE") from fault


def _day(written: str | None) -> date | None:
    if written is None:
        return None
    day = parse_date(written, date.today())
    if isinstance(day, Unreadable):
        raise CommandFailure(day.code, day.sentence, "--as-of")
    return day


def _results(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    results: list[Mapping[str, Any]] = document.get("results", [])
    return results


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the answer for a person, with an empty line between cases."""
    if "results" not in document:
        yield from _clock_lines(document)
        return
    for result in _results(document):
        yield result["id"]
        yield from [result["error"]["sentence"]] if "error" in result else _clock_lines(result)
        yield ""


def _clock_lines(clock: Mapping[str, Any]) -> Iterator[str]:
    yield f"{_day_words(clock['as_of'])}: {clock_words(clock['state'])}{_since(clock)}."
    if clock["days_waited"] is not None:
        days, weeks = count_words(clock["days_waited"], "day"), count_words(clock["weeks_waited"], "complete week")
        limit = "the last day within 18 weeks was" if clock["breached"] else "the last day within 18 weeks is"
        yield f"Waited {days}, {weeks}, band {clock['week_band']}; {limit} {_day_words(clock['breach_date'])}."
    if clock["prior_waited_days"]:
        kept = count_words(clock["prior_waited_days"], "day")
        yield f"For the list position {kept} of an earlier wait count: {_day_words(clock['list_position_date'])}."
    for each in clock["explanation"]:
        yield f"  {_day_words(each['counts_on'])}  {each['sentence']} ({each['rule']})"
    for title, member in (("Refused", "rejected"), ("Please check", "warnings")):
        for each in clock[member]:
            yield f"{title}: {each['sentence']} ({each['rule']}, {_day_words(each['counts_on'])})"
    for review in clock["reviews"]:
        yield f"Due {_day_words(review['due'])}: {review['reason']} ({review['rule']})"
    yield from _cancer_lines(clock["cancer"])


def _since(clock: Mapping[str, Any]) -> str:
    if clock["start"] is None or clock["state"] in ("nullified", "not_applicable"):
        return ""
    until = f" to {_day_words(clock['stop'])}, status {clock['stop_code']}" if clock["stop"] else ""
    return f", counted from {_day_words(clock['start'])}{until}"


def _cancer_lines(cancer: Mapping[str, Any] | None) -> Iterator[str]:
    if cancer is None:
        return
    for each in [*(cancer[name] for name in _CANCER), *cancer["from_decision"]]:
        if each is not None:
            met = "missed" if each["breached"] else "met" if each["ended"] else "open"
            yield f"Cancer, {each['name']}: by {_day_words(each['last_compliant_day'])}, {met}."


def _day_words(iso: str) -> str:
    return day_words(date.fromisoformat(iso))
