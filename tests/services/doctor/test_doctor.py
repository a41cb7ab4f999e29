from __future__ import annotations

from clerkdesk.rules.doctor.judging import Health
from clerkdesk.services.desk.facade import Desk


def test_a_desk_in_order_is_good_on_both_databases(desk: Desk) -> None:
    looks = {look.name: look.health for look in desk.doctor.examine()}
    assert {looks[name] for name in ("version", "database", "screens", "needs", "audit")} == {Health.GOOD}
    # The files of a server are its administrator's.
    assert ("free space" in looks) is desk.context.database.is_sqlite
