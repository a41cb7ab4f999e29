"""Puts the ways that rules name into words: with the keys in force on a screen, with commands on a command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from clerkdesk.keys import Keymap, acts_on, command
from clerkdesk.keys.placeholders import shown, with_keys
from clerkdesk.keys.registry import LISTS_OF_PATIENTS
from clerkdesk.rules.acts.ways import BEGIN, END, Way, Where

_DEATH = "`death alive PATIENT` or `death died PATIENT`"
_CORRECTS = "`validate ENTRY --level technical --outcome V02 --status CODE --source LETTER`"
_GRADING = "4 on {validation} (grading)"
SAID: Mapping[Way, tuple[str, str]] = MappingProxyType(
    {
        # Needs
        Way.BOOK: ("{book}", "`book ENTRY SLOT`"),
        Way.TAKE_OFF_HOLD: ("{hold}", "`resume ENTRY`"),
        Way.HOLD_TO_A_DAY: ("{hold}", "`hold ENTRY --until DAY`"),
        Way.ESCALATE: ("{escalate}", "`escalate ENTRY`"),
        Way.CONTACT: ("{contact}", "`contact PATIENT`"),
        Way.VALIDATE: ("{validate}", "`validate ENTRY`"),
        Way.CORRECT_STATUS: ("{validate}, then 1 and c,", _CORRECTS),
        Way.PASS_ON: ("{validate} then p", "`validate ENTRY --level technical --outcome V13`"),
        Way.RECORD_START: ("{validate} and {contact}", "`validate ENTRY --level technical --outcome V18`"),
        Way.SHOW_WHY: ("{why}", "`why PATHWAY`"),
        Way.RECORD_WHAT_CAME: ("{awaiting}", "`happened ENTRY`"),
        Way.GIVE_ANOTHER_DAY: ("{awaiting}", "`look-again ENTRY`"),
        Way.WAIT_FOR_PROCEDURE: ("{awaiting}", "`wait-for PATHWAY`"),
        Way.RECORD_REQUEST: ("{patient_asks}", "`pifu ENTRY request`"),
        Way.DO_WHAT_WAS_AGREED: ("{patient_asks}", "`pifu ENTRY end`"),
        Way.END_ASKING_OR_REVIEW: (
            "On the card, {patient_asks} and then e ends it, and {review} asks a clinician; Escape leaves a bar for "
            "the card",
            "`pifu ENTRY end` ends it, and `ask-review ENTRY` asks a clinician",
        ),
        Way.END_ASKING: ("{patient_asks} and then e", "`pifu ENTRY end`"),
        Way.SEARCH_SLOT: ("{filter}", "`slots ENTRY`"),
        Way.LIST_WITHOUT_SPECIALTY: ("{choose_list} on {booking}", "`worklist`"),
        Way.SET_SPECIALTY: (
            "{choose_list} on {booking}, the list of those without one, then Enter",
            "`set-specialty ENTRY SPECIALTY`",
        ),
        Way.COMMENT: ("The comment", "The comment (`--note`)"),
        Way.CHECKS: ("2 on {validation} (checks)", "`check`"),
        Way.SHOW_AGAIN: ("Enter on “not what was recorded” (2 on {validation})", "`check --refresh`"),
        Way.CHECK_NEEDS: ("2 on {validation} (checks)", "`check --rule PLACE`"),
        Way.VERIFY_AUDIT: ("the command `clerkdesk audit verify`", "`audit verify`"),
        Way.THE_CARD: ("on the card ({card})", "among those of `patient PATIENT`"),
        # Appointments
        Way.MOVE: ("{move}", "`move REFERENCE SLOT`"),
        Way.CANCEL: ("{cancel}", "`cancel REFERENCE`"),
        Way.WAS_CANCELLED: ("{cancel}", "`correct-ending REFERENCE cancelled`"),
        Way.WAS_MISSED: ("{outcome}", "`correct-ending REFERENCE missed`"),
        Way.TAKE_ARRIVAL_BACK: ("{arrive}", "`not-arrived REFERENCE`"),
        Way.SEE: ("{called} or {seen}", "`step REFERENCE`"),
        Way.RECORD_SEEN: ("{seen}", "`step REFERENCE seen`"),
        Way.RECORD_OUTCOME: ("{outcome}", "`outcome REFERENCE`"),
        Way.OPEN_BOOKING: ("{hold} on {clinics}", "`open-booking SESSION`"),
        # Referrals
        Way.REFER: ("{refer}", "`refer PATIENT`"),
        Way.GRADE: (_GRADING, "`vet ENTRY`"),
        Way.RECORD_TOLD_OF_REFUSAL: (_GRADING, "`referral-told ENTRY`"),
        Way.ANSWER_REFUSAL: (
            f"{_GRADING} records who was told, or has it graded again",
            "`referral-told ENTRY` records who was told, and `vet ENTRY` has it graded again",
        ),
        Way.RECORD_TOLD_OF_REFERRAL: ("{told_referral} on the card", "`acknowledge-referral ENTRY`"),
        Way.RECORD_TOLD_OF_REMOVAL: ("{take} on the task in the inbox", "`removal-told ENTRY`"),
        # Reviews, cancer and messages
        Way.ASK_FOR_REVIEW: ("{review}", "`ask-review ENTRY`"),
        Way.NEXT_REVIEW: ("the day of the next review", "the day of the next review (`--until`)"),
        Way.REVIEWS: ("({inbox})", "(`review list`)"),
        Way.ENTER_DECISION: ("among the reviews ({inbox})", "by `review decide REVIEW`"),
        Way.RECORD_DECISION_TOLD: ("among the reviews ({inbox})", "by `review told REVIEW`"),
        Way.RECORD_MILESTONE: ("{milestone}", "`milestone PATHWAY`"),
        Way.CORRECT_MILESTONE: ("{milestone} and then c", "`correct-milestone PATHWAY`"),
        Way.SEND_MESSAGE: ("a message ({call})", "`message`"),
        Way.NAME_CALLER: ("Caller", "`--caller`"),
        # Patients
        Way.FIND: ("{find}", "`find`"),
        Way.NOTE_DEATH: ("{contact}", "`death said PATIENT`"),
        Way.CLOSE_AFTER_DEATH: ("{death} on the card", "`death close PATIENT`"),
        Way.ANSWER_DEATH: ("{death} on the card, or {take} on its check in the inbox", _DEATH),
        Way.ANSWER_DEATH_BY_CONTACT: ("{contact}", _DEATH),
        Way.ANSWER_DEATH_BY_HOLD: ("{hold}", _DEATH),
        # The people at the desks
        Way.GIVE_SECRET: ("`clerkdesk clerks recover USERNAME`", "`clerks recover USERNAME`"),
        # Codes and files
        Way.CODES: ("the field", "`codes LIST`"),
        Way.IMPORT_PATIENTS: ("the command `clerkdesk import patients`", "`import patients`"),
        Way.IMPORT_REFERRALS: ("the command `clerkdesk import ers`", "`import ers`"),
    }
)  # fmt: skip
"""Way -> its words for a screen, with registry commands in braces, and its words for a command line.

