"""keep what each source says of a patient

The values that a field had before get a table of their own, a telephone number a third state of voicemail (not asked),
and the hospital numbers that the desk has made a prefix of their own, apart from those of a patient administration
system.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import clerkdesk.data.tables.base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "patient_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("digest", clerkdesk.data.tables.base.AsciiKey(), nullable=False),
        sa.Column("stated_at", clerkdesk.data.tables.base.UtcStamp(), nullable=True),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_patient_statement_act_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_patient_statement_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_statement")),
    )
    op.create_table(
        "patient_other_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("field", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_patient_other_value_act_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_patient_other_value_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_other_value")),
    )
    for table, columns in (
        ("patient_statement", ("patient_id", "digest", "act_id")),
        ("patient_other_value", ("patient_id", "act_id")),
    ):
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    with op.batch_alter_table("patient_phone") as batch_op:
        batch_op.alter_column("voicemail_allowed", existing_type=sa.Boolean(), nullable=True)
    _give_made_numbers_their_prefix()


def _give_made_numbers_their_prefix() -> None:
    """Rename the numbers that the desk made: H and the id of the record in seven digits, as nothing else has them.

    Those of a practice hospital stand for numbers of its patient administration system and stay.
    """
    connection = op.get_bind()
    if connection.execute(sa.text("SELECT count(*) FROM installation WHERE kind = 'demo'")).scalar():
        return
    rows = connection.execute(sa.text("SELECT id, hospital_number FROM patient WHERE hospital_number LIKE 'H%'")).all()
    made = [{"id": row.id, "number": f"DESK{row.id:07d}"} for row in rows if row.hospital_number == f"H{row.id:07d}"]
    if made:
        connection.execute(sa.text("UPDATE patient SET hospital_number = :number WHERE id = :id"), made)
