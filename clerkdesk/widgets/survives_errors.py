"""Keeps the desk alive when a handler fails: the clerk gets a sentence, and the log the line of code."""

from __future__ import annotations

from typing import Any

from textual.message import Message
from textual.message_pump import MessagePump


class SurvivesErrors(MessagePump):
    """The mixin for the app, for screens, and for widgets with their own handlers.

    Textual ends the app at the first exception in a handler, and prints local variables: names and numbers of patients.
    """

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Exception as fault:
            app: Any = self.app
            if not hasattr(app, "report"):
                raise
            app.report(fault)
