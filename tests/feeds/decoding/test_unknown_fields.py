"""What comes beyond what a record takes: kept in the journal, and shown nowhere."""

import json
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from jru_tui.board.board import Board
from jru_tui.board.events import CallReported, Event
from jru_tui.board.rules import Rules
from jru_tui.desk.desk import Desk
from jru_tui.feeds.decoding.decoder import Decoder
from jru_tui.feeds.mapping.mapper import map_rows
from jru_tui.feeds.models import FeedReading, RefusedRecord
from jru_tui.journal.sqlite.journal import open_journal
from tests.feeds.conftest import NOW, VEHICLE, call, document, reading_of
from tests.feeds.mapping.conftest import PLAIN, mapping

NOTE = {"id": "n1", "at": "2020-10-30T22:41:17Z"}
HOLDS_MORE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "unknown field": ({"phone": "07700 900123"}, {"phone": "07700 900123"}),
    "unknown in a place": (
        {"where": {"text": "Sea Street", "uprn": 100060}},
        {"where": {"uprn": 100060}},
    ),
    "unknown in a response": (
        {"responses": [{"vehicle": "JRU2"}, {"vehicle": "JRU3", "mileage": 7}]},
        {"responses": [{"vehicle": "JRU3", "mileage": 7}]},
    ),
    "unknown in a note": (
        {"notes": [{**NOTE, "text": "said", "kind": "x"}]},
        {"notes": [{"id": "n1", "kind": "x"}]},
    ),
    "a place that is not used": (
        {"where": {"text": "Sea Street", "lat": 1.1, "lon": 51.3}, "responses": []},
        {"opened_at": call()["opened_at"], "where": {"lat": 1.1, "lon": 51.3}},
    ),
}


def told(reading: FeedReading) -> dict[str, Any]:
    """What is kept of each record, by its id."""
    kept = {}
    for record, text in reading.beyond.items():
        assert not isinstance(record, RefusedRecord)
        kept[record.id] = json.loads(text)
    return kept


@pytest.mark.parametrize(("changes", "left"), HOLDS_MORE.values(), ids=HOLDS_MORE)
async def test_what_a_record_does_not_take_is_kept(
    changes: dict[str, Any], left: dict[str, Any]
) -> None:
    """REC-02: with its siblings' untouched."""
    decoder = Decoder()
    body = document(calls=[call(**changes), call(id="K-2")])
    reading = await reading_of(body, decoder)
    assert told(reading) == {"K-1036": left}
    assert (await reading_of(body, decoder)).beyond == {}


async def test_so_is_a_vehicle_and_a_plain_record_is_not() -> None:
    crew = [{"role": "officer", "id": "SC 1", "phone": "07700 900123"}, {"role": "x", "id": "SC 2"}]
    odd = {**VEHICLE, "crew": crew, "position": {"lat": 51.3, "lon": 1.1}}
    reading = await reading_of(document(vehicles=[odd]))
    assert told(reading) == {"JRU3": {"crew": [{"id": "SC 1", "phone": "07700 900123"}]}}


async def test_a_field_without_measure_is_kept_in_part_and_hides_no_other() -> None:
    long_ago = call(summary="y" * 200_000, phone="07700")
    reading = await reading_of(document(calls=[long_ago, call(id="K-2", x="y" * 99_999)]))
    long, short = sorted(reading.beyond.values(), key=len, reverse=True)
    assert json.loads(short) == {"phone": "07700"}
    assert len(long) == 65_536


async def test_a_setting_keeps_what_nobody_knows_nowhere() -> None:
    decoder = Decoder(keep_unknown=False)
    swapped = call(phone="07700", where={"lat": 1.1, "lon": 51.3, "uprn": 7})
    reading = await reading_of(document(calls=[swapped, call(id="K-2", phone="07700")]), decoder)
    assert told(reading)["K-1036"]["where"] == {"lat": 1.1, "lon": 51.3}
    assert list(told(reading)) == ["K-1036"]
    assert "07700" not in str(reading.beyond.values())


async def test_a_time_that_was_guessed_at_is_kept_in_its_own_words() -> None:
    """TIME-02."""
    decoder = Decoder(zone=ZoneInfo("Europe/London"))
    twice = call(opened_at="2020-10-25T01:30:00", responses=[])
    reading = await reading_of(document(calls=[twice]), decoder)
    assert told(reading)["K-1036"]["opened_at"] == "2020-10-25T01:30:00"
    assert "summary" not in told(reading)["K-1036"]


def test_and_so_it_is_where_a_mapping_read_it() -> None:
    """TIME-02: in words of its own, beside what it was read as."""
    opened = ("2020-10-25 01:30:00", "2020-10-25 03:30:00")
    rows = [{"id": f"K-{number}", "opened": each} for number, each in enumerate(opened)]
    guessed, plain = map_rows(mapping(PLAIN), rows, []).calls
    assert guessed["as_written"] == ["2020-10-25 01:30:00"]
    assert guessed["opened_at"] == "2020-10-25T00:30:00Z"
    assert "as_written" not in plain


def test_a_vehicles_own_time_is_kept_so_as_well() -> None:
    """TIME-02."""
    listed = '[vehicles]\nlist = "units"\nid = "id"\nstatus = "s"\nstatus_at = "at"\n'
    rows = [{"id": "JRU3", "s": "available", "at": "2020-10-25 01:30:00"}]
    (vehicle,) = map_rows(mapping(PLAIN + listed), [], rows).vehicles
    assert vehicle["as_written"] == ["2020-10-25 01:30:00"]


async def test_times_without_a_zone_are_told_of_once() -> None:
    """TIME-01."""
    decoder = Decoder(zone=ZoneInfo("Europe/London"))
    assert (await reading_of(document(), decoder)).remark == ""
    for said in ("its times have no zone: they are read as Europe/London, as the settings say", ""):
        naive = call(opened_at="2020-10-30T22:38:02", summary=said)
        assert (await reading_of(document(calls=[naive]), decoder)).remark == said


async def test_the_journal_keeps_it_and_the_board_does_not_wait_for_it() -> None:
    """REC-02: kept in the journal, ignored in the fold; what only changes there is no news."""
    decoder = Decoder()
    async with await open_journal(None, by="", clock=lambda: NOW) as journal:
        desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: NOW)
        for number in range(3):
            made = (NOW + timedelta(seconds=number)).isoformat().replace("+00:00", "Z")
            body = document(calls=[call(ticket=number)], generated_at=made)
            await desk.receive(await reading_of(body, decoder))
        events: list[Event] = [event async for _, event in journal.read()]
    facts = [each.fact for each in events if isinstance(each.fact, CallReported)]
    assert [json.loads(fact.beyond)["ticket"] for fact in facts] == [0]
    other = Board(Rules())
    for event in events:
        other.apply(event)
    assert other.calls == desk.board.calls


async def test_a_record_that_is_set_aside_is_kept_as_it_came() -> None:
    """REC-07: of two with one id the older is told, and both are in the journal."""
    older, newer = call(version=2), call(version=3)
    bad = call(id="K-2", opened_at="yesterday")
    reading = await reading_of(document(calls=[newer, older, bad]))
    assert [json.loads(reading.beyond[each]) for each in reading.refused] == [older, bad]
    assert [each.position for each in reading.refused] == [2, 3]
    unkept = await reading_of(document(calls=[bad]), Decoder(keep_unknown=False))
    assert (len(unkept.refused), unkept.beyond) == (1, {})
