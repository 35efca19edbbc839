"""A board that goes on from a checkpoint, and one that was told everything, are the same.

Whatever was reported in whatever order, wherever the history is cut, however often, and however
little of it is left in memory.
"""

from datetime import datetime, timedelta
from types import FunctionType, MethodType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct, structs

from jru_tui.board.archive import MemoryArchive
from jru_tui.board.board import Board
from jru_tui.board.call_commands import (
    Assign,
    BackUp,
    Close,
    EndBackUp,
    EndNextCall,
    Link,
    NextCall,
    OpenCall,
    Regrade,
    Relocate,
    Reopen,
    StandDown,
    Unlink,
)
from jru_tui.board.checkpoint import read_through_to, rely_on, restored_board, take_checkpoint
from jru_tui.board.commands import (
    Check,
    Command,
    Crew,
    Decision,
    Dismiss,
    EndMarker,
    HandOver,
    MarkPlace,
    MarkShift,
    Note,
    SetStatus,
    Settle,
    Strike,
    Undo,
)
from jru_tui.board.decisions.actor import Actor
from jru_tui.board.decisions.decide import decide
from jru_tui.board.decisions.decision import decide_all
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.decisions.undo.plan import plan_undo
from jru_tui.board.events import (
    CallReported,
    CommandAnswered,
    Commanded,
    CommandSent,
    Event,
    Exported,
    FeedChanged,
    OffList,
    RecordRefused,
    RefusalLifted,
    Relisted,
    Unlisted,
    VehicleReported,
    Viewed,
)
from jru_tui.board.queries.alerts import alerts
from jru_tui.board.queries.dispatch.travel_times.journeys import list_journeys
from jru_tui.board.queries.duties import duties_since
from jru_tui.board.queries.find import find_calls
from jru_tui.board.records import (
    CallRecord,
    CrewMember,
    NoteRecord,
    Place,
    Position,
    ResponseRecord,
    VehicleRecord,
)
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import period_at, shift_at
from jru_tui.reports.figures.figures import count_figures
from jru_tui.reports.handover.handover import make_handover

START = datetime.fromisoformat("2020-10-30T17:30:00+00:00")
CALLS, VEHICLES = ("K1", "K2", "K3", "K4", "K1/2", "L1"), ("JRU1", "JRU2", "PATROL")
NUMBERS = {"K1/2": "K1"}
"""The number of a call that is another than its id: it was used again."""
STATUSES = ("available", "allocated", "en_route", "at_scene", "committed", "emergency", "off_duty")
RULES = Rules(vehicles={"JRU1": "JRU 1", "JRU2": "JRU 2"})
STEP = timedelta(minutes=37)
"""Forty events last longer than a shift, so that some of it is long over in most histories."""

times = st.integers(-40, 60).map(lambda step: START + step * STEP)
maybe = st.none() | times
calls = st.sampled_from(CALLS)
vehicles = st.sampled_from(VEHICLES)
texts = st.sampled_from(("", "a knife", "at the back door"))
members = st.builds(
    CrewMember, st.sampled_from(("officer", "paramedic")), st.sampled_from("123"), st.just(())
)


responses = st.builds(ResponseRecord, vehicles, maybe, maybe, maybe, maybe)
said = texts | st.just("he has a knife")
notes = st.builds(NoteRecord, st.sampled_from(("n", "m", "e3")), times, texts, said)


@st.composite
def call_reports(draw: st.DrawFn) -> CallReported:
    closed_at, call_id = draw(maybe), draw(calls)
    dropped = st.builds(OffList, responses, maybe, st.booleans())
    return CallReported(
        off_list=tuple(draw(st.lists(dropped, max_size=1))),
        late=draw(st.booleans()) and draw(st.booleans()),
        number=NUMBERS.get(call_id, ""),
        call=CallRecord(
            call_id,
            START if call_id in NUMBERS else START - STEP,
            version=draw(st.none() | st.integers(0, 9)),
            updated_at=draw(maybe),
            state="open" if closed_at is None else "closed",
            closed_at=closed_at,
            outcome=None if closed_at is None else "resolved",
            grade=draw(st.sampled_from(("G1", "G2", None))),
            summary=draw(texts),
            where=Place(draw(texts)),
            responses=tuple(draw(st.lists(responses, max_size=2))),
            notes=tuple(draw(st.lists(notes, max_size=1))),
        ),
    )


