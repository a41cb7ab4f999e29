"""The words for a clerk after an act: the act, the new place, and who was told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.values.date_words import short_day_words, short_moment_words
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.waiting_list.entry_kinds import place_words
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.services.acts.consequences import Followed
    from clerkdesk.services.booking.cancellations import Cancelled
    from clerkdesk.services.booking.candidates import Candidate
    from clerkdesk.services.booking.moves import Moved
    from clerkdesk.services.contact.contacts import ContactKept
    from clerkdesk.services.validation.validation import Validated


def cancelled_words(result: Cancelled) -> str:
    """Return the words for a cancellation and its consequences, the most urgent part first."""
    decision = result.decision
    whose = {"patient": "by the patient", "hospital": "by the hospital", "neither": "for an earlier date"}
    ended = f"Cancelled {whose[decision.party]}, code {decision.attendance_code}"
    if decision.annuls:
        ended = "Booking annulled, no cancellation counted"
    if decision.is_over:
        ended = f"{ended}, on {short_day_words(decision.happened_on)}"
    stays_shut = not decision.gives_place_up and not decision.is_over
    freed = f"the slot is not offered again until booking is opened on {key_for('clinics')}" if stays_shut else ""
    stands = result.stands_on
    since = f" {place_words(result.entry_kind, short_day_words(stands))}" if stands is not None else ""
    look = decision.effect.look_again
    held = f"on hold until {short_day_words(look)}" if result.entry_status == EntryStatus.ON_HOLD and look else ""
    place = f"position kept{since}"
    others = f"ended too: {'; '.join(result.others_named)}" if result.others_named else ""
    told = joined((ended, place, held, freed, *_followed(result.followed), others)) + "."
    return joined((told, *result.said), " ")


def moved_words(result: Moved) -> str:
    """Return the words for a move and its consequences."""
    moved = f"Moved to {short_moment_words(result.slot.starts)}, reference {result.placed.reference}"
    whose = {
        "patient": "counts as a patient cancellation",
        "hospital": "counts as a hospital cancellation",
        "neither": "counts as no cancellation",
    }
    told = joined((moved, whose[result.decision.party], *_followed(result.followed))) + "."
    return joined((told, *result.said), " ")


def contact_words(result: ContactKept) -> str:
    """Return the words for the consequences of an attempt to reach somebody."""
    decision = result.decision
    again = "" if decision.come_back is None else f"Comes up again {short_moment_words(decision.come_back)}."
    review = f"A review is due by {short_day_words(result.review.due)}." if result.review is not None else ""
    tried = f"{decision.summary[:1].upper()}{decision.summary[1:]}." if decision.summary else ""
    return joined((decision.sentence, tried, again, review, decision.warning or ""), " ")


def validated_words(result: Validated) -> str:
    """Return the words for a validation and its consequences."""
    stopped = ""
    if result.decision.rtt_code is not None and result.clock_stop is not None:
        stopped = f"Clock stopped {short_day_words(result.clock_stop)}, status {result.clock_stop_code}."
    further = joined(_followed(result.followed))
    escalated = f"Escalated to {result.escalation.to}." if result.escalation is not None else ""
    return joined((result.decision.sentence, stopped, f"{further}." if further else "", escalated), " ")


def candidate_words(candidates: tuple[Candidate, ...]) -> str:
    """Return the candidates for a freed place, next in turn first."""
    return joined(
        f"{display_name(each.family_name, each.given_name)}, position {each.position}"
        + (", agreed to short notice" if each.agreed_to_short_notice else "")
        for each in candidates
    )


def _followed(followed: Followed) -> Iterator[str]:
    if followed.review is not None:
        opened = "review opened" if followed.review.opened else "review open already"
        yield f"{opened}, due {short_day_words(followed.review.due)}"
    told = dict.fromkeys(notice.to for notice in followed.notices)
    if told:
        yield f"told: {', '.join(told)}"
    for task in followed.tasks:
        yield f"task for {task.to}: {task.topic.replace('_', ' ')}"
