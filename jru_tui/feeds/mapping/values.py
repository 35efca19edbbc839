"""Reads the fields of one record: what the mapping names, in the forms that it names."""

from collections.abc import Mapping as Table
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from jru_tui.board.events import Subject
from jru_tui.feeds.decoding.ambiguous_hour import RepeatedHour
from jru_tui.feeds.decoding.normalise import BadRecord
from jru_tui.feeds.decoding.warnings import NEVER, TWICE
from jru_tui.feeds.mapping.codes import Codes
from jru_tui.feeds.mapping.expressions import expression
from jru_tui.feeds.mapping.scalars import text
from jru_tui.feeds.mapping.times import BadTimeError, Times

Rows = Sequence[Any]
"""The rows that speak of one record: one, or several that were grouped."""


class Values:
    """What all fields are read with.

    Args:
        nothing: texts that stand for no value.
        times: reads times.
        codes: reads codes, and counts those that it does not know.
        hour: settles which time is meant in the hour that happens twice.

    Attributes:
        about: the record that is being read, by kind and id.
        doubtful: the records that name a time in that hour, or in the one that never happens,
            with what is said of it.
        guessed: the texts of these times, by record.
    """

    def __init__(
        self, nothing: Sequence[str], times: Times, codes: Codes, hour: RepeatedHour | None = None
    ) -> None:
        self.about: tuple[Subject, str] = ("call", "")
        self.doubtful: dict[tuple[Subject, str], str] = {}
        self.guessed: dict[tuple[Subject, str], list[str]] = {}
        self._hour = hour or RepeatedHour()
        self._nothing = frozenset(each.strip() for each in nothing)
        self._times = times
        self.codes = codes

    def each(self, rows: Rows, named: str) -> list[Any]:
        """What the expression gives in each of the rows, where it gives something."""
        if not named:
            return []
        pick = expression(named)
        found = (pick(row) for row in rows)
        return [value for value in found if not self._is_nothing(value)]

    def first(self, rows: Rows, named: str) -> Any:
        """What the expression gives in the first row where it gives something."""
        return next(iter(self.each(rows, named)), None)

    def text(self, rows: Rows, named: str) -> str | None:
        """A text; None where there is none."""
        return text(self.first(rows, named))

    def code(self, table: str, rows: Rows, named: str) -> str | None:
        """A code, by its table."""
        return self.codes.read(table, self.first(rows, named))

    def time(
        self, rows: Rows, named: str, field: str, after: datetime | None = None
    ) -> datetime | None:
        """A time in UTC; None where there is none.

        Raises:
            BadRecord: it cannot be read; names the field.
        """
        value = self.first(rows, named)
        if isinstance(value, list):
            value = [each for each in value if not self._is_nothing(each)]
        if value is None or value == []:
            return None
        try:
            return self._times.read(value, after, self._choose)
        except BadTimeError as error:
            raise BadRecord(f"{field}: {error}") from None

    def _choose(self, text: str, first: datetime, second: datetime) -> datetime:
        self.guessed.setdefault(self.about, []).append(text)
        if second < first:
            self.doubtful.setdefault(self.about, NEVER)
            return first
        self.doubtful.setdefault(self.about, TWICE)
        return self._hour.choose(" ".join(self.about), text, first, second)

    def _is_nothing(self, value: Any) -> bool:
        if isinstance(value, list):
            return all(self._is_nothing(each) for each in value)
        return value is None or (isinstance(value, str) and value.strip() in self._nothing)


def with_defaults(out: dict[str, Any], defaults: Table[str, str]) -> dict[str, Any]:
    """The fields, with what the mapping gives for those that came to nothing."""
    filled = {name: value for name, value in defaults.items() if out.get(name) is None}
    return {name: value for name, value in {**out, **filled}.items() if value is not None}
