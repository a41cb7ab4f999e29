"""Takes a database of a test back to an older revision, so that its upgrade is tried with rows in it."""

from __future__ import annotations

from sqlalchemy import Engine, text

from tests.unguarded import take_triggers_away

_UNDONE: dict[str, tuple[str, ...]] = {
    "0010": ("DROP TABLE sign_in_token", "DROP TABLE clerk_secret"),
    "0009": ("DROP TABLE forecast_run",),
    "0008": ("DROP TABLE chain_link",),
    "0007": ("ALTER TABLE pathway DROP COLUMN suspected_later_on",),
    "0006": (
        "ALTER TABLE pathway DROP COLUMN first_treated_on",
        "ALTER TABLE pathway DROP COLUMN urgent_before_upgrade",
    ),
    "0005": ("DROP INDEX ix_patient_other_value_number",),
    "0004": ("DROP TABLE call_act",),
    "0003": ("DROP TABLE patient_statement", "DROP TABLE patient_other_value"),
    "0002": (
        "ALTER TABLE pathway DROP COLUMN cancer_suspected",
        "ALTER TABLE patient DROP COLUMN death_reported_on",
    ),
}
"""The statements that take each revision back, newest first; a column that the revision let be empty stays so."""


def back_to(engine: Engine, revision: str) -> None:
    """Undo every revision after one, newest first."""
    with engine.execution_options(clerkdesk_write=True).begin() as connection:
        take_triggers_away(connection)
        for later, statements in _UNDONE.items():
            if later > revision:
                for statement in statements:
                    connection.execute(text(statement))
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
