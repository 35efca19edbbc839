"""A report's figures on boards small enough to be counted by hand."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Close
from jru_tui.board.events import CallReported, Commanded, Event, Fact, VehicleReported
from jru_tui.board.records import CallRecord, ResponseRecord, VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import Shift, shift_at
from jru_tui.reports.figures.figures import Figures, GroupFigures, KindShare, count_figures
from jru_tui.reports.figures.figures_text import text
from jru_tui.reports.figures.measures import Spread


def at(clock: str) -> datetime:
    """A time of Friday 30 October 2020; with a 0 or a 1x+24 hour, of the night or day after."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2020, 10, 30, tzinfo=UTC) + timedelta(hours=hour, minutes=minute)


def sent(vehicle: str, *stages: str | None) -> ResponseRecord:
    return ResponseRecord(vehicle, *(at(stage) if stage else None for stage in stages))


FACTS: Sequence[Fact] = (
    VehicleReported(VehicleRecord("JRU1", "available", at("18:00"), name="JRU 1")),
    VehicleReported(VehicleRecord("JRU2", "available", at("18:00"), name="JRU 2")),
    # Both vehicles, JRU 1 first; and a patrol before either.
    CallReported(
        CallRecord(
            "K-1",
            at("19:00"),
            grade="G1",
            category="C2",
            type="assault",
            origin="police",
            responses=(
                sent("MD07", "19:01", "19:02", "19:06", "19:30"),
                sent("JRU1", "19:01", "19:02", "19:10", "19:40"),
                sent("JRU2", "19:03", "19:06", "19:22", "19:50"),
            ),
        )
    ),
    # A birth, reached an hour and a half after midnight.
    CallReported(
        CallRecord(
            "K-2",
            at("25:00"),
            category="C1",
            type="childbirth",
            origin="ambulance",
            flags=("baby_born",),
            responses=(sent("JRU1", "25:01", "25:03", "25:08"),),
        )
    ),
    # Sent, and stood down on the way.
    CallReported(
        CallRecord(
            "K-3",
            at("20:00"),
            state="closed",
            closed_at=at("20:09"),
            outcome="stood_down",
            responses=(sent("JRU2", "20:01", "20:05", None, "20:09"),),
        )
    ),
    # The next evening.
    CallReported(
        CallRecord(
            "K-4",
            at("43:00"),
            state="closed",
            closed_at=at("44:00"),
            outcome="resolved",
            grade="G1",
            responses=(sent("JRU2", "43:01", "43:02", "43:20", "43:59"),),
        )
    ),
)

CLOSED = Commanded(Close("K-1", "arrest", ambulance_spared=True, patrol_spared=True, minutes=45))


def folded(facts: Sequence[Fact]) -> Board:
    board = Board(Rules())
    for number, fact in enumerate(facts):
        board.apply(Event(str(number), at("19:55"), at("19:55"), "feed", fact))
    return board


@pytest.fixture
def board() -> Board:
    return folded([*FACTS, CLOSED])


@pytest.fixture
def both(board: Board) -> Figures:
    return count_figures(board.snapshot(), board.snapshot().shifts(), marking="OFFICIAL")


def shift(clock: str) -> Shift:
    return shift_at(Rules().hours, at(clock))


