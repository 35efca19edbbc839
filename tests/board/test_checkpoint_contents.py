"""The contents of a checkpoint: nothing is held in memory that it does not keep."""

from datetime import timedelta
from types import FunctionType, MethodType
from typing import Any

import pytest
from msgspec import Struct

from jru_tui.board.archive import MemoryArchive
from jru_tui.board.board import Board
from jru_tui.board.call_commands import (
    Assign,
    BackUp,
    Close,
    OpenCall,
    StandDown,
)
from jru_tui.board.checkpoint import restored_board, take_checkpoint
from jru_tui.board.commands import (
    Check,
    Crew,
    Decision,
    Dismiss,
    MarkShift,
    Note,
)
from jru_tui.board.events import (
    CallReported,
    Event,
    FeedChanged,
    VehicleReported,
)
from jru_tui.board.queries.call_search import find_calls
from jru_tui.board.records import (
    CallRecord,
    CrewMember,
    NoteRecord,
    Place,
    Position,
    ResponseRecord,
    VehicleRecord,
)
from tests.board.histories import RULES, START, STEP, answers, differences, written


def containers(board: Board) -> dict[str, set[str]]:
    """Name what each part of a board holds, by its class: whatever can be reached from it."""
    found: dict[str, set[str]] = {}
    seen: set[int] = set()
    waiting: list[object] = [board]
    while waiting:
        part = waiting.pop()
        if id(part) in seen or isinstance(part, type | FunctionType):
            continue
        seen.add(id(part))
        if isinstance(part, dict):
            waiting += part.values()
        elif isinstance(part, list | tuple | set):
            waiting += part
        elif isinstance(part, MethodType):
            waiting.append(part.__self__)
        if not type(part).__module__.startswith("jru_tui.board") or isinstance(part, Struct):
            continue
        names = {*getattr(part, "__dict__", ()), *getattr(type(part), "__slots__", ())}
        found[type(part).__name__] = names
        waiting += [getattr(part, name) for name in names]
    return found


HELD: dict[str, set[str]] = {
    "AboardIndex": {"_on"},
    "Board": {
        "_handlers",
        "_updater",
        "aboard",
        "call_lists",
        "call_names",
        "call_view_builder",
        "call_views",
        "calls",
        "claims",
        "events",
        "feed",
        "feed_records",
        "given_commands",
        "heard_at",
        "log_book",
        "log_writer",
        "names",
        "next_shift_at",
        "ours",
        "owed",
        "places",
        "phrases",
        "refused",
        "rules",
        "store",
        "seen",
        "sent",
        "shift_index",
        "standing",
        "storage",
        "tallies",
        "told_at",
        "unsaved",
        "unmet",
        "vehicle_views",
        "vehicles",
        "written_at",
    },
    "BoardNames": {"_calls", "_name_of", "_names", "_number_of", "_seen", "_vehicles"},
    "BoardStore": {
        "_calls",
        "_storage",
        "aboard",
        "calls",
        "doubted_lists",
        "heard_of",
        "journey_origins",
        "markers",
        "open_in_feed",
        "orders",
        "places",
        "timelines",
        "unlisted_calls",
        "vehicle_calls",
        "vehicles",
    },
    "CallEndIndex": {"_ends", "_of", "_storage"},
    "CallLists": {
        "_calls",
        "_closed",
        "_rules",
        "_shifts",
        "awaiting_back_up",
        "by_hand",
        "disputed",
        "linked",
        "open",
        "unconfirmed",
    },
    "CallNames": {"_names", "_numbers", "_uses", "_zone"},
    "CallOrder": {"_calls", "_keys", "_order"},
    "CallViewBuilder": {"_markers", "_names", "_record_of", "_rules", "_timelines"},
    "MarkerIndex": {"_by_word", "_markers"},
    "OrderIndex": {
        "_decisions",
        "_dismissed",
        "_marks",
        "_numbers",
        "_own",
        "_standing",
        "_storage",
        "_withdrawn",
        "dismissals",
        "standing",
        "withdrawn",
    },
    "PlaceIndex": {"_calls"},
    "Claims": {"_calls", "_next", "_store", "_started"},
    "OrderEffects": {"_store"},
    "CommandHistory": {
        "_effects",
        "_last_of",
        "_store",
        "_undone_undos",
        "redoable",
        "settled_away",
        "turned_down",
        "undo_orders",
        "undos",
    },
    "CommandPhrases": {"_call_names", "_names", "_commands", "_record_of", "_rules"},
    "CrewHistory": {"_index", "_steps", "_vehicle"},
    "CrewIndex": {"_vehicles"},
    "FactHandlers": {"_state", "_views"},
    "FailedCommands": {"_found"},
    "FeedRecords": {"_store"},
    "GivenCommands": {"_commands", "by_id"},
    "History": {
        "_day",
        "_decoder",
        "_dirty",
        "_encoder",
        "_key",
        "_name",
        "_owner",
        "_since",
        "_storage",
        "items",
    },
    "JourneyOrigins": {"_origins", "last"},
    "LogBook": {
        "_by_call",
        "_by_vehicle",
        "_calls",
        "_general",
        "_commands",
        "_lines",
        "_open",
        "_store",
        "_shifts",
        "_standing",
        "_storage",
        "_strikes",
        "_unclear",
        "posted",
        "refusals",
    },
    "LogWriter": {"_book", "_commands", "_gone_notes", "_lines", "_wording"},
    "LogLines": {"_rules", "_store", "_wording"},
    "PostedNotes": {"_by_call", "_commands"},
    "Shelf": {
        "_about",
        "_absent",
        "_decoder",
        "_encoder",
        "_most_passing",
        "_passing",
        "_present",
        "_removed",
        "_storage",
        "name",
        "on_read",
    },
    "ShiftIndex": {"_calls", "_hours"},
    "ShortNames": {"_short", "_shown", "_width"},
    "StatusHistory": {"_presses"},
    "Storage": {"_histories", "_shelves", "archive"},
    "Tallies": {"_rules", "_sums"},
    "VehicleCallIndex": {"_ended", "_live"},
    "VehicleState": {
        "crews",
        "late",
        "number",
        "orders",
        "record",
        "stamped_at",
        "timeline",
        "unlisted_at",
    },
    "ViewUpdater": {"_state"},
}
"""What a board is made of. Something new is kept in a container of `board.storage`, joins the
`Root` of a checkpoint, or follows from both: then it is to be added here, and the law above has to
exercise it."""


