"""`jru-tui check-feed`: a feed is looked at before a shift depends on it."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Jru = Callable[..., Result]
Serving = Callable[..., AbstractContextManager[str]]
EXAMPLES = Path(__file__).parents[3] / "docs" / "mappings"


def document(**changes: Any) -> bytes:
    """A document of this very minute: one good call, one without a good time, one vehicle."""
    now = datetime.now(UTC).replace(microsecond=0)
    opened = (now - timedelta(minutes=9)).isoformat()
    told = {
        "feed": "jru/1",
        "generated_at": now.isoformat(),
        "calls": [
            {"id": "K-1", "opened_at": opened, "grade": "P9", "summary": "hurt\x1b[2J"},
            {"id": "K-2", "opened_at": "yesterday"},
        ],
        "vehicles": [{"id": "JRU3", "status": "available", "status_at": opened}],
    }
    return json.dumps(told | changes).encode()


def test_a_feed_is_told_with_what_came_and_what_it_costs(jru: Jru, serving: Serving) -> None:
    with serving(document()) as url:
        result = jru("check-feed", url)
    assert result.exit_code == 3
    for said in (
        f"Feed     {url}\nVerdict  1 record was set aside, the others accepted\n",
        "  page    status  bytes  packed  ETag  its clock  caching\n  1 of 1  200     ",
        "  none  as here    none\n",
        "  calls     1         1     1          0\n  vehicles  1               0          0\n",
        (
            "\nSet aside\n  record    position  reason\n"
            "  call K-2  2         opened_at: is not an RFC 3339 time"
        ),
        "  grades  1      “P9”\n",
        "\n  no at-scene times  ",
        "  attended calls cannot be counted, and no arrival stops a clock\n",
        "  gives no ETag: every poll carries the whole document\n",
        "  summary  hurt�[2J\n",
        "  vehicle  JRU3\n  status   available\n",
    ):
        assert said in result.output


def test_ids_that_do_not_meet_are_told_and_are_in_the_verdict(jru: Jru, tmp_path: Path) -> None:
    at = "2020-10-30T22:00:00Z"
    fleet = [
        {"id": f"JRU{n}", "status": "en_route", "status_at": at, "call": str(n)} for n in (1, 2)
    ]
    calls = [{"id": f"F{n}", "opened_at": at} for n in (1, 2)]
    file = tmp_path / "feed.json"
    file.write_bytes(document(generated_at=at, calls=calls, vehicles=fleet))
    said = (
        "2 of 2 vehicles on a call name one that is not listed: 1, 2; the nearest listed id is F1"
    )
    shown = jru("check-feed", str(file)).output
    assert "everything was accepted, but ids of calls and vehicles do not match" in shown
    assert f"Ids that do not match\n  {said}\n" in shown
    assert json.loads(jru("check-feed", str(file), "--json").output)["unmet"] == [said]


def test_whose_vehicles_they_are_is_told(jru: Jru, tmp_path: Path) -> None:
    """MAP-16."""
    at = "2020-10-30T22:00:00Z"
    fleet = [{"id": "JRU1", "status": "available", "status_at": at}, {"id": "JRU2"}]
    sent = [{"vehicle": vehicle, "allocated_at": at} for vehicle in ("A12", "JRU1")]
    calls = [{"id": "K-1", "opened_at": at, "responses": sent}]
    file = tmp_path / "feed.json"
    file.write_bytes(document(generated_at=at, calls=calls, vehicles=fleet))
    said = "Whose vehicles they are\n  counted as ours  2  JRU1, JRU2\n  others           1  A12\n"
    assert said in jru("check-feed", str(file)).output
    told = json.loads(jru("check-feed", str(file), "--json").output)
    assert (told["ours"], told["others"]) == (["JRU1", "JRU2"], ["A12"])


def test_long_ids_of_the_first_calls_do_not_look_alike(jru: Jru, tmp_path: Path) -> None:
    """MAP-15."""
    at = "2020-10-30T22:00:00Z"
    ids = [f"urn:emergency:uid:incidentid:{'0' * 60}{letter}:cad.example" for letter in "ab"]
    file = tmp_path / "feed.json"
    file.write_bytes(
        document(generated_at=at, calls=[{"id": id_, "opened_at": at} for id_ in ids], vehicles=[])
    )
    said = jru("check-feed", str(file)).output
    (row,) = (line for line in said.splitlines() if line.startswith("  call  "))
    assert len(set(row.split())) == 3
    told = jru("check-feed", str(file), "--json").output
    assert all(id_ in told for id_ in ids)


def test_times_that_look_an_hour_off_are_asked_about(jru: Jru, serving: Serving) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    opened = [(now - timedelta(minutes=60 + 3 * n)).isoformat() for n in range(1, 8)]
    calls = [{"id": f"K-{n}", "opened_at": at} for n, at in enumerate(opened)]
    with serving(document(generated_at=now.isoformat(), calls=calls, vehicles=[])) as url:
        result = jru("check-feed", url)
    said = "its newest time is 1 h before the document's own: is the zone right?"
    assert f"  odd        {said}\n" in result.output


def test_the_same_is_there_for_programs(jru: Jru, serving: Serving) -> None:
    with serving(document(calls=[])) as url:
        result = jru("check-feed", url, "--json")
    assert result.exit_code == 0
    told = json.loads(result.output)
    assert (told["calls"], told["vehicles"], told["error"]) == (0, 1, "")
    assert told["missing"][0].startswith("no calls: ")
    assert told["rounds"][0]["answers"][0]["status"] == 200


def test_a_feed_that_cannot_be_had_is_told_and_is_code_1(jru: Jru, serving: Serving) -> None:
    with serving(b"{}", status=404) as url:
        result = jru("check-feed", url)
    assert result.exit_code == 1
    assert "Verdict  refused: nothing is at that address (404): is it right?" in result.output


def test_a_file_is_looked_at_in_the_same_way(jru: Jru, tmp_path: Path) -> None:
    file = tmp_path / "feed.json"
    file.write_bytes(document())
    result = jru("check-feed", str(file))
    assert result.exit_code == 3
    assert "  calls     1 " in result.output
    assert "HTTP" not in result.output


def test_a_file_that_is_too_large_is_told_with_its_size(jru: Jru, tmp_path: Path) -> None:
    file = tmp_path / "feed.json"
    file.write_bytes(b"[" * 5_200_000)
    assert (
        "Verdict  refused: the answer is 5.2 MB, more than the 4 MB allowed: "
        "ask for less in the address, or raise feed.max_mb in the settings\n"
    ) in jru("check-feed", str(file)).output


def test_a_pipe_is_folded_where_somebody_says_how_wide_it_is(
    jru: Jru, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "feed.json"
    file.write_bytes(document())
    longest = {}
    for columns in ("80", "0", "wide"):
        monkeypatch.setenv("COLUMNS", columns)
        lines = jru("check-feed", str(file)).output.splitlines()
        longest[columns] = max(map(len, lines[2:]))  # the first line has the file's name
    assert longest["80"] <= 80
    assert longest["0"] == longest["wide"] > 100


def test_a_file_that_is_no_document_or_not_there_is_told(jru: Jru, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<html>sign in")
    result = jru("check-feed", str(file))
    assert (result.exit_code, "signed out?" in result.output) == (1, True)
    missing = jru("check-feed", str(tmp_path / "none.json"))
    assert missing.exit_code == 1
    assert "cannot be read: no such file or directory." in missing.output


@pytest.mark.parametrize(
    ("file", "mapping", "calls"),
    [
        ("soda_fire_calls.json", "soda_fire_calls.toml", "  calls     3         2     0 "),
        ("csv_snapshot.csv", "csv_snapshot.toml", "  calls     2         2     0 "),
        ("xml_incidents.xml", "xml_incidents.toml", "  calls     2         1     0 "),
        ("eido.json", "eido.toml", "  calls     2         1     0 "),
    ],
)
def test_a_foreign_file_is_looked_at_through_its_mapping(
    jru: Jru, file: str, mapping: str, calls: str
) -> None:
    result = jru("check-feed", str(EXAMPLES / file), "--mapping", str(EXAMPLES / mapping))
    assert calls in result.output
    assert "The first calls, times in UTC\n  call " in result.output


def test_a_wrong_mapping_is_told_by_its_file(jru: Jru, tmp_path: Path) -> None:
    mapping = tmp_path / "wrong.toml"
    mapping.write_text("format = 1\n")
    result = jru("check-feed", "https://dispatch.example/feed", "--mapping", str(mapping))
    assert result.exit_code == 1
    assert str(mapping) in result.output


def test_several_polls_are_followed(
    jru: Jru, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JRU_TUI_FEED_INTERVAL_S", "1")
    with serving(document(calls=[])) as url:
        result = jru("check-feed", url, "--watch", "2")
    first, second, *_ = result.output.splitlines()
    assert "1 new, 0 changed, 0 gone; " in first
    assert "0 new, 0 changed, 0 gone; " in second


def test_what_a_later_poll_has_set_aside_is_told_as_well(
    jru: Jru, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JRU_TUI_FEED_INTERVAL_S", "1")
    with serving(document(calls=[]), then=document(calls=[{"id": "K-9"}])) as url:
        result = jru("check-feed", url, "--watch", "2")
    table = "  record    position  reason\n  call K-9  1         opened_at: is missing\n"
    assert f"Set aside\n{table}" in result.output
    assert result.exit_code == 3


def test_a_later_poll_that_fails_is_no_success(
    jru: Jru, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JRU_TUI_FEED_INTERVAL_S", "1")
    with serving(document(calls=[]), then=b"<html>") as url:
        result = jru("check-feed", url, "--watch", "2")
    assert "failed 1 of 2 polls" in result.output
    assert result.exit_code == 1


def test_without_any_feed_it_is_asked_wrongly(jru: Jru) -> None:
    result = jru("check-feed")
    assert result.exit_code == 2
    assert "Name a URL or a FILE" in result.output


def test_a_mapping_is_told_what_it_passes_over_and_what_it_never_finds(
    jru: Jru, tmp_path: Path
) -> None:
    (tmp_path / "m.toml").write_text(
        'format = "json"\ngenerated_at = "asof"\n[times]\nzone = "Europe/London"\n'
        '[calls]\nlist = "rows"\nid = "n"\n'
        'opened_at = "t"\nonly = "unit"\ngrade = "grad"\ntype = "kind"\norigin = "by"\n'
        '[paging]\nnext = "more"\n'
        '[codes.type]\nfall = "fall"\n[codes.origin]\n"999" = "police"\n'
    )
    rows = [
        {"n": f"K-{n}", "t": "2020-10-30T20:00:00", "unit": unit, "kind": f"T{n}", "by": "web"}
        for n, unit in enumerate("abcdef ")
    ]
    (tmp_path / "feed.json").write_text(json.dumps({"rows": [*rows, {}], "more": "/page2"}))
    result = jru("check-feed", str(tmp_path / "feed.json"), "--mapping", str(tmp_path / "m.toml"))
    assert "  calls     7 " in result.output
    assert (
        "The mapping\n  calls.only skips 1 of 8 records\n"
        "  calls.grade (“grad”) finds nothing in any record\n"
        "  generated_at (“asof”) finds nothing\n"
        "  codes.origin does not name “web” (7)\n"
    ) in result.output
    assert (
        "Codes that neither the mapping nor the settings name, shown as received and sorted as "
        "most urgent\n  table  times  code\n"
        + "".join(f"  types  1      “T{n}”\n" for n in range(7))
    ) in result.output
    assert result.output.count("“T0”") == 1, "once is enough"
    ask = (str(tmp_path / "feed.json"), "--mapping", str(tmp_path / "m.toml"), "--json")
    told = json.loads(jru("check-feed", *ask).output)
    assert "codes.type does not name “T0” (1)" in told["unused"]
    assert {"table": "type", "code": "T0", "count": 1} in told["unmapped"]
    assert told["remark"].startswith("codes that the mapping does not name: ")


def test_a_mapping_is_told_what_it_finds_but_cannot_use(jru: Jru, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(
        'format = "json"\nnothing = ["", "N/A"]\n[times]\nzone = "UTC"\n[calls]\nlist = "@"\n'
        'id = "n"\nopened_at = "t"\nversion = "rev"\n[calls.where]\nlat = "lat"\nlon = "lon"\n'
        'lat_lon = "at"\neasting = "e"\nnorthing = "n"\ngeojson = "geo"\n'
    )
    rows: list[dict[str, object]] = [
        {"rev": "r7", "lat": "N/A", "lon": "", "e": 9e6},
        {"rev": 3, "lat": 91, "lon": 1.1, "geo": {"type": "Polygon"}},
        {"rev": "4", "lat": 51.3, "lon": "east", "at": "(51.3, 1.1)", "e": 620_000},
    ]
    for number, each in enumerate(rows):
        each |= {"n": 160_000 + number, "t": "2020-10-30 20:00:00"}
    (tmp_path / "feed.json").write_text(json.dumps(rows))
    result = jru("check-feed", str(tmp_path / "feed.json"), "--mapping", str(tmp_path / "m.toml"))
    assert (
        "The mapping\n"
        "  calls.version is not a whole number in 1 of 3 records, such as “r7”: left out\n"
        "  calls.where.lon is not a number in 1 of 2 records, such as “east”: left out\n"
        "  calls.where.geojson is not a place in 1 of 1 records: left out\n"
        "  calls.where.easting with northing is not a place in 1 of 3 records: left out\n"
    ) in result.output
    assert "call 160001  latitude or longitude is out of range" in result.output


def test_a_list_that_finds_nothing_is_named(jru: Jru, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(
        'format = "xml"\nxml.root = "live"\n[calls]\nlist = "incidnet"\nid = "n"\nopened_at = "t"\n'
        '[calls.responses]\nlist = "unit"\nvehicle = "@"\n[calls.notes]\nlist = "log"\ntext = "x"\n'
    )
    body = '<live><incident n="K-1" t="2020-10-30T20:00:00Z"><units>JRU1</units></incident></live>'
    (tmp_path / "feed.xml").write_text(body)

    def said() -> str:
        ask = (str(tmp_path / "feed.xml"), "--mapping", str(tmp_path / "m.toml"))
        return jru("check-feed", *ask).output

    assert "calls.list (“incidnet”) finds no calls; the document holds “incident”" in said()
    text = (tmp_path / "m.toml").read_text()
    (tmp_path / "m.toml").write_text(text.replace("incidnet", "incident"))
    assert "  calls.responses.list (“unit”) finds nothing in any record\n" in said()
    assert "  calls.notes.list (“log”) finds nothing in any record\n" in said()


def test_a_call_that_is_open_for_long_is_asked_about(jru: Jru, serving: Serving) -> None:
    old = {"id": "K-1", "opened_at": "2020-05-11T20:00:00Z", "state": "open"}
    with serving(document(calls=[old])) as url:
        result = jru("check-feed", url)
    assert " days, since 2020-05-11: are its times right?" in result.output


def test_a_sample_without_a_time_of_its_own_is_told_once(jru: Jru, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(
        'format = "json"\ngenerated_at = "asof"\n'
        '[calls]\nlist = "rows"\nid = "n"\nopened_at = "t"\n'
    )
    days_ago = [datetime.now(UTC) - timedelta(days=each, minutes=1) for each in (9, 1200)]
    rows = [{"n": f"K-{n}", "t": at.isoformat()} for n, at in enumerate(days_ago)]
    file = tmp_path / "feed.json"

    def said(**more: str) -> str:
        file.write_text(json.dumps({"rows": rows} | more))
        return jru("check-feed", str(file), "--mapping", str(tmp_path / "m.toml")).output

    undated = said()
    assert (
        "  odd        it has no time of its own, and counts as made at this moment: "
        "calls in it are then open for up to 1,200 days\n"
    ) in undated
    assert "Accepted, but odd" not in undated
    dated = said(asof=datetime.now(UTC).isoformat())
    assert "no time of its own" not in dated
    assert dated.count(": are its times right?; and 1 more like it: K-1\n") == 1


def test_records_of_one_reason_are_one_row_so_that_others_are_seen(
    jru: Jru, tmp_path: Path
) -> None:
    timeless = [{"id": f"K-{n}", "opened_at": f"{n} o'clock"} for n in range(1, 25)]
    at = "2020-10-30T22:00:00Z"
    calls = [*timeless, {"id": "K-99"}, {"id": "K-98", "opened_at": at, "version": -1}]
    file = tmp_path / "feed.json"
    file.write_bytes(document(generated_at=at, calls=calls, vehicles=[]))
    shown = jru("check-feed", str(file)).output
    first, second, third = shown.split("reason\n")[1].splitlines()[:3]
    assert first.startswith("  call K-1   1         opened_at: is not an RFC 3339 time")
    assert first.endswith("; and 23 more like it: K-2, K-3, K-4, K-5, K-6, …")
    assert second == "  call K-99  25        opened_at: is missing"
    assert third == "  call K-98  26        version: is out of range"
    assert len(json.loads(jru("check-feed", str(file), "--json").output)["refused"]) == 26


def test_a_document_of_another_system_is_pointed_to_mappings(
    jru: Jru, serving: Serving, tmp_path: Path
) -> None:
    (tmp_path / "calls.csv").write_text("call,unit\n7,JRU1\n")
    with serving(b'{"calls": []}') as url:
        results = [jru("check-feed", each) for each in (url, str(tmp_path / "calls.csv"))]
    with serving(b"", 404) as url:
        elsewhere = jru("check-feed", url)
    assert [each.exit_code for each in results] == [1, 1]
    assert all("describe that with --mapping FILE" in each.output for each in results)
    assert "--mapping" not in elsewhere.output


def test_a_key_in_the_address_is_not_shown(jru: Jru, serving: Serving) -> None:
    with serving(document()) as url:
        shown = [jru("check-feed", f"{url}?key=s3cret", *more).output for more in ((), ("--json",))]
        shown.append(jru("status", "--feed", f"{url[:-1]}x?key=s3cret").output)
    assert all("key=…" in each and "s3cret" not in each for each in shown[:2])
    assert "s3cret" not in "".join(shown)
