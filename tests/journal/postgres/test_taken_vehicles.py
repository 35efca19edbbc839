"""Two desks on one journal: no order of commands takes a vehicle that somebody else has sent.

Each order ends with a command that would; all that came before it was seen by both.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from jru_tui.board import (
    Assign,
    Board,
    Change,
    Close,
    Command,
    Commanded,
    Refusal,
    Reopen,
    Rules,
    SetStatus,
    StandDown,
    Undo,
    effects_of,
)
from jru_tui.desk.desk import Desk
from jru_tui.journal.postgres.journal import PostgresJournal
from tests.desk.conftest import call, document, vehicle
from tests.journal.postgres.conftest import Opened
from tests.torture.vehicle_checker import doubly_sent

NOW = datetime(2020, 10, 30, 22, 30, tzinfo=UTC)
MINE, THEIRS = "K-1036", "K-1037"
SEND, TAKE = Assign(MINE, "JRU3"), Assign(THEIRS, "JRU3")
OFF, THEIR_OFF = StandDown(MINE, "JRU3"), StandDown(THEIRS, "JRU3")
DIVERT = Assign(MINE, "JRU3", f"diverted from {THEIRS}")

Given = Command | Callable[[Board, str], Command]
"""A command, or one that depends on the board and on who gives it."""


def undo(board: Board, by: str) -> Undo:
    """The undo of somebody's newest command."""
    order = board.standing.last_of(by)
    assert order is not None
    return Undo(order.id, confirmed=True)


def redo(board: Board, by: str) -> Undo:
    """The undo of somebody's newest undo, whatever was given since."""
    orders = (order for order in board.standing.undo_orders.values() if order.by == by)
    return Undo(max(orders, key=lambda order: order.number).id, confirmed=True)


class Room:
    """Two desks; whatever one does is seen by both before the next."""

    def __init__(self) -> None:
        self.now = NOW
        self.desks: dict[str, Desk] = {}

    async def give(self, by: str, given: Given) -> Refusal | Change:
        """Give a command, and let both see it."""
        desk = self.desks[by]
        asked = given(desk.board, by) if callable(given) else given
        shown = effects_of(desk.board, asked)
        outcome = await desk.command(asked, shown)
        assert isinstance(outcome, Refusal | Change)
        await self.see()
        return outcome

    async def see(self) -> None:
        self.now += timedelta(seconds=10)
        for desk in self.desks.values():
            await desk.catch_up()

    def calls_of(self, unit: str) -> set[str | None]:
        """The call of a vehicle, on each board."""
        return {desk.board.vehicles[unit].call for desk in self.desks.values()}


@pytest.fixture
async def room(boards: Opened) -> Room:
    """A room of two, with two calls."""
    room = Room()
    for by in ("me", "they"):
        journal = await boards()
        room.desks[by] = Desk(
            board=Board(Rules()), journal=journal, clock=lambda: room.now, by=by, shared=True
        )
        await room.desks[by].catch_up()
    me = room.desks["me"]
    mine = me.recorder._journal
    assert isinstance(mine, PostgresJournal)
    assert await mine.take_lease("feed", me.recorder.session)
    units = (vehicle("JRU3", name="JRU 3"),)
    await me.receive(document(call(MINE), call(THEIRS), vehicles=units, when=NOW))
    await room.see()
    return room


@pytest.mark.parametrize(
    "order",
    [
        [("me", SEND), ("me", OFF), ("they", TAKE), ("me", undo)],
        [("me", SEND), ("me", undo), ("they", TAKE), ("me", redo)],
        [("they", TAKE), ("they", THEIR_OFF), ("me", SEND), ("me", undo), ("they", undo),
         ("me", redo)],
        [("me", SEND), ("me", OFF), ("me", undo), ("me", redo), ("they", TAKE), ("me", redo)],
        [("me", SEND), ("me", Close(MINE, "stood_down")), ("they", TAKE), ("me", undo)],
        [("me", SEND), ("me", SetStatus("JRU3", "standby")), ("they", TAKE), ("me", undo)],
        [("they", TAKE), ("me", DIVERT), ("me", undo), ("they", THEIR_OFF), ("they", TAKE),
         ("me", redo)],
        [("me", SEND), ("they", Assign(THEIRS, "JRU3", f"diverted from {MINE}")), ("me", undo)],
        [("me", SEND), ("they", Assign(THEIRS, "JRU3", f"diverted from {MINE}")), ("me", OFF)],
        [("they", TAKE), ("me", SEND)],
    ],
)  # fmt: skip
async def test_what_would_take_a_vehicle_from_another_is_refused(
    room: Room, order: list[tuple[str, Given]]
) -> None:
    *before, (by, last) = order
    for who, given in before:
        outcome = await room.give(who, given)
        assert isinstance(outcome, Change), outcome
    assert room.calls_of("JRU3") == {THEIRS}
    assert isinstance(await room.give(by, last), Refusal)
    assert room.calls_of("JRU3") == {THEIRS}
    assert (
        doubly_sent([event async for _, event in room.desks["me"].recorder.events_behind(0)]) == []
    )


async def test_a_call_that_was_closed_and_is_open_again_takes_no_vehicle_back(room: Room) -> None:
    await room.give("me", SEND)
    await room.give("me", Close(MINE, "stood_down"))
    await room.give("they", TAKE)
    assert isinstance(await room.give("me", Reopen(MINE)), Change)
    assert room.calls_of("JRU3") == {THEIRS}


async def test_a_diversion_that_was_undone_gives_the_vehicle_back(room: Room) -> None:
    await room.give("they", TAKE)
    await room.give("me", DIVERT)
    assert room.calls_of("JRU3") == {MINE}
    assert isinstance(await room.give("me", undo), Change)
    assert room.calls_of("JRU3") == {THEIRS}


async def test_a_diversion_is_from_the_call_that_was_shown(room: Room) -> None:
    me = room.desks["me"]
    await room.give("me", SEND)
    shown = effects_of(me.board, DIVERT)
    await room.give("me", OFF)
    await room.give("they", TAKE)
    refused = await me.command(DIVERT, shown)
    assert refused == Refusal("not done: the board changed at the same moment, so check it first")
    assert room.calls_of("JRU3") == {THEIRS}
    given = [event.fact async for _, event in me.recorder.events_behind(0)]
    assert DIVERT not in [fact.command for fact in given if isinstance(fact, Commanded)]
