"""The worked cases of the clock: the shipped ones and our own, and how an answer is compared with what they expect."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from clerkdesk.rules.rtt.documents import answer_clock
from clerkdesk.settings import PolicySettings

HERE = Path(__file__).parent
Case = Mapping[str, Any]


@cache
def cases_of(name: str) -> tuple[Case, ...]:
    return tuple(json.loads((HERE / name).read_text(encoding="utf-8"))["cases"])


def parameters(name: str) -> list[Any]:
    return [pytest.param(case, id=f"{case['id']}-{case['rule']}") for case in cases_of(name)]


def answer(case: Case) -> dict[str, Any]:
    settings = replace(PolicySettings(), **case.get("settings", {}))
    return answer_clock(json.dumps(case), None, settings)


def as_expected(answered: Mapping[str, Any], expect: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was answered for the fields that the case names, `all_periods` cut down to the keys that it gives."""
    found = {name: answered[name] for name in expect if name != "all_periods"}
    if "all_periods" in expect:
        periods = answered["periods"]
        wanted = [*expect["all_periods"], *({} for _ in periods[len(expect["all_periods"]) :])]
        found["all_periods"] = [
            {key: period[key] for key in keys} for period, keys in zip(periods, wanted, strict=False)
        ]
    return found
