"""The worked cases of the clock, the shipped ones and our own, and the comparison of an answer with a case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from clerkdesk.interop.clock_documents import answer_clock
from tests.policies import policy_with

HERE = Path(__file__).parent
Case = Mapping[str, Any]


@cache
def cases_of(name: str) -> tuple[Case, ...]:
    return tuple(json.loads((HERE / name).read_text(encoding="utf-8"))["cases"])


def parameters(name: str) -> list[Any]:
    return [pytest.param(case, id=f"{case['id']}-{case['rule']}") for case in cases_of(name)]


def answer(case: Case) -> dict[str, Any]:
    settings = policy_with(**case.get("settings", {}))
    return answer_clock(json.dumps(case), None, settings)


def as_expected(answered: Mapping[str, Any], expect: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer cut down to the fields that the case names, in `all_periods` and `cancer` too."""
    found = {name: answered[name] for name in expect if name not in ("all_periods", "cancer")}
    if "cancer" in expect:
        found["cancer"] = _part(answered["cancer"], expect["cancer"])
    if "all_periods" in expect:
        periods = answered["periods"]
        wanted = [*expect["all_periods"], *({} for _ in periods[len(expect["all_periods"]) :])]
        found["all_periods"] = [
            {key: period[key] for key in keys} for period, keys in zip(periods, wanted, strict=False)
        ]
    return found


def _part(answered: Any, expect: Any) -> Any:
    """Return the part of an answer that the expectation names, at every depth; lists are compared whole."""
    if isinstance(answered, Mapping) and isinstance(expect, Mapping):
        return {name: _part(answered[name], wanted) for name, wanted in expect.items()}
    if isinstance(answered, list) and isinstance(expect, list) and len(answered) == len(expect):
        return [_part(each, wanted) for each, wanted in zip(answered, expect, strict=True)]
    return answered
