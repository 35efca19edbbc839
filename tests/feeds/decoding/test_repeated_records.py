"""A document that repeats most of the last one is read as if it had been read whole."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jru_tui.feeds.decoding import repeated_records as module
from jru_tui.feeds.decoding.decoder import Decoder
from jru_tui.feeds.decoding.repeated_records import shorten
from jru_tui.feeds.models import FeedReading, PollFailure
from jru_tui.feeds.size_errors import Caps
from tests.feeds.conftest import call, document, reading_of

DEEP = b'{"id":"deep","x":' + b"[" * 40 + b"]" * 40 + b"}"
ODD = [
    b'{"id":"nan","opened_at":NaN}',
    b'{"id":"half","summary":"\\ud800"}',
    b'{"id":"far","x":1e999}',
    b'{"id":"twice","id":"twice"}',
    b'{"id":"long","x":123456789012345678901234}',
    b'{"id":"mark\x7f"}',
    b'"\x7f0"',
    b'"\x7f1"',
    b"12",
    b"2",
    b"null",
    b'{",":"[[[","{":"]"}',
    b"{}",
    '{"id":"\N{LATIN SMALL LETTER E WITH ACUTE}"}'.encode(),
    b'{"id":"\xff"}',
    DEEP,
]
"""Records that are refused, or that refuse their document, and some that look like marks."""
NUMBERED = [
    json.dumps(call(id=f"K-{number}", version=version)).encode()
    for number in range(12)
    for version in (1, 2)
]
SEPARATORS = st.sampled_from([b",", b", ", b",\n  ", b" ,", b";", b",,", b"\x0b,"])
RECORDS = st.lists(st.sampled_from([*NUMBERED, *NUMBERED, *NUMBERED, *ODD]), max_size=14)
LISTS = st.one_of(RECORDS, st.just(NUMBERED[::2]), st.just(NUMBERED[::2][1:]))
Parts = tuple[list[bytes], bytes, bytes, tuple[float, bytes] | None]
"""What `body_of` makes a document of."""
CUTS = st.none() | st.tuples(st.floats(0, 1), st.sampled_from([b"", b'"', b"[", b"}", b"\\", b","]))


class WholeDecoder(Decoder):
    """A decoder that reads every document as it came."""

    def _short_page(self, *_: object) -> None:
        return None


def body_of(
    records: list[bytes], separator: bytes, heading: bytes, cut: tuple[float, bytes] | None
) -> bytes:
    """A document that lists these records; where it is cut, bytes stand in place of one."""
    calls = b"[" + separator.join(records) + b"]"
    body = document(calls="@@", vehicles=[]).replace(b'"@@"', calls)
    body = body.replace(b'"feed"', heading + b'"feed"', 1)
    if cut is None:
        return body
    at = int(cut[0] * len(body))
    return body[:at] + cut[1] + body[at + 1 :]


async def decoded(decoder: Decoder, bodies: list[bytes]) -> list[FeedReading | PollFailure]:
    return [await decoder.decode(body) for body in bodies]


HEADINGS = st.sampled_from([b"", b'"x":"\x7f0",', b'"x":"', b'"calls":[],', b'"x":[1,2],', b"["])
ALL = (NUMBERED[::2], b",", b"", None)
FAR = [ODD[2], *NUMBERED[::2]]
HALF = [ODD[1], *NUMBERED[::2]]
ELSEWHERE = b'"old":[' + b",".join(FAR) + b"],"


@settings(
    deadline=None, max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(LISTS, SEPARATORS, HEADINGS, CUTS), min_size=1, max_size=4))
@example([ALL, (NUMBERED[::2], b",", b'"x":"', None)])
@example([(FAR, b",", b"", None), ([], b",", ELSEWHERE, None)])
@example([(FAR, b",", b"", None), ([b'"\x7f0"'], b",", ELSEWHERE, None)])
@example([(HALF, b",", b"", None), ([*HALF, ODD[0]], b",", b"", None)])
def test_a_short_document_is_read_as_the_whole_of_it(
    monkeypatch: pytest.MonkeyPatch, documents: list[Parts]
) -> None:
    monkeypatch.setattr(module, "_LONG", 0)
    monkeypatch.setattr(module, "_RUN", 2)
    monkeypatch.setattr(module, "_BLOCK", 3)
    monkeypatch.setattr(module, "_NEAR", 2_000)
    bodies = [body_of(*parts) for parts in (ALL, *documents, ALL)]
    whole = asyncio.run(decoded(WholeDecoder(), bodies))
    assert asyncio.run(decoded(Decoder(), bodies)) == whole


def long_list(count: int) -> list[dict[str, Any]]:
    return [call(id=f"K-{number}") for number in range(count)]


@pytest.mark.parametrize("calls", [300, 1_000])
async def test_of_a_document_with_one_changed_call_little_is_left(calls: int) -> None:
    decoder, listed = Decoder(), long_list(calls)
    await reading_of(document(calls=listed), decoder)
    held = [json.dumps(record).encode() for record in listed]
    listed[calls // 2] = call(id="K-changed")
    listed.append(call(id="K-new"))
    body = document(calls=listed)
    short = shorten(body, [held, []], Caps())
    assert short is not None
    assert len(short.runs) == 2
    assert len(short.body) < 4 * len(held[0])
    reading = await reading_of(body, decoder)
    assert {changed.id for changed in reading.calls} == {"K-changed", "K-new"}
    assert len(reading.listed_calls) == calls + 1


async def test_a_document_that_may_hold_too_much_is_counted_whole() -> None:
    listed = long_list(200)
    held = [json.dumps(record).encode() for record in listed]
    body = document(calls=listed, more=[[]] * 250_001)
    assert shorten(body, [held, []], Caps()) is None
    decoder = Decoder()
    await reading_of(document(calls=listed), decoder)
    refused = await decoder.decode(body)
    assert isinstance(refused, PollFailure)
    assert "objects and lists" in refused.reason
