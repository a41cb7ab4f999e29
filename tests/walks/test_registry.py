"""Every act of the facade is tried by the walks, or it is said why not."""

from __future__ import annotations

import inspect
from functools import cached_property

from clerkdesk.cli import main
from clerkdesk.keys import COMMANDS as COMMANDS_OF_THE_DESK
from clerkdesk.services.desk.facade import Desk
from tests.walks.acts import ACTS, BESIDE, LETTERS, LETTERS_THAT_ONLY_LOOK, READS
from tests.walks.commands import AS_ACTS, COMMANDS, LEFT_OUT, ONLY_LOOK
from tests.walks.world import World


def methods_of_the_facade(desk: Desk) -> set[str]:
    """Return `noun.method` of all that a screen or a command can ask of a desk."""
    nouns = [name for name, value in vars(Desk).items() if isinstance(value, cached_property)]
    return {
        f"{noun}.{method}"
        for noun in nouns
        if noun != "changes"
        for method, function in inspect.getmembers(getattr(desk, noun), inspect.ismethod)
        if not method.startswith("_") and not {"act", "session"} & set(inspect.signature(function).parameters)
    }


def test_every_act_of_the_desk_is_tried_or_it_is_said_why_not(world: World) -> None:
    known = ACTS.keys() | READS | BESIDE
    there = methods_of_the_facade(world.desk)
    assert sorted(there - known) == [], "add how it is tried to ACTS, or say that it only looks"
    assert sorted(known - there) == []


def test_every_command_is_tried_or_it_is_said_why_not() -> None:
    ways = (COMMANDS, AS_ACTS, ONLY_LOOK, LEFT_OUT)
    named = [name for way in ways for name in way]
    assert sorted(set(main.COMMANDS) - set(named)) == [], "add how it is tried to COMMANDS, or say why it is not"
    assert sorted(named) == sorted(set(main.COMMANDS)), "each stands in one place, and is a command"
    assert set(AS_ACTS.values()) <= ACTS.keys()


def test_every_letter_of_a_list_leads_to_an_act_or_it_is_said_why_not() -> None:
    letters = {item.name for item in COMMANDS_OF_THE_DESK if item.scope == "list"}
    assert letters == {*LETTERS, *LETTERS_THAT_ONLY_LOOK}
    assert {act for acts in LETTERS.values() for act in acts.split()} <= ACTS.keys() | BESIDE
