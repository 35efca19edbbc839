"""The line to a server, over many polls."""

from jru_tui.feeds.http import HttpFeed
from jru_tui.feeds.reading import Unchanged
from tests.feeds.conftest import Server, answer, document


async def test_polls_that_bring_nothing_go_over_one_line(server: Server, feed: HttpFeed) -> None:
    server.says(answer(document(), 'ETag: "1"'), b"HTTP/1.1 304 Not Modified\r\n\r\n")
    await feed.poll()
    assert [await feed.poll() for _ in range(3)] == [Unchanged()] * 3
    assert (len(server.requests), server.lines) == (4, 1)
