"""How an exception becomes a `CommandFailure`: an interrupt, a database that is not there, a fault of ours.

What Typer refuses is put into words in `clerkdesk.cli.usage`; this module works without Typer, for the way to the desk.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from clerkdesk.cli.output import CommandFailure, ExitCode
from clerkdesk.words.faults import UNEXPECTED


def failure_of(act: Callable[[], object]) -> CommandFailure | None:
    """Do something and return how it failed, or None; only a reader that went away is left to the caller."""
    try:
        act()
    except CommandFailure as failure:
        return failure
    except BrokenPipeError:
        raise
    except (KeyboardInterrupt, EOFError):
        return interrupted()
    except Exception as fault:
        return _from_database(fault) or unexpected(fault)
    return None


def interrupted() -> CommandFailure:
    """Return the failure for Ctrl+C."""
    return CommandFailure(
        "interrupted",
        "Stopped by Ctrl+C before the end. What was saved before is kept.",
        exit_code=ExitCode.UNEXPECTED,
    )


def not_available(code: str, sentence: str) -> CommandFailure:
    """Return the failure for a database that cannot be used, with the data layer's code and sentence.

    An address that can be nobody's database is wrong input; any other may be available another time.
    """
    ends = ExitCode.WRONG_INPUT if code == "wrong_address" else ExitCode.NOT_AVAILABLE
    return CommandFailure(code, sentence, "--db", ends)


def unexpected(fault: BaseException) -> CommandFailure:
    """Log an exception that nobody foresaw and return its failure; both name type and place, never a value."""
    # Logging takes a while to load, and on most days nothing is unforeseen.
    from clerkdesk.log import open_log, place_of
    from clerkdesk.settings.places import log_file

    open_log(log_file()).error("A command failed.", exc_info=fault)
    return CommandFailure("unexpected", f"{UNEXPECTED} ({place_of(fault)})", exit_code=ExitCode.UNEXPECTED)


def _from_database(fault: Exception) -> CommandFailure | None:
    """Return the failure for a fault of the database, whose layer is loaded if it can have raised one."""
    errors = sys.modules.get("clerkdesk.data.errors")
    if errors is None:
        return None
    if isinstance(fault, errors.DBAPIError) and not isinstance(fault, errors.IntegrityError):
        fault = errors.unavailable(fault)
    return not_available(fault.code, fault.sentence) if isinstance(fault, errors.DatabaseUnavailable) else None
