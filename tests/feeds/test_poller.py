"""The real poller and a server that keeps the contract. Ids of faults as in the catalogue."""

import asyncio
import logging
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import aclosing

import httpx
import pytest

from jru_tui.feeds.models import FeedReading, Poll, PollFailure, Unchanged
from jru_tui.feeds.poller import FULL_READ_S, HttpFeed
from jru_tui.settings.model import FeedSettings, Secret
from tests.feeds.conftest import (
    CALL,
    GOOD,
    NOW,
    Server,
    Waits,
    answer,
    document,
    failed,
    feed_at,
    no_wait,
    read,
    zipped,
)


async def test_a_good_document_becomes_a_reading(server: Server, feed: HttpFeed) -> None:
    server.says(GOOD, zipped(document(calls=[])))
    first = read(await feed.poll())
    assert [call.id for call in first.calls] == ["K-1036"]
    assert first.size == len(document())
    assert read(await feed.poll()).listed_calls == frozenset()


async def test_the_request_is_as_the_contract_says(server: Server) -> None:
    server.says(GOOD)
    url = server.url("/feed?unit=jru&since=x")
    async with feed_at(url, token=Secret("s3cret")) as feed:
        await feed.poll()
    request = server.requests[0]
    assert request.line == "GET /feed?unit=jru&since=x HTTP/1.1"
    assert request.headers["accept"] == "application/json"
    assert request.headers["accept-encoding"] == "gzip"
    assert request.headers["user-agent"].startswith("jru-tui/")
    assert request.raw_headers["Authorization"] == "Bearer s3cret"
    assert "cookie" not in request.headers
    assert "if-none-match" not in request.headers


async def test_an_etag_goes_back_byte_for_byte_and_304_is_no_change(
    server: Server, feed: HttpFeed
) -> None:
    """HTTP-35: the body of a 304 is none."""
    server.says(
        answer(document(), 'ETag: W/"a b,  \\ é"'),
        b'HTTP/1.1 304 Not Modified\r\nETag: "other"\r\n\r\n',
    )
    read(await feed.poll())
    assert await feed.poll() == Unchanged()
    assert server.requests[1].raw_headers["If-None-Match"] == 'W/"a b,  \\ é"'


async def test_the_cursor_goes_back_beside_the_addresss_own_query(server: Server) -> None:
    part = document(complete=False, cursor="c 2&x", calls=[{**CALL, "version": 4}], vehicles=[])
    server.says(answer(document(cursor="c1")), answer(part))
    async with feed_at(server.url("/feed?unit=jru")) as feed:
        read(await feed.poll())
        assert [call.version for call in read(await feed.poll()).calls] == [4]
        await feed.poll()
    assert [request.line.split()[1] for request in server.requests] == [
        "/feed?unit=jru",
        "/feed?unit=jru&since=c1",
        "/feed?unit=jru&since=c+2%26x",
    ]


async def test_a_refused_cursor_is_followed_by_a_full_read_within_the_poll(
    server: Server, feed: HttpFeed
) -> None:
    server.says(answer(document(cursor="old")), answer(status="410 Gone"), GOOD)
    await feed.poll()
    assert read(await feed.poll()).complete
    assert server.requests[2].line == "GET /feed HTTP/1.1"


async def test_once_a_minute_everything_is_read_and_a_lying_cache_is_told(server: Server) -> None:
    """HTTP-33, HTTP-34."""
    seconds = 0.0
    changed = document(calls=[{**CALL, "version": 9}])
    server.says(
        answer(document(), 'ETag: "1"'),
        b"HTTP/1.1 304 Not Modified\r\n\r\n",
        answer(changed, 'ETag: "1"'),
    )
    settings = FeedSettings(url=server.url())
    async with HttpFeed(settings, lambda: NOW, monotonic=lambda: seconds, wait=no_wait) as feed:
        assert read(await feed.poll()).remark == ""
        seconds = FULL_READ_S - 1
        assert await feed.poll() == Unchanged()
        seconds = FULL_READ_S
        assert "same ETag" in read(await feed.poll()).remark
    assert "if-none-match" not in server.requests[2].headers


LYING = b"HTTP/1.1 304 Not Modified\r\n\r\n"


