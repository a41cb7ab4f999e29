"""Says why an offer was declined or an appointment was cancelled, from the code of the reason."""

from __future__ import annotations

from clerkdesk.codes import code_list

_LISTS = ("local_patient_cancel_reason", "local_hospital_cancel_reason", "local_offer_decline_reason")


def reason_words(code: str | None) -> str:
    """Return the reason that a code means, in small letters; empty for no code and for one that no list has."""
    found = (code_list(name).get(code) for name in _LISTS) if code else ()
    return next((row.description.lower() for row in found if row is not None), "")
