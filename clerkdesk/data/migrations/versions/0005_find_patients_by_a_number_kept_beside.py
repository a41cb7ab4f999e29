"""find patients by a number kept beside

Nothing that is kept changes: hospital and NHS numbers beside the ones that stand get an index.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_NUMBERS = sa.text("field IN ('hospital_number', 'nhs_number')")


def upgrade() -> None:
    op.create_index(
        "ix_patient_other_value_number",
        "patient_other_value",
        ["value"],
        unique=False,
        sqlite_where=_NUMBERS,
        postgresql_where=_NUMBERS,
    )
