"""Enter anywhere in a call: the clerk goes on to the next missing field."""

from __future__ import annotations

from textual.message import Message


class Proceed(Message):
    """Enter was pressed in the first line, on the patient's rows, or in a field of the message."""
