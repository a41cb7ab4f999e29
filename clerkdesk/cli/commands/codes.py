"""`clerkdesk codes`: the code lists that ship with the program."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import typer

from clerkdesk.cli.output import CommandFailure, answer
from clerkdesk.codes import Code, CodeList, UnknownCodeList, code_list, code_list_names


def register(app: typer.Typer) -> None:
    """Add `codes`."""
    app.command("codes")(codes)


def codes(
    name: Annotated[
        str | None, typer.Argument(metavar="LIST", help="The list to print; without it, all names.")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Only codes that may be chosen on this day (2026-03-02).")
    ] = None,
) -> None:
    """List the code lists, or print one of them."""
    day = _day(on)
    if name is None:
        lists = [code_list(known) for known in code_list_names()]
        answer({"lists": [_summary(found) for found in lists]}, _lines_of_lists(lists))
        return
    try:
        found = code_list(name)
    except UnknownCodeList as unknown:
        hint = f" Did you mean {' or '.join(unknown.near)}?" if unknown.near else ""
        raise CommandFailure(
            "unknown_code_list", f"No code list has this name.{hint} `clerkdesk codes` names them all.", "LIST"
        ) from unknown
    rows = found.rows if day is None else found.selectable(day)
    answer({"list": name, "local": found.is_local, "codes": [_document(row) for row in rows]}, _lines(found, rows))


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise CommandFailure("wrong_date", "--on must be a day such as 2026-03-02.", "--on") from fault


def _summary(found: CodeList) -> dict[str, object]:
    return {"name": found.name, "codes": len(found.rows), "local": found.is_local}


def _document(row: Code) -> dict[str, object]:
    return {
        "code": row.code,
        "description": row.description,
        **row.extra,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "retired": row.retired,
    }


def _lines_of_lists(lists: list[CodeList]) -> Iterator[str]:
    yield "National lists follow the NHS Data Dictionary (May 2026); lists named local_ are ours to change."
    for found in lists:
        yield f"{found.name:42} {len(found.rows):4} codes"


def _lines(found: CodeList, rows: tuple[Code, ...]) -> Iterator[str]:
    width = max((len(row.code) for row in rows), default=0)
    for row in rows:
        extra = ", ".join(f"{column} {value}" for column, value in row.extra.items() if value)
        ended = " [retired]" if row.retired else f" [until {row.valid_to}]" if row.valid_to else ""
        yield f"{row.code:{width}}  {row.description}{ended}{f'  ({extra})' if extra else ''}"
    if not rows:
        yield f"No code of {found.name} may be chosen on that day."
