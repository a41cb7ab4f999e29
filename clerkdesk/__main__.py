"""Starts the program: the desk itself without a command or for `demo`, else the commands.

The way to the desk loads neither Typer nor the database layer, so that the first paint is quick.
"""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run the command line of this process and return the exit code."""
    completing = "_CLERKDESK_COMPLETE" in os.environ
    try:
        match sys.argv[1:]:
            case [] if not completing:
                from clerkdesk.cli.start import start_desk

                return start_desk()
            case ["--db", location] if not location.startswith("-"):
                from clerkdesk.cli.start import start_desk

                return start_desk(database=location)
            case ["demo"] | ["--demo"]:
                from clerkdesk.cli.start import start_desk

                return start_desk(practice=True)
            case _:
                from clerkdesk.cli.main import run

                return run()
    except KeyboardInterrupt:
        # Nothing that could say it better is loaded yet.
        sys.stderr.write("Stopped by Ctrl+C.\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
