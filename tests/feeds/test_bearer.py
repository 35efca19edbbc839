"""A token that is changed in its file while the board runs. Ids of faults as in the catalogue."""

from pathlib import Path

import pytest

from jru_tui.board.commands import Note
from jru_tui.board.events import CommandAnswered, CommandSent
from jru_tui.feeds.outbox.models import posting
from jru_tui.feeds.outbox.outbox import Outbox
from jru_tui.feeds.poller import HttpFeed
from jru_tui.settings.model import FeedSettings, Secret
from tests.feeds.conftest import GOOD, NOW, Server, answer, failed, no_wait, read

REFUSED = answer(status="401 x")


@pytest.fixture
def token(tmp_path: Path) -> Path:
    file = tmp_path / "token"
    file.write_text("new\n")
    file.chmod(0o600)
    return file


def settings(server: Server, token: Path) -> FeedSettings:
    url = server.url()
    return FeedSettings(url=url, writeback=url, token=Secret("old"), token_file=token)


def sent(server: Server) -> list[str]:
    return [request.raw_headers["Authorization"] for request in server.requests]


async def test_a_refused_token_is_read_again_once(server: Server, token: Path) -> None:
    """HTTP-25: seen by nobody."""
    server.says(REFUSED, GOOD)
    async with HttpFeed(settings(server, token), lambda: NOW, wait=no_wait) as feed:
        read(await feed.poll())
    assert sent(server) == ["Bearer old", "Bearer new"]


async def test_the_same_token_is_not_tried_twice(server: Server, token: Path) -> None:
    """HTTP-25: an account must not be locked out."""
    server.says(REFUSED)
    async with HttpFeed(settings(server, token), lambda: NOW, wait=no_wait) as feed:
        assert failed(await feed.poll()).needs_person
        await feed.poll()
    assert sent(server) == ["Bearer old", "Bearer new", "Bearer new"]


async def test_a_file_that_others_can_read_by_now_is_not_used(server: Server, token: Path) -> None:
    token.chmod(0o644)
    server.says(REFUSED)
    async with HttpFeed(settings(server, token), lambda: NOW, wait=no_wait) as feed:
        failed(await feed.poll())
    assert sent(server) == ["Bearer old"]


async def test_a_command_goes_out_under_the_new_token_and_its_own_key(
    server: Server, token: Path
) -> None:
    server.says(REFUSED, answer(status="202 x"))
    box = Outbox(settings(server, token), lambda: NOW, wait=no_wait)
    box.offer([posting("e1", Note(text="hello", call="K-1"), NOW, "SC 1")])
    async with box:
        sayings = box.run()
        assert await anext(sayings) == CommandSent("e1")
        assert await anext(sayings) == CommandAnswered("e1", accepted=True)
        await sayings.aclose()
    assert sent(server) == ["Bearer old", "Bearer new"]
    assert {request.raw_headers["Idempotency-Key"] for request in server.requests} == {"e1"}
