"""The letters of the card for the record itself: a death, and joining two records or parting them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from clerkdesk.screens.acts.death_bar import death_bar
from clerkdesk.screens.card.head import name_of
from clerkdesk.screens.card.joining import Joining
from clerkdesk.screens.card.list import NOBODY, CardList

if TYPE_CHECKING:
    from clerkdesk.screens.card.holds_card import HoldsCard
    from clerkdesk.screens.card.whose import WhoseCard
    from clerkdesk.services.card.cards import PatientCard
    from clerkdesk.widgets.bar_spec import BarSpec


class RecordLetters:
    """Opens the bars of a record, and declares them again."""

    def __init__(self, screen: HoldsCard, shown: CardList, whose: WhoseCard) -> None:
        """Take the screen, its list, and the part that chooses the patient."""
        self._screen = screen
        self._list = shown
        self._joining = Joining(screen, whose.open_other)

    @property
    def commands(self) -> dict[str, Callable[[], Awaitable[None] | None]]:
        """Command -> its function."""
        return {"death": self.ask_about_death, "merge": self._merge, "unmerge": self._unmerge}

    def ask_about_death(self) -> None:
        """Confirm or refute that the patient has died."""
        if self._list.card is None:
            self._screen.host.refuse(NOBODY)
        else:
            self._screen.bars.open(self._death_spec(self._list.card))

    def _death_spec(self, card: PatientCard) -> BarSpec:
        return death_bar(self._screen.host, card.patient.id, name_of(card), card.patient.death_facts, self._death_done)

    def _death_done(self, sentence: str, need_id: int | None) -> None:
        if need_id is not None:
            self._screen.go_to_row(f"entry:{need_id}")
        self._screen.bars.answer(sentence)

    def _merge(self) -> None:
        """Join another record of the same person with this one; if either may be kept, the bar asks which."""
        if self._list.card is None:
            self._screen.host.refuse(NOBODY)
        else:
            self._screen.bars.open(self._joining.other_bar(self._list.card.patient))

    def _unmerge(self) -> None:
        """Part the record under the cursor from this one."""
        parted = self._list.joined_record if self._list.of_section("Records") is not None else None
        if parted is None:
            self._screen.host.refuse(
                "Put the cursor on the record to part: it is at the end of the card, under Records."
            )
        else:
            self._screen.bars.open(self._joining.part_bar(parted))

    def take_up(self, kept: Mapping[str, Any]) -> bool:
        """Reopen the saved bar that joins two records, once they have been read; return whether it is that bar."""
        card = self._list.card
        is_ours = (
            kept["bar"] == "join" and card is not None and kept.get("context", {}).get("opened") == card.patient.id
        )
        if is_ours:
            self._joining.reopen(kept)
        return is_ours

    def rebuild(self, name: str, context: Mapping[str, Any]) -> BarSpec | None:
        """Declare again a saved bar that needs no read; None if it is about another record."""
        card, parted = self._list.card, self._list.joined_record
        if card is None:
            return None
        of_this_card = context.get("patient") == card.patient.id
        if name == "merge" and of_this_card:
            return self._joining.other_bar(card.patient)
        if name == "death" and of_this_card:
            return self._death_spec(card)
        is_parted = name == "unmerge" and parted is not None and parted.id == context.get("merged")
        return self._joining.part_bar(parted) if is_parted and parted is not None else None
