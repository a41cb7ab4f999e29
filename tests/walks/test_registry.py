"""Every act of the facade is tried by the walks, or it is said why not."""

from __future__ import annotations

import inspect
from functools import cached_property

from clerkdesk.services.desk import Desk
from tests.walks.acts import ACTS, BESIDE, READS
from tests.walks.world import World


def methods_of_the_facade(desk: Desk) -> set[str]:
    """Return `service.method` of all that a screen or a command can ask of a desk."""
    services = [name for name, value in vars(Desk).items() if isinstance(value, cached_property)]
    return {
        f"{service}.{method}"
        for service in services
        if service != "changes"
        for method, function in inspect.getmembers(type(getattr(desk, service)), inspect.isfunction)
        if not method.startswith("_") and not {"act", "session"} & set(inspect.signature(function).parameters)
    }


def test_every_act_of_the_desk_is_tried_or_it_is_said_why_not(world: World) -> None:
    known = ACTS.keys() | READS | BESIDE
    there = methods_of_the_facade(world.desk)
    assert sorted(there - known) == [], "add how it is tried to ACTS, or say that it only looks"
    assert sorted(known - there) == []
