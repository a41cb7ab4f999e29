"""The clerk's last act by name, with what takes it back; Ctrl+Z says so (laws 8 and 9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import Act
from clerkdesk.rules.booking.ending_corrections import CANCELLED, HOW_CORRECTED, MISSED
from clerkdesk.rules.pathways.corrections import HOW_PUT_RIGHT
from clerkdesk.services.acts.context import Office
from clerkdesk.services.acts.whose_act import patient_of_act


@dataclass(frozen=True, slots=True)
class LastAct:
    """What the clerk did last, and when, on the hospital's clock."""

    done: str
    """What follows "last recorded": `booking`."""
    way_back: str
    """What takes it back, or why nothing does, as a sentence."""
    at: datetime
    """The hospital's time at which it happened."""
    patient: str = ""
    """Whom it was about; the next patient may be in hand by then."""

    @property
    def sentence(self) -> str:
        """The whole of it, as the status line says it."""
        whose = f" for {self.patient}" if self.patient else ""
        return f"Last recorded: {self.done}{whose}, at {self.at:%H:%M}. {self.way_back}"


_ENDED = "A cancelled appointment stays on record; b offers another date."
_STAYS = "It stays on record, with your name; the next entry corrects what was wrong."
_TOLD = "The receiver may have read it: send another, or mark it as done."
_TAKEN_BACK = "On F6, a on this patient takes the arrival back where it was recorded in error; it stays on record."
_STEP_BACK = (
    "On F6, s on this patient says that they have not left, c that they are still with the clinician, a that they "
    "still wait or never came; it stays on record."
)
_WRITTEN_AGAIN = "Earlier, on the card, F4, shows what stood before; Ctrl+Y writes it again."
_NAMED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "book": ("booking", "On the card, F4, m moves the appointment and x cancels it."),
        "offer": ("offer", "On the card, F4, m moves an appointment that was accepted and x cancels it."),
        "move": ("move", "On the card, F4, m moves the appointment again."),
        "cancel": ("cancellation", f"{_ENDED} {HOW_CORRECTED[CANCELLED]}"),
        "cancel_clinic": ("clinic cancelled", _ENDED),
        "arrive": ("arrival", _TAKEN_BACK),
        "called": ("patient called in", _STEP_BACK),
        "seen": ("patient seen", _STEP_BACK),
        "left": ("patient left", _STEP_BACK),
        "waiting": ("patient still waits", "On F6, c or s records the next step again."),
        "not_arrived": ("arrival taken back", "On F6, a records an arrival again."),
        "outcome": ("outcome", f"It stays on record. {HOW_PUT_RIGHT}"),
        "did_not_attend": ("did not attend", f"The position on the list is kept. {HOW_CORRECTED[MISSED]}"),
        "late_not_seen": ("came too late, not seen", "The position on the list is kept; b books the patient again."),
        "correct_ending": ("end of an appointment corrected", "x or o on the card, F4, corrects it back."),
        "contact": ("contact tried", _STAYS),
        "validate": ("validation", _STAYS),
        "hold_entry": ("hold", "On the card, F4, h takes it off hold."),
        "resume_entry": ("taken off hold", "On the card, F4, h holds it again."),
        "register": ("registration", "Ctrl+P, Join two records, joins it with another record of the same person."),
        "correct": ("details corrected", _WRITTEN_AGAIN),
        "preferences": ("wishes of the patient", _WRITTEN_AGAIN),
        "set_phones": ("telephone numbers", _WRITTEN_AGAIN),
        "next_of_kin": ("next of kin", _WRITTEN_AGAIN),
        "add_need": ("need noted", _WRITTEN_AGAIN),
        "add_unavailable": ("days away", _WRITTEN_AGAIN),
        "merge": ("two records joined", "Ctrl+P, Part two records, parts them again."),
        "unmerge": ("two records parted", "Ctrl+P, Join two records, joins them again."),
        "refer": ("referral", "On the card, F4, v closes it with the reason."),
        "message": ("message", _TOLD),
        "escalate": ("escalation", _TOLD),
        "forward": ("item given to a colleague", "Ask the colleague to give it back, with g."),
        "hand_over": ("handover", "Ask the colleague to give it back, with g."),
        "acknowledge": ("item taken note of", "g gives it to somebody else."),
        "done": ("item marked as done", _STAYS),
        "ask_for_review": ("request for a review", "Tell the secretary: only the clinician answers it."),
        "decide_review": ("decision entered", _STAYS),
        "tell_decision": ("patient told", "Ring the patient back: what they were told can't be undone."),
        "stop_booking": ("booking stopped", "On F7, h opens it again."),
        "open_booking": ("clinic opened for booking", "On F7, h stops it again."),
        "close_session": ("clinic closed", _STAYS),
        "set_specialty": ("specialty set", _STAYS),
    }
)
"""Kind of act -> what it was, and its way back. What is not here changes nothing that a clerk would take back."""


_ALSO: Mapping[str, str] = MappingProxyType(
    {
        "vet": "grading",
        "milestone": "cancer milestone",
        "correct_milestone": "cancer milestone corrected",
        "await": "waiting for a procedure, test or results",
        "awaited": "what came of a procedure, test or results",
        "await_looked": "looked at again",
        "patient_initiated": "patient asks to be seen",
        "patient_initiated_end": "patient-initiated follow-up ended",
        "report_death": "word of a death",
        "record_death": "death recorded",
        "refute_death": "word of a death refuted",
        "tell_of_referral": "told of the referral",
        "tell_removal": "told of the removal",
        "confirm_start": "answer to a later start",
    }
)
"""Kind of act -> what it was, for those that Ctrl+Z does not name."""


def act_words(kind: str) -> str:
    """Return what an act of a kind is called: `booking`."""
    return _NAMED[kind][0] if kind in _NAMED else _ALSO.get(kind, kind.replace("_", " "))


def last_act(office: Office) -> LastAct | None:
    """Return the clerk's last act at this desk, where it is not longer ago than the setting `undo_minutes`."""
    since = datetime.now(UTC) - timedelta(minutes=office.policy.undo_minutes)
    query = (
        select(col(Act.kind), col(Act.event_at), col(Act.id))
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
        kind, at, act_id = found
        return LastAct(*_NAMED[kind], at, patient_of_act(session, act_id))
