"""Starts a clerk's day: on the first page without a desk, with half-done work, or on their first screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from clerkdesk.keys import Command, check_keymap
from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.desk.registry import FIRST_SCREEN, FIRST_SCREENS
from clerkdesk.settings import Settings
from clerkdesk.shell.app_protocols import HasDeskScreens, ShowsScreens, Speaks, UsesDesk, WorksBeside
from clerkdesk.shell.database import DeskDatabase, Opener, SignInWanted
from clerkdesk.shell.key_gate import KeyGate
from clerkdesk.shell.navigation import Navigation
from clerkdesk.shell.recovery import Recovery
from clerkdesk.shell.theme_choice import ThemeChoice
from clerkdesk.shell.warming import Warming
from clerkdesk.widgets.dialog import Question

if TYPE_CHECKING:
    from clerkdesk.screens.desk.first_run import FirstRun
    from clerkdesk.services.desk.facade import Desk


@dataclass(frozen=True, slots=True)
class SignIn:
    """How a clerk signs in at this desk."""

    username: str
    """Filled in for the clerk to take or to change; empty for none."""
    open_as: Callable[[str, str], Opener]
    """Returns what opens the desk for a username and what was typed as the secret."""
    asks_first: bool = False
    """Whether the desk asks who is there before it opens, as after a sign-out."""
    asks_for_secret: bool = True


class OpensDesk(Speaks, ShowsScreens, WorksBeside, UsesDesk, HasDeskScreens, Protocol):
    """The app, as this module needs it."""

    practice: bool
    """Whether this is the practice desk."""

    @property
    def is_headless(self) -> bool:
        """Whether no terminal shows the desk."""

    @property
    def current_mode(self) -> str:
        """The screen beneath all others."""

    async def open_screen(self, name: str, arguments: Sequence[str] = ()) -> None:
        """Switch to a screen, or lay it over the one beneath."""

    def screen_ready(self) -> None:
        """Tell the key gate that the top screen may be ready."""


class Beginning:
    """Opens the desk after the first paint, and leads the clerk to their first screen."""

    def __init__(
        self,
        app: OpensDesk,
        settings: Settings,
        *,
        open_desk: Opener | None,
        first_run: FirstRun | None,
        about_settings: str = "",
        database: DeskDatabase,
        gate: KeyGate,
        navigation: Navigation,
        recovery: Recovery,
        themes: ThemeChoice,
        warming: Warming,
        sign_in: SignIn | None = None,
        signed_in: Callable[[], None] = lambda: None,
    ) -> None:
        """Take the app and its members, and how to open the desk.

        Without a database `open_desk` is None and `first_run` has the clerk's choices.
        `about_settings` is a sentence to say once the desk is open; `signed_in` is called then.
        """
        self._app = app
        self._settings = settings
        self._open_desk = open_desk
        self._first_run = first_run
        self._about_settings = about_settings
        self._database = database
        self._gate = gate
        self._navigation = navigation
        self._recovery = recovery
        self._themes = themes
        self._warming = warming
        self._sign_in = sign_in
        self._signed_in = signed_in

    async def begin(self) -> None:
        """Open the database after the first paint, or ask which desk to make."""
        if self._first_run is not None:
            from clerkdesk.screens.desk.first_run import FirstRunScreen

            await self._app.push_screen(FirstRunScreen(self._first_run, self.open_with))
        if self._sign_in is not None and self._sign_in.asks_first:
            await self._ask_who(self._sign_in)
        elif self._open_desk is not None:
            self._app.screen.call_after_refresh(self.open_with, self._open_desk)

    def open_with(self, open_desk: Opener) -> None:
        """Open the desk on a thread, then let every screen read its rows."""
        self._database.state = "opening"
        self._app.run_worker(partial(self._open, open_desk), exit_on_error=False)

    async def _open(self, open_desk: Opener) -> None:
        try:
            desk = await self._database.open(open_desk)
        except SignInWanted as wanted:
            if self._sign_in is not None:
                await self._ask_who(self._sign_in, wanted.sentence)
            return
        if desk is None:
            self._offer_another_try(open_desk)
            self._app.screen_ready()
            return
        self._opened(desk)

    async def _ask_who(self, sign_in: SignIn, sentence: str = "") -> None:
        """Cover the desk with the page of the sign-in, which opens it."""
        from clerkdesk.screens.desk.asking import AskingScreen, clerk_and_secret

        async def enter(typed: Sequence[str]) -> str:
            username, secret = (*typed, "")[:2]
            try:
                desk = await self._database.open(sign_in.open_as(username.strip(), secret))
            except SignInWanted as wanted:
                return wanted.sentence
            if desk is None:
                return self._database.why_not_open
            await page.go()
            self._opened(desk)
            return ""

        page = AskingScreen(
            "clerkdesk · PRACTICE" if self._app.practice else "clerkdesk",
            sentence or "Sign in.",
            clerk_and_secret(sign_in.username, asks_for_secret=sign_in.asks_for_secret),
            enter,
            enter_words=f"signs in · {key_for('quit')} leaves",
            comes_back=self._navigation.aside.bring_here,
        )
        await self._app.push_screen(page)

    def _opened(self, desk: Desk) -> None:
        """Go on with an open desk."""
        self._app.practice = desk.practice
        self._signed_in()
        self._let_screens_read()
        self._database.changes.watch()
        if not self._app.is_headless:
            self._app.run_worker(self._warming.begin, exit_on_error=False)

    def _let_screens_read(self) -> None:
        """Let every screen read its rows, and say what is wrong with the settings."""
        for screen in self._app.desk_screens():
            screen.frame.draw()
            screen.desk_state_changed()
        self._app.run_worker(self._themes.show_liked, exit_on_error=False)
        # Sentences about opening end with it; this one stays until the next key.
        problems = [*check_keymap(self._settings.keymap)[:1], *filter(None, [self._about_settings])]
        if problems:
            self._app.say(" ".join(problems), "warning")
        if self._settings.specialty_policy:
            self._app.run_worker(partial(self._warn_of_specialties, problems), exit_on_error=False)
        self._app.run_worker(partial(self._lead_to_first, self._gate.delivered), exit_on_error=False)

    def _offer_another_try(self, open_desk: Opener) -> None:
        """Offer another try: on the first run by its own screen, else by a question."""
        for screen in self._app.desk_screens():
            screen.desk_state_changed()
        if self._first_run is not None:
            return

        def again(answer: bool | None) -> None:
            if answer:
                self.open_with(open_desk)

        why = self._database.why_not_open
        question = Question("The desk could not be opened", why, enter="tries again", back="leaves it")
        self._app.push_screen(question, again)

    def why_nothing_opens(self, item: Command) -> str:
        """Return why a command cannot act while no desk is open, as a sentence; empty when it can."""
        if self._first_run is not None and self._database.state != "open":
            from clerkdesk.screens.desk.first_run import NO_DESK, WITHOUT_A_DESK

            return "" if item.name in WITHOUT_A_DESK else NO_DESK
        if self._database.state == "failed" and item.opens:
            return (
                "The desk could not be opened, so nothing can be read. Leave it with "
                f"{key_for('quit')} and start it again."
            )
        return ""

    async def _lead_to_first(self, keys_before: int) -> None:
        """Offer half-done work; else show this clerk's first screen, unless they have started elsewhere."""
        desk = self._database.desk
        if await self._recovery.offer() or desk is None:
            return
        first = FIRST_SCREENS.get(desk.context.clerk.role, FIRST_SCREEN)
        begun = self._gate.delivered > keys_before or self._gate.is_busy or len(self._app.screen_stack) > 1
        if first != self._app.current_mode and not begun:
            await self._app.open_screen(first)
            self._navigation.forget_the_way()

    async def _warn_of_specialties(self, said: Sequence[str]) -> None:
        """Say which sections of the settings have no effect, after what else is wrong with them."""
        for_nobody = await self._app.read(lambda desk: desk.waiting_list.settings_for_nobody())
        if for_nobody:
            self._app.say(" ".join((*said, *for_nobody)), "warning")
