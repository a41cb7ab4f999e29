"""The two kinds of call: a telephone call, and a message that came by e-mail, by letter or at the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.call.record import CallerRecord, CallRecord, LetterRecord

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class KindOfCall:
    """The words and the record of one kind of call."""

    is_call: bool
    """Whether this is a telephone call; else the message came by e-mail, by letter or at the desk."""
    record: Callable[[int | None], CallerRecord]
    """Makes the record, by the id of a parked call or of the draft of a parked message; None makes a new one."""
    title: str
    """The title of the frame, with the time behind it: `Call 09:42`."""
    label: str
    """The label of the first line."""
    parked: str
    """The sentence after the call is parked."""
    about: str
    """Help: the words after "You are on"."""
    hints: Pairs
    """Help: keys with their effect."""
    in_a_field: Pairs
    """The keys that act while the clerk types into a field."""


CALL = KindOfCall(
    is_call=True,
    record=CallRecord,
    title="Call",
    label="From",
    parked=f"The call is parked as it is. {key_for('inbox')} lists it; Enter there takes it up again.",
    about="a call, over the screen that you left; that screen is kept as it was",
    hints=(
        ("1-5", "tick what the caller has stated: name, birth date, postcode, NHS number, hospital number"),
        ("Enter", "go on to what is missing; close the call once nothing is"),
        ("pa140367 swim", "a word behind a number, a reference, or a name and birth date begins the message"),
        (key_for("call"), "take another call on top"),
        (key_for("back"), f"park the call as it is; {key_for('inbox')} lists it"),
    ),
    in_a_field=(
        ("Enter", "goes on"),
        ("Tab", "next field"),
        (key_for("call"), "another call on top"),
        (key_for("back"), "parks it"),
    ),
)

LETTER = KindOfCall(
    is_call=False,
    record=LetterRecord,
    title="New message",
    label="About",
    parked=f"It is put aside as it is. {key_for('inbox')} lists it; Enter there goes on with it.",
    about="a message that came by e-mail, by letter or at the desk",
    hints=(
        ("e d l", "on the first line of the message: e-mail, at the desk, letter"),
        ("1-5", "tick what somebody at the desk has stated"),
        ("Enter", "go on to what is missing; take the message once nothing is"),
        (key_for("back"), f"put it aside as it is; {key_for('inbox')} lists it"),
    ),
    in_a_field=(
        ("Enter", "goes on"),
        ("Tab", "next field"),
        (key_for("back"), "puts it aside"),
    ),
)
