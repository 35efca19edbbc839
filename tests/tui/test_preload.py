"""What keys ask for is loaded while nobody presses one, a step at a time."""

from collections.abc import Callable
from types import ModuleType

import pytest

from jru_tui.tui import preload
from jru_tui.tui.preload import MODULES, SHEETS, Preload
from jru_tui.tui.theme import BOARD_SHEET, ThemedApp


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preload, "_AFTER_S", 0.001)
    monkeypatch.setattr(preload, "_STEP_S", 0.001)


def noting(loaded: list[str]) -> Callable[[str], ModuleType]:
    """Return what notes the name of a module in place of importing it."""

    def note(name: str) -> ModuleType:
        loaded.append(name)
        return ModuleType(name)

    return note


async def test_it_loads_everything_and_prepares_the_screen_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded: list[str] = []
    prepared: list[int] = []
    monkeypatch.setattr(preload, "import_module", noting(loaded))
    app = ThemedApp[None]()
    async with app.run_test() as pilot:
        Preload(app, lambda: True, lambda: prepared.append(1)).start()
        for _ in range(500):
            if prepared:
                break
            await pilot.pause(0.01)
        assert loaded == [f"jru_tui.tui.{name}" for name in MODULES]
        assert all(app.stylesheet.has_source(str(sheet), "") for sheet in SHEETS)
        await pilot.pause(0.05)
        assert prepared == [1]


async def test_keys_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    asked: list[int] = []
    monkeypatch.setattr(preload, "import_module", noting(loaded))

    def is_idle() -> bool:
        asked.append(1)
        return len(asked) > 5

    app = ThemedApp[None]()
    async with app.run_test() as pilot:
        Preload(app, is_idle, lambda: None).start()
        for _ in range(500):
            await pilot.pause(0.01)
            assert not loaded or len(asked) > 5
            if loaded:
                break
        assert loaded


def test_each_sheet_has_one_path() -> None:
    assert len({sheet.resolve() for sheet in (*SHEETS, BOARD_SHEET)}) == 3
    assert all(sheet.exists() for sheet in SHEETS)
