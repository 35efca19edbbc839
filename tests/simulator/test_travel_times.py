"""Hidden travel times, and what a board learns of them from its journal alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from msgspec.structs import replace

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign
from jru_tui.board.events import CallReported, Event, VehicleReported
from jru_tui.board.queries.dispatch.travel_times.backtest import coverage, predictions
from jru_tui.board.queries.dispatch.travel_times.calibration import shipped
from jru_tui.board.queries.dispatch.travel_times.journeys import list_journeys
from jru_tui.board.queries.dispatch.travel_times.model_cache import calibration_before
from jru_tui.board.records import CallRecord, Place
from jru_tui.board.rules import Rules
from jru_tui.simulator.command_handling import PostedCommand
from jru_tui.simulator.movement import Traffic
from jru_tui.simulator.scenario import (
    Books,
    Fact,
    Opens,
    Scenario,
    ScenarioError,
    ScriptedShift,
    ScriptedVehicle,
)
from jru_tui.simulator.scenario_reader import load_scenario, parse_scenario
from jru_tui.simulator.world import World

FIRST = datetime(2021, 1, 8, 18, tzinfo=UTC)
EVENING = timedelta(hours=8)
SPACED = timedelta(hours=2)
"""No way and no scene takes as long: each vehicle is free again for its next call."""
NIGHTS = 100


def drawn(seed: int, vehicles: int = 6) -> tuple[Scenario, list[PostedCommand]]:
    """Nights on which each vehicle is sent to four calls around its station, one by one."""
    random = Random(seed)
    cards = tuple(
        ScriptedVehicle(f"JRU{n}", f"JRU {n}", "kent", Place("Station", 51.2 + n / 20, 0.3 + n / 6))
        for n in range(vehicles)
    )
    facts: list[Fact] = []
    posted = []
    shifts = [FIRST + timedelta(days=night) for night in range(NIGHTS)]
    for night, start in enumerate(shifts):
        for number, card in enumerate(cards):
            facts.append(Books(start - timedelta(minutes=20), card.id, "on_duty"))
            facts.append(Books(start - timedelta(minutes=10), card.id, "available"))
            for turn in range(4):
                opened = start + turn * SPACED + timedelta(minutes=number)
                call = f"K{night:03}-{number}{turn}"
                assert card.base.lat is not None
                assert card.base.lon is not None
                lat, lon = random.gauss(card.base.lat, 0.06), random.gauss(card.base.lon, 0.09)
                where = Place("A street", lat, lon)
                facts.append(Opens(opened, call, "fall", "police", where, "", "G2"))
                told = opened + timedelta(seconds=30)
                posted.append(PostedCommand(call, told, "SC 1", Assign(call, card.id)))
    facts.sort(key=lambda fact: fact.at)
    evenings = tuple(ScriptedShift(start, start + EVENING) for start in shifts)
    drawn = Scenario("n", "nights", "", cards, (), evenings, tuple(facts), Traffic(seed))
    return drawn, posted


def folded(scenario: Scenario, posted: list[PostedCommand]) -> Board:
    """The board that followed it all."""
    world, board = World(scenario, posted), Board(Rules())
    assert not world.refused

    def events() -> Iterator[Event]:
        for number, entry in enumerate(world.history(scenario.ends_at + SPACED)):
            record = entry.record
            told = (
                CallReported(record) if isinstance(record, CallRecord) else VehicleReported(record)
            )
            yield Event(str(number), entry.at, entry.at, "feed", told)

    board.fold(events())
    return board


@pytest.fixture(scope="module")
def board() -> Board:
    return folded(*drawn(7))


def test_intervals_hold_on_shifts_that_the_board_has_not_learned_from(board: Board) -> None:
    """Four of five lie inside; by the settings alone, the control, they do not."""
    middle = FIRST + timedelta(days=NIGHTS // 2)
    learned = calibration_before(board, middle)
    assert learned.journeys > 950
    unseen = [journey for journey in list_journeys(board) if journey.at > middle]
    held = coverage(predictions(unseen, learned, board.rules))
    assert held.count > 1_100
    assert abs(held.share - 0.8) <= 0.03, held
    plain = coverage(predictions(unseen, shipped(board.rules), board.rules))
    assert abs(plain.share - 0.8) > 0.1
    assert held.off_s < 0.8 * plain.off_s


def test_nobody_is_told_of_the_true_times_before_they_have_passed(board: Board) -> None:
    """Another seed, and the same board until the first vehicle sets out."""
    other = folded(*drawn_by(8))
    first, again = ([*each.newest_calls()][-1].responses[0] for each in (board, other))
    assert first.allocated_at == again.allocated_at
    assert first.en_route_at != again.en_route_at
    assert first.at_scene_at != again.at_scene_at


def drawn_by(traffic: int) -> tuple[Scenario, list[PostedCommand]]:
    """The nights of the fixture on other roads."""
    scenario, posted = drawn(7)
    return replace(scenario, traffic=Traffic(traffic)), posted


def test_the_same_way_takes_the_same_time_whoever_decides_and_when() -> None:
    traffic, at = Traffic(3), FIRST + timedelta(hours=4)
    times = [traffic.drive_time("JRU1", (51.2, 0.7), 9.0, at) for _ in range(2)]
    assert times[0] == times[1]
    others = {traffic.drive_time(f"JRU{n}", (51.2, 0.7), 9.0, at) for n in range(50)}
    assert len(others) > 40
    rush = traffic.drive_time("JRU1", (51.2, 0.7), 9.0, FIRST)
    assert rush > times[0]


def test_a_scenario_names_its_traffic_and_without_it_cars_drive_at_an_even_speed() -> None:
    assert load_scenario("quiet_tuesday").traffic is None
    text = """title "t"
traffic 12
place "Base" 51.39 0.54 medway
vehicle JRU1 "JRU 1" "Medway" "Base"
shift Friday 30 October 2020 18:00-02:00
18:00 JRU1 available
"""
    assert parse_scenario(text, name="t", source="t.feed").traffic == Traffic(12)
    with pytest.raises(ScenarioError, match="'often' is not a whole number") as wrong:
        parse_scenario(text.replace("12", "often", 1), name="t", source="t.feed")
    assert "needs one as its seed" in str(wrong.value)
