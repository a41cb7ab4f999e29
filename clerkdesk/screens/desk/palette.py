"""The palette: every command of the registry by its name, with its key."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import CommandPalette, DiscoveryHit, Hit, Provider

from clerkdesk.keys import COMMANDS, Command, command, show_keys
from clerkdesk.rules.values.text import words
from clerkdesk.widgets.desk_app import app_of
from clerkdesk.widgets.keys_in_force import as_shown

if TYPE_CHECKING:
    from textual.events import Key

    from clerkdesk.screens.desk.host import Host


_HELP_LETTER = "question_mark"
"""A key of help that is also a letter of the search text."""


class DeskPalette(CommandPalette):
    """Textual's palette; Escape or the key that leaves every screen closes it."""

    async def on_key(self, event: Key) -> None:
        """Close the palette with any key that acts everywhere; every one but `back` then acts on the screen beneath."""
        app = app_of(self)
        asked = app.keymap.everywhere(event.key)
        if asked is None or event.key in (_HELP_LETTER, "escape"):
            return
        event.stop()
        event.prevent_default()
        self.dismiss(None)
        if asked not in (command("back"), command("palette")):
            app.gate.type_again(event)


def begins_words_of(query: str, item: Command) -> bool:
    """Return whether every word of a query begins a word of a command's title, help or other names."""
    known = words(f"{item.title} {item.help} {item.also} {item.name.replace('_', ' ')}")
    wanted = words(query)
    return bool(wanted) and all(any(word.startswith(each) for word in known) for each in wanted)


class RegistryProvider(Provider):
    """Finds commands that can act on the screen beneath the palette."""

    async def discover(self) -> AsyncIterator[DiscoveryHit]:
        """Offer all commands before anything is typed."""
        for item in self._possible():
            yield DiscoveryHit(item.title, partial(self._run, item), help=self._help(item))

    async def search(self, query: str) -> AsyncIterator[Hit]:
        """Offer the commands that match the typed letters: first those that act here, then the rest with the reason."""
        matcher = self.matcher(query)
        possible = {item.name for item in self._possible()}
        for item in COMMANDS:
            score = max(matcher.match(item.title), matcher.match(item.also), matcher.match(item.help) / 2)
            if begins_words_of(query, item):
                score += 1
            if score > 0 and item.name != "palette":
                acts = item.name in possible
                told = self._help(item) if acts else as_shown(self._why_not(item))
                yield Hit(
                    score if acts else score / 4, matcher.highlight(item.title), partial(self._run, item), help=told
                )

    def _why_not(self, item: Command) -> str:
        return self._host.why_not(item, self.screen)

    def _possible(self) -> Iterator[Command]:
        yield from (item for item in COMMANDS if item.name != "palette" and not self._why_not(item))

    def _help(self, item: Command) -> str:
        return f"{show_keys(item, self._host.keymap)}: {item.help}"

    async def _run(self, item: Command) -> None:
        await self._host.run_command(item.name)

    @property
    def _host(self) -> Host:
        return cast("Host", self.app)
