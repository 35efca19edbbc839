"""Whether the vehicles of a feed that is followed are on calls that it lists."""

from jru_tui.feeds.diagnostics.id_mismatch import are_most, known_ids, nameless_calls
from jru_tui.feeds.models import Reading


class Meeting:
    """What each vehicle's call is by the feed, and whether that was ever listed.

    A call that was listed once has closed since or is gone: that is told elsewhere.
    """

    def __init__(self) -> None:
        self._calls: dict[str, str] = {}
        self._met: set[tuple[str, str]] = set()
        self._apart = False

    def hear(self, reading: Reading) -> bool:
        """Whether most vehicles on a call name one that no document listed since they do.

        A document of changes alone settles nothing: then it is as it was.
        """
        for each in reading.vehicles:
            if each.call is None:
                self._calls.pop(each.id, None)
            else:
                self._calls[each.id] = each.call
        known = known_ids(reading)
        self._met &= self._calls.items()
        self._met |= {pair for pair in self._calls.items() if pair[1] in known}
        if reading.complete:
            for gone in self._calls.keys() - reading.listed_vehicles:
                del self._calls[gone]
            strange = self._calls.items() - self._met
            self._apart = are_most(len(strange), len(self._calls)) and not nameless_calls(reading)
        return self._apart
