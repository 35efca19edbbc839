"""The hour that occurs twice when the clocks go back: which of the two a time means.

What was chosen before a restart stays chosen: the journal has it. Otherwise the order of arrival
tells. What a feed that is being followed names for the first time was written
down just then: if the first of the two hours was over by the last document, and the second has come
by this one, the second is meant. Whatever cannot be told so is the first.
"""

from collections.abc import Callable, Container
from datetime import datetime, timedelta

from jru_tui.board import Subject

Choose = Callable[[str, datetime, datetime], datetime]
"""Given the text, and the first and the second time that it may stand for (UTC): which it is."""

Recall = Callable[[Subject, str], Container[datetime]]
"""Gives the times that are held of a record, by kind and id, from before this program began."""

_SKEW = timedelta(seconds=5)
_LATE = timedelta(hours=1)
"""How long after it happened something is written down at the latest, as a rule."""
_MOST = 20_000
"""Choices that are remembered: every time that is written down in the two hours."""


class RepeatedHour:
    """The choice between the two readings of an hour, kept for each record of one feed.

    Args:
        heard_at: when the feed was heard last before this program began.
        recall: gives the times that are held of a record from then.
    """

    def __init__(
        self, heard_at: datetime | None = None, recall: Recall = lambda *_: frozenset()
    ) -> None:
        self._recall = recall
        self._before: datetime | None = None
        self._now = heard_at
        self._chosen: dict[tuple[Subject, str, str], datetime] = {}

    def document(self, made_at: datetime) -> None:
        """A document of that time (UTC) is about to be read."""
        if self._now is None or made_at > self._now:
            self._before, self._now = self._now, made_at

    def choose(
        self, subject: Subject, id_: str, text: str, first: datetime, second: datetime
    ) -> datetime:
        """Return which of the two times a text stands for.

        Args:
            subject: the kind of the record that it stands in.
            id_: that record's.
            text: as it came.
            first: the time before the clocks go back (UTC).
            second: the same time on the clock after that (UTC).
        """
        found = self._chosen.get((subject, id_, text))
        if found is not None and found in (first, second):
            return found
        if len(self._chosen) >= _MOST:
            del self._chosen[next(iter(self._chosen))]
        current = self._recall(subject, id_)
        if (first in current) != (second in current):
            chosen = first if first in current else second
        else:
            chosen = self._by_arrival(first, second)
        self._chosen[subject, id_, text] = chosen
        return chosen

    def is_certain(self, subject: Subject, id_: str, first: datetime, second: datetime) -> bool:
        """Tell whether a choice is certain: one of the two is held, or the second has yet to come.

        Args:
            subject: the kind of the record that it stands in.
            id_: that record's.
            first: the time before the clocks go back (UTC).
            second: the same time on the clock after that (UTC).
        """
        if self._now is not None and self._now + _SKEW < second:
            return True
        current = self._recall(subject, id_)
        return (first in current) != (second in current)

    def _by_arrival(self, first: datetime, second: datetime) -> datetime:
        before, now = self._before, self._now
        over = before is not None and before >= first
        # What happened long ago and is first told now was not written down in this order.
        fresh = before is not None and second >= before - _LATE
        come = now is not None and now + _SKEW >= second
        return second if over and come and fresh else first


def nearest(to: datetime | None) -> Choose:
    """Choose the time that is nearer to a clock, or the first without one."""

    def choose(_text: str, first: datetime, second: datetime) -> datetime:
        return second if to is not None and abs(to - second) < abs(to - first) else first

    return choose
