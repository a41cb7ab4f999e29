"""keep which treatment ended a cancer wait

The first treatment since a referral, and whether an upgraded referral was urgent before, stand as columns of their own.
They and the 31 days of a decision to treat are written anew from the facts that stand.
"""

import json
from itertools import groupby

import sqlalchemy as sa
from alembic import op

from clerkdesk.rules.cancer.waiting_times import cancer_marks
from clerkdesk.rules.rtt import ClockEvent, clock_at
from clerkdesk.settings import PolicySettings

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_FACTS = """
SELECT id, pathway_id, kind, event_date, code, details FROM rtt_event
WHERE pathway_id IN (
    SELECT pathway_id FROM rtt_event WHERE code IN ('30', '32') OR kind IN (
        'first_definitive_treatment', 'admitted_for_treatment', 'procedure_performed', 'device_fitted',
        'active_monitoring_start', 'decision_to_treat', 'consultant_upgrade'
    )
)
AND act_id NOT IN (SELECT annulled_act_id FROM annulment)
ORDER BY pathway_id, event_date, id
"""
_WRITE = sa.text(
    "UPDATE pathway SET treatment_decided_on = :decided, first_treated_on = :treated, urgent_before_upgrade = :urgent "
    "WHERE id = :id"
).bindparams(sa.bindparam("decided", type_=sa.Date()), sa.bindparam("treated", type_=sa.Date()))


def upgrade() -> None:
    """Add both columns, and fill them as the rules read the facts on the day of the last act."""
    op.add_column("pathway", sa.Column("first_treated_on", sa.Date(), nullable=True))
    op.add_column(
        "pathway", sa.Column("urgent_before_upgrade", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
    connection = op.get_bind()
    last = connection.execute(sa.text("SELECT max(event_at) AS at FROM act").columns(at=sa.DateTime())).scalar()
    if last is None:
        return
    facts = sa.text(_FACTS).columns(event_date=sa.Date())
    rows = connection.execute(facts).all()
    for pathway_id, of_pathway in groupby(rows, key=lambda row: row.pathway_id):
        marks = cancer_marks(clock_at(_standing(list(of_pathway)), last.date(), PolicySettings()))
        values = {"decided": marks.decided_on, "treated": marks.treated_on, "urgent": marks.was_urgent}
        connection.execute(_WRITE, {"id": pathway_id, **values})


def _standing(rows: list[sa.Row]) -> list[ClockEvent]:
    """Return the facts that no other of them corrects."""
    events = [
        (row.id, ClockEvent(row.kind, row.event_date, row.code, json.loads(row.details), entered=row.id))
        for row in rows
    ]
    corrected = {event.details.get("corrects") for _, event in events}
    return [event for number, event in events if str(number) not in corrected]
