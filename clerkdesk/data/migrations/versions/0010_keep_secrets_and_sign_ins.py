"""keep secrets and sign-ins

Each clerk gets a secret. No clerk of an earlier revision has one: whoever holds the database gives the first, by
`clerkdesk clerks recover`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the hashes of secrets, and the sign-ins for plain commands."""
    stamp = sa.DateTime(timezone=op.get_bind().dialect.name == "postgresql")
    op.create_table(
        "clerk_secret",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("clerk_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("chosen_at", stamp, nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_clerk_secret_act_id")),
        sa.ForeignKeyConstraint(["clerk_id"], ["clerk.id"], name=op.f("fk_clerk_secret_clerk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clerk_secret")),
    )
    for column in ("act_id", "clerk_id"):
        op.create_index(op.f(f"ix_clerk_secret_{column}"), "clerk_secret", [column], unique=False)
    op.create_table(
        "sign_in_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clerk_id", sa.Integer(), nullable=False),
        sa.Column("key_digest", sa.String(), nullable=False),
        sa.Column("used_at", stamp, nullable=False),
        sa.ForeignKeyConstraint(["clerk_id"], ["clerk.id"], name=op.f("fk_sign_in_token_clerk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_token")),
        sa.UniqueConstraint("key_digest", name=op.f("uq_sign_in_token_key_digest")),
    )
    op.create_index(op.f("ix_sign_in_token_clerk_id"), "sign_in_token", ["clerk_id"], unique=False)
