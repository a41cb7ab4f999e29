"""A number kept beside in a database of revision 0004 leads to its patient after the upgrade, by an index."""

from __future__ import annotations

from sqlalchemy import text

from clerkdesk.data.engine import engine_for, open_database
from clerkdesk.data.migrations.run import migrate
from clerkdesk.data.tables import PatientOtherValue
from clerkdesk.data.tables.patients import IS_A_NUMBER
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings
from tests.builders import a_patient
from tests.data.going_back import back_to


def test_a_number_kept_beside_before_is_found_after_the_upgrade(desk: Desk, location: str) -> None:
    patient_id = a_patient(desk)
    with desk.context.act("correct") as act:
        act.add(PatientOtherValue(patient_id=patient_id, field="hospital_number", value="RX77", act_id=act.act_id))
        act.commit(None)
    engine = engine_for(location)
    back_to(engine, "0004")
    migrate(engine)
    engine.dispose()
    database = open_database(location)
    again = desk_for(database, Settings(), now=desk.context.now)
    assert [(each.patient.id, each.match) for each in again.patients.find("rx77").patients] == [
        (patient_id, "hospital number kept beside")
    ]
    if database.is_sqlite:
        with database.engine.connect() as connection:
            asked = (
                f"EXPLAIN QUERY PLAN SELECT patient_id FROM patient_other_value WHERE {IS_A_NUMBER} AND value = 'RX77'"
            )
            plan = " ".join(str(row) for row in connection.execute(text(asked)))
        assert "ix_patient_other_value_number" in plan
    database.close()
