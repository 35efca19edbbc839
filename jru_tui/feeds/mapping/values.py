"""Values of one record's fields: what the mapping names, in the forms that it names."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Mapping as Table
from datetime import datetime
from typing import Any

from jru_tui.board import Subject
from jru_tui.feeds.decoding.ambiguous_hour import RepeatedHour
from jru_tui.feeds.decoding.normaliser import BadRecord
from jru_tui.feeds.decoding.text import clean, reason_of, under
from jru_tui.feeds.mapping.expressions import expression
from jru_tui.feeds.mapping.scalars import number, text
from jru_tui.feeds.mapping.times import BadTimeError, TimeReader
from jru_tui.feeds.models import MAX_CODE, TimeDoubt, UnmappedCode

Unmapped = tuple[str, str]
"""A table, and a word that it does not name."""


class CodeReader:
    """A reader of words by tables. One that no table names passes as it came, and is counted."""

    def __init__(self, tables: Mapping[str, Mapping[str, str]]) -> None:
        self._tables = {
            name: {word.strip().casefold(): code for word, code in table.items()}
            for name, table in tables.items()
            if table
        }
        self._own = {name: frozenset(table.values()) for name, table in self._tables.items()}
        self.unmapped: Counter[Unmapped] = Counter()

    def read(self, table: str, value: Any) -> str | None:
        """The code for a word; without such a table, the word itself."""
        word = text(value)
        if word is None:
            return None
        codes = self._tables.get(table)
        if codes is None:
            return word
        code = codes.get(word.strip().casefold())
        if code is not None:
            return code or None
        if word not in self._own[table]:
            self.unmapped[table, clean(word, MAX_CODE)] += 1
        return word


def unmapped_codes(unmapped: Mapping[Unmapped, int]) -> tuple[UnmappedCode, ...]:
    """List the codes that no table names, by table and code."""
    return tuple(UnmappedCode(*named, count) for named, count in sorted(unmapped.items()))


Rows = Sequence[Any]
"""The rows that speak of one record: one, or several that were grouped."""


class ValueReader:
    """The reader of all fields.

    Args:
        nothing: texts that stand for no value, and so do numbers that are written like them.
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
        self,
        nothing: Sequence[str],
        times: TimeReader,
        codes: CodeReader,
        hour: RepeatedHour | None = None,
    ) -> None:
        self.about: tuple[Subject, str] = ("call", "")
        self.doubtful: dict[tuple[Subject, str], TimeDoubt] = {}
        self.guessed: dict[tuple[Subject, str], list[str]] = {}
        self._hour = hour or RepeatedHour()
        words = [word.strip() for word in nothing]
        # 0.0 is written as 0 where it comes as a number.
        as_numbers = (text(number(time)) for time in words)
        self._nothing = frozenset(
            [*words, *(as_number for as_number in as_numbers if as_number is not None)]
        )
        self._times = times
        self._certain: list[datetime] = []
        """The time of the text read last, if it is certain in the hour that happens twice."""
        self.codes = codes

    def each(self, rows: Rows, named: str) -> list[Any]:
        """List what the expression gives in each of the rows, where it gives something."""
        if not named:
            return []
        pick = expression(named)
        found = (pick(row) for row in rows)
        return [value for value in found if not self._is_nothing(value)]

    def first(self, rows: Rows, named: str) -> Any:
        """Return what the expression gives in the first row where it gives something."""
        return next(iter(self.each(rows, named)), None)

    def text(self, rows: Rows, named: str) -> str | None:
        """A text; None where there is none."""
        return text(self.first(rows, named))

    def code(self, table: str, rows: Rows, named: str) -> str | None:
        """A code, by its table.

        Args:
            table: the name of the table.
            rows: the records of one call or vehicle.
            named: the expression.
        """
        return self.codes.read(table, self.first(rows, named))

    def time(
        self, rows: Rows, named: str, field: str, after: datetime | None = None
    ) -> datetime | None:
        """A time in UTC; None where there is none.

        Args:
            rows: the records of one call or vehicle.
            named: the expression.
            field: the field of `jru/1` that it becomes.
            after: a moment that it is not before, for times without a date.

        Raises:
            BadRecord: it cannot be read; names the field.
        """
        value = self.first(rows, named)
        if isinstance(value, list):
            value = [item for item in value if not self._is_nothing(item)]
        if value is None or value == []:
            return None
        self._certain.clear()
        try:
            found = self._times.read(value, after, self._choose)
        except BadTimeError as error:
            raise BadRecord(under(field, reason_of(error))) from None
        # What is certain stands, whatever the stage that this one follows looks like.
        return self._certain[0] if self._certain and not isinstance(value, list) else found

    def _choose(self, text: str, first: datetime, second: datetime) -> datetime:
        self.guessed.setdefault(self.about, []).append(text)
        if second < first:
            self.doubtful.setdefault(self.about, TimeDoubt.SKIPPED)
            return first
        self.doubtful.setdefault(self.about, TimeDoubt.TWICE)
        chosen = self._hour.choose(*self.about, text, first, second)
        if self._times.is_placed_by_arrival and self._hour.is_certain(*self.about, first, second):
            self._certain.append(chosen)
        return chosen

    def _is_nothing(self, value: Any) -> bool:
        if isinstance(value, list):
            return all(self._is_nothing(item) for item in value)
        if value is None or isinstance(value, dict):
            return value is None
        # A number stands for nothing where its text does: 0 where "0" does.
        found = text(value)
        return (found or "") in self._nothing


def with_defaults(out: dict[str, Any], defaults: Table[str, str]) -> dict[str, Any]:
    """The fields, with what the mapping gives for those that came to nothing."""
    filled = {name: value for name, value in defaults.items() if out.get(name) is None}
    return {name: value for name, value in {**out, **filled}.items() if value is not None}
