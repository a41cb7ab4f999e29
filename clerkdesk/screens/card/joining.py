"""The bars that join two records of one person, and part them again. Rules judge whether two records can be joined."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from clerkdesk.rules.duplicates.joined_words import moving_words, name_and_number
from clerkdesk.rules.duplicates.second_pathways import SECOND_PATHWAY
from clerkdesk.rules.patients.fields import SAID_TWO_PEOPLE
from clerkdesk.rules.patients.people import born_words, display_name
from clerkdesk.rules.values.nhs_number import display
from clerkdesk.screens.acts.carrying_out import carry_out, carry_out_and_say
from clerkdesk.screens.acts.confirming import confirmed, said_of
from clerkdesk.screens.desk.host import InHand, label_of
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, TextStep
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.rules.patients.rows import PatientRow
    from clerkdesk.screens.acts.acts_here import HoldsActs
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.duplicates.merging import BeforeMerging, Merged

_Ways = tuple["BeforeMerging", ...]
"""The effects of joining: one way, or both if either record may be the one that is kept."""
_ONE = "No record matches, or more than one does: type the other record's NHS number or hospital number."


class Joining:
    """Declares these bars on a card."""

    def __init__(self, screen: HoldsActs, open_other: Callable[[InHand], None]) -> None:
        """Take the screen, and the function that opens the card of the kept record."""
        self._screen = screen
        self._open_other = open_other

    def other_bar(self, opened: PatientRow) -> BarSpec:
        """Return the bar that asks for the other record; it shows the moves before it records anything."""

        async def commit(answer: BarAnswer) -> Kept | None:
            def look(desk: Desk) -> _Ways | Refused | WrongInput:
                found = desk.patients.find(answer["other"])
                if found.sounds_like or len(found.patients) != 1:
                    return WrongInput("not_one", "other", _ONE)
                return _ways(desk, opened.id, found.patients[0].patient.id)

            ways = await self._screen.host.read(look)
            if isinstance(ways, Refused | WrongInput):
                return Kept(ways.sentence)
            self._screen.bars.open(self._join_bar(ways, opened.id))
            return None

        step = TextStep("other", "NHS number or hospital number of the other record", required=True)
        context = {"patient": opened.id}
        return BarSpec(
            "merge", "Join with", _name(opened), commit, (step,), enter="shows what would move", context=context
        )

    def reopen(self, state: Mapping[str, Any]) -> None:
        """Reopen a saved bar of a join, after both records have been read again."""
        context = state["context"]

        def show(ways: _Ways | Refused | WrongInput) -> None:
            if isinstance(ways, Refused | WrongInput):
                self._screen.host.refuse(ways.sentence)
            else:
                self._screen.bars.open(self._join_bar(ways, context["opened"]), state=state)

        self._screen.questions.ask("act", lambda desk: _ways(desk, context["opened"], context["other"]), show)

    def _join_bar(self, ways: _Ways, opened: int) -> BarSpec:
        """Return the bar that joins two records; if either may be kept, it asks which."""
        by_key = {str(number): way for number, way in enumerate(ways, start=1)}
        today = self._screen.host.now().date()

        async def commit(answer: BarAnswer) -> Kept | None:
            before = by_key[answer["kept"] or "1"]
            kept, merged = before.kept.id, before.merged.id
            same, one = said_of(answer, SECOND_PATHWAY), confirmed(answer, SAID_TWO_PEOPLE)

            def tell(result: Merged) -> None:
                if kept != opened:
                    self._open_other(InHand(kept, label_of(_name(before.kept), before.kept.date_of_birth)))
                self._screen.bars.answer(f"{result.sentence} Records, at the end of the card, parts them again.")

            return await carry_out(
                self._screen.host,
                lambda desk: desk.patients.merge(kept, merged, answer["reason"], same_condition=same, one_person=one),
                tell,
            )

        async def preview(answer: BarAnswer) -> str:
            before = by_key.get(answer["kept"] or ("1" if len(ways) == 1 else ""))
            return f"moves: {moving_words(before.moving)}" if before is not None else ""

        first = ways[0]
        reason = TextStep("reason", "how you know that they are one person", required=True)
        choices = tuple(Choice(key, key, _described(way.kept, today)) for key, way in by_key.items())
        which = (ChoiceStep("kept", "record that is kept", choices, then="reason"),) if len(ways) > 1 else ()
        other = first.merged if first.kept.id == opened else first.kept
        return BarSpec(
            "join",
            "Join" if which else "Keep",
            _name(first.kept) if which else name_and_number(first.kept),
            commit,
            (*which, reason),
            enter="joins them",
            note="" if which else f"joined to it: {_described(first.merged, today)}",
            preview=preview,
            context={"opened": opened, "other": other.id},
        )

    def part_bar(self, parted: PatientRow) -> BarSpec:
        """Return the bar that parts a record that was joined wrongly."""
        merged_id, name = parted.id, name_and_number(parted)

        async def commit(answer: BarAnswer) -> Kept | None:
            takes = _pathways(answer["takes"])
            return await carry_out_and_say(
                self._screen.host,
                lambda desk: desk.patients.unmerge(merged_id, answer["reason"], takes),
                self._screen.bars.answer,
            )

        async def preview(answer: BarAnswer) -> str:
            from clerkdesk.services.duplicates.parting import said_of_parting

            takes = _pathways(answer["takes"])
            before = await self._screen.host.read(lambda desk: desk.patients.before_parting(merged_id, takes))
            if isinstance(before, Refused | WrongInput):
                return before.sentence
            back = moving_words(before.moving)
            opening = "".join(f"; {each.sentence}: it opens again" for each in before.opening)
            also = "".join(f"; {each}" for each in said_of_parting(before))
            stays = f"everything else stays with {name_and_number(before.kept)}{opening}"
            return joined((f"moves back to {name}: {back}", f"{stays}{also}"))

        step = TextStep("reason", "how you know that they are two people", required=True, then="takes")
        takes_step = TextStep("takes", f"numbers of pathways opened since that are {name}'s", said=False)
        note = "what it brought, and what was made on its pathways since"
        context = {"merged": merged_id}
        return BarSpec(
            "unmerge",
            "Part",
            name,
            commit,
            (step, takes_step),
            enter="parts them",
            note=note,
            preview=preview,
            context=context,
        )


def _ways(desk: Desk, opened: int, other: int) -> _Ways | Refused | WrongInput:
    """Return the ways in which two records can be joined: keep the open one, the other one, or either."""
    ways = (desk.patients.before_merging(opened, other), desk.patients.before_merging(other, opened))
    possible = tuple(way for way in ways if not isinstance(way, Refused | WrongInput))
    why_not = ways[0]
    return possible if possible or not isinstance(why_not, Refused | WrongInput) else why_not


def _described(patient: PatientRow, today: date) -> str:
    number = f"NHS {display(patient.nhs_number)}" if patient.nhs_number else "no NHS number"
    return joined((name_and_number(patient), born_words(patient.date_of_birth, today), number))


def _pathways(typed: str) -> tuple[int, ...]:
    """Return the numbers of pathways in a typed list, with any separators."""
    return tuple(int(number) for number in re.findall(r"[0-9]+", typed or ""))


def _name(patient: PatientRow) -> str:
    return display_name(patient.family_name, patient.given_name)
