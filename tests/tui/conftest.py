"""A Friday night on the board, and snapshots of what the screen shows of it."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar

import pytest
from msgspec import structs
from syrupy.assertion import SnapshotAssertion
from textual.app import App
from textual.pilot import Pilot

from jru_tui.board.board import Board
from jru_tui.board.commands import Command, Note
from jru_tui.board.events import CallReported, Commanded, Event, Fact, Source, VehicleReported
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
from jru_tui.board.views import Change
from jru_tui.feeds.models import FeedHealth
from jru_tui.tui.app import BoardApp
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.textual_internals.quiet_app import awaits_refresh, has_ready_callbacks
from tests.tui.pictures import Picture, compare

MOST_TURNS = 500
"""Turns of the loop, of 2 ms each, that a pause waits at most beside Textual's own."""
QUIET_TURNS = 3
"""Turns with nothing to be done, after which nothing will be: one step may wait for another."""


@pytest.fixture(autouse=True)
def _pause_until_all_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """End a pause when the app has nothing left to do, however little of the machine it gets.

    Textual's own ends when the process uses little time of the processor. On a busy machine it does
    so because others have it, and what was to be drawn is not drawn yet.
    """
    pause = Pilot.pause

    async def pause_until_all_is_done(pilot: Pilot[Any], delay: float | None = None) -> None:
        await pause(pilot, delay)
        quiet = 0
        for _ in range(MOST_TURNS if delay is None else 0):
            quiet = 0 if is_at_work(pilot.app) else quiet + 1
            if quiet == QUIET_TURNS or not pilot.app.is_running:
                break
            await asyncio.sleep(0.002)
            pilot.app.screen._on_timer_update()

    monkeypatch.setattr(Pilot, "pause", pause_until_all_is_done)


def is_at_work(app: App[Any]) -> bool:
    """Test whether the app has messages to take, or something to lay out or draw."""
    screen = app.screen
    nodes = (app, *screen.walk_children(with_self=True))
    waits = any(node.message_queue_size for node in nodes)
    is_drawn = not (awaits_refresh(screen) or screen._dirty_widgets)
    return waits or not is_drawn or has_ready_callbacks()


def at_night(text: str) -> datetime:
    """A time of the night of 30 October 2020; hours below 12 are after midnight."""
    clock = time.fromisoformat(text)
    return datetime.combine(date(2020, 10, 30 if clock.hour >= 12 else 31), clock, UTC)


NOW = at_night("22:47:32")


def response(
    vehicle: str, sent: str, mobile: str = "", scene: str = "", clear: str = ""
) -> ResponseRecord:
    return ResponseRecord(
        vehicle, *(at_night(each) if each else None for each in (sent, mobile, scene, clear))
    )


def _call(
    number: int,
    opened: str,
    kind: str,
    where: tuple[str, float, float],
    *responses: ResponseRecord,
    closed: str = "",
    **more: Any,
) -> CallRecord:
    text, lat, lon = where
    return CallRecord(
        f"K-{number}",
        at_night(opened),
        type=kind,
        where=Place(text, lat, lon),
        responses=responses,
        state="closed" if closed else "open",
        closed_at=at_night(closed) if closed else None,
        **more,
    )


