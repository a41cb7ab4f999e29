"""Enters messages other than calls: an e-mail, a letter, somebody at the desk. It has the form of a call."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.call.record import LetterRecord
from clerkdesk.screens.call.resuming import resume_call
from clerkdesk.screens.call.screen import CallScreen

if TYPE_CHECKING:
    from clerkdesk.services.acts.drafts import DraftRow
    from clerkdesk.services.contact.calls import Resumed


class LetterScreen(CallScreen):
    """A message of another channel."""

    TITLE = "New message"
    LABEL: ClassVar[str] = "About"
    ABOUT = "a message that came by e-mail, by letter or at the desk"
    HINTS = (
        ("e d l", "on the first line of the message: e-mail, at the desk, letter"),
        ("1-5", "tick what somebody at the desk has stated"),
        ("Enter", "go on to what is missing; take the message once nothing is"),
        (key_for("back"), f"put it aside as it is; {key_for('inbox')} lists it"),
    )
    IN_A_FIELD: ClassVar[tuple[tuple[str, str], ...]] = (
        ("Enter", "goes on"),
        ("Tab", "next field"),
        (key_for("back"), "puts it aside"),
    )
    IS_CALL: ClassVar[bool] = False
    PARKED: ClassVar[str] = f"It is put aside as it is. {key_for('inbox')} lists it; Enter there goes on with it."

    def __init__(self, draft_id: int | None = None, state: Mapping[str, Any] | None = None) -> None:
        """Start empty, or with a parked form."""
        super().__init__(LetterRecord(draft_id), state)


def resume_letter(draft: DraftRow) -> LetterScreen:
    """Return the parked form, as it was left."""
    return LetterScreen(draft.draft_id, json.loads(draft.state))


def resumed_screen(kept: Resumed | DraftRow) -> CallScreen:
    """Return the screen of a parked or interrupted call or message, as it was left."""
    from clerkdesk.services.acts.drafts import DraftRow

    return resume_letter(kept) if isinstance(kept, DraftRow) else resume_call(kept)
