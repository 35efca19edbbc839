"""A token that is changed in its file while the board runs. Ids of faults as in the catalogue."""

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from msgspec import structs
from msgspec.structs import replace

from jru_tui.board.commands import Note
from jru_tui.board.events import CommandAnswered, CommandSent
from jru_tui.feeds.outbox.models import posting
from jru_tui.feeds.outbox.outbox import Outbox
from jru_tui.feeds.poller import HttpFeed
from jru_tui.settings.model import FeedSettings, Secret
from tests.feeds.conftest import (
    GOOD,
    NOW,
    RESET,
    Request,
    Server,
    answer,
    failed,
    no_wait,
    read,
)

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


TOKEN = "s3cret+/="
CARRIED = {
    "header": {"token_header": "X-Api-Key"},
    "raw": {"token_header": "Authorization"},
    "parameter": {"token_parameter": "api_key"},
    "basic": {"token_user": "jru"},
}


def carried(request: Request) -> dict[str, str]:
    """Whatever of a request holds the token, or is made of it."""
    query = parse_qsl(urlsplit(request.line.split()[1]).query)
    return {
        name: value
        for name, value in (*request.raw_headers.items(), *query)
        if TOKEN in value or "anJ1OnMzY3JldCsvPQ==" in value
    }


@pytest.mark.parametrize(
    ("way", "sent"),
    [
        ("header", {"X-Api-Key": TOKEN}),
        ("raw", {"Authorization": TOKEN}),
        ("parameter", {"api_key": TOKEN}),
        ("basic", {"Authorization": "Basic anJ1OnMzY3JldCsvPQ=="}),
    ],
)
async def test_a_token_goes_out_in_the_way_of_the_settings_and_in_no_other(
    server: Server, way: str, sent: dict[str, str], tmp_path: Path
) -> None:
    """MAP-25: to each page, to the vehicles' own address, and with each command."""
    file = tmp_path / "mapping.toml"
    file.write_text(
        'format = "json"\n[calls]\nlist = "calls"\nid = "id"\nopened_at = "at"\n'
        '[paging]\nnext = "next"\n[vehicles]\nurl = "units?x=1"\nlist = "units"\nid = "id"\n'
        'status = "s"\n'
    )
    url = server.url("/feed?unit=jru")
    settings = FeedSettings(url=url, writeback=url, token=Secret(TOKEN), mapping=file)
    chosen = replace(settings, **CARRIED[way])
    server.says(
        answer(b'{"calls": [], "next": "?page=2"}'),
        answer(b'{"calls": [], "next": null}'),
        answer(b'{"units": []}'),
        answer(b'{"accepted": true}'),
    )
    async with HttpFeed(chosen, lambda: NOW, wait=no_wait) as feed:
        read(await feed.poll())
    async with Outbox(chosen, lambda: NOW, wait=no_wait) as box:
        box.offer([posting("e1", Note("x", call="K-1"), NOW, "SC 1")])
        async for _ in box.run():
            if len(server.requests) > 3:
                break
    assert [carried(request) for request in server.requests] == [sent] * 4


@pytest.mark.parametrize("way", CARRIED)
async def test_no_failure_and_no_address_shows_the_token(
    server: Server, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    """MAP-25: whatever becomes of the request."""
    caplog.set_level("DEBUG")
    chosen = replace(FeedSettings(url=server.url(), token=Secret(TOKEN)), **CARRIED[way])
    heard: list[object] = []
    bad = (
        answer(status="401 x"),
        answer(status="302 x\r\nLocation: /feed?api_key=s3cret"),
        (b"HTTP/1.1 200 OK\r\n", RESET),
        b"SSH-2.0-x\r\n",
        answer(b"{"),
        GOOD,
    )
    async with HttpFeed(chosen, lambda: NOW, wait=no_wait, on_answer=heard.append) as feed:
        for script in bad:
            server.says(script)
            heard.append(await feed.poll())
    shown = f"{heard} {chosen} {caplog.text}"
    assert "s3cret" not in shown
    assert "anJ1On" not in shown


@pytest.mark.parametrize("status", ["401 x", "403 x"])
async def test_a_key_that_is_refused_with_403_is_read_again(
    server: Server, token: Path, status: str
) -> None:
    chosen = structs.replace(settings(server, token), token_header="X-Api-Key")
    server.says(answer(status=status), GOOD)
    async with HttpFeed(chosen, lambda: NOW, wait=no_wait) as feed:
        read(await feed.poll())
    assert [request.raw_headers["X-Api-Key"] for request in server.requests] == ["old", "new"]


PLAIN_SECRETS = """
format = "json"
[calls]
list = "calls"
id = "id"
opened_at = "at"
[vehicles]
url = "units?key=hush"
list = "units"
id = "id"
[request.headers]
X-Api-Key = "hush"
X-Agency = "jru"
X-Mine = "Bearer hush"
[request.parameters]
"$$app_token" = "hush"
"$select" = "a, key"
sig = ""
appid = "0123456789abcdef01234567hush"
"""


async def test_a_secret_in_plain_text_in_a_mapping_is_warned_about(
    server: Server, tmp_path: Path
) -> None:
    """MAP-25: by its name, never by what it is."""
    file = tmp_path / "mapping.toml"
    file.write_text(PLAIN_SECRETS)
    server.says(answer(b'{"calls": [], "units": []}'))
    chosen = FeedSettings(url=server.url(), mapping=file)
    async with HttpFeed(chosen, lambda: NOW, wait=no_wait, looked_at=True) as feed:
        reading = read(await feed.poll())
    names = ["X-Api-Key", "X-Mine", "$$app_token", "appid", "key"]
    assert [re.findall(r"\((.*)\)", said)[0] for said in feed.warnings] == names
    assert set(feed.warnings) <= set(reading.unused)
    assert "hush" not in str(feed.warnings)
