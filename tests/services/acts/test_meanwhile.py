"""What other desks did to what a bar is about, since it was read; each kind of context that bars name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from clerkdesk.services.acts.meanwhile import Meanwhile
from clerkdesk.services.clinics.sessions import SessionChanged
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.inbox.inbox import ItemChanged, MessageTaken, NewMessage
from clerkdesk.services.patients.correcting import Corrected, correct
from clerkdesk.services.patients.preferences import KeptPreferences, set_preferences
from tests.answers import taken
from tests.builders import Entry, a_hospital, a_session, an_entry

Touch = Callable[[Desk, Entry], tuple[dict[str, object], str]]
"""Does something to what a bar may be about; returns the bar's context and what is said of it."""


def _wishes(desk: Desk, entry: Entry) -> tuple[dict[str, object], str]:
    assert isinstance(set_preferences(desk.context, entry.id, {"time": "morning"}), KeptPreferences)
    return {"entry": entry.id}, "wishes of the patient"


def _details(desk: Desk, entry: Entry) -> tuple[dict[str, object], str]:
    assert isinstance(correct(desk.context, entry.patient_id, {"email": "a@example.org"}), Corrected)
    return {"patient": entry.patient_id}, "details corrected"


def _session(desk: Desk, entry: Entry) -> tuple[dict[str, object], str]:
    day = datetime(2025, 4, 1).date()
    session_id = desk.clinics.between(day, day)[0].session_id
    assert isinstance(desk.clinics.stop_booking(session_id, "ill"), SessionChanged)
    return {"session": session_id}, "booking stopped"


def _item(desk: Desk, entry: Entry) -> tuple[dict[str, object], str]:
    (item,) = taken(desk.inbox.items())
    assert isinstance(desk.inbox.done(item.item_id, "rang"), ItemChanged)
    return {"item": item.item_id}, "item marked as done"


def _booking(desk: Desk, entry: Entry) -> tuple[dict[str, object], str]:
    slot = desk.booking.slots(entry.id).choices[0].ranked.slot.slot  # type: ignore[union-attr]
    desk.booking.book(entry.id, slot)
    return {"entry": entry.id}, "booking"


@pytest.mark.parametrize("touch", [_wishes, _details, _session, _item, _booking])
def test_what_another_desk_did_is_said_once_and_what_this_one_did_is_not(desk: Desk, touch: Touch) -> None:
    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital)
    a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))
    assert isinstance(desk.inbox.take_message(NewMessage(text="ring", to="me")), MessageTaken)
    own = desk.context
    other = desk_for(own.database, own.settings, own.clerk.username, now=own.now, desk_name="desk two")
    mine, theirs = Meanwhile(desk.context), Meanwhile(other.context)
    mark = mine.mark()
    context, words = touch(other, entry)
    found = mine.since(mark, context)
    assert len(found.sentences) == 1 and found.sentences[0].endswith(f": {words}")
    assert mine.since(found.mark, context).sentences == ()
    assert theirs.since(mark, context).sentences == ()
    assert mine.since(mark, {"entry": entry.id + 1000}).sentences == ()
