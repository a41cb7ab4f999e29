"""The bars that make two records of one person one, and part them again. Whether they can be one, rules judge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from clerkdesk.rules.joined_words import moving_words
from clerkdesk.rules.nhs_number import display
from clerkdesk.rules.people import born_words, display_name
from clerkdesk.rules.second_pathways import SECOND_PATHWAY
from clerkdesk.screens.acts.confirming import kept_open, said_of
from clerkdesk.services.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept, TextStep
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.data.queries.patients import PatientRow
    from clerkdesk.screens.card.list import CardList
    from clerkdesk.services.desk import Desk
    from clerkdesk.services.merging import BeforeMerging

_ONE = "That fits nobody, or more than one: give the other record's NHS number or hospital number."


def other_bar(screen: CardList, kept: PatientRow) -> BarSpec:
    """Return the bar that asks for the other record; what joining would move is shown before anything is done."""

    async def commit(answer: BarAnswer) -> Kept | None:
        def look(desk: Desk) -> BeforeMerging | Refused | WrongInput:
            found = desk.patients.find(answer["other"])
            if found.sounds_like or len(found.patients) != 1:
                return WrongInput("not_one", "other", _ONE)
            return desk.patients.before_merging(kept.id, found.patients[0].patient.id)

        before = await screen.host.read(look)
        if isinstance(before, Refused | WrongInput):
            return Kept(before.sentence)
        screen.open_bar(_join_bar(screen, before))
        return None

    step = TextStep("other", "NHS number or hospital number of the other record", required=True)
    context = {"patient": kept.id}
    return BarSpec("merge", "Join with", _name(kept), commit, (step,), enter="shows what would move", context=context)


def reopen_join(screen: CardList, state: Mapping[str, Any]) -> None:
    """Open again the bar that was written down before two records were joined, once they have been read again."""
    context = state["context"]

    def show(before: BeforeMerging | Refused | WrongInput) -> None:
        if isinstance(before, Refused | WrongInput):
            screen.host.refuse(before.sentence)
        else:
            screen.open_bar(_join_bar(screen, before), state=state)

    screen.ask("act", lambda desk: desk.patients.before_merging(context["kept"], context["merged"]), show)


def _join_bar(screen: CardList, before: BeforeMerging) -> BarSpec:
    async def commit(answer: BarAnswer) -> Kept | None:
        kept, merged = before.kept.id, before.merged.id
        same = said_of(answer, SECOND_PATHWAY)
        result = await screen.host.write(
            lambda desk: desk.patients.merge(kept, merged, answer["reason"], same_condition=same)
        )
        if isinstance(result, Refused | WrongInput):
            return kept_open(result, screen.host)
        moved = moving_words(before.moving)
        screen.host.say(f"Joined; moved: {moved}. Records, at the end of the card, parts them again.", "good")
        return None

    other = before.merged
    today = screen.host.now().date()
    number = f"NHS {display(other.nhs_number)}" if other.nhs_number else "no NHS number"
    note = joined(
        (f"joined to it: {_named(other)}", born_words(other.date_of_birth, today), number,
         f"moves: {moving_words(before.moving)}")
    )  # fmt: skip
    step = TextStep("reason", "how you know that they are one person", required=True)
    context = {"kept": before.kept.id, "merged": before.merged.id}
    return BarSpec("join", "Keep", _named(before.kept), commit, (step,), enter="joins them", note=note, context=context)


def part_bar(screen: CardList, parted: PatientRow) -> BarSpec:
    """Return the bar that parts a record that was joined wrongly."""
    merged_id, name = parted.id, _named(parted)

    async def commit(answer: BarAnswer) -> Kept | None:
        before = await screen.host.read(lambda desk: desk.patients.before_parting(merged_id))
        result = await screen.host.write(lambda desk: desk.patients.unmerge(merged_id, answer["reason"]))
        if isinstance(result, Refused | WrongInput):
            return Kept(result.sentence)
        back = "nothing but its names" if isinstance(before, Refused) else moving_words(before.moving)
        screen.host.say(f"Parted; moved back to {name}: {back}.", "good")
        return None

    async def preview(answer: BarAnswer) -> str:
        del answer
        before = await screen.host.read(lambda desk: desk.patients.before_parting(merged_id))
        if isinstance(before, Refused):
            return before.sentence
        back = moving_words(before.moving)
        return joined((f"moves back to {name}: {back}", f"everything else stays with {_named(before.kept)}"))

    step = TextStep("reason", "how you know that they are two people", required=True)
    note = "what it brought, and what was made on its pathways since"
    context = {"merged": merged_id}
    return BarSpec(
        "unmerge", "Part", name, commit, (step,), enter="parts them", note=note, preview=preview, context=context
    )


def _name(patient: PatientRow) -> str:
    return display_name(patient.family_name, patient.given_name)


def _named(patient: PatientRow) -> str:
    """Return the name with the hospital number: two records of one person have one name."""
    return f"{_name(patient)} ({patient.hospital_number})" if patient.hospital_number else _name(patient)