Capitals stand for a command's numbers, as its help names them, until the numbers are known.
"""
_PLACES: Mapping[Where, str] = {
    Where.HERE: "",
    Where.CARD: " on the card",
    Where.CARD_FROM_ANYWHERE: " on the card ({card})",
    Where.TODAY: " on {today}",
}
_PLACEHOLDER = re.compile(
    f"{BEGIN}({'|'.join(way.value for way in Way)})\\|({'|'.join(where.value for where in Where)})"
    f"((?:\\|[a-z]+=[^|{END}]*)*){END}"
)
_COMMAND = re.compile(r"`([a-z][^`]*)`")
_NUMBER = re.compile(r"\b(?:ENTRY|LIST|PATHWAY|PATIENT|REFERENCE|REVIEW)\b")


def in_keys(sentence: str, keymap: Keymap) -> str:
    """Return a sentence with the keys in force, for a screen."""
    return with_keys(_filled(sentence, lambda way, where, _: _keys(way, where, keymap)), keymap)


def acting_on(screen: str, sentence: str) -> str:
    """Return a sentence without the way to the card, if the list of the screen has the keys too.

    The patient of the sentence is the one under the cursor. `screen` is a name of the registry; empty changes nothing.
    """

    def nearest(found: re.Match[str]) -> str:
        names = re.findall(r"{(\w+)}", SAID[Way(found[1])][0])
        is_here = screen in LISTS_OF_PATIENTS and bool(names) and all(acts_on(command(name), screen) for name in names)
        on_card = Where(found[2]) in (Where.CARD, Where.CARD_FROM_ANYWHERE)
        return found[0].replace(f"|{found[2]}", f"|{Where.HERE.value}", 1) if is_here and on_card else found[0]

    return _PLACEHOLDER.sub(nearest, sentence)


def in_commands(sentence: str, given: Mapping[str, object]) -> str:
    """Return a sentence with the commands in full, for a command line.

    Args:
        sentence: of a rule or a service.
        given: what the command line named, of `entry`, `pathway`, `patient` and `reference`.
    """
    return _filled(sentence, lambda way, _, numbers: _commands(way, {**given, **numbers}))


def _filled(sentence: str, words: Callable[[Way, Where, Mapping[str, str]], str]) -> str:
    if BEGIN not in sentence:
        return sentence

    def said(found: re.Match[str]) -> str:
        numbers = dict(each.split("=", 1) for each in found[3].split("|") if each)
        return words(Way(found[1]), Where(found[2]), numbers)

    return _PLACEHOLDER.sub(said, sentence)


def _keys(way: Way, where: Where, keymap: Keymap) -> str:
    by_keys, _ = SAID[way]
    return (by_keys + _PLACES[where]).format_map(_InForce(keymap))


class _InForce(dict[str, str]):
    """Command of the registry -> its key in force, or its name in the palette."""

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self._keymap = keymap

    def __missing__(self, name: str) -> str:
        return shown(name, self._keymap)


def _commands(way: Way, numbers: Mapping[str, object]) -> str:
    _, by_command = SAID[way]
    filled = _NUMBER.sub(lambda name: str(numbers.get(name[0].lower()) or name[0]), by_command)
    return _COMMAND.sub(r"`clerkdesk \1`", filled)
