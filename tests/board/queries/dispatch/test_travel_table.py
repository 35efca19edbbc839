"""A force's table of minutes: what it says, and where it is wrong."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from jru_tui.board.geometry import Vector
from jru_tui.board.queries.dispatch.reasons import ArrivalSource
from jru_tui.board.queries.dispatch.travel_times.calibration import Centiles
from jru_tui.board.queries.dispatch.travel_times.minutes_table import (
    TravelTableError,
    parse_minutes,
)
from jru_tui.board.queries.dispatch.travel_times.table_source import TableSource
from jru_tui.board.queries.dispatch.travel_times.travel_sources import (
    Location,
    TravelModel,
    TravelSource,
    location,
)
from jru_tui.board.records import Place
from tests.board.queries.dispatch.conftest import NOW, Room
from tests.narrowing import present

LIST = """from,to,minutes
Medway,East Kent,52
East Kent,East Kent,14.5
"""
GRID = """from,lat,lon,Medway,East Kent
Medway,51.3967,0.5425,12,52
East Kent,51.2748,1.0868,,14
"""


def seconds(text: str, start: Place, goal: Place) -> float | None:
    source = TableSource(parse_minutes(text), 0.35)
    where = location(goal, {"ek": "East Kent"})
    return source.seconds([location(start, {})], where, NOW)[0]


@pytest.mark.parametrize(
    ("start", "goal", "minutes"),
    [
        (Place(area="medway"), Place(area="east_kent"), 52),
        (Place(area="East Kent"), Place(area="ek"), 14.5),
        (Place(area="east_kent"), Place(area="Medway & Swale"), 52),
        (Place(area="Dover"), Place(area="east_kent"), None),
        (Place(area="medway"), Place(), None),
        (Place(text="Medway"), Place(text="east kent"), 52),
    ],
)
def test_places_and_zones_meet_by_name(start: Place, goal: Place, minutes: float | None) -> None:
    assert seconds(LIST, start, goal) == (None if minutes is None else minutes * 60)


def test_a_place_of_the_table_counts_for_what_is_near_it() -> None:
    near, far = Place(lat=51.39, lon=0.54, area="east_kent"), Place(lat=51.0, lon=0.0)
    assert seconds(GRID, near, Place(area="east_kent")) == 52 * 60
    assert seconds(GRID, far, Place(area="east_kent")) is None
    assert seconds(GRID, Place(area="east_kent"), near) == 52 * 60  # the other way round


@pytest.mark.parametrize("text", [LIST.replace(",", ";").replace(".", ","), "\ufeff" + LIST])
def test_other_ways_of_writing_csv(text: str) -> None:
    assert parse_minutes(text).minutes["east kent", "east kent"] == 14.5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the table is empty: it needs a header and at least one line"),
        ("from,to,minutes\n", "the table is empty: it needs a header and at least one line"),
        ("a\nb\n", "line 1 has neither from, to, minutes nor places along the top"),
        (
            "from,to,minutes\nMedway,Swale,soon\n",
            "line 2, column 3 (minutes): “soon” is not minutes, 0 to 1440",
        ),
        (
            "from,to,minutes\n\nMedway,Swale,-1\n",
            "line 3, column 3 (minutes): “-1” is not minutes, 0 to 1440",
        ),
        ("from,to,minutes\nMedway,,5\n", "line 2, column 2 (to): the place has no name"),
        ("from,to,minutes\nMedway,Swale,5,6\n", "line 2 has more columns than the header"),
        (
            "from,to,minutes\nMedway,Swale,5\nmedway,SWALE,6\n",
            "line 3, column 3 (minutes): 6 minutes here, but 5 in an earlier line",
        ),
        ("from,Medway,medway\nSwale,1,2\n", "line 1, column 3: medway is there twice"),
        ("from,Medway,\nSwale,1,2\n", "line 1, column 3: the place has no name"),
        ("from,Medway\n,1\n", "line 2, column 1 (from): the place has no name"),
        ("from,Medway\nSwale,nan\n", "line 2, column 2 (Medway): “nan” is not minutes, 0 to 1440"),
        (
            "from,lat,lon,Medway\nSwale,91,0,5\n",
            "line 2, column 2 (lat): “91” is not a latitude in degrees, -90 to 90",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_column(text: str, said: str) -> None:
    with pytest.raises(TravelTableError) as wrong:
        parse_minutes(text)
    assert str(wrong.value) == said


def test_the_table_goes_before_the_straight_line_where_it_knows(room: Room) -> None:
    table = TableSource(parse_minutes("from,to,minutes\nMedway,East Kent,9\n"), 0.35)
    room.call("K1", "G1", area="east_kent")
    room.car("JRU 1", minutes=30, area="Medway")
    room.car("JRU 2", minutes=12, area="East Kent")
    advice = room.dispatcher(model=TravelModel(room.board.rules, sources=(table,))).advise("K1")
    told = {each.name: (each.arrival.seconds, each.arrival.source) for each in advice.offers}
    assert told["JRU 1"] == (10 * 60, ArrivalSource.TABLE)
    assert told["JRU 2"] == (12 * 60, ArrivalSource.DISTANCE)
    assert advice.best is not None
    assert advice.best.name == "JRU 1"


class Routes:
    """A routing engine's answers, as far as they have come: nothing here waits for one."""

    word = ArrivalSource.ROUTE

    def __init__(self) -> None:
        self.known: dict[Vector | None, float] = {}

    def seconds(
        self, starts: Sequence[Location], goal: Location, at: datetime
    ) -> Sequence[float | None]:
        del goal, at
        return [self.known.get(start.vector) for start in starts]

    def centiles(self, start: Location, goal: Location, at: datetime) -> Centiles:
        del start, goal, at
        return Centiles(0.9, 1.2)


def test_a_source_that_learns_its_answers_later_serves_the_same_protocol(room: Room) -> None:
    routes: TravelSource = (engine := Routes())
    model = TravelModel(room.board.rules, sources=(routes,))
    room.call("K1", "G1")
    room.car("JRU 1", minutes=5)
    room.car("JRU 2", minutes=6)
    assert present(room.dispatcher(model=model).advise("K1").best).name == "JRU 1"
    engine.known[room.start("JRU1")] = 14 * 60.0
    advice = room.dispatcher(model=model).advise("K1")
    assert present(advice.best).name == "JRU 2"
    told = advice.offers[1].arrival
    assert (told.seconds, told.source) == (15 * 60, ArrivalSource.ROUTE)
    assert (told.low, told.high) == (812, 1073)
