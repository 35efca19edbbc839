"""The real poller against a real server that misbehaves. Ids of faults as in the catalogue."""

import asyncio
import gzip
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from jru_tui.feeds.http import FULL_READ_S, HttpFeed
from jru_tui.feeds.reading import Failure, Poll, Reading, Unchanged
from jru_tui.settings.model import FeedSettings, Secret
from tests.feeds.conftest import (
    CALL,
    FOR_EVER,
    NOW,
    RESET,
    Part,
    Server,
    Waits,
    answer,
    document,
    no_wait,
    zipped,
)

GOOD = answer(document())
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
BROKE = "the connection broke off before the answer was whole"
NOT_HTTP = "what answers there does not speak proper HTTP"
NO_ANSWER = "the connection was closed without an HTTP answer: is the address right?"
PACKED = gzip.compress(document())
BOMB = gzip.compress(b" " * 20_000_000)


def failed(poll: Poll) -> Failure:
    assert isinstance(poll, Failure), poll
    return poll


def read(poll: Poll) -> Reading:
    assert isinstance(poll, Reading), poll
    return poll


def chunked(body: bytes) -> bytes:
    return HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + body


def feed_at(url: str, **settings: Any) -> HttpFeed:
    return HttpFeed(FeedSettings(url=url, **settings), lambda: NOW, wait=no_wait)


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
        answer(document(), 'ETag: W/"a b,  \\"'),
        b'HTTP/1.1 304 Not Modified\r\nETag: "other"\r\n\r\n',
    )
    read(await feed.poll())
    assert await feed.poll() == Unchanged()
    assert server.requests[1].raw_headers["If-None-Match"] == 'W/"a b,  \\"'


async def test_not_changed_means_nothing_when_nobody_asked(server: Server, feed: HttpFeed) -> None:
    server.says(b"HTTP/1.1 304 Not Modified\r\n\r\n")
    assert failed(await feed.poll()).reason == "the feed says “not changed” without being asked"


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


FRAMES: dict[str, tuple[bytes | tuple[Part, ...], str]] = {
    "NET-05 reset": ((b"", RESET), BROKE),
    "NET-06 reset in mid-body": ((GOOD[:-40], RESET), BROKE),
    "NET-07 closed at once": ((b"", 0.0), NO_ANSWER),
    "NET-08 not HTTP": ((b"SSH-2.0-OpenSSH_9.6\r\n", 0.0), NO_ANSWER),
    "NET-08 a greeting": (b"220 mail ready\r\n\r\n", NOT_HTTP),
    "NET-08 HTTP/0.9": ((document(), 0.0), NO_ANSWER),
    "HTTP-01 short body": ((GOOD[:-1], 0.0), BROKE),
    "HTTP-03 two lengths": (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}", NOT_HTTP),
    "HTTP-03 negative": (HEAD + b"Content-Length: -5\r\n\r\n{}", NOT_HTTP),
    "HTTP-05 bad chunk": (chunked(b"zz\r\n{}\r\n"), NOT_HTTP),
    "HTTP-05 ends early": ((chunked(b"20\r\n{"), 0.0), BROKE),
    "HTTP-06 from the header": (
        (HEAD + b"Content-Length: 100000000\r\n\r\n", 60.0),
        "the answer is larger than the 1 MB allowed",
    ),
    "HTTP-07 endless": (
        (HEAD + b"\r\n", b"[" * 65_536, FOR_EVER),
        "the answer is larger than the 1 MB allowed",
    ),
    "HTTP-08 bomb": (
        answer(BOMB, "Content-Encoding: gzip"),
        "the answer unpacks to more than the 2 MB allowed",
    ),
    "HTTP-09 twice": (
        answer(gzip.compress(PACKED), "Content-Encoding: gzip, gzip"),
        "the answer is packed in a way that was not asked for; only gzip is read",
    ),
    "HTTP-09 br": (
        answer(b"x", "Content-Encoding: br"),
        "the answer is packed in a way that was not asked for; only gzip is read",
    ),
    "HTTP-10 cut gzip": (
        answer(PACKED[:-9], "Content-Encoding: gzip"),
        "the answer was cut short: its gzip has no end",
    ),
    "HTTP-10 behind its end": (
        answer(PACKED + b"x", "Content-Encoding: gzip"),
        "the answer has something behind the end of its gzip",
    ),
    "HTTP-11 not packed": (
        answer(document(), "Content-Encoding: gzip"),
        "the answer says that it is gzip, but it is not, or is damaged",
    ),
    "HTTP-12 sign-in page": (
        answer(b"<html>", kind="text/html; charset=utf-8"),
        "the feed answered with a web page: signed out?",
    ),
    "HTTP-13 no type": (
        answer(document(), kind=""),
        "the answer is not marked as JSON (its Content-Type says something else, or nothing)",
    ),
    "HTTP-14 charset": (
        answer(document(), kind="application/json; charset=iso-8859-1"),
        "the document is not in UTF-8",
    ),
    "HTTP-15 empty": (answer(b""), "the feed answered with nothing"),
    "HTTP-15 204": (
        b"HTTP/1.1 204 No Content\r\n\r\n",
        "the server answered with nothing (204)",
    ),
    "HTTP-16 206": (
        answer(document(), status="206 Partial Content"),
        "the server answered with a part of a document (206)",
    ),
    "HTTP-17 999": (answer(status="999 What"), "the server answered with status 999"),
    "HTTP-18 cookies": (
        answer(document(), *[f"Set-Cookie: c{n}={'x' * 3_000}" for n in range(60)]),
        NOT_HTTP,
    ),
    "HTTP-19 escape in the phrase": (
        answer(status="500 \x1b[2J"),
        "the server has an error of its own (500)",
    ),
    "HTTP-24 302 to nowhere": (answer(status="302 Found"), "the server answered with status 302"),
    "HTTP-32 500": (answer(status="500 x"), "the server has an error of its own (500)"),
    "HTTP-32 503": (answer(status="503 x"), "the server is out of service for now (503)"),
}


