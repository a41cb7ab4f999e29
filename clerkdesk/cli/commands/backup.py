"""`clerkdesk backup` and `restore`: a copy of the desk's database, and a copy written over it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clerkdesk.cli.desk import open_desk
from clerkdesk.cli.failures import not_available
from clerkdesk.cli.output import CommandFailure, ExitCode, answer
from clerkdesk.cli.settings_in_force import database_location, settings_in_force


def register(app: typer.Typer) -> None:
    """Add `backup` and `restore`."""
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Path of the copy; the file must not exist yet.")],
) -> None:
    """Copy the desk's SQLite database to FILE while desks are open. PostgreSQL is copied with pg_dump."""
    database = open_desk(context).context.database
    if not database.is_sqlite:
        sentence = "This desk is on PostgreSQL, whose own program copies it: pg_dump --format=custom --file=FILE URL"
        raise CommandFailure("not_sqlite", sentence, "--db")
    from clerkdesk.data.copying import copy_sqlite, whole_version
    from clerkdesk.data.errors import DatabaseUnavailable

    target = file.expanduser().absolute()
    try:
        copy_sqlite(Path(database.engine.url.database or ""), target)
        whole_version(target)
    except DatabaseUnavailable as fault:
        if fault.code == "refused":
            raise CommandFailure("refused", fault.sentence, "FILE", ExitCode.REFUSED) from fault
        if fault.code == "read_only":
            raise CommandFailure("not_written", fault.sentence, "FILE") from fault
        raise not_available(fault.code, fault.sentence) from fault
    size = target.stat().st_size
    lines = [
        f"Copied to {target} ({size / 1e6:.1f} MB), and read again: it is whole.",
        f"To work from the copy: clerkdesk --db {target}",
    ]
    answer({"database": str(database.engine.url.database), "copy": str(target), "bytes": size}, lines)


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A copy of a desk, such as `backup` makes.")],
    over: Annotated[
        bool, typer.Option("--over", help="Write it over the desk that is there, and keep what was there.")
    ] = False,
) -> None:
    """Put the copy FILE at --db, or in your own data folder. Close every desk first."""
    from clerkdesk.data.copying import copy_sqlite, put_in_place, whole_version
    from clerkdesk.data.errors import DatabaseUnavailable

    location = database_location(settings_in_force(context.obj))
    if "://" in location:
        sentence = "PostgreSQL is restored by its own program: pg_restore --clean --dbname=URL FILE"
        raise CommandFailure("not_sqlite", sentence, "--db")
    copy, target = file.expanduser().absolute(), Path(location).expanduser().absolute()
    kept: Path | None = None
    try:
        version = whole_version(copy)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            copy_sqlite(copy, target)
        elif over:
            kept = put_in_place(copy, target)
        else:
            sentence = f"A desk is at {target} already. --over writes the copy over it, and keeps what was there."
            raise CommandFailure("refused", sentence, "--over", ExitCode.REFUSED)
        whole_version(target)
    except DatabaseUnavailable as fault:
        if fault.code in ("missing", "corrupt"):
            raise CommandFailure("no_copy", fault.sentence, "FILE") from fault
        raise not_available(fault.code, fault.sentence) from fault
    lines = [f"Restored to {target} (schema {version}), and read again: it is whole."]
    lines += [f"What was there is kept at {kept}."] if kept is not None else []
    answer({"database": str(target), "schema": version, "kept": None if kept is None else str(kept)}, lines)
