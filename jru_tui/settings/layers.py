"""Lays tables one over the other, and remembers for each value where it is from."""

from collections.abc import Mapping

from jru_tui.settings.errors import Key


class Layers:
    """What ships, then what a file says, then the environment, then flags; the last one counts."""

    def __init__(self, shipped: dict[str, object]) -> None:
        self.table = shipped
        self._origins: dict[Key, str] = {}

    def lay(self, table: Mapping[str, object], origin: str, key: Key = ()) -> None:
        """Lay a table over what is there, key by key."""
        for name, value in table.items():
            if isinstance(value, Mapping) and value:
                self._origins[(*key, name)] = origin
                self.lay(value, origin, (*key, name))
            else:
                self.put((*key, name), value, origin)

    def put(self, key: Key, value: object, origin: str) -> None:
        """Lay one value over what is there; tables on the way to it are made as needed."""
        *above, name = key
        table = self.table
        for each in above:
            inner = table.get(each)
            if not isinstance(inner, dict):
                table[each] = inner = {}
            table = inner
        if not (isinstance(value, Mapping) and isinstance(table.get(name), dict)):
            table[name] = value
        self._origins[key] = origin

    def origin(self, key: Key) -> str:
        """Where the value of that key is from, or the table that it stands in; empty: shipped."""
        for length in range(len(key), 0, -1):
            if key[:length] in self._origins:
                return self._origins[key[:length]]
        return ""