NIGHT: list[Any] = [
    VehicleReported(VehicleRecord("JRU1", "available", START, crew=(CrewMember("officer", "1"),))),
    CallReported(CallRecord("K1", START, grade="G1", responses=(ResponseRecord("PATROL", START),))),
    CallReported(CallRecord("K2", START, grade="G2")),
    VehicleReported(
        VehicleRecord("JRU1", "en_route", START + STEP, call="K2", position=Position(51.1, 1.3))
    ),
    VehicleReported(VehicleRecord("JRU1", "available", START + 2 * STEP)),
    CallReported(
        CallRecord("K2", START, updated_at=START + 2 * STEP, state="closed", outcome="resolved")
    ),
    Assign("K1", "JRU1", "nearest"),
    VehicleReported(VehicleRecord("JRU1", "at_scene", START + 7 * STEP, call="K1")),
    Note("he has a knife", call="K1"),
    "strike",
    Note("tyre is soft", vehicle="JRU1"),
    BackUp("K1", "patrol"),
    Crew("JRU1", "4"),
    MarkShift("start"),
    Dismiss(("overdue", "K1", "G1", "sent"), "seen", call="K1"),
    Note("wrong", call="K1"),
    "undo",
    "redo",
    "undo",
    StandDown("K1", "JRU1"),
    "refused",
    Close("K1", "resolved"),
    Check("JRU1"),
    FeedChanged("lost", START, "gone"),
    CallReported(CallRecord("K1/2", START + 9 * STEP, grade="G2"), number="K1"),
    VehicleReported(VehicleRecord("JRU2", "available", START + 9 * STEP)),
    OpenCall("L1", where=Place("Dover"), summary="a shout for help"),
    Decision((Assign("K1/2", "JRU2"), Note("sent", call="L1"))),
    CallReported(
        CallRecord(
            "K1",
            START,
            updated_at=START + 20 * STEP,
            grade="G1",
            notes=(NoteRecord("of dispatch", START + 9 * STEP, "", "he has a knife"),),
        )
    ),
    "undo",
]


def test_nothing_is_held_that_a_checkpoint_does_not_keep() -> None:
    board = Board(RULES)
    board.fold(written(NIGHT))
    board.names.fit("the long name of a vehicle", 8)  # names are made when they are shown
    assert containers(board) == HELD


@pytest.fixture
def long_over() -> list[Event]:
    """A night in which everything happened once, and a week in which nothing did."""
    events = written(NIGHT)
    at = events[-1].at + timedelta(days=7)
    return [*events, Event("later", at, at, "program", FeedChanged("live", at))]


SHELVES = (
    "aboard",
    "call",
    "call.line",
    "call.start",
    "call.view",
    "call_name",
    "call_number",
    "crew",
    "crew_order",
    "decision",
    "dismissed",
    "end",
    "found",
    "journeys",
    "mark",
    "number",
    "number_use",
    "order.given",
    "order.standing",
    "order.withdrawn",
    "own",
    "posted",
    "press",
    "root",
    "said",
    "seen",
    "shift",
    "strike",
    "tally",
    "turned_down",
    "undo",
    "undo_order",
)


def test_every_shelf_is_used(long_over: list[Event]) -> None:
    board = Board(RULES)
    board.fold(long_over)
    assert {*SHELVES, "call.ended", "undone_undo"} == {
        piece.shelf for piece in take_checkpoint(board)
    }


# Journeys that are not kept are read off the calls.
@pytest.mark.parametrize("forgotten", [shelf for shelf in SHELVES if shelf != "journeys"])
def test_a_checkpoint_that_forgot_something_is_noticed(
    long_over: list[Event], forgotten: str
) -> None:
    """The control."""
    whole, archive = Board(RULES), MemoryArchive()
    whole.fold(long_over)
    archive.write(piece for piece in take_checkpoint(whole) if piece.shelf != forgotten)
    board = restored_board(RULES, archive)
    late = VehicleRecord("JRU1", "available", START + STEP + timedelta(minutes=1))
    moved = VehicleRecord("JRU1", "at_scene", START + 7 * STEP, call="K1", position=Position(1, 1))
    at = long_over[-1].at
    try:
        assert board is not None
        # Asked first, as what is looked at is in memory from then on.
        noticed = [*find_calls(board, "K")] != [*find_calls(whole, "K")]
        for nth, record in enumerate((late, moved)):
            for each in (board, whole):
                each.apply(Event(f"late{nth}", at, at, "feed", VehicleReported(record)))
        noticed |= differences(answers(board), answers(whole)) != {}
    except (AssertionError, KeyError):
        noticed = True
    assert noticed
