"""Draws sequences of acts by lot, finds the laws that each breaks, and the shortest sequence that still breaks one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from clerkdesk.services.acts.answers import Refused, WrongInput
from tests.walks.acts import ACTS, time_passes
from tests.walks.commands import COMMANDS, NotDone, command
from tests.walks.waits import Waits, broken_laws, changed_tables, waits
from tests.walks.world import World

TIME = "time passes"
_REFUSALS = (Refused, WrongInput, NotDone)
TYPED = "command "


@dataclass(frozen=True, slots=True)
class Step:
    """One act, and the seed from which its arguments are drawn."""

    act: str
    seed: int

    def take(self, world: World) -> object:
        lot = Random(self.seed)
        if self.act.startswith(TYPED):
            return command(world, *COMMANDS[self.act.removeprefix(TYPED)](world, lot))
        return time_passes(world, lot) if self.act == TIME else ACTS[self.act](world, lot)


@dataclass(frozen=True, slots=True)
class Broken:
    """The breach of a law by a sequence: the step, its answer, and the broken laws."""

    at: int
    answer: str
    laws: tuple[str, ...]


def drawn(seed: int, length: int) -> list[Step]:
    """Draw a sequence; a fifth of the acts are typed, and time passes between them."""
    lot = Random(seed)
    typed = [f"{TYPED}{name}" for name in sorted(COMMANDS)]
    names = [*sorted(ACTS), *sorted(ACTS), *typed, *[TIME] * 4]
    return [Step(lot.choice(names), lot.randrange(1_000_000)) for _ in range(length)]


def first_broken(world: World, steps: Sequence[Step]) -> Broken | None:
    """Take the steps one after the other, and return the first breach of a law."""
    before = waits(world)
    for number, step in enumerate(steps):
        answer = step.take(world)
        after = waits(world, None if step.act == TIME else before)
        laws = laws_broken_by(world, step.act, answer, before, after)
        if laws:
            return Broken(number, repr(answer)[:400], tuple(laws))
        before = after
    return None


def laws_broken_by(world: World, act: str, answer: object, before: Waits, after: Waits) -> list[str]:
    """Return the laws that an act has broken; a refused act changes nothing at all."""
    changed = changed_tables(before, after)
    if not changed and act != TIME:
        return []
    if isinstance(answer, _REFUSALS):
        return [f"refused, and yet changed: {', '.join(changed)}"]
    return list(broken_laws(world, act, before, after))


def shortest(steps: Sequence[Step], breaks: Callable[[Sequence[Step]], bool]) -> list[Step]:
    """Leave out steps, many at first and then one at a time, while the rest still breaks a law."""
    kept, size = list(steps), max(1, len(steps) // 2)
    while True:
        for start in range(0, len(kept), size):
            fewer = kept[:start] + kept[start + size :]
            if fewer and breaks(fewer):
                kept = fewer
                break
        else:
            if size == 1:
                return kept
            size = max(1, size // 2)
