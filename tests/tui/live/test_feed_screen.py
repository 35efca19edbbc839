"""The feed's health on the screen: while it works, while it fails, and when it comes back."""

import asyncio
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from jru_tui.board.records import CallRecord
from jru_tui.desk.server_clock import ClockReading
from jru_tui.desk.workers import attend
from jru_tui.feeds.models import (
    FeedHealth,
    FeedReading,
    MarkedRecord,
    PollFailure,
    PollTiming,
    RefusedRecord,
    Unchanged,
)
from jru_tui.feeds.outbox.models import OutboxBacklog
from jru_tui.feeds.poller import SECOND_TRY_S, HttpFeed
from jru_tui.settings.model import FeedSettings
from jru_tui.tui.pages.feed import FeedScreen
from tests.tui.live.conftest import Live, Start
from tests.tui.pictures import Picture

SIZES = [pytest.param(size, id="{}x{}".format(*size)) for size in ((80, 24), (120, 30), (140, 36))]
GOOD = b'{"feed": "jru/1", "generated_at": "2020-10-30T22:58:00Z", "complete": false, "calls": []}'
JSON = {"Content-Type": "application/json"}
BAD = (
    RefusedRecord("call", "K-1041", "opened_at is missing", "a"),
    RefusedRecord("vehicle", "#3", "the record is not an object", "b"),
)
ODD = (MarkedRecord("call", "K-1038", "was reached before it was opened"),)


def text(live: Live) -> str:
    """Everything that the screen shows, without colours."""
    screen = live.app.screen
    lines = [strip.text for strip in screen._compositor.render_strips()]
    return "\n".join(line.rstrip() for line in lines)


def on_board(live: Live) -> str:
    strips = live.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def fact(live: Live, name: str) -> str:
    """The line that begins with this name."""
    found = [line.strip("│ ▁▂▃▄▅▆▇█▎▊") for line in text(live).splitlines()]
    return next(line for line in found if line.startswith(name))


def document(live: Live, **more: Any) -> FeedReading:
    night = live.night
    whole = FeedReading(live.now, True, (), (), frozenset(night.calls), frozenset(night.vehicles))
    return replace(whole, **more)


async def polled(
    live: Live,
    poll: FeedReading | Unchanged | PollFailure,
    latency_s: float | None = 0.12,
    **more: Any,
) -> None:
    """A poll comes to the desk, and five seconds go by until the next."""
    size = 0 if isinstance(poll, Unchanged | PollFailure) else 5_340
    pace = more.get("pace", "every 5 s, as the settings say")
    await live.desk.receive(poll, more.get("next_try_s", 5.0), PollTiming(latency_s, size, pace))
    live.later(more.get("then_s", 5))


async def a_while(live: Live) -> None:
    """Fifteen polls, with a short outage among them."""
    for latency_s in (0.09, 0.11, 0.14, 0.1):
        await polled(live, document(live), latency_s)
        await polled(live, Unchanged(), latency_s / 3)
    await polled(live, PollFailure("no complete answer came within 10 s"), 10.0)
    await polled(live, PollFailure("the connection broke before the answer was complete"), 0.4)
    for latency_s in (0.6, 0.2, 0.13):
        await polled(live, document(live), latency_s)


@pytest.mark.parametrize("size", SIZES)
async def test_a_live_feed(start: Start, picture: Picture, size: tuple[int, int]) -> None:
    live = await start()
    async with live.app.run_test(size=size) as pilot:
        await a_while(live)
        await pilot.press("F")
        await polled(live, document(live, refused=BAD, marked=ODD), then_s=2)
        await pilot.pause()
        picture(live.app)


