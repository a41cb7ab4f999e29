"""`clerkdesk backup` and `restore`: a copy of the desk's database, and a copy written over it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli.desk import door, open_desk_itself
from clerkdesk.cli.failures import not_available
from clerkdesk.cli.output import CommandFailure, ExitCode, answer
from clerkdesk.cli.settings_in_force import database_location, settings_in_force
from clerkdesk.settings.files import make_private

if TYPE_CHECKING:
    from clerkdesk.data.errors import DatabaseUnavailable


def register(app: typer.Typer) -> None:
    """Add `backup` and `restore`."""
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Path of the copy; the file must not exist yet.")],
) -> None:
    """Copy the desk's SQLite database to FILE while desks are open. PostgreSQL is copied with pg_dump."""
    desk = open_desk_itself(context)
    database, anchor = desk.context.database, desk.context.anchor
    if not database.is_sqlite:
        sentence = "This desk is on PostgreSQL, whose own program copies it: pg_dump --format=custom --file=FILE URL"
        raise CommandFailure("not_sqlite", sentence, "--db")
    from clerkdesk.data.anchor import beside_copy, put_beside_copy
    from clerkdesk.data.copying import copy_sqlite
    from clerkdesk.data.errors import DatabaseUnavailable
    from clerkdesk.data.restoring import head_of_copy, whole_copy

    target = file.expanduser().absolute()
    if beside_copy(target).exists():
        sentence = f"{beside_copy(target)} exists already, the anchor of another copy. Give another name."
        raise CommandFailure("refused", sentence, "FILE", ExitCode.REFUSED)
    try:
        known = anchor.text()
    except OSError:
        known = ""
    try:
        copy_sqlite(Path(database.engine.url.database or ""), target)
        whole_copy(target)
        head = head_of_copy(target)
        beside = put_beside_copy(known, head, target)
    except OSError as fault:
        raise CommandFailure("not_written", "The anchor beside the copy can't be written.", "FILE") from fault
    except DatabaseUnavailable as fault:
        if fault.code == "refused":
            raise CommandFailure("refused", fault.sentence, "FILE", ExitCode.REFUSED) from fault
        if fault.code == "read_only":
            raise CommandFailure("not_written", fault.sentence, "FILE") from fault
        raise not_available(fault.code, fault.sentence) from fault
    size = target.stat().st_size
    lines = [
        f"Copied to {target} ({size / 1e6:.1f} MB), and read again: it is whole.",
        f"The anchor of its audit is beside it: {beside}",
        f"To work from the copy: clerkdesk --db {target}",
    ]
    answer(
        {"database": str(database.engine.url.database), "copy": str(target), "anchor": str(beside), "bytes": size},
        lines,
    )


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A copy of a desk, such as `backup` makes.")],
    over: Annotated[
        bool, typer.Option("--over", help="Write it over the desk that is there, and keep what was there.")
    ] = False,
) -> None:
    """Put the copy FILE at --db, or in your own data folder. Close every desk first."""
    from clerkdesk.data.copying import copy_sqlite
    from clerkdesk.data.errors import DatabaseUnavailable
    from clerkdesk.data.restoring import links_only_in, put_in_place, whole_copy

    loaded = settings_in_force(context.obj)
    location = database_location(loaded)
    if "://" in location:
        sentence = "Only a SQLite file is restored here. PostgreSQL has pg_restore --clean --dbname=URL FILE."
        raise CommandFailure("not_sqlite", sentence, "--db")
    copy, target = file.expanduser().absolute(), Path(location).expanduser().absolute()
    kept: Path | None = None
    try:
        found = whole_copy(copy)
        if not target.exists():
            _make_folder(target.parent)
            copy_sqlite(copy, target)
        elif over:
            kept = put_in_place(copy, found, target)
        else:
            sentence = f"Something is at {target} already. --over replaces a desk there, and keeps it beside."
            raise CommandFailure("refused", sentence, "--over", ExitCode.REFUSED)
        whole_copy(target)
    except DatabaseUnavailable as fault:
        raise _not_restored(fault) from fault
    with door(context, loaded) as restored:
        # An older copy is upgraded as it opens, so that it has a chain to compare.
        restored.keep_restore(None if kept is None else links_only_in(kept, target))
    lines = [f"Restored “{found.name}” to {target} (schema {found.version}), and read again: it is whole."]
    lines += [f"What was there is kept at {kept}."] if kept is not None else []
    document = {
        "database": str(target), "schema": found.version, "kind": found.kind, "name": found.name,
        "kept": None if kept is None else str(kept),
    }  # fmt: skip
    answer(document, lines)


def _make_folder(folder: Path) -> None:
    try:
        make_private(folder)
    except OSError as fault:
        sentence = f"The folder {folder} can't be made. Nothing was changed."
        raise CommandFailure("not_written", sentence, "--db") from fault


def _not_restored(fault: DatabaseUnavailable) -> CommandFailure:
    if fault.code in ("missing", "corrupt", "newer"):
        return CommandFailure("no_copy", fault.sentence, "FILE")
    if fault.code in ("refused",):
        return CommandFailure(fault.code, fault.sentence, "--db", ExitCode.REFUSED)
    return not_available(fault.code, fault.sentence)
