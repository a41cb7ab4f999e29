"""The last act is the clerk's newest act of any kind, under a name of its own."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import clerkdesk
from clerkdesk.keys import Keymap
from clerkdesk.rules.acts.act_names import ACT_NAMES, NEVER_LAST
from clerkdesk.rules.cancer.milestones import Milestone
from clerkdesk.services.cancer.milestones import MilestoneKept, NewMilestone
from clerkdesk.services.contact.contacts import ContactKept, NewAttempt
from clerkdesk.services.desk.facade import Desk
from clerkdesk.words.last_act import last_act_words
from tests.builders import a_hospital, an_entry

_SERVICES = Path(clerkdesk.__file__).parent / "services"


def kinds_begun() -> Iterator[str]:
    """Yield the kinds that the services begin, where the call names one: `act("book")`, `act(RECORDS_DEATH)`."""
    for file in sorted(_SERVICES.rglob("*.py")):
        name = ".".join(("clerkdesk", *file.relative_to(_SERVICES.parent).with_suffix("").parts))
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _BEGIN:
                yield from (kind for kind in _named(call.args[0], name) if kind)


_BEGIN = ("act", "_keep", "_change")


def _named(argument: ast.expr, module: str) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from (*_named(argument.body, module), *_named(argument.orelse, module))
    elif isinstance(argument, ast.Name) and argument.id.isupper():
        import_module(module)
        yield str(getattr(sys.modules[module], argument.id))


def test_every_kind_of_act_has_a_name_as_the_last_act_or_is_never_one() -> None:
    kinds = set(kinds_begun())
    assert {"book", "forward", "not_arrived", "record_death", "raise_flag", "stop_booking"} <= kinds
    assert sorted(kinds - ACT_NAMES.keys() - NEVER_LAST) == []
    assert sorted(ACT_NAMES.keys() & NEVER_LAST) == []


def test_a_milestone_after_a_contact_is_the_last_act(desk: Desk) -> None:
    hospital = a_hospital(desk)
    rung, upgraded = an_entry(desk, hospital), an_entry(desk, hospital)
    tried = desk.contact.tried(NewAttempt(patient_id=rung.patient_id, entry_id=rung.id, result="CR02"))
    assert isinstance(tried, ContactKept), tried
    new = NewMilestone(milestone=Milestone.UPGRADE, by="DERM-C1", source="letter of today")
    assert isinstance(desk.cancer.record(upgraded.pathway_id, new), MilestoneKept)
    last = desk.undo.last()
    assert last is not None
    said = last_act_words(last, Keymap.of())
    assert said.startswith("Last recorded: cancer milestone for ")
    assert said.endswith("On the card (F4), u and then c corrects it.")
