"""The same acts as commands: each runs in this process, on the desk's own database and clock."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from random import Random

from clerkdesk.cli import main
from clerkdesk.cli.settings_in_force import FIXED_TIME_VARIABLE
from clerkdesk.codes import code_list
from clerkdesk.rules.cancer.milestones import MILESTONES
from tests.walks.acts import CANCEL_REASONS, RTT_CODES, VALIDATIONS
from tests.walks.world import CLINICIAN, PROOF, World


@dataclass(frozen=True, slots=True)
class NotDone:
    """A command that did not end with 0."""

    exit_code: int
    said: str


def command(world: World, *words: object) -> NotDone | None:
    """Run one command line; return None if it ended with 0."""
    os.environ[FIXED_TIME_VARIABLE] = world.clock.at.isoformat()
    arguments = ["--db", world.location, "--json", *map(str, words)]
    with redirect_stdout(StringIO()) as said, redirect_stderr(StringIO()) as wrong:
        try:
            exit_code = main.run(arguments)
        finally:
            del os.environ[FIXED_TIME_VARIABLE]
    return NotDone(exit_code, said.getvalue() + wrong.getvalue()) if exit_code else None


def _proof(lot: Random) -> list[str]:
    return lot.choice(([], ["--by", CLINICIAN], ["--by", CLINICIAN, "--source", PROOF]))


def _day(world: World, lot: Random, option: str) -> list[str]:
    return [option, world.day(lot).isoformat()] if lot.random() < 0.7 else []


def _code(name: str, lot: Random) -> str:
    return lot.choice([row.code for row in code_list(name).rows])


def _attended(world: World, lot: Random) -> list[object]:
    later = ["--follow-up", lot.choice(("6w", "3m"))] if lot.random() < 0.8 else []
    planned = ["--planned"] if lot.random() < 0.3 else []
    told = ["--told", "yes"] if lot.random() < 0.5 else []
    return ["outcome", world.begun(lot), "--attended", "5", "--outcome", lot.choice("123"), "--rtt",
            lot.choice(RTT_CODES), *later, *planned, *told]  # fmt: skip


def _declined(world: World, lot: Random) -> list[object]:
    reason = _code("local_offer_decline_reason", lot)
    return ["offer", world.open_entry(lot), world.slot(lot), "--answer", "declined", "--reason", reason,
            "--comment", "why", *_day(world, lot, "--wait-until")]  # fmt: skip


def _validated(world: World, lot: Random) -> list[object]:
    return ["validate", world.open_entry(lot), "--level", lot.choice(("technical", "contact", "clinical")),
            "--outcome", lot.choice(VALIDATIONS), *_proof(lot), *_day(world, lot, "--on"),
            *_day(world, lot, "--told-on"), *_day(world, lot, "--due"), *_day(world, lot, "--start")]  # fmt: skip


def _vetted(world: World, lot: Random) -> list[object]:
    priority = lot.choice(("routine", "urgent", "suspected_cancer"))
    return ["vet", world.open_entry(lot), lot.choice(("book_now", "book_later", "reject")), "--priority", priority,
            *_proof(lot)]  # fmt: skip


def _cancelled(world: World, lot: Random) -> list[object]:
    return ["cancel", world.reference(lot), "--reason", lot.choice(CANCEL_REASONS), "--comment", "why"]


def _moved(world: World, lot: Random) -> list[object]:
    return ["move", world.reference(lot), world.slot(lot), "--reason", lot.choice(CANCEL_REASONS), "--comment", "why"]


def _decided(world: World, lot: Random) -> list[object]:
    decision = lot.choice(("return_to_list", "offer_again", "monitor_patient", "discharge"))
    return ["review", "decide", world.row("clinical_review", lot), decision, *_proof(lot), *_day(world, lot, "--on"),
            "--agreed", "--spoken", "--communicated", "--policy-followed"]  # fmt: skip


Words = Callable[[World, Random], list[object]]

COMMANDS: Mapping[str, Words] = {
    "book": lambda world, lot: ["book", world.open_entry(lot), world.slot(lot), "--out-of-turn", "OT02"],
    "offer": _declined,
    "move": _moved,
    "cancel": _cancelled,
    "hold": lambda world, lot: ["hold", world.open_entry(lot), "--reason", "away", "--until", world.day(lot)],
    "resume": lambda world, lot: ["resume", world.open_entry(lot)],
    "contact": lambda world, lot: ["contact", world.patient(lot), "--result", _code("local_contact_result", lot)],
    "validate": _validated,
    "vet": _vetted,
    "did-not-attend": lambda world, lot: [
        "did-not-attend", world.begun(lot), "--communicated", lot.choice(("yes", "no", "unknown")),
        "--clinician-asked", "Dr Imber"],
    "too-late": lambda world, lot: ["too-late", world.begun(lot)],
    "outcome": _attended,
    "milestone": lambda world, lot: [
        "milestone", world.pathway(lot), lot.choice(MILESTONES),
        *_day(world, lot, "--on"), *_proof(lot), *lot.choice(([], ["--reason", "02"])),
        *lot.choice(([], ["--because", "told at the other hospital"]))],
    "pifu": lambda world, lot: ["pifu", world.entry(lot), lot.choice(("request", "end")),
        "--said", "it is back"],
    "merge": lambda world, lot: ["merge", world.patient(lot), world.patient(lot), "--reason", "same address"],
    "review": _decided,
    "done": lambda world, lot: ["done", world.row("inbox_item", lot), "--action", "died 25 Feb, says the GP"],
}  # fmt: skip
"""Each command with a function that tries it, with words drawn by lot."""

AS_ACTS: Mapping[str, str] = {
    "import": "imports.patients", "stop-booking": "clinics.stop_booking", "open-booking": "clinics.open_booking",
    "close-session": "reception.close_session", "cancel-clinic": "clinics.cancel",
    "register": "patients.register", "correct": "patients.correct", "unmerge": "patients.unmerge",
    "death": "deaths.died", "refer": "referrals.refer", "set-specialty": "referrals.set_specialty",
    "ask-review": "reviews.ask", "arrive": "reception.arrive", "step": "reception.step",
    "correct-ending": "corrections.was_cancelled",
    "not-arrived": "reception.not_arrived",
    "correct-milestone": "cancer.correct", "wait-for": "waiting_list.await_something",
    "look-again": "waiting_list.look_again",
    "happened": "waiting_list.happened", "due": "falling_due.settle", "message": "inbox.take_message",
    "acknowledge": "inbox.acknowledge", "escalate": "inbox.escalate", "incident": "inbox.record_incident",
    "acknowledge-referral": "referrals.acknowledge", "referral-told": "referrals.told",
    "confirm-start": "corrections.answer", "removal-told": "pathways.told_of_removal",
}  # fmt: skip
"""Commands that pass the typed words to one act, which the walks try directly."""
ONLY_LOOK = frozenset({
    "find", "patient", "history", "clinics", "worklist", "slots", "why", "board", "awaiting", "holds",
    "missing-outcomes", "candidates", "inbox", "slot-issues", "vetting", "follow-ups", "check", "report",
    "clock", "codes", "keys", "settings", "demand", "propose-rebooking", "calendar",
})  # fmt: skip
"""Commands that change nothing."""
LEFT_OUT: Mapping[str, str] = {
    "init": "makes a desk in which nobody waits",
    "sign-in": "lets a clerk in",
    "sign-out": "lets nobody in any more",
    "change-secret": "keeps a clerk's secret",
    "backup": "copies the desk to another file",
    "restore": "puts a copy in the place of the desk",
    "doctor": "looks at the database and its files",
    "publish": "makes slots, in which nobody is booked yet",
    "demo": "opens the practice desk",
    "clerks": "makes, changes and ends clerks, and touches no wait",
    "audit": "looks, and keeps that somebody looked at a patient's audit",
    "record": "keeps relatives, alerts and wishes of a patient, and touches no wait",
    "residence": "keeps where a patient has lived, and touches no wait",
    "forecast": "keeps what it said of a list",
    "call": "keeps a call, and touches no wait",
    "undo": "puts back what stood before; tests of undo compare every row",
    "forward": "gives a message to somebody else",
    "handover": "gives messages and calls to somebody else",
}
"""Commands that touch nobody's wait, with the reason."""
