"""Opens the desk's screens: reads the settings, checks the terminal, and starts the app.

It loads neither Typer nor the database layer; the app opens the database after its first paint.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from clerkdesk.cli import output
from clerkdesk.cli.failures import failure_of
from clerkdesk.cli.output import CommandFailure, ExitCode
from clerkdesk.cli.settings_in_force import (
    FIXED_TIME_VARIABLE,
    Invocation,
    database_location,
    practice_clerk,
    practice_location,
    settings_in_force,
)
from clerkdesk.cli.terminal import why_no_screen
from clerkdesk.settings import Settings
from clerkdesk.words.faults import UNEXPECTED

if TYPE_CHECKING:
    from clerkdesk.app import ClerkDesk
    from clerkdesk.screens.desk.first_run import FirstRun
    from clerkdesk.services.acts.context import SignedIn
    from clerkdesk.services.clerks.signing_in import SigningIn
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.settings.loading import LoadedSettings
    from clerkdesk.shell.locking import GoesOn

import getpass

_LEFT_UNSAVED = (
    "The database did not answer before you left the desk. Your last act may not be recorded: "
    "look at the patient once it answers."
)


def start_desk(*, database: str | None = None, practice: bool = False) -> int:
    """Open the desk, or the practice desk of `clerkdesk demo`, and return the exit code of the process.

    `database` is the value of `--db`, if only that was given.
    """
    output.begin(as_json=False)
    return output.finish(failure_of(lambda: show_desk(database=database, practice=practice)))


def show_desk(
    *,
    database: str | None = None,
    clerk: str | None = None,
    practice: bool = False,
    patients: int | None = None,
    seed: int | None = None,
    fresh: bool = False,
) -> None:
    """Show the desk until the clerk leaves it.

    Args:
        database: The value of `--db`, if one was given.
        clerk: The value of `--clerk`, if one was given.
        practice: Open the practice desk, and make it first if it does not exist.
        patients: Number of people of the practice desk, if given.
        seed: Number that chooses its hospital, if given.
        fresh: Delete the existing practice desk.

    Raises:
        CommandFailure: A setting is wrong, the terminal cannot show the desk, or JSON was asked for.
    """
    if output.as_json():
        raise CommandFailure("missing_command", "Name a command; the desk itself is a screen, not JSON.", "command")
    loaded = settings_in_force(Invocation(database, clerk))
    if (reason := why_no_screen()) is not None:
        raise CommandFailure("no_terminal", reason)
    from clerkdesk.shell.memory import collect_rarely

    collect_rarely()
    practise = _Practice(loaded, patients, seed, fresh)
    goes_on: GoesOn | None = None
    while True:
        app = _app(loaded, practise, practice=practice, goes_on=goes_on)
        app.run()
        if app.left_unsaved:
            raise CommandFailure("unreachable", _LEFT_UNSAVED, exit_code=ExitCode.NOT_AVAILABLE)
        if app.return_code:
            raise CommandFailure("unexpected", UNEXPECTED, exit_code=ExitCode.UNEXPECTED)
        if app.goes_on is None:
            return
        # Another clerk gets a desk of their own, so that nothing of the one before is in it.
        goes_on, practice = app.goes_on, practice or practise.is_open
        practise.fresh = False


def _app(loaded: LoadedSettings, practise: _Practice, *, practice: bool, goes_on: GoesOn | None = None) -> ClerkDesk:
    """Return the app, which opens the database itself.

    Args:
        loaded: the settings in force.
        practise: opens the practice desk.
        practice: whether the app is on it.
        goes_on: who takes the desk over from the clerk before; None at the start.
    """
    from clerkdesk.app import ClerkDesk
    from clerkdesk.shell.beginning import SignIn

    settings = loaded.settings
    location = practice_location(loaded) if practice else database_location(loaded)
    first_run = None
    open_desk: Callable[[], Desk] | None = practise if practice else partial(_open, location, settings)
    if not practice and "://" not in location and not _stands(Path(location)):
        open_desk, first_run = None, _first_run(location, settings, practise)

    def open_as(username: str, secret: str) -> Callable[[], Desk]:
        return partial(practise.open_as, username) if practice else partial(_open, location, settings, username, secret)

    if goes_on is not None and goes_on.username:
        proven = partial(_open, location, settings, goes_on.username, is_proven=True)
        open_desk = partial(practise.open_as, goes_on.username) if practice else proven
    app = practise.app = ClerkDesk(
        open_desk,
        settings=settings,
        practice=practice,
        first_run=first_run,
        about_settings=_about_names(loaded),
        sign_in=SignIn(
            "" if goes_on is not None else settings.desk.clerk or own_name(),
            open_as,
            asks_first=goes_on is not None and not goes_on.username,
            asks_for_secret=goes_on is None or goes_on.asks_for_secret,
        ),
    )
    return app


def _about_names(loaded: LoadedSettings) -> str:
    """Return the status line's sentence on settings written without their group; empty if there are none."""
    if not loaded.flat_names:
        return ""
    first, *further = loaded.flat_names
    more = f" `clerkdesk settings show` names {len(further)} more." if further else ""
    return f"{first.said}{more}"


