"""The clerk's last act at this desk: its kind, time and patient."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import Act
from clerkdesk.rules.acts.act_names import NEVER_LAST, LastAct
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.whose_act import patient_of_act


def last_act(context: ServiceContext) -> LastAct | None:
    """Return the clerk's last act at this desk, if within the setting `undo_minutes`."""
    since = datetime.now(UTC) - timedelta(minutes=context.policy.desk.undo_minutes)
    query = (
        select(col(Act.kind), col(Act.event_at), col(Act.id))
        .where(
            col(Act.clerk_id) == context.clerk.clerk_id,
            col(Act.desk) == context.desk_name,
            col(Act.kind).not_in(tuple(sorted(NEVER_LAST))),
            col(Act.at) >= since,
        )
        .order_by(col(Act.at).desc())
        .limit(1)
    )
    with context.reading() as session:
        found = session.execute(query).one_or_none()
        if found is None:
            return None
        kind, at, act_id = found
        return LastAct(kind, at, patient_of_act(session, act_id))