vehicle_reports = st.builds(
    VehicleReported,
    st.builds(
        VehicleRecord,
        vehicles,
        st.sampled_from(STATUSES),
        times,
        call=st.none() | calls,
        position=st.none() | st.builds(Position, st.just(51.1), st.just(1.3)),
        crew=st.lists(members, max_size=2, unique_by=lambda member: member.id).map(tuple),
        inferred=st.booleans(),
    ),
    late=st.booleans(),
    counted_from=st.none() | times,
    stamped_at=maybe,
)
others = st.one_of(
    st.builds(Unlisted, st.sampled_from(("call", "vehicle")), calls | vehicles),
    st.builds(Relisted, st.sampled_from(("call", "vehicle")), calls | vehicles),
    st.builds(RecordRefused, st.just("call"), calls, texts),
    st.builds(RefusalLifted, st.just("call"), calls),
    st.builds(FeedChanged, st.sampled_from(("live", "lost")), maybe, texts),
    st.builds(Viewed, calls),
    st.builds(Exported, st.just("handover"), st.just("text")),
)
commands: Any = st.one_of(
    st.builds(Assign, calls, vehicles, st.just("a reason")),
    st.builds(StandDown, calls, vehicles),
    st.builds(Close, calls, st.sampled_from(("resolved", "duplicate")), minutes=st.just(45)),
    st.builds(Reopen, calls),
    st.builds(SetStatus, vehicles, st.sampled_from(("available", "committed"))),
    st.builds(Note, st.just("he has a knife"), call=calls),
    st.builds(Note, st.just("tyre is soft"), vehicle=vehicles),
    st.builds(BackUp, calls, st.just("patrol"), st.integers(1, 2)),
    st.builds(Check, vehicles),
    st.builds(Crew, vehicles, st.sampled_from("45"), st.booleans()),
    st.builds(NextCall, calls, vehicles),
    st.builds(MarkPlace, st.just("dog"), st.just(Place("at the back door"))),
    st.builds(EndMarker, st.sampled_from([f"e{number}" for number in range(9)])),
    st.builds(EndNextCall, calls, vehicles),
    st.builds(Link, calls, calls),
    st.builds(Unlink, calls),
    st.builds(Link, calls, calls, merged_from=maybe),
    st.builds(
        OpenCall,
        st.just("L1"),
        where=st.just(Place("Dover")),
        summary=texts,
        grade=st.sampled_from(("", "G1")),
    ),
    st.builds(Regrade, calls, st.sampled_from(("G1", "G3")), was_grade=st.sampled_from(("G2", ""))),
    st.builds(Relocate, calls, st.builds(Place, texts), was=st.just(Place("at the back door"))),
    st.builds(
        Decision,
        st.tuples(st.builds(StandDown, calls, vehicles), st.builds(Assign, calls, vehicles)),
    ),
    st.builds(MarkShift, st.sampled_from(("start", "end"))),
    st.builds(HandOver, texts),
)
LAST = st.sampled_from(
    ("undo", "redo", "settle", "strike", "dismiss", "end back-up", "sent", "refused")
)
"""About what was given or is shown just then."""

history = st.lists(st.one_of(call_reports(), vehicle_reports, others, commands, LAST), max_size=40)


def about_the_last(board: Board, what: str) -> Any:
    """A command, or an answer, that is about what stands on the board."""
    last = board.last_order()
    last_id = last.id if last is not None else "nothing"
    redo = board.standing.redoable[-1:]
    match what:
        case "undo":
            return Undo(last_id, confirmed=True)
        case "redo":
            return Undo(redo[0], confirmed=True) if redo else None
        case "settle":
            disputes = [call.dispute for call in board.open_calls() if call.dispute]
            return Settle(disputes[0].command, "feed") if disputes else None
        case "strike":
            lines = [line for line in board.log(call="K1") if line.text.startswith("note")]
            return Strike(lines[0].id, call="K1") if lines else None
        case "dismiss":
            found = alerts(board, board.written_at or START, stale=False)
            return Dismiss(found[0].key, "seen", call=found[0].call or "") if found else None
        case "end back-up":
            owed = board.calls_awaiting_back_up()
            asked = [(call.id, each.id) for call in owed for each in call.back_up]
            return EndBackUp(*asked[0], "at_scene") if asked else None
        case "sent":
            return CommandSent(last_id)
        case _:
            return CommandAnswered(last_id, accepted=False, reason="no")


