"""The real poller against a real server that misbehaves."""

import pytest

from jru_tui.feeds.http import HttpFeed
from jru_tui.feeds.reading import Failure, Reading, Unchanged
from tests.feeds.conftest import Server, answer, document, zipped


async def test_a_good_document_becomes_a_reading(server: Server, feed: HttpFeed) -> None:
    server.says(zipped(document()))
    poll = await feed.poll()
    assert isinstance(poll, Reading)
    assert [call.id for call in poll.calls] == ["K-1036"]
