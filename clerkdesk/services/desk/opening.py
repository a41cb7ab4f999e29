"""Opens a desk, its database, clerk and rules' clock, for the screens and the plain commands."""

from __future__ import annotations

from datetime import datetime

from clerkdesk.data.engine import open_database
from clerkdesk.rules.values.local_time import shown_for
from clerkdesk.services.acts.context import hospital_time
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings

PRACTICE_CLERK = "asha"
"""Username of the clerk on a practice desk if none is given."""


class WrongTime(Exception):
    """The requested time cannot be used. `sentence` says why and what would be right."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def open_desk(location: str, settings: Settings, *, username: str | None, fixed_time: str | None = None) -> Desk:
    """Open a database and return the desk of a clerk over it.

    Args:
        location: Path of a SQLite file, or a PostgreSQL URL.
        settings: In force.
        username: Who acts; None for the first administrator, or the booking clerk of a practice desk.
        fixed_time: An ISO local time that fixes the rules' clock, for practice and for tests.

    Raises:
        DatabaseUnavailable: The database cannot be used.
        UnknownClerk: No active clerk has this username.
        WrongTime: The fixed time is not a local time, or the database is a live one.
    """
    moment = None if fixed_time is None else local_time(fixed_time)
    database = open_database(location)
    if username is None and database.kind == "demo":
        username = PRACTICE_CLERK
    try:
        if moment is None:
            return desk_for(database, settings, username, hospital_time)
        if database.kind == "live":
            raise WrongTime("The time can be fixed only on a database made as demo or test; this desk is a live one.")
        return desk_for(database, settings, username, lambda: moment)
    except Exception:
        database.close()
        raise


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
