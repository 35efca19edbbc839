"""The contract of `jru-tui status --json`, and the same in words."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign, BackUp
from jru_tui.board.commands import OfferRole, TakeRole
from jru_tui.board.events import CallReported, Commanded, CommandSent, Event, Unlisted
from jru_tui.board.records import CallRecord, CrewMember, Place, Position
from jru_tui.board.rules import Rules
from jru_tui.feeds.models import FeedHealth
from jru_tui.reports.forms import indented_json
from jru_tui.reports.status.status import FeedStatus, feed_status, status_of
from jru_tui.reports.status.status_text import in_words
from tests.board.conftest import Sent, Stage

NOTHING_ODD: dict[str, Any] = {
    "also_on": [],
    "also_told": [],
    "area": None,
    "crew": [],
    "position": None,
    "dispute": None,
    "next_calls": [],
}
NOTHING_ASKED: dict[str, Any] = {
    "by_hand": False,
    "send_by": None,
    "right_care": None,
    "next_for": None,
    "markers": [],
    "missing": [],
    "hold": None,
    "earlier": [],
    "flags": [],
    "needs": [],
    "back_up": [],
    "duplicate_of": None,
    "reopened": False,
    "left_unconfirmed": [],
    "dispute": None,
}
NOWHERE: dict[str, Any] = {"text": None, "area": None, "lat": None, "lon": None}
NOW = datetime(2020, 10, 30, 22, 47, 30, 250_000, tzinfo=UTC)


def contract(board: Board) -> dict[str, Any]:
    """What a program reads of that board."""
    health = FeedHealth("live", good_at=NOW - timedelta(seconds=2))
    status = status_of(board, feed_status(board, health, NOW), NOW)
    report: dict[str, Any] = json.loads(indented_json(status))
    return report


def test_the_contract_is_this_and_nothing_else(friday: Board) -> None:
    assert contract(friday) == {
        "as_of": "2020-10-30T22:47:30Z",
        "source": "",
        "warnings": [],
        "emergencies": [],
        "flags": [],
        "needs": [],
        "back_up": [],
        "disputes": [],
        "feed": {"state": "live", "age_s": 2, "error": None, "quarantined": 1},
        "shift": {
            "starts_at": "2020-10-30T18:00:00Z",
            "ends_at": "2020-10-31T02:00:00Z",
            "attended": 2,
            "minutes_saved": 60,
            "pounds_saved": 50.0,
        },
        "period": {
            "name": "weekend",
            "starts_at": "2020-10-30T18:00:00Z",
            "ends_at": "2020-11-02T02:00:00Z",
            "attended": 2,
        },
        "vehicles": [
            {
                "id": "JRU1",
                "name": "JRU 1",
                "status": "at_scene",
                "since": "2020-10-30T22:30:00Z",
                "call": "K-3",
                "unlisted_at": None,
                "shift": {"attended": 2, "minutes_saved": 60},
                "period": {"attended": 2},
                **NOTHING_ODD,
                "contact_at": "2020-10-30T22:30:00Z",
                "refreshments": {
                    "allowed_minutes": 45,
                    "taken_minutes": 0,
                    "due_at": "2020-10-31T03:30:00Z",
                    "duty_ends_at": "2020-10-31T02:00:00Z",
                },
            },
            {
                "id": "JRU2",
                "name": "JRU 2",
                "status": "available",
                "since": "2020-10-30T21:10:00Z",
                "call": None,
                "unlisted_at": None,
                "shift": {"attended": 1, "minutes_saved": 0},
                "period": {"attended": 1},
                **NOTHING_ODD,
                "contact_at": "2020-10-30T21:10:00Z",
                "refreshments": {
                    "allowed_minutes": 45,
                    "taken_minutes": 0,
                    "due_at": "2020-10-31T02:10:00Z",
                    "duty_ends_at": "2020-10-31T02:00:00Z",
                },
            },
        ],
        "spooled": [],
        "roles": [],
        "role_offers": [],
        "calls": [
            {
                "id": "K-4",
                "state": "open",
                "grade": "G1",
                "category": "C9",
                "type": "drone",
                "opened_at": "2020-10-30T22:38:00Z",
                "waiting_s": 570,
                "first_arrival_at": None,
                "vehicles": [],
                "outcome": None,
                "unlisted_at": None,
                **NOTHING_ASKED,
                "number": "K-4",
                "place": NOWHERE,
                "missing": ["place"],
            },
            {
                "id": "K-3",
                "state": "open",
                "grade": None,
                "category": "C2",
                "type": "collapse",
                "opened_at": "2020-10-30T22:10:00Z",
                "waiting_s": 1200,
                "first_arrival_at": "2020-10-30T22:30:00Z",
                "vehicles": ["JRU1"],
                "outcome": None,
                "unlisted_at": None,
                **NOTHING_ASKED,
                "number": "K-3",
                "place": {**NOWHERE, "text": "High Street, Gillingham"},
            },
            {
                "id": "K-1",
                "state": "closed",
                "grade": "G2",
                "category": None,
                "type": "fall",
                "opened_at": "2020-10-30T20:00:00Z",
                "waiting_s": 600,
                "first_arrival_at": "2020-10-30T20:10:00Z",
                "vehicles": ["JRU1", "JRU2"],
                "outcome": "resolved",
                "unlisted_at": None,
                **NOTHING_ASKED,
                "earlier": None,
                "number": "K-1",
                "place": NOWHERE,
            },
        ],
        "alerts": [],
        "commands": [],
    }


def test_an_empty_board_is_an_answer_too() -> None:
    empty = contract(Board(Rules()))
    assert empty["vehicles"] == []
    assert empty["calls"] == []
    assert empty["shift"]["attended"] == 0
    assert empty["shift"]["pounds_saved"] == 0


def test_a_call_closed_in_an_earlier_shift_is_counted_in_the_weekend_only(friday: Board) -> None:
    saturday = NOW + timedelta(days=1)
    feed = FeedStatus("live", age_s=0)
    told = json.loads(indented_json(status_of(friday, feed, saturday)))
    assert told["shift"]["attended"] == 0
    assert told["period"]["attended"] == 2
    assert [each["id"] for each in told["calls"]] == ["K-4", "K-3"]


def test_a_lost_feed_gives_its_reason_and_the_age_of_what_is_told(friday: Board) -> None:
    health = FeedHealth("lost", good_at=NOW - timedelta(minutes=3), error="no route to the server")
    assert feed_status(friday, health, NOW) == FeedStatus(
        "lost", age_s=180, error="no route to the server", quarantined=1
    )


def test_a_feed_that_never_answered_has_no_age(friday: Board) -> None:
    assert feed_status(friday, FeedHealth(), NOW).age_s is None


def test_the_words_can_be_read_out(friday: Board) -> None:
    feed = FeedStatus("lost", age_s=180, error="no route to the server", quarantined=1)
    assert in_words(status_of(friday, feed, NOW), friday, stale=True) == (
        "Friday 30 October 2020, 22:47.\n"
        "No emergencies, no alerts.\n"
        "There is no contact with the feed: alerts that depend on it are silent.\n"
        "\n"
        "The feed is lost; what follows is 3 minutes old. No route to the server. "
        "1 record set aside.\n"
        "This shift, 18:00 to 02:00: 2 calls attended, 1 h 00 and £50.00 saved.\n"
        "This weekend: 2 calls attended.\n"
        "\n"
        "Vehicles\n"
        "JRU 1: at scene for 17 minutes, call K-3. 2 calls attended, 1 h 00 saved this shift.\n"
        "JRU 2: available for 1 hour 37 minutes. 1 call attended, 0 h 00 saved this shift.\n"
        "\n"
        "Open calls, the most urgent first\n"
        "K-4, G1 immediate and C9: drone, opened 9 minutes ago. Nobody is on it. Missing: place.\n"
        "K-3, C2 emergency: Collapse, High Street, Gillingham, reached after 20 minutes. JRU 1.\n"
        "\n"
        "Closed this shift, the newest first\n"
        "K-1, G2 priority: Fall: resolved, JRU 1 and JRU 2.\n"
    )


def test_what_the_feed_lists_no_longer_is_said_to_be_so(friday: Board) -> None:
    gone_at = NOW.replace(minute=43, second=0, microsecond=0)
    for number, fact in enumerate((Unlisted("call", "K-4"), Unlisted("vehicle", "JRU2"))):
        friday.apply(Event(f"gone {number}", gone_at, gone_at, "feed", fact))
    words = in_words(status_of(friday, FeedStatus("live", age_s=0), NOW), friday, stale=False)
    for said in (
        "9 minutes ago. Nobody is on it. Not listed by the feed for 4 minutes. Missing: place.\n",
        "JRU 2: available for 1 hour 37 minutes. Not listed by the feed for 4 minutes. 1 call ",
    ):
        assert said in words
    told = contract(friday)
    assert [each["unlisted_at"] for each in told["vehicles"]] == [None, "2020-10-30T22:43:00Z"]
    assert [each["unlisted_at"] for each in told["calls"]] == ["2020-10-30T22:43:00Z", None, None]


def test_an_empty_board_reads_as_one() -> None:
    board = Board(Rules())
    words = in_words(status_of(board, FeedStatus("connecting"), NOW), board, stale=True)
    assert "The feed has not answered yet.\n" in words
    assert "No vehicles.\n" in words
    assert words.endswith("No open calls.\n")


def told(stage: Stage, when: str, **more: Any) -> dict[str, Any]:
    status = status_of(stage.board, FeedStatus("live", age_s=0), stage.at(when), **more)
    report: dict[str, Any] = json.loads(indented_json(status))
    return report


def test_what_wants_attention_is_told_with_its_crew_place_and_age(stage: Stage) -> None:
    officer = CrewMember("officer", "SC 70912", ("doctor",))
    spot = Position(51.3, 1.1, stage.at("18:20"))
    stage.vehicle("JRU1", "at_scene", "18:20", "K1", crew=(officer,), position=spot)
    stage.vehicle("JRU2", "available", "18:20", crew=(officer,), area="East Kent")
    stage.call("K1", "18:10", grade="G1", flags=("weapon",), needs=("clinical",))
    stage.do(BackUp("K1", "ambulance", 2), "18:25")
    stage.do(Assign("K1", "JRU2"), "18:26")
    found = told(stage, "18:50")
    one, two = found["vehicles"]
    assert one["crew"] == [
        {
            "role": "officer",
            "id": "SC 70912",
            "skills": ["doctor"],
            "also_on": ["JRU2"],
            "on_duty_at": "2020-10-30T18:20:00Z",
            "last_duty_ended_at": None,
            "rest_minutes": None,
        }
    ]
    assert one["position"] == {"lat": 51.3, "lon": 1.1, "at": "2020-10-30T18:20:00Z", "age_s": 1800}
    assert (two["area"], two["position"], two["call"]) == ("East Kent", None, "K1")
    (call,) = found["calls"]
    assert (call["flags"], call["needs"]) == (["weapon"], ["clinical"])
    assert call["back_up"] == [
        {
            "what": "ambulance",
            "text": "",
            "asked_at": "2020-10-30T18:25:00Z",
            "count": 2,
            "came": 0,
            "left": 2,
            "ended": None,
            "ended_at": None,
            "waiting_since": "2020-10-30T18:25:00Z",
        }
    ]
    kinds = [
        (each["kind"], each["vehicle"], each["call"], each["grave"]) for each in found["alerts"]
    ]
    assert kinds == [
        ("check", "JRU1", "K1", False),
        ("check", "JRU2", "K1", False),
        ("not_sent", None, "K1", False),
        ("not_sent", "JRU2", "K1", False),
        ("not_mobile", "JRU2", "K1", False),
        ("back_up", None, "K1", False),
    ]
    (command,) = found["commands"]
    assert (command["words"], command["vehicle"], command["call"]) == (
        "JRU 2 assigned",
        "JRU2",
        "K1",
    )
    assert (command["owed"], command["sent"], command["unconfirmed"]) == (False, False, True)
    silent = told(stage, "18:50", stale=True)
    assert [each["kind"] for each in silent["alerts"]] == ["not_sent", "not_sent"]


def test_a_dispute_is_told_with_both_sides_and_a_command_with_where_it_stands(stage: Stage) -> None:
    stage.vehicle("JRU1", "available", "18:00")
    stage.call("K1", "18:05", version=1)
    stage.apply(Commanded(Assign("K1", "JRU1"), post=True), stage.at("18:07"), "supervisor")
    owed = told(stage, "18:08")["commands"]
    assert [(each["owed"], each["sent"], each["by"]) for each in owed] == [(True, False, "SC 1")]
    stage.apply(CommandSent(stage.last_id), stage.at("18:08"))
    assert [each["sent"] for each in told(stage, "18:08")["commands"]] == [True]
    stage.vehicle("JRU1", "refreshments", "18:09")
    found = told(stage, "18:10")
    dispute = {
        "ours": "JRU 1 assigned to K1",
        "at": "2020-10-30T18:07:00Z",
        "theirs": "JRU 1 refreshments",
        "feed_at": "2020-10-30T18:09:00Z",
    }
    assert found["vehicles"][0]["dispute"] == dispute
    assert found["calls"][0]["dispute"] == dispute


def test_a_number_used_again_is_told_apart(stage: Stage) -> None:
    stage.vehicle("JRU1", "en_route", "18:06", "K1")
    stage.call("K1", "18:05")
    again = CallRecord("K1/2", stage.at("19:00"), grade="G1")
    stage.apply(CallReported(again, number="K1"), stage.at("19:00"))
    found = told(stage, "19:05")
    assert [(call["id"], call["number"]) for call in found["calls"]] == [
        ("K1", "K1"),
        ("K1 of 30 Oct 2020", "K1"),
    ]
    assert found["vehicles"][0]["call"] == "K1 of 30 Oct 2020"


def test_a_vehicle_on_two_calls_names_both(stage: Stage, sent: Sent) -> None:
    stage.call("K1", "18:00", responses=(sent("JRU1", allocated="18:01"),))
    stage.call("K2", "18:10", responses=(sent("JRU1", allocated="18:20"),))
    stage.vehicle("JRU1", "allocated", "18:20", "K2")
    (vehicle,) = told(stage, "18:30")["vehicles"]
    assert (vehicle["call"], vehicle["also_on"]) == ("K2", ["K1"])
    status = status_of(stage.board, FeedStatus("live", age_s=0), stage.at("18:30"))
    lines = in_words(status, stage.board, stale=False).splitlines()
    (said,) = (line for line in lines if ", also on " in line)
    assert "call K2, also on K1. " in said
    calls = [line for line in lines if line.startswith("K")]
    assert sorted(line.partition(" is also on ")[2] for line in calls) == ["K1.", "K2."]


def test_earlier_calls_at_the_place_are_told_the_newest_first() -> None:
    board = Board(Rules())
    here = Place("12 Sea Street, Herne Bay", 51.3703, 1.1203)
    for number, hour in enumerate((18, 19, 20)):
        closed = {"state": "closed", "outcome": "arrest", "closed_at": NOW.replace(hour=hour + 1)}
        more: dict[str, Any] = closed if number < 2 else {}
        record = CallRecord(
            f"K-{number}",
            NOW.replace(hour=hour, minute=0, second=0, microsecond=0),
            type="assault",
            flags=("weapon",),
            where=here,
            **more,
        )
        board.apply(Event(f"e{number}", NOW, NOW, "feed", CallReported(record)))
    calls = {call["id"]: call["earlier"] for call in contract(board)["calls"]}
    assert calls["K-2"] == [
        {
            "id": f"K-{number}",
            "opened_at": f"2020-10-30T{18 + number}:00:00Z",
            "type": "assault",
            "outcome": "arrest",
            "flags": ["weapon"],
        }
        for number in (1, 0)
    ]
    assert calls["K-1"] is None  # it is closed


def test_roles_that_were_handed_over_and_offers_that_stand_are_told(stage: Stage) -> None:
    offer_fact = Commanded(OfferRole("70002"))
    stage.apply(offer_fact, stage.at("18:10"), "supervisor", "70001")
    [offer] = told(stage, "18:15")["role_offers"]
    assert offer == {
        "by": "70001",
        "to": "70002",
        "role": "supervisor",
        "at": "2020-10-30T18:10:00Z",
    }
    assert told(stage, "18:15")["roles"] == []
    assert told(stage, "18:21")["role_offers"] == [], "an offer ends after ten minutes"
    given = stage.last_id
    taken = Commanded(TakeRole(given, "70001", "supervisor", "controller"))
    stage.apply(taken, stage.at("18:16"), "supervisor", "70002")
    found = told(stage, "18:20")
    assert found["role_offers"] == []
    assert [(held["by"], held["role"], held["other"]) for held in found["roles"]] == [
        ("70002", "supervisor", "70001"),
        ("70001", "controller", "70002"),
    ]
    assert told(stage, "23:59")["roles"] == found["roles"]
