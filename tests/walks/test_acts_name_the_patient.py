"""Whom an act was about is found in what it wrote, so that every answer can name the patient: a walk over all acts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import AuditEntry, Patient
from clerkdesk.rules.values.text import list_name
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.acts.whose_act import patient_of_acts_since
from clerkdesk.services.booking.slot_choices import SlotTaken
from tests.walks.acts import ACTS
from tests.walks.kept import Kept, kept_on_sqlite

ABOUT_SEVERAL = {
    "clinics.cancel": "everybody in a clinic",
    "clinics.stop_booking": "a clinic",
    "clinics.open_booking": "a clinic",
    "reception.close_session": "a clinic",
    "checks.refresh": "all that was recorded",
    "falling_due.settle": "whatever falls due",
    "imports.patients": "everybody in a file",
    "patients.merge": "two records",
    "patients.unmerge": "two records",
    "inbox.take_message": "a message may be about nobody",
}
SEEDS = 12
HAVE_BEEN_DONE = 30
"""At least so many acts are done in the walk, so that it proves something."""


@pytest.fixture(scope="module")
def kept_world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Kept]:
    with kept_on_sqlite(sqlite_template, tmp_path_factory.mktemp("named")) as standing:
        yield standing


def test_every_act_about_one_patient_tells_which(kept_world: Kept) -> None:
    nameless, done = [], set()
    for name, act in sorted(ACTS.items()):
        for seed in range(SEEDS):
            world = kept_world.put_back()
            context, since = world.desk.context, datetime.now(UTC)
            answer = act(world, Random(seed))
            if isinstance(answer, Refused | WrongInput | SlotTaken):
                continue
            with context.reading() as session:
                if not session.execute(select(col(AuditEntry.id)).limit(1)).first():
                    continue
                everybody = {
                    list_name(family, given)
                    for family, given in session.execute(select(col(Patient.family_name), col(Patient.given_name)))
                }
            done.add(name)
            if name not in ABOUT_SEVERAL and patient_of_acts_since(context, since) not in everybody:
                nameless.append((name, seed, answer))
            break
    assert nameless == []
    assert len(done) >= HAVE_BEEN_DONE, sorted(ACTS.keys() - done)
