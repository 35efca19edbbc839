"""A document is whole or refused. Ids of faults as in the catalogue."""

import json
import re
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.feeds.decoding.decoder import Decoder
from jru_tui.feeds.decoding.envelope import BadDocument, DocumentEnvelope, split
from jru_tui.feeds.models import PollFailure
from tests.feeds.conftest import (
    JSON,
    call,
    document,
    raw_call,
    reading_of,
    refusal_of,
)


def deep(levels: int) -> list[object]:
    """A list in so many lists."""
    return [deep(levels - 1)] if levels > 1 else []


BAD_DOCUMENTS = {
    "HTTP-15": (b"", "the feed's answer is empty"),
    "HTTP-15 spaces": (b"  \n", "the feed's answer is empty"),
    "HTTP-12": (b"<!doctype html>", "the feed answered with a web page: signed out?"),
    "HTTP-14 UTF-16": (document().decode().encode("utf-16"), "the document is not in UTF-8"),
    "HTTP-14 latin 1": (document()[:-2] + b', "x": "\xe9"}', "the document is not in UTF-8"),
    "JSON-11 null": (b"null", "the answer is JSON, but not a jru/1 document"),
    "JSON-11 list": (b"[]", "the answer is JSON, but not a jru/1 document"),
    "JSON-11 text": (b'"text"', "the answer is JSON, but not a jru/1 document"),
    "JSON-11 number": (b"42", "the answer is JSON, but not a jru/1 document"),
    "JSON-11 empty object": (b"{}", "feed is missing: not a jru/1 document"),
    "format": (document(feed="jru/2"), "the document's format is “jru/2”, not jru/1"),
    "JSON-11 feed": (document(feed=1), "feed: text was expected, not a whole number"),
    "JSON-11 null calls": (document(calls=None), "calls is not a list"),
    "JSON-11 calls object": (document(calls={}), "calls is not a list"),
    "JSON-11 vehicles": (document(vehicles="none"), "vehicles is not a list"),
    "JSON-11 no calls": (
        b'{"feed": "jru/1", "generated_at": "2020-10-30T22:47:30Z"}',
        "the document has no list of calls: that does not mean there are none",
    ),
    "JSON-05 open": (b'{"x":' * 100_000, "the document is nested too deeply"),
    "JSON-05": (
        document(x="@").replace(b'"@"', b"[" * 5_000 + b"]" * 5_000),
        "the document is nested too deeply",
    ),
    "JSON-05 by a few": (document(x=deep(32)), "the document is nested too deeply"),
    "JSON-05 in a record": (
        document(calls=[call(x=deep(30))]),
        "the document is nested too deeply",
    ),
    "JSON-05 in objects": (
        document(x="@").replace(b'"@"', b'{"a":' * 32 + b"0" + b"}" * 32),
        "the document is nested too deeply",
    ),
    "JSON-04 envelope": (
        b'{"calls": [], "calls": [{}], ' + document()[1:].replace(b'"calls"', b'"x"'),
        "the document has the same key twice, so it is unclear which is meant",
    ),
    "JSON-04 record": (
        raw_call('"id": "K-1036"', '"id": "A", "id": "K-1036"'),
        "the document is refused: an object in it has the key “id” twice",
    ),
    "JSON-04 unknown part with spaces": (
        raw_call('"vehicle": "JRU3"', '"vehicle":"JRU3","x":{"a" :1,"a" :2}'),
        "the document is refused: an object in it has the key “a” twice",
    ),
    "JSON-04 grade with a tab": (
        raw_call('"vehicle": "JRU3"', '"vehicle": "JRU3", "grade": "G1", "grade"\t: "G5"'),
        "the document is refused: an object in it has the key “grade” twice",
    ),
    "JSON-04 id with a line end": (
        raw_call('"vehicle": "JRU3"', '"vehicle": "JRU3", "id"\n: "K-9", "id": "K-9"'),
        "the document is refused: an object in it has the key “id” twice",
    ),
    "JSON-04 in the envelope": (
        document(meta="@").replace(b'"@"', b'{"a":1,"a":2}'),
        "the document is refused: an object in it has the key “a” twice",
    ),
    "JSON-02 in the envelope": (
        document(meta=float("nan")),
        "meta: number out of range",
    ),
    "JSON-03 in the envelope": (
        document(meta="@").replace(b'"@"', b"1e999"),
        "meta: number out of range",
    ),
    "JSON-08 in the envelope": (
        document(meta={"x": "\ud800"}),
        "meta: a text contains invalid UTF-8, or half a character",
    ),
    "JSON-15 in the envelope": (
        document(meta="@").replace(b'"@"', b"1_0"),
        "meta: number out of range",
    ),
    "JSON-15 Arabic digit": (
        document(meta="@").replace(b'"@"', "\u0661".encode()),
        "meta: number out of range",
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
    "TIME-09 end of the calendar": (
        document(generated_at="9999-12-31T23:59:59Z"),
        "generated_at is after the year 2199: “9999-12-31T23:59:59Z”",
    ),
}


@pytest.mark.parametrize(("body", "said"), BAD_DOCUMENTS.values(), ids=BAD_DOCUMENTS)
async def test_a_document_that_is_not_whole_is_refused(body: bytes, said: str) -> None:
    assert await refusal_of(body) == said


NOT_JSON = {
    "HTTP-02, JSON-12 cut": document()[:-10],
    "JSON-12 trailing": document() + b"{}",
    "JSON-12 single quotes": b"{'feed': 1}",
    "JSON-12 comment": document()[:-1] + b", /* x */}",
    "JSON-15 in a list": document(n="@").replace(b'"@"', b"[1 1_0]"),
    "JSON-15 as a key": document()[:-1] + b", 1_0: 1}",
    "JSON-15 behind the end": document() + b"1_0",
}


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON)
async def test_what_is_not_json_is_refused(body: bytes) -> None:
    assert (await refusal_of(body)).startswith("the document is cut short or not JSON: ")


