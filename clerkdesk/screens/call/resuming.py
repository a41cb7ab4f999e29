"""A parked call or message comes back with its saved form; a call without one comes back from its row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from clerkdesk.rules.values.phones import shown_number
from clerkdesk.screens.call.kinds import CALL, LETTER
from clerkdesk.screens.call.rows_pane import TABLE
from clerkdesk.screens.call.screen import CallScreen
from clerkdesk.screens.call.view import telephone_of
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.rules.contact.rows import CallRow
    from clerkdesk.services.acts.drafts import DraftRow
    from clerkdesk.services.contact.calls import Resumed


def resume_call(parked: Resumed) -> CallScreen:
    """Return the screen of a parked call, in its saved state."""
    kept = json.loads(parked.state)
    return CallScreen(CALL, parked.call.call_id, kept or _from_row(parked.call))


def resume_letter(draft: DraftRow) -> CallScreen:
    """Return the screen of a parked message of another channel, in its saved state."""
    return CallScreen(LETTER, draft.draft_id, json.loads(draft.state))


def resumed_screen(kept: Resumed | DraftRow) -> CallScreen:
    """Return the screen of a parked or interrupted call or message, in its saved state."""
    from clerkdesk.services.acts.drafts import DraftRow

    return resume_letter(kept) if isinstance(kept, DraftRow) else resume_call(kept)


def _from_row(call: CallRow) -> dict[str, Any]:
    number = shown_number(call.caller_number) if call.caller_number else ""
    caller = joined((call.caller_name, call.caller_relationship), ", ")
    return {
        "caller": {"value": number},
        "settled": number,
        "patient": call.patient_id,
        "match": telephone_of(call.caller_relationship) if call.caller_relationship else "",
        "ticks": list(call.identity_ticks),
        "message": {"fields": {"caller": {"value": caller}}},
        "focus": TABLE if call.patient_id is not None else "",
        "taken": f"Call {call.taken_at:%H:%M}",
    }
