"""Pages that are counted, the vehicles' own pages, and documents that say that they are cut."""

import json
from pathlib import Path
from typing import Any

import pytest

from jru_tui.feeds.poller import HttpFeed
from jru_tui.settings.model import FeedSettings
from tests.feeds.conftest import NOW, Server, answer, failed, no_wait, read
from tests.feeds.mapping.conftest import PLAIN, mapped_feed, written
from tests.feeds.mapping.test_mapping_polls import UNITS, asked, calls

NUMBERED = '\n[paging]\npage_parameter = "page"\n'
COUNTED = '\n[paging]\nlimit = 2\norder = "id"\n'


def units(*ids: str, **more: Any) -> bytes:
    listed = [{"id": id_, "status": "standby"} for id_ in ids]
    return answer(json.dumps({"units": listed, **more}).encode())


@pytest.mark.parametrize(("more", "pages"), [("", "123"), ("page_first = 0", "012")])
async def test_pages_by_number_go_on_until_one_is_empty(
    server: Server, tmp_path: Path, more: str, pages: str
) -> None:
    server.says(calls("1", "2"), calls("3"), calls())
    async with mapped_feed(server.url(), written(tmp_path, PLAIN + NUMBERED + more)) as feed:
        assert read(await feed.poll()).listed_calls == {"1", "2", "3"}
    assert asked(server) == [{"page": page} for page in pages]


async def test_pages_by_number_can_have_a_size_and_an_order(server: Server, tmp_path: Path) -> None:
    server.says(calls("1"), calls())
    file = written(tmp_path, PLAIN + NUMBERED + 'limit = 100\norder = "id"')
    async with mapped_feed(server.url(), file) as feed:
        assert read(await feed.poll()).listed_calls == {"1"}
    assert asked(server)[0] == {"page": "1", "limit": "100", "order": "id"}


@pytest.mark.parametrize(
    ("paging", "asked_for"),
    [
        (NUMBERED, [{"page": n, "order": "label"} for n in "123"]),
        (COUNTED, [{"limit": "2", "order": "label", "offset": n} for n in "023"]),
    ],
)
async def test_the_vehicles_at_an_address_of_their_own_are_paged_too(
    server: Server, tmp_path: Path, paging: str, asked_for: list[dict[str, str]]
) -> None:
    server.says(calls(), units("JRU1", "JRU2"), units("JRU3"), units())
    file = written(tmp_path, UNITS.replace("[vehicles]", '[vehicles]\norder = "label"') + paging)
    async with mapped_feed(server.url(), file) as feed:
        assert read(await feed.poll()).listed_vehicles == {"JRU1", "JRU2", "JRU3"}
    assert asked(server)[1:] == asked_for


async def test_the_vehicles_next_page_is_followed_too(server: Server, tmp_path: Path) -> None:
    server.says(calls("1"), units("JRU1", next="/more"), units("JRU2", next=None))
    file = written(tmp_path, UNITS + '\n[paging]\nnext = "next"')
    async with mapped_feed(server.url(), file) as feed:
        assert read(await feed.poll()).listed_vehicles == {"JRU1", "JRU2"}


async def test_vehicles_that_come_all_at_once_are_read_once(server: Server, tmp_path: Path) -> None:
    """Their server knows nothing of pages: it gives the same list whatever it is asked for."""
    vehicles = [units("JRU1", "JRU2"), units("JRU1", "JRU2")]
    empty = [calls(), *vehicles]
    server.says(*empty, *empty, calls("1"), calls(), *vehicles)
    async with mapped_feed(server.url(), written(tmp_path, UNITS + COUNTED)) as feed:
        readings = [read(await feed.poll()) for _ in range(3)]
    assert [each.listed_vehicles for each in readings] == [{"JRU1", "JRU2"}] * 3
    assert [each.refused for each in readings] == [()] * 3


async def test_calls_that_come_as_the_same_page_again_are_refused(
    server: Server, tmp_path: Path
) -> None:
    server.says(calls("1"), calls("1"))
    async with mapped_feed(server.url(), written(tmp_path, PLAIN + NUMBERED)) as feed:
        assert failed(await feed.poll()).reason == (
            "page 2 repeats page 1: does [paging] suit this server?"
        )


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"has_more": True}, "“has_more” is true"),
        ({"properties": {"exceededTransferLimit": True}}, "“exceededTransferLimit” is true"),
        ({"links": {"next": "/2"}}, "“next” is not empty"),
        ({"data": {"page": {"total": 1300}}}, "“total” is 1,300, and there are 1 records"),
    ],
)
async def test_a_document_that_says_it_is_cut_is_told(
    server: Server, tmp_path: Path, said: dict[str, Any], words: str
) -> None:
    server.says(calls("1", **said), calls("1", **said))
    for paging, expected in (
        ("", (f"the document is cut short: {words}; there is no [paging]",)),
        ('[paging]\nnext = "nowhere"', ()),
    ):
        settings = FeedSettings(url=server.url(), mapping=written(tmp_path, PLAIN + paging))
        async with HttpFeed(settings, lambda: NOW, wait=no_wait, looked_at=True) as feed:
            assert read(await feed.poll()).unused == expected


async def test_a_document_that_is_all_is_not_called_cut(server: Server, tmp_path: Path) -> None:
    whole = {"has_more": False, "next": None, "total": 1, "links": {"next": ""}, "count": "many"}
    server.says(calls("1", **whole))
    settings = FeedSettings(url=server.url(), mapping=written(tmp_path, PLAIN))
    async with HttpFeed(settings, lambda: NOW, wait=no_wait, looked_at=True) as feed:
        assert read(await feed.poll()).unused == ()
