"""Offers a free slot of the timetable to the patient in hand, or to one who could take it.

The clerk chooses the slot here; the card offers, holds and books it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.values.date_words import short_moment_words
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.screens.desk.host import InHand, PlaceToGive, label_of
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.screens.clinics.lines import TimetableLine
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.booking.candidates import Candidate

NOBODY_IN_HAND = "Nobody is in hand."


def place_words(line: TimetableLine) -> str:
    """Return the name of a free slot in bars: `Tue 15 Dec 09:20, Dermatology new`."""
    if line.slot is not None:
        return f"{short_moment_words(line.slot.starts_at)}, {line.sessions[0].clinic_name}"
    return f"{short_moment_words(line.unfilled.starts_at)}, {line.unfilled.clinic_name}" if line.unfilled else ""


def whom_bar(host: Host, line: TimetableLine, candidates: Sequence[Candidate], why_not_in_hand: str) -> BarSpec:
    """Return the bar that chooses a patient for a free slot; it says why the patient in hand can't take it."""
    known = {str(number): each for number, each in enumerate(candidates, start=1)}

    async def commit(answer: BarAnswer) -> Kept | None:
        await give_to(host, line.free_slot, known[answer["patient"]])
        return None

    names = tuple(
        Choice(number, number, joined((display_name(each.family_name, each.given_name), f"position {each.position}")))
        for number, each in known.items()
    )
    return BarSpec(
        "give_place", "Offer", place_words(line), commit, (ChoiceStep("patient", "patient", names),),
        enter="opens the card with this slot chosen", note=why_not_in_hand, context={"slot": line.free_slot},
    )  # fmt: skip


async def offer_new_date(host: Host, line: TimetableLine) -> None:
    """Open the card of a displaced patient with the proposed slot chosen.

    The card alone opens for whoever has no proposal, and for whoever is still booked: their clinic stands.
    """
    need, proposed = line.displaced, line.proposed
    if need is None:
        return
    in_hand = InHand(need.patient_id, label_of(line.name, need.date_of_birth))
    if proposed is None or need.status == EntryStatus.BOOKED:
        await host.open_card(in_hand, row=f"entry:{need.entry_id}")
    else:
        await host.open_card(in_hand, place=PlaceToGive(need.entry_id, proposed.slot.slot))


async def give_to(host: Host, slot_id: int, candidate: Candidate, digits: str = "") -> None:
    """Open the card of a candidate, with the slot chosen."""
    in_hand = InHand(candidate.patient_id, display_name(candidate.family_name, candidate.given_name))
    await host.open_card(in_hand, place=PlaceToGive(candidate.entry_id, slot_id, digits))
