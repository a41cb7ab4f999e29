"""keep when cancer was suspected later

The receipt of a referral that suspected cancer stands as a column of its own where another receipt began the wait. It
is written from the facts that stand.
"""

import json
from itertools import groupby

import sqlalchemy as sa
from alembic import op

from clerkdesk.rules.cancer.waiting_times import cancer_marks
from clerkdesk.rules.rtt import ClockEvent, clock_at
from clerkdesk.settings import PolicySettings

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_RECEIPTS = (
    "'referral_received', 'ubrn_converted', 'asi_deferred', 'interface_referral_received', 'self_referral_received', "
    "'self_referral_ratified', 'service_corrected_to_consultant_led', 'internal_referral', 'transfer_in', "
    "'spoa_request_received'"
)
_FACTS = f"""
SELECT id, pathway_id, kind, event_date, code, details FROM rtt_event
WHERE pathway_id IN (
    SELECT pathway_id FROM rtt_event WHERE kind IN ({_RECEIPTS}) GROUP BY pathway_id HAVING count(*) > 1
)
AND act_id NOT IN (SELECT annulled_act_id FROM annulment)
ORDER BY pathway_id, event_date, id
"""
_WRITE = sa.text("UPDATE pathway SET suspected_later_on = :day WHERE id = :id").bindparams(
    sa.bindparam("day", type_=sa.Date())
)


def upgrade() -> None:
    """Add the column, and fill it as the rules read the facts on the day of the last act."""
    op.add_column("pathway", sa.Column("suspected_later_on", sa.Date(), nullable=True))
    connection = op.get_bind()
    last = connection.execute(sa.text("SELECT max(event_at) AS at FROM act").columns(at=sa.DateTime())).scalar()
    if last is None:
        return
    rows = connection.execute(sa.text(_FACTS).columns(event_date=sa.Date())).all()
    for pathway_id, of_pathway in groupby(rows, key=lambda row: row.pathway_id):
        marks = cancer_marks(clock_at(_standing(list(of_pathway)), last.date(), PolicySettings()))
        if marks.suspected_later_on is not None:
            connection.execute(_WRITE, {"id": pathway_id, "day": marks.suspected_later_on})


def _standing(rows: list[sa.Row]) -> list[ClockEvent]:
    """Return the facts that no other of them corrects."""
    events = [
        (row.id, ClockEvent(row.kind, row.event_date, row.code, json.loads(row.details), entered=row.id))
        for row in rows
    ]
    corrected = {event.details.get("corrects") for _, event in events}
    return [event for number, event in events if str(number) not in corrected]
