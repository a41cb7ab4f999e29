"""Turns exceptions into a `CommandFailure`: an interrupt, an unavailable database, a fault of the program.

`clerkdesk.cli.usage` words the refusals of Typer; this module works without Typer, for the way to the desk.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from clerkdesk.cli.output import CommandFailure, ExitCode
from clerkdesk.words.faults import UNEXPECTED


def failure_of(act: Callable[[], object]) -> CommandFailure | None:
    """Do something and return its failure, or None; the caller handles a reader that went away."""
    try:
        act()
    except CommandFailure as failure:
        return failure
    except BrokenPipeError:
        raise
    except (KeyboardInterrupt, EOFError):
        return interrupted()
    except Exception as fault:
        return _from_database(fault) or _without_right(fault) or unexpected(fault)
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

    An impossible address is wrong input; any other database may be available another time.
    """
    ends = ExitCode.WRONG_INPUT if code == "wrong_address" else ExitCode.NOT_AVAILABLE
    return CommandFailure(code, sentence, "--db", ends)


def unexpected(fault: BaseException) -> CommandFailure:
    """Log an unforeseen exception and return its failure; both name its type and line of code, never a value."""
    # Logging loads slowly, and most days need none.
    from clerkdesk.log import line_of, open_log
    from clerkdesk.settings.files import log_file

    open_log(log_file()).error("A command failed.", exc_info=fault)
    return CommandFailure("unexpected", f"{UNEXPECTED} ({line_of(fault)})", exit_code=ExitCode.UNEXPECTED)


def _without_right(fault: Exception) -> CommandFailure | None:
    """Return the failure for a clerk whose role lacks the right for the act."""
    acts = sys.modules.get("clerkdesk.services.acts.carried_out")
    if acts is None or not isinstance(fault, acts.NoRight):
        return None
    return CommandFailure(fault.refused.code, fault.sentence, exit_code=ExitCode.REFUSED)


def _from_database(fault: Exception) -> CommandFailure | None:
    """Return the failure for a fault of the database; a layer that is not loaded cannot have raised one."""
    errors = sys.modules.get("clerkdesk.data.errors")
    if errors is None:
        return None
    if isinstance(fault, errors.DBAPIError) and not isinstance(fault, errors.IntegrityError):
        fault = errors.unavailable(fault)
    return not_available(fault.code, fault.sentence) if isinstance(fault, errors.DatabaseUnavailable) else None