async def test_a_document_longer_than_the_cap_is_refused() -> None:
    """JSON-10."""
    body = document(calls=[call(id=f"K-{n}") for n in range(11)])
    assert await refusal_of(body, max_records=10) == (
        "the document lists 11 calls, more than the 10 allowed: "
        "ask for less in the address, or raise feed.max_records in the settings"
    )


@pytest.mark.parametrize("colon", [b":", b" :", b"\n\t:"])
async def test_a_document_with_a_million_keys_is_refused(colon: bytes) -> None:
    """JSON-10: by the caps that the program ships with, and as many for every call beyond."""
    body = document(x={str(n): 0 for n in range(600_000)}).replace(b": 0", colon + b" 0")
    assert await refusal_of(body) == (
        "the document has 600,017 keys, more than the 500,000 allowed: "
        "ask for less in the address, or raise feed.max_records in the settings"
    )
    assert (await reading_of(body, Decoder(max_records=6_001))).listed_calls


@pytest.mark.parametrize("kind", [b"{}", b"[1]", b"0"])
async def test_a_document_with_a_million_values_is_refused(kind: bytes) -> None:
    """JSON-10: what has no keys is counted, too; commas in a text are none."""
    many = b",".join([kind] * 1_200_000)
    body = document(calls=[call(x="@")]).replace(b'"@"', b"[" + many + b"]")
    assert re.fullmatch(
        r"the document has [12],[24]00,\d\d\d values, more than the 1,000,000 allowed: ask .*",
        await refusal_of(body),
    )
    text = document(calls=[call(summary="in, out, ]}[{ " * 300_000)])
    assert (await reading_of(text)).listed_calls


@given(st.text('\\"[]{},:\u00e9 a', max_size=30), st.integers(1, 20), st.booleans())
async def test_what_stands_in_texts_is_neither_counted_nor_nested(
    text: str, piece: int, escaped: bool
) -> None:
    """JSON-05, JSON-10: whatever the text, and wherever it is cut to be looked at."""

    def body(levels: int) -> bytes:
        whole = json.loads(document(a=[text, {text: text}], x=deep(levels), z=text))
        return json.dumps(whole, ensure_ascii=escaped).encode()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("jru_tui.feeds.decoding.json_limits._PIECE", piece)
        assert isinstance(split(body(31)), DocumentEnvelope)
        with pytest.raises(BadDocument, match="nested too deeply"):
            split(body(32))


