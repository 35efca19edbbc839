"""The pages of a mapped document: their rows as plain data, and whether they are as before.

Foreign servers seldom say "not changed". Where every byte is as it was, nothing is read again.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from jru_tui.feeds.decoding.envelope import BadDocument
from jru_tui.feeds.decoding.normaliser import BadRecord
from jru_tui.feeds.mapping import requests
from jru_tui.feeds.mapping.expressions import expression
from jru_tui.feeds.mapping.formats.plain_data import plain
from jru_tui.feeds.mapping.load import FieldMapping
from jru_tui.feeds.mapping.mapper import find_calls, find_vehicles
from jru_tui.feeds.mapping.times import BadTimeError
from jru_tui.feeds.size_errors import Caps

if TYPE_CHECKING:
    from jru_tui.feeds.transport.client import HttpAnswer

from jru_tui.feeds.decoding.text import quoted
from jru_tui.feeds.mapping.scalars import number


class MappedPage(Struct, frozen=True):
    """A page of a foreign document.

    Attributes:
        answer: as it came.
        part, number: of which address it is, and which page of that, both from 0.
        digest: of its bytes and its address.
        next: the address of the page after it.
        made_at: when the server made it, as the document itself tells; None where it does not.
        by_clock: the same by its headers, or by this machine's clock.
        rows: those of calls and those of vehicles; None where they are known to be as before.
        beside: what the document holds where it has no calls.
        cut: what it says of not being all, where nothing asks for the rest.
        repeats: it is the page before it once more, so that it adds nothing.
    """

    answer: "HttpAnswer"
    part: int
    number: int
    digest: bytes
    next: str | None
    made_at: datetime | None
    by_clock: datetime
    rows: tuple[list[Any], list[Any]] | None
    beside: tuple[str, ...] = ()
    cut: str = ""
    repeats: bool = False

    @property
    def as_of(self) -> datetime:
        """Return the time at which the server made it."""
        return self.made_at or self.by_clock

    @property
    def size(self) -> int:
        """Bytes of work."""
        return len(self.answer.body)


def _elements(data: Any) -> tuple[str, ...]:
    """The names of what a document holds, where that is more than plain values."""
    found = data.items() if isinstance(data, dict) else ()
    return tuple(name for name, value in found if isinstance(value, dict | list))


class _Known(Struct, frozen=True):
    """A small memory of a page: not its bytes."""

    digest: bytes
    next: str | None
    made_at: datetime | None


class PageReader:
    """A reader of pages against those of the last good document.

    Args:
        mapping: how they are read.
        clock: this machine's time, where neither the document nor its headers tell one.
        caps: what a document may hold.
    """

    def __init__(self, mapping: FieldMapping, clock: Callable[[], datetime], caps: Caps) -> None:
        self._caps = caps
        self._mapping = mapping
        self._clock = clock
        self._known: dict[tuple[int, int], _Known] = {}
        self._before = b""

    def page(self, answer: "HttpAnswer", part: int, number: int) -> MappedPage:
        """Read one page; without rows where it is the same as before.

        Args:
            answer: the answer of the server.
            part: the address it came from, counted from 0.
            number: the page of that address, counted from 0.

        Raises:
            BadDocument: it cannot be read.
        """
        digest = sha256(answer.url.encode() + b"\0" + answer.body).digest()
        known = self._known.get((part, number))
        before, self._before = self._before, sha256(answer.body).digest()
        if number and before == self._before and self._mapping.file.paging.is_counted:
            return self._repeated(answer, part, number, digest)
        if known is None or known.digest != digest:
            return self._read(answer, part, number, digest)
        by_clock = self._by_clock(answer)
        return MappedPage(answer, part, number, digest, known.next, known.made_at, by_clock, None)

    def are_known(self, pages: Sequence[MappedPage]) -> bool:
        """Test whether these are the pages of the last good document, and nothing else."""
        return len(pages) == len(self._known) and all(page.rows is None for page in pages)

    def in_full(self, page: MappedPage) -> MappedPage:
        """A page with its rows.

        Raises:
            BadDocument: it cannot be read.
        """
        if page.rows is not None:
            return page
        if page.repeats:
            return replace(page, rows=([], []))
        return self._read(page.answer, page.part, page.number, page.digest)

    def keep(self, pages: Sequence[MappedPage]) -> None:
        """Know these from now on; none, where the next document has to be read in any case."""
        self._known = {
            (page.part, page.number): _Known(page.digest, page.next, page.made_at) for page in pages
        }

    def _repeated(self, answer: "HttpAnswer", part: int, number: int, digest: bytes) -> MappedPage:
        """A page that is the one before it: a server that does not count pages gives all at once.

        That is as it should be for a short list of vehicles. Of calls nobody knows whether the
        rest is missing.
        """
        if not part and find_calls(self._mapping, plain(self._mapping, answer.body)):
            raise BadDocument(
                f"page {number + 1} repeats page {number}: does [paging] suit this server?"
            )
        known = self._known.get((part, number))
        page = MappedPage(
            answer, part, number, digest, None, None, self._by_clock(answer), None, repeats=True
        )
        is_known = known is not None and known.digest == digest
        return page if is_known else self.in_full(page)

    def _read(self, answer: "HttpAnswer", part: int, number: int, digest: bytes) -> MappedPage:
        file = self._mapping.file
        data = plain(self._mapping, answer.body, part, self._caps)
        by_clock = self._by_clock(answer)
        made_at = None if part else self._made_at(data, by_clock)
        calls = [] if part else find_calls(self._mapping, data)
        # A list of vehicles beside calls of several pages stands on the first of them.
        here = bool(file.vehicles.url) == bool(part) and (part or not number)
        vehicles = find_vehicles(self._mapping, data) if here else []
        listed = len(vehicles if part else calls)
        following = requests.next_page(self._mapping, answer.url, data, listed)
        rows = (calls, vehicles)
        beside = () if calls or part else _elements(data)
        is_all = file.paging.is_set or answer.next
        signs = "" if is_all or file.format != "json" else truncation_signs(data, listed)
        return MappedPage(
            answer, part, number, digest, following, made_at, by_clock, rows, beside, signs
        )

    def _made_at(self, data: Any, clock: datetime) -> datetime | None:
        """The document's own time; None where it tells none."""
        named = self._mapping.file.generated_at
        if not named:
            return None
        try:
            value = expression(named)(data)
            # An empty table has no row to tell its time.
            if value is None:
                return None
            return self._mapping.times.read_near(value, clock)
        except (BadTimeError, BadRecord) as error:
            raise BadDocument(f"generated_at {error}") from None

    def _by_clock(self, answer: "HttpAnswer") -> datetime:
        return answer.date or self._clock().astimezone(UTC)


