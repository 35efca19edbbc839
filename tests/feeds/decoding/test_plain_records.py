"""Records that are decoded many at once are found as one by one, and odd ones are left alone."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.board import CallRecord, VehicleRecord
from jru_tui.feeds.decoding.normaliser import AHEAD
from jru_tui.feeds.decoding.plain_records import PlainRecordReader
from jru_tui.feeds.decoding.record import RecordReader
from tests.feeds.conftest import NOW, VEHICLE, call

CALLS = PlainRecordReader(CallRecord)
VEHICLES = PlainRecordReader(VehicleRecord)
AT = "2020-10-30T22:40:00Z"

TEXTS = st.sampled_from(["", "K-1", "a b", "é", "\x7f", "\\", '"', "x" * 300, "x" * 2_001, "K:1"])
TIMES = st.sampled_from(
    [
        "2020-10-30T22:38:02Z",
        "2020-10-30T22:38:02.5+00:00",
        "2020-10-30T23:38:02+01:00",
        "2020-10-30T22:38:02",
        "2020-10-30T22:47:36Z",
        "2020-10-31T22:47:36Z",
        "1999-12-31T23:59:59Z",
        "2199-12-31T23:59:59Z",
        "soon",
    ]
)
DEGREES = st.sampled_from([None, 0, 1.25, 51.25, 51, 181.0, -91.0, 10**20, "51"])
VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "version": st.sampled_from([None, 0, 7, -1, 2**63 - 1, 2**63, "1"]),
    "updated_at": TIMES | st.none(),
    "closed_at": TIMES | st.none(),
    "state": st.sampled_from(["open", "closed", "paused", None]),
    "summary": TEXTS | st.none(),
    "callback": TEXTS | st.none() | st.sampled_from([7700900123, True, ["07700 900123"]]),
    "people": st.none() | st.sampled_from([0, 3, -1, 2.0, 1.5, "4", "many", 10**7, True, []]),
    "where": st.fixed_dictionaries({}, optional={"text": TEXTS, "lat": DEGREES, "lon": DEGREES}),
    "flags": st.lists(TEXTS, max_size=2) | st.just(["alcohol"] * 101),
    "responses": st.lists(
        st.fixed_dictionaries(
            {"vehicle": TEXTS},
            optional={"allocated_at": TIMES, "at_scene_at": TIMES, "eta_at": TIMES, "own": TEXTS},
        ),
        max_size=2,
    ),
    "notes": st.lists(st.fixed_dictionaries({"id": TEXTS, "at": TIMES, "text": TEXTS}), max_size=1),
    "own_field": st.just(1),
}
RECORDS = st.fixed_dictionaries(
    {"id": TEXTS | st.just("K-2"), "opened_at": st.just(AT) | TIMES}, optional=VALUES
)


def encoded(record: object, *, spaced: bool = False) -> bytes:
    return json.dumps(record, separators=None if spaced else (",", ":")).encode()


@given(st.lists(RECORDS | st.just(call()), max_size=5), st.booleans())
def test_what_is_read_at_once_is_what_is_read_one_by_one(
    records: list[dict[str, Any]], spaced: bool
) -> None:
    raws = [encoded(record, spaced=spaced) for record in records]
    found = CALLS.read(raws, NOW)
    assert len(found) == len(raws)
    thorough = RecordReader(CallRecord)
    for raw, record in zip(raws, found, strict=True):
        if record is not None:
            marked = thorough.read_marked(raw, NOW + AHEAD)
            assert (marked.record, marked.odd, marked.beyond, marked.zoned) == (
                record,
                "",
                "",
                False,
            )


@pytest.mark.parametrize("spaced", [False, True])
def test_what_nothing_is_to_be_said_of_is_read(spaced: bool) -> None:
    calls = [
        call(id="K-1", where={"text": "High St", "lat": 51.3, "lon": 0.5}, flags=["alcohol"]),
        call(id="K-2", grade=None, state="closed", closed_at=AT, outcome=None),
        call(id="K-3", notes=[{"id": "n1", "at": AT, "text": "rang back"}]),
        call(id="K-4", responses=[{"vehicle": "JRU1", "eta_at": "2020-10-30T23:10:00Z"}]),
        call(id="K-5", callback="01227 496 0123", people=0),
    ]
    raws = [encoded(record, spaced=spaced) for record in calls]
    assert [record and record.id for record in CALLS.read(raws, NOW)] == [
        "K-1",
        "K-2",
        "K-3",
        "K-4",
        "K-5",
    ]
    vehicles = [
        VEHICLE,
        {**VEHICLE, "call": None, "crew": [{"role": "officer", "id": "SC 7", "skills": ["x"]}]},
        {**VEHICLE, "position": {"lat": 51.3, "lon": 0.5, "at": AT}},
        {**VEHICLE, "position": None},
    ]
    assert None not in VEHICLES.read([encoded(record, spaced=spaced) for record in vehicles], NOW)


ODD = {
    "text to be cleaned": encoded(call(summary="é")),
    "an escape": encoded(call()).replace(b"Shouting", b"\\u0041"),
    "a long text": encoded(call(summary="x" * 2_001)),
    "a key twice": encoded(call()).replace(b'{"id"', b'{"grade":"G2","id"'),
    "a key twice inside": encoded(call(where={"text": "x"})).replace(
        b'"text":"x"', b'"text":"x","text":"y"'
    ),
    "a key twice, with a space": encoded(call()).replace(b'{"id"', b'{"grade" :"G2","id"'),
    "a field that nobody knows": encoded(call(own_field=1)),
    "a time with an offset": encoded(call(updated_at="2020-10-30T23:38:02+01:00")),
    "a time ahead of the server": encoded(call(updated_at="2020-10-30T22:47:36Z")),
    "times out of order": encoded(call(closed_at="2020-10-30T22:00:00Z", state="closed")),
    "a place that cannot be meant": encoded(call(where={"lat": 0.5, "lon": 51.3})),
    "half a place": encoded(call(where={"lat": 51.3})),
    "fewer people than none": encoded(call(people=-1)),
    "people in words": encoded(call(people="two")),
    "an id with a space": encoded(call(id="K 1")),
    "no object": b"[]",
    "not JSON": b'{"id":}',
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("place", [0, 1, 6])
def test_an_odd_record_is_left_alone_and_those_beside_it_are_read(odd: bytes, place: int) -> None:
    raws = [encoded(call(id=f"K-{number}")) for number in range(7)]
    raws[place] = odd
    found = CALLS.read(raws, NOW)
    assert found[place] is None
    assert sum(record is not None for record in found) == 6


def test_a_feed_of_odd_records_alone_is_given_up_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = PlainRecordReader(CallRecord)
    tried: list[int] = []
    read_all = reader._read_all

    def counted(raws: Sequence[bytes], server: datetime) -> list[CallRecord] | None:
        tried.append(len(raws))
        return read_all(raws, server)

    monkeypatch.setattr(reader, "_read_all", counted)
    assert set(reader.read([ODD["an escape"]] * 64, NOW)) == {None}
    assert tried == [64, 1, 1]