@pytest.mark.parametrize("step", [9, 4_000_000])
async def test_a_whole_number_that_no_reader_agrees_on_refuses_the_document(
    monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """JSON-06: wherever it stands, and not where digits are a text or a fraction."""
    monkeypatch.setattr("jru_tui.feeds.decoding.json_limits._STEP", step)
    for digits in (20, 4_301):
        for name in ("version", "x"):
            body = document(calls=[call(**{name: "@"})]).replace(b'"@"', b"-" + b"7" * digits)
            assert await refusal_of(body) == (
                f"the document holds a whole number of {digits:,} digits"
            )
    long = "1234567890" * 3
    fine = call(summary=f"ref:{long}, \\", x=[f"0.{long}", f"{long}.5", f"1{long}e-20"], y=2**62)
    plain = document(calls=[fine])
    body = re.sub(rb'"(\d+[.e\d-]*)"', rb"\1", plain)
    assert body != plain
    assert (await reading_of(body)).listed_calls == {"K-1036"}


@pytest.mark.parametrize("kind", [b"[1.5]", b'{"a":1}'])
async def test_a_document_that_is_just_allowed_fits_in_memory(kind: bytes) -> None:
    """JSON-10: in what takes the most room for its bytes."""
    many = b",".join([kind] * 24_000)
    body = document(calls=[call(id=f"K-{n}", x="@") for n in range(10)]).replace(
        b'"@"', b"[" + many + b"]"
    )
    tracemalloc.start()
    try:
        assert len((await reading_of(body)).listed_calls) == 10
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


async def test_a_record_with_more_than_any_record_holds_is_set_aside_alone() -> None:
    """JSON-10: what stands in its texts is not counted."""
    values = b"[" + b"0," * 60_000 + b"0]"
    calls = [call(id="K-1", x="@"), call(id="K-2"), call(id="K-3", summary="in, out, " * 60_000)]
    reading = await reading_of(document(calls=calls).replace(b'"@"', values))
    assert reading.listed_calls == {"K-2", "K-3"}
    assert [(each.key, each.reason) for each in reading.refused] == [
        ("K-1", "it holds 60,011 values, more than the 50,000 allowed")
    ]


async def test_a_record_that_is_longer_than_a_book_is_set_aside_alone() -> None:
    calls = [call(id="K-1", summary="x" * 8_000_000), call(id="K-2")]
    reading = await reading_of(document(calls=calls))
    assert reading.listed_calls == {"K-2"}
    assert [(each.key, each.reason) for each in reading.refused] == [
        ("K-1", "it is 8 MB long, more than the 8 MB allowed")
    ]


async def test_a_text_of_nothing_but_half_characters_keeps_its_start() -> None:
    """JSON-08."""
    body = document(calls=[call(id="K-1", summary="@"), call(id="K-2")])
    body = body.replace(b'"@"', b'"' + b"\\ud800" * 2_000 + b'", "x": NaN')
    reading = await reading_of(body)
    assert reading.listed_calls == {"K-2"}
    assert [each.key for each in reading.refused] == ["K-1"]


async def test_a_byte_order_mark_is_passed_over() -> None:
    """JSON-01, HTTP-14."""
    assert (await reading_of(b"\xef\xbb\xbf" + document())).listed_calls == {"K-1036"}


@pytest.mark.parametrize("body", [b'{"x": ' + b'"\\' * 1_000_000, b"1" * 20 + b'"\\' * 1_000_000])
async def test_texts_without_an_end_are_looked_through_once(body: bytes) -> None:
    """JSON-12: nobody would see the end of this test otherwise."""
    assert await refusal_of(body)


async def test_a_part_needs_no_list_of_calls() -> None:
    body = b'{"feed":"jru/1","generated_at":"2020-10-30T22:47:30Z","complete":false}'
    assert (await reading_of(body)).listed_calls == frozenset()


@given(st.binary(max_size=60) | JSON.map(lambda each: json.dumps(each).encode()))
async def test_any_bytes_are_a_reading_or_a_reason(body: bytes) -> None:
    failure = await Decoder().decode(body)
    assert isinstance(failure, PollFailure)
    assert failure.reason.isprintable()


@given(st.integers(min_value=0, max_value=len(document()) - 1))
async def test_a_document_cut_anywhere_never_passes_for_a_shorter_one(at: int) -> None:
    """HTTP-02, HTTP-04."""
    assert isinstance(await Decoder().decode(document()[:at]), PollFailure)


ODD = raw_call(": 3", ': [NaN, 1_0, \uff11, -\u0661.5, "\\ud800"]').replace(
    b'"K-2"', '"\uff2b 1_0 \\" [\uff11"'.encode()
)


@given(st.integers(min_value=0, max_value=len(ODD) - 1))
async def test_nor_does_one_that_had_to_be_mended(at: int) -> None:
    """HTTP-02, JSON-02, JSON-08, JSON-15."""
    assert len((await reading_of(ODD)).refused) == 2
    assert isinstance(await Decoder().decode(ODD[:at]), PollFailure)


@pytest.mark.parametrize(
    ("body", "rests"),
    [(document(n="é"), 0), (document(n="é" * 5_000_000), 2), (document(n="e" * 9_000_000), 0)],
    ids=["small", "large", "large but plain"],
)
async def test_a_large_text_is_read_through_in_steps(body: bytes, rests: int) -> None:
    counted = 0

    async def rest() -> None:
        nonlocal counted
        counted += 1

    body = body.replace(b"\\u00e9", "é".encode())
    assert isinstance(await Decoder(rest=rest).page(body), DocumentEnvelope)
    assert counted == rests


async def test_half_a_character_in_a_key_of_its_own_refuses_the_document() -> None:
    body = document().replace(b"{", b'{"\\ud800": 1, ', 1)
    assert (await refusal_of(body)).startswith("the document is cut short or not JSON")


async def test_half_a_character_between_two_steps_is_no_fault() -> None:
    body = document(n="é" * 2_100_000).replace(b"\\u00e9", "é".encode())
    for shift in range(2):
        assert isinstance(await Decoder().page(b" " * shift + body), DocumentEnvelope)
    assert await refusal_of(body[:-2] + b"\xc3}") == "the document is not in UTF-8"


def test_a_document_without_its_repeats_is_not_mended_it_is_read_as_it_came() -> None:
    body = raw_call(": 3", ": NaN")
    assert len(split(body).calls) == 1
    with pytest.raises(BadDocument, match="not JSON"):
        split(body, mends=False)
