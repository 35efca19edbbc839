"""Earlier calls at the same place: by radius or by words, from memory and from the archive."""

from datetime import timedelta

import pytest

from jru_tui.board import MOST_RADIUS_M, Place, earlier_calls
from jru_tui.board.archive import MemoryArchive
from jru_tui.board.board import Board
from jru_tui.board.call_commands import Close
from jru_tui.board.checkpoint import rely_on, restored_board, take_checkpoint
from jru_tui.board.events import CallReported, Event
from jru_tui.board.records import CallRecord
from jru_tui.board.rules import Places, Rules
from tests.board.conftest import Stage

LAT, LON = 51.3703, 1.1203
METRE = 1 / 111_195


def ids(stage: Stage, call: str) -> list[str]:
    return [found.id for found in earlier_calls(stage.board, stage.view(call))]


@pytest.mark.parametrize(
    ("metres", "found"), [(0, ["K1"]), (99, ["K1"]), (101, []), (-99, ["K1"]), (-101, [])]
)
def test_a_call_within_the_radius_is_found_and_one_beyond_is_not(
    stage: Stage, metres: int, found: list[str]
) -> None:
    stage.call("K1", "18:00", where=Place("somewhere", LAT + metres * METRE, LON))
    stage.call("K2", "19:00", where=Place("elsewhere", LAT, LON))
    assert ids(stage, "K2") == found


@pytest.mark.parametrize("radius_m", [10, 100, MOST_RADIUS_M])
@pytest.mark.parametrize("lat", [49.9, 51.37, 60.8])
@pytest.mark.parametrize(("north", "east"), [(1, 0), (-1, 0), (0, 1), (0, -1)])
def test_a_square_is_never_too_small(radius_m: int, lat: float, north: int, east: int) -> None:
    stage = Stage(Rules(places=Places(radius_m=radius_m)))
    east_m = METRE / (0.487 if lat > 60 else 0.623 if lat > 51 else 0.644)
    near = (radius_m - 1) * 0.99
    for step in range(25):
        lat_of, lon_of = lat + step * 0.0002, LON + step * 0.0003
        at = Place(None, lat_of + north * near * METRE, lon_of + east * near * east_m)
        stage.call(f"A{step}", "18:00", where=at)
        stage.call(f"B{step}", "19:00", where=Place(None, lat_of, lon_of))
        assert f"A{step}" in ids(stage, f"B{step}")


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("Sea Street, Herne Bay", ["K1"]),
        ("14 Sea Street, Herne Bay", ["K1"]),
        ("SEA STREET HERNE BAY", ["K1"]),
        ("Sea Street, Whitstable", []),
        ("Bay", []),
        (None, []),
    ],
)
def test_without_coordinates_the_words_decide(
    stage: Stage, before: str | None, found: list[str]
) -> None:
    stage.call("K1", "18:00", where=Place(before))
    stage.call("K2", "19:00", where=Place("12 Sea Street, Herne Bay", LAT, LON))
    assert ids(stage, "K2") == found


def test_the_newest_comes_first_and_neither_itself_nor_a_later_one(stage: Stage) -> None:
    for number in range(4):
        stage.call(f"K{number}", f"18:0{number}")
    assert ids(stage, "K2") == ["K1", "K0"]


def test_a_call_that_moves_is_found_where_it_is(stage: Stage) -> None:
    stage.call("K1", "18:00", where=Place("Dover", 51.13, 1.31))
    stage.call("K2", "19:00")
    assert ids(stage, "K2") == []
    here = Place("Sea Street, Herne Bay", LAT, LON)
    stage.call("K1", "18:00", where=here, updated_at=stage.at("19:01"))
    assert ids(stage, "K2") == ["K1"]


def test_its_own_duplicate_is_no_earlier_call(stage: Stage) -> None:
    stage.call("K1", "18:00")
    stage.call("K2", "18:01")
    stage.do(Close("K1", "duplicate", duplicate_of="K2"), "18:02")
    assert ids(stage, "K2") == []


def test_an_old_one_is_found_in_the_archive_alone() -> None:
    rules, archive = Rules(), MemoryArchive()
    board = Board(rules)
    stage = Stage(rules)
    stage.board = board
    ended = {"state": "closed", "closed_at": stage.at("18:30"), "outcome": "resolved"}
    stage.call("OLD", "18:00", **ended)
    stage.call("WORDS", "18:01", where=Place("Sea Street, Herne Bay"), **ended)
    weeks = stage.at("18:00") + timedelta(days=30)
    again = CallRecord("NEW", weeks, where=Place("Sea Street, Herne Bay", LAT, LON))
    board.apply(Event("later", weeks, weeks, "feed", CallReported(again)))
    archive.write(take_checkpoint(board))
    rely_on(board, archive)
    assert "OLD" not in board.held_calls()
    assert [call.id for call in earlier_calls(board, board.calls["NEW"])] == ["WORDS", "OLD"]
    restored = restored_board(rules, archive)
    assert restored is not None
    # The first look reads them from the archive: for the second one they are in memory.
    for seen in (board, restored, restored):
        found = [call.id for call in earlier_calls(seen, seen.calls["NEW"])]
        assert found == ["WORDS", "OLD"]


class CountingArchive(MemoryArchive):
    """Counts the views of calls that are read."""

    def __init__(self) -> None:
        super().__init__()
        self.views: set[str] = set()

    def get(self, shelf: str, key: str) -> bytes | None:
        """See `Archive.get`."""
        if shelf == "call.view":
            self.views.add(key)
        return super().get(shelf, key)


@pytest.mark.parametrize(
    ("elsewhere", "read"), [(Place("Sea Street, Herne Bay", 50, 0), 7), (Place(), 7)]
)
def test_no_more_are_read_than_are_listed(elsewhere: Place, read: int) -> None:
    """Hundreds at the same place are not, and none of the same name at another one."""
    rules, archive = Rules(), CountingArchive()
    stage = Stage(rules)
    stage.board = board = Board(rules)
    here = Place("Sea Street, Herne Bay", LAT, LON)
    for number in range(300):
        at = stage.at("18:00") + timedelta(minutes=number)
        record = CallRecord(
            f"K{number:03}",
            at,
            where=here if number % 3 == 0 else elsewhere,
            state="closed",
            closed_at=at,
            outcome="resolved",
        )
        board.apply(Event(f"e{number}", at, at, "feed", CallReported(record)))
    weeks = stage.at("18:00") + timedelta(days=30)
    again = CallRecord("NEW", weeks, where=here)
    board.apply(Event("later", weeks, weeks, "feed", CallReported(again)))
    archive.write(take_checkpoint(board))
    rely_on(board, archive)
    archive.views.clear()
    found = earlier_calls(board, board.calls["NEW"], 5)
    assert [call.id for call in found] == ["K297", "K294", "K291", "K288", "K285"]
    assert len(archive.views) <= read