def minutes(*times: int) -> Spread:
    ordered = sorted(60 * each for each in times)
    return Spread(len(ordered), sum(ordered) // len(ordered), ordered[-1])


def test_the_first_night_by_hand(board: Board) -> None:
    night = count_figures(board.snapshot(), [shift("19:00")])
    assert night.whole.unit == GroupFigures(
        attended=2,
        minutes_saved=45 + 30,
        pounds_saved=37.50 + 25.00,
        ambulances_spared=1,
        patrols_spared=1,
        babies_born=1,
        response=minutes(6, 8),
        turnout=minutes(1, 3, 2, 4),
        travel=minutes(8, 16, 5),
        at_scene=minutes(30, 28),
    )


def test_each_vehicle_has_its_own_arrival_and_the_first_has_what_was_saved(board: Board) -> None:
    one, two = (
        each.figures for each in count_figures(board.snapshot(), [shift("19:00")]).whole.vehicles
    )
    assert (one.attended, one.minutes_saved, one.ambulances_spared, one.babies_born) == (
        2,
        75,
        1,
        1,
    )
    assert (two.attended, two.minutes_saved, two.ambulances_spared, two.babies_born) == (1, 0, 0, 0)
    assert one.response == minutes(10, 8)
    assert two.response == minutes(22)
    assert two.turnout == minutes(3, 4)


def test_several_shifts_are_told_one_by_one_and_together(both: Figures) -> None:
    assert [each.unit.attended for each in both.shifts] == [2, 1]
    assert both.whole.unit.attended == 3
    assert both.whole.unit.minutes_saved == 105
    assert both.whole.unit.pounds_saved == 87.50
    assert both.whole.starts_at == at("18:00")
    assert both.whole.ends_at == at("50:00")


def test_what_was_attended_is_told_by_kind(both: Figures) -> None:
    assert both.by_type == (
        KindShare("assault", "Assault", 1),
        KindShare("childbirth", "Childbirth", 1),
        KindShare(None, "type not given", 1),
    )
    assert {(each.code, each.attended) for each in both.by_outcome} == {
        ("arrest", 1),
        ("resolved", 1),
        (None, 1),
    }
    assert {(each.code, each.attended) for each in both.by_origin} == {
        ("police", 1),
        ("ambulance", 1),
        (None, 1),
    }
    hours = [(each.label, each.attended) for each in both.by_hour]
    assert hours[:3] == [("18:00", 0), ("19:00", 2), ("20:00", 0)]
    assert hours[-1] == ("01:00", 1)


def test_targets_are_held_against_the_first_arrival_of_anybody(both: Figures) -> None:
    targets = {each.code: (each.target_minutes, each.met, each.missed) for each in both.targets}
    assert targets == {"G1": (15, 1, 1), "C1": (7, 0, 1), "C2": (18, 1, 0)}
    assert both.targets[0].response == minutes(6, 20)


def test_a_call_reached_in_two_shifts_counts_once_for_the_unit() -> None:
    late = CallRecord(
        "K-9",
        at("41:30"),
        responses=(
            sent("JRU1", "41:31", "41:32", "41:50", "43:00"),
            sent("JRU2", "41:31", "41:32", "42:10", "43:00"),
        ),
    )
    told = folded([*FACTS[:2], CallReported(late)])
    both = count_figures(told.snapshot(), told.snapshot().shifts())
    assert [each.unit.attended for each in both.shifts] == [1, 1]
    assert [each.unit.minutes_saved for each in both.shifts] == [30, 0]
    assert both.whole.unit.attended == 1
    assert both.whole.unit.minutes_saved == 30
    second = count_figures(told.snapshot(), [shift("42:10")])
    assert [each.figures.attended for each in second.whole.vehicles] == [0, 1]
    assert [each.unit.response.count for each in both.shifts] == [1, 0]
    assert (both.whole.unit.response.count, both.reached_before) == (1, 1)
    assert (second.whole.unit.response.count, second.reached_before) == (0, 1)
    earlier = "1 attended call had been reached in an earlier shift: the response counts"
    assert earlier in text(second)
    assert earlier in text(both)


def test_times_are_those_of_attended_calls() -> None:
    """An arrival at a call that was stood down is none."""
    way = sent("JRU1", "19:01", "19:02", "19:10", "19:20")
    call = CallRecord(
        "K-9",
        at("19:00"),
        state="closed",
        closed_at=at("19:20"),
        outcome="stood_down",
        responses=(way,),
    )
    unit = count_figures(
        folded([*FACTS[:2], CallReported(call)]).snapshot(), [shift("19:00")]
    ).whole.unit
    assert unit.attended == 0
    assert (unit.response, unit.travel, unit.at_scene) == (Spread(), Spread(), Spread())
    assert unit.turnout == minutes(1)


def test_the_sums_are_those_of_the_board(board: Board, both: Figures) -> None:
    for span, known in zip(both.shifts, board.snapshot().shifts(), strict=True):
        for vehicle, group in [(None, span.unit), *((v.id, v.figures) for v in span.vehicles)]:
            tally = board.tally(known, vehicle)
            told = (group.attended, group.minutes_saved, round(group.pounds_saved * 100))
            assert told == (tally.attended, tally.minutes, tally.pence)


def test_a_clock_that_slipped_spoils_no_figure() -> None:
    slipped = CallRecord(
        "K-7", at("19:00"), grade="G1", responses=(sent("JRU1", "19:10", "19:05", "18:50"),)
    )
    told = count_figures(folded([*FACTS[:2], CallReported(slipped)]).snapshot(), [shift("19:00")])
    assert told.whole.unit.attended == 1
    assert told.whole.unit.response == Spread(set_aside=1)
    assert (told.targets[0].met, told.targets[0].missed) == (0, 0)
    assert told.set_aside >= 1


def test_an_empty_shift_is_all_zeroes() -> None:
    told = count_figures(Board(Rules()).snapshot(), [shift("19:00")])
    assert told.whole.unit.attended == 0
    assert told.whole.vehicles == ()
    assert told.by_hour == ()
    assert told.targets == ()