@pytest.mark.parametrize(("script", "said"), FRAMES.values(), ids=FRAMES)
async def test_a_broken_answer_is_a_failure_in_words(
    server: Server, script: bytes | tuple[Part, ...], said: str
) -> None:
    server.says(script)
    caps = {"max_bytes": 1_000_000, "max_inflated_bytes": 2_000_000}
    async with feed_at(server.url(), **caps) as feed:
        poll = failed(await feed.poll())
        assert poll == Failure(said)


MOVED = "the server points elsewhere"
PERSON = {
    "HTTP-20 loop": (302, "/feed", f"{MOVED} (302): redirects are not followed"),
    "HTTP-21 other host": (301, "http://evil.example/", f"{MOVED} to “evil.example” (301)"),
    "HTTP-22 https to http": (307, "http://127.0.0.1/", f"{MOVED} to “127.0.0.1” (307)"),
    "HTTP-23 file": (302, "file:///etc/passwd", f"{MOVED} (302)"),
    "HTTP-23 script": (302, "javascript:alert(1)", f"{MOVED}, to no address"),
    "HTTP-25": (401, "", "the server refuses the token (401): is it set, and still good?"),
    "HTTP-26": (403, "", "the server does not allow this (403)"),
    "HTTP-27": (404, "", "nothing is at that address (404): is it right?"),
    "HTTP-28": (410, "", "what was at that address is gone for good (410)"),
    "teapot": (418, "", "the server refuses the request (418)"),
}


@pytest.mark.parametrize(("status", "location", "said"), PERSON.values(), ids=PERSON)
async def test_what_only_a_person_can_mend_says_so(
    server: Server, feed: HttpFeed, status: int, location: str, said: str
) -> None:
    extra = [f"Location: {location}"] if location else []
    server.says(answer(b"", *extra, status=f"{status} x"))
    poll = failed(await feed.poll())
    assert poll.needs_person
    assert poll.reason.startswith(said)
    assert len(server.requests) == 1


SILENT = {
    "NET-01 no answer": (60.0,),
    "NET-02 slow headers": (b"H", *(0.02, b"T") * 200),
    "NET-03 slow body": (HEAD + b"Content-Length: 999\r\n\r\n", *(0.02, b" ") * 200),
}


@pytest.mark.parametrize("script", SILENT.values(), ids=SILENT)
async def test_one_deadline_ends_the_whole_poll(server: Server, script: tuple[Part, ...]) -> None:
    server.says(script)
    async with feed_at(server.url(), deadline_s=0.2) as feed:
        poll = failed(await feed.poll())
    assert poll.reason == "no whole answer came within 0.2 s"


async def test_nobody_at_the_address_is_told_by_name() -> None:
    """NET-04."""
    listening = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    listening.close()
    await listening.wait_closed()
    async with feed_at(f"http://127.0.0.1:{port}/feed") as feed:
        poll = failed(await feed.poll())
    assert poll.reason == "no connection to “127.0.0.1”: connection refused"


