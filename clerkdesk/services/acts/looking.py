"""Keeps who looked at what (R-801). Looking is no act: nothing can be undone, and the log says itself who looked."""

from __future__ import annotations

from clerkdesk.services.acts.context import ServiceContext

LOOKS = ("card", "search", "audit", "export", "refused", "restore")
"""Kinds of looks: an opened card, a settled search, a read audit, an audit that was written to a file, an act or a
reading that was refused for lack of a right, and a copy that was put in the place of the desk."""


def keep_look(context: ServiceContext, kind: str, patient_id: int | None, detail: str = "") -> None:
    """Keep a look of one of `LOOKS`, at one patient, or None for nobody or many."""
    context.look(kind, patient_id, detail)
