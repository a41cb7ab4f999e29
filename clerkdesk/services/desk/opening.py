"""Opens a desk, its database, clerk and rules' clock, for the screens and the plain commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from clerkdesk.data.chain import last_link
from clerkdesk.data.create import create_database
from clerkdesk.data.engine import open_database
from clerkdesk.rules.values.local_time import shown_for
from clerkdesk.services.acts.context import SignedIn, hospital_time
from clerkdesk.services.clerks.signing_in import SigningIn
from clerkdesk.services.desk.facade import Desk, desk_for, name_of_desk
from clerkdesk.settings import Settings

PRACTICE_CLERK = "asha"
"""Username of the clerk on a practice desk if none is given."""


LetsIn = Callable[[SigningIn], SignedIn | None]
"""Returns the clerk who acts on a live desk, or None if nobody has signed in."""


class SignInNeeded(Exception):
    """Nobody has signed in at a live desk. `sentence` says why not; empty if nobody has tried."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__("nobody has signed in")
        self.sentence = sentence


class WrongTime(Exception):
    """The requested time cannot be used. `sentence` says why and what would be right."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def open_desk(
    location: str,
    settings: Settings,
    *,
    username: str | None,
    fixed_time: str | None = None,
    lets_in: LetsIn | None = None,
) -> Desk:
    """Open a database and return the desk of a clerk over it.

    Args:
        location: Path of a SQLite file, or a PostgreSQL URL.
        settings: In force.
        username: Who acts on a desk for practice or trials; None for its booking clerk, or the first administrator.
        fixed_time: An ISO local time that fixes the rules' clock, for practice and for tests.
        lets_in: Finds who acts on a live desk.

    Raises:
        DatabaseUnavailable: The database cannot be used.
        SignInNeeded: Nobody has signed in at a live desk.
        UnknownClerk: No active clerk has this username.
        WrongTime: The fixed time is not a local time, or the database is a live one.
    """
    moment = None if fixed_time is None else local_time(fixed_time)
    database = open_database(location)
    if username is None and database.kind == "demo":
        username = PRACTICE_CLERK
    try:
        if database.kind == "live":
            if moment is not None:
                raise WrongTime(
                    "The time can be fixed only on a database made as demo or test; this desk is a live one."
                )
            clerk = lets_in(SigningIn(database, settings, name_of_desk())) if lets_in is not None else None
            if clerk is None:
                raise SignInNeeded
            username = clerk.username
        if moment is None:
            return desk_for(database, settings, username, hospital_time)
        return desk_for(database, settings, username, lambda: moment)
    except Exception:
        database.close()
        raise


@contextmanager
def door_of(location: str, settings: Settings) -> Iterator[SigningIn]:
    """Open a database for as long as somebody signs in or out; raises DatabaseUnavailable."""
    database = open_database(location)
    try:
        yield SigningIn(database, settings, name_of_desk())
    finally:
        database.close()


def make_desk(
    location: str, settings: Settings, *, kind: str, name: str, administrator: str, secret: str | None
) -> None:
    """Make an empty desk with its anchor, and give its administrator a secret.

    Args:
        location: path of a SQLite file, or a PostgreSQL URL.
        settings: in force.
        kind: `live` or `test`.
        name: of the hospital.
        administrator: username of the first clerk.
        secret: of the administrator; None on a desk where nobody needs one.

    Raises:
        DatabaseUnavailable: something exists there already, or it can't be written.
    """
    database = create_database(location, kind=kind, name=name, administrator=administrator)
    try:
        desk = desk_for(database, settings, administrator)
        with desk.context.reading() as session:
            head = last_link(session.connection())
        if head is not None:
            desk.context.anchor.note(head, desk.context.desk_name)
        if secret is not None:
            desk.clerks.recover_secret(secret)
    finally:
        database.close()


def local_time(text: str) -> datetime:
    """Read an ISO local time; in the repeated hour of autumn, the first.

    Raises:
        WrongTime: It is not a local time, or is in the hour skipped when the clock goes forward.
    """
    try:
        moment = datetime.fromisoformat(text).replace(microsecond=0)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None:
        raise WrongTime("The fixed time must be a local time without a zone, such as 2026-03-02T09:30.")
    shown = shown_for(moment)
    if shown != moment:
        raise WrongTime(
            f"The clock goes forward past {moment:%H:%M} on {moment.day} {moment:%B %Y}, so there is no such time; "
            f"give one that there is, such as {shown.isoformat(timespec='minutes')}."
        )
    return moment
