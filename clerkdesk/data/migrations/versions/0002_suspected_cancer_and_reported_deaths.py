"""Suspected cancer stays known when its priority falls, and word of a death stands on the record."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SUSPECTED = """
UPDATE pathway SET cancer_suspected = {true} WHERE id IN (
    SELECT pathway_id FROM rtt_event
    WHERE kind IN (
        'referral_received', 'ubrn_converted', 'asi_deferred', 'interface_referral_received',
        'self_referral_received', 'self_referral_ratified', 'service_corrected_to_consultant_led',
        'internal_referral', 'transfer_in', 'patient_ready_to_proceed', 'fit_and_ready_second_side'
    )
    AND details LIKE '%"priority": 3%'
    AND act_id NOT IN (SELECT annulled_act_id FROM annulment)
)
"""
_REPORTED = """
UPDATE patient SET death_reported_on = (
    SELECT MIN(DATE(item.taken_at)) FROM inbox_item AS item
    WHERE item.patient_id = patient.id AND item.topic = 'check_source_of_death'
    AND item.status IN ('new', 'acknowledged')
)
"""


def upgrade() -> None:
    """Add both columns, and fill them from what stands on record."""
    op.add_column(
        "pathway", sa.Column("cancer_suspected", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
    op.add_column("patient", sa.Column("death_reported_on", sa.Date(), nullable=True))
    op.execute(_SUSPECTED.format(true="true" if op.get_bind().dialect.name == "postgresql" else "1"))
    op.execute(_REPORTED)
