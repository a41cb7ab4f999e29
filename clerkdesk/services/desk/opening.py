"""Opening a desk: the database, the clerk, and the rules' clock, for the screens and the plain commands alike."""

from __future__ import annotations

from datetime import datetime

from clerkdesk.data.engine import open_database
from clerkdesk.rules.values.local_time import shown_for
from clerkdesk.services.acts.context import hospital_time
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings

PRACTICE_CLERK = "asha"
"""Who acts on a practice desk if nobody is named."""


class WrongTime(Exception):
    """The time asked for cannot be used here. `sentence` says why and what would be right."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def open_desk(location: str, settings: Settings, *, username: str | None, fixed_time: str | None = None) -> Desk:
    """Open a database and return the desk of a clerk over it.

    Args:
        location: Path of a SQLite file, or a PostgreSQL URL.
        settings: In force.
        username: Who acts; where None the first administrator, on a practice desk its booking clerk.
        fixed_time: An ISO local time at which the rules' clock stands still, for practice and for tests.

    Raises:
        DatabaseUnavailable: The database cannot be used.
        UnknownClerk: Nobody active has that username.
        WrongTime: The fixed time is no local time, or the database is a live one.
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
    """Read an ISO local time; of the hour that comes twice in autumn, the first.

    Raises:
        WrongTime: It is no local time, or lies in the hour that is left out when the clock goes forward.
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
