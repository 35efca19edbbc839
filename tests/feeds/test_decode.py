"""Documents: whole or refused. Records: each by itself. Ids of faults as in the catalogue."""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.feeds.decode import Decoder
from jru_tui.feeds.reading import Failure, Reading
from tests.feeds.conftest import CALL, VEHICLE, document

ESC = "\\u001b"


async def read(body: bytes, decoder: Decoder | None = None) -> Reading:
    reading = await (decoder or Decoder()).decode(body)
    assert isinstance(reading, Reading), reading
    return reading


async def refused(body: bytes, **settings: Any) -> str:
    failure = await Decoder(**settings).decode(body)
    assert isinstance(failure, Failure), failure
    return failure.reason


def call(**changes: Any) -> dict[str, Any]:
    return {**CALL, **changes}


def raw_call(old: str, new: str) -> bytes:
    """A document of two calls, the second good, with something that `json` would not write."""
    first, second = json.dumps(CALL), json.dumps(call(id="K-2"))
    assert old in first
    calls = f"[{first.replace(old, new, 1)}, {second}]"
    return document(calls="@@").replace(b'"@@"', calls.encode())


async def test_a_document_gives_records_ids_and_the_servers_time() -> None:
    reading = await read(document(cursor="b1946ac9"))
    assert reading.generated_at == datetime(2020, 10, 30, 22, 47, 30, tzinfo=UTC)
    assert reading.complete
    assert reading.cursor == "b1946ac9"
    assert reading.listed_calls == {"K-1036"}
    assert reading.listed_vehicles == {"JRU3"}
    assert reading.calls[0].responses[0].vehicle == "JRU3"
    assert reading.vehicles[0].call == "K-1036"
    assert not reading.refused


BAD_DOCUMENTS = {
    "HTTP-15": (b"", "the feed answered with nothing"),
    "HTTP-15 spaces": (b"  \n", "the feed answered with nothing"),
    "HTTP-12": (b"<!doctype html>", "the feed answered with a web page: signed out?"),
    "HTTP-14 UTF-16": (document().decode().encode("utf-16"), "the document is not in UTF-8"),
    "HTTP-14 latin 1": (document()[:-2] + b', "x": "\xe9"}', "the document is not in UTF-8"),
    "JSON-11 null": (b"null", "the answer is JSON, but not a jru/1 document"),
    "JSON-11 list": (b"[]", "the answer is JSON, but not a jru/1 document"),
    "JSON-11 text": (b'"text"', "the answer is JSON, but not a jru/1 document"),
    "JSON-11 number": (b"42", "the answer is JSON, but not a jru/1 document"),
    "JSON-11 empty object": (b"{}", "feed is missing: not a jru/1 document"),
    "format": (document(feed="jru/2"), "the document is of the format “jru/2”, not jru/1"),
    "JSON-11 feed": (document(feed=1), "feed: text was expected, not a whole number"),
    "JSON-11 null calls": (document(calls=None), "calls is not a list"),
    "JSON-11 calls object": (document(calls={}), "calls is not a list"),
    "JSON-11 vehicles": (document(vehicles="none"), "vehicles is not a list"),
    "JSON-11 no calls": (
        b'{"feed": "jru/1", "generated_at": "2020-10-30T22:47:30Z"}',
        "the document has no list of calls; that does not mean no calls",
    ),
    "JSON-05 open": (b'{"x":' * 100_000, "the document is nested too deeply"),
    "JSON-05": (
        document(x="@").replace(b'"@"', b"[" * 5_000 + b"]" * 5_000),
        "the document is nested too deeply",
    ),
    "JSON-04 envelope": (
        b'{"calls": [], "calls": [{}], ' + document()[1:].replace(b'"calls"', b'"x"'),
        "the document names a part twice: which one is meant cannot be known",
    ),
    "JSON-04 record": (
        raw_call('"id": "K-1036"', '"id": "A", "id": "K-1036"'),
        "the document is refused: an object in it names “id” twice",
    ),
    "JSON-04 unknown part with spaces": (
        raw_call('"vehicle": "JRU3"', '"vehicle":"JRU3","x":{"a" :1,"a" :2}'),
        "the document is refused: an object in it names “a” twice",
    ),
    "TIME-01": (
        document(generated_at="2020-10-30T22:47:30"),
        "generated_at has no zone: “2020-10-30T22:47:30”",
    ),
    "TIME-09 epoch": (
        document(generated_at=1604098050),
        "generated_at: text was expected, not a whole number",
    ),
    "TIME-09": (
        document(generated_at="0001-01-01T00:00:00Z"),
        "generated_at is before the year 2000: “0001-01-01T00:00:00Z”",
    ),
}


