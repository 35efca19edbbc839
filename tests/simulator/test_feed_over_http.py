"""The simulator keeps the feed's contract over HTTP: tags, cursors, gzip, commands, control."""

import gzip
import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.simulator.clock import SimulatorClock
from jru_tui.simulator.scenario import Scenario
from jru_tui.simulator.scenario_reader import load_scenario
from jru_tui.simulator.server import ServeError, build_app, serve
from jru_tui.simulator.simulator import Simulator

Moment = Callable[[str], datetime]


@pytest.fixture
async def client(simulator: Simulator) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(build_app(simulator))
    async with httpx.AsyncClient(transport=transport, base_url="http://sim") as made:
        yield made


def assign(call: str, vehicle: str, key: str = "c1") -> dict[str, str]:
    return {"command": "assign", "id": key, "by": "insp", "call": call, "vehicle": vehicle}


async def test_a_document_has_every_field_of_the_contract(client: httpx.AsyncClient) -> None:
    response = await client.get("/feed")
    assert response.headers["content-type"] == "application/json"
    document = response.json()
    assert document["feed"] == "jru/1"
    assert document["generated_at"] == "2020-10-30T19:05:00Z"
    assert document["complete"] is True
    assert document["next"] is None
    waiting = document["calls"][1]
    assert waiting["id"] == "B"
    assert waiting["state"] == "open"
    assert waiting["closed_at"] is None
    assert waiting["where"] == {"text": "South", "lat": 51.355, "lon": 0.5, "area": "medway"}
    assert document["vehicles"][0]["crew"][1] == {
        "role": "paramedic",
        "id": "Para 2",
        "skills": ["doctor"],
    }


async def test_the_tag_that_was_given_is_answered_with_304(
    client: httpx.AsyncClient, simulator: Simulator, moment: Moment
) -> None:
    first = await client.get("/feed")
    tag = first.headers["etag"]
    assert not tag.startswith("W/")
    simulator.clock.seek(moment("19:05:20"))
    second = await client.get("/feed", headers={"If-None-Match": tag})
    assert (second.status_code, second.content, second.headers["etag"]) == (304, b"", tag)
    simulator.clock.seek(moment("19:10"))
    third = await client.get("/feed", headers={"If-None-Match": tag})
    assert third.status_code == 200
    assert third.headers["etag"] != tag


async def test_equal_tags_mean_equal_bytes(
    client: httpx.AsyncClient, simulator: Simulator, moment: Moment
) -> None:
    first = await client.get("/feed")
    simulator.clock.seek(moment("19:05:20"))
    second = await client.get("/feed")
    assert second.headers["etag"] == first.headers["etag"]
    assert second.content == first.content


async def test_an_unchanged_document_is_renewed_so_that_its_time_stays_true(
    client: httpx.AsyncClient, simulator: Simulator, moment: Moment
) -> None:
    first = (await client.get("/feed")).json()
    simulator.clock.seek(moment("19:05:45"))
    second = (await client.get("/feed", params={"since": first["cursor"]})).json()
    assert second["generated_at"] == "2020-10-30T19:05:45Z"
    assert (second["complete"], second["calls"], second["vehicles"]) == (False, [], [])


async def test_since_brings_only_what_changed(
    client: httpx.AsyncClient, simulator: Simulator, moment: Moment
) -> None:
    cursor = (await client.get("/feed")).json()["cursor"]
    simulator.clock.seek(moment("19:10"))
    changed = (await client.get("/feed", params={"since": cursor})).json()
    assert changed["complete"] is False
    assert [call["id"] for call in changed["calls"]] == ["B"]
    # JRU 1 stands where it stood, and has reported that since.
    assert [vehicle["id"] for vehicle in changed["vehicles"]] == ["JRU1", "JRU2"]


async def test_an_unknown_cursor_gets_everything(client: httpx.AsyncClient) -> None:
    document = (await client.get("/feed", params={"since": "no-such"})).json()
    assert document["complete"] is True
    assert [call["id"] for call in document["calls"]] == ["A", "B"]


async def test_gzip_is_given_only_where_it_is_accepted(client: httpx.AsyncClient) -> None:
    plain = await client.get("/feed", headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in plain.headers
    async with client.stream("GET", "/feed", headers={"Accept-Encoding": "gzip"}) as zipped:
        raw = b"".join([chunk async for chunk in zipped.aiter_raw()])
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.headers["vary"] == "Accept-Encoding"
    assert zipped.headers["etag"] != plain.headers["etag"]
    assert gzip.decompress(raw) == plain.content


async def test_a_posted_command_shows_in_the_very_next_document(
    client: httpx.AsyncClient,
) -> None:
    first = await client.get("/feed")
    answer = await client.post("/commands", json=assign("B", "JRU1"))
    assert (answer.status_code, answer.json()) == (200, {"accepted": True})
    headers = {"If-None-Match": first.headers["etag"]}
    changed = await client.get("/feed", params={"since": first.json()["cursor"]}, headers=headers)
    assert changed.json()["vehicles"][0]["status"] == "allocated"


async def test_the_same_key_gets_the_same_answer_and_has_no_second_effect(
    client: httpx.AsyncClient, simulator: Simulator
) -> None:
    note = {"command": "note", "id": "x", "by": "insp", "call": "B", "text": "Once"}
    for _ in range(3):
        answer = await client.post("/commands", json=note, headers={"Idempotency-Key": "k"})
        assert answer.status_code == 200
    notes = simulator.state().document.calls[1].notes
    assert [line.text for line in notes] == ["Once"]
    refused = assign("A", "JRU1", "k2")
    answers = [await client.post("/commands", json=refused) for _ in range(2)]
    assert [each.status_code for each in answers] == [409, 409]
    assert answers[1].json() == {"reason": "call A is closed"}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"\xff", b'{"command": "dance", "id": "x"}', b'{"command": "assign"}'],
)
async def test_what_is_no_command_is_refused_in_words(
    client: httpx.AsyncClient, body: bytes
) -> None:
    answer = await client.post("/commands", content=body)
    assert answer.status_code == 422
    assert answer.json()["reason"].startswith("this command cannot be understood: ")


