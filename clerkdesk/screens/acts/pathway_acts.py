"""The acts on a patient's pathway that are about no appointment: cancer milestones, patients who ask, incidents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from clerkdesk.keys import Command
from clerkdesk.rules.waiting_list.entry_kinds import is_awaiting
from clerkdesk.screens.acts.awaiting_bar import happened_bar, wait_bar
from clerkdesk.screens.acts.incident_bar import incident_bar
from clerkdesk.screens.acts.milestone_bar import milestone_bar
from clerkdesk.screens.acts.patient_acts import PatientActs, UnderCursor
from clerkdesk.screens.acts.patient_asks_bar import patient_asks_bar
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarSpec

if TYPE_CHECKING:
    from clerkdesk.rules.cancer.milestones import Milestone
    from clerkdesk.screens.acts.acting import ToBook
    from clerkdesk.services.cancer.milestones import RecordedMilestone
    from clerkdesk.services.waiting_list.patient_initiated import WhatMayBeDone

_NOBODY = "No patient is in hand yet: an incident is recorded on a patient."
_ON_A_PATHWAY = frozenset({"milestone", "awaiting"})
_ACT = "act"
"""Subject of what is read before a bar can be opened."""


class PathwayActs(PatientActs):
    """The base of screens that show a patient's pathways."""

    def why_not_on_row(self, item: Command) -> str:
        """Return why a letter can not act on the row under the cursor, as a sentence; empty where it can."""
        here = self.under_cursor
        if item.name in _ON_A_PATHWAY and (here is None or here.pathway_id is None or not here.shows_pathway):
            return self.NO_PATHWAY
        if item.name == "patient_asks" and (here is None or here.entry is None):
            return self.NO_PLACE
        return super().why_not_on_row(item)

    def command_milestone(self) -> None:
        """Record what happened on the cancer pathway of the row under the cursor."""
        self._ask_milestone(None)

    def _ask_milestone(self, kept: Mapping[str, Any] | None) -> None:
        here = self.under_cursor
        pathway_id = here.pathway_id if here is not None else None
        if here is not None and pathway_id is not None:
            open_bar = partial(self._open_milestone, here.on_pathway, pathway_id, kept)
            self.ask(
                _ACT,
                lambda desk: (desk.cancer.possible(pathway_id), desk.cancer.recorded(pathway_id)),
                open_bar,
            )

    def _open_milestone(
        self,
        subject: str,
        pathway_id: int,
        kept: Mapping[str, Any] | None,
        known: tuple[Mapping[Milestone, str] | WrongInput, Sequence[RecordedMilestone]],
    ) -> None:
        possible, recorded = known
        if isinstance(possible, WrongInput):
            self.host.refuse(possible.sentence)
        else:
            self.open_bar(milestone_bar(self.host, subject, pathway_id, possible, recorded, self.done), state=kept)

    def command_awaiting(self) -> None:
        """Give a place to wait for a procedure, a test or results, or record what came of the one under the cursor."""
        here = self.under_cursor
        spec = self._awaiting_bar(here) if here is not None else None
        if spec is not None:
            self.open_bar(spec)

    def _awaiting_bar(self, here: UnderCursor) -> BarSpec | None:
        if here.entry is not None and is_awaiting(here.entry.kind):
            return happened_bar(self.host, here.on_pathway, here.entry, self.done)
        return wait_bar(self.host, here.on_pathway, here.pathway_id, self.done) if here.pathway_id is not None else None

    def command_patient_asks(self) -> None:
        """Record that a patient asks for the follow-up they were left to ask for, or that the time for it is over."""
        self._ask_what_patient_asks(None)

    def _ask_what_patient_asks(self, kept: Mapping[str, Any] | None) -> None:
        here = self.under_cursor
        need = here.need if here is not None else None
        if need is not None:
            open_bar = partial(self._open_patient_asks, need, kept)
            self.ask(_ACT, lambda desk: desk.waiting_list.may_patient_ask(need.key), open_bar)

    def _open_patient_asks(
        self, need: ToBook, kept: Mapping[str, Any] | None, possible: WhatMayBeDone | Refused | WrongInput
    ) -> None:
        if isinstance(possible, Refused | WrongInput):
            self.host.refuse(possible.sentence)
        else:
            self.open_bar(patient_asks_bar(self.host, need, possible, self.done), state=kept)

    def command_incident(self) -> None:
        """Record that a delay was reported as an incident, on the pathway under the cursor."""
        here = self.under_cursor
        if here is None:
            self.host.refuse(_NOBODY)
        else:
            self.open_bar(self._incident_bar(here))

    def _incident_bar(self, here: UnderCursor) -> BarSpec:
        return incident_bar(self.host, here.patient_id, here.on_pathway, here.pathway_id, self.done)

    def reopen_bar(self, kept: Mapping[str, Any]) -> None:
        """Open again the bar of a milestone or of a request, once it is known what may be recorded."""
        here = self.under_cursor
        need = here.need if here is not None else None
        context = kept.get("context", {})
        if kept["bar"] == "milestone" and here is not None and here.pathway_id == context.get("pathway"):
            self._ask_milestone(kept)
        elif kept["bar"] == "patient_asks" and need is not None and need.key == context.get("entry"):
            self._ask_what_patient_asks(kept)
        else:
            super().reopen_bar(kept)

    def rebuild_bar(self, name: str, context: Mapping[str, Any]) -> BarSpec | None:
        """Declare again the bar of an incident, or of waiting for something else than an appointment."""
        here = self.under_cursor
        if name == "awaiting" and here is not None:
            spec = self._awaiting_bar(here)
            return spec if spec is not None and dict(spec.context) == dict(context) else None
        if name == "incident" and here is not None and context.get("patient") == here.patient_id:
            return self._incident_bar(here)
        return super().rebuild_bar(name, context)
