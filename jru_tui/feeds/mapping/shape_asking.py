"""The tables of a mapping file that say how documents are asked for."""

from msgspec import Struct


class RequestTable(Struct, frozen=True):
    """`[request]`: headers and query parameters that go with every request. Plain texts."""

    headers: dict[str, str] = {}
    parameters: dict[str, str] = {}


class PagingTable(Struct, frozen=True):
    """`[paging]`: how to ask for the rest. A `Link` header is always followed.

    Attributes:
        next: an expression for the next page's address.
        cursor: an expression for what the next request sends as `cursor_parameter`.
        limit: records a page; with it, pages are asked for by offset until one is empty.
        page_parameter: with it, pages are asked for by number until one is empty, instead.
        page_first: the number of the first page.
        order: the value of `order_parameter`, so that records do not move between pages.
    """

    next: str = ""
    cursor: str = ""
    cursor_parameter: str = "cursor"
    limit: int = 0
    limit_parameter: str = "limit"
    offset_parameter: str = "offset"
    page_parameter: str = ""
    page_first: int = 1
    order: str = ""
    order_parameter: str = "order"

    @property
    def is_set(self) -> bool:
        """Whether there is a way to ask for the rest."""
        return bool(self.next or self.cursor or self.is_counted)

    @property
    def is_counted(self) -> bool:
        """Whether pages are counted: by offset or by number."""
        return bool(self.limit or self.page_parameter)


class SinceTable(Struct, frozen=True):
    """`[since]`: how to ask only for what is new.

    Attributes:
        parameter: the query parameter.
        value: what it holds; `{since}` stands for the time.
        form: how the time is written there: iso, epoch_s, epoch_ms or a strptime form.
        newest: an expression for a record's own time of change.
        row: what tells a row from every other one; without it, the call, the vehicle and when it
            was sent.
        overlap_s: seconds that are asked for once more, for what was entered late.
        window_h: how far back the first and each full reading goes, in hours.
    """

    parameter: str = ""
    value: str = "{since}"
    form: str = "iso"
    newest: str = ""
    row: str = ""
    overlap_s: int = 300
    window_h: float = 24.0
