"""Histories that a board may be told in any order, and all that it answers to be compared."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from msgspec import structs

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
from jru_tui.board.decisions.compound_decisions import decide_all
from jru_tui.board.decisions.decide import decide
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.decisions.undo.undo_plan import plan_undo
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
    Source,
    Unlisted,
    VehicleReported,
    Viewed,
)
from jru_tui.board.queries.alerts import alerts
from jru_tui.board.queries.call_search import find_calls
from jru_tui.board.queries.dispatch.travel_times.journeys import list_journeys
from jru_tui.board.queries.dispatch.travel_times.kept_journeys import earlier_journeys
from jru_tui.board.queries.duties import duties_since
from jru_tui.board.queries.earlier_calls import earlier_calls
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
DATES = ("30/10/2020", "oct 2020 knife", "2020-10-31..", "..2020-10-30", "2020-11")
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
commands: st.SearchStrategy[Command] = st.one_of(
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


def about_the_last(board: Board, what: str) -> Command | CommandAnswered | CommandSent | None:
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
            source: Source = "supervisor" if isinstance(one, Commanded) else "feed"
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
        # First: what is asked for below is read into memory.
        "learned from": [earlier_journeys(board, at) for at in (START + 9 * STEP, now)],
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
        "spells": {each: board.crew_spells(each) for each in VEHICLES},
        "spells of shifts": [
            board.crew_spells(each, shift.starts_at, shift.ends_at)
            for each in VEHICLES
            for shift in shifts
        ],
        "shifts": [[*board.shifts_backwards()][::-1] == board.past_shifts()],
        "spells since": {each: board.crew_spells(each, running.starts_at) for each in VEHICLES},
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
        "report": count_figures(board.snapshot(), board.past_shifts() or [running]),
        "a shift's report": count_figures(board.snapshot([running]), [running]),
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
            for words in ("knife", "KNIFE back", "door", "K1", "JRU", "", *DATES)
        ],
        "earlier": [
            [other.id for other in earlier_calls(board, call)] for call in board.open_calls()
        ],
        "commands": [(board.command(one), board.standing.is_taken_back(one)) for one in IDS],
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
        "decisions": [board.store.orders.of_decision(f"d{nth}") for nth in range(41)],
        "taken back": [undo_plan(board, one) for one in IDS],
        "what may be done": [repr(decide(board, command)) for command in tried],
    }


def undo_plan(board: Board, command: str) -> object:
    """Plan to take a command back, as the dialog of the screen would show it."""
    return plan_undo(board, Undo(command), Actor("SC 1", "s0", board.written_at))


def differences(found: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    return {name: (found[name], each) for name, each in expected.items() if found[name] != each}
