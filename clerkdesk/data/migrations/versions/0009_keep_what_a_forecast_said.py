"""keep what a forecast said

Each forecast that somebody was given stands as a row, so that a later one says how far it was off.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forecast_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("specialty_id", sa.Integer(), nullable=True),
        sa.Column("standard", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("scenario", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_forecast_run_act_id")),
        sa.ForeignKeyConstraint(["specialty_id"], ["specialty.id"], name=op.f("fk_forecast_run_specialty_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_run")),
    )
    op.create_index("ix_forecast_run_asked", "forecast_run", ["specialty_id", "standard", "on_day"], unique=False)
    op.create_index(op.f("ix_forecast_run_act_id"), "forecast_run", ["act_id"], unique=False)
