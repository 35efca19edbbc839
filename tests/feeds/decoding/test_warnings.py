"""Records that are taken though something about them is odd. Ids of faults as in the catalogue."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from jru_tui.feeds.decoding.decoder import Decoder
from jru_tui.feeds.decoding.warnings import RecordWarnings
from jru_tui.feeds.models import FeedReading
from tests.feeds.conftest import NOW, VEHICLE, call, document, reading_of


def marks(reading: FeedReading) -> list[tuple[str, str]]:
    return [(each.key, each.reason) for each in reading.marked]


async def test_ids_that_differ_only_in_case_are_two_calls_and_told() -> None:
    """REC-08."""
    reading = await reading_of(document(calls=[call(id="k12"), call(id="K12"), call(id="K-9")]))
    assert reading.listed_calls == {"k12", "K12", "K-9"}
    assert marks(reading) == [("K12", "looks like “k12”, but is not the same")]


async def test_a_look_alike_letter_makes_another_id_and_is_told() -> None:
    """REC-08, TXT-24: the first is Cyrillic."""
    both = [call(id="\u041a12"), call(id="K12")]
    assert marks(await reading_of(document(calls=both))) == [
        ("K12", "looks like “\u041a12”, but is not the same")
    ]
    alone = await reading_of(document(calls=[call(id="\u041aD12")]))
    assert marks(alone) == [
        ("\u041aD12", "has letters of another alphabet that look like Latin ones")
    ]


@pytest.mark.parametrize("id_", ["K\u0416-1", "\u0416\u00e9-1", "K\u8b6612", "\uff2b\u0416"])
async def test_an_id_of_two_scripts_is_told(id_: str) -> None:
    """TXT-24: also where no letter passes for another; the last Latin letter is wide."""
    assert marks(await reading_of(document(calls=[call(id=id_), call(id="K-2")]))) == [
        (id_, "mixes Latin letters with those of another script")
    ]


async def test_an_id_that_is_plainly_of_another_script_is_not_odd() -> None:
    ids = ["警察12", "Вызов-1", "Épée-1", "緊急ケース-3"]
    assert marks(await reading_of(document(calls=[call(id=each) for each in ids]))) == []


async def test_a_mark_stands_while_its_record_does_and_goes_with_it() -> None:
    decoder = Decoder()
    twins = [call(id="k12"), call(id="K12")]
    await reading_of(document(calls=twins), decoder)
    again = await reading_of(document(calls=twins), decoder)
    assert again.calls == ()
    assert len(again.marked) == 1
    assert (await reading_of(document(calls=twins[:1]), decoder)).marked == ()


async def test_swapped_coordinates_are_told_and_not_used() -> None:
    """REC-18."""
    where = {"text": "Sea Street", "lat": 1.1, "lon": 51.3}
    reading = await reading_of(document(calls=[call(where=where)]))
    assert reading.calls[0].where.lat is None
    assert marks(reading) == [
        ("K-1036", "latitude and longitude look swapped: the place is not used")
    ]


async def test_a_place_at_zero_is_told_and_not_used() -> None:
    """REC-19: of calls and of vehicles; where the place is unknown, nothing is said."""
    zero = {"lat": 0, "lon": 0.0}
    vehicle = {**VEHICLE, "position": zero}
    reading = await reading_of(document(calls=[call(where=zero)], vehicles=[vehicle]))
    said = "latitude and longitude are 0: the place is not used"
    assert marks(reading) == [("K-1036", said), ("JRU3", said)]
    unknown = document(calls=[call(where={"lat": None}), call(id="K-2", where={"lat": 0})])
    assert marks(await reading_of(unknown)) == []


@pytest.mark.parametrize(
    ("late_s", "far"),
    [(3, ""), (90, "1 min"), (3 * 3_600, "180 min"), (3 * 365 * 86_400, "1,095 days")],
)
async def test_a_time_ahead_of_the_servers_own_clock_is_told(late_s: int, far: str) -> None:
    """TIME-05."""
    later = (NOW + timedelta(seconds=late_s)).isoformat()
    reading = await reading_of(document(calls=[call(updated_at=later)]))
    said = f"a time was {far} ahead of the feed's own clock when it arrived"
    assert marks(reading) == ([("K-1036", said)] if far else [])


OUT_OF_ORDER: list[dict[str, Any]] = [
    {"responses": [{"vehicle": "JRU3", "at_scene_at": "2020-10-30T22:35:02Z"}]},
    {"state": "closed", "closed_at": "2020-10-30T22:37:02Z"},
    {
        "responses": [
            {
                "vehicle": "JRU3",
                "en_route_at": "2020-10-30T22:45:00Z",
                "at_scene_at": "2020-10-30T22:44:00Z",
            }
        ]
    },
]


@pytest.mark.parametrize("times", OUT_OF_ORDER)
async def test_times_out_of_order_are_told_and_the_call_stands(times: dict[str, Any]) -> None:
    """REC-20."""
    reading = await reading_of(document(calls=[call(**times)]))
    assert len(reading.calls) == 1
    assert marks(reading) == [
        ("K-1036", "its times are out of order: how long it took is not known")
    ]


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ("2020-10-25T01:30:00", "a time without a zone is in the hour that occurs twice"),
        ("2020-03-29T01:30:00", "a time is in the hour that the clocks skip"),
        ("2020-10-24T18:00:00", ""),
        ("2020-10-25T01:30:00Z", ""),
    ],
)
async def test_a_time_that_the_wall_does_not_settle_is_told(time: str, said: str) -> None:
    """TIME-02, TIME-03."""
    decoder = Decoder(zone=ZoneInfo("Europe/London"))
    reading = await reading_of(document(calls=[call(opened_at=time)]), decoder)
    assert len(reading.calls) == 1
    assert [reason.startswith(said) for _, reason in marks(reading)] == ([True] if said else [])


def test_marks_of_any_ids_leave_nothing_behind() -> None:
    held = RecordWarnings("call")
    ids: list[Any] = ["k1", "K1", "\u041a1", "K2"]
    for each in ids:
        held.hold([each], ["odd"])
    for each in ids:
        held.forget(each)
    assert list(held.standing()) == []
    held.hold(["K1", "K2"])
    assert list(held.standing()) == []
