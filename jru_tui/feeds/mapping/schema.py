"""The shape of a mapping file: its tables and keys, with what holds where a key is absent.

Unless said otherwise a text is a JMESPath expression over one record (a row, an object, an
element); an empty one leaves the field out.
"""

from typing import Literal

from msgspec import Struct

from jru_tui.settings import Scalar, Signs


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
        """Test whether there is a way to ask for the rest."""
        return bool(self.next or self.cursor or self.is_counted)

    @property
    def is_counted(self) -> bool:
        """Test whether pages are counted: by offset or by number."""
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


BodyFormat = Literal["json", "csv", "xml"]
"""Formats of a body that `formats.plain_data` reads."""

Repeated = Literal["arrival", "in_order", "first", "second", "refuse"]
"""Which of the two is meant by a time without a zone in the hour that happens twice."""


class TimesTable(Struct, frozen=True):
    """`[times]`: the forms that are tried, one after the other, and the zone of naive times."""

    forms: tuple[str, ...] = ("iso",)
    zone: str = ""
    repeated: Repeated = "arrival"


class CsvTable(Struct, frozen=True):
    """`[csv]`: how a table is written."""

    delimiter: Signs = Signs(",")
    encoding: str = "utf-8"


class XmlTable(Struct, frozen=True):
    """`[xml]`: the name of the outermost element, by which a document is known for what it is.

    `lists` are names of elements that can stand several times: they are lists also where they
    stand once.
    """

    root: str = ""
    lists: tuple[str, ...] = ()


class LocationTable(Struct, frozen=True):
    """Coordinates, in whichever way the document has them."""

    lat: str = ""
    lon: str = ""
    lat_lon: str = ""
    lon_lat: str = ""
    geojson: str = ""
    pidf_lo: str = ""
    easting: str = ""
    northing: str = ""
    grid_reference: str = ""


class WhereTable(LocationTable, frozen=True):
    """`[calls.where]`: where a call is."""

    text: str = ""
    area: str = ""


class PositionTable(LocationTable, frozen=True):
    """`[vehicles.position]`: where a vehicle was, and when."""

    at: str = ""


class EventsTable(Struct, frozen=True):
    """`[calls.responses.events]`: what a vehicle did, as a list of words with their times."""

    list: str = ""
    at: str = ""
    status: str = ""


class ResponsesTable(Struct, frozen=True):
    """`[calls.responses]`: the vehicles sent to a call, with the times of their stages.

    With one row per vehicle and call each row is one; otherwise `list` picks them from the call:
    a list, or a text that lists them, parted by any of the `separators`. A list of `events` stands
    in place of the times.
    """

    list: str = ""
    separators: Signs = Signs(",;")
    only: str = ""
    vehicle: str = ""
    allocated_at: str = ""
    en_route_at: str = ""
    at_scene_at: str = ""
    committed_at: str = ""
    clear_at: str = ""
    eta_at: str = ""
    status: str = ""
    status_at: str = ""
    events: EventsTable = EventsTable()


class NotesTable(Struct, frozen=True):
    """`[calls.notes]`: the lines of a call's log."""

    list: str = ""
    id: str = ""
    at: str = ""
    by: str = ""
    text: str = ""


class CallsTable(Struct, frozen=True):
    """`[calls]`: where the calls are, which of them matter, and what their fields are."""

    list: str
    id: str
    opened_at: str
    rows: Literal["call", "vehicle_and_call"] = "call"
    closed: Literal["state", "closed_at", "all_clear"] = "state"
    only: str = ""
    version: str = ""
    updated_at: str = ""
    state: str = ""
    closed_at: str = ""
    outcome: str = ""
    grade: str = ""
    category: str = ""
    type: str = ""
    summary: str = ""
    origin: str = ""
    flags: str = ""
    needs: str = ""
    callback: str = ""
    people: str = ""
    where: WhereTable = WhereTable()
    responses: ResponsesTable = ResponsesTable()
    notes: NotesTable = NotesTable()
    defaults: dict[str, str] = {}


class CrewTable(Struct, frozen=True):
    """`[vehicles.crew]`: who is on a vehicle, by role and number."""

    list: str = ""
    role: str = ""
    id: str = ""
    skills: str = ""


class VehiclesTable(Struct, frozen=True):
    """`[vehicles]`: where the vehicles are listed, if they are; `url` where at another address.

    `root` is the outermost element there, where it is another one than that of the calls' XML;
    `order` what the pages there are ordered by, where that is not `paging.order`.
    """

    url: str = ""
    root: str = ""
    order: str = ""
    list: str = ""
    only: str = ""
    id: str = ""
    name: str = ""
    area: str = ""
    status: str = ""
    status_at: str = ""
    call: str = ""
    position: PositionTable = PositionTable()
    crew: CrewTable = CrewTable()
    defaults: dict[str, str] = {}


class CodesTable(Struct, frozen=True):
    """`[codes.*]`: the words of the document, and what the board calls them."""

    state: dict[str, str] = {}
    outcome: dict[str, str] = {}
    grade: dict[str, str] = {}
    category: dict[str, str] = {}
    type: dict[str, str] = {}
    origin: dict[str, str] = {}
    status: dict[str, str] = {}
    area: dict[str, str] = {}
    vehicle: dict[str, str] = {}


class GoneTable(Struct, frozen=True):
    """`[gone]`: seconds that a call may be missing before the board asks the supervisor."""

    wait_s: int = 0


class MappingFile(Struct, frozen=True):
    """The whole mapping file."""

    format: BodyFormat
    calls: CallsTable
    vehicles: VehiclesTable = VehiclesTable()
    generated_at: str = ""
    nothing: tuple[Scalar, ...] = (Scalar(""),)
    times: TimesTable = TimesTable()
    csv: CsvTable = CsvTable()
    xml: XmlTable = XmlTable()
    codes: CodesTable = CodesTable()
    request: RequestTable = RequestTable()
    paging: PagingTable = PagingTable()
    since: SinceTable = SinceTable()
    gone: GoneTable = GoneTable()
