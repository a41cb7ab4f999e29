"""How a sentence that names keys of the screen is said on a command line: with the command that does the same.

The rules and services name the keys of the desk, as most clerks work at a screen. A plain command has no screen, so
each such phrase has its command here. A number that the command line gave is filled in; the others stay in capitals, as
the help of the command names them. An outcome of validation that is named as its bar prints it gets the code that a
command line types.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from clerkdesk.codes import code_list

_QUOTED = re.compile("“([^”]+)”")
_FOUND_ON = re.compile(r"on the card(?:, F4,?| \(F4\))")
"""Where the screen has it: no matter for a command line, so one way of saying it is enough below."""

_SAID: tuple[tuple[str, str], ...] = (
    # Patient-initiated follow-up
    (
        "q on the card records that the patient asks, or that the time for asking is over; r asks a clinician",
        "`pifu ENTRY request` records that the patient asks, `pifu ENTRY end` that the time for asking is over; "
        "`ask-review ENTRY` asks a clinician",
    ),
    (
        "On the card, q and then e ends it, and r asks a clinician; Escape leaves a bar for the card",
        "`pifu ENTRY end` ends it, and `ask-review ENTRY` asks a clinician",
    ),
    ("q and then e on the card", "`pifu ENTRY end`"),
    ("q on the card", "`pifu ENTRY request`"),
    # Reviews and grading
    ("its review on F9 says what comes next, and r asks", "its review (`review list`) says what comes next, and "
     "`ask-review ENTRY` asks"),
    ("enter its decision among the reviews (F9)", "enter its decision by `review decide REVIEW`"),
    ("record among the reviews (F9) that the patient was told", "record by `review told REVIEW` that the patient was "
     "told"),
    ("r asks", "`ask-review ENTRY` asks"),
    ("4 on F5 (grading) records who was told, or has it graded again", "`referral-told ENTRY` records who was told, "
     "and `vet ENTRY` has it graded again"),
    ("record each (4 on F5, grading)", "record each by `referral-told ENTRY`"),
    ("4 on F5, grading, records that patient and referrer were told", "`referral-told ENTRY` records that patient and "
     "referrer were told"),
    ("(4 on F5, grading)", "(`vet ENTRY`)"),
    ("r on the card", "`ask-review ENTRY`"),
    (
        "h on the card takes it off hold, and h again holds it to a new day",
        "`resume ENTRY` takes it off hold, and `hold ENTRY --until DAY` holds it to a new day",
    ),
    # Places
    ("h on the card says what is true", "`death` says what is true"),
    ("h on the card", "`resume ENTRY`"),
    ("h on an open need of the card", "`death`"),
    ("j on the card records what came of it", "`happened ENTRY` records what came of it"),
    ("j on the card gives it another day", "`look-again ENTRY` gives it another day"),
    ("j on the card, with the day of telling", "`wait-for PATHWAY`, with the day of telling"),
    ("j on the card", "`wait-for PATHWAY`"),
    ("b books it", "`book ENTRY SLOT` books it"),
    ("b on the card", "`book ENTRY SLOT`"),
    ("Ctrl+R, or `clerkdesk refer`, registers it", "`refer PATIENT` registers it"),
    ("(4 on F5, or `clerkdesk vet`)", "(`vet ENTRY`)"),
    ("then v and k on the card record it", "then `validate ENTRY --level technical --outcome V18` records it"),
    ("Ctrl+R on the card", "`refer PATIENT`"),
    # Appointments
    ("On F6, c or s records that they are seen, and o the outcome", "`step REFERENCE` records that they are seen, and "
     "`outcome REFERENCE` the outcome"),
    ("On F6, s records that they were seen, and o the outcome", "`step REFERENCE seen` records that they were seen, "
     "and `outcome REFERENCE` the outcome"),
    ("On F6, o records its outcome", "`outcome REFERENCE` records its outcome"),
    ("a takes back what was recorded in error", "`not-arrived REFERENCE` takes back an arrival that was recorded in "
     "error"),
    ("a takes back an arrival", "`not-arrived REFERENCE` takes back an arrival"),
    ("a on F6 takes it back", "`not-arrived REFERENCE` takes it back"),
    ("Its new date is on the card", "Its new date is among those of `patient PATIENT`"),
    ("Its need is on the card", "Its need is among those of `patient PATIENT`"),
    ("x on the card puts that right", "`correct-ending REFERENCE cancelled` puts that right"),
    ("o on the card puts that right", "`correct-ending REFERENCE missed` puts that right"),
    ("(m)", "(`move REFERENCE SLOT`)"),
    ("(x)", "(`cancel REFERENCE`)"),
    # The clock, and what is closed
    (
        "v on the open need, then 1 and c, puts it right on the card: the right status, and the letter that shows it",
        "`validate ENTRY --level technical --outcome V02 --status CODE --source LETTER` puts it right",
    ),
    ("v there, then 1 and c, corrects", "`validate ENTRY --level technical --outcome V02 --status CODE` corrects"),
    ("by a message, F8", "by `message`"),
    ("add the day of the next review", "add the day of the next review (`--until`)"),
    ("v on the card", "`validate ENTRY`"),
    ("o on the card", "`outcome REFERENCE`"),
    ("u on the card", "`milestone PATHWAY`"),
    # A death
    (
        "`death` of the palette on the card, or t on its check in the inbox",
        "`death alive PATIENT`, or `death died PATIENT`",
    ),
    ("death on the card", "`death close PATIENT`"),
    ("k on the card says whether that is true", "`death alive PATIENT` or `death died PATIENT` says whether that is "
     "true"),
    ("note it first (k on the card)", "note it first (`death said PATIENT`)"),
    ("Note it first by k on the card", "Note it first by `death said PATIENT`"),
    ("note it by k on the card", "note it by `death said PATIENT`"),
    # Tellings, and what the desk makes again
    ("Told of the referral, in the palette of the card", "`acknowledge-referral ENTRY`"),
    ("t on the task in the inbox", "`removal-told ENTRY`"),
)  # fmt: skip
"""As a rule says it, and as a command line does; the first that fits a place is taken."""

_PHRASES = re.compile("|".join(f"(?<![A-Za-z]){re.escape(phrase)}" for phrase, _ in _SAID))
_BY_PHRASE = dict(_SAID)
_COMMAND = re.compile(r"`(?!clerkdesk )([a-z][^`]*)`")
_NUMBER = re.compile(r"\b(ENTRY|PATHWAY|PATIENT|REFERENCE|REVIEW)\b")
_SAID_NUMBER = re.compile(r"\b([Ee]ntry|[Rr]eview) (\d+)")


def said_by_command(sentence: str, given: Mapping[str, object]) -> str:
    """Return a sentence with commands in the place of keys.

    Args:
        sentence: as a screen would say it.
        given: what the command line named: `entry`, `pathway`, `patient`, `reference`, each where it did.
    """
    one_way = _FOUND_ON.sub("on the card", sentence)
    said = _PHRASES.sub(lambda found: _filled(_BY_PHRASE[found[0]], one_way, given), one_way)
    return _QUOTED.sub(lambda found: f"{found[0]}{_code_of(found[1])}", said)


@cache
def _codes() -> Mapping[str, str]:
    lists = (("local_validation_outcome", "bar"), ("local_hospital_cancel_reason", "bar"))
    return {row.extra[bar]: row.code for name, bar in lists for row in code_list(name).rows}


def _code_of(words: str) -> str:
    """Return the code of an outcome or a reason that is named as its bar prints it, in brackets; else nothing."""
    code = _codes().get(words)
    return f" ({code})" if code is not None else ""


def _filled(words: str, sentence: str, given: Mapping[str, object]) -> str:
    """Return the words with each command in full, and the numbers that are known."""
    said = {found[1].lower(): found[2] for found in _SAID_NUMBER.finditer(sentence)}
    known = {**given, **said}
    whole = _COMMAND.sub(r"`clerkdesk \1`", words)
    return _NUMBER.sub(lambda name: str(known.get(name[1].lower()) or name[1]), whole)
