"""Clocks that are wrong by minutes: on boards, and on the server. Nothing depends on them."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from jru_tui.board.board import Board
from jru_tui.board.commands import Note, OfferRole, TakeRole, Undo
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.events import CallReported, Event, Fact, VehicleReported
from jru_tui.board.queries.roles import offer_to
from jru_tui.board.records import CallRecord, VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.board.views import Change
from jru_tui.desk.desk import Desk
from jru_tui.desk.presence import SILENT_S
from jru_tui.desk.server_clock import ServerClock
from jru_tui.journal.backends import clock_ahead
from jru_tui.journal.postgres.lease import LASTS_S
from jru_tui.journal.protocol import OwnPresence
from jru_tui.settings import JournalServer
from tests.journal.postgres.conftest import Opened

OFF = timedelta(minutes=7)
OpenDesk = Callable[[str, timedelta], Awaitable[Desk]]


@pytest.fixture
async def desks(boards: Opened, server: JournalServer) -> OpenDesk:
    """Put one more desk on a journal with one call, on a machine whose clock is off."""
    journal = await boards()
    await journal.take_lease("feed", "feed")
    # By a clock that is right: a server's own cannot be handed in.
    truth = datetime.now(UTC)
    opened = truth - timedelta(minutes=9)
    facts: list[Fact] = [
        CallReported(CallRecord("K-1037", opened, grade="G1")),
        VehicleReported(VehicleRecord("JRU1", "available", opened, "JRU 1")),
    ]
    await journal.append(
        [Event(f"e{n}", truth, truth, "feed", fact) for n, fact in enumerate(facts)]
    )

    async def desk(by: str, off: timedelta) -> Desk:
        def wall() -> datetime:
            return datetime.now(UTC) + off

        ahead = await asyncio.to_thread(clock_ahead, server, wall())
        clock = ServerClock(wall, asyncio.get_running_loop().time, ahead)
        made = Desk(board=Board(Rules()), journal=await boards(), clock=clock, by=by, shared=True)
        await made.catch_up()
        return made

    return desk


async def test_boards_whose_clocks_differ_by_fourteen_minutes_tell_the_same_time(
    desks: OpenDesk,
) -> None:
    slow, fast = await desks("70001", -OFF), await desks("70002", OFF)
    assert abs(slow.clock() - fast.clock()) < OFF
    assert abs(slow.clock() - datetime.now(UTC)) < OFF


async def test_commands_are_in_order_and_undone_by_who_gave_them(desks: OpenDesk) -> None:
    slow, fast = await desks("70001", -OFF), await desks("70002", OFF)
    for desk in (fast, slow, fast):
        assert isinstance(await desk.command(Note(desk.recorder.by, call="K-1037")), Change)
        await slow.catch_up()
        await fast.catch_up()
    for desk in (slow, fast):
        said = [line.text for line in desk.board.log(call="K-1037")]
        assert said[-3:] == ["note: 70002", "note: 70001", "note: 70002"]
    # What was given a moment ago is undone at once, whatever the clock says.
    given = fast.board.standing.last_of("70002")
    assert given is not None
    undone = await fast.command(Undo(given.id))
    assert isinstance(undone, Change), undone
    await slow.catch_up()
    # And a role is offered and taken, which an offer of ten minutes ago could not be.
    assert isinstance(await slow.command(OfferRole("70002")), Change)
    fast._commands.role = "controller"
    await fast.catch_up()
    offer = offer_to(fast.board, "70002", fast.clock())
    assert offer is not None
    taken = await fast.command(TakeRole(offer.id))
    assert not isinstance(taken, Refusal), taken


async def test_the_lease_and_who_is_there_are_by_the_servers_clock_alone(
    boards: Opened, server: JournalServer
) -> None:
    one, other = await boards(), await boards()
    assert await one.take_lease("70001", "one")
    assert not await other.take_lease("70002", "two")
    await one.announce_presence(OwnPresence("one", "70001"), 60.0, hint=False)
    present = {
        board.own.by: board
        for board in await other.announce_presence(OwnPresence("two", "70002"), 60.0, hint=False)
    }
    assert all(board.silent_s < SILENT_S for board in present.values())
    assert all(60 <= board.open_s < 60 + SILENT_S for board in present.values())
    state = await other.lease_state()
    assert state is not None
    assert 0 < state.left_s <= LASTS_S
    # A server whose clock is set on by seven minutes ends the lease, and says so of the board: it
    # is taken again at once by whoever asks first, with a later fence.
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute("UPDATE jru.lease SET ends_at = ends_at - interval '7 minutes'")
        connection.execute("UPDATE jru.presence SET heard_at = heard_at - interval '7 minutes'")
    before = one.fence
    assert await other.take_lease("70002", "two")
    assert not await one.take_lease("70001", "one")
    assert before is not None
    assert other.fence is not None
    assert other.fence > before
    found = await other.announce_presence(OwnPresence("two", "70002"), 60.0, hint=False)
    silent = {board.own.by: board.silent_s >= SILENT_S for board in found}
    assert silent == {"70001": True, "70002": False}
