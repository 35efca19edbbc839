"""Attention in words: what is said before anything else, and in which order."""

import json
from datetime import datetime

import pytest

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign, BackUp
from jru_tui.board.commands import Acknowledge, Command
from jru_tui.board.events import CallReported, Commanded, Event, Fact, Source, VehicleReported
from jru_tui.board.records import CallRecord, Place, VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.reports.forms import indented_json
from jru_tui.reports.status.attention import attention_lines
from jru_tui.reports.status.status import FeedStatus, status_of

DISPUTE = (
    "K-1: you said “JRU 1 assigned to K-1” at 18:32, the feed says “JRU 1 refreshments” at 18:34."
)


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2020-10-30T{clock}:00+00:00")


class Night:
    """A board, fact by fact."""

    def __init__(self) -> None:
        self.board = Board(Rules())
        self._number = 0

    def feed(self, clock: str, fact: Fact) -> None:
        self._apply(clock, fact, "")

    def do(self, clock: str, command: Command) -> None:
        self._apply(clock, Commanded(command), "SC 1")

    def said(self, clock: str, *, stale: bool = False) -> list[str]:
        return list(attention_lines(self.board, at(clock), stale=stale))

    def _apply(self, clock: str, fact: Fact, by: str) -> None:
        self._number += 1
        source: Source = "supervisor" if by else "feed"
        self.board.apply(Event(str(self._number), at(clock), at(clock), source, fact, by=by))


def vehicle(name: str, status: str, since: str, call: str | None = None) -> VehicleReported:
    return VehicleReported(VehicleRecord(name, status, at(since), f"{name[:3]} {name[3:]}", call))


def a_hard_night() -> Night:
    night = Night()
    flags = ("alcohol", "no_lights", "weapon")
    night.feed("18:30", CallReported(CallRecord("K-1", at("18:30"), flags=flags, needs=("fire",))))
    night.feed("18:31", vehicle("JRU1", "available", "18:00"))
    night.feed("18:31", vehicle("JRU2", "available", "18:00"))
    night.do("18:32", Assign("K-1", "JRU1"))
    night.do("18:33", BackUp("K-1", "ambulance", 2))
    night.feed("18:34", vehicle("JRU1", "refreshments", "18:34"))
    night.feed("18:38", vehicle("JRU2", "emergency", "18:38"))
    return night


def test_an_emergency_is_said_first_and_then_the_rest_by_kind() -> None:
    said = a_hard_night().said("18:40")
    assert said[:2] == ["Emergencies and alerts", "JRU 2 EMERGENCY, for 2 minutes."]
    rest = said[said.index("Flags") :]
    assert rest == [
        "Flags",
        "K-1: weapon, alcohol and no lights.",
        "Needs",
        "K-1: fire.",
        "Back-up that has not arrived",
        "K-1: 2 ambulances, asked 7 minutes ago.",
        "Disputes between you and the feed",
        DISPUTE,
    ]


def test_json_begins_with_the_same() -> None:
    feed = FeedStatus("live", age_s=0)
    told = json.loads(indented_json(status_of(a_hard_night().board, feed, at("18:40"))))
    assert list(told)[:9] == [
        *("as_of", "source", "warnings"),
        *("emergencies", "alerts", "flags", "needs", "back_up", "disputes"),
    ]
    assert told["emergencies"] == ["JRU2"]
    assert told["alerts"][0]["kind"] == "emergency"
    assert told["flags"] == [{"call": "K-1", "flags": ["weapon", "alcohol", "no_lights"]}]
    assert told["needs"] == [{"call": "K-1", "needs": ["fire"]}]
    (asked,) = told["back_up"]
    assert (asked["call"], asked["what"], asked["left"]) == ("K-1", "ambulance", 2)
    (dispute,) = told["disputes"]
    assert (dispute["call"], dispute["vehicle"]) == ("K-1", "JRU1")
    assert (dispute["ours"], dispute["theirs"]) == ("JRU 1 assigned to K-1", "JRU 1 refreshments")


