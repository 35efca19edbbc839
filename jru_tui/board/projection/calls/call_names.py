"""The names of calls: their numbers, with the day where a newer call has the same one.

The newest call of a number goes by the number alone, as everybody speaks of it; the others are
`0001 of 26 Nov 2026`. What a call is known by inside the program never changes.
"""

from bisect import insort
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from zoneinfo import ZoneInfo

from jru_tui.board.call_views import Naming
from jru_tui.board.rules import Rules
from jru_tui.board.storage import Shelf, Storage


class CallNames:
    """Names of calls: numbers that were used again get their day, all others are the id.

    Args:
        rules: for the zone of the days.
        storage: keeps numbers and names.
    """

    def __init__(self, rules: Rules, storage: Storage) -> None:
        self._zone = ZoneInfo(rules.hours.zone)
        self._uses: Shelf[list[tuple[datetime, str]]] = storage.shelf(
            "number_use", list[tuple[datetime, str]]
        )
        self._numbers: Shelf[str] = storage.shelf("call_number", str)
        self._names: Shelf[str] = storage.shelf("call_name", str)

    def name(self, call: str) -> str:
        """A call as people speak of it."""
        return self._names.get(call, call)

    def number(self, call: str) -> str:
        """A call's number, as the feed has it."""
        return self._numbers.get(call, call)

    def naming(self, call: str) -> Naming | None:
        """Return both, where the number was used again."""
        return Naming(self.number(call), self.name(call)) if call in self._names else None

    def uses(self, number: str) -> Sequence[str]:
        """Ids of all calls of a number that was used again, the oldest first; else none."""
        return [call for _, call in self._uses.get(number, ())]

    def used_again(self, numbers: AbstractSet[str]) -> AbstractSet[str]:
        """Find those of these numbers that several calls had."""
        return self._uses.among(numbers)

    def forget(self, hot: AbstractSet[str]) -> None:
        """Let the archive hold the numbers, and the names of calls that are not hot."""
        self._uses.clear()
        self._numbers.keep_only(lambda call_id, _: call_id in hot)
        self._names.keep_only(lambda call_id, _: call_id in hot)

    def put(self, call: str, number: str, opened_at: datetime) -> frozenset[str]:
        """Note when a call of a number was opened.

        Args:
            call: its id.
            number: the one that the feed calls it by.
            opened_at: the moment, UTC.

        Returns:
            The calls that have another name for it.
        """
        uses = self._uses.setdefault(number, [])
        if (opened_at, call) in uses:
            return frozenset()
        self._uses[number] = uses = [use for use in uses if use[1] != call]
        insort(uses, (opened_at, call))
        self._numbers[call] = number
        named = self._named(number, uses)
        changed = {id_ for id_, name in named.items() if self._names.get(id_) != name}
        for call_id in changed:
            self._names[call_id] = named[call_id]
        return frozenset(changed)

    def _named(self, number: str, uses: Sequence[tuple[datetime, str]]) -> dict[str, str]:
        """Each call of a number with its name; as short as tells it from the others."""
        *older, (_, newest) = uses
        names = {newest: number}
        local = [(opened_at.astimezone(self._zone), call) for opened_at, call in older]
        for form in ("{0} of {1.day} {1:%b %Y}", "{0} of {1.day} {1:%b %Y %H:%M}"):
            counts = Counter(form.format(number, opened_at) for opened_at, _ in local)
            for opened_at, call in local:
                name = form.format(number, opened_at)
                if call not in names and counts[name] == 1:
                    names[call] = name
        for opened_at, call in local:
            names.setdefault(call, f"{number} of {opened_at.isoformat(' ')}")
        return names
