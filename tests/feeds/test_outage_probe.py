"""MAP-23: after an outage the first good poll comes within ten seconds, by cheap looks."""

import asyncio

import pytest

from jru_tui.feeds import outage_probe
from jru_tui.feeds.models import FeedReading, Poll, PollFailure
from jru_tui.feeds.poller import SECOND_TRY_S, HttpFeed
from jru_tui.feeds.schedule import CAP_S
from jru_tui.settings.model import FeedSettings
from tests.feeds.conftest import GOOD, NOW, RESET, Server, answer, failed, feed_at

DOWN = answer(status="503 Down", kind="text/plain")
UP = b"HTTP/1.1 200 OK\r\nContent-Length: 400000\r\nContent-Type: application/json\r\n\r\n"
HANGS = (3_600.0,)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage_probe, "PROBE_S", 0.5)


def asked(server: Server) -> list[str]:
    return [request.line.split()[0] for request in server.requests]


@pytest.mark.parametrize("alive", [UP, answer(status="501 No", kind="x"), answer(status="405 No")])
async def test_what_hangs_is_asked_anew_as_soon_as_the_server_is_back(
    server: Server, alive: bytes
) -> None:
    async with feed_at(server.url(), deadline_s=60.0) as feed:
        server.says((RESET,), (RESET,), HANGS, alive, GOOD)
        failed(await feed.poll())
        assert isinstance(await feed.poll(), FeedReading)
    assert asked(server) == ["GET", "GET", "GET", "HEAD", "GET"]


async def test_a_server_in_trouble_is_not_back(server: Server) -> None:
    async with feed_at(server.url(), deadline_s=1.5) as feed:
        server.says((RESET,), (RESET,), HANGS, DOWN)
        failed(await feed.poll())
        poll = failed(await feed.poll())
    assert poll.reason == "no complete answer came within 1.5 s"
    assert set(asked(server)[3:]) == {"HEAD"}


async def test_an_answer_that_comes_slowly_is_waited_for(server: Server) -> None:
    async with feed_at(server.url(), deadline_s=60.0) as feed:
        server.says((RESET,), (RESET,), (GOOD[:-40], 0.8, GOOD[-40:]))
        failed(await feed.poll())
        assert isinstance(await feed.poll(), FeedReading)
    assert asked(server) == ["GET", "GET", "GET"]


async def test_a_server_that_is_well_is_never_looked_at(server: Server) -> None:
    async with feed_at(server.url(), deadline_s=60.0) as feed:
        server.says((0.8, GOOD))
        assert isinstance(await feed.poll(), FeedReading)
    assert asked(server) == ["GET"]


class Night:
    """Polls of a feed that is asked each 20 minutes, with the seconds waited before each."""

    def __init__(self, server: Server) -> None:
        self.waited: list[float] = []
        self.polls: list[tuple[Poll, float]] = []
        settings = FeedSettings(url=server.url(), interval_s=1_200.0)
        self.feed = HttpFeed(settings, lambda: NOW, wait=self._wait, chance=lambda: 1.0)

    async def _wait(self, _event: asyncio.Event, seconds: float) -> None:
        if seconds > SECOND_TRY_S:
            self.waited.append(seconds)
        await asyncio.sleep(0)

    async def go(self, count: int) -> None:
        async with self.feed:
            polls = self.feed.polls()
            async for poll, _ in polls:
                self.polls.append((poll, sum(self.waited)))
                self.waited.clear()
                if len(self.polls) == count:
                    break
            await polls.aclose()


async def test_a_feed_that_is_asked_seldom_is_polled_when_its_server_is_back(
    server: Server,
) -> None:
    server.says(GOOD, DOWN, DOWN, DOWN, DOWN, UP, GOOD)
    night = Night(server)
    await night.go(3)
    first, lost, back = night.polls
    assert isinstance(lost[0], PollFailure)
    assert isinstance(back[0], FeedReading)
    # Two looks found it down, the third found it back.
    assert asked(server) == ["GET", "GET", "GET", "HEAD", "HEAD", "HEAD", "GET"]
    assert back[1] == 3 * CAP_S
    assert asked(server) == ["GET", "GET", "GET", "HEAD", "HEAD", "HEAD", "GET"]
    assert isinstance(first[0], FeedReading)


async def test_who_only_seems_to_be_back_is_not_asked_more_often(server: Server) -> None:
    server.says(GOOD, DOWN, DOWN, UP, DOWN, DOWN, DOWN, UP, DOWN)
    night = Night(server)
    await night.go(5)
    waits = [waited for _, waited in night.polls[2:]]
    assert waits[0] == CAP_S
    assert waits[1] > 1_150.0
    assert all(isinstance(poll, PollFailure) for poll, _ in night.polls[1:])
