"""The assignment of slots is the best there is: a second solver, and trying everything, find none that costs less."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python.cp_model import CpModel, CpSolver

from clerkdesk.rules.clinics.assignment import assigned

Costs = Sequence[Mapping[int, int]]

costs_of_one = st.dictionaries(st.integers(0, 5), st.integers(0, 10**15), max_size=6)
capacities = st.fixed_dictionaries({slot: st.integers(0, 2) for slot in range(6)})


def sum_of(costs: Costs, unassigned: Sequence[int], chosen: Sequence[int | None]) -> int:
    return sum(
        unassigned[person] if slot is None else costs[person][slot] for person, slot in enumerate(chosen)
    )  # fmt: skip


def fits(capacity: Mapping[int, int], chosen: Sequence[int | None]) -> bool:
    return all(chosen.count(slot) <= most for slot, most in capacity.items())


def by_trying_everything(costs: Costs, capacity: Mapping[int, int], unassigned: Sequence[int]) -> int:
    ways = product(*((None, *of_person) for of_person in costs))
    return min(sum_of(costs, unassigned, way) for way in ways if fits(capacity, way))


@settings(max_examples=60, deadline=None)
@given(costs=st.lists(costs_of_one, max_size=4), capacity=capacities, data=st.data())
def test_nothing_costs_less(costs: list[dict[int, int]], capacity: dict[int, int], data: st.DataObject) -> None:
    unassigned = [data.draw(st.integers(0, 10**15)) for _ in costs]
    chosen = assigned(costs, capacity, unassigned)
    assert fits(capacity, chosen)
    assert sum_of(costs, unassigned, chosen) == by_trying_everything(costs, capacity, unassigned)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_second_solver_finds_the_same_optimum_for_forty_patients(seed: int) -> None:
    draw = Random(seed).randrange
    costs = [{slot: draw(10**9) for slot in range(60) if draw(3)} for _ in range(40)]
    capacity, unassigned = {slot: draw(3) for slot in range(60)}, [draw(10**9) for _ in costs]
    model = CpModel()
    takes = [{slot: model.new_bool_var("") for slot in (None, *of_person)} for of_person in costs]
    for each in takes:
        model.add_exactly_one(each.values())
    for slot, most in capacity.items():
        model.add(sum(each[slot] for each in takes if slot in each) <= most)
    model.minimize(
        sum(
            taken * (unassigned[person] if slot is None else costs[person][slot])
            for person, each in enumerate(takes)
            for slot, taken in each.items()
        )
    )
    solver = CpSolver()
    solver.solve(model)
    assert sum_of(costs, unassigned, assigned(costs, capacity, unassigned)) == round(solver.objective_value)
