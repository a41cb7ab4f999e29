"""The milestone bar: what happened on a cancer pathway, on which day, and who decided it (R-500 to R-508)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, cast

from clerkdesk.codes import code_list
from clerkdesk.rules.cancer_milestones import DECIDED_BY_A_CLINICIAN, WORDS, Milestone
from clerkdesk.services.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, Step, TextStep
from clerkdesk.widgets.plain import joined
from clerkdesk.widgets.readers import past_date_reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from clerkdesk.screens.host import Host
    from clerkdesk.services.desk import Desk
    from clerkdesk.services.milestones import MilestoneKept

_LETTERS: Mapping[str, Milestone] = {
    "d": "diagnosed",
    "r": "ruled_out",
    "t": "decision_to_treat",
    "s": "treatment",
    "u": "upgrade",
    "i": "interval_scanning",
    "x": "excluded",
}
_EXCLUSIONS = "fds_exclusion_reason"


def milestone_bar(
    host: Host, name: str, pathway_id: int, possible: Mapping[Milestone, str], done: Callable[[str], None]
) -> BarSpec:
    """Return the bar that records a milestone; `possible` says why some can not be, `done` gets what it did."""

    async def commit(answer: BarAnswer) -> Kept | None:
        result = await host.write(lambda desk: _record(desk, pathway_id, answer))
        if isinstance(result, Refused | WrongInput):
            return Kept(result.sentence)
        done(joined((result.sentence, *result.warnings), " "))
        return None

    return BarSpec(
        "milestone",
        "Cancer pathway of",
        name,
        commit,
        tuple(_steps(host, possible)),
        enter="records it; no day is today",
        context={"pathway": pathway_id},
    )


def _steps(host: Host, possible: Mapping[Milestone, str]) -> Iterator[Step]:
    yield ChoiceStep("milestone", "milestone", tuple(_choices(possible)))
    exclusions = tuple(Choice(row.code[-1], row.code, row.description) for row in code_list(_EXCLUSIONS).rows)
    yield ChoiceStep("reason", "reason", exclusions, then="day")
    yield TextStep("by", "clinician who decided", required=True, then="source")
    yield TextStep("source", "letter, e-mail or reference", required=True, then="day")
    yield TextStep("day", "day, if not today", read=past_date_reader(lambda: host.now().date()))


def _choices(possible: Mapping[Milestone, str]) -> Iterator[Choice]:
    for letter, milestone in _LETTERS.items():
        then = "reason" if milestone == "excluded" else "by" if milestone in DECIDED_BY_A_CLINICIAN else "day"
        yield Choice(letter, milestone, WORDS[milestone], then=then, why_not=possible.get(milestone, ""))


def _record(desk: Desk, pathway_id: int, answer: BarAnswer) -> MilestoneKept | Refused | WrongInput:
    from clerkdesk.services.milestones import NewMilestone

    return desk.milestones.record(
        pathway_id,
        NewMilestone(
            milestone=cast("Milestone", answer["milestone"]),
            day=date.fromisoformat(answer["day"]) if answer["day"] else None,
            by=answer["by"],
            source=answer["source"],
            reason=answer["reason"],
        ),
    )
