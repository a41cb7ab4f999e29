"""Gives each of some people at most one of some slots so that the sum of the costs is the least: exactly, by a flow.

The solver is OR-Tools' minimum cost flow (extra `planning`), imported when it is first used (decision 0044).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec


def has_solver() -> bool:
    """Return whether the solver is installed."""
    return find_spec("ortools") is not None


def assigned(
    costs: Sequence[Mapping[int, int]], capacity: Mapping[int, int], unassigned: Sequence[int]
) -> tuple[int | None, ...]:
    """Return the slot of each person, None for nobody's.

    Args:
        costs: for each person, slot id -> cost, for the slots that fit them.
        capacity: slot id -> how many people it takes.
        unassigned: for each person, the cost of no slot.
    """
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    flow = SimpleMinCostFlow()
    people = len(costs)
    slots = sorted({slot for of_person in costs for slot in of_person})
    node_of = {slot: people + number for number, slot in enumerate(slots)}
    end = people + len(slots)
    chosen: dict[int, tuple[int, int | None]] = {}
    for person, of_person in enumerate(costs):
        for slot, cost in of_person.items():
            chosen[flow.add_arc_with_capacity_and_unit_cost(person, node_of[slot], 1, cost)] = (person, slot)
        chosen[flow.add_arc_with_capacity_and_unit_cost(person, end, 1, unassigned[person])] = (person, None)
        flow.set_node_supply(person, 1)
    for slot in slots:
        flow.add_arc_with_capacity_and_unit_cost(node_of[slot], end, capacity[slot], 0)
    flow.set_node_supply(end, -people)
    if people and flow.solve() != flow.OPTIMAL:
        raise ArithmeticError("the assignment of new dates has no optimum")
    found: list[int | None] = [None] * people
    for arc, (person, slot_or_none) in chosen.items():
        if people and flow.flow(arc):
            found[person] = slot_or_none
    return tuple(found)