def written(told: list[Any]) -> list[Event]:
    """Give the journal of a board that was told all this, one thing every 37 minutes."""
    board, events = Board(RULES), list[Event]()
    for nth, each in enumerate(told):
        at = START + nth * STEP
        fact = about_the_last(board, each) if isinstance(each, str) else each
        facts: tuple[Any, ...] = () if fact is None else (fact,)
        if isinstance(fact, Command | Decision):
            decided = decide_all(board, fact)
            given = () if isinstance(decided, Refusal) else decided
            decision = f"d{nth}" if isinstance(fact, Decision) else ""
            facts = tuple(
                structs.replace(one, post=nth % 2 == 0, decision=decision) for one in given
            )
        for place, one in enumerate(facts):
            source: Any = "supervisor" if isinstance(one, Commanded) else "feed"
            event = Event(
                f"e{nth}" if not place else f"e{nth}.{place}",
                at,
                at,
                source,
                one,
                by=PEOPLE[nth % 2] if source != "feed" else "",
                session=f"s{nth % 3}",
            )
            events.append(event)
            board.apply(event)
    return events


PEOPLE = ("SC 1", "SC 2")
IDS = [f"e{nth}" for nth in range(41)]


def answers(board: Board) -> dict[str, Any]:
    """Everything that a board can be asked."""
    now = board.written_at or START
    shifts = [shift_at(RULES.hours, START + days * timedelta(days=1)) for days in range(-2, 4)]
    running = shift_at(RULES.hours, now)
    last = board.last_order()
    tried = (
        Reopen("K1"),
        Close("K2", "advice"),
        Assign("K3", "JRU1", "x"),
        MarkShift("end"),
        Link("K1", "K2"),
        Undo(last.id if last is not None else ""),
    )
    return {
        "calls": {call: board.calls.get(call) for call in CALLS},
        "vehicles": dict(board.vehicles),
        "order of vehicles": list(board.vehicles),
        "open": [call.id for call in board.open_calls()],
        "closed": [[call.id for call in board.closed_calls(shift)] for shift in shifts],
        "calls of shifts": [[call.id for call in board.calls_of(shift)] for shift in shifts],
        "unlisted": sorted(board.unlisted_open_calls()),
        "logs of calls": {call: board.log(call=call) for call in CALLS},
        "logs of vehicles": {each: board.log(vehicle=each) for each in VEHICLES},
        "log of the feed": board.log(),
        "its last line": board.last_of_feed(),
        "logs of shifts": [sorted(board.shift_log(shift), key=repr) for shift in shifts],
        "spells": {each: board.spells(each) for each in VEHICLES},
        "spells since": {each: board.spells(each, running.starts_at) for each in VEHICLES},
        "spans": {
            each: board.spans(each, shift.starts_at, shift.ends_at)
            for each in VEHICLES
            for shift in shifts
        },
        "tallies": [
            (
                board.tally(shift, who),
                board.period_tally(period_at(RULES.hours, shift.starts_at), who),
            )
            for shift in shifts
            for who in (None, *VEHICLES)
        ],
        "total": [board.total(who) for who in (None, *VEHICLES)],
        "past shifts": board.past_shifts(),
        "report": count_figures(board.still(), board.past_shifts() or [running]),
        "a shift's report": count_figures(board.still([running]), [running]),
        "alerts": alerts(board, now, stale=False),
        "handover": make_handover(board, None, now, stale=False, marking=""),
        "handovers": [order.id for order in board.handovers()],
        "last order": board.last_order(),
        "redoable": board.standing.redoable,
        "owed": board.owed,
        "sent": board.sent,
        "refused": board.refused,
        "feed": (board.feed, board.heard_at, board.written_at, board.events),
        "found": [
            [call.id for call in find_calls(board, words)]
            for words in ("knife", "KNIFE back", "door", "K1", "JRU", "")
        ],
        "commands": [(board.given(one), board.standing.is_taken_back(one)) for one in IDS],
        "undos": [board.standing.undos.get(one) for one in IDS],
        "order of names": [seen.call for seen in board.names._seen.all()],
        "dismissed": [board.dismissed(("overdue", call, "G1", "sent")) for call in CALLS],
        "last of each": [board.standing.last_of(by) for by in (*PEOPLE, "SC 3")],
        "last undo of each": [board.standing.last_redoable(by) for by in PEOPLE],
        "numbers": [(board.uses(call), board.call_name(call)) for call in CALLS],
        "known": [board.is_known(call) for call in CALLS],
        "by hand": [call.id for call in board.calls_by_hand()],
        "local": [board.is_local(call) for call in CALLS],
        "linked": [call.id for call in board.linked_calls()],
        "disputed": [call.id for call in board.disputed_calls()],
        "unconfirmed": [call.id for call in board.unconfirmed_calls()],
        "awaiting": [call.id for call in board.calls_awaiting_back_up()],
        "set aside": [board.set_aside("call", call) for call in CALLS],
        "duties": [
            duties_since(board, CrewMember("officer", member), since, now)
            for member in ("1", "2", "4")
            for since in (START - timedelta(days=9), START + 9 * STEP)
        ],
        "elsewhere": [board.elsewhere(vehicle) for vehicle in board.vehicles.values()],
        "claiming": [[v.id for v in board.vehicles_claiming(call)] for call in CALLS],
        "journeys": [*list_journeys(board)],
        "decisions": [board.said.orders.of_decision(f"d{nth}") for nth in range(41)],
        "taken back": [undo_plan(board, one) for one in IDS],
        "what may be done": [repr(decide(board, command)) for command in tried],
    }