@pytest.mark.parametrize("size", SIZES)
async def test_a_lost_feed(start: Start, picture: Picture, size: tuple[int, int]) -> None:
    live = await start()
    async with live.app.run_test(size=size) as pilot:
        await a_while(live)
        await pilot.press("F")
        said = "the server refuses the token (401)"
        for _ in range(3):
            slowly = "slowly, because somebody has to fix this first"
            await polled(live, PollFailure(said, needs_person=True), next_try_s=62.0, pace=slowly)
        live.desk.outbox_waits(
            OutboxBacklog(2, "the server refuses the token (401)", needs_person=True)
        )
        await pilot.pause()
        picture(live.app)


async def test_a_feed_that_comes_back_is_on_the_screen_with_its_first_good_poll(
    start: Start,
) -> None:
    """The real poller against a server that fails, and then does not."""
    live = await start()
    turn, good = asyncio.Semaphore(0), False

    def served(_: httpx.Request) -> httpx.Response:
        if good:
            return httpx.Response(200, headers=JSON, stream=httpx.ByteStream(GOOD))
        return httpx.Response(503, headers={"Retry-After": "20"})

    async def wait(_: asyncio.Event, seconds: float) -> None:
        if seconds != SECOND_TRY_S:
            await turn.acquire()

    feed = HttpFeed(
        FeedSettings(url="https://dispatch.test/feed"),
        lambda: live.now,
        transport=httpx.MockTransport(served),
        chance=lambda: 0.0,
        wait=wait,
    )
    async with live.app.run_test(size=(120, 36)) as pilot:
        await pilot.press("F")
        polling = asyncio.create_task(attend(live.desk, feed))
        await live.until(pilot, lambda: "○ lost" in text(live))
        assert fact(live, "Last error").endswith("The server is out of service for now (503)")
        assert fact(live, "Next try").endswith("in 20 s: the server asks to wait for 20 s")
        turn.release()
        await live.until(pilot, lambda: "(2 failed in a row)" in text(live))
        live.now = live.night.at("22:58")
        good = True
        turn.release()
        await live.until(pilot, lambda: "● live" in text(live))
        assert fact(live, "Last success").endswith("22:58:00, 0 s ago")
        assert fact(live, "Next try").endswith("in 5 s: every 5 s, as the settings say")
        assert fact(live, "Size").endswith(f"{len(GOOD)} bytes received")
        assert "○○●" in text(live)
        polling.cancel()
        await asyncio.wait([polling])


async def test_who_looks_on_is_told_that_polling_has_stopped_without_a_key(start: Start) -> None:
    """HTTP-28: only the board that asks can ask again."""
    live = await start(read_only=True)
    async with live.app.run_test(size=(120, 36)) as pilot:
        live.desk.health = FeedHealth("lost", good_at=live.now, error="gone", gone=True)
        live.desk.notify_feed_health()
        said = "○ Polling has stopped, alarms silent: work by radio."
        await live.until(pilot, lambda: said in text(live))


