"""The book bar: it claims the patient and holds a place while a date is offered, declined or accepted.

The services decide the consequences of an answer; this module has the questions, in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from clerkdesk.rules.booking.next_offer import next_to_offer
from clerkdesk.rules.booking.offers import NO_LONGER_WANTED
from clerkdesk.rules.booking.past_targets import PAST_TARGET
from clerkdesk.rules.values.date_words import count_words, short_moment_words
from clerkdesk.rules.values.entries import EffectKind
from clerkdesk.screens.acts import offer_calls as acts
from clerkdesk.screens.acts.acts_here import Acted
from clerkdesk.screens.acts.carrying_out import carry_out
from clerkdesk.screens.acts.held_place import HeldPlace
from clerkdesk.screens.acts.offer_questions import decline_steps, read_decline, slot_step, turn_steps
from clerkdesk.screens.acts.taking_a_place import NOBODY_FIRST, read_why_first, take_place
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.booking.slot_choices import Gone, SlotTaken
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, Kept
from clerkdesk.widgets.columns import Tone

if TYPE_CHECKING:
    from clerkdesk.rules.booking.out_of_turn import PassedOver, ReasonGiven
    from clerkdesk.rules.booking.slot_ranking import RankedSlot
    from clerkdesk.screens.acts.acts_here import OffersPlaces
    from clerkdesk.screens.acts.escalate_bar import Need
    from clerkdesk.services.booking.offers import OfferAccepted, OfferDeclined
    from clerkdesk.services.booking.slot_choices import SlotChoices

BARS = frozenset({"book", "decline", "turn"})
"""Names of the bars of one offer."""


async def _what_follows(answer: BarAnswer) -> str:
    """Return the consequences of a reason after which no other date is offered (RULES 13.2)."""
    if answer["reason"] != NO_LONGER_WANTED:
        return ""
    return "a clinician decides; the position is kept, on hold, and no other date is offered"


class Offering:
    """The offers to one patient, from `b` until the bar closes."""

    def __init__(
        self, screen: OffersPlaces, row: Need, choices: SlotChoices
    ) -> None:  # fmt: skip
        """Take the patient and the shown slots, whose numbers stay fixed from now on."""
        self._screen = screen
        self.row = row
        self._place = HeldPlace(screen, self, acts.take_up, row.key, choices)
        self._finished = False

    @property
    def entry_id(self) -> int:
        """The need that gets the place."""
        return self.row.key

    # Opening

    def open(self, slot_id: int | None = None, *, state: Mapping[str, Any] | None = None) -> None:
        """Open the bar with a slot chosen, the first if none is named, and hold its place."""
        self._place.choose(slot_id)
        self._offer(self._place.slot_id, state=state)

    def reopen(self, kept: Mapping[str, Any]) -> None:
        """Reopen a saved bar, at its question."""
        slot_id = int(kept.get("context", {}).get("slot", 0))
        name = kept["bar"]
        self.open(slot_id, state=kept if name == "book" else None)
        if name == "decline":
            self._ask_why_declined(state=kept)

    def _offer(
        self,
        slot_id: int,
        *,
        state: Mapping[str, Any] | None = None,
        sentence: str = "",
        goes_on: bool = False,
    ) -> None:
        """Show the book bar with a slot, and hold a place of it."""
        self._place.slot_id = slot_id
        self._screen.bars.open(self.spec_of_slots(), state=state, sentence=sentence, goes_on=goes_on)
        self._place.take()

    def spec_of_slots(self) -> BarSpec:
        """Declare the book bar, with the current slots."""
        step = slot_step(self._place.choices, self._place.gone, self._place.slot_id)
        return self._spec("book", "Book", self._accept, (step,), "accepts")

    def _spec(self, name: str, act: str, commit: Any, steps: Any, enter: str, note: str = "") -> BarSpec:
        return BarSpec(
            name,
            act,
            self.row.name,
            commit,
            steps,
            enter=enter,
            note=note,
            say=self._place.choice.say,
            context={"entry": self.row.key, "slot": self._place.slot_id},
        )

    # Keys

    def picked(self, choice: Choice) -> None:
        """Hold the chosen place, or ask why the offered one was declined."""
        if choice.code == "declined":
            self._ask_why_declined(goes_on=True)
        else:
            self._place.slot_id = int(choice.code)
            self._place.take()

    def go_back(self) -> bool:
        """Go back from a question to the offer it belongs to; return whether there was one."""
        spec = self._screen.bar.spec
        if spec is None or spec.name not in ("decline", "turn"):
            return False
        self._offer(self._place.slot_id)
        return True

    def refuses(self, key: str) -> str:
        """Return why a digit chooses nothing while a question is open; empty if no question is."""
        spec = self._screen.bar.spec
        if not key.isdigit() or spec is None or spec.name == "book":
            return ""
        return "Answer by a letter first; Escape goes back to the offer, and there a digit chooses another slot."

    def closed(self) -> None:
        """Give patient and place back to the others, unless the patient was booked."""
        self._place.give_back(was_used=self._finished)

    # Holding

    def is_held(self, slot_id: int) -> None:
        """Read the questions before a booking of this place."""
        entry_id = self.entry_id
        self._screen.questions.ask(
            "ahead", lambda desk: acts.what_is_met(desk, entry_id, slot_id), partial(self._meets, slot_id)
        )

    def not_held(self, slot_id: int, answer: SlotTaken | Refused) -> None:
        """Go on to another slot, or leave the patient to the other desk."""
        if isinstance(answer, SlotTaken):
            self._place.strike(slot_id, answer.sentence)
            self._screen.bars.refuse_behind(self._lost(answer.sentence))
        else:
            self._screen.bars.refuse_behind(answer.sentence, leaves=True)

    def _meets(self, slot_id: int, met: tuple[PassedOver, str]) -> None:
        (passed, late), bar = met, self._screen.bar
        if slot_id != self._place.slot_id:
            # The clerk has chosen another slot meanwhile, and what is remarked first stays.
            return
        told = []
        if passed.entries:
            ahead = count_words(len(passed.entries), "patient")
            told.append(f"{ahead} ahead could take this slot: you will be asked why.")
        told += [late] if late else []
        if told and not bar.busy and bar.spec is not None and bar.spec.name == "book":
            bar.remark(" ".join(told))

    def stands(self, gone: Mapping[int, Gone]) -> None:
        """Strike exactly the unavailable slots."""
        self._place.stands(gone)

    @property
    def moving(self) -> int | None:
        """None, since nothing is moved."""
        return None

    @property
    def slot_ids(self) -> list[int]:
        """The slots that are shown."""
        return self._place.slot_ids

    # Accepting

    async def _accept(self, answer: BarAnswer) -> Kept | None:
        return await self._book(NOBODY_FIRST, answer[PAST_TARGET])

    async def _accept_out_of_turn(self, answer: BarAnswer) -> Kept | None:
        return await self._book(read_why_first(answer), answer[PAST_TARGET])

    async def _book(self, why_first: ReasonGiven, past_target: str) -> Kept | None:
        # The thread that writes goes straight to the services.
        work = partial(
            acts.accept,
            entry_id=self.row.key,
            slot_id=self._place.slot_id,
            why_first=why_first,
            past_target=past_target,
        )
        return await take_place(self._screen.host, self, work, why_first)

    async def lost(self, answer: SlotTaken | Refused) -> Kept | None:
        """Strike the slot, and offer the next one."""
        if isinstance(answer, Refused) and answer.code != "slot_not_legal":
            return None
        self._place.strike(self._place.slot_id, answer.sentence)
        await self._look_again()
        return Kept(self._lost(answer.sentence))

    def taken(self, result: OfferAccepted) -> None:
        """Report the booking."""
        self._finished = True
        tone: Tone = "warning" if result.booked.said else "good"
        self._screen.acted(Acted("book", result.sentence, tone, stays=False))

    def _lost(self, sentence: str) -> str:
        """Go on to the best remaining slot, or close without one; return the sentence about it."""
        left = self._place.left
        if self._screen.bar.digits.is_number:
            return sentence
        if not left:
            self._screen.bar.close()
            return f"{sentence} {self._nothing_left()}"
        undeclined = [slot_id for slot_id in left if slot_id not in self._place.declined]
        self._place.slot_id = (undeclined or left)[0]
        told = f"{sentence} The next is chosen: {short_moment_words(self._place.choice.ranked.slot.starts)}."
        self._offer(self._place.slot_id, sentence=told)
        return told

    def _nothing_left(self) -> str:
        return self._place.choices.why_none or (
            f"No other slot is left; {self._screen.host.keymap.shown('escalate')} escalates."
        )

    async def _look_again(self) -> None:
        """Refresh the state of the shown slots; take fresh ones if none is left."""
        entry_id, shown, place = self.row.key, self.slot_ids, self._place
        gone, fresh = await self._screen.host.read(lambda desk: acts.look_again(desk, entry_id, shown))
        place.gone.update(gone)
        if fresh is not None and all(slot_id in place.gone or slot_id in place.declined for slot_id in shown):
            place.choices = fresh
            place.gone = {}

    # Declining, and booking out of turn

    def _ask_why_declined(self, *, state: Mapping[str, Any] | None = None, goes_on: bool = False) -> None:
        ranked = self._place.choice.ranked
        label = f"{ranked.rank} {short_moment_words(ranked.slot.starts)}"
        steps = decline_steps(self._screen.host.now)
        spec = self._spec("decline", "Declined by", self._decline, steps, "records it", label)
        self._screen.bars.open(replace(spec, preview=_what_follows), state=state, goes_on=goes_on)

    def ask_why_first(self, ahead: int) -> None:
        """Ask why this patient gets the slot before those ahead."""
        note = f"{count_words(ahead, 'patient')} ahead could take this slot"
        spec = self._spec("turn", "Book", self._accept_out_of_turn, turn_steps(), "books", note)
        self._screen.bars.open(spec)
        self._place.count_down()

    async def _decline(self, answer: BarAnswer) -> Kept | None:
        slot_id, entry_id = self._place.slot_id, self.row.key
        declined = self._place.choice.ranked
        reading = read_decline(answer)
        return await carry_out(
            self._screen.host,
            lambda desk: acts.decline(desk, entry_id, slot_id, reading),
            partial(self._declined, declined, reading.reason),
        )

    async def _declined(self, declined: RankedSlot, reason: str, result: OfferDeclined) -> None:
        """Report the decline, and offer the next slot if any."""
        self._place.declined.add(declined.slot.slot)
        sentence = result.sentence
        if result.decision.effect.kind in (EffectKind.HOLD, EffectKind.CLOSE):
            self._screen.acted(Acted("book", f"{sentence} No other date is offered.", ""))
            return
        await self._look_again()
        gone = {*self._place.gone, *self._place.declined}
        following = next_to_offer((each.ranked for each in self._place.choices.choices), declined, reason, gone)
        if following is None:
            self._screen.acted(Acted("book", f"{sentence} {self._nothing_left()}", ""))
            return
        self._offer(following.slot.slot)
        self._screen.bars.answer(sentence, "")
