"""An older database is upgraded after a safe copy, or stays as it was."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect

from clerkdesk.data import migrations
from clerkdesk.data.engine import engine_for, open_database, schema_version
from clerkdesk.data.errors import DatabaseUnavailable
from clerkdesk.data.migrations.head import HEAD
from clerkdesk.data.migrations.run import upgrade
from clerkdesk.data.tables import Patient
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings

_NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "next", "{head}"


def upgrade():
    with op.batch_alter_table("patient") as table:
        table.add_column(sa.Column("shoe_size", sa.Integer(), nullable=True))
        table.alter_column("family_name", new_column_name="surname")
{then}
"""
"""A change of a kind for which SQLite drops a table and makes it again."""


def scripts_of_a_later_clerkdesk(folder: Path, then: str = "") -> Path:
    """Return a folder with the migrations of the package and one after them."""
    scripts = folder / "migrations"
    shutil.copytree(Path(migrations.__file__).parent, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "next.py").write_text(_NEXT.format(head=HEAD, then=then), encoding="utf-8")
    return scripts


def register(location: str, family_name: str) -> None:
    """Put one patient into a database."""
    database = open_database(location)
    with desk_for(database, Settings()).context.act("register") as act:
        act.add(Patient(family_name=family_name))
        act.commit(None)
    database.close()


def one(path: Path, query: str) -> object:
    """Return the one value that a query finds in a SQLite file."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchone()[0]


def test_an_older_file_is_upgraded_with_what_is_in_it(sqlite_location: str, tmp_path: Path) -> None:
    register(sqlite_location, "O'Neil-[/]")
    upgrade(engine_for(sqlite_location), HEAD, scripts_of_a_later_clerkdesk(tmp_path))
    assert schema_version(engine_for(sqlite_location)) == "next"
    assert one(Path(sqlite_location), "SELECT surname FROM patient") == "O'Neil-[/]"


def test_before_an_upgrade_the_file_is_copied_as_it_was(sqlite_location: str, tmp_path: Path) -> None:
    register(sqlite_location, "Okafor")
    upgrade(engine_for(sqlite_location), HEAD, scripts_of_a_later_clerkdesk(tmp_path))
    (copy,) = tmp_path.glob("*before-upgrade*")
    assert (one(copy, "SELECT version_num FROM alembic_version"), one(copy, "SELECT family_name FROM patient")) == (
        HEAD,
        "Okafor",
    )


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(location: str, tmp_path: Path) -> None:
    engine = engine_for(location)
    scripts = scripts_of_a_later_clerkdesk(tmp_path, then='    op.execute("SELECT nothing FROM nowhere")')
    with pytest.raises(DatabaseUnavailable):
        upgrade(engine, HEAD, scripts)
    assert schema_version(engine) == HEAD
    assert "shoe_size" not in {column["name"] for column in inspect(engine).get_columns("patient")}
    engine.dispose()