async def test_a_feed_that_is_gone_for_good_waits_for_a_key(start: Start) -> None:
    """HTTP-28: the board says that polling has stopped, and which key polls again."""
    asked, good = 0, False

    def served(_: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        if good:
            return httpx.Response(200, headers=JSON, stream=httpx.ByteStream(GOOD))
        return httpx.Response(410)

    feed = HttpFeed(
        FeedSettings(url="https://dispatch.test/feed"),
        lambda: live.now,
        transport=httpx.MockTransport(served),
    )
    live = await start(poll_now=feed.poll_now)
    async with live.app.run_test(size=(120, 36)) as pilot:
        polling = asyncio.create_task(attend(live.desk, feed))
        await live.until(pilot, lambda: "○ feed lost" in text(live))
        said = "○ Polling has stopped, alarms silent: work by radio, r polls again."
        assert said in text(live)
        await pilot.press("F")
        assert fact(live, "Next try").endswith(
            "none is planned: the server says that this is permanent: no more polls until you ask"
        )
        assert asked == 1
        good = True
        await pilot.press("r")
        await live.until(pilot, lambda: "● live" in text(live))
        polling.cancel()
        await asyncio.wait([polling])


async def test_what_came_meanwhile_is_told_when_the_feed_is_back(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await polled(live, document(live))
        await polled(live, PollFailure("no answer"))
        live.later(300)
        new = CallRecord("K-1050", live.now, grade="G1")
        calls = frozenset((*live.night.calls, new.id))
        await polled(live, document(live, calls=(new,), listed_calls=calls))
        await pilot.pause()
        assert "▸ The feed is back after 5 min: new K-1050 G1" in text(live)
        await pilot.press("down")
        await pilot.pause()
        assert "The feed is back" not in text(live)


async def test_time_runs_on_between_polls(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(120, 36)) as pilot:
        await polled(live, document(live), then_s=1)
        await pilot.press("F")
        await live.until(pilot, lambda: "in 4 s:" in text(live))
        live.later(3)
        await live.until(pilot, lambda: "in 1 s:" in text(live))
        live.later(7)
        await live.until(pilot, lambda: "now: every 5 s" in text(live))
        assert "11 s ago" in fact(live, "Last success")


async def test_what_a_feed_calls_its_records_is_only_text(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(120, 36)) as pilot:
        await pilot.press("F")
        nasty = RefusedRecord("call", "[red]K[/]", "said \x1b[2J [link=x]here[/link]", "a")
        await polled(live, document(live, refused=(nasty,)))
        await live.until(pilot, lambda: "call [red]K[/]" in text(live))
        assert "said \ufffd[2J [link=x]here[/link]" in text(live)


async def test_a_flood_of_bad_records_is_named_in_part_and_counted_whole(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(120, 36)) as pilot:
        await pilot.press("F")
        flood = tuple(RefusedRecord("call", f"#{n}", "is no object", "a") for n in range(250))
        await polled(live, document(live, refused=flood))
        await live.until(pilot, lambda: "Set aside  250" in text(live))
        await pilot.press(*["pagedown"] * 8)
        await live.until(pilot, lambda: "and 150 more" in text(live))


async def test_clocks_that_differ_are_told(start: Start) -> None:
    live = await start()
    live.desk._reception.note_server_time = lambda at: ClockReading(at - live.night.at("22:40"))
    async with live.app.run_test(size=(120, 36)) as pilot:
        await pilot.press("F")
        await polled(live, document(live))
        await live.until(pilot, lambda: "7 min ahead of this machine's" in text(live))


async def test_before_the_first_poll_it_says_so(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(120, 36)) as pilot:
        await pilot.press("F")
        await live.until(pilot, lambda: "none has ended yet" in text(live))
        assert "this board does not poll" in fact(live, "Next try")


@pytest.mark.parametrize("keys", [("F",), ("colon", *"feed", "enter"), ("enter", "F")])
async def test_every_way_in_and_escape_goes_back(start: Start, keys: tuple[str, ...]) -> None:
    live = await start()
    async with live.app.run_test(size=(120, 36)) as pilot:
        await pilot.press(*keys)
        await live.until(pilot, lambda: isinstance(live.app.screen, FeedScreen))
        await pilot.press("escape")
        await live.until(pilot, lambda: not isinstance(live.app.screen, FeedScreen))


async def test_what_happens_while_it_opens_is_not_lost(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(120, 36)) as pilot:
        live.app.action_command("feed")
        live.later(60)
        live.app.mention("asking the feed now")
        await live.until(pilot, lambda: "asking the feed now" in text(live))
        live.later(1)
        await live.until(pilot, lambda: "61 s ago" in text(live))


@pytest.mark.parametrize(
    ("obeys", "said"),
    [
        (True, "asking the feed now"),
        (False, "the server asked for a pause; the board polls when it is over"),
    ],
)
async def test_asking_now_says_whether_it_is_done_and_is_over_with_the_poll(
    start: Start, obeys: bool, said: str
) -> None:
    live = await start(poll_now=lambda: obeys)
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("r")
        await live.until(pilot, lambda: said in on_board(live))
        if obeys:
            await live.desk.receive(Unchanged())
            await live.until(pilot, lambda: said not in on_board(live))