@pytest.mark.parametrize(("body", "said"), BAD_DOCUMENTS.values(), ids=BAD_DOCUMENTS)
async def test_a_document_that_is_not_whole_is_refused(body: bytes, said: str) -> None:
    assert await refused(body) == said


NOT_JSON = {
    "HTTP-02, JSON-12 cut": document()[:-10],
    "JSON-12 trailing": document() + b"{}",
    "JSON-12 single quotes": b"{'feed': 1}",
    "JSON-12 comment": document()[:-1] + b", /* x */}",
    "JSON-15 underscore": document(n="@").replace(b'"@"', b"1_0"),
    "JSON-15 Arabic digit": document(n="@").replace(b'"@"', "\u0661".encode()),
}


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON)
async def test_what_is_not_json_is_refused(body: bytes) -> None:
    assert (await refused(body)).startswith("the document is cut or not JSON: ")


async def test_a_document_longer_than_the_cap_is_refused() -> None:
    """JSON-10."""
    body = document(calls=[call(id=f"K-{n}") for n in range(10)])
    assert await refused(body, max_records=10) == (
        "the document lists 11 records, more than the 10 allowed"
    )


async def test_a_byte_order_mark_is_passed_over() -> None:
    """JSON-01, HTTP-14."""
    assert (await read(b"\xef\xbb\xbf" + document())).listed_calls == {"K-1036"}


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
    "state": (call(state="[red]x"), "state: is not one of the allowed words: “[red]x”"),
    "TIME-01": (
        call(opened_at="2020-10-30T22:38:02"),
        "opened_at: has no zone: “2020-10-30T22:38:02”",
    ),
    "TIME-08": (
        call(opened_at="23/11/2026 08:00"),
        "opened_at: is not a time of RFC 3339: “23/11/2026 08:00”",
    ),
    "TIME-07": (
        call(opened_at="2020-10-30T23:59:60Z"),
        "opened_at: is not a time of RFC 3339: “2020-10-30T23:59:60Z”",
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
        call(closed_at="2020-11-01T00:00:00Z"),
        "closed_at: lies in the future: “2020-11-01T00:00:00Z”",
    ),
    "JSON-14 latitude": (
        call(where={"lat": "51.3", "lon": 1}),
        "where.lat: a number or nothing was expected, not text",
    ),
    "JSON-05 in a record": (
        call(x=[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]], summary="é"),
        "is nested more than 32 deep",
    ),
    "REC-04 record": ("K-1036", "the record is not an object"),
}


@pytest.mark.parametrize(("bad", "said"), BAD_RECORDS.values(), ids=BAD_RECORDS)
async def test_a_bad_record_is_set_aside_with_the_reason_and_its_siblings_live(
    bad: Any, said: str
) -> None:
    reading = await read(document(calls=[bad, call(id="K-2")]))
    assert reading.listed_calls == {"K-2"}
    (refusal,) = reading.refused
    assert (refusal.subject, refusal.reason) == ("call", said)
    assert refusal.key == ("#1" if isinstance(bad, str) else "K-1036")
    assert len(refusal.digest) == 16


UNSAYABLE = {
    "JSON-02 NaN": ("3", "NaN", "number out of range"),
    "JSON-02 Infinity": ("3", "-Infinity", "number out of range"),
    "JSON-03": ("3", "1e999", "number out of range"),
    "JSON-06": ("3", "9" * 5_000, "integer value out of range"),
    "JSON-08": ("heard", "\\ud800", "a text holds bytes that are not UTF-8, or half a character"),
    "JSON-08 low": (
        "heard",
        "\\udc00 \\\\ud83d",
        "a text holds bytes that are not UTF-8, or half a character",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), UNSAYABLE.values(), ids=UNSAYABLE)
async def test_what_json_cannot_say_costs_only_its_own_record(
    old: str, new: str, said: str
) -> None:
    reading = await read(raw_call(old, new) if old != "3" else raw_call(": 3", f": {new}"))
    assert reading.listed_calls == {"K-2"}
    assert [refusal.reason for refusal in reading.refused] == [said]


