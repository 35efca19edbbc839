"""What changed from one document to the next. Ids of faults as in the catalogue."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from jru_tui.board.records import CallRecord
from jru_tui.feeds.decoding.decoder import Decoder
from jru_tui.feeds.decoding.plain_records import PlainRecordReader
from jru_tui.feeds.decoding.record import RecordReader
from jru_tui.feeds.models import PollFailure
from tests.feeds.conftest import CALL, call, document, raw_call, reading_of


async def test_a_document_gives_records_ids_and_the_servers_time() -> None:
    reading = await reading_of(document(cursor="b1946ac9"))
    assert reading.generated_at == datetime(2020, 10, 30, 22, 47, 30, tzinfo=UTC)
    assert reading.complete
    assert reading.cursor == "b1946ac9"
    assert reading.listed_calls == {"K-1036"}
    assert reading.listed_vehicles == {"JRU3"}
    assert reading.calls[0].responses[0].vehicle == "JRU3"
    assert reading.vehicles[0].call == "K-1036"
    assert not reading.refused


async def test_only_what_changed_is_decoded_again() -> None:
    decoder = Decoder()
    calls = [call(id=f"K-{n}") for n in range(5)]
    await reading_of(document(calls=calls), decoder)
    calls[3] = call(id="K-3", version=4)
    reading = await reading_of(document(calls=calls), decoder)
    assert [changed.id for changed in reading.calls] == ["K-3"]
    assert reading.vehicles == ()
    assert len(reading.listed_calls) == 5


async def test_a_part_of_the_document_adds_to_what_is_held() -> None:
    decoder = Decoder()
    one, two, newer = call(id="K-1"), call(id="K-2"), call(id="K-2", version=4)
    await reading_of(document(calls=[one, two]), decoder)
    part = await reading_of(document(complete=False, calls=[newer], vehicles=[]), decoder)
    assert not part.complete
    assert part.listed_calls == {"K-2"}
    same = await reading_of(document(calls=[one, newer]), decoder)
    assert same.calls == ()
    back = await reading_of(document(calls=[one, two]), decoder)
    assert [changed.id for changed in back.calls] == ["K-2"]


async def test_a_refused_document_leaves_what_is_held_as_it_was() -> None:
    decoder = Decoder()
    await reading_of(document(), decoder)
    doubled = raw_call('"id": "K-1036"', '"id": "A", "id": "K-1036"')
    assert isinstance(await decoder.decode(doubled), PollFailure)
    assert (await reading_of(document(), decoder)).calls == ()


async def test_a_record_stays_refused_until_it_is_good() -> None:
    decoder = Decoder()
    bad = document(calls=[call(grade=1), call(id="K-2")])
    assert len((await reading_of(bad, decoder)).refused) == 1
    assert len((await reading_of(bad, decoder)).refused) == 1
    good = await reading_of(document(calls=[CALL, call(id="K-2")]), decoder)
    assert not good.refused
    assert [changed.id for changed in good.calls] == ["K-1036"]


async def test_the_same_call_twice_is_one_call() -> None:
    """REC-06."""
    body = raw_call('"K-1036"', '"K-2"').replace(b'"grade": "G1"', b'"grade":  "G1"', 1)
    reading = await reading_of(body)
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
    await reading_of(document(calls=[older]), decoder)
    reading = await reading_of(both, decoder)
    assert [found.version for found in reading.calls] == [4]
    assert [(each.key, each.reason, each.position) for each in reading.refused] == [
        (
            "K-1036",
            "is listed twice; this is the older of the two reports",
            2 if newest_first else 1,
        )
    ]
    again = await reading_of(both, decoder)
    assert again.calls == ()
    assert len(again.refused) == 1


@pytest.mark.parametrize(("summary", "most"), [("plain", 470), ("odd: é", 160)])
async def test_no_slice_of_a_large_document_holds_more_records_than_keys_can_wait_for(
    monkeypatch: pytest.MonkeyPatch, summary: str, most: int
) -> None:
    """JSON-10. A plain record is 6 us to decode, another 25; they are put away in slices, too."""
    since_rest = longest = rests = 0
    read, read_marked = PlainRecordReader.read, RecordReader.read_marked

    def counted(self: RecordReader[CallRecord], raw: bytes, latest: datetime) -> object:
        nonlocal since_rest, longest
        since_rest += 1
        longest = max(longest, since_rest)
        return read_marked(self, raw, latest)

    def counted_plain(
        self: PlainRecordReader[CallRecord], raws: list[bytes], server: datetime
    ) -> object:
        nonlocal since_rest, longest
        found = read(self, raws, server)
        since_rest += sum(record is not None for record in found)
        longest = max(longest, since_rest)
        return found

    async def rest() -> None:
        nonlocal since_rest, rests
        since_rest, rests = 0, rests + 1

    monkeypatch.setattr(RecordReader, "read_marked", counted)
    monkeypatch.setattr(PlainRecordReader, "read", counted_plain)
    decoder = Decoder(max_records=9_000, rest=rest)
    many = [call(id=f"K-{n}", summary=summary) for n in range(9_000)]
    await reading_of(document(calls=many), decoder)
    assert longest <= most
    assert rests >= 9_000 // most + 2
    rests = 0
    assert len((await reading_of(document(calls=many[:1]), decoder)).listed_calls) == 1
    assert rests >= 2


async def test_a_long_record_is_read_away_from_the_keys_and_a_short_one_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """TXT-20: cleaning a text of a megabyte takes a third of a second."""
    aside: list[int] = []

    async def in_thread(work: Callable[[], object]) -> object:
        aside.append(1)
        return work()

    monkeypatch.setattr("jru_tui.feeds.decoding.decoder.asyncio.to_thread", in_thread)
    for length, threads in ((40_000, 0), (60_000, 1)):
        aside.clear()
        reading = await reading_of(document(calls=[call(summary="é" * (length // 6))]))
        assert (len(reading.calls), len(aside)) == (1, threads)


async def test_a_large_document_rests_between_slices_and_a_small_one_does_not() -> None:
    rests = 0

    async def rest() -> None:
        nonlocal rests
        rests += 1

    decoder = Decoder(rest=rest)
    await reading_of(document(), decoder)
    assert rests == 0
    await reading_of(document(calls=[call(id=f"K-{n}") for n in range(1_000)]), decoder)
    assert rests > 1