def undo_plan(board: Board, command: str) -> object:
    """Plan to take a command back, as the dialog of the screen would show it."""
    return plan_undo(board, Undo(command), Actor("SC 1", "s0", board.written_at))


def differences(found: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    return {name: (found[name], each) for name, each in expected.items() if found[name] != each}


def test_a_board_told_all_at_once_lists_its_calls_as_one_told_event_by_event() -> None:
    """The commands of two calls are not confirmed; the later call's was given first."""
    closed = CallRecord("K1", START - timedelta(hours=1), state="closed", closed_at=START)
    by_hand = OpenCall("L1", where=Place("Dover"), type="fall")
    events = written([CallReported(closed), by_hand, Reopen("K1")])
    at_once, one_by_one = Board(RULES), Board(RULES)
    at_once.fold(events)
    for event in events:
        one_by_one.apply(event)
    assert [call.id for call in at_once.unconfirmed_calls()] == ["K1", "L1"]
    assert differences(answers(one_by_one), answers(at_once)) == {}


@given(history, st.lists(st.integers(0, 40), max_size=3), st.booleans())
@settings(max_examples=150)
def test_a_board_from_a_checkpoint_is_the_board_from_all(
    told: list[Any], cuts: list[int], reopened: bool
) -> None:
    events = written(told)
    whole = Board(RULES)
    whole.fold(events)
    archive = MemoryArchive()
    board = Board(RULES)
    start = 0
    for cut in sorted({min(cut, len(events)) for cut in cuts}):
        board.fold(events[start:cut])
        archive.write(take_checkpoint(board))
        rely_on(board, archive)
        if reopened:
            board = restored_board(RULES, archive)
            assert board is not None
        start = cut
    for event in events[start:]:
        board.apply(event)
    assert differences(answers(board), answers(whole)) == {}


@given(history, st.integers(0, 40), st.integers(0, 40))
@settings(max_examples=60)
def test_a_board_of_the_end_alone_becomes_the_board_of_all(
    told: list[Any], start: int, cut: int
) -> None:
    """It shows the running shift while a checkpoint is made, and then stands as that one does."""
    events = written(told)
    whole, past, shown = Board(RULES), Board(RULES), Board(RULES)
    whole.fold(events)
    shown.events = min(start, len(events))
    shown.fold(events[start:])
    assert shown.events == len(events)
    archive = MemoryArchive()
    past.fold(events[:cut])
    archive.write(take_checkpoint(past))
    read = restored_board(RULES, archive)
    assert read is not None
    shown.stand_as(read)
    shown.fold(events[cut:])
    assert differences(answers(shown), answers(whole)) == {}


@given(history, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 6)), max_size=3))
@settings(max_examples=100)
def test_what_comes_while_a_checkpoint_is_written_is_not_lost(
    told: list[Any], cuts: list[tuple[int, int]]
) -> None:
    """Each cut is followed by some events until the archive is there to be read."""
    events = written(told)
    whole, board, start = Board(RULES), Board(RULES), 0
    whole.fold(events)
    archive = MemoryArchive()
    for cut, meanwhile in sorted(cuts):
        first = max(start, cut)
        board.fold(events[start:first])
        pieces = take_checkpoint(board)
        start = first + meanwhile
        board.fold(events[first:start])
        archive = archive.copy()
        archive.write(pieces)
        if meanwhile and events[first:start]:
            read_through_to(board, archive)
        else:
            rely_on(board, archive)
    board.fold(events[start:])
    assert differences(answers(board), answers(whole)) == {}
    archive.write(take_checkpoint(board))
    rely_on(board, archive)
    assert differences(answers(board), answers(whole)) == {}


