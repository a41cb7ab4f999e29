"""A database of revision 0007 gets a link for each act and look that is in it."""

from __future__ import annotations

from clerkdesk.data.engine import engine_for, open_database
from clerkdesk.data.migrations.run import migrate
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings
from tests.builders import a_patient
from tests.data.going_back import back_to


def test_each_act_and_look_is_in_the_chain_after_the_upgrade(desk: Desk, location: str) -> None:
    for _ in range(2):
        desk.patients.opened_card(a_patient(desk))
    engine = engine_for(location)
    back_to(engine, "0007")
    desk.context.anchor.path.unlink()
    migrate(engine)
    engine.dispose()
    database = open_database(location)
    upgraded = desk_for(database, Settings(), now=desk.context.now, desk_name="desk two")
    a_patient(upgraded, "Okafor")
    followed = upgraded.audit.follow_chain()
    assert (followed.links, followed.anchored, followed.found) == (1 + 4 + 1, 1, ())
    database.close()
