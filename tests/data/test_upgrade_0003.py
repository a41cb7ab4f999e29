"""What stood in a database of revision 0002 keeps its meaning: hospital numbers, and what a telephone number allows."""

from __future__ import annotations

from sqlalchemy import text

from clerkdesk.data.engine import engine_for, open_database
from clerkdesk.data.migrations.run import migrate
from clerkdesk.data.tables import Patient, PatientPhone
from clerkdesk.services.desk.facade import Desk
from tests.builders import a_patient
from tests.data.going_back import back_to


def test_numbers_that_the_desk_made_get_its_prefix_and_those_of_the_hospital_stay(desk: Desk, location: str) -> None:
    made, given = a_patient(desk, "Okafor"), a_patient(desk, "Bell", hospital_number="H0009999")
    with desk.context.act("build") as act:
        act.session.get_one(Patient, made).hospital_number = f"H{made:07d}"
        act.add(PatientPhone(patient_id=made, number="+447700900123", voicemail_allowed=False))
        act.commit(None)
    engine = engine_for(location)
    back_to(engine, "0002")
    migrate(engine)
    engine.dispose()
    database = open_database(location)
    with database.reading() as session:
        assert session.get_one(Patient, made).hospital_number == f"DESK{made:07d}"
        assert session.get_one(Patient, given).hospital_number == "H0009999"
        assert session.execute(text("SELECT voicemail_allowed FROM patient_phone")).scalar() in (False, 0)
        assert session.execute(text("SELECT count(*) FROM patient_statement")).scalar() == 0
    database.close()
