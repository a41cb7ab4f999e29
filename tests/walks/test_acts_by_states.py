"""Every act tried on every state of a need, of a pathway and of a person, with the wait before and after.

A state is one patient of the world, brought there by the desk's own acts; each act begins in it anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from zlib import crc32

import pytest

from clerkdesk.data.tables import WaitingListEntry
from clerkdesk.rules.cancer.milestones import MILESTONES, Milestone
from clerkdesk.rules.reception.did_not_attend import Communicated
from clerkdesk.rules.values.entries import ValidationLevel, ValidationOutcome
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.cancer.milestones import MilestoneKept, NewMilestone
from clerkdesk.services.contact.contacts import NewAttempt
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from tests.builders import Entry, a_patient
from tests.conftest import MONDAY
from tests.walks.acts import ACTS
from tests.walks.commands import COMMANDS
from tests.walks.kept import Kept
from tests.walks.sequences import TYPED, Step, laws_broken_by
from tests.walks.waits import changed_tables, waits
from tests.walks.world import CLINICIAN, PROOF, World

NOT_UPGRADED = frozenset({"suspected cancer", "missed a first cancer appointment", "planned", "monitored", "closed"})
"""States in which no consultant's upgrade is taken: cancer is suspected already, or no wait runs."""
SHARE = 4
"""Each state tries one in so many of the commands, and on PostgreSQL of the acts: another one, so that all are."""
TRIES = 1
"""How often each act is tried in each state, with arguments drawn anew."""


def _as_made(_world: World, _entry: Entry) -> object:
    return None


def _held(world: World, entry: Entry) -> object:
    return world.desk.waiting_list.hold(entry.id, "away", world.today + timedelta(days=9))


def _word_of_death(world: World, entry: Entry) -> object:
    return world.desk.contact.tried(NewAttempt(patient_id=entry.patient_id, entry_id=entry.id, result="CR08"))


def _died(world: World, entry: Entry) -> object:
    return world.desk.deaths.died(entry.patient_id, date(2025, 3, 1), PROOF)


def _closed(world: World, entry: Entry) -> object:
    day = date(2025, 2, 27)
    treated = NewValidation(
        level=ValidationLevel.CLINICAL, outcome=ValidationOutcome.TREATED, source=PROOF,
        happened_on=day, told_on=day, decided_by=CLINICIAN
    )  # fmt: skip
    return world.desk.validation.validate(entry.id, treated)


def _missed(world: World, _entry: Entry) -> object:
    return world.desk.reception.did_not_attend(
        world.appointments["missed_cancer"], Communicated.NO, clinician_asked="Dr Imber"
    )


def _monitored(world: World, _entry: Entry) -> object:
    wanted = OutcomeToRecord(
        world.appointments["seen"], "5", "3", "32", see_by=date(2025, 5, 1), told=True, decided_by=CLINICIAN
    )  # fmt: skip
    return world.desk.reception.record_outcome(wanted)


def _joined(world: World, entry: Entry) -> object:
    other = a_patient(world.desk, "Routine", nhs_number=None)
    return world.desk.patients.merge(other, entry.patient_id, "same address and mother")


STATES: dict[str, tuple[str, Callable[[World, Entry], object]]] = {
    "waits": ("routine", _as_made),
    "waits over a year": ("long", _as_made),
    "suspected cancer": ("cancer", _as_made),
    "urgent elsewhere": ("urgent", _as_made),
    "older of two": ("older", _as_made),
    "booked": ("booked", _as_made),
    "in the building": ("arrived", _as_made),
    "awaits an old outcome": ("late", _as_made),
    "planned": ("planned", _as_made),
    "missed a first cancer appointment": ("missed_cancer", _missed),
    "monitored": ("seen", _monitored),
    "on hold": ("routine", _held),
    "closed": ("long", _closed),
    "word of a death": ("routine", _word_of_death),
    "dead": ("booked", _died),
    "on a joined record": ("routine", _joined),
}
"""State -> which patient of the world, and what brings them there."""


