"""Each record by itself: kept, cleaned, unknown or set aside. Ids of faults as in the catalogue."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.feeds.decoding.decoder import Decoder
from tests.feeds.conftest import (
    CALL,
    JSON,
    VEHICLE,
    call,
    document,
    raw_call,
    reading_of,
)

BAD_RECORDS = {
    "REC-01 null": (call(opened_at=None), "opened_at: is missing"),
    "REC-01": ({"id": "K-1036"}, "opened_at: is missing"),
    "REC-04": (call(grade=["G1"]), "grade: text or nothing was expected, not a list"),
    "REC-04 note": (call(notes=["x"]), "notes[0]: an object was expected, not text"),
    "REC-04 note's time": (
        call(notes=[{"id": "n", "at": 5}]),
        "notes[0].at: a time was expected, not a whole number",
    ),
    "REC-04 response": (
        call(responses=[{"vehicle": 3}]),
        "responses[0].vehicle: text was expected, not a whole number",
    ),
    "REC-01 response": (call(responses=[{}]), "responses[0].vehicle: is missing"),
    "JSON-13": (
        call(version=True),
        "version: a whole number or nothing was expected, not true or false",
    ),
    "JSON-14": (call(version="3"), "version: a whole number or nothing was expected, not text"),
    "JSON-07": (call(version=2**63), "version: is out of range"),
    "JSON-07 negative": (call(version=-1), "version: is out of range"),
    "JSON-07 unknown field": (call(extra=2**63), "extra: is out of range"),
    "JSON-07 below": (call(extra=-(2**63) - 1), "extra: is out of range"),
    "JSON-07 deep in it": (
        call(where={"x": [1, {"y": 2**63}], "text": "é"}),
        "where.x[1].y: is out of range",
    ),
    "responses without end": (
        call(responses=[{"vehicle": "JRU3"}] * 1_001),
        "responses: lists 1,001, more than the 1,000 allowed",
    ),
    "flags without end": (
        call(flags=["alcohol"] * 101),
        "flags: lists 101, more than the 100 allowed",
    ),
    "TIME-01": (
        call(opened_at="2020-10-30T22:38:02"),
        "opened_at: has no zone: “2020-10-30T22:38:02”",
    ),
    "TIME-08": (
        call(opened_at="23/11/2026 08:00"),
        "opened_at: is not an RFC 3339 time: “23/11/2026 08:00”",
    ),
    "TIME-07": (
        call(opened_at="2020-10-30T23:59:60Z"),
        "opened_at: is not an RFC 3339 time: “2020-10-30T23:59:60Z”",
    ),
    "TIME-09 year 1": (
        call(opened_at="0001-01-01T00:00:00+14:00"),
        "opened_at: is out of range: “0001-01-01T00:00:00+14:00”",
    ),
    "TIME-09 epoch": (
        call(opened_at="1970-01-01T00:00:00Z"),
        "opened_at: is before the year 2000: “1970-01-01T00:00:00Z”",
    ),
    "TIME-05": (
        call(closed_at="2025-11-01T00:00:00Z"),
        "closed_at: is in the future: “2025-11-01T00:00:00Z”",
    ),
    "JSON-14 latitude": (
        call(where={"lat": "51.3", "lon": 1}),
        "where.lat: a number or nothing was expected, not text",
    ),
    "REC-04 record": ("K-1036", "the record is not an object"),
}


@pytest.mark.parametrize(("bad", "said"), BAD_RECORDS.values(), ids=BAD_RECORDS)
async def test_a_bad_record_is_set_aside_with_the_reason_and_its_siblings_live(
    bad: object, said: str
) -> None:
    reading = await reading_of(document(calls=[bad, call(id="K-2")]))
    assert reading.listed_calls == {"K-2"}
    (refusal,) = reading.refused
    where = " (record 1 of its list)" if isinstance(bad, str) else ""
    assert (refusal.subject, refusal.reason) == ("call", said + where)
    assert refusal.key == (f"#{refusal.digest[:6]}" if where else "K-1036")
    assert len(refusal.digest) == 16


UNSAYABLE = {
    "JSON-02 NaN": ("3", "NaN", "number out of range"),
    "JSON-02 Infinity": ("3", "-Infinity", "number out of range"),
    "JSON-03": ("3", "1e999", "number out of range"),
    "JSON-15 underscore": ("3", "1_0", "number out of range"),
    "JSON-15 underscores": ("3", "[-1_000_000.5]", "[0]: number out of range"),
    "JSON-15 full width": ("3", "\uff11\uff12", "number out of range"),
    "JSON-15 Arabic": ("3", "-\u0661", "number out of range"),
    "JSON-15 exponent": ("3", "1.5e\uff11", "number out of range"),
    "JSON-15 mixed": ("3", '{"a":1\u0661.5}', "number out of range"),
    "JSON-08": ("heard", "\\ud800", "a text contains invalid UTF-8, or half a character"),
    "JSON-08 low": (
        "heard",
        "\\udc00 \\\\ud83d",
        "a text contains invalid UTF-8, or half a character",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), UNSAYABLE.values(), ids=UNSAYABLE)
async def test_what_json_cannot_say_costs_only_its_own_record(
    old: str, new: str, said: str
) -> None:
    reading = await reading_of(raw_call(old, new) if old != "3" else raw_call(": 3", f": {new}"))
    assert reading.listed_calls == {"K-2"}
    assert [(each.key, each.reason) for each in reading.refused] == [("K-1036", said)]


async def test_whole_numbers_up_to_what_all_agree_on_are_taken() -> None:
    """JSON-07: and digits in a text or a fraction are no whole number."""
    fine = call(version=2**63 - 1, x=[-(2**63), 0.12345678901234567, "9" * 30])
    assert (await reading_of(document(calls=[fine]))).calls[0].version == 2**63 - 1


async def test_a_state_that_nobody_knows_hides_no_call() -> None:
    """REC-03."""
    reading = await reading_of(document(calls=[call(state="[red]pending"), call(id="K-2")]))
    assert (reading.calls[0].id, reading.calls[0].state) == ("K-1036", "open")
    assert [(each.key, each.reason) for each in reading.marked] == [
        ("K-1036", "state “[red]pending” is not known: the call is treated as open")
    ]


async def test_whole_pairs_and_quoted_words_survive_beside_a_nan() -> None:
    summary = "\\ud83d\\ude00 \\\\ud800 NaN -Infinity"
    body = raw_call("Shouting", summary).replace(b'"K-2", "version": 3', b'"K-2", "version": NaN')
    reading = await reading_of(body)
    assert reading.calls[0].summary == "😀 \\ud800 NaN -Infinity, and now nothing is heard"
    assert len(reading.refused) == 1


@pytest.mark.parametrize("id_", ["", "x" * 10_000, "K 1", "K\x1b[2J", "K\u0000", "K\u202e1"])
async def test_an_id_is_refused_and_never_rewritten(id_: str) -> None:
    """REC-05, JSON-09."""
    reading = await reading_of(document(calls=[call(id=id_), call(id="K-2")]))
    assert reading.listed_calls == {"K-2"}
    assert reading.refused[0].key == f"#{reading.refused[0].digest[:6]}"
    assert reading.refused[0].reason.startswith("id: ")
    assert reading.refused[0].reason.endswith(" (record 1 of its list)")
    moved = await reading_of(document(calls=[call(id="K-2"), call(id=id_)]))
    assert moved.refused[0].key == reading.refused[0].key


async def test_text_is_cleaned_wherever_it_stands() -> None:
    """TXT-01 to TXT-20, JSON-09: in plain text, in escapes, in notes, places and crews."""
    vehicle = {**VEHICLE, "name": "JRU\x1b3", "crew": [{"role": "officer\n", "id": "SC 7\u202e"}]}
    body = document(
        calls=[
            call(
                summary="a\x1b[2Jb\x00",
                where={"text": "Sea\u0085Street", "area": "a" * 2_001},
                notes=[{"id": "n1", "at": "2020-10-30T22:41:17Z", "text": "x" * 3_000_000}],
                flags=["[red]\x9b"],
            )
        ],
        vehicles=[vehicle],
    )
    reading = await reading_of(body)
    found = reading.calls[0]
    assert found.summary == "a�[2Jb�"
    assert found.where.text == "Sea Street"
    assert found.where.area == "a" * 1_999 + "…"
    assert found.notes[0].text == "x" * 1_999_999 + "…"
    assert found.flags == ("[red]�",)
    assert reading.vehicles[0].name == "JRU�3"
    assert (reading.vehicles[0].crew[0].role, reading.vehicles[0].crew[0].id) == (
        "officer ",
        "SC 7�",
    )


@pytest.mark.parametrize(
    ("name", "length", "told"),
    [
        ("type", 2_000, "x" * 2_000),
        ("type", 2_001, "x" * 1_999 + "…"),
        ("summary", 1_048_576, "x" * 1_048_576),
        ("summary", 2_000_001, "x" * 1_999_999 + "…"),
    ],
    ids=["type", "type cut", "summary", "summary cut"],
)
async def test_a_plain_text_is_whole_up_to_its_cap(name: str, length: int, told: str) -> None:
    """TXT-20: a line of a megabyte can be read to its end."""
    reading = await reading_of(document(calls=[call(**{name: "x" * length})]))
    assert getattr(reading.calls[0], name) == told


async def test_a_delete_character_has_no_quick_way_past_the_door() -> None:
    """TXT-10. DEL is ASCII and stands unescaped in JSON."""
    reading = await reading_of(document(calls=[call(summary="a\x7fb")]))
    assert reading.calls[0].summary == "a�b"


async def test_times_come_out_in_utc_whatever_their_zone() -> None:
    reading = await reading_of(document(calls=[call(opened_at="2020-10-25T01:30:00+01:00")]))
    opened = reading.calls[0].opened_at
    assert opened == datetime(2020, 10, 25, 0, 30, tzinfo=UTC)
    assert opened.utcoffset() == datetime.now(UTC).utcoffset()


async def test_the_feeds_zone_reads_times_without_one() -> None:
    """TIME-01, TIME-02, TIME-03."""
    decoder = Decoder(zone=ZoneInfo("Europe/London"))
    notes = [
        {"id": "summer", "at": "2020-10-24T18:00:00"},
        {"id": "twice", "at": "2020-10-25T01:30:00"},
        {"id": "never", "at": "2020-03-29T01:30:00"},
    ]
    reading = await reading_of(document(calls=[call(notes=notes)]), decoder)
    assert [note.at.isoformat() for note in reading.calls[0].notes] == [
        "2020-10-24T17:00:00+00:00",
        "2020-10-25T00:30:00+00:00",
        "2020-03-29T01:30:00+00:00",
    ]


ODD_PLACES = {
    "REC-19 null island": (0, 0),
    "half": (51.3, None),
    "REC-19 range": (91, 1.1),
    "REC-19 1e3": (1_000, 1.1),
    "REC-19 British grid": (617_000, 168_000),
    "REC-18 swapped": (1.1, 51.3),
}


@pytest.mark.parametrize(("lat", "lon"), ODD_PLACES.values(), ids=ODD_PLACES)
async def test_coordinates_that_cannot_be_meant_are_unknown(lat: float, lon: float | None) -> None:
    where = {"text": "Sea Street", "lat": lat, "lon": lon}
    vehicle = {**VEHICLE, "position": {"lat": lat, "lon": lon}}
    reading = await reading_of(document(calls=[call(where=where)], vehicles=[vehicle]))
    assert (reading.calls[0].where.lat, reading.calls[0].where.lon) == (None, None)
    assert reading.calls[0].where.text == "Sea Street"
    assert reading.vehicles[0].position is None
    assert not reading.refused


async def test_null_means_absent() -> None:
    nothing = dict.fromkeys(["version", "state", "where", "flags", "needs", "responses", "notes"])
    vehicle = {**VEHICLE, "call": "", "crew": None, "position": None}
    reading = await reading_of(document(calls=[call(**nothing)], vehicles=[vehicle]))
    assert reading.calls[0].state == "open"
    assert reading.calls[0].responses == ()
    assert reading.vehicles[0].call is None


async def test_what_is_unknown_is_ignored_or_shown_as_it_came() -> None:
    """REC-02, REC-03, JSON-16."""
    odd = call(grade="P1+", type="flying_saucer", __class__="x", extra={"id": [1, None]})
    reading = await reading_of(document(calls=[odd], extra=1))
    assert (reading.calls[0].grade, reading.calls[0].type) == ("P1+", "flying_saucer")
    assert not reading.refused


FIELD = st.sampled_from([*CALL, "where", "notes", "flags", "closed_at", "category"])


@given(st.lists(st.dictionaries(FIELD, JSON, max_size=6), max_size=4), st.booleans())
async def test_no_record_whatever_it_holds_harms_its_sibling(
    bad: list[dict[str, Any]], partly: bool
) -> None:
    calls = [{**CALL, **each} if partly else each for each in bad]
    body = document(calls=[*calls, call(id="sibling")])
    reading = await reading_of(body)
    assert "sibling" in reading.listed_calls
