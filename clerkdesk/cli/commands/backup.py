"""`clerkdesk backup`: a copy of the desk's database, made while desks are open."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clerkdesk.cli.desk import open_desk
from clerkdesk.cli.failures import not_available
from clerkdesk.cli.output import CommandFailure, ExitCode, answer


def register(app: typer.Typer) -> None:
    """Add `backup`."""
    app.command("backup")(backup)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Path of the copy; the file must not exist yet.")],
) -> None:
    """Copy the desk's SQLite database to FILE while desks are open. PostgreSQL is copied with pg_dump."""
    database = open_desk(context).context.database
    if not database.is_sqlite:
        sentence = "This desk is on PostgreSQL, whose own program copies it: pg_dump --format=custom --file=FILE URL"
        raise CommandFailure("not_sqlite", sentence, "--db")
    from clerkdesk.data.copying import copy_sqlite
    from clerkdesk.data.errors import DatabaseUnavailable

    target = file.expanduser().absolute()
    try:
        copy_sqlite(Path(database.engine.url.database or ""), target)
    except DatabaseUnavailable as fault:
        if fault.code == "refused":
            raise CommandFailure("refused", fault.sentence, "FILE", ExitCode.REFUSED) from fault
        if fault.code == "read_only":
            raise CommandFailure("not_written", fault.sentence, "FILE") from fault
        raise not_available(fault.code, fault.sentence) from fault
    size = target.stat().st_size
    lines = [f"Copied to {target} ({size / 1e6:.1f} MB).", f"To work from the copy: clerkdesk --db {target}"]
    answer({"database": str(database.engine.url.database), "copy": str(target), "bytes": size}, lines)
