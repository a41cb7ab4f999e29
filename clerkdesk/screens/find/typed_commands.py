"""A command typed into the one box after a full stop: what it does, and carrying it out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from clerkdesk.keys.placeholders import key_for
from clerkdesk.keys.typed import typed_command
from clerkdesk.rules.patients.one_box import CommandQuery, understand
from clerkdesk.screens.booking.waiting import knows_list, no_list
from clerkdesk.screens.desk.choose_specialty import knows_specialty, no_specialty

if TYPE_CHECKING:
    from clerkdesk.keys import Command
    from clerkdesk.screens.acts.of_screen import HasHost


class TypedCommands:
    """Reads and carries out commands such as `.list derm`."""

    def __init__(self, screen: HasHost) -> None:
        """Take the screen."""
        self._screen = screen

    def read(self, text: str) -> CommandQuery | None:
        """Return the command in the text of the box; None if it searches for a patient."""
        first = understand(text, self._screen.host.now().date())[0] if text.startswith(".") else None
        return first if isinstance(first, CommandQuery) else None

    def words(self, typed: CommandQuery | None) -> str:
        """Return what a command does."""
        item = typed_command(typed.name, self._screen.host.settings.mnemonics) if typed is not None else None
        return f"{item.title}: {item.help}" if item is not None else "no such command yet"

    def known(self) -> str:
        """Return which commands there are, as a sentence."""
        mnemonics = ", ".join(
            f"{name} {command.replace('_', ' ')}" for name, command in self._screen.host.settings.mnemonics
        )
        return (
            f"Commands: .list derm, .clinic derm1 mon, {mnemonics}. Those that act on a patient take the one in hand."
        )

    async def carry_out(self, typed: CommandQuery) -> None:
        """Carry out a command, or say why it can't be."""
        item = typed_command(typed.name, self._screen.host.settings.mnemonics)
        if item is None:
            self._screen.host.refuse(f"No command is called {typed.name.lower()}. {self.known()}")
        elif item.scope == "list":
            await self._act_on_patient_in_hand(item)
        elif item.opens and typed.arguments:
            reason = await self._why_not_there(item.opens, typed.arguments)
            if reason:
                self._screen.host.refuse(reason)
            else:
                await self._screen.host.open_screen(item.opens, typed.arguments)
        else:
            await self._screen.host.run_command(item.name)

    async def _why_not_there(self, screen: str, arguments: Sequence[str]) -> str:
        """Return why the words after a command match nothing, before a screen opens."""
        if screen == "booking":
            known = await self._screen.host.read(partial(knows_list, arguments=arguments))
            return (
                ""
                if known
                else (
                    f"{no_list(arguments)}. On {self._screen.host.keymap.shown('booking')}, "
                    f"{key_for('choose_list')} shows them."
                )
            )
        if screen in ("validation", "report", "forecast"):
            known = await self._screen.host.read(partial(knows_specialty, arguments=arguments))
            return (
                ""
                if known
                else (
                    f"{no_specialty(arguments)}. {self._screen.host.keymap.shown('booking')} lists them by "
                    f"{key_for('choose_list')}."
                )
            )
        return ""

    async def _act_on_patient_in_hand(self, item: Command) -> None:
        in_hand = self._screen.host.patients_in_hand
        if in_hand:
            await self._screen.host.open_card(in_hand[0], self._screen.host.keymap.key_of(item.name))
        else:
            self._screen.host.refuse(
                f"{item.title} needs a patient in hand: find one first, then {item.title.lower()}."
            )
