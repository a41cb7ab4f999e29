"""Files of events: what is wrong with one is said, and one wrong case never hides the others."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.interop.clock_documents import ClockInputError, answer_clock
from clerkdesk.rules.rtt.kinds import DETAIL_TYPES
from clerkdesk.settings import PolicySettings

_REFERRAL = {"date": "2025-01-06", "event": "referral_received"}


def _answer(document: object, as_of: date | None = None) -> dict[str, Any]:
    return answer_clock(json.dumps(document), as_of, PolicySettings())


def _document(**event: object) -> dict[str, Any]:
    return {"as_of": "2025-02-03", "events": [_REFERRAL, event]}


def test_the_state_stands_at_the_top_with_periods_and_explanation() -> None:
    answered = _answer({"as_of": "2025-02-03", "events": [_REFERRAL]})
    assert (answered["clock_running"], answered["days_waited"]) == (True, 28)
    assert answered["periods"] == [{"start": "2025-01-06", "stop": None, "stop_code": None, "nullified": False}]
    assert answered["explanation"][0]["rule"] == "R-100"


def test_the_day_asked_for_stands_above_that_of_the_file() -> None:
    assert _answer({"as_of": "2025-02-03", "events": [_REFERRAL]}, date(2025, 1, 13))["days_waited"] == 7


def test_events_in_any_order_are_answered_alike() -> None:
    stop = {"date": "2025-01-20", "event": "first_definitive_treatment"}
    assert _answer({"as_of": "2025-02-03", "events": [stop, _REFERRAL]}) == _answer(
        {"as_of": "2025-02-03", "events": [_REFERRAL, stop]}
    )


def test_a_wrong_case_is_named_and_the_next_is_answered() -> None:
    good = {"id": "good", "as_of": "2025-02-03", "events": [_REFERRAL]}
    bad = {"id": "bad", "as_of": "2025-02-03", "events": [{"date": "2025-01-06", "event": "referal"}]}
    first, second = _answer({"cases": [bad, good]})["results"]
    assert (first["id"], first["error"]["case"], first["error"]["event"]) == ("bad", "bad", "referal")
    assert (second["id"], second["days_waited"]) == ("good", 28)


def test_a_case_without_an_id_is_named_by_its_number() -> None:
    assert _answer({"cases": [{"as_of": "2025-02-03", "events": [_REFERRAL]}, 3]})["results"][1]["id"] == "number 2"


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({"date": "2025-01-13"}, "event"),
        ({"date": "2025-01-13", "event": 7}, "event"),
        ({"date": "2025-01-13", "event": "appointment"}, "event"),
        ({"event": "death"}, "date"),
        ({"date": "13/01/2025", "event": "death"}, "date"),
        ({"date": "2025-02-30", "event": "death"}, "date"),
        ({"date": "0001-01-01", "event": "death"}, "date"),
        ({"date": 20250113, "event": "death"}, "date"),
        ({"date": "2025-01-13", "event": "appointment_attended", "code": "37"}, "code"),
        ({"date": "2025-01-13", "event": "appointment_attended", "code": True}, "code"),
        ({"date": "2025-01-13", "event": "appointment_dna", "first": "maybe"}, "first"),
        ({"date": "2025-01-13", "event": "offer_declined", "offered_for": "soon"}, "offered_for"),
        ({"date": "2025-01-13", "event": "patient_requests_delay", "weeks": -1}, "weeks"),
        ({"date": "2025-01-13", "event": "patient_requests_delay", "weeks": 10**30}, "weeks"),
        ({"date": "2025-01-13", "event": "transfer_in", "channel": 3}, "channel"),
    ],
)
def test_a_wrong_event_is_named_with_its_field(event: dict[str, object], field: str) -> None:
    with pytest.raises(ClockInputError) as caught:
        _answer(_document(**event))
    assert caught.value.field == field
    assert caught.value.event == (event["event"] if isinstance(event.get("event"), str) else "number 2")


@pytest.mark.parametrize("text", ["", "[]", "{", "3", "null", '{"as_of": "2025-02-03"}', '{"cases": 3}', "[" * 100_000])
def test_a_document_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ClockInputError):
        answer_clock(text, None, PolicySettings())


def test_a_document_without_a_day_is_refused() -> None:
    with pytest.raises(ClockInputError) as caught:
        _answer({"events": [_REFERRAL]})
    assert caught.value.field == "as_of"


def test_a_byte_order_mark_and_a_number_for_a_code_are_no_trouble() -> None:
    text = "\ufeff" + json.dumps(_document(date="2025-01-13", event="appointment_attended", code=30))
    assert answer_clock(text, None, PolicySettings())["stop_code"] == "30"


def test_a_field_that_the_clock_does_not_know_changes_nothing() -> None:
    event = {"date": "2025-01-13", "event": "appointment_attended", "room": {"level": 2}}
    assert _answer(_document(**event))["clock_running"] is True


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.dates().map(date.isoformat),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["events", "as_of", "cases", "date", "event", "code", "first", "weeks", "id"]), inner
        )
    ),
    max_leaves=12,
)


@given(_JSON)
def test_no_document_ends_in_anything_but_an_answer_or_a_sentence(document: object) -> None:
    try:
        _answer(document)
    except ClockInputError as error:
        assert error.sentence.endswith((".", "?"))


_LATE_ON_1_JUNE = (
    "2025-06-01T23:30:00Z",
    "2025-06-01T23:30:00+00:00",
    "2025-06-01T23:30Z",
    "2025-06-01T23:30:00.123456789Z",
    "2025-06-01 23:30:00z",
    "2025-06-01t23:30:00z",
    "2025-06-01T23:30:00+0000",
    "2025-06-01T18:30:00-05:00",
    "2025-06-02T09:30:00+10:00",
    "20250601T233000Z",
    "2025-06-02T00:30:00",
    "2025-06-02T00:30:00+01:00",
)
"""One moment in the ways that other systems write it: in London it is half past midnight on 2 June."""
_DATE_FIELDS = sorted(name for name, kind in DETAIL_TYPES.items() if kind == "date")


@pytest.mark.parametrize("stamp", _LATE_ON_1_JUNE)
def test_a_stamp_is_the_london_day_in_every_form(stamp: str) -> None:
    referral = {"date": stamp, "event": "referral_received"}
    assert _answer({"as_of": stamp, "events": [referral]}) == _answer(
        {"as_of": "2025-06-02", "events": [{**referral, "date": "2025-06-02"}]}
    )


def test_a_stamp_of_winter_stays_on_its_day() -> None:
    assert _answer({"as_of": "2025-01-06T23:59:59Z", "events": [_REFERRAL]})["as_of"] == "2025-01-06"


@pytest.mark.parametrize("field", _DATE_FIELDS)
@pytest.mark.parametrize("kind", ["referral_received", "decision_not_to_treat", "added_to_planned_list", "death"])
def test_a_stamp_is_the_london_day_in_every_date_field(kind: str, field: str) -> None:
    """Whatever a field does to the clock, it does by the day in London."""
    answers = [
        _answer({"as_of": "2025-07-14", "events": [_REFERRAL, {"date": "2025-05-26", "event": kind, field: written}]})
        for written in ("2025-06-02", *_LATE_ON_1_JUNE)
    ]
    assert all(answered == answers[0] for answered in answers)
