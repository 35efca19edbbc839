"""The names of calls: their numbers, with the day where a newer call has the same one.

The newest call of a number goes by the number alone, as everybody speaks of it; the others are
`0001 of 26 Nov 2026`. What a call is known by inside the program never changes.
"""

from bisect import insort
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from jru_tui.board.rules import Rules
from jru_tui.board.views import Naming


class CallNames:
    """Knows the numbers that were used again. All other calls go by their id.

    Args:
        rules: for the zone of the days.
    """

    def __init__(self, rules: Rules) -> None:
        self._zone = ZoneInfo(rules.hours.zone)
        self._uses: dict[str, list[tuple[datetime, str]]] = {}
        self._numbers: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def name(self, call: str) -> str:
        """A call as people speak of it."""
        return self._names.get(call, call)

    def number(self, call: str) -> str:
        """A call's number, as the feed has it."""
        return self._numbers.get(call, call)

    def naming(self, call: str) -> Naming | None:
        """Both of them, where the number was used again."""
        return Naming(self.number(call), self.name(call)) if call in self._names else None

    def uses(self, number: str) -> Sequence[str]:
        """Ids of all calls of a number that was used again, the oldest first; else none."""
        return [call for _, call in self._uses.get(number, ())]

    def used_again(self) -> frozenset[str]:
        """The numbers that were used again."""
        return frozenset(self._uses)

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
        changed = {call for call, name in named.items() if self._names.get(call) != name}
        self._names.update(named)
        return frozenset(changed)

    def _named(self, number: str, uses: Sequence[tuple[datetime, str]]) -> dict[str, str]:
        """Each call of a number with its name; as short as tells it from the others."""
        *older, (_, newest) = uses
        names = {newest: number}
        local = [(opened_at.astimezone(self._zone), call) for opened_at, call in older]
        for form in ("{0} of {1.day} {1:%b %Y}", "{0} of {1.day} {1:%b %Y %H:%M}"):
            told = Counter(form.format(number, opened_at) for opened_at, _ in local)
            for opened_at, call in local:
                name = form.format(number, opened_at)
                if call not in names and told[name] == 1:
                    names[call] = name
        for opened_at, call in local:
            names.setdefault(call, f"{number} of {opened_at.isoformat(' ')}")
        return names
