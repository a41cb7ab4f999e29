"""Why a place is on hold, as the list shows it."""

from __future__ import annotations

MONITORING_HOLD = "active monitoring"
"""Why the place of a patient on active monitoring is on hold."""
SIGN_OFF_HOLD = "waits for clinical sign-off"
CLINICIAN_HOLD = "waits for a clinician"
DECISION_HOLD = "waits for the clinician's decision"
"""How the holds end that a clinician's decision takes off."""


def waits_for_a_clinician(hold_reason: str) -> bool:
    """Return whether a hold waits for what a clinician decides, whichever review that is."""
    return hold_reason.endswith((SIGN_OFF_HOLD, CLINICIAN_HOLD, DECISION_HOLD))
