"""The clerk's last act by name, with what takes it back; Ctrl+Z says so (laws 8 and 9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import Act
from clerkdesk.rules.local_time import LONDON
from clerkdesk.services.office import Office


@dataclass(frozen=True, slots=True)
class LastAct:
    """What the clerk did last, and when, on the hospital's clock."""

    done: str
    """As the end of "your last act was ...": `a booking`."""
    way_back: str
    """What takes it back, or why nothing does, as a sentence."""
    at: datetime

    @property
    def sentence(self) -> str:
        """The whole of it, as the status line says it."""
        return f"Your last act was {self.done}, at {self.at:%H:%M}. {self.way_back}"


_ENDED = "An ended appointment stays on record; b offers its place in the list another date."
_STAYS = "It stays on record, with your name; what was wrong is put right by the next entry."
_TOLD = "Whoever got it may have read it: send another, or mark it as done."
_NAMED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "book": ("a booking", "On the card, F4, m moves the appointment and x cancels it."),
        "offer": ("an offer", "On the card, F4, m moves an appointment that was accepted and x cancels it."),
        "move": ("a move", "On the card, F4, m moves the appointment again."),
        "cancel": ("a cancellation", _ENDED),
        "cancel_clinic": ("the cancellation of a clinic", _ENDED),
        "arrive": ("an arrival", "On F6, o records that they were not seen after all."),
        "called": ("that a patient was called in", _STAYS),
        "seen": ("that a patient was seen", _STAYS),
        "left": ("that a patient left", _STAYS),
        "outcome": ("an outcome", _STAYS),
        "did_not_attend": ("a did not attend", "The place in the list is kept; b books the patient again."),
        "late_not_seen": ("a patient who came too late", "The place in the list is kept; b books the patient again."),
        "contact": ("a contact that was tried", _STAYS),
        "validate": ("a validation", _STAYS),
        "hold_entry": ("a hold", "On the card, F4, h takes it off hold."),
        "resume_entry": ("a place taken off hold", "On the card, F4, h holds it again."),
        "register": ("a registration", "Ctrl+P, Join two records, joins it with another record of the same person."),
        "merge": ("two records joined", "Ctrl+P, Part two records, parts them again."),
        "unmerge": ("two records parted", "Ctrl+P, Join two records, joins them again."),
        "refer": ("a referral", "On the card, F4, v closes it with the reason."),
        "message": ("a message", _TOLD),
        "escalate": ("an escalation", _TOLD),
        "forward": ("an item passed on", "Ask whoever has it to give it back, with g."),
        "hand_over": ("a handover", "Ask whoever has it to give it back, with g."),
        "acknowledge": ("an item taken note of", "g gives it to somebody else."),
        "done": ("an item marked as done", _STAYS),
        "ask_for_review": ("a request for a review", "Tell the secretary: only the clinician answers it."),
        "decide_review": ("a decision entered", _STAYS),
        "tell_decision": ("that a patient was told", "A patient who has been told is rung back, not undone."),
        "stop_booking": ("a stop of booking", "On F7, h opens it again."),
        "open_booking": ("a clinic opened for booking", "On F7, h stops it again."),
        "close_session": ("a clinic closed", _STAYS),
        "set_specialty": ("a specialty set", _STAYS),
    }
)
"""Kind of act -> what it was, and its way back. What is not here changes nothing that a clerk would take back."""


def last_act(office: Office) -> LastAct | None:
    """Return the clerk's last act at this desk, where it is not longer ago than the setting `undo_minutes`."""
    since = datetime.now(UTC) - timedelta(minutes=office.policy.undo_minutes)
    query = (
        select(col(Act.kind), col(Act.at))
        .where(
            col(Act.clerk_id) == office.clerk.clerk_id,
            col(Act.desk) == office.desk_name,
            col(Act.kind).in_(tuple(_NAMED)),
            col(Act.at) >= since,
        )
        .order_by(col(Act.at).desc())
        .limit(1)
    )
    with office.reading() as session:
        found = session.execute(query).one_or_none()
    if found is None:
        return None
    kind, at = found
    return LastAct(*_NAMED[kind], at.astimezone(LONDON))
