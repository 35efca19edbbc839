"""A mapped feed over the wire: what is asked for, page by page and poll by poll."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from jru_tui.feeds.mapping import document_pages
from jru_tui.feeds.mapping.formats.plain_data import plain
from jru_tui.feeds.mapping.load import FieldMapping
from jru_tui.feeds.models import Unchanged
from jru_tui.feeds.poller import HttpFeed
from jru_tui.feeds.size_errors import Caps
from jru_tui.settings.errors import SettingsError
from jru_tui.settings.model import FeedSettings, Secret
from tests.feeds.conftest import NOW, Server, answer, failed, no_wait, read
from tests.feeds.mapping.conftest import GROUPED, PLAIN, mapped_feed, written

CSV = PLAIN.replace('"json"', '"csv"').replace('list = "calls"', 'list = "@"')


def row(call: str, unit: str = "JRU3", **times: str) -> dict[str, Any]:
    at = {stage: f"2020-10-30T{time}:00Z" for stage, time in times.items()}
    return {"call": call, "unit": unit, "opened": "2020-10-30T20:00:00Z", **at}


def rows(*each: dict[str, Any]) -> bytes:
    return answer(json.dumps(each).encode())


def calls(*ids: str, **more: Any) -> bytes:
    listed = [{"id": id_, "opened": "2020-10-30T20:00:00Z"} for id_ in ids]
    return answer(json.dumps({"calls": listed, **more}).encode())


def asked(server: Server) -> list[dict[str, str]]:
    """The query of each request."""
    queries = (urlsplit(request.line.split()[1]).query for request in server.requests)
    return [{key: value[0] for key, value in parse_qs(query).items()} for query in queries]


async def test_the_request_carries_the_mappings_headers_and_parameters_and_the_token(
    server: Server, tmp_path: Path
) -> None:
    file = written(
        tmp_path,
        CSV + '[request.headers]\nX-App = "jru"\n[request.parameters]\n"$select" = "a, b"',
    )
    server.says(answer(b"id,opened\n", kind="text/csv"))
    token = Secret("s3cret")
    async with mapped_feed(server.url("/feed?unit=jru"), file, token=token) as feed:
        assert read(await feed.poll()).listed_calls == frozenset()
    request = server.requests[0]
    assert request.headers["x-app"] == "jru"
    assert request.headers["accept"] == "text/csv, text/plain"
    assert request.raw_headers["Authorization"] == "Bearer s3cret"
    assert asked(server) == [{"unit": "jru", "$select": "a, b"}]


async def test_an_etag_spares_the_mapping_too(server: Server, tmp_path: Path) -> None:
    body = b"id,opened\nK-1,2020-10-30T20:00:00Z\n"
    server.says(answer(body, 'ETag: "1"', kind="text/csv"), b"HTTP/1.1 304 Not Modified\r\n\r\n")
    async with mapped_feed(server.url(), written(tmp_path, CSV)) as feed:
        assert read(await feed.poll()).listed_calls == {"K-1"}
        assert await feed.poll() == Unchanged()
    assert server.requests[1].raw_headers["If-None-Match"] == '"1"'


async def test_only_what_changed_is_told_again(server: Server, tmp_path: Path) -> None:
    first = rows(row("K-1", sent="20:01"), row("K-2", "JRU2", sent="20:01"))
    second = rows(row("K-1", sent="20:01", mobile="20:02"), row("K-2", "JRU2", sent="20:01"))
    server.says(first, second)
    async with mapped_feed(server.url(), written(tmp_path, GROUPED)) as feed:
        await feed.poll()
        reading = read(await feed.poll())
    assert [call.id for call in reading.calls] == ["K-1"]
    assert [(v.id, v.status) for v in reading.vehicles] == [("JRU3", "en_route")]
    assert reading.listed_calls == {"K-1", "K-2"}


async def test_without_a_time_in_the_document_the_servers_date_counts_then_this_clock(
    server: Server, tmp_path: Path
) -> None:
    body = b'{"calls": []}'
    server.says(answer(body, "Date: Fri, 30 Oct 2020 22:00:00 GMT"), answer(body))
    async with mapped_feed(server.url(), written(tmp_path, PLAIN)) as feed:
        assert read(await feed.poll()).generated_at.isoformat() == "2020-10-30T22:00:00+00:00"
        assert read(await feed.poll()).generated_at == NOW


async def test_a_document_whose_own_time_cannot_be_read_is_refused(
    server: Server, tmp_path: Path
) -> None:
    file = written(tmp_path, 'generated_at = "at"' + PLAIN)
    server.says(calls(at="soon"))
    async with mapped_feed(server.url(), file) as feed:
        reason = failed(await feed.poll()).reason
    assert reason == "generated_at matches none of the time formats (iso): “soon”"


async def test_an_empty_table_that_cannot_tell_its_time_is_dated_by_the_server(
    server: Server, tmp_path: Path
) -> None:
    file = written(tmp_path, 'generated_at = "[0].at"' + CSV)
    server.says(answer(b"id,opened,at\n", "Date: Fri, 30 Oct 2020 22:00:00 GMT", kind="text/csv"))
    async with mapped_feed(server.url(), file) as feed:
        assert read(await feed.poll()).generated_at.hour == 22


async def test_a_document_that_nests_without_end_is_refused(server: Server, tmp_path: Path) -> None:
    deep = '{"calls": [{"id": ' + "[" * 900 + "]" * 900 + "}]}"
    server.says(answer(deep.encode()))
    async with mapped_feed(server.url(), written(tmp_path, PLAIN)) as feed:
        poll = await feed.poll()
    assert failed(poll).reason == "the document is nested too deeply"


async def test_records_are_held_to_the_native_rules(server: Server, tmp_path: Path) -> None:
    """The same words for the same faults, and text through the same door."""
    body = {
        "calls": [
            {"id": "K-1", "opened": "2020-10-30T20:00:00Z", "s": "a\x1b[2Jb\ud800"},
            {"id": "K-2", "opened": "2025-11-30T20:00:00Z"},
            {"id": "K-3"},
            {"id": "K\u202e4", "opened": "2020-10-30T20:00:00Z"},
            {"id": "K-5", "opened": "2020-10-30T20:00:00Z", "s": "[red]a\x1b[2J"},
        ]
    }
    server.says(answer(json.dumps(body).encode()))
    async with mapped_feed(server.url(), written(tmp_path, PLAIN + 'summary = "s"')) as feed:
        reading = read(await feed.poll())
    assert [(call.id, call.summary) for call in reading.calls] == [("K-5", "[red]a�[2J")]
    assert sorted(each.reason for each in reading.refused) == [
        "a text contains half a character",
        "id: holds characters that cannot be shown: “K�4” (record 4 of its list)",
        "opened_at: is in the future: “2025-11-30T20:00:00Z”",
        "opened_at: is missing",
    ]
    # Where the native reader met one is no place in the foreign document.
    assert {each.key: each.position for each in reading.refused if each.key in ("K-2", "K-3")} == {
        "K-2": 0,
        "K-3": 0,
    }
    assert json.loads(next(iter(reading.beyond.values())))["id"] == "K-2"


async def test_a_setting_keeps_what_a_mapping_sets_aside_nowhere(
    server: Server, tmp_path: Path
) -> None:
    server.says(calls("K-1", "K\u202e4"))
    async with mapped_feed(server.url(), written(tmp_path, PLAIN), keep_unknown=False) as feed:
        reading = read(await feed.poll())
    assert (len(reading.refused), reading.beyond) == (1, {})


async def test_a_refused_document_is_a_failure_in_words(server: Server, tmp_path: Path) -> None:
    server.says(answer(b'{"error": "busy"}'), answer(b"<p>", kind="text/html"))
    async with mapped_feed(server.url(), written(tmp_path, PLAIN)) as feed:
        assert failed(await feed.poll()).reason == (
            "the document has nothing at calls.list (calls); it holds “error”: that does not "
            "mean there are none"
        )
        assert failed(await feed.poll()).reason == (
            "the feed answered with a web page: signed out?"
        )


async def test_pages_by_link_cursor_and_address_are_followed(
    server: Server, tmp_path: Path
) -> None:
    link = answer(
        b'{"calls": [{"id": "1", "opened": "2020-10-30T20:00:00Z"}]}', "Link: </2>; rel=next"
    )
    server.says(link, calls("2"))
    async with mapped_feed(server.url(), written(tmp_path, PLAIN)) as feed:
        assert read(await feed.poll()).listed_calls == {"1", "2"}
    server.says(calls("1", page={"after": "a&b"}), calls("2", page={"after": None}))
    cursor = written(
        tmp_path, PLAIN + '[paging]\ncursor = "page.after"\ncursor_parameter = "after"'
    )
    async with mapped_feed(server.url("/feed?x=1"), cursor) as feed:
        assert read(await feed.poll()).listed_calls == {"1", "2"}
    server.says(calls("1", links={"next": "/feed?page=2"}), calls("2"))
    following = written(tmp_path, PLAIN + '[paging]\nnext = "links.next"')
    async with mapped_feed(server.url(), following) as feed:
        assert read(await feed.poll()).listed_calls == {"1", "2"}
    assert [request.line.split()[1] for request in server.requests] == [
        "/feed",
        "/2",
        "/feed?x=1",
        "/feed?x=1&after=a%26b",
        "/feed",
        "/feed?page=2",
    ]


async def test_a_cursor_of_half_a_character_is_not_followed(server: Server, tmp_path: Path) -> None:
    server.says(calls("1", page={"after": "a\ud800"}))
    cursor = written(
        tmp_path, PLAIN + '[paging]\ncursor = "page.after"\ncursor_parameter = "after"'
    )
    async with mapped_feed(server.url("/feed"), cursor) as feed:
        assert failed(await feed.poll()).reason == (
            "the cursor of its next page has characters that an address cannot hold"
        )
    assert len(server.requests) == 1


async def test_pages_by_offset_go_on_until_one_is_empty(server: Server, tmp_path: Path) -> None:
    """A server that gives fewer than it was asked for does not hide the rest."""
    paging = PLAIN + '[paging]\nlimit = 100\norder = "id"'
    server.says(calls("1", "2"), calls("3"), calls())
    async with mapped_feed(server.url(), written(tmp_path, paging)) as feed:
        assert read(await feed.poll()).listed_calls == {"1", "2", "3"}
    assert [query["offset"] for query in asked(server)] == ["0", "2", "3"]
    assert {(query["limit"], query["order"]) for query in asked(server)} == {("100", "id")}


async def test_a_call_whose_rows_stand_on_two_pages_is_one_call(
    server: Server, tmp_path: Path
) -> None:
    paging = GROUPED + '[paging]\nlimit = 1\norder = "id"'
    server.says(rows(row("K-1", sent="20:01")), rows(row("K-1", "JRU2", sent="20:02")), rows())
    async with mapped_feed(server.url(), written(tmp_path, paging)) as feed:
        (call,) = read(await feed.poll()).calls
    assert [response.vehicle for response in call.responses] == ["JRU3", "JRU2"]


async def test_the_same_bytes_are_not_read_again_and_still_list_what_they_list(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_through: list[int] = []

    def counted(mapping: FieldMapping, body: bytes, part: int, caps: Caps) -> object:
        read_through.append(len(body))
        return plain(mapping, body, part, caps)

    monkeypatch.setattr(document_pages, "plain", counted)
    paging = PLAIN + '[paging]\nnext = "next"\n'
    first, second = calls("K-1", next="/2"), calls("K-2")
    server.says(first, second, first, second, first, calls("K-3"), first, second)
    async with mapped_feed(server.url("/1"), written(tmp_path, paging)) as feed:
        seen = [read(await feed.poll()) for _ in range(4)]
    both, other = {"K-1", "K-2"}, {"K-1", "K-3"}
    assert [each.listed_calls for each in seen] == [both, both, other, both]
    assert [{call.id for call in each.calls} for each in seen] == [both, set(), {"K-3"}, {"K-2"}]
    assert len(read_through) == 2 + 0 + 2 + 2


async def test_the_same_bytes_are_read_again_where_something_was_set_aside(
    server: Server, tmp_path: Path
) -> None:
    late = answer(b'{"at": "2020-10-30T20:00:00Z", "calls": [{"id": "1", "opened": "soon"}]}')
    server.says(late, late)
    file = written(tmp_path, 'generated_at = "at"\n' + PLAIN)
    async with mapped_feed(server.url(), file) as feed:
        assert [len(read(await feed.poll()).refused) for _ in range(2)] == [1, 1]


UNITS = PLAIN + '[vehicles]\nurl = "units"\nlist = "units"\nid = "id"\nstatus = "status"'


async def test_two_addresses_are_one_reading_or_none(server: Server, tmp_path: Path) -> None:
    units = answer(b'{"units": [{"id": "JRU3", "status": "standby"}]}')
    server.says(
        calls("K-1"),
        units,
        calls("K-1"),
        answer(status="404 Not Found"),
        calls("K-1"),
        answer(b"{}"),
    )
    async with mapped_feed(server.url("/v1/calls"), written(tmp_path, UNITS)) as feed:
        reading = read(await feed.poll())
        assert reading.listed_calls == {"K-1"}
        assert reading.listed_vehicles == {"JRU3"}
        assert failed(await feed.poll()).reason == (
            "the vehicles (/v1/units, vehicles.url): nothing is at that address (404): is it right?"
        )
        assert failed(await feed.poll()).reason == (
            "the vehicles (/v1/units, vehicles.url): the document has nothing at vehicles.list "
            "(units): that does not mean there are none"
        )
    assert server.requests[1].line.split()[1] == "/v1/units"


async def test_vehicles_in_xml_of_their_own_may_have_another_outermost_element(
    server: Server, tmp_path: Path
) -> None:
    file = written(
        tmp_path,
        UNITS.replace('"json"', '"xml"\nxml.root = "active"')
        .replace('list = "calls"', 'list = "call"')
        .replace('"units"\nlist = "units"', '"units"\nroot = "fleet"\nlist = "unit"'),
    )
    active = answer(b"<active/>", kind="application/xml")
    fleet = b"<fleet><unit><id>JRU3</id><status>standby</status></unit></fleet>"
    server.says(active, answer(fleet, kind="application/xml"), active, active)
    async with mapped_feed(server.url("/v1/calls"), file) as feed:
        assert read(await feed.poll()).listed_vehicles == {"JRU3"}
        assert failed(await feed.poll()).reason == (
            "the vehicles (/v1/units, vehicles.url): the outermost element is “active”, "
            "not “fleet” (vehicles.root)"
        )


async def test_a_second_address_on_another_server_is_not_asked(
    server: Server, tmp_path: Path
) -> None:
    file = written(tmp_path, UNITS.replace('"units"\nlist', '"https://elsewhere.example/u"\nlist'))
    server.says(calls("K-1"))
    async with mapped_feed(server.url(), file, token=Secret("s3cret")) as feed:
        assert failed(await feed.poll()).reason == ("vehicles.url is on another server: not asked")
    assert len(server.requests) == 1


async def test_a_status_without_a_time_holds_from_the_document_that_first_had_it(
    server: Server, tmp_path: Path
) -> None:
    file = written(
        tmp_path,
        'generated_at = "at"' + UNITS.replace('url = "units"\n', ""),
    )

    def document(time: str, status: str) -> bytes:
        units = [{"id": "JRU3", "status": status}]
        return calls(at=f"2020-10-30T{time}:00Z", units=units)

    server.says(document("20:00", "standby"), document("20:01", "standby"), document("20:02", "x"))
    async with mapped_feed(server.url(), file) as feed:
        readings = [read(await feed.poll()) for _ in range(3)]
    since = [[(v.status, v.status_at.minute) for v in r.vehicles] for r in readings]
    assert since == [[("standby", 0)], [], [("x", 2)]]


async def test_a_call_that_is_no_longer_listed_is_asked_about_after_a_while(
    server: Server, tmp_path: Path
) -> None:
    file = written(tmp_path, 'generated_at = "at"' + PLAIN + "[gone]\nwait_s = 120")
    at = "2020-10-30T22:47:30Z"
    server.says(calls("1", "2", at=at), calls("1", at=at))
    now = NOW
    settings = FeedSettings(url=server.url(), mapping=file)
    listed = []
    async with HttpFeed(settings, lambda: now, wait=no_wait) as feed:
        for _ in range(3):
            listed.append(read(await feed.poll()).listed_calls)
            now += timedelta(minutes=1)
    assert listed == [{"1", "2"}, {"1", "2"}, {"1"}]


async def test_a_large_document_is_mapped_beside_the_event_loop(
    server: Server, tmp_path: Path
) -> None:
    many = [row(f"K-{n}", f"JRU{n % 300}", sent="20:01") for n in range(3_000)]
    server.says(rows(*many))
    async with mapped_feed(server.url(), written(tmp_path, GROUPED)) as feed:
        reading = read(await feed.poll())
    assert (len(reading.calls), len(reading.vehicles)) == (3_000, 300)


async def test_more_rows_than_records_can_come_of_are_refused(
    server: Server, tmp_path: Path
) -> None:
    server.says(calls(*map(str, range(11))))
    async with mapped_feed(server.url(), written(tmp_path, PLAIN), max_records=1) as feed:
        assert failed(await feed.poll()).reason == (
            "the document has 11 rows, more than the 10 allowed: ask for less in the address, or "
            "raise feed.max_records in the settings"
        )


def test_a_wrong_mapping_is_told_before_anything_is_polled(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"mapping\.toml: format is missing"):
        mapped_feed("https://dispatch.example", written(tmp_path, "[calls]"))
