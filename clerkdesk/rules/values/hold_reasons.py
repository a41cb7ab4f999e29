"""Reasons for a hold, in the words of the list."""

from __future__ import annotations

MONITORING_HOLD = "active monitoring"
"""Reason for the hold of a patient on active monitoring."""
SIGN_OFF_HOLD = "waits for clinical sign-off"
CLINICIAN_HOLD = "waits for a clinician"
DECISION_HOLD = "waits for the clinician's decision"
"""End of the reasons for holds that a clinician's decision takes off."""


def waits_for_a_clinician(hold_reason: str) -> bool:
    """Return whether a hold waits for a clinician's decision, in any review."""
    return hold_reason.endswith((SIGN_OFF_HOLD, CLINICIAN_HOLD, DECISION_HOLD))