ADDRESSES = {
    "http://feed.example/feed": "the address is not secure: use https://",
    "ftp://feed.example/feed": "the address is not one",
    "http://": "the address is not one",
    "http://[::1/feed": "the address is not one",
    "http://127.0.0.1:99999999/feed": "the address is not one",
    "": "the address is not one",
}


@pytest.mark.parametrize(("url", "said"), ADDRESSES.items())
async def test_an_address_that_cannot_be_used_is_never_asked(url: str, said: str) -> None:
    """TLS-06: in the clear only to this machine."""
    async with feed_at(url) as feed:
        poll = failed(await feed.poll())
    assert poll.reason.startswith(said)
    assert poll.needs_person


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
    feed = HttpFeed(FeedSettings(url=server.url()), lambda: NOW, wait=wait, chance=lambda: 1.0)
    outcomes: list[type[Poll]] = []
    waits: list[float] = []
    async with feed:
        polls = feed.polls()
        async for poll, wait_s in polls:
            outcomes.append(type(poll))
            waits.append(wait_s)
            if isinstance(poll, Reading):
                break
        await polls.aclose()
    assert outcomes == [Failure] * 8 + [Reading]
    assert waits == [5.0, 10.0, 20.0, 30.0, 30.0, 30.0, 30.0, 30.0, 5.5]


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
        feed.poll_now()
        read((await following)[0])
        await polls.aclose()
    assert len(server.requests) == 2


def paged(*links: object) -> Iterator[bytes]:
    for number, link in enumerate(links, 1):
        calls = [{**CALL, "id": f"K-{number}"}]
        yield answer(document(calls=calls, next=link, vehicles=[]))


async def test_pages_are_one_document(server: Server, feed: HttpFeed) -> None:
    first, second, _ = paged("/feed?page=2", None, None)
    third = answer(document(calls=[{**CALL, "id": "K-3"}]))
    linked = second.replace(b"Content-Type", b'Link: <?page=3>; rel="next"\r\nContent-Type', 1)
    server.says(first.replace(b"Content-Type", b'ETag: "1"\r\nContent-Type', 1), linked, third)
    assert read(await feed.poll()).listed_calls == {"K-1", "K-2", "K-3"}
    assert [each.line.split()[1] for each in server.requests] == [
        "/feed",
        "/feed?page=2",
        "/feed?page=3",
    ]
    await feed.poll()
    assert "if-none-match" not in server.requests[3].headers


async def test_pages_are_taken_all_or_nothing(server: Server, feed: HttpFeed) -> None:
    first, second = paged("/feed?page=2", None)
    server.says(first, answer(status="500 x"), first, second)
    assert failed(await feed.poll()).reason == "page 2: the server has an error of its own (500)"
    assert len(read(await feed.poll()).calls) == 2


PAGES = {
    "other host": ("http://localhost:1/feed", "the feed's next page is on another server"),
    "other scheme": ("https://127.0.0.1/feed", "the feed's next page is on another server"),
    "file": ("file:///etc/passwd", "the feed's next page is on another server"),
    "no address": ("http://[", "the feed's next page is on another server"),
    "itself": ("/feed", "the feed's pages come to no end"),
}


@pytest.mark.parametrize(("link", "said"), PAGES.values(), ids=PAGES)
async def test_a_page_is_only_followed_on_the_same_server(
    server: Server, feed: HttpFeed, link: str, said: str
) -> None:
    server.says(*paged(link))
    assert failed(await feed.poll()).reason.startswith(said)
    assert len(server.requests) == 1


async def test_pages_without_end_are_cut_off(server: Server, feed: HttpFeed) -> None:
    server.says(*paged(*[f"/feed?page={n}" for n in range(200)]))
    assert failed(await feed.poll()).reason == "the feed's pages come to no end"
    assert len(server.requests) == 100


async def test_all_pages_share_one_cap(server: Server) -> None:
    server.says(*paged(*[f"/feed?page={n}" for n in range(20)]))
    async with feed_at(server.url(), max_bytes=1_500) as feed:
        assert "larger than" in failed(await feed.poll()).reason


async def test_an_application_in_the_same_process_is_polled_in_the_same_way() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        del scope, receive
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": document()})

    settings = FeedSettings(url="http://simulator/feed")
    async with HttpFeed(settings, lambda: NOW, transport=httpx.ASGITransport(app)) as feed:
        assert read(await feed.poll()).listed_calls == {"K-1036"}
