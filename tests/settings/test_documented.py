"""The settings' documentation cannot drift: its examples are loaded, and nothing is left out."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from jru_tui.board.rules import Grade, Outcome, Status
from jru_tui.settings import SettingsError, load_settings, paths
from jru_tui.settings.schema import SettingsFile

TEXT = Path(__file__).parents[2].joinpath("docs", "settings.md").read_text(encoding="utf-8")
TABLES = (
    *("feed", "board", "commands", "shift", "savings", "clocks", "travel", "dispatch", "flags"),
    *("checks", "sounds", "retention", "backup", "shared"),
)
WHOLE, ENTRIES = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "settings_file", lambda: tmp_path / "none.toml")


def test_the_whole_file_is_what_ships(tmp_path: Path) -> None:
    file = tmp_path / "whole.toml"
    file.write_text(WHOLE, encoding="utf-8")
    assert replace(load_settings(file, {}, {}), file=None) == load_settings(None, {}, {})


def test_every_key_is_in_it() -> None:
    shown = tomllib.loads(WHOLE) | tomllib.loads(ENTRIES)
    for name, table in to_builtins(SettingsFile()).items():
        assert name in shown
        if name in TABLES:
            assert shown[name].keys() == table.keys()


def test_every_key_of_an_entry_is_named() -> None:
    lines = ENTRIES + WHOLE
    for kind in (Status, Grade, Outcome):
        for key in kind.__struct_fields__:
            assert re.search(rf"\b{key}\b", lines), key


def test_the_entries_lie_over_those_that_ship(tmp_path: Path) -> None:
    file = tmp_path / "entries.toml"
    file.write_text(ENTRIES, encoding="utf-8")
    rules = load_settings(file, {}, {}).rules
    assert rules.grades["G1"] == Grade("immediate", 0, 20)
    assert rules.outcomes["taken_home"] == Outcome("taken home")
    assert rules.statuses["standby"].label == "at station"


def test_every_variable_is_one(tmp_path: Path) -> None:
    (tmp_path / "file.toml").write_text("")
    values = {
        "JRU_TUI_CONFIG": str(tmp_path / "file.toml"),
        "JRU_TUI_FEED_URL": "https://dispatch.example/feed",
        "JRU_TUI_GRADES_G1_TARGET_MINUTES": "12",
    }
    named = set(re.findall(r"`(JRU_TUI_[A-Z0-9_]+[A-Z0-9])`", TEXT))
    load_settings(None, {name: values.get(name, "something") for name in named}, {})


def test_every_number_and_switch_has_an_effect(tmp_path: Path) -> None:
    """A key of the schema that `load` does not pass on would be accepted and change nothing."""
    usual = load_settings(None, {}, {})
    silent = []
    for table, key, value in _numbers_and_switches():
        file = tmp_path / "one.toml"
        others = [not value] if isinstance(value, bool) else [value + 1, value / 2, value * 0.99]
        for other in others:
            written = str(other).lower() if isinstance(value, bool | float) else str(int(other))
            file.write_text(f"[{table}]\n{key} = {written}\n")
            try:
                changed = replace(load_settings(file, {}, {}), file=None)
            except SettingsError:
                continue
            if changed != usual:
                break
        else:
            silent.append(f"{table}.{key}")
    assert silent == NEEDS_A_SERVER


NEEDS_A_SERVER = ["shared.spool"]
"""What counts only where the journal is on a server."""


def _numbers_and_switches() -> Iterator[tuple[str, str, bool | int | float]]:
    for table, keys in to_builtins(SettingsFile()).items():
        for key, value in keys.items() if table in (*TABLES, "places") else ():
            if isinstance(value, bool | int | float):
                yield table, key, value
