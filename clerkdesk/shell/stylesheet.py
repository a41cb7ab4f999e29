"""The style sheet of the desk: a source is parsed once for each set of colours, a rule looked up once for each node.

It stands on private parts of Textual's style sheet, which is one reason why Textual is pinned to a minor version.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from weakref import WeakKeyDictionary

from textual.cache import LRUCache
from textual.css.model import RuleSet
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widget import Widget

_SOURCES = 512
"""More than the number of sources of the desk's and Textual's widgets and screens."""
_NODES = 4096
"""More than the number of different nodes of all screens, each with and without the focus."""
_TOLD_BY_SIGNATURE = frozenset(
    {"hover", "focus", "can-focus", "disabled", "enabled", "dark", "light", "nocolor", "ansi", "inline"}
)
"""Pseudo classes that the signature of a node tells, or that stay the same for a set of colours."""

Signature = tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """The rules of all nodes with one signature."""

    rules: RulesMap
    hover: bool
    focus_within: bool
    order: bool
    odd_or_even: bool
    whole: bool
    """Whether the rules of the component classes are kept too."""


class DeskStylesheet(Stylesheet):
    """Keeps what it has parsed, and which rules it has found for a node.

    Textual parses every source again, up to three times, whenever a screen first opens. It looks up the rules of every
    node again whenever the focus moves or a screen comes back.
    """

    _all_found: ClassVar[dict[tuple[RuleSet, ...], LRUCache[Signature, _Found]]] = {}
    _parsed: ClassVar[dict[tuple[tuple[str, str], ...], LRUCache[tuple[object, ...], list[RuleSet]]]] = {}

    def __init__(self, *, variables: dict[str, str]) -> None:
        """Take the variables of the theme."""
        super().__init__(variables=variables)
        self._take_cache(variables)
        self._found: LRUCache[Signature, _Found] = LRUCache(_NODES)
        self._found_in: Sequence[RuleSet] = ()
        self._applied: WeakKeyDictionary[DOMNode, _Found] = WeakKeyDictionary()

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take the variables of another theme."""
        # Textual empties the cache of the previous variables.
        self._parse_cache = LRUCache(_SOURCES)
        super().set_variables(variables)
        self._take_cache(variables)

    def reparse(self) -> None:
        """Parse the sources not yet parsed with these variables."""
        self.parse()

    def apply(
        self, node: DOMNode, *, animate: bool = False, cache: dict[tuple[object, ...], RulesMap] | None = None
    ) -> None:
        """Give a node the rules that fit it; the cache that Textual keeps for one update is not needed."""
        del cache
        if self._found_in is not self.rules:
            self._found_in = self.rules
            self._found = self._all_found.setdefault(tuple(self.rules), LRUCache(_NODES))
        signature = tuple(_sign(each) for each in node.ancestors_with_self)
        found = self._found.get(signature)
        if found is None:
            self._look_up(node, signature, animate=animate)
        elif found.whole and self._applied.get(node) is found:
            # The colours of an ancestor may have changed, and with them what is mixed of them.
            node.notify_style_update()
        else:
            node._has_hover_style, node._has_focus_within = found.hover, found.focus_within
            node._has_order_style, node._has_odd_or_even = found.order, found.odd_or_even
            self.replace_rules(node, found.rules, animate=animate)
            self._process_component_classes(node)
            self._applied[node] = found

    def _look_up(self, node: DOMNode, signature: Signature, *, animate: bool) -> None:
        rules: dict[tuple[object, ...], RulesMap] = {}
        super().apply(node, animate=animate, cache=rules)
        self._applied.pop(node, None)
        if rules and self._depends_on(node) <= _TOLD_BY_SIGNATURE:
            components = ((_sign_component(name), *signature) for name in node._get_component_classes())
            found = _Found(
                next(iter(rules.values())),
                node._has_hover_style,
                node._has_focus_within,
                node._has_order_style,
                node._has_odd_or_even,
                all(each in self._found for each in components),
            )
            self._found[signature] = self._applied[node] = found

    def _depends_on(self, node: DOMNode) -> set[str]:
        """Return the pseudo classes on which it depends which rules fit a node."""
        rules_map = self.rules_map
        names = rules_map.keys() & node._selector_names
        return {pseudo for name in names for rule in rules_map[name] for pseudo in rule.pseudo_classes}

    def _take_cache(self, variables: dict[str, str]) -> None:
        self._parse_cache = self._parsed.setdefault(tuple(sorted(variables.items())), LRUCache(_SOURCES))


def _sign(node: DOMNode) -> tuple[object, ...]:
    """Return what rules ask of a node."""
    can_focus = isinstance(node, Widget) and node.allow_focus()
    return type(node), node._id, frozenset(node._classes), node._pseudo_classes_cache_key, can_focus


def _sign_component(name: str) -> tuple[object, ...]:
    """Return what rules ask of the node that stands for a component class."""
    return DOMNode, None, frozenset({name}), (), False
