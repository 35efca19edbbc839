"""The layers that settings come from, laid over each other key by key; the last one counts."""

from collections.abc import Mapping, Sequence
from copy import deepcopy

from jru_tui.settings.errors import Key

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
