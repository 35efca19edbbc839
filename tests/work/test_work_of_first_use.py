"""The first use of a dialog or page loads nothing: all of that was done while no key waited."""

import sys
from typing import Any

import pytest
from textual.css import stylesheet
from textual.css.model import RuleSet
from textual.pilot import Pilot
from textual.screen import Screen

from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.preload import MODULES, Preload
from tests.work.conftest import Counter, settled, shift, shown

KEYS = [spec.keys[0] for spec in COMMANDS if spec.id not in ("quit", "refresh")]
LEAST = 20
"""Dialogs and pages that these keys open on a board of open calls, at least."""
SCREEN = ("jru_tui", "textual", "rich")
"""Packages of which nothing is left to be loaded."""
_WAYS_BACK = 4
_PATIENCE = 200


async def press(pilot: Pilot[Any], key: str) -> None:
    """Press a key, and wait until it has had its whole effect, however busy the machine is."""
    app: Any = pilot.app
    await pilot.press(key)
    for _ in range(_PATIENCE):
        await settled(pilot)
        if app.handles_nothing and app.screen.is_mounted:
            return
    raise AssertionError(key)


class Uses:
    """First uses of what keys open, and what was loaded at them."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.opened: set[type[Screen[Any]]] = set()
        self.loaded: dict[str, set[str]] = {}
        self._parsed = Counter()
        self._parsed.watch(patch, stylesheet, "parse")

    async def use(self, pilot: Pilot[Any], key: str) -> None:
        before, self._parsed.count = set(sys.modules), 0
        await press(pilot, key)
        loaded = {name for name in sys.modules.keys() - before if name.startswith(SCREEN)}
        if self._parsed.count:
            loaded.add(f"{self._parsed.count} style sheets")
        if loaded:
            self.loaded[key] = loaded
        self.opened |= {type(screen) for screen in pilot.app.screen_stack[1:]}
        for _ in range(_WAYS_BACK):
            await press(pilot, "escape")
        assert len(pilot.app.screen_stack) == 1


async def test_the_first_use_of_every_dialog_and_page_loads_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with shift(9) as one, shown(one) as pilot:
        app: Any = pilot.app
        preload = Preload(app, lambda: True, app._board.prepare)
        assert {*preload.steps} >= {*MODULES}
        await settled(pilot)
        uses = Uses(monkeypatch)
        for key in KEYS:
            await uses.use(pilot, key)
        assert uses.loaded == {}
        assert len(uses.opened) >= LEAST


async def test_a_new_kind_of_widget_is_matched_with_no_rule_that_names_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with shift(9) as one, shown(one) as pilot:
        app: Any = pilot.app
        assert [*Preload(app, lambda: True, app._board.prepare).steps]
        await settled(pilot)
        checked, hashed = Counter(), Counter()
        checked.watch(monkeypatch, stylesheet, "_check_selectors")
        hashed.watch(monkeypatch, RuleSet, "__hash__")
        await pilot.press("n")
        await settled(pilot)
        assert checked.count > 0
        # Textual looks twice whether a rule is among those that may concern a widget.
        assert hashed.count <= 3 * checked.count
