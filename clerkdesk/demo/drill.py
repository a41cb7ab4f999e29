"""Ten calls that take a new starter through the desk: they wait in the inbox, in order, about existing people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from clerkdesk.demo.pathways import Care
from clerkdesk.demo.stage import Stage
from clerkdesk.keys import COMMANDS
from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.values.date_words import short_day_words

TOPIC: Final = "drill"
_TRAINER: Final = "lena"


@dataclass(frozen=True, slots=True)
class Lesson:
    """One call of the drill."""

    name: str
    cast: str
    """The patient, by a name of `Stage.cast`."""
    script: str
    """The story and the keys to press: `{who}`, `{day}` and `{time}` are filled in, and the name of a command
    becomes the placeholder for its key.
    """


LESSONS: Final = (
    Lesson(
        "find",
        "anjali",
        'A caller: "Patel, Anjali, the fourteenth of March sixty-seven." Press {find}, type pa140367, Enter: her card. '
        "{back} goes back. On {inbox} again, {take}, d, Enter on this row mark the call as done.",
    ),
    Lesson(
        "book",
        "anjali",
        "{who} rings for her appointment. {booking} shows Dermatology with her on top. {book} opens the bar with the "
        "best slot; read her the last line. Enter books it.",
    ),
    Lesson(
        "decline, then book",
        "sean",
        "The next on the same list is {who}; Bev works on the one between. {book}, then n when the date does not "
        "suit, the reason by its letter: the next slot is chosen already. Enter books it.",
    ),
    Lesson(
        "move",
        "maeve",
        "The mother of {who} (7) rings from 07700 900456: {day} is no good, a Thursday would be better. {call}, the "
        "number, Enter; 1, 2 and 3 tick what she states; then {move}, the digit of a Thursday, the reason, Enter. "
        "Enter again closes the call.",
    ),
    Lesson(
        "cancel on the day",
        "today",
        "{who} has a temperature and can't come at {time} today. {find}, the name, Enter, then {cancel}, u for "
        "unwell, Enter. Look at {today}: the clinic's reception has to take note of it.",
    ),
    Lesson(
        "contact tried",
        "tried",
        "Ring {who} about a date: nobody answers. {booking} or {find}, then {contact}, n, Enter. The list shows it, "
        "and the patient comes back at another time of day.",
    ),
    Lesson(
        "message",
        "meena",
        "{who} rings from 07700 900124: may she swim with the new cream? That is not for us to say. {call}, her "
        "number, her question behind it, Enter; 1, it is about herself; 1 again sends it to the secretary, Enter.",
    ),
    Lesson(
        "arrive",
        "jean",
        "{who} stands at the desk, and somebody of nearly her name is expected today. {today}, type her name, Enter "
        "shows what to ask; with three answers right and her NHS number agreeing, y, Enter.",
    ),
    Lesson(
        "validate",
        "joan",
        "{who} has waited seven months and nobody has asked since. {validation}, {filter} and her name, Enter, "
        "{validate}, 1, Enter: still waiting, nothing changes. On her row {why} says why she stands where she stands.",
    ),
    Lesson(
        "a review is told",
        "decided_DERM",
        "The consultant has decided about {who}, and the clock runs until the patient knows. {inbox}, then 2 and 9 "
        "for the team's reviews, Enter on Dr Imber's; on that row {take}, p for telephone, Enter.",
    ),
)


def put_in_inbox(stage: Stage) -> None:
    """Give the drill from the team leader to the practice clerk, the first call on top, with placeholders for keys."""
    beside = stage.beside
    for number, lesson in enumerate(LESSONS, start=1):
        care, entry = stage.cast[lesson.cast]
        at = stage.moment.now - timedelta(minutes=60 - number)
        beside.item(
            "message",
            f"Drill {number} of {len(LESSONS)}, {lesson.name}. {_told(stage, lesson, care)}",
            beside.clerk(stage.carer.practice_clerk),
            at,
            topic=TOPIC,
            channel="desk",
            clerk=_TRAINER,
            due_at=stage.moment.now + timedelta(hours=2, minutes=number),
            care=care,
            entry=entry,
            caller_name="Lena, team leader",
        )


def _told(stage: Stage, lesson: Lesson, care: Care) -> str:
    row = care.person.row
    starts = care.busy[-1][0] if care.busy else stage.moment.now
    keys = {item.name: key_for(item.name) for item in COMMANDS}
    return lesson.script.format(
        who=f"{row.given_name} {row.family_name}", day=short_day_words(starts), time=f"{starts:%H:%M}", **keys
    )
