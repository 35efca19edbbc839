"""The real poller against a real server that misbehaves. Ids of faults as in the catalogue."""

import asyncio
import gzip

import httpx
import pytest

from jru_tui.feeds.models import PollFailure
from jru_tui.feeds.poller import HttpFeed
from tests.feeds.conftest import (
    FOR_EVER,
    GOOD,
    RESET,
    Part,
    Server,
    answer,
    document,
    failed,
    feed_at,
    read,
)

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


BROKE = "the connection broke before the answer was complete"


NOT_HTTP = "what answers there is not an HTTP server, or is broken: is the address right?"


NO_ANSWER = "the connection was closed without an HTTP answer: is the address right?"


PACKED = gzip.compress(document())


BOMB = gzip.compress(b" " * 20_000_000)


def chunked(body: bytes) -> bytes:
    return HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + body


LESS = "allowed: ask for less in the address, or raise"

FRAMES: dict[str, tuple[bytes | tuple[Part, ...], str]] = {
    "NET-05 reset": ((b"", RESET), BROKE),
    "NET-06 reset in mid-body": ((GOOD[:-40], RESET), BROKE),
    "NET-07 closed at once": ((b"", 0.0), NO_ANSWER),
    "NET-08 SSH": ((b"SSH-2.0-OpenSSH_9.6\r\n", 0.0), NOT_HTTP),
    "NET-08 SSH waits": ((b"SSH-2.0-OpenSSH_9.6\r\n", 60.0), NOT_HTTP),
    "NET-08 SSH in pieces": ((b"S", 0.0, b"SH-2.0-OpenSSH_9.6\r\n", 60.0), NOT_HTTP),
    "NET-08 a greeting": (b"220 mail ready\r\n\r\n", NOT_HTTP),
    "NET-08 HTTP/0.9": ((document(), 0.0), NOT_HTTP),
    "NET-08 hardly HTTP": ((b"HTTP", 0.0), NO_ANSWER),
    "HTTP-01 short body": ((GOOD[:-1], 0.0), BROKE),
    "HTTP-03 two lengths": (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}", NOT_HTTP),
    "HTTP-03 negative": (HEAD + b"Content-Length: -5\r\n\r\n{}", NOT_HTTP),
    "HTTP-05 bad chunk": (chunked(b"zz\r\n{}\r\n"), NOT_HTTP),
    "HTTP-05 ends early": ((chunked(b"20\r\n{"), 0.0), BROKE),
    "HTTP-06 from the header": (
        (HEAD + b"Content-Length: 100000000\r\n\r\n", 60.0),
        f"the answer is 100 MB, more than the 1 MB {LESS} feed.max_mb in the settings",
    ),
    "HTTP-07 endless": (
        (HEAD + b"\r\n", b"[" * 65_536, FOR_EVER),
        f"the answer is larger than the 1 MB {LESS} feed.max_mb in the settings",
    ),
    "HTTP-08 bomb": (
        answer(BOMB, "Content-Encoding: gzip"),
        (
            f"the answer decompresses to more than the 2 MB {LESS} feed.max_inflated_mb "
            f"in the settings"
        ),
    ),
    "HTTP-09 twice": (
        answer(gzip.compress(PACKED), "Content-Encoding: gzip, gzip"),
        "the answer is compressed in a way that was not asked for; only gzip is read",
    ),
    "HTTP-09 br": (
        answer(b"x", "Content-Encoding: br"),
        "the answer is compressed in a way that was not asked for; only gzip is read",
    ),
    "HTTP-10 cut gzip": (
        answer(PACKED[:-9], "Content-Encoding: gzip"),
        "the answer was cut short: its gzip has no end",
    ),
    "HTTP-10 behind its end": (
        answer(PACKED + b"x", "Content-Encoding: gzip"),
        "the answer has data after the end of its gzip",
    ),
    "HTTP-11 not packed": (
        answer(document(), "Content-Encoding: gzip"),
        "the answer is marked as gzip, but is not, or is damaged",
    ),
    "HTTP-12 sign-in page": (
        answer(b"<html>", kind="text/html; charset=utf-8"),
        "the feed answered with a web page: signed out?",
    ),
    "HTTP-13 no type": (
        answer(document(), kind=""),
        "the answer is not marked as JSON (feed.any_type in the settings accepts it anyway)",
    ),
    "HTTP-14 charset": (
        answer(document(), kind="application/json; charset=iso-8859-1"),
        "the document is not in UTF-8",
    ),
    "HTTP-15 empty": (answer(b""), "the feed's answer is empty"),
    "HTTP-15 204": (
        b"HTTP/1.1 204 No Content\r\n\r\n",
        "the server answered with nothing (204)",
    ),
    "HTTP-16 206": (
        answer(document(), status="206 Partial Content"),
        "the server answered with part of a document (206)",
    ),
    "HTTP-17 999": (answer(status="999 What"), "the server answered with status 999"),
    "HTTP-18 cookies": (
        answer(document(), *[f"Set-Cookie: c{n}={'x' * 3_000}" for n in range(60)]),
        (
            "the headers of the answer are longer than 100 kB: too many cookies? "
            "The answer is not read"
        ),
    ),
    "HTTP-19 escape in the phrase": (
        answer(status="500 \x1b[2J"),
        "the server has an internal error (500)",
    ),
    "HTTP-24 302 to nowhere": (answer(status="302 Found"), "the server answered with status 302"),
    "HTTP-32 500": (answer(status="500 x"), "the server has an internal error (500)"),
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
        assert poll == PollFailure(said)


async def test_a_setting_takes_documents_that_are_not_marked_as_json(server: Server) -> None:
    """HTTP-13, MAP-14: a web page is known by its bytes then."""
    async with feed_at(server.url(), any_type=True) as feed:
        kinds = ("", "text/plain", "application/octet-stream", "text/html; charset=iso-8859-1")
        for kind in kinds:
            server.says(answer(document(), kind=kind))
            assert read(await feed.poll()).listed_calls == {"K-1036"}
        server.says(answer(b"<html>", kind="text/html"))
        assert failed(await feed.poll()).reason == "the feed answered with a web page: signed out?"


@pytest.mark.parametrize("cut", [1, 7, 100])
async def test_a_gzip_of_several_members_is_one_document(server: Server, cut: int) -> None:
    """MAP-13: wherever it is cut, on the wire or into members."""
    body = document()
    packed = gzip.compress(body[:50]) + gzip.compress(b"") + gzip.compress(body[50:])
    head = answer(b"", "Content-Encoding: gzip").replace(
        b"Content-Length: 0", b"Content-Length: %d" % len(packed)
    )
    pieces = [packed[at : at + cut] for at in range(0, len(packed), cut)]
    async with feed_at(server.url()) as feed:
        server.says((head, *pieces))
        assert read(await feed.poll()).listed_calls == {"K-1036"}
        server.says(answer(packed[:-9], "Content-Encoding: gzip"))
        assert failed(await feed.poll()).reason == "the answer was cut short: its gzip has no end"
        server.says(answer(gzip.compress(b"") * 10_001, "Content-Encoding: gzip"))
        reason = failed(await feed.poll()).reason
        assert reason == "the answer is a gzip of more than 10,000 parts"


MOVED = "the server redirects"


PERSON = {
    "HTTP-20 loop": (302, "/feed", f"{MOVED} (302): redirects are not followed"),
    "HTTP-21 other host": (301, "http://evil.example/", f"{MOVED} to “evil.example” (301)"),
    "HTTP-22 https to http": (307, "http://127.0.0.1/", f"{MOVED} to “127.0.0.1” (307)"),
    "HTTP-23 file": (302, "file:///etc/passwd", f"{MOVED} (302)"),
    "HTTP-23 no address": (302, "http://[::1", f"{MOVED} to something that is not an address"),
    "HTTP-23 script": (302, "javascript:alert(1)", f"{MOVED} to something that is not an address"),
    "HTTP-25": (401, "", "the server refuses the token (401): is it set, and still valid?"),
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
    "NET-02 slow headers": (b"HTTP/1.1 200 OK\r\n", *(0.02, b"T") * 200),
    "NET-03 slow body": (HEAD + b"Content-Length: 999\r\n\r\n", *(0.02, b" ") * 200),
}


@pytest.mark.parametrize("script", SILENT.values(), ids=SILENT)
async def test_one_deadline_ends_the_whole_poll(server: Server, script: tuple[Part, ...]) -> None:
    server.says(script)
    async with feed_at(server.url(), deadline_s=0.2) as feed:
        poll = failed(await feed.poll())
    assert poll.reason == "no complete answer came within 0.2 s"


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
    "ftp://feed.example/feed": "the address is not valid",
    "http://": "the address is not valid",
    "http://[::1/feed": "the address is not valid",
    "http://127.0.0.1:99999999/feed": "the address is not valid",
    "": "the address is not valid",
}


@pytest.mark.parametrize(("url", "said"), ADDRESSES.items())
async def test_an_address_that_cannot_be_used_is_never_asked(url: str, said: str) -> None:
    """TLS-06: in the clear only to this machine."""
    async with feed_at(url) as feed:
        poll = failed(await feed.poll())
    assert poll.reason.startswith(said)
    assert poll.needs_person


async def test_not_changed_means_nothing_when_nobody_asked(server: Server, feed: HttpFeed) -> None:
    server.says(b"HTTP/1.1 304 Not Modified\r\n\r\n")
    assert (
        failed(await feed.poll()).reason
        == "the feed answers “not changed” to a request that did not ask that"
    )


async def test_httpx_itself_takes_a_gzip_that_was_cut_short_for_whole(server: Server) -> None:
    """HTTP-10, the control: without our own unpacking the fault would pass unseen."""
    server.says(answer(PACKED[:-9], "Content-Encoding: gzip"))
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(server.url())).status_code == 200
