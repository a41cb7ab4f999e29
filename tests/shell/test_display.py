from __future__ import annotations

from types import SimpleNamespace

from clerkdesk.shell.display import Display
from clerkdesk.shell.theme_choice import ThemeChoice
from clerkdesk.widgets.themes import THEMES
from tests.shell.stand_in import KEYMAP, NamedScreen, StandIn


async def test_privacy_goes_on_and_off_on_every_screen() -> None:
    screen = NamedScreen()
    app = StandIn(screen)
    display = Display(app, KEYMAP, private=False, twins_shown=False)
    display.command_privacy()
    assert display.private and screen.heard == ["privacy changed"] and "Initials only" in app.said[-1]
    display.command_privacy()
    assert not display.private and app.said[-1] == ""


async def test_the_footer_shows_the_keys_of_the_map_where_function_keys_do_not_arrive() -> None:
    screen = NamedScreen()
    app = StandIn(screen)
    display = Display(app, KEYMAP, private=False, twins_shown=False)
    await display.command_key_check()
    ((_, checked),) = app.pushed
    assert checked is not None
    checked(None)
    assert not display.twins_shown and screen.heard == []
    checked(False)
    assert display.twins_shown and screen.heard == ["lines drawn"] and "Ctrl+G" in app.said[-1]
    checked(True)
    assert not display.twins_shown


async def test_a_theme_that_nobody_knows_gives_way_to_the_first() -> None:
    names = [theme.name for theme in THEMES]
    app = StandIn()
    ThemeChoice(app, "no such theme")
    assert app.theme == names[0] and app.themes == names
    ThemeChoice(app, names[-1])
    assert app.theme == names[-1]


async def test_a_chosen_theme_is_shown_and_kept_only_where_there_is_a_desk() -> None:
    kept: list[str] = []
    app = StandIn(desk=SimpleNamespace(drafts=SimpleNamespace(waiting=lambda _kind: [], keep_up=kept_up(kept))))
    themes = ThemeChoice(app, THEMES[0].name)
    await themes.command_theme()
    ((_, chosen),) = app.pushed
    assert chosen is not None
    app.desk_state = "closed"
    chosen(THEMES[1].name)
    await app.settle()
    assert app.theme == THEMES[1].name and kept == []
    app.desk_state = "open"
    chosen(THEMES[2].name)
    await app.settle()
    assert app.theme == THEMES[2].name and len(kept) == 1 and app.said == ["This theme is kept for you."]


async def test_the_theme_that_the_clerk_chose_last_is_shown_where_it_is_known() -> None:
    rows = [SimpleNamespace(draft_id=1, title="theme", state=THEMES[1].name)]
    app = StandIn(desk=SimpleNamespace(drafts=SimpleNamespace(waiting=lambda _kind: rows)))
    themes = ThemeChoice(app, THEMES[0].name)
    await themes.show_liked()
    assert app.theme == THEMES[1].name
    rows[0].state = "a theme of another day"
    await themes.show_liked()
    assert app.theme == THEMES[1].name


def kept_up(kept: list[str]) -> object:
    """Return what keeps a draft."""

    def keep_up(kind: str, state: str, **options: object) -> int:
        kept.append(state)
        return 1

    return keep_up
