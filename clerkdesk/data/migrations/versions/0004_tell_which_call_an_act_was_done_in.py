"""tell which call an act was done in

A call ends with what was done in it. Of the acts before this revision nobody knows in which call they were done: a call
that is still open has none of them for its own, and the clerk says how it ended.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_call_act_act_id")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_call_act_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_act")),
    )
    for column in ("call_id", "act_id"):
        op.create_index(op.f(f"ix_call_act_{column}"), "call_act", [column], unique=False)
