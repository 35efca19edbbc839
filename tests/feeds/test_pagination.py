"""A document of several pages: all or nothing, from one server, with an end."""

from collections.abc import Iterator

import pytest

from jru_tui.feeds.poller import HttpFeed
from jru_tui.feeds.transport.urls import without_secrets
from jru_tui.settings.model import Secret
from tests.feeds.conftest import (
    CALL,
    Server,
    answer,
    document,
    failed,
    feed_at,
    read,
)


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
    assert failed(await feed.poll()).reason == "page 2: the server has an internal error (500)"
    assert len(read(await feed.poll()).calls) == 2


async def test_a_page_that_is_gone_does_not_end_the_feed(server: Server, feed: HttpFeed) -> None:
    """HTTP-28: a page's token has expired, and the feed's own address is alive."""
    first, second = paged("/feed?page=2", None)
    server.says(first, answer(status="410 Gone"), first, second)
    poll = failed(await feed.poll())
    assert (poll.reason, poll.gone) == (
        "page 2: what was at that address is gone for good (410)",
        False,
    )
    assert len(read(await feed.poll()).calls) == 2


PAGES = {
    "other host": ("http://localhost:1/feed", "the feed's next page is on another server"),
    "other scheme": ("https://127.0.0.1/feed", "the feed's next page is on another server"),
    "file": ("file:///etc/passwd", "the feed's next page is on another server"),
    "no address": ("http://[", "the feed's next page is on another server"),
    "odd host": (
        "http://xn--a/feed",
        "the feed's next page is on another server, or is not an address",
    ),
    "half a character": ("/feed?\ud800", "next: a text contains invalid UTF-8"),
    "itself": ("/feed", "the feed's pages never end"),
}


@pytest.mark.parametrize(("link", "said"), PAGES.values(), ids=PAGES)
async def test_a_page_is_only_followed_on_the_same_server(
    server: Server, feed: HttpFeed, link: str, said: str
) -> None:
    server.says(*paged(link))
    assert failed(await feed.poll()).reason.startswith(said)
    assert len(server.requests) == 1


async def test_a_link_says_nothing_of_who_asks(server: Server) -> None:
    first, second = paged(f"http://user:pw@127.0.0.1:{server.port}/feed?page=2", None)
    server.says(first, second)
    async with feed_at(server.url(), token=Secret("s3cret")) as feed:
        assert len(read(await feed.poll()).calls) == 2
    sent = [(each.line, each.raw_headers["Authorization"]) for each in server.requests]
    assert sent == [
        ("GET /feed HTTP/1.1", "Bearer s3cret"),
        ("GET /feed?page=2 HTTP/1.1", "Bearer s3cret"),
    ]


async def test_pages_without_end_are_cut_off(server: Server) -> None:
    server.says(*paged(*[f"/feed?page={n}" for n in range(200)]))
    async with feed_at(server.url(), deadline_s=120.0) as feed:
        assert failed(await feed.poll()).reason == "the feed's pages never end"
    assert len(server.requests) == 100


async def test_all_pages_share_one_cap(server: Server) -> None:
    server.says(*paged(*[f"/feed?page={n}" for n in range(20)]))
    async with feed_at(server.url(), max_bytes=1_500) as feed:
        assert "more than the" in failed(await feed.poll()).reason


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/feed", "https://a.example/feed"),
        ("https://a.example/feed?key=s3cret&x", "https://a.example/feed?key=…&x"),
        ("https://me:s3cret@a.example:8443/f?a=1&b=2#c", "https://a.example:8443/f?a=…&b=…#c"),
        ("https://[::1/feed?key=s3cret", "an address that is not valid"),
    ],
)
def test_an_address_is_shown_without_what_may_be_secret(url: str, shown: str) -> None:
    assert without_secrets(url) == shown