_MORE = frozenset(("exceededtransferlimit", "hasmore", "hasnext", "hasnextpage", "morepages"))
_NEXT = frozenset(("next", "nextcursor", "nextlink", "nextpage", "nextpagetoken", "nextpageurl"))
_ALL = frozenset(("numberfound", "numbermatched", "total", "totalcount", "totalitems", "totalrows"))
_DEPTH = 3
"""Such a word stands at the top, or in an object such as `data.pagination`."""


def truncation_signs(data: Any, rows: int, depth: int = _DEPTH) -> str:
    """Say what a document with so many rows tells of being cut; empty where nothing.

    Args:
        data: the page as plain data.
        rows: how many records it holds.
        depth: how deep to look.
    """
    for name, value in data.items() if isinstance(data, dict) else ():
        # hasMore, has_more and @odata.nextLink are the same to everybody.
        plain = "".join(filter(str.isalnum, name.casefold())).removeprefix("odata")
        if plain in _MORE and value is True:
            return f"{quoted(name)} is true"
        if plain in _NEXT and value and not isinstance(value, bool | dict | list):
            return f"{quoted(name)} is not empty"
        if plain in _ALL and (total := number(value)) is not None and total > rows:
            return f"{quoted(name)} is {total:,.0f}, and there are {rows:,} records"
        if (
            depth > 1
            and isinstance(value, dict)
            and (sign := truncation_signs(value, rows, depth - 1))
        ):
            return sign
    return ""
