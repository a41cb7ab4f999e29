"""The milestone bar: a milestone of a cancer pathway, with its day and decider (R-500 to R-508)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, cast

from clerkdesk.codes import code_list
from clerkdesk.rules.cancer.milestones import DECIDED_SINCE, UNUSUAL, WHICH_TREATMENT, WORDS, Milestone
from clerkdesk.screens.acts.carrying_out import carry_out, carry_out_and_say
from clerkdesk.screens.acts.confirming import said_of
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, Step, TextStep
from clerkdesk.widgets.plain import joined
from clerkdesk.widgets.readers import past_date_reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.cancer.milestone_corrections import MilestoneCorrected
    from clerkdesk.services.cancer.milestones import MilestoneKept, RecordedMilestone
    from clerkdesk.services.desk.facade import Desk

_LETTERS: Mapping[str, Milestone] = {
    "d": Milestone.DIAGNOSED,
    "r": Milestone.RULED_OUT,
    "t": Milestone.DECISION_TO_TREAT,
    "s": Milestone.TREATMENT,
    "u": Milestone.UPGRADE,
    "i": Milestone.INTERVAL_SCANNING,
    "x": Milestone.EXCLUDED,
}
_EXCLUSIONS = "fds_exclusion_reason"
_WRONG = "wrong"
_MOST = 9
"""Maximum recorded milestones with a digit, the latest ones."""


def milestone_bar(
    host: Host,
    subject: str,
    pathway_id: int,
    possible: Mapping[Milestone, str],
    recorded: Sequence[RecordedMilestone],
    done: Callable[[str], None],
) -> BarSpec:
    """Return the bar that records a milestone or corrects one.

    `subject` names patient and pathway, `possible` says why some cannot be recorded, `recorded` are those that may be
    corrected, and `done` gets a sentence about the act.
    """

    async def commit(answer: BarAnswer) -> Kept | None:
        if answer["milestone"] == _WRONG:
            return await carry_out_and_say(host, lambda desk: _correct(desk, pathway_id, answer), done)
        return await carry_out(
            host,
            lambda desk: _record(desk, pathway_id, answer),
            lambda result: done(joined((result.sentence, *result.warnings), " ")),
        )

    return BarSpec(
        "milestone",
        "Cancer pathway of",
        subject,
        commit,
        tuple(_steps(host, possible, recorded)),
        enter="records it, dated today if no day is given",
        context={"pathway": pathway_id},
    )


def _steps(host: Host, possible: Mapping[Milestone, str], recorded: Sequence[RecordedMilestone]) -> Iterator[Step]:
    why_not = "" if recorded else "No milestone is recorded on this pathway yet."
    correct = Choice("c", _WRONG, "correct one", then="wrong", why_not=why_not)
    yield ChoiceStep("milestone", "milestone", (*_choices(possible), correct))
    numbered = (
        Choice(str(number), f"{each.milestone} {each.day.isoformat()}", each.words)
        for number, each in enumerate(recorded[-_MOST:], start=1)
    )
    yield ChoiceStep("wrong", "milestone that is wrong", tuple(numbered), then="right")
    how = (Choice("d", "day", "it has another day"), Choice("o", "out", "it never happened here", then="why"))
    yield ChoiceStep("right", "what is right", how, then="right_day")
    read = past_date_reader(lambda: host.now().date())
    yield TextStep("right_day", "right day", required=True, read=read, then="why")
    yield TextStep("why", "why it was wrong", required=True, then="proof")
    yield TextStep("proof", "letter, e-mail or record that says so", required=True)
    exclusions = tuple(Choice(row.code[-1], row.code, row.description) for row in code_list(_EXCLUSIONS).rows)
    yield ChoiceStep("reason", "reason", exclusions, then="by")
    yield TextStep("by", "clinician who decided, treated or told the patient", required=True, then="source")
    yield TextStep("source", "letter, e-mail or reference", required=True, then="day")
    yield TextStep("day", "day, if not today", read=past_date_reader(lambda: host.now().date()))


def _choices(possible: Mapping[Milestone, str]) -> Iterator[Choice]:
    for letter, milestone in _LETTERS.items():
        then = "reason" if milestone == Milestone.EXCLUDED else "by"
        yield Choice(letter, milestone, WORDS[milestone], then=then, why_not=possible.get(milestone, ""))


def _record(desk: Desk, pathway_id: int, answer: BarAnswer) -> MilestoneKept | Refused | WrongInput:
    from clerkdesk.services.cancer.milestones import NewMilestone

    return desk.cancer.record(
        pathway_id,
        NewMilestone(
            milestone=cast("Milestone", answer["milestone"]),
            day=date.fromisoformat(answer["day"]) if answer["day"] else None,
            by=answer["by"],
            source=answer["source"],
            reason=answer["reason"],
            further=said_of(answer, WHICH_TREATMENT),
            because=answer[UNUSUAL],
            decided_since=answer[DECIDED_SINCE],
        ),
    )


def _correct(desk: Desk, pathway_id: int, answer: BarAnswer) -> MilestoneCorrected | Refused | WrongInput:
    from clerkdesk.services.cancer.milestone_corrections import WrongMilestone

    milestone, _, was = answer["wrong"].partition(" ")
    return desk.cancer.correct(
        pathway_id,
        WrongMilestone(
            milestone=cast("Milestone", milestone),
            was=date.fromisoformat(was),
            right_day=date.fromisoformat(answer["right_day"]) if answer["right"] == "day" else None,
            reason=answer["why"],
            source=answer["proof"],
        ),
    )