@given(history)
@settings(max_examples=40)
def test_what_is_asked_changes_nothing(told: list[Any]) -> None:
    events = written(told)
    archive, board = MemoryArchive(), Board(RULES)
    for event in events:
        board.apply(event)
        archive.write(take_checkpoint(board))
        rely_on(board, archive)
    first = answers(board)
    assert differences(answers(board), first) == {}


def test_what_is_taken_back_while_the_first_checkpoint_is_written_stays_taken_back() -> None:
    events = written([MarkShift("start"), "undo"])
    board = Board(RULES)
    board.fold(events[:1])
    pieces = take_checkpoint(board)
    board.fold(events[1:])
    archive = MemoryArchive()
    archive.write(pieces)
    read_through_to(board, archive)
    assert board.last_order() is None
    assert [*board.handovers()] == []


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
    "Aboard": {"_on"},
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
        "heard_at",
        "log_book",
        "names",
        "next_shift_at",
        "ours",
        "owed",
        "places",
        "phrases",
        "refused",
        "rules",
        "said",
        "seen",
        "sent",
        "shift_index",
        "standing",
        "storage",
        "tallies",
        "told_at",
        "unkept",
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
        "journey_starts",
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
    "Claims": {"_calls", "_next", "_said", "_started"},
    "CommandHistory": {
        "_last_of",
        "_said",
        "_undone_undos",
        "redoable",
        "settled_away",
        "turned_down",
        "undo_orders",
        "undos",
    },
    "CommandPhrases": {"_call_names", "_names", "_record_of", "_rules", "given"},
    "CrewHistory": {"_index", "_steps", "_vehicle"},
    "CrewIndex": {"_vehicles"},
    "FactHandlers": {"_state", "_views"},
    "FailedCommands": {"_found"},
    "FeedRecords": {"_store"},
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
    "JourneyStarts": {"_starts", "last"},
    "LogBook": {
        "_by_call",
        "_by_vehicle",
        "_calls",
        "_general",
        "_gone_notes",
        "_lines",
        "_open",
        "_posted",
        "_said",
        "_shifts",
        "_standing",
        "_storage",
        "_strikes",
        "_unclear",
        "_wording",
        "refusals",
    },
    "LogLines": {"_rules", "_said", "_wording"},
    "PostedNotes": {"_by_call", "_given"},
    "Shelf": {
        "_about",
        "_absent",
        "_decoder",
        "_encoder",
        "_removed",
        "_storage",
        "name",
        "on_read",
    },
    "ShiftIndex": {"_calls", "_hours", "_last"},
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


@pytest.mark.parametrize("forgotten", SHELVES)
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
        noticed = find_calls(board, "K") != find_calls(whole, "K")
        for nth, record in enumerate((late, moved)):
            for each in (board, whole):
                each.apply(Event(f"late{nth}", at, at, "feed", VehicleReported(record)))
        noticed |= differences(answers(board), answers(whole)) != {}
    except (AssertionError, KeyError):
        noticed = True
    assert noticed