def test_an_emergency_that_was_acknowledged_is_said_until_it_is_over() -> None:
    night = a_hard_night()
    night.do("18:39", Acknowledge("JRU2"))
    assert night.said("18:40")[1] == "JRU 2 EMERGENCY, for 2 minutes, acknowledged."
    night.feed("18:41", vehicle("JRU2", "available", "18:41"))
    assert not any("EMERGENCY" in line for line in night.said("18:42"))


def test_on_a_stale_board_an_emergency_is_said_and_that_the_rest_is_silent() -> None:
    said = a_hard_night().said("23:00", stale=True)
    assert said[1].startswith("JRU 2 EMERGENCY")
    assert "There is no contact with the feed: alerts that depend on it are silent." in said


def test_a_quiet_board_says_so() -> None:
    assert Night().said("18:00") == ["No emergencies, no alerts."]


def waiting(night: Night, calls: int) -> None:
    """So many calls that nobody was sent to, each past its target."""
    for number in range(calls):
        grade = CallRecord(f"K-{number}", at("18:00"), grade="G1")
        night.feed("18:00", CallReported(grade))


@pytest.mark.parametrize("calls", [10, 11, 12, 31, 500])
def test_many_alerts_of_a_kind_share_a_line_and_none_is_lost(calls: int) -> None:
    night = Night()
    waiting(night, calls)
    said = night.said("19:00")
    end = said.index("Needs") if "Needs" in said else len(said)
    lines = [line for line in said[1:end] if line.startswith("K-")]
    more = [line for line in said if " more like this: " in line]
    assert len(lines) == min(calls, 10)
    assert len(more) == (calls > 10)
    if more:
        assert said[11] == more[0]
        count, _, names = more[0].partition(" more like this: ")
        assert int(count.replace(",", "")) == calls - 10
        assert names.count("K-") == min(calls - 10, 20)
        assert ("others." in names) == (calls > 30)


def test_emergencies_are_told_one_by_one_however_many_there_are() -> None:
    night = Night()
    for number in range(30):
        night.feed("18:38", vehicle(f"JRU{number}", "emergency", "18:38"))
    said = night.said("18:40")
    assert sum("EMERGENCY" in line for line in said) == 30
    assert not [line for line in said if "more like this" in line]


@pytest.mark.parametrize("calls", [10, 11, 500])
def test_many_calls_with_flags_share_a_line_for_each_flag_the_danger_first(calls: int) -> None:
    night = Night()
    for number in range(calls):
        flags = ("alcohol", "weapons") if number == calls - 1 else ("alcohol",)
        call = CallRecord(
            f"K-{number:03}", at("18:00"), grade="G4", flags=flags, needs=("clinical",)
        )
        night.feed("18:00", CallReported(call))
    said = night.said("18:01")
    flagged = said[said.index("Flags") + 1 : said.index("Needs")]
    needing = said[said.index("Needs") + 1 :]
    assert [line for line in flagged[:10] if ": " in line and " more " not in line] == flagged[:10]
    if calls == 10:
        assert len(flagged) == len(needing) == 10
    else:
        assert flagged[10] == f"1 more with weapons: K-{calls - 1:03}."
        assert flagged[11].startswith(f"{calls - 10} more with alcohol: K-010")
        assert needing[10].startswith(f"{calls - 10} more that need clinical: K-010")
        assert [len(flagged), len(needing)] == [12, 11]


def test_many_calls_to_send_somebody_to_share_a_line_for_each_target() -> None:
    night = Night()
    for number in range(40):
        night.feed("18:00", vehicle(f"JRU{number}", "available", "18:00"))
        where = Place(lat=51.3, lon=0.5)
        call = CallRecord(f"K-{number:03}", at("18:00"), grade="G2", where=where)
        night.feed("18:00", CallReported(call))
    said = night.said("18:01")
    sent = said[said.index("Send somebody to calls that wait") + 1 :]
    assert all("to meet G2" in line for line in sent[:10])
    assert sent[10].startswith("30 more to meet G2: K-010")