async def test_whole_pairs_and_quoted_words_survive_beside_a_nan() -> None:
    summary = "\\ud83d\\ude00 \\\\ud800 NaN -Infinity"
    body = raw_call("Shouting", summary).replace(b'"K-2", "version": 3', b'"K-2", "version": NaN')
    reading = await read(body)
    assert reading.calls[0].summary == "😀 \\ud800 NaN -Infinity, and now nothing is heard"
    assert len(reading.refused) == 1


@pytest.mark.parametrize("id_", ["", "x" * 10_000, "K 1", "K\x1b[2J", "K\u0000", "K\u202e1"])
async def test_an_id_is_refused_and_never_rewritten(id_: str) -> None:
    """REC-05, JSON-09."""
    reading = await read(document(calls=[call(id=id_), call(id="K-2")]))
    assert reading.listed_calls == {"K-2"}
    assert reading.refused[0].key == "#1"
    assert reading.refused[0].reason.startswith("id: ")


async def test_text_is_cleaned_wherever_it_stands() -> None:
    """TXT-01 to TXT-20, JSON-09: in plain text, in escapes, in notes, places and crews."""
    vehicle = {**VEHICLE, "name": "JRU\x1b3", "crew": [{"role": "officer\n", "id": "SC 7\u202e"}]}
    body = document(
        calls=[
            call(
                summary="a\x1b[2Jb\x00",
                where={"text": "Sea\u0085Street"},
                notes=[{"id": "n1", "at": "2020-10-30T22:41:17Z", "text": "x" * 1_000_000}],
                flags=["[red]\x9b"],
            )
        ],
        vehicles=[vehicle],
    )
    reading = await read(body)
    found = reading.calls[0]
    assert found.summary == "a�[2Jb�"
    assert found.where.text == "Sea Street"
    assert found.notes[0].text == "x" * 1_999 + "…"
    assert found.flags == ("[red]�",)
    assert reading.vehicles[0].name == "JRU�3"
    assert (reading.vehicles[0].crew[0].role, reading.vehicles[0].crew[0].id) == (
        "officer ",
        "SC 7�",
    )


async def test_a_delete_character_has_no_quick_way_past_the_door() -> None:
    """TXT-10. DEL is ASCII and stands unescaped in JSON."""
    reading = await read(document(calls=[call(summary="a\x7fb")]))
    assert reading.calls[0].summary == "a�b"


async def test_times_come_out_in_utc_whatever_their_zone() -> None:
    reading = await read(document(calls=[call(opened_at="2020-10-25T01:30:00+01:00")]))
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
    reading = await read(document(calls=[call(notes=notes)]), decoder)
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
    reading = await read(document(calls=[call(where=where)], vehicles=[vehicle]))
    assert (reading.calls[0].where.lat, reading.calls[0].where.lon) == (None, None)
    assert reading.calls[0].where.text == "Sea Street"
    assert reading.vehicles[0].position is None
    assert not reading.refused


async def test_null_means_absent() -> None:
    nothing = dict.fromkeys(["version", "state", "where", "flags", "needs", "responses", "notes"])
    vehicle = {**VEHICLE, "call": "", "crew": None, "position": None}
    reading = await read(document(calls=[call(**nothing)], vehicles=[vehicle]))
    assert reading.calls[0].state == "open"
    assert reading.calls[0].responses == ()
    assert reading.vehicles[0].call is None


async def test_what_is_unknown_is_ignored_or_shown_as_it_came() -> None:
    """REC-02, REC-03, JSON-16."""
    odd = call(grade="P1+", type="flying_saucer", __class__="x", extra={"id": [1, None]})
    reading = await read(document(calls=[odd], extra=1))
    assert (reading.calls[0].grade, reading.calls[0].type) == ("P1+", "flying_saucer")
    assert not reading.refused


async def test_only_what_changed_is_decoded_again() -> None:
    decoder = Decoder()
    calls = [call(id=f"K-{n}") for n in range(5)]
    await read(document(calls=calls), decoder)
    calls[3] = call(id="K-3", version=4)
    reading = await read(document(calls=calls), decoder)
    assert [changed.id for changed in reading.calls] == ["K-3"]
    assert reading.vehicles == ()
    assert len(reading.listed_calls) == 5