def _needs(world: World, entry: Entry) -> Entry:
    """The open need of a pathway, where an outcome has made another one of it."""
    query = f"SELECT max(id) FROM waiting_list_entry WHERE pathway_id = {entry.pathway_id} AND status <> 'closed'"
    return replace(entry, id=int(world.ids(query)[0] or entry.id))


def _brought(kept: Kept, state: str) -> World:
    """Put the world back, bring the patient of a state there, and let every act be about their need."""
    name, bring = STATES[state]
    world = replace(kept.put_back(), focus=None)
    assert not isinstance(bring(world, world.who[name]), Refused | WrongInput)
    return replace(world, focus=_needs(world, world.who[name]))


@pytest.mark.parametrize("state", STATES)
def test_no_act_breaks_a_law_in_this_state(kept: Kept, state: str) -> None:
    world = _brought(kept, state)
    before = waits(world)
    broken = {}
    for step in _steps(state, everything=kept.world.is_on_sqlite):
        answer = step.take(world)
        after = waits(world, before)
        laws = laws_broken_by(world, step.act, answer, before, after)
        if laws:
            broken[step] = (laws, repr(answer)[:300])
        if changed_tables(before, after):
            world = _brought(kept, state)
            before = waits(world, before)
        world.clock.at = MONDAY
    assert broken == {}


@pytest.mark.parametrize("state", STATES)
def test_no_proven_milestone_breaks_a_law_in_this_state(kept: Kept, state: str) -> None:
    """By lot a milestone is seldom proven: here each has its clinician, its source and its reason."""
    world = _brought(kept, state)
    before = waits(world)
    broken, done = {}, set()
    tried = _milestones(state, everything=kept.world.is_on_sqlite)
    for milestone in tried:
        assert world.focus is not None
        new = NewMilestone(
            milestone=milestone, day=world.today - timedelta(days=2), by=CLINICIAN, source=PROOF, reason="02",
            because="told at the other hospital",
        )  # fmt: skip
        answer = world.desk.cancer.record(world.focus.pathway_id, new)
        after = waits(world, before)
        laws = laws_broken_by(world, "cancer.record", answer, before, after)
        if laws:
            broken[milestone] = (laws, repr(answer)[:300])
        if isinstance(answer, MilestoneKept):
            done.add(milestone)
        if changed_tables(before, after):
            world = _brought(kept, state)
            before = waits(world, before)
    assert broken == {}
    assert ("upgrade" in done) == (state not in NOT_UPGRADED and "upgrade" in tried)


def _milestones(state: str, *, everything: bool) -> tuple[Milestone, ...]:
    """Return the milestones that are tried in a state: on PostgreSQL a share, another one in each."""
    return MILESTONES if everything else MILESTONES[list(STATES).index(state) % SHARE :: SHARE]


def test_every_milestone_is_tried_on_each_database() -> None:
    for everything in (True, False):
        assert {each for state in STATES for each in _milestones(state, everything=everything)} == {*MILESTONES}


def _steps(state: str, *, everything: bool) -> list[Step]:
    """Return each act, and a share of the commands; of PostgreSQL a share of both, another one in each state."""
    first = list(STATES).index(state) % SHARE
    acts, commands = sorted(ACTS), [f"{TYPED}{name}" for name in sorted(COMMANDS)][first::SHARE]
    names = [*(acts if everything else acts[first::SHARE]), *commands]
    return [Step(name, crc32(f"{state} {name} {number}".encode())) for name in names for number in range(TRIES)]


def test_every_act_and_every_command_is_tried_on_each_database() -> None:
    for everything in (True, False):
        tried = {step.act for state in STATES for step in _steps(state, everything=everything)}
        assert tried == {*ACTS, *(f"{TYPED}{name}" for name in COMMANDS)}


def test_the_states_are_all_those_that_a_need_can_have(kept: Kept) -> None:
    found = set()
    for state in STATES:
        world = _brought(kept, state)
        assert world.focus is not None
        with world.desk.context.reading() as session:
            found.add(session.get_one(WaitingListEntry, world.focus.id).status)
    assert found == {"waiting", "on_hold", "booked", "awaiting_outcome", "closed"}