CALLS = (
    _call(
        1022,
        "18:24",
        "rtc",
        ("Chatham Hill, Gillingham", 51.381, 0.546),
        response("JRU1", "18:25", "18:26", "18:37", "19:28"),
        grade="G2",
        category="C3",
        origin="police",
        closed="19:28",
        outcome="resolved",
    ),
    _call(
        1023,
        "18:41",
        "mental_health",
        ("Temple Hill, Dartford", 51.451, 0.228),
        response("JRU2", "18:42", "18:43", "18:55", "19:41"),
        grade="G2",
        category="C3",
        origin="ambulance",
        closed="19:41",
        outcome="referred",
    ),
    _call(
        1025,
        "19:31",
        "assault",
        ("Harbour Street, Whitstable", 51.361, 1.026),
        response("JRU3", "19:32", "19:33", "19:54", "20:50"),
        grade="G2",
        origin="police",
        closed="20:50",
        outcome="arrest",
    ),
    _call(
        1026,
        "19:49",
        "collapse",
        ("Railway Street, Chatham", 51.380, 0.523),
        response("JRU1", "19:50", "19:51", "19:59", "21:04"),
        grade="G2",
        category="C2",
        origin="ambulance",
        closed="21:04",
        outcome="treated_at_scene",
    ),
    _call(
        1028,
        "20:20",
        "alcohol_drugs",
        ("High Street, Gravesend", 51.444, 0.370),
        response("JRU2", "20:21", "20:22", "20:38", "21:12"),
        grade="G2",
        category="C3",
        origin="police",
        closed="21:12",
        outcome="handed_to_patrol",
    ),
    _call(
        1034,
        "21:19",
        "fall",
        ("Station Road, Rainham", 51.366, 0.611),
        response("JRU1", "21:20", "21:21", "21:30:02", "22:12"),
        grade="G2",
        category="C3",
        origin="ambulance",
        closed="22:12",
        outcome="resolved",
    ),
    _call(
        1031,
        "22:18:10",
        "assault",
        ("High Street, Chatham", 51.383, 0.526),
        response("JRU1", "22:18:40", "22:19:20", "22:24:22"),
        grade="G1",
        category="C2",
        origin="police",
        flags=("alcohol",),
        summary="Two men fighting outside the taxi rank, one on the ground",
    ),
    _call(
        1036,
        "22:39:12",
        "rtc",
        ("A28 Sturry Road, Canterbury", 51.290, 1.098),
        response("JRU3", "22:39:50", "22:40:47"),
        grade="G2",
        category="C2",
        origin="ambulance",
        flags=("injury",),
        summary="Car against a parked van, driver complains of neck pain",
    ),
    _call(
        1037,
        "22:38:02",
        "concern_for_welfare",
        ("Sea Street, Herne Bay", 51.3703, 1.1203),
        grade="G1",
        category="C2",
        origin="police",
        flags=("alcohol", "weapon"),
        needs=("clinical",),
        summary="Caller says the man next door has been shouting and now nothing is heard",
        notes=(
            NoteRecord(
                "n1", at_night("22:41:17"), "control", "Caller rang back, now on the landing"
            ),
        ),
    ),
    _call(
        1038,
        "22:44:27",
        "sports_injury",
        ("Gore Court, Sittingbourne", 51.335, 0.724),
        grade="G2",
        category="C3",
        origin="ambulance",
        summary="Suspected broken ankle on the five-a-side pitch",
    ),
    _call(
        1039,
        "22:15:52",
        "sudden_death",
        ("Darnley Road, Gravesend", 51.440, 0.365),
        response("GN21", "22:20", "22:21", "22:35"),
        grade="G3",
        origin="police",
    ),
)

VEHICLES = (
    VehicleRecord(
        "JRU1",
        "at_scene",
        at_night("22:24:22"),
        "JRU 1",
        "Medway & Swale",
        "K-1031",
        Position(51.383, 0.526, NOW),
        (CrewMember("officer", "SC 71204"), CrewMember("paramedic", "Para 4471", ("doctor",))),
    ),
    VehicleRecord(
        "JRU2",
        "available",
        at_night("22:43:20"),
        "JRU 2",
        "Dartford & Gravesham",
        None,
        Position(51.446, 0.217, NOW),
        (CrewMember("officer", "SC 71377", ("solicitor",)), CrewMember("paramedic", "Para 3092")),
    ),
    VehicleRecord(
        "JRU3",
        "en_route",
        at_night("22:40:47"),
        "JRU 3",
        "East Kent",
        "K-1036",
        Position(51.2802, 1.0789, NOW),
        (CrewMember("officer", "SC 70912"), CrewMember("paramedic", "Para 5518")),
    ),
)

