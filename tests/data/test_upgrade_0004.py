"""A call of a database of revision 0003 is still there, and what is done in it from here on is its own."""

from __future__ import annotations

from clerkdesk.data.engine import engine_for, open_database
from clerkdesk.data.migrations.run import migrate
from clerkdesk.services.acts.context import during_call
from clerkdesk.services.contact.calls import CallerDetails
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.inbox.inbox import NewMessage
from clerkdesk.settings import Settings
from tests.builders import a_patient
from tests.data.going_back import back_to


def test_an_open_call_goes_on_after_the_upgrade(desk: Desk, location: str) -> None:
    patient_id = a_patient(desk)
    call = desk.calls.open("07700 900456")
    desk.calls.describe(call.call_id, CallerDetails(patient_id=patient_id))
    engine = engine_for(location)
    back_to(engine, "0003")
    migrate(engine)
    engine.dispose()
    database = open_database(location)
    again = desk_for(database, Settings(), now=desk.context.now)
    assert [row.call_id for row in again.calls.waiting()] == [call.call_id]
    with during_call(call.call_id):
        again.inbox.take_message(NewMessage(text="Wants half term.", to="me", patient_id=patient_id))
    assert len(again.calls.done_so_far(call.call_id)) == 1
    database.close()
