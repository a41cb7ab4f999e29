"""The clerks of a database of revision 0009 get in once somebody who holds it has given them a secret."""

from __future__ import annotations

from dataclasses import replace

from clerkdesk.data.engine import engine_for, open_database
from clerkdesk.data.migrations.run import migrate
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.clerks.clerks import NewClerk
from clerkdesk.services.clerks.secrets import SecretKept
from clerkdesk.services.clerks.signing_in import Entered, SigningIn
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings
from tests.data.going_back import back_to

SECRET = "four grey herons wade"


def test_a_clerk_of_before_is_told_who_gives_a_secret_and_gets_in_with_it(desk: Desk, location: str) -> None:
    desk.clerks.add(NewClerk("bev", "Bev"))
    engine = engine_for(location)
    back_to(engine, "0009")
    migrate(engine)
    engine.dispose()
    database = replace(open_database(location), kind="live")
    door = SigningIn(database, Settings(), "two")
    refused = door.with_secret("bev", SECRET)
    assert isinstance(refused, Refused) and refused.code == "no_secret"
    assert isinstance(desk_for(database, Settings(), "bev").clerks.recover_secret(SECRET), SecretKept)
    assert isinstance(door.with_secret("bev", SECRET), Entered)
    database.close()
