"""The incident bar: a reported delay, with the reference of its report (R-247)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from clerkdesk.screens.acts.carrying_out import carry_out_and_say
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept, TextStep

if TYPE_CHECKING:
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.inbox.incidents import IncidentRow


def incident_bar(
    host: Host, patient_id: int, subject: str, pathway_id: int | None, done: Callable[[str], None]
) -> BarSpec:
    """Return the bar that records an incident, on the pathway under the cursor.

    `subject` names patient and pathway; `done` gets a sentence about the act.
    """

    async def commit(answer: BarAnswer) -> Kept | None:
        def write(desk: Desk) -> IncidentRow | WrongInput:
            return desk.inbox.record_incident(patient_id, answer["reference"], answer["what"], pathway_id)

        return await carry_out_and_say(host, write, done)

    steps = (
        TextStep("reference", "reference of the report", required=True, then="what"),
        TextStep("what", "what the delay was", required=True),
    )
    context = {"patient": patient_id, "pathway": pathway_id}
    return BarSpec("incident", "Delay reported for", subject, commit, steps, enter="records it", context=context)
