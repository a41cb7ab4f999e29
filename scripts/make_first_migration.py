"""Rewrite the first migration from the tables, before the first release only; later changes are new migrations."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

HERE = Path(__file__).resolve().parent.parent / "clerkdesk" / "data" / "migrations"


def main() -> None:
    """Delete the old first migration and autogenerate it against an empty database."""
    for old in (HERE / "versions").glob("0001_*.py"):
        old.unlink()
    config = Config()
    config.set_main_option("script_location", str(HERE))
    with create_engine("sqlite://").connect() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message="the first tables", autogenerate=True, rev_id="0001")


if __name__ == "__main__":
    main()
