"""What was said in a call or message that was put aside half done: red flags in it stay in sight (R-723)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from clerkdesk.rules.values.text import clean


def said_in(state: Mapping[str, Any]) -> str:
    """Return what was typed in a call that was put aside: who it is, unless that is settled, and the message.

    `state` is what the call wrote down of itself.
    """
    who = clean(str(state.get("caller", {}).get("value", "")))
    is_settled = state.get("patient") is not None and who == state.get("settled", who)
    message = str(state.get("message", {}).get("fields", {}).get("text", {}).get("value", ""))
    return " · ".join(part for part in ("" if is_settled else who, message) if part)


def said_in_kept(text: str) -> str:
    """Return the same of what was written down as JSON; nothing if it is no call and no message."""
    try:
        state = json.loads(text)
    except ValueError:
        return ""
    return said_in(state) if isinstance(state, dict) else ""
