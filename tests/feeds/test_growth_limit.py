"""MAP-26: a feed that changes all of a large document with each poll does not fill the disk."""

import json
from pathlib import Path
from typing import Any

import msgspec

from jru_tui.feeds.decoding.decoder import Decoder
from jru_tui.feeds.growth_limit import A_READING, BURST, WAITS, ChangedRecord, GrowthLimit
from jru_tui.feeds.models import FeedReading, PollFailure
from tests.feeds.conftest import Server, answer, document, feed_at
from tests.feeds.mapping.conftest import PLAIN, mapped_feed, written

OPENED = "2020-10-30T20:00:00Z"


def calls(count: int, turn: int, size: int = 100) -> list[dict[str, Any]]:
    said = f"{turn} " + "x" * size
    return [
        {"id": f"K-{n}", "opened_at": OPENED, "state": "open", "summary": said}
        for n in range(count)
    ]


def vehicle(id_: str, status: str, turn: int = 0) -> dict[str, Any]:
    return {"id": id_, "status": status, "status_at": f"2020-10-30T20:{turn:02}:00Z"}


async def read(decoder: Decoder, **lists: Any) -> FeedReading:
    reading = await decoder.decode(document(**lists))
    assert not isinstance(reading, PollFailure), reading
    return reading


def small(burst: int = 2_000, a_reading: int = 500) -> Decoder:
    return Decoder(growth=GrowthLimit(burst, a_reading))


async def test_a_large_document_that_changes_with_each_poll_adds_little_and_is_told() -> None:
    decoder = Decoder()
    added = []
    for turn in range(6):
        reading = await read(decoder, calls=calls(4_900, turn, 2_500), vehicles=[])
        added.append(sum(len(msgspec.json.encode(call)) for call in reading.calls))
        assert len(reading.listed_calls) == 4_900
        assert (reading.remark == WAITS) is (turn > 0)
        assert bool(reading.waiting) is (turn > 0)
    first, second, *others = added
    assert first > 12_000_000
    assert second < 1.2 * BURST
    assert all(each < 1.2 * A_READING for each in others)


async def test_what_waits_comes_with_later_polls_and_nothing_waits_for_ever() -> None:
    decoder = small()
    reading = await read(decoder, calls=calls(40, 0), vehicles=[])
    held: dict[str, int] = {}
    for turn in range(1, 60):
        # After a while the feed is calm.
        reading = await read(decoder, calls=calls(40, min(turn, 39)), vehicles=[])
        held |= {call.id: int((call.summary or "").split()[0]) for call in reading.calls}
        if turn == 39:
            assert min(held.values()) > 20
            assert reading.waiting
    assert len(held) == 40
    assert set(held.values()) == {39}
    assert (reading.waiting, reading.remark) == (0, "")


async def test_an_emergency_and_a_new_call_never_wait() -> None:
    decoder = small(1_000, 300)
    fleet = [vehicle(f"JRU{n}", "available") for n in range(30)]
    await read(decoder, calls=calls(30, 0), vehicles=fleet)
    for turn in range(1, 12):
        fleet = [vehicle(f"JRU{n}", "available", turn) for n in range(30)]
        fleet[turn] = vehicle(f"JRU{turn}", "emergency", turn)
        new = {"id": f"N-{turn}", "opened_at": OPENED, "state": "open", "grade": "G1"}
        reading = await read(decoder, calls=[*calls(30, turn), new], vehicles=fleet)
        assert f"JRU{turn}" in {each.id for each in reading.vehicles}
        assert f"N-{turn}" in {each.id for each in reading.calls}
        assert reading.waiting


async def test_what_is_set_aside_anew_with_each_poll_is_told_within_the_budget() -> None:
    decoder = small(1_000, 300)
    for turn in range(4):
        bad = [{"id": f"K-{n}", "opened_at": f"{turn}"} for n in range(50)]
        bad += [{"opened_at": f"{turn}.{n}"} for n in range(300)]
        reading = await read(decoder, calls=bad, vehicles=[])
        # Whoever is set aside stays so, in the words of the first time.
        assert {f"K-{n}" for n in range(50)} <= {each.key for each in reading.refused}
        assert len(reading.refused) <= (350 if turn == 0 else 200)
        assert len(reading.beyond) <= (350 if turn == 0 else 4)


async def test_what_waits_is_asked_for_again_although_the_feed_says_not_changed(
    server: Server,
) -> None:
    async with feed_at(server.url()) as feed:
        feed._format._decoder.growth = GrowthLimit(1_000, 300)  # type: ignore[attr-defined]
        server.says(answer(document(calls=calls(30, 0), vehicles=[]), 'ETag: "0"'))
        await feed.poll()
        server.says(answer(document(calls=calls(30, 1), vehicles=[]), 'ETag: "1"'))
        reading = await feed.poll()
        assert isinstance(reading, FeedReading)
        assert reading.waiting
        server.says(answer(document(calls=calls(30, 1), vehicles=[]), 'ETag: "1"'))
        reading = await feed.poll()
        assert "If-None-Match" not in server.requests[-1].headers
        assert isinstance(reading, FeedReading)
        assert reading.calls


async def test_a_mapped_feed_is_held_to_the_same(server: Server, tmp_path: Path) -> None:
    def body(turn: int) -> bytes:
        rows = [
            {"id": n, "opened": OPENED if n else f"{turn}", "said": f"{turn}" + "x" * 100}
            for n in range(30)
        ]
        return json.dumps({"calls": rows}).encode()

    async with mapped_feed(server.url(), written(tmp_path, PLAIN + 'summary = "said"')) as feed:
        feed._format._decoder.growth = GrowthLimit(1_000, 300)  # type: ignore[attr-defined]
        came = set()
        waiting = -1
        for turn in range(30):
            # The last document stays as it is: what waits comes all the same.
            server.says(answer(body(min(turn, 3))))
            reading = await feed.poll()
            assert isinstance(reading, FeedReading)
            assert [each.key for each in reading.refused] == ["0"]
            assert (reading.remark == WAITS) is bool(reading.waiting)
            if turn == 2:
                assert reading.waiting
            if turn >= 3:
                came |= {call.id for call in reading.calls if (call.summary or "").startswith("3")}
            waiting = reading.waiting
        assert len(came) == 29
        assert waiting == 0


def test_a_fair_feed_does_not_notice() -> None:
    growth = GrowthLimit()
    for _ in range(100):
        growth.begin()
        changes = [
            ChangedRecord("call", f"K-{n}", 1_000, is_emergency=False, is_new=False)
            for n in range(500)
        ]
        assert not growth.postponed(changes)
