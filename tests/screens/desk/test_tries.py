"""Under which id the desk writes: one for the tries of the same answers, a new one for anything else."""

from __future__ import annotations

import pytest

from clerkdesk.screens.desk.tries import ActId, Tries, next_act_id


class Lost(Exception):
    """The connection was lost."""


def _lost(tries: Tries, *answers: object, writes: int = 1) -> list[ActId]:
    ids: list[ActId] = []
    with pytest.raises(Lost), tries.of(*answers):
        ids += [next_act_id() for _ in range(writes)]
        raise Lost
    return ids


def _kept(tries: Tries, *answers: object) -> ActId:
    with tries.of(*answers):
        return next_act_id()


def test_each_act_has_an_id_of_its_own() -> None:
    tries = Tries()
    first, second, outside = _kept(tries, "y"), _kept(tries, "y"), next_act_id()
    assert len({first.value, second.value, outside.value}) == 3
    assert not (first.may_be_known or second.may_be_known or outside.may_be_known)


def test_the_same_answers_try_it_again_until_it_is_done() -> None:
    tries = Tries()
    lost = _lost(tries, "book", {"slot": 1})
    again = _lost(tries, "book", {"slot": 1})
    assert [each.value for each in lost] == [each.value for each in again]
    assert not lost[0].may_be_known and again[0].may_be_known
    assert _kept(tries, "book", {"slot": 1}).value == lost[0].value
    assert _kept(tries, "book", {"slot": 1}).value != lost[0].value


def test_other_answers_are_another_act_and_the_first_ones_keep_theirs() -> None:
    tries = Tries()
    lost = _lost(tries, "book", {"slot": 1})
    assert _kept(tries, "book", {"slot": 2}).value != lost[0].value
    assert _kept(tries, "book", {"slot": 1}).value == lost[0].value


def test_each_write_of_a_try_has_its_own_id_and_finds_it_again() -> None:
    tries = Tries()
    lost, again = _lost(tries, "x", writes=3), _lost(tries, "x", writes=3)
    assert len({each.value for each in lost}) == 3
    assert [each.value for each in lost] == [each.value for each in again]


def test_a_bar_that_was_left_is_forgotten() -> None:
    tries = Tries()
    lost = _lost(tries, "x")
    tries.forget()
    assert _kept(tries, "x").value != lost[0].value
