# ruff: noqa: SLF001 -- a module of the one package that may
"""Style rules that are matched once for widgets of a kind and place."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from textual.app import App
from textual.css.model import RuleSet
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

_MOST_MATCHES = 2_000
"""Kinds and places of widgets for which rules are kept; a board has some hundred."""


class _Match(NamedTuple):
    """The rules for a widget, and which of its changes Textual has to match anew."""

    rules: RulesMap
    hover: bool
    focus_within: bool
    order: bool
    odd_or_even: bool


class MatchedStyles(Stylesheet):
    """A style sheet that is matched once with a widget of each kind in each place.

    Textual matches all rules with every widget that is mounted, which is a third of the work for a
    dialog that opens, and was done for the same dialog before.
    """

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        """Begin empty; `variables` as Textual has them."""
        super().__init__(variables=variables)
        self._matches: dict[tuple[Any, ...], _Match] = {}
        self._matched_rules: object = None
        self._concerned: dict[frozenset[str], list[RuleSet]] = {}
        self._asked: list[RuleSet] | None = None

    @classmethod
    def of(cls, sheet: Stylesheet) -> "MatchedStyles":
        """Return a sheet in place of the one that an app began with, which is empty."""
        return cls(variables=sheet._variables)

    @property
    def rules(self) -> list[RuleSet]:
        """Return all rules; while a node is matched, those that may concern it."""
        return super().rules if self._asked is None else self._asked

    def apply(
        self,
        node: DOMNode,
        *,
        animate: bool = False,
        cache: dict[tuple[Any, ...], RulesMap] | None = None,
    ) -> None:
        """Give a node the rules that match it, unless it is about to go.

        Args:
            node: a widget, or a part of one.
            animate: as Textual has it.
            cache: not needed: Textual's holds within one pass.
        """
        del cache
        if node._pruning:
            return
        known = super().rules
        if known is not self._matched_rules or len(self._matches) == _MOST_MATCHES:
            self._matched_rules = known
            self._matches.clear()
            self._concerned.clear()
        place = tuple(_likeness(above) for above in node.css_path_nodes)
        match = self._matches.get(place)
        if match is not None:
            node._has_hover_style = match.hover
            node._has_focus_within = match.focus_within
            node._has_order_style = match.order
            node._has_odd_or_even = match.odd_or_even
            self.replace_rules(node, match.rules, animate=animate)
            self._process_component_classes(node)
            return
        found: dict[tuple[Any, ...], RulesMap] = {}
        self._asked = self._concerning(node)
        try:
            super().apply(node, animate=animate, cache=found)
        finally:
            self._asked = None
        for rules in found.values():  # none where they depend on what stands beside it
            self._matches[place] = _Match(
                rules,
                node._has_hover_style,
                node._has_focus_within,
                node._has_order_style,
                node._has_odd_or_even,
            )

    def _concerning(self, node: DOMNode) -> list[RuleSet]:
        """Return the rules that name something of a node: Textual looks each time through all."""
        names = frozenset(node._selector_names)
        if self.rules_map and names not in self._concerned:
            self._concerned[names] = [
                rule for rule in super().rules if not names.isdisjoint(rule.selector_names)
            ]
        return self._concerned.get(names, [])


def read_defaults(sheet: Stylesheet, kinds: Iterable[type[DOMNode]]) -> None:
    """Read the styles that kinds of widgets bring along.

    Textual reads them with the first widget of a kind, parses them then, and what was matched with
    the rules before is matched again.
    """
    for kind in kinds:
        for place, text, tie_breaker, scope in kind.__new__(kind)._get_default_css():
            sheet.add_source(text, place, True, tie_breaker, scope)


def _likeness(node: DOMNode) -> tuple[Any, ...]:
    """Return all that rules ask of a node, but for its place among its siblings."""
    focus = node.app_focus if isinstance(node, App) else getattr(node, "can_focus", False)
    return type(node), node._id, node.classes, focus, node._pseudo_classes_cache_key
