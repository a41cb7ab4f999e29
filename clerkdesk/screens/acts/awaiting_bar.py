"""The bars for waits for a procedure, a test or results: add one, or record its result (RULES 13.15)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, cast

from clerkdesk.rules.cancer.milestones import UNUSUAL
from clerkdesk.rules.reception.next_needs import YEARS_AHEAD
from clerkdesk.rules.values.dates import parse_from
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.waiting_list.awaiting import RULES, Happening, NewWait
from clerkdesk.rules.waiting_list.entry_kinds import AWAITING_KINDS, KIND_WORDS, AwaitingKind, as_awaiting
from clerkdesk.screens.acts.carrying_out import carry_out, carry_out_and_say
from clerkdesk.screens.acts.confirming import agreed_of, confirmed
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, Step, TextStep
from clerkdesk.widgets.readers import counted_reader, date_reader, past_date_reader

if TYPE_CHECKING:
    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.waiting_list.awaiting import HappeningKept, Next, WaitKept

WAITS: Mapping[str, AwaitingKind] = {
    "p": EntryKind.AWAITING_PROCEDURE,
    "t": EntryKind.AWAITING_TEST,
    "r": EntryKind.AWAITING_RESULTS,
}
_LETTERS: Mapping[str, Happening] = {
    "a": Happening.TREATED_IN_HOSPITAL,
    "u": Happening.ADMITTED_NOT_TREATED,
    "x": Happening.CALLED_OFF,
    "s": Happening.TREATED,
    "t": Happening.TEST_DONE,
    "r": Happening.RESULT_BACK,
}
_LOOKED = "looked"
_FOLLOW_UP, _DISCHARGED, _STANDS = "follow_up", "discharged", "stands"
_THAT_DAY = "that day"


def wait_bar(host: Host, subject: str, pathway_id: int, done: Callable[[str], None]) -> BarSpec:
    """Return the bar that adds a wait for something other than an appointment to a pathway.

    `subject` names patient and pathway.
    """

    async def commit(answer: BarAnswer) -> Kept | None:
        new = NewWait(
            as_awaiting(EntryKind(answer["kind"])), answer["what"], answer["who"], date.fromisoformat(answer["again"]),
            agreed_of(answer),
        )  # fmt: skip
        return await carry_out_and_say(host, lambda desk: desk.waiting_list.await_something(pathway_id, new), done)

    kinds = tuple(Choice(key, kind, KIND_WORDS[kind]) for key, kind in WAITS.items())
    steps = (
        ChoiceStep("kind", "kind of wait", kinds, then="what"),
        TextStep("what", "what the patient waits for", required=True, then="who", said=False),
        TextStep("who", "who acts next", required=True, then="again"),
        TextStep("again", "day to look again, such as +4w", required=True, read=date_reader(host.now().date)),
    )
    return BarSpec(
        "awaiting",
        "Wait for",
        subject,
        commit,
        steps,
        enter="lists the patient for it",
        context={"pathway": pathway_id},
    )


def happened_bar(host: Host, subject: str, entry: EntryRow, done: Callable[[str], None]) -> BarSpec:
    """Return the bar that records the result of such a wait, and asks for the next step."""

    async def commit(answer: BarAnswer) -> Kept | None:
        if answer["what"] == _LOOKED:
            return await carry_out(
                host, lambda desk: _look_again(desk, entry.entry_id, answer), lambda kept: done(kept.sentence)
            )
        return await carry_out(
            host, lambda desk: _record(desk, entry.entry_id, answer), lambda kept: done(kept.sentence)
        )

    return BarSpec(
        "awaiting", f"{KIND_WORDS[entry.kind].capitalize()}:", subject, commit, tuple(_steps(host, entry)),
        enter="records it", note=entry.reason, context={"entry": entry.entry_id},
    )  # fmt: skip


def _steps(host: Host, entry: EntryRow) -> Iterator[Step]:
    happenings = [
        Choice(key, code, RULES[code].words, then=_after(code))
        for key, code in _LETTERS.items()
        if entry.kind in RULES[code].kinds
    ]
    yield ChoiceStep("what", "result", (*happenings, Choice("l", _LOOKED, "looked at, not yet", then="again")))
    yield TextStep("treated_by", "clinician who treated", required=True, then="proof")
    yield TextStep("proof", "letter, e-mail or reference", required=True, then="next")
    yield TextStep("reason", "reason", required=True, then="again")
    counted = counted_reader(host.now().date, _THAT_DAY)
    yield TextStep("again", "day to look again, such as 4w", required=True, read=counted, then="day")
    following = (
        Choice("f", _FOLLOW_UP, "follow-up", then="see_by"),
        *(Choice(key, kind, KIND_WORDS[kind], then="then_what") for key, kind in WAITS.items()),
        Choice("d", _DISCHARGED, "discharged", then="by"),
        Choice("o", _STANDS, "listed elsewhere already", then="day"),
    )
    yield ChoiceStep("next", "what comes next", following)
    yield TextStep("see_by", "follow-up in, such as 6w", required=True, read=counted, then="day")
    yield TextStep("then_what", "what the patient waits for", required=True, then="then_who", said=False)
    yield TextStep("then_who", "who acts next", required=True, then="then_again")
    yield TextStep("then_again", "day to look again, such as 4w", required=True, read=counted, then="day")
    yield TextStep("by", "clinician who discharged", required=True, then="source")
    yield TextStep("source", "letter, e-mail or reference", required=True, then="day")
    yield TextStep("day", "day, if not today", read=past_date_reader(host.now().date))


def _after(happening: Happening) -> str:
    rule = RULES[happening]
    return "treated_by" if rule.treats else "next" if rule.ends_need else "reason"


def _look_again(desk: Desk, entry_id: int, answer: BarAnswer) -> WaitKept | Refused | WrongInput:
    day = _day(desk, answer)
    return desk.waiting_list.look_again(entry_id, _counted(answer["again"], day) or day)


def _record(desk: Desk, entry_id: int, answer: BarAnswer) -> HappeningKept | Refused | WrongInput:
    from clerkdesk.services.waiting_list.awaiting import NewHappening

    day = _day(desk, answer)
    again = _counted(answer["again"], day)
    new = NewHappening(
        happening=cast("Happening", answer["what"]), day=day, look_again=again, reason=answer["reason"],
        next=_next(answer, day), by=answer["treated_by"], source=answer["proof"], because=answer[UNUSUAL],
    )  # fmt: skip
    return desk.waiting_list.happened(entry_id, new)


def _day(desk: Desk, answer: BarAnswer) -> date:
    return date.fromisoformat(answer["day"]) if answer["day"] else desk.context.today


def _next(answer: BarAnswer, day: date) -> Next | None:
    from clerkdesk.services.waiting_list.awaiting import Discharge, FollowUpNext

    match answer["next"]:
        case "follow_up":
            return FollowUpNext(_counted(answer["see_by"], day) or day, confirmed(answer, YEARS_AHEAD))
        case "discharged":
            return Discharge(answer["by"], answer["source"])
        case kind if kind in AWAITING_KINDS:
            again = _counted(answer["then_again"], day) or day
            return NewWait(
                as_awaiting(EntryKind(kind)), answer["then_what"], answer["then_who"], again, agreed_of(answer)
            )
        case _:
            return None


def _counted(text: str, day: date) -> date | None:
    """Return a day counted from the day of the event (RULES 13.26)."""
    read = parse_from(text, day) if text else None
    return read if isinstance(read, date) else None
