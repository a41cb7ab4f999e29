"""Reads the text of a half-done call or message, so that its red flags stay visible (R-723)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from clerkdesk.rules.values.text import clean


def said_in(state: Mapping[str, Any]) -> str:
    """Return the text typed in a parked call: the caller's words on who it is, unless settled, and the message.

    `state` is the saved state of the call.
    """
    who = clean(str(state.get("caller", {}).get("value", "")))
    is_settled = state.get("patient") is not None and who == state.get("settled", who)
    message = str(state.get("message", {}).get("fields", {}).get("text", {}).get("value", ""))
    return " · ".join(part for part in ("" if is_settled else who, message) if part)


def said_in_kept(text: str) -> str:
    """Return the text typed in a call or a message from its saved JSON state; empty for any other state."""
    try:
        state = json.loads(text)
    except ValueError:
        return ""
    return said_in(state) if isinstance(state, dict) else ""