@pytest.mark.parametrize("held", ['"1"', 'W/"1"'])
@pytest.mark.parametrize("lies", [True, False])
async def test_a_cache_that_finds_an_old_etag_good_is_told_and_one_that_does_not_is_not(
    server: Server, held: str, lies: bool
) -> None:
    """HTTP-33: what changed since the cache was last asked is no lie, so it is asked once more."""
    seconds = 0.0
    changed = answer(document(calls=[{**CALL, "version": 9}]), 'ETag: "2"')
    server.says(answer(document(), f"ETag: {held}"), LYING, changed, LYING if lies else changed)
    settings = FeedSettings(url=server.url())
    async with HttpFeed(settings, lambda: NOW, monotonic=lambda: seconds, wait=no_wait) as feed:
        await feed.poll()
        seconds = FULL_READ_S - 1
        assert await feed.poll() == Unchanged()
        seconds = FULL_READ_S
        reading = read(await feed.poll())
    assert [call.version for call in reading.calls] == [9]
    said = "“not changed” although something had (to an ETag that is no longer valid)"
    assert reading.remark == (f"the feed's cache says {said}" if lies else "")
    asked = [each.raw_headers.get("If-None-Match") for each in server.requests]
    assert asked == [None, held, None, held]


async def test_a_change_that_no_cache_denied_asks_for_nothing_more(server: Server) -> None:
    """HTTP-33."""
    seconds = 0.0
    bodies = [document(calls=[{**CALL, "version": number}]) for number in range(3)]
    server.says(*[answer(body, f'ETag: "{n}"') for n, body in enumerate(bodies)])
    settings = FeedSettings(url=server.url())
    async with HttpFeed(settings, lambda: NOW, monotonic=lambda: seconds, wait=no_wait) as feed:
        for _ in bodies:
            assert read(await feed.poll()).remark == ""
            seconds += FULL_READ_S / 2
    assert len(server.requests) == 3


async def test_what_a_poll_took_is_measured_over_all_its_pages(server: Server) -> None:
    ticks = iter((10.0, 10.5))
    server.says(
        answer(document(), 'Link: </feed?page=2>; rel="next"'),
        answer(document(calls=[{**CALL, "id": "K-2"}], vehicles=[])),
    )
    settings = FeedSettings(url=server.url())
    feed = HttpFeed(settings, lambda: NOW, monotonic=lambda: next(ticks, 20.0), wait=no_wait)
    async with feed:
        reading = read(await feed.poll())
    assert reading.listed_calls == {"K-1036", "K-2"}
    assert (feed.trip.latency_s, feed.trip.size) == (0.5, reading.size)


async def test_cookies_are_never_sent_back(server: Server, feed: HttpFeed) -> None:
    """HTTP-18."""
    server.says(answer(document(), "Set-Cookie: a=1"))
    await feed.poll()
    await feed.poll()
    assert "cookie" not in server.requests[1].headers


async def test_the_environments_proxy_gets_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HTTP-36."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server.says(GOOD)
    async with feed_at(server.url()) as feed:
        read(await feed.poll())


async def test_a_hiccup_is_seen_by_nobody(server: Server, feed: HttpFeed) -> None:
    """HTTP-32, once."""
    server.says(answer(status="502 x"), GOOD)
    read(await feed.poll())