def _stands(path: Path) -> bool:
    """Return whether a path has anything; an empty file counts as nothing."""
    return path.exists() and (not path.is_file() or path.stat().st_size > 0)


class _Practice:
    """Opens the practice desk, on a thread of the app, which shows the progress."""

    def __init__(self, loaded: LoadedSettings, patients: int | None, seed: int | None, fresh: bool) -> None:
        self.app: ClerkDesk | None = None
        self._loaded = loaded
        self._patients, self._seed = patients, seed
        self.fresh = fresh
        """Whether to delete the existing practice desk first."""
        self.is_open = False
        """Whether it was opened."""

    def __call__(self) -> Desk:
        return self.open_as(practice_clerk(self._loaded))

    def open_as(self, username: str | None) -> Desk:
        """Open it for a clerk, or for its booking clerk if None is named."""
        from clerkdesk.demo.practice import Wanted, open_practice

        fixed_time = os.environ.get(FIXED_TIME_VARIABLE)
        wanted = Wanted(practice_location(self._loaded), self._patients, self._seed, self.fresh, fixed_time)
        desk = open_practice(wanted, self._loaded.settings, username, self._say)
        self.is_open = True
        return desk

    def _say(self, sentence: str) -> None:
        if self.app is not None:
            self.app.call_from_thread(self.app.say, sentence)


def _first_run(location: str, settings: Settings, open_practice: Callable[[], Desk]) -> FirstRun:
    """Return the clerk's choices while `location` has no database."""
    from clerkdesk.screens.desk.first_run import FirstRun

    return FirstRun(
        path=location,
        open_practice=open_practice,
        create_here=partial(_create, location, settings),
        wrong_secret=partial(_wrong_secret, own_name()),
    )


def _wrong_secret(username: str, secret: str) -> str | None:
    from clerkdesk.rules.clerks.secrets import wrong_secret

    return wrong_secret(secret, username)


def _create(location: str, settings: Settings, secret: str) -> Desk:
    """Make an empty desk, whose administrator has this secret, and open it, on a thread of the app."""
    from clerkdesk.services.desk.opening import make_desk

    username = own_name()
    make_desk(location, settings, kind="live", name="Outpatients", administrator=username, secret=secret)
    return _open(location, settings, username, is_proven=True)


def _open(
    location: str, settings: Settings, username: str = "", secret: str | None = None, *, is_proven: bool = False
) -> Desk:
    """Open the desk, on a thread of the app, which shows the sentence of an exception.

    Args:
        location: of the database.
        settings: in force.
        username: who acts; empty for the one of the settings.
        secret: as typed; None if nobody was asked yet.
        is_proven: whether the clerk has shown who they are.
    """
    from clerkdesk.services.clerks.signing_in import Entered
    from clerkdesk.services.desk.opening import SignInNeeded, open_desk

    def let_in(door: SigningIn) -> SignedIn | None:
        if is_proven:
            return door.without_secret(username)
        if secret is None:
            return None
        entered = door.with_secret(username, secret)
        if not isinstance(entered, Entered):
            raise SignInNeeded(entered.sentence)
        return entered.clerk

    return open_desk(
        location,
        settings,
        username=username or settings.desk.clerk or None,
        fixed_time=os.environ.get(FIXED_TIME_VARIABLE),
        lets_in=let_in,
    )


def own_name() -> str:
    """Return the user's name on this machine, for the first administrator of a desk."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # A container may run as a user without a name.
        return "administrator"