PRESSED = (
    VehicleRecord("JRU2", "available", at_night("18:00"), "JRU 2"),
    VehicleRecord("JRU1", "available", at_night("18:00"), "JRU 1"),
    VehicleRecord("JRU3", "available", at_night("18:00"), "JRU 3"),
    VehicleRecord("JRU2", "committed", at_night("21:12"), "JRU 2"),
    VehicleRecord("JRU1", "refreshments", at_night("22:12"), "JRU 1"),
    VehicleRecord("JRU3", "available", at_night("20:50"), "JRU 3"),
    VehicleRecord("JRU3", "refreshments", at_night("21:50"), "JRU 3"),
)


class Night:
    """Folds records and commands into a board, one event after the other.

    `calls` and `vehicles` are what the feed says on the busy night, by id.
    """

    at = staticmethod(at_night)
    calls: ClassVar = {call.id: call for call in CALLS}
    vehicles: ClassVar = {vehicle.id: vehicle for vehicle in VEHICLES}

    def __init__(self, rules: Rules | None = None) -> None:
        names = {"JRU1": "JRU 1", "JRU2": "JRU 2", "JRU3": "JRU 3"}
        self.board = Board(rules or Rules(vehicles=names))
        self.happened: list[Event] = []

    def happen(
        self,
        fact: Fact,
        when: datetime = NOW,
        source: Source = "feed",
        by: str = "",
        session: str = "",
    ) -> Change:
        event = Event(f"e{len(self.happened) + 1}", when, when, source, fact, by, session)
        self.happened.append(event)
        return self.board.apply(event)

    def crowd(self, count: int) -> "Night":
        """Report so many further calls like K-1038, one a millisecond from 20:00 on."""
        late = self.at("20:00")
        return self.report(
            *(
                structs.replace(
                    self.calls["K-1038"],
                    id=f"B-{number}",
                    opened_at=late + timedelta(milliseconds=number),
                )
                for number in range(count)
            )
        )

    def report(self, *records: CallRecord | VehicleRecord, when: datetime = NOW) -> "Night":
        for record in records:
            self.happen(self.reported(record), when)
        return self

    @staticmethod
    def reported(record: CallRecord | VehicleRecord) -> CallReported | VehicleReported:
        if isinstance(record, CallRecord):
            return CallReported(record)
        return VehicleReported(record)

    def command(self, command: Command, when: datetime = NOW) -> "Night":
        self.happen(Commanded(command, post=True), when, "supervisor", "insp", "tonight")
        return self

    def frame(self, now: datetime = NOW, health: FeedHealth | None = None, **more: Any) -> Frame:
        live = FeedHealth("live", good_at=at_night("22:47:30"), as_of=at_night("22:47:30"))
        return Frame(self.board, health or live, now, **more)


@pytest.fixture
def night() -> Night:
    """An empty board at the beginning of Friday night."""
    return Night()


@pytest.fixture
def busy(night: Night) -> Night:
    """Friday night at 22:47: two calls wait, three run, six are closed."""
    pressed = sorted(PRESSED, key=lambda each: each.id)
    manned = [structs.replace(each, crew=night.vehicles[each.id].crew) for each in pressed]
    night.report(*manned).report(*CALLS).report(*VEHICLES)
    return night.command(Note("ask firearms to stand by", call="K-1037"), at_night("22:44:50"))


@pytest.fixture(autouse=True)
def pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same terminal, theme and zone on every machine."""
    for name in ("NO_COLOR", "TEXTUAL_THEME", "COLORTERM", "TEXTUAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def picture(snapshot: SnapshotAssertion) -> Picture:
    """Compares what an app shows with the picture that is kept; see `tests.tui.pictures`."""

    def check(app: App[Any], name: str | None = None) -> None:
        compare(snapshot, app, name)

    return check


async def settle(app: BoardApp, pilot: Pilot[Any]) -> None:
    """Wait until everything that was begun is over."""
    for _ in range(500):
        await pilot.pause()
        if app.handles_nothing:
            return
    raise AssertionError("it never came to rest")
