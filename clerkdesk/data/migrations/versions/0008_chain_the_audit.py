"""chain the audit

Each act with its audit, and each look, gets a link of the chain, in the order of their times. The chain begins with
what the database is. It can't show what was changed before this revision. Triggers refuse to change or remove acts,
their audit, looks and links.
"""

import sqlalchemy as sa
from alembic import op

from clerkdesk.data.append_only import keep_append_only
from clerkdesk.data.chain import begin_chain, link_the_rest

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, link what is there, and add the triggers."""
    op.create_table(
        "chain_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("act_id", sa.Uuid(), nullable=True),
        sa.Column("look_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_chain_link_act_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["chain_link.id"], name=op.f("fk_chain_link_follows_id")),
        sa.ForeignKeyConstraint(["look_id"], ["access_entry.id"], name=op.f("fk_chain_link_look_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_link")),
        sa.UniqueConstraint("act_id", name=op.f("uq_chain_link_act_id")),
        sa.UniqueConstraint("look_id", name=op.f("uq_chain_link_look_id")),
    )
    op.create_index("ix_chain_link_desk_id", "chain_link", ["desk", "id"], unique=False)
    begin_chain(op.get_bind())
    link_the_rest(op.get_bind())
    keep_append_only(op.get_bind())