async def test_a_command_without_key_or_id_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/commands", json={"command": "reopen", "call": "A"})
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["reason"]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z"])
@pytest.mark.parametrize("year", ["", "9999-12-31T23:59:59-14:00", "2200-01-01T00:00:00Z"])
async def test_control_takes_no_time_that_no_clock_shows(
    client: httpx.AsyncClient, at: str, year: str
) -> None:
    """MAP-26: and does nothing else of what was asked for with it."""
    before = (await client.get("/control")).json()
    answer = await client.post("/control", json={"speed": 7, "paused": True, "at": year or at})
    assert answer.status_code == 422
    assert answer.json()["reason"]
    after = (await client.get("/control")).json()
    assert (after["speed"], after["paused"]) == (before["speed"], before["paused"])
    assert (await client.get("/feed")).status_code == 200


@pytest.mark.parametrize("path", ["/control", "/commands"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://127.0.0.1:8000"}, 200),
        ({"Origin": "http://localhost:8000", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://[::1"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
async def test_a_page_of_another_site_changes_nothing(
    client: httpx.AsyncClient, path: str, headers: dict[str, str], status: int
) -> None:
    """MAP-26."""
    wish = {"speed": 7} if path == "/control" else assign("B", "JRU1")
    before = (await client.get("/control")).json()["speed"]
    answer = await client.post(path, json=wish, headers=headers)
    assert answer.status_code == status
    steered = path == "/control" and status == 200
    assert (await client.get("/control")).json()["speed"] == (7 if steered else before)


async def test_an_endless_wish_is_not_read(client: httpx.AsyncClient) -> None:
    answer = await client.post("/control", content=b'{"speed": ' + b" " * 100_000 + b"1}")
    assert answer.status_code == 413


async def test_control_tells_and_steers(client: httpx.AsyncClient) -> None:
    told = (await client.get("/control")).json()
    assert (told["scenario"], told["paused"]) == ("evening", True)
    steered = await client.post("/control", json={"at": "2020-10-30T20:08:00Z", "speed": 4})
    assert steered.json()["now"] == "2020-10-30T20:08:00+00:00"
    assert steered.json()["speed"] == 4
    assert len((await client.get("/feed")).json()["calls"]) == 3


@pytest.mark.parametrize(
    "wish", [{"speed": 0}, {"at": "2020-10-30T20:08:00"}, {"sped": 2}, {"paused": "no"}]
)
async def test_a_wrong_wish_is_refused(client: httpx.AsyncClient, wish: dict[str, Any]) -> None:
    answer = await client.post("/control", json=wish)
    assert answer.status_code == 422
    assert answer.json()["reason"]


async def test_going_back_takes_back_what_was_commanded_after(
    client: httpx.AsyncClient, simulator: Simulator, moment: Moment
) -> None:
    await client.post("/commands", json=assign("B", "JRU1"))
    cursor = (await client.get("/feed")).json()["cursor"]
    simulator.seek(moment("19:04"))
    document = (await client.get("/feed", params={"since": cursor})).json()
    assert document["complete"] is True
    assert document["calls"][1]["responses"] == []
    simulator.seek(moment("19:15"))
    again = (await client.get("/feed")).json()
    assert again["calls"][1]["responses"][0]["vehicle"] == "JRU2"


WEEKEND = load_scenario("east_kent_first_weekend")


@given(st.lists(st.integers(0, 4 * 3600), min_size=1, max_size=8))
def test_changes_on_top_of_a_full_document_make_the_next_full_document(gaps: list[int]) -> None:
    clock = SimulatorClock(WEEKEND.starts_at, source=lambda: 0.0)
    simulator = Simulator(WEEKEND, clock)
    held: dict[str, dict[str, Any]] = {"calls": {}, "vehicles": {}}
    cursor = None
    for gap in gaps:
        clock.seek(clock.now() + timedelta(seconds=gap))
        document = json.loads(simulator.body(simulator.state(), cursor))
        cursor = document["cursor"]
        for kind, known in held.items():
            if document["complete"]:
                known.clear()
            known.update({each["id"]: each for each in document[kind]})
        full = json.loads(simulator.body(simulator.state()))
        for kind, known in held.items():
            assert sorted(known) == sorted(each["id"] for each in full[kind])
            assert all(known[each["id"]] == each for each in full[kind])


def test_a_port_that_is_taken_is_a_sentence(evening: Scenario) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=f"port {port} on 127.0.0.1 cannot be opened"):
            serve(evening, port)


def test_the_room_can_be_used_without_loading_the_web_libraries() -> None:
    script = (
        "import sys, jru_tui.simulator.simulator, jru_tui.simulator.scenario_reader\n"
        "print(sorted({'starlette', 'uvicorn', 'httpx'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert ran.stdout.strip() == "[]"
