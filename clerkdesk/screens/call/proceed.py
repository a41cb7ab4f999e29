"""Enter anywhere in a call: the clerk goes on to what is missing."""

from __future__ import annotations

from textual.message import Message


class Proceed(Message):
    """Enter was pressed in the first line, on the places, or in a field of the message."""
