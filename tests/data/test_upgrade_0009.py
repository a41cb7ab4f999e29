"""A database of revision 0008 keeps its facts, and has room for what a forecast says."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from clerkdesk.data.engine import engine_for, open_database
from clerkdesk.data.migrations.run import migrate
from clerkdesk.data.tables import ForecastRun, RttEvent
from clerkdesk.rules.values.standards import Standard
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings
from tests.builders import a_hospital, an_entry
from tests.data.going_back import back_to


def test_a_forecast_is_kept_after_the_upgrade(desk: Desk, location: str) -> None:
    hospital = a_hospital(desk)
    an_entry(desk, hospital, clock_start=date(2025, 1, 6))
    engine = engine_for(location)
    back_to(engine, "0008")
    migrate(engine)
    engine.dispose()
    database = open_database(location)
    with desk_for(database, Settings(), now=desk.context.now).context.act("forecast") as act:
        act.add(
            ForecastRun(
                specialty_id=hospital.specialty_id, standard=Standard.EIGHTEEN_WEEKS, on_day=date(2025, 3, 2), weeks=26,
                percent=92, method="1", made_at=act.event_at, inputs="{}", said="[]", act_id=act.act_id,
            )
        )  # fmt: skip
        act.commit(None)
    with database.reading() as session:
        assert session.execute(select(func.count()).select_from(ForecastRun)).scalar_one() == 1
        assert session.execute(select(func.count()).select_from(RttEvent)).scalar_one() > 0
    database.close()
