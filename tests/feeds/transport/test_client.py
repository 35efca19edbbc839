"""The line to a server, over many polls."""

import sys
from importlib.abc import MetaPathFinder

import pytest

from jru_tui.feeds.models import Unchanged
from jru_tui.feeds.poller import HttpFeed
from tests.feeds.conftest import Server, answer, document


async def test_polls_that_bring_nothing_go_over_one_line(server: Server, feed: HttpFeed) -> None:
    server.says(answer(document(), 'ETag: "1"'), b"HTTP/1.1 304 Not Modified\r\n\r\n")
    await feed.poll()
    assert [await feed.poll() for _ in range(3)] == [Unchanged()] * 3
    assert (len(server.requests), server.lines) == (4, 1)


@pytest.mark.parametrize(
    "head",
    ["Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", ""],
    ids=["5", "chunked", ""],
)
async def test_the_body_of_an_answer_that_has_none_passes_for_no_other(
    server: Server, feed: HttpFeed, head: str
) -> None:
    """HTTP-35: also where nobody announced it."""
    said = f"HTTP/1.1 304 Not Modified\r\n{head}\r\nhello".encode()
    server.says(answer(document(), 'ETag: "1"'), said)
    await feed.poll()
    assert [await feed.poll() for _ in range(4)] == [Unchanged()] * 4
    # Where it was announced the line is given up, and no request is lost.
    assert len(server.requests) == (5 if head else 8)


async def test_a_poll_looks_for_no_library(
    server: Server, feed: HttpFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.says(answer(document(), 'ETag: "1"'), answer(document(calls=[]), 'ETag: "2"'))
    await feed.poll()
    asked: list[str] = []

    class Note(MetaPathFinder):
        def find_spec(self, fullname: str, *_: object) -> None:
            asked.append(fullname)

    monkeypatch.setattr(sys, "meta_path", [Note(), *sys.meta_path])
    await feed.poll()
    assert asked == []
