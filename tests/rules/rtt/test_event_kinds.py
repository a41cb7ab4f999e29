from __future__ import annotations

from datetime import date
from typing import cast

import pytest

from clerkdesk.codes import code_list
from clerkdesk.rules.rtt import EVENT_KINDS, ClockEvent, UnknownEventError, clock_at
from clerkdesk.rules.rtt.engine import HANDLERS
from clerkdesk.rules.rtt.kinds import COMMON_DETAILS, DETAIL_TYPES
from clerkdesk.rules.rtt.transitions import RTT_CODES
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.settings import PolicySettings
from tests.rules.rtt.cases import cases_of


def test_every_kind_that_is_documented_is_handled_and_none_besides() -> None:
    assert set(HANDLERS) == set(EVENT_KINDS) == set(ClockEventKind)


def test_every_field_of_a_kind_has_a_type() -> None:
    named = {name for kind in EVENT_KINDS.values() for name in kind.details} | set(COMMON_DETAILS)
    assert named == set(DETAIL_TYPES)


def test_every_kind_of_the_worked_cases_is_known() -> None:
    kinds = {event["event"] for case in cases_of("rtt_cases.json") for event in case["events"]}
    assert kinds <= set(EVENT_KINDS)


def test_an_unknown_kind_is_answered_with_its_neighbours() -> None:

    with pytest.raises(UnknownEventError, match="referral_received"):
        clock_at(
            [ClockEvent(cast("ClockEventKind", "referral_recieved"), date(2025, 1, 6))],
            date(2025, 2, 3),
            PolicySettings(),
        )


def test_the_codes_of_the_clock_are_those_of_the_code_list() -> None:
    assert {code.code for code in code_list("rtt_status").rows} == RTT_CODES
