"""The layers that settings come from: defaults, a file, the environment and flags; the last counts.

A variable is `JRU_TUI_` and the key in capitals, `_` for each point: `JRU_TUI_FEED_URL` is
`feed.url` and `JRU_TUI_GRADES_G1_TARGET_MINUTES` is `grades.G1.target_minutes`. Lists are separated
by commas. Four have names of their own: `JRU_TUI_CONFIG` (the settings file), `JRU_TUI_FEED_TOKEN`
(the feed's token), `JRU_TUI_THEME` (`board.theme`) and `JRU_TUI_AS` (`by`).
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from decimal import Decimal, InvalidOperation
from types import UnionType
from typing import Any, get_args, get_origin

import msgspec

from jru_tui.settings.convert import fields
from jru_tui.settings.errors import Key, SettingsError, did_you_mean
from jru_tui.settings.schema import SettingsFile

PREFIX = "JRU_TUI_"
CONFIG = PREFIX + "CONFIG"
TOKEN = PREFIX + "FEED_TOKEN"
_ALIASES: dict[str, Key] = {PREFIX + "THEME": ("board", "theme"), PREFIX + "AS": ("by",)}


def from_environment(
    environ: Mapping[str, str], table: Mapping[str, object]
) -> Iterator[tuple[Key, object, str]]:
    """Yield each setting that a variable gives: its key, its value, and the variable's name.

    `table` is what the file made of the settings, so that its own entries can be named.

    Raises:
        SettingsError: a variable of this program names no setting.
    """
    variables = [
        name
        for name in sorted(environ)
        if name.startswith(PREFIX) and environ[name] and name not in (CONFIG, TOKEN)
    ]
    if not variables:
        return
    kinds = dict(_leaves(SettingsFile, table, ()))
    names = {PREFIX + "_".join(key).upper().replace("-", "_"): key for key in kinds} | _ALIASES
    for name in variables:
        if name not in names:
            hint = did_you_mean(name, [*names, CONFIG, TOKEN])
            raise SettingsError(f"{name} is not a setting{hint or '.'}")
        key = names[name]
        yield key, _typed(environ[name], kinds[key]), name


def _leaves(kind: Any, table: object, key: Key) -> Iterator[tuple[Key, Any]]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        inner = table if isinstance(table, Mapping) else {}
        for name, field_type in fields(kind).items():
            yield from _leaves(field_type, inner.get(name), (*key, name))
    elif get_origin(kind) is dict:
        for name, item in table.items() if isinstance(table, Mapping) else ():
            yield from _leaves(get_args(kind)[1], item, (*key, name))
    else:
        yield key, kind


def _typed(text: str, kind: Any) -> object:
    """The text as TOML would have typed it; what cannot be is left for the check to refuse."""
    if get_origin(kind) is UnionType:
        kind = get_args(kind)[0]
    if get_origin(kind) is tuple:
        return [part.strip() for part in text.split(",")]
    if kind is bool:
        return {"true": True, "false": False}.get(text.casefold(), text)
    try:
        if kind is int:
            return int(text)
        if kind in (float, Decimal):
            return Decimal(text)
    except (ValueError, InvalidOperation):
        return text
    return text


FLAGS = {("feed", "url"): "--feed", ("journal",): "--journal", ("by",): "--as"}
"""The flags of the command line, by the key that each of them sets."""


class Layers:
    """The layers of settings: defaults, a file, the environment, flags; the last one counts."""

    def __init__(self, shipped: dict[str, object]) -> None:
        self.table = shipped
        self._shipped = deepcopy(shipped)
        self._origins: dict[Key, str] = {}

    def lay(self, table: Mapping[str, object], origin: str, key: Key = ()) -> None:
        """Lay a table over what is there, key by key.

        Args:
            table: the table.
            origin: where the value is from, in words.
            key: the key of the setting, part by part, for the error.
        """
        for name, value in table.items():
            if isinstance(value, Mapping) and value:
                self._origins[(*key, name)] = origin
                self.lay(value, origin, (*key, name))
            else:
                self.put((*key, name), value, origin)

    def put(self, key: Key, value: object, origin: str) -> None:
        """Lay one value over what is there; tables on the way to it are made as needed.

        Args:
            key: the key of the setting, part by part, for the error.
            value: the value.
            origin: where the value is from, in words.
        """
        *above, name = key
        table = self.table
        for part in above:
            inner = table.get(part)
            if not isinstance(inner, dict):
                table[part] = inner = {}
            table = inner
        if not (isinstance(value, Mapping) and isinstance(table.get(name), dict)):
            table[name] = value
        self._origins[key] = origin

    def restore(self, key: Key) -> bool:
        """Put what ships back in place of a value, or of the nearest table that is not as shipped.

        Returns:
            False where all of it is as it ships.
        """
        for length in range(len(key), 0, -1):
            *above, name = key[:length]
            table, shipped = _table_at(self.table, above), _table_at(self._shipped, above)
            if table.get(name) == shipped.get(name):
                continue
            if name in shipped:
                table[name] = deepcopy(shipped[name])
            else:
                del table[name]
            return True
        return False

    def is_typed(self, key: Key) -> bool:
        """Tell whether a flag of the command line has set that key."""
        return self.origin(key) in FLAGS.values()

    def origin(self, key: Key) -> str:
        """Name the source of that key, or of its table; empty: shipped."""
        for length in range(len(key), 0, -1):
            if key[:length] in self._origins:
                return self._origins[key[:length]]
        return ""


def _table_at(table: dict[str, object], key: Sequence[str]) -> dict[str, object]:
    """Return the table at a key; an empty one where there is none."""
    for part in key:
        inner = table.get(part)
        if not isinstance(inner, dict):
            return {}
        table = inner
    return table
