"""Every act has an id from the desk, and its answer can be kept and read again."""

from __future__ import annotations

import ast
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from pydantic import TypeAdapter
from sqlalchemy import func, select

from clerkdesk import services
from clerkdesk.data.errors import SavedOrNot
from clerkdesk.data.kept_answers import dataclasses_of, read_as, written
from clerkdesk.data.tables import Act
from clerkdesk.services.acts import carried_out
from clerkdesk.services.acts.carried_out import AnswerUnknown, act_begun, answers_of, answers_once
from clerkdesk.services.desk.facade import Desk
from clerkdesk.words.faults import sentence_of

WITHOUT_ID = {"the_desk_itself": "the desk introduces itself once, whoever asks", "_in_one_act": "a try of _keep_batch"}
"""Functions that begin an act and are no step of one -> why."""
KEPT_NAMES = Path(__file__).with_name("kept_names.txt")
"""The names of all types in kept answers; a name that a release has kept stays."""
MODULES = [each.name for each in pkgutil.walk_packages(services.__path__, f"{services.__name__}.")]


def _parsed(name: str) -> list[ast.FunctionDef]:
    path = import_module(name).__file__
    assert path is not None
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def _functions(module: ModuleType) -> Iterator[Callable[..., object]]:
    for value in vars(module).values():
        inside = vars(value).values() if inspect.isclass(value) and value.__module__ == module.__name__ else [value]
        yield from (each for each in inside if inspect.isfunction(each) and each.__module__ == module.__name__)


def _begins_act(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "act"
        and ast.unparse(node.func.value).split(".")[-1] in ("context", "_context", "own")
        for node in ast.walk(function)
    )


def _names(function: ast.FunctionDef) -> set[str]:
    return {each.id for each in function.decorator_list if isinstance(each, ast.Name)}


def _acts(name: str) -> Iterator[Callable[..., object]]:
    """Yield the functions of a module that answer once."""
    acts = {each.name for each in _parsed(name) if "answers_once" in _names(each)}
    for function in _functions(import_module(name)):
        if function.__name__ in acts and hasattr(function, "__wrapped__"):
            yield function


@pytest.mark.parametrize("name", MODULES)
def test_every_function_that_begins_an_act_answers_once(name: str) -> None:
    without = [each.name for each in _parsed(name) if _begins_act(each) and "answers_once" not in _names(each)]
    assert [each for each in without if each not in WITHOUT_ID] == []


@pytest.mark.parametrize("name", MODULES)
def test_what_an_act_answers_can_be_read_again(name: str) -> None:
    for act in _acts(name):
        answers = answers_of(act)
        # What a type read from an annotation is, only pydantic says.
        kinds: list[Any] = [answers, *dataclasses_of(answers).values()]
        for kind in kinds:
            TypeAdapter(kind)


def test_a_step_that_was_kept_does_not_shift_the_ids_of_the_next(desk: Desk) -> None:
    """An act of two steps, each of which holds another: tried again, each step finds its own answer."""

    @answers_once
    def keep_beside_a_draft(note: str) -> str:
        desk.drafts.keep("register", "{}")
        with desk.context.act("note") as act:
            return act.commit(f"kept {note}")

    act_id, answers = uuid4(), []
    for _ in range(2):
        with act_begun(desk.context.database, act_id):
            answers.append((keep_beside_a_draft("one"), keep_beside_a_draft("two")))
    assert answers == [("kept one", "kept two")] * 2
    assert len(desk.drafts.waiting()) == 2


class _AwayAtFirst:
    """The pauses of a desk whose server stays away for all looks of the inner step, and is back for the outer one."""

    def __init__(self) -> None:
        self._left: list[tuple[float, ...]] = [(), (0.0,)]

    def __iter__(self) -> Iterator[float]:
        return iter(self._left.pop(0))


def test_a_step_within_a_step_that_runs_again_keeps_its_id(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carried_out, "_PAUSES_SECONDS", _AwayAtFirst())
    lost = [SavedOrNot("saved_or_not", "lost")]

    @answers_once
    def inner() -> str:
        with desk.context.act("note") as act:
            act.commit("kept")
        if lost:
            raise lost.pop()
        return "kept"

    @answers_once
    def outer() -> str:
        return inner()

    def acts() -> int:
        with desk.context.reading() as session:
            return session.execute(select(func.count()).select_from(Act)).scalar_one()

    before = acts()
    with act_begun(desk.context.database, uuid4(), may_be_known=False):
        assert outer() == "kept"
    assert (lost, acts() - before) == ([], 1)


def test_no_name_of_a_kept_answer_is_lost_when_a_class_gets_another() -> None:
    registered = KEPT_NAMES.read_text(encoding="utf-8").split()
    found = {kept for name in MODULES for act in _acts(name) for kept in dataclasses_of(answers_of(act))}
    assert sorted(set(registered) - found) == [], "give the class that has another name its old one, as `KEPT_AS`"
    assert sorted(found) == registered, "add the name of a new answer to the list, in alphabetical order"


@dataclass(frozen=True)
class _Counted:
    number: int


@dataclass(frozen=True)
class _Numbered:
    KEPT_AS: ClassVar = "_Counted"

    number: int


def test_a_retry_reads_what_was_kept_before_the_class_got_another_name() -> None:
    assert read_as(_Numbered | None, written(_Counted(7))) == _Numbered(7)


def test_an_id_that_another_kind_of_act_has_used_answers_with_a_sentence_and_does_nothing(desk: Desk) -> None:
    @answers_once
    def count() -> int:
        with desk.context.act("note") as act:
            return act.commit(7)

    @answers_once
    def names() -> tuple[date, ...]:
        with desk.context.act("note") as act:
            return act.commit((date(2025, 3, 3),))

    act_id = uuid4()
    with act_begun(desk.context.database, act_id):
        count()
    with act_begun(desk.context.database, act_id), pytest.raises(AnswerUnknown) as told:
        names()
    assert "saved already" in sentence_of(told.value)
