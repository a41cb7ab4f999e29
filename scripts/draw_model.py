"""Draw the data model as Mermaid pictures from the tables, one for each noun, and print it as Markdown.

    python -m scripts.draw_model > docs/model.md

A noun is a file of `clerkdesk/data/tables`; the pictures come from the tables alone.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeGuard

from sqlalchemy import Column, Index, Table, UniqueConstraint
from sqlmodel import SQLModel

from clerkdesk.data import tables

_HEAD = """\
# The data model

Made from `clerkdesk/data/tables` by `python -m scripts.draw_model > docs/model.md`; a test holds it to the tables.

The first picture shows what the nouns name of each other, the ones behind it each noun with its columns. `PK` is the
key of a row, `FK` a column that names a row of another table, `UK` a column in which no value stands twice; `o` at a
line or "may be empty" says that there need not be one. A table of another noun is drawn without its columns.

A *fact* is appended and never changed, and names the act that made it. The lines to the act and to the clerk who acts
would cross every picture and are left out.
"""
_LINES_LEFT_OUT = frozenset({"act", "clerk"})
_FACTS = frozenset(str(fact.__dict__["__tablename__"]) for fact in tables.FACTS)
_TYPES = {
    "AsciiKey": "ascii_key",
    "AutoString": "text",
    "Boolean": "boolean",
    "ClosedColumn": "text",
    "Date": "date",
    "Integer": "integer",
    "LocalTime": "local_time",
    "SecretColumn": "text",
    "Text": "text",
    "Time": "time",
    "UtcStamp": "utc_time",
    "Uuid": "uuid",
}
"""Type in SQLAlchemy or in the tables -> content of a column."""

Noun = Sequence[type[SQLModel]]


def model_markdown() -> str:
    """Return the whole document."""
    found = nouns()
    parts = [_HEAD, *_between(found)]
    for name, classes in found.items():
        parts.extend(_of_noun(name, classes))
    return "\n".join(parts)


def nouns() -> Mapping[str, Noun]:
    """Return the tables of each file that has any, in their written order."""
    found: dict[str, list[type[SQLModel]]] = {}
    for module in iter_modules(tables.__path__):
        name = f"{tables.__name__}.{module.name}"
        inside = [value for value in vars(import_module(name)).values() if _is_table_of(name, value)]
        if inside:
            found[module.name] = inside
    return found


def _is_table_of(module: str, value: object) -> TypeGuard[type[SQLModel]]:
    return inspect.isclass(value) and value.__module__ == module and hasattr(value, "__table__")


def table_of(table_class: type[SQLModel]) -> Table:
    """Return the table behind a class."""
    table: Table = table_class.__dict__["__table__"]
    return table


def _between(found: Mapping[str, Noun]) -> Iterator[str]:
    """Yield the picture of the tables that other nouns name, without their columns."""
    noun_of = {table_of(each).name: noun for noun, classes in found.items() for each in classes}
    lines = [line for classes in found.values() for each in classes for line in _lines_from(table_of(each))]
    across = [(child, parent, line) for child, parent, line in lines if noun_of[child] != noun_of[parent]]
    named = {parent for _, parent, _ in across}
    yield "## What the nouns name of each other\n\n```mermaid\nerDiagram"
    yield from (line for child, _, line in across if child in named)
    yield "```\n"


def _of_noun(name: str, classes: Noun) -> Iterator[str]:
    """Yield the chapter of a noun: what each table is, the picture, and what must be unique together."""
    yield f"## {name.replace('_', ' ').capitalize()}\n"
    for each in classes:
        said = " ".join((inspect.getdoc(each) or "").partition("\n\n")[0].split())
        called = table_of(each).name
        yield f"- `{called}`{' (fact)' if called in _FACTS else ''}: {said.removeprefix('Fact: ')}"
    yield "\n```mermaid\nerDiagram"
    for table in map(table_of, classes):
        yield f"    {table.name} {{"
        yield from (_column_line(table, column) for column in table.columns)
        yield "    }"
    yield from (line for each in classes for _, _, line in _lines_from(table_of(each)))
    yield "```\n"
    together = [line for each in classes for line in _unique_together(table_of(each))]
    if together:
        yield "\n".join(["No two rows alike:\n", *together, ""])


def _lines_from(table: Table) -> Iterator[tuple[str, str, str]]:
    """Yield a table, a table that it names, and the line between them, in the order of the columns."""
    for column, key in ((each, key) for each in table.columns for key in each.foreign_keys):
        parent = key.column.table.name
        if parent in _LINES_LEFT_OUT and parent != table.name:
            continue
        one = "|o" if column.nullable else "||"
        many = "o|" if _is_unique(table, column) else "o{"
        yield table.name, parent, f'    {parent} {one}--{many} {table.name} : "{column.name.removesuffix("_id")}"'


def _column_line(table: Table, column: Column[object]) -> str:
    """Return a column with its content, its marks, and whether it may be empty."""
    marks = [
        mark
        for mark, holds in (("PK", column.primary_key), ("FK", column.foreign_keys), ("UK", _is_unique(table, column)))
        if holds
    ]
    comment = ' "may be empty"' if column.nullable else ""
    return f"        {_type_words(column)} {column.name}{' ' + ', '.join(marks) if marks else ''}{comment}"


def _type_words(column: Column[object]) -> str:
    return next(_TYPES[each.__name__] for each in type(column.type).__mro__ if each.__name__ in _TYPES)


def _is_unique(table: Table, column: Column[object]) -> bool:
    """Return whether a column alone is unique; the key is already marked as such."""
    sets = [list(each.columns) for each in table.constraints if isinstance(each, UniqueConstraint)]
    sets += [list(each.columns) for each in table.indexes if each.unique and _condition(each) is None]
    return [column] in sets


def _unique_together(table: Table) -> Iterator[str]:
    """Yield the columns that are unique only together."""
    for each in sorted(table.constraints, key=lambda each: str(each.name)):
        if isinstance(each, UniqueConstraint) and len(each.columns) > 1:
            yield f"- `{table.name}`: {', '.join(column.name for column in each.columns)}"
    for index in sorted(table.indexes, key=lambda each: str(each.name)):
        where = _condition(index)
        if index.unique and (where is not None or len(index.columns) > 1):
            said = f", where {where}" if where is not None else ""
            yield f"- `{table.name}`: {', '.join(column.name for column in index.columns)}{said}"


def _condition(index: Index) -> str | None:
    """Return the condition of an index that counts some rows only."""
    where = index.dialect_options["sqlite"]["where"]
    return None if where is None else str(where)


if __name__ == "__main__":
    print(model_markdown(), end="")