async def test_a_part_of_the_document_adds_to_what_is_held() -> None:
    decoder = Decoder()
    one, two, newer = call(id="K-1"), call(id="K-2"), call(id="K-2", version=4)
    await read(document(calls=[one, two]), decoder)
    part = await read(document(complete=False, calls=[newer], vehicles=[]), decoder)
    assert (part.complete, part.listed_calls) == (False, {"K-2"})
    same = await read(document(calls=[one, newer]), decoder)
    assert same.calls == ()
    back = await read(document(calls=[one, two]), decoder)
    assert [changed.id for changed in back.calls] == ["K-2"]


async def test_a_part_needs_no_list_of_calls() -> None:
    body = b'{"feed":"jru/1","generated_at":"2020-10-30T22:47:30Z","complete":false}'
    assert (await read(body)).listed_calls == frozenset()


async def test_a_refused_document_leaves_what_is_held_as_it_was() -> None:
    decoder = Decoder()
    await read(document(), decoder)
    doubled = raw_call('"id": "K-1036"', '"id": "A", "id": "K-1036"')
    assert isinstance(await decoder.decode(doubled), Failure)
    assert (await read(document(), decoder)).calls == ()


async def test_a_record_stays_refused_until_it_is_good() -> None:
    decoder = Decoder()
    bad = document(calls=[call(grade=1), call(id="K-2")])
    assert len((await read(bad, decoder)).refused) == 1
    assert len((await read(bad, decoder)).refused) == 1
    good = await read(document(calls=[CALL, call(id="K-2")]), decoder)
    assert not good.refused
    assert [changed.id for changed in good.calls] == ["K-1036"]


async def test_the_same_call_twice_is_one_call() -> None:
    """REC-06."""
    body = raw_call('"K-1036"', '"K-2"').replace(b'"grade": "G1"', b'"grade":  "G1"', 1)
    reading = await read(body)
    assert [found.id for found in reading.calls] == ["K-2"]
    assert not reading.refused


@pytest.mark.parametrize("newest_first", [True, False])
async def test_of_two_reports_of_a_call_the_newer_stands_and_the_older_is_told(
    newest_first: bool,
) -> None:
    """REC-07, also when one of them is known from the last poll."""
    decoder = Decoder()
    older, newer = call(version=3, grade="G2"), call(version=4, grade="G1")
    both = document(calls=[newer, older] if newest_first else [older, newer])
    await read(document(calls=[older]), decoder)
    reading = await read(both, decoder)
    assert [found.version for found in reading.calls] == [4]
    assert [(each.key, each.reason) for each in reading.refused] == [
        ("K-1036", "is listed twice; this is the older report of the two")
    ]
    again = await read(both, decoder)
    assert again.calls == ()
    assert len(again.refused) == 1


async def test_a_large_document_rests_between_slices_and_a_small_one_does_not() -> None:
    rests = 0

    async def rest() -> None:
        nonlocal rests
        rests += 1

    decoder = Decoder(rest=rest)
    await read(document(), decoder)
    assert rests == 0
    await read(document(calls=[call(id=f"K-{n}") for n in range(1_000)]), decoder)
    assert rests > 3


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELD = st.sampled_from([*CALL, "where", "notes", "flags", "closed_at", "category"])


@given(st.lists(st.dictionaries(FIELD, JSON, max_size=6), max_size=4), st.booleans())
async def test_no_record_whatever_it_holds_harms_its_sibling(
    bad: list[dict[str, Any]], partly: bool
) -> None:
    calls = [{**CALL, **each} if partly else each for each in bad]
    body = document(calls=[*calls, call(id="sibling")])
    reading = await read(body)
    assert "sibling" in reading.listed_calls


@given(st.binary(max_size=60) | JSON.map(lambda each: json.dumps(each).encode()))
async def test_any_bytes_are_a_reading_or_a_reason(body: bytes) -> None:
    failure = await Decoder().decode(body)
    assert isinstance(failure, Failure)
    assert failure.reason.isprintable()


@given(st.integers(min_value=0, max_value=len(document()) - 1))
async def test_a_document_cut_anywhere_never_passes_for_a_shorter_one(at: int) -> None:
    """HTTP-02, HTTP-04."""
    assert isinstance(await Decoder().decode(document()[:at]), Failure)
