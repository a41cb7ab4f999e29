"""Every act tried on every state of a place, of a pathway and of a person, with the wait before and after.

A state is one patient of the world, brought there by the desk's own acts; each act begins in it anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zlib import crc32

import pytest

from clerkdesk.data.tables import WaitingListEntry
from clerkdesk.services.answers import Refused, WrongInput
from clerkdesk.services.contacts import NewAttempt
from clerkdesk.services.outcomes import OutcomeToRecord
from clerkdesk.services.validation_effects import NewValidation
from tests.builders import Entry, a_patient
from tests.walks.acts import ACTS
from tests.walks.sequences import Step, laws_broken_by
from tests.walks.waits import waits
from tests.walks.world import CLINICIAN, PROOF, World, again

TRIES = 1
"""How often each act is tried in each state, with arguments drawn anew."""


def _as_made(_world: World, _entry: Entry) -> object:
    return None


def _held(world: World, entry: Entry) -> object:
    return world.desk.holding.hold(entry.id, "away", world.today + timedelta(days=9))


def _word_of_death(world: World, entry: Entry) -> object:
    return world.desk.contacts.tried(NewAttempt(patient_id=entry.patient_id, entry_id=entry.id, result="CR08"))


def _died(world: World, entry: Entry) -> object:
    return world.desk.deaths.died(entry.patient_id, date(2025, 3, 1), PROOF)


def _closed(world: World, entry: Entry) -> object:
    day = date(2025, 2, 27)
    treated = NewValidation(
        level="clinical", outcome="V04", source=PROOF, happened_on=day, told_on=day, decided_by=CLINICIAN
    )  # fmt: skip
    return world.desk.validation.validate(entry.id, treated)


def _missed(world: World, _entry: Entry) -> object:
    return world.desk.missed.did_not_attend(world.appointments["missed_cancer"], "no", clinician_asked="Dr Imber")


def _monitored(world: World, _entry: Entry) -> object:
    wanted = OutcomeToRecord(
        world.appointments["seen"], "5", "3", "32", see_by=date(2025, 5, 1), told=True, decided_by=CLINICIAN
    )  # fmt: skip
    return world.desk.outcomes.record(wanted)


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


@pytest.mark.parametrize("state", STATES)
def test_no_act_breaks_a_law_in_this_state(made: tuple[Path, World], state: str) -> None:
    path, world = made
    name, bring = STATES[state]
    broken = {}
    with again(path, world, "state") as there:
        assert not isinstance(bring(there, there.who[name]), Refused | WrongInput)
        focus = _needs(there, there.who[name])
        before = waits(there)
    for act in ACTS:
        for number in range(TRIES):
            step = Step(act, crc32(f"{state} {act} {number}".encode()))
            with again(path.with_name("state.sqlite"), replace(world, focus=focus)) as here:
                answer = step.take(here)
                laws = laws_broken_by(here, act, answer, before, waits(here))
            if laws:
                broken[step] = (laws, repr(answer)[:300])
    assert broken == {}


def test_the_states_are_all_those_that_a_place_can_have(made: tuple[Path, World]) -> None:
    path, world = made
    found = set()
    for name, bring in STATES.values():
        with again(path, world) as there:
            bring(there, there.who[name])
            entry = _needs(there, there.who[name])
            with there.desk.office.reading() as session:
                found.add(session.get_one(WaitingListEntry, entry.id).status)
    assert found == {"waiting", "on_hold", "booked", "awaiting_outcome", "closed"}
