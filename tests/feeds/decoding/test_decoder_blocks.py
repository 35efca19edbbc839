"""Records that are compared in blocks are found as one by one, whatever the documents do."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jru_tui.feeds.decoding import record_comparison as module
from jru_tui.feeds.decoding.decoder import Decoder
from jru_tui.feeds.models import FeedReading
from tests.feeds.conftest import call, document, reading_of

RECORDS = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 3)), max_size=8)
DOCUMENTS = st.lists(st.tuples(RECORDS, st.booleans()), min_size=2, max_size=6)

Listed = tuple[list[tuple[int, int]], bool]
"""The numbers and versions of a document's calls, and whether it is complete."""


class OneByOne(Decoder):
    """A decoder that looks at each record by itself."""

    def __init__(self) -> None:
        super().__init__()
        for held in (self._calls, self._vehicles):
            held._take_block = lambda *_: False  # type: ignore[method-assign]


async def readings(decoder: Decoder, documents: list[Listed]) -> list[FeedReading]:
    return [
        await reading_of(
            document(
                calls=[call(id=f"K-{number}", version=version) for number, version in records],
                vehicles=[],
                complete=complete,
            ),
            decoder,
        )
        for records, complete in documents
    ]


@settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(DOCUMENTS)
def test_blocks_find_what_is_found_one_by_one(
    monkeypatch: pytest.MonkeyPatch, documents: list[Listed]
) -> None:
    monkeypatch.setattr(module, "_BLOCK", 2)
    # Each document comes twice: most of what a feed lists is as it was.
    twice = [document for document in documents for _ in range(2)]
    in_blocks = asyncio.run(readings(Decoder(), twice))
    assert in_blocks == asyncio.run(readings(OneByOne(), twice))


async def test_a_record_that_a_part_has_changed_is_changed_again_when_it_comes_back() -> None:
    one, two, newer = call(id="K-1"), call(id="K-2"), call(id="K-2", version=9)
    decoder = Decoder()
    await reading_of(document(calls=[one, two]), decoder)
    await reading_of(document(complete=False, calls=[newer], vehicles=[]), decoder)
    back = await reading_of(document(calls=[one, two]), decoder)
    assert [changed.id for changed in back.calls] == ["K-2"]
