"""The rules that are kept for a node are those that Textual finds for it."""

from __future__ import annotations

from copy import copy

from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from clerkdesk.shell.stylesheet import DeskStylesheet
from tests.screens.booking.booking_page import Clinic, at_the_desk


class LooksUpEachTime(DeskStylesheet):
    """The style sheet of the desk with Textual's own way to find rules."""

    apply = Stylesheet.apply


def _styles(node: DOMNode) -> dict[str, object]:
    """Return the rules of a node and of its component classes, as text."""
    components = {name: str(node._component_styles[name].base.get_rules()) for name in sorted(node._component_styles)}
    return {"rules": str(node.styles.base.get_rules()), **components}


async def test_every_node_has_the_rules_that_textual_finds_wherever_the_focus_has_been(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        for keys in (("b",), ("escape",), ("/",), ("escape", "f2"), ("f4",), ("f12", "f8"), ("f12", "f3", "down")):
            await page.press(*keys)
            textuals = copy(page.app.stylesheet)
            textuals.__class__ = LooksUpEachTime
            for screen in page.app.screen_stack:
                for node in screen.walk_children(with_self=True):
                    kept = _styles(node)
                    textuals.apply(node)
                    assert kept == _styles(node), (keys, node)