async def test_a_fault_of_the_programs_own_costs_one_poll_and_tells_no_calls_words(
    server: Server, feed: HttpFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stumbles(*_: object) -> None:
        raise KeyError("14 Sea Street")

    server.says(answer(document()))
    with monkeypatch.context() as patched:
        patched.setattr("jru_tui.feeds.formats.Decoder.read", stumbles)
        failure = failed(await feed.poll())
    said = "an internal error in jru-tui prevented reading the answer: KeyError at "
    assert failure.needs_person
    assert failure.reason.startswith(said)
    assert "Sea Street" not in failure.reason
    assert read(await feed.poll()).listed_calls


async def test_no_token_and_no_address_reaches_the_log(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.says(GOOD)
    async with feed_at(server.url("/feed?key=hidden"), token=Secret("s3cret")) as feed:
        await feed.poll()
    assert "hidden" not in caplog.text
    assert "s3cret" not in caplog.text


async def test_a_storm_of_errors_is_followed_by_recovery(server: Server) -> None:
    """HTTP-32 and NET-09: backed off with jitter, capped, and one read at the end."""
    wait = Waits()
    bad = answer(status="500 x")
    server.says(*[bad] * 16, GOOD)
    feed = HttpFeed(
        FeedSettings(url=server.url()),
        lambda: NOW,
        wait=wait,
        chance=lambda: 1.0,
        monotonic=lambda: 0.0,
    )
    outcomes: list[type[Poll]] = []
    waits: list[float | None] = []
    async with feed:
        polls = feed.polls()
        async for poll, wait_s in polls:
            outcomes.append(type(poll))
            waits.append(wait_s)
            if isinstance(poll, FeedReading):
                break
        await polls.aclose()
    # Five polls that try twice, and from then on each asks once.
    assert outcomes == [PollFailure] * 11 + [FeedReading]
    assert waits == [5.0, *[8.0] * 10, 5.5]


async def test_what_is_gone_for_good_is_asked_again_by_a_person_alone(server: Server) -> None:
    """HTTP-28: no wait ends by itself, and `poll_now` ends it."""
    wait = Waits()
    server.says(answer(status="410 Gone"), GOOD)
    feed = HttpFeed(FeedSettings(url=server.url()), lambda: NOW, wait=wait)
    async with feed, aclosing(feed.polls()) as polls:
        poll, wait_s = await anext(polls)
        assert (failed(poll).gone, wait_s) == (True, None)
        following = asyncio.ensure_future(anext(polls))
        for _ in range(20):
            await asyncio.sleep(0)
        assert not following.done()
        assert len(server.requests) == 1
        assert feed.poll_now()
        poll, wait_s = await following
        assert read(poll).listed_calls
        assert wait_s is not None


PACE = {
    "own interval": (GOOD, 5.0),
    "max-age": (answer(document(), "Cache-Control: public, max-age=40", "Age: 10"), 30.0),
    "max-age is old": (answer(document(), "Cache-Control: max-age=40", "Age: 99"), 5.0),
    "HTTP-29": (answer(b"", "Retry-After: 7", status="429 x"), 7.0),
    "HTTP-30 date": (
        answer(
            b"",
            "Date: Fri, 30 Oct 2020 20:00:00 GMT",
            "Retry-After: Fri, 30 Oct 2020 20:00:20 GMT",
            status="503 x",
        ),
        20.0,
    ),
    "HTTP-30 year 2099": (
        answer(b"", "Retry-After: Fri, 30 Oct 2099 20:00:20 GMT", status="503 x"),
        300.0,
    ),
    "HTTP-30 out of range": (
        answer(
            document(),
            "Date: Fri, 31 Dec 9999 23:59:59 -0100",
            "Retry-After: Fri, 31 Dec 9999 23:59:59 -0100",
        ),
        5.0,
    ),
    "HTTP-25 slow": (answer(status="401 x"), 60.0),
}


@pytest.mark.parametrize(("said", "seconds"), PACE.values(), ids=PACE)
async def test_the_next_poll_keeps_the_servers_pace_as_well_as_its_own(
    server: Server, said: bytes, seconds: float
) -> None:
    server.says(said)
    wait = Waits()
    feed = HttpFeed(FeedSettings(url=server.url()), lambda: NOW, wait=wait, chance=lambda: 0.0)
    async with feed:
        polls = feed.polls()
        _, wait_s = await anext(polls)
        await anext(polls)
        await polls.aclose()
    assert wait_s == seconds
    assert wait.seconds[0] == seconds


async def test_a_key_ends_the_wait_and_polls_never_overlap(server: Server) -> None:
    """HTTP-37."""
    server.says(GOOD)
    async with HttpFeed(FeedSettings(url=server.url(), interval_s=3_600), lambda: NOW) as feed:
        polls = feed.polls()
        await anext(polls)
        following = asyncio.ensure_future(anext(polls))
        assert feed.poll_now()
        read((await following)[0])
        await polls.aclose()
    assert len(server.requests) == 2


async def test_a_pause_that_the_server_asked_for_is_kept_and_said(server: Server) -> None:
    pause = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 40\r\nContent-Length: 0\r\n\r\n"
    server.says(pause, GOOD)
    async with HttpFeed(FeedSettings(url=server.url()), lambda: NOW, wait=no_wait) as feed:
        polls = feed.polls()
        poll, _ = await anext(polls)
        assert isinstance(poll, PollFailure)
        assert not feed.poll_now()
        read((await anext(polls))[0])
        assert feed.poll_now()
        await polls.aclose()


async def test_an_application_in_the_same_process_is_polled_in_the_same_way() -> None:
    async def app(
        scope: object, receive: object, send: Callable[[dict[str, object]], Awaitable[None]]
    ) -> None:
        del scope, receive
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": document()})

    settings = FeedSettings(url="http://simulator/feed")
    async with HttpFeed(settings, lambda: NOW, transport=httpx.ASGITransport(app)) as feed:
        assert read(await feed.poll()).listed_calls == {"K-1036"}


def test_the_room_is_entered_without_importing_httpx() -> None:
    """It costs a tenth of a second, which belongs behind the first frame."""
    rooms = "jru_tui.feeds.poller, jru_tui.feeds.outbox.outbox"
    code = f"import sys, {rooms}; sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
