"""What stood in a database of revision 0001 keeps its meaning: suspected cancer, and word of a death."""

from __future__ import annotations

from datetime import date

from clerkdesk.data.engine import engine_for, open_database
from clerkdesk.data.migrations.run import migrate
from clerkdesk.data.tables import Pathway, Patient
from clerkdesk.rules.values.priority import Priority
from clerkdesk.services.contact.contacts import ContactKept, NewAttempt
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.referring import Referred, refer
from clerkdesk.services.referrals.regrading import regrade
from tests.builders import a_hospital, a_patient
from tests.data.going_back import back_to


def refer_one(desk: Desk, priority: str) -> Referred:
    new = NewReferral(patient_id=a_patient(desk), received="26/2/2025", specialty="DERM", priority=priority)
    kept = refer(desk.context, new)
    assert isinstance(kept, Referred)
    return kept


def test_a_lowered_priority_and_a_reported_death_come_back_into_view(desk: Desk, location: str) -> None:
    a_hospital(desk)
    suspected, routine = refer_one(desk, "suspected cancer"), refer_one(desk, "routine")
    with desk.context.act("build") as act:
        # As a grading before 0002 left it: without any fact that says so.
        regrade(act, suspected.pathway_id, Priority.ROUTINE)
        act.commit(None)
    dead, alive = a_patient(desk, "Okafor"), a_patient(desk, "Bell")
    assert isinstance(desk.contact.tried(NewAttempt(patient_id=dead, result="CR08")), ContactKept)
    engine = engine_for(location)
    back_to(engine, "0001")
    migrate(engine)
    engine.dispose()
    database = open_database(location)
    with database.reading() as session:
        assert session.get_one(Pathway, suspected.pathway_id).cancer_suspected
        assert not session.get_one(Pathway, routine.pathway_id).cancer_suspected
        assert session.get_one(Patient, dead).death_reported_on == date(2025, 3, 3)
        assert session.get_one(Patient, alive).death_reported_on is None
    database.close()
