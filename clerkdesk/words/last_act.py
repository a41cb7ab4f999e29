"""Names an act of the clerk, and what puts it right (laws 8 and 9)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from clerkdesk.keys import Keymap
from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.corrections.clock_facts import HOW_PUT_RIGHT
from clerkdesk.rules.corrections.endings import CANCELLED, HOW_CORRECTED, MISSED
from clerkdesk.rules.undo.judging import KIND
from clerkdesk.words.ways import in_keys

if TYPE_CHECKING:
    from clerkdesk.rules.undo.done_act import DoneAct

_CARD = f"On the card ({key_for('card')}),"
_TODAY = f"On {key_for('today')},"
_CLINICS = f"On {key_for('clinics')}, {key_for('hold')}"
_ENDED = f"A cancelled appointment stays on record; {key_for('book')} offers another date."
_TOLD = "The receiver may have read it: send another, or mark it as done."
_TAKES_BACK = f"{key_for('arrive')} on this patient takes the arrival back where it was recorded in error"
_TAKEN_BACK = f"{_TODAY} {_TAKES_BACK}; it stays on record."
_STEP_BACK = (
    f"{_TODAY} {key_for('seen')} on this patient says that they have not left, {key_for('called')} that "
    "they are still with "
    f"the clinician, {key_for('arrive')} that they still wait or never came; it stays on record."
)
_WRITTEN_AGAIN = (
    f"Earlier, on the card ({key_for('card')}), shows what stood before; {key_for('details')} writes it again."
)
_GIVE_BACK = f"Ask the colleague to give it back, with {key_for('give')}."
_JOINED_AGAIN = f"{key_for('palette')}, Join two records, joins"
_MILESTONE = f"{_CARD} {key_for('milestone')} and then c corrects it."
_WAYS_BACK: Mapping[str, str] = MappingProxyType(
    {
        "book": f"{_CARD} {key_for('move')} moves the appointment and {key_for('cancel')} cancels it.",
        "offer": (f"{_CARD} {key_for('move')} moves an appointment that was accepted and "
        f"{key_for('cancel')} cancels it."),
        "move": f"{_CARD} {key_for('move')} moves the appointment again.",
        "cancel": f"{_ENDED} {HOW_CORRECTED[CANCELLED]}",
        "cancel_clinic": _ENDED,
        "arrive": _TAKEN_BACK,
        "called": _STEP_BACK,
        "seen": _STEP_BACK,
        "left": _STEP_BACK,
        "waiting": f"{_TODAY} {key_for('called')} or {key_for('seen')} records the next step again.",
        "not_arrived": f"{_TODAY} {key_for('arrive')} records an arrival again.",
        "outcome": f"It stays on record. {HOW_PUT_RIGHT}",
        "did_not_attend": f"The position on the list is kept. {HOW_CORRECTED[MISSED]}",
        "late_not_seen": f"The position on the list is kept; {key_for('book')} books the patient again.",
        "correct_ending": f"{_CARD} {key_for('cancel')} or {key_for('outcome')} corrects it back.",
        "hold_entry": f"{_CARD} {key_for('hold')} takes it off hold.",
        "resume_entry": f"{_CARD} {key_for('hold')} holds it again.",
        "register": f"{_JOINED_AGAIN} it with another record of the same person.",
        "correct": _WRITTEN_AGAIN,
        "preferences": _WRITTEN_AGAIN,
        "set_phones": _WRITTEN_AGAIN,
        "next_of_kin": _WRITTEN_AGAIN,
        "add_need": _WRITTEN_AGAIN,
        "add_unavailable": _WRITTEN_AGAIN,
        "merge": f"{key_for('palette')}, Part two records, parts them again.",
        "unmerge": f"{_JOINED_AGAIN} them again.",
        "refer": f"{_CARD} {key_for('validate')} closes it with the reason.",
        "message": _TOLD,
        "escalate": _TOLD,
        "forward": _GIVE_BACK,
        "hand_over": _GIVE_BACK,
        "acknowledge": f"{key_for('give')} gives it to somebody else.",
        "ask_for_review": "Tell the secretary: only the clinician answers it.",
        "tell_decision": "Ring the patient back: what they were told can't be undone.",
        "milestone": _MILESTONE,
        "correct_milestone": _MILESTONE,
        "await": f"{_CARD} {key_for('awaiting')} records what came of it, or gives another day.",
        "await_looked": f"{_CARD} {key_for('awaiting')} gives another day again.",
        "patient_initiated": f"{_CARD} {key_for('patient_asks')} and then e ends it.",
        "report_death": f"{_CARD} {key_for('death')} answers it.",
        "stop_booking": f"{_CLINICS} opens it again.",
        "open_booking": f"{_CLINICS} stops it again.",
    }
)  # fmt: skip
"""Kind of act -> what puts it right if it is not undone, or why nothing does."""


_SAY_ALL = ("not_own", "undone_already", "slot_taken")
"""Codes of refusals that leave nothing to add."""


def last_act_words(done: DoneAct, keymap: Keymap) -> str:
    """Return what the clerk did, for whom, when, why it is not undone, and what puts it right with the keys in force.

    Without the last two for an act that can be undone.
    """
    whose = f" for {done.patient}" if done.patient else ""
    said = f"Last recorded: {done.what}{whose}, at {done.at:%H:%M}."
    if not done.refusal:
        return said
    way_back = in_keys(_WAYS_BACK.get(done.kinds[-1], ""), keymap)
    if done.code in _SAY_ALL or not way_back:
        return f"{said} {done.refusal}"
    # A way back of a kind that is never undone says why by itself.
    return f"{said} {way_back}" if done.code == KIND else f"{said} {done.refusal} {way_back}"
