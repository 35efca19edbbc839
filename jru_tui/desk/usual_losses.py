"""The usual number of records that a feed drops from one document to the next.

A feed that is polled every 20 minutes and lists calls of half an hour drops half of them each time.
A document is doubted for what it drops only where that is more than the feed has dropped before.
"""

from collections import deque
from collections.abc import Mapping

from jru_tui.board import Subject

_REMEMBERED = 60
"""Documents that dropped something, of which the counts are held."""
_OFTEN = 3
"""So many of them make a count usual: one slip that a second document confirmed does not."""
_FEW = 3
"""A list of more than this that is suddenly empty is doubted, whatever was before."""


class UsualLosses:
    """A count of what each believed document dropped, for calls and for vehicles."""

    def __init__(self) -> None:
        self._counts: dict[Subject, deque[int]] = {}

    def add(self, dropped: Mapping[Subject, int]) -> None:
        """Take in how much a document dropped that was believed."""
        for subject, count in dropped.items():
            if count:
                self._counts.setdefault(subject, deque(maxlen=_REMEMBERED)).append(count)

    def exceeded(self, subject: Subject, count: int, known: int) -> bool:
        """Test whether a document drops more than can be believed at once.

        Args:
            subject: calls or vehicles.
            count: how many it drops.
            known: how many there were.
        """
        if 2 * count <= known:
            return False
        return (count == known and known > _FEW) or count > self._usual(subject)

    def _usual(self, subject: Subject) -> int:
        counts = sorted(self._counts.get(subject, ()), reverse=True)
        return counts[_OFTEN - 1] * 5 // 4 if len(counts) >= _OFTEN else 0
