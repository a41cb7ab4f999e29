"""The acts on a patient's pathway without an appointment: cancer milestones, patient-initiated follow-up, incidents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from clerkdesk.rules.waiting_list.entry_kinds import is_awaiting
from clerkdesk.screens.acts.acts_here import ACT, Acted, ScreenAct
from clerkdesk.screens.acts.asked_first import unless_refused
from clerkdesk.screens.acts.awaiting_bar import happened_bar, wait_bar
from clerkdesk.screens.acts.incident_bar import incident_bar
from clerkdesk.screens.acts.milestone_bar import milestone_bar
from clerkdesk.screens.acts.patient_asks_bar import patient_asks_bar
from clerkdesk.screens.acts.under_cursor import is_of_need, is_of_pathway, is_of_patient
from clerkdesk.services.acts.answers import WrongInput

if TYPE_CHECKING:
    from clerkdesk.rules.cancer.milestones import Milestone
    from clerkdesk.screens.acts.acts_here import ActsHere, Opens, WrittenDown
    from clerkdesk.screens.acts.under_cursor import ToBook, UnderCursor
    from clerkdesk.services.cancer.milestones import RecordedMilestone
    from clerkdesk.services.waiting_list.patient_initiated import WhatMayBeDone
    from clerkdesk.widgets.bar_spec import BarSpec

_NOBODY = "No patient is in hand yet: an incident is recorded on a patient."


class PathwayActs:
    """These acts, on the pathway under the cursor of a screen."""

    def __init__(self, screen: ActsHere, opens: Opens) -> None:
        """Take the screen, and its opener of bars."""
        self._screen = screen
        self._opens = opens

    @property
    def acts(self) -> dict[str, ScreenAct]:
        """The acts, by the name of their command."""
        return {
            "milestone": ScreenAct(self.milestone, frozenset({"milestone"}), is_of_pathway),
            "awaiting": ScreenAct(self.awaiting, frozenset({"awaiting"}), self._is_of_what_is_awaited),
            "patient_asks": ScreenAct(self.patient_asks, frozenset({"patient_asks"}), is_of_need),
            "incident": ScreenAct(self.incident, frozenset({"incident"}), is_of_patient),
        }

    def _is_of_what_is_awaited(self, here: UnderCursor | None, context: Mapping[str, Any]) -> bool:
        spec = self._awaiting_bar(here)
        return spec is not None and dict(spec.context) == dict(context)

    def _done(self, act: str, sentence: str) -> None:
        self._screen.acted(Acted(act, sentence))

    def milestone(self, kept: WrittenDown | None = None) -> None:
        """Record a milestone of the cancer pathway, or correct one."""
        here = self._screen.under_cursor
        pathway_id = here.pathway_id if here is not None else None
        if here is not None and pathway_id is not None:
            self._screen.questions.ask(
                ACT,
                lambda desk: (desk.cancer.possible(pathway_id), desk.cancer.recorded(pathway_id)),
                partial(self._open_milestone, here.on_pathway, pathway_id, kept),
            )

    def _open_milestone(
        self,
        subject: str,
        pathway_id: int,
        kept: WrittenDown | None,
        known: tuple[Mapping[Milestone, str] | WrongInput, Sequence[RecordedMilestone]],
    ) -> None:
        host = self._screen.host
        possible, recorded = known
        if isinstance(possible, WrongInput):
            host.refuse(possible.sentence)
        else:
            done = partial(self._done, "milestone")
            self._opens(milestone_bar(host, subject, pathway_id, possible, recorded, done), kept)

    def awaiting(self, kept: WrittenDown | None = None) -> None:
        """Add a wait for a procedure, a test or results, or record the result of the one under the cursor."""
        spec = self._awaiting_bar(self._screen.under_cursor)
        if spec is not None:
            self._opens(spec, kept)

    def _awaiting_bar(self, here: UnderCursor | None) -> BarSpec | None:
        host, done = self._screen.host, partial(self._done, "awaiting")
        if here is None:
            return None
        if here.entry is not None and is_awaiting(here.entry.kind):
            return happened_bar(host, here.on_pathway, here.entry, done)
        return wait_bar(host, here.on_pathway, here.pathway_id, done) if here.pathway_id is not None else None

    def patient_asks(self, kept: WrittenDown | None = None) -> None:
        """Record a request on patient-initiated follow-up, or its end."""
        here = self._screen.under_cursor
        need = here.need if here is not None else None
        if need is not None:
            opens = unless_refused(self._screen.host, partial(self._open_patient_asks, need, kept))
            self._screen.questions.ask(ACT, lambda desk: desk.waiting_list.may_patient_ask(need.key), opens)

    def _open_patient_asks(self, need: ToBook, kept: WrittenDown | None, possible: WhatMayBeDone) -> None:
        done = partial(self._done, "patient_asks")
        self._opens(patient_asks_bar(self._screen.host, need, possible, done), kept)

    def incident(self, kept: WrittenDown | None = None) -> None:
        """Record that a delay was reported as an incident."""
        here, host = self._screen.under_cursor, self._screen.host
        if here is None:
            host.refuse(_NOBODY)
        else:
            done = partial(self._done, "incident")
            self._opens(incident_bar(host, here.patient_id, here.on_pathway, here.pathway_id, done), kept)
