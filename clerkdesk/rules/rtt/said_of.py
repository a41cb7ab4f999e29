"""Ends of sentences: the source of a fact, and what it corrected."""

from __future__ import annotations

from collections.abc import Iterator

from clerkdesk.codes import code_list
from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.kinds import Group, kind_of
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.rtt.transitions import STOP_CODES
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.date_words import day_words

_ON_SOMEBODYS_WORD = frozenset({Group.DECISION, Group.TOLD, Group.TREATMENT, Group.TRANSFER})
"""Groups of events based on a decision or a telling; a visit is if its outcome ends a wait."""
FROM_PATHWAY = "from_pathway"
"""Detail of a fact from a duplicate pathway: the number of that pathway."""
LETTER_FROM, LETTER_SAYS = "letter_from", "letter_says"
"""Details of another letter about the condition of a pathway: its writer and its text."""
CODE_WAS = "code_was"
"""Detail of a corrected fact: the earlier status."""
_PASSED_ON = RttStatus.PASSED_ON
"""Kinds after which another provider reports the wait (R-172)."""
_ALSO_ON_SOMEBODYS_WORD = (
    ClockEventKind.CONSULTANT_UPGRADE,
    ClockEventKind.RECORDED_IN_ERROR,
    ClockEventKind.ADDED_TO_PLANNED_LIST,
    ClockEventKind.CLINICIAN_DECIDES_REOFFER,
    ClockEventKind.NEED_ENDED,
)


def correction_words(event: ClockEvent) -> tuple[str, ...]:
    """Return the correction of a fact as a sentence; empty for an uncorrected fact."""
    code_was = details.words(event, CODE_WAS)
    if code_was:
        return (f"Corrected: status {code_was} stood here; {who_corrected(event)}.",)
    if brought_by := details.words(event, FROM_PATHWAY):
        who = f"; {who_corrected(event)}" if details.words(event, "corrected_by") else ""
        return (f"Taken over from pathway {brought_by}, which was a duplicate{who}.",)
    if recorded_as := details.words(event, "recorded_as"):
        return (f"Corrected: it was recorded as {recorded_as}; {who_corrected(event)}.",)
    was = details.day(event, "was")
    if was is None or details.words(event, "what") or not details.words(event, "corrected_by"):
        return ()
    return (f"Corrected: {day_words(was)} stood here; {who_corrected(event)}.",)


def telling_words(event: ClockEvent) -> tuple[str, ...]:
    """Return who says that a patient was clearly told of a missed appointment, and what shows it (R-150)."""
    told_by, shows = details.words(event, "told_by"), details.words(event, "told_source")
    return (f"That the patient was clearly told: {told_by}; source: {shows}.",) if told_by else ()


def letter_words(event: ClockEvent) -> tuple[str, ...]:
    """Return the writer and the text of another letter about the condition of a pathway."""
    written_by, says = details.words(event, LETTER_FROM), details.words(event, LETTER_SAYS)
    said = [*([f"from {written_by}"] if written_by else []), *([f"it says “{says}”"] if says else [])]
    return (f"The letter: {'; '.join(said)}.",) if said else ()


def who_corrected(event: ClockEvent) -> str:
    """Return who corrected a fact, why, and from which source."""
    said = [words for name in ("corrected_by", "correction_reason") if (words := details.words(event, name))]
    agreed_by, source = details.words(event, "agreed_by"), details.words(event, "correction_source")
    said += [f"{agreed_by} agreed"] if agreed_by else []
    return "; ".join([*said, *([f"source: {source}"] if source else [])]) or "nobody is named"


def _of_a_cancer_date(event: ClockEvent) -> Iterator[str]:
    """Yield the facts behind a cancer date: the start and treatment of the 31 days, why the 28 do not apply."""
    earliest = details.day(event, "earliest_appropriate")
    if earliest is not None:
        because = details.words(event, "earliest_because")
        why = f", because: {because}" if because else ""
        yield f"the 31 days count from the earliest clinically appropriate date, {day_words(earliest)}{why}"
    if details.flag(event, "further"):
        yield "about a further treatment, with 31 days of its own"
    if event.event == ClockEventKind.EXCLUDED_FROM_FASTER_DIAGNOSIS and (reason := details.words(event, "reason")):
        row = code_list("fds_exclusion_reason").get(reason)
        yield f"reason: {row.description[:1].lower()}{row.description[1:]}" if row is not None else f"reason: {reason}"


def proof_words(event: ClockEvent) -> tuple[str, ...]:
    """Return the decider, the source, and the reason that answered a question about a fact."""
    group = kind_of(event.event).group
    ends_a_wait = group is Group.ATTENDANCE and event.code in (*STOP_CODES, _PASSED_ON)
    if group not in _ON_SOMEBODYS_WORD and event.event not in _ALSO_ON_SOMEBODYS_WORD and not ends_a_wait:
        return ()
    decided_by, source = details.words(event, "decided_by"), details.words(event, "source")
    because = details.words(event, "confirmed_because")
    # A fact that counts from the day of telling has its own day of decision.
    on = f" on {day_words(event.event_date)}" if details.effective_date(event) != event.event_date else ""
    decided = f"decided by {decided_by}{on}" if decided_by else f"decided{on}" if on else ""
    said = [*([decided] if decided else []), *([f"source: {source}"] if source else [])]
    passed_to = details.words(event, "passed_to")
    said += [f"passed to: {passed_to}"] if passed_to else []
    said += [*_of_a_cancer_date(event)]
    said += [f"recorded all the same: {because}"] if because else []
    words = "; ".join(said)
    return (f"{words[:1].upper()}{words[1:]}.",) if words else ()
