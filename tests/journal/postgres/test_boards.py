"""Several desks on one journal: what one does the others show, and nobody overtakes unseen."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign
from jru_tui.board.commands import HandOver, Note, OfferRole, TakeRole, Undo
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.queries.roles import offer_to
from jru_tui.board.rules import Rules
from jru_tui.board.views import Change
from jru_tui.desk.command_writer import Spooled
from jru_tui.desk.desk import Desk
from jru_tui.desk.shared_links import BoardDivergedError, SharedLinks
from jru_tui.journal.board_loader import board_of_journal
from jru_tui.journal.postgres import journal as postgres_journal
from jru_tui.journal.postgres.journal import PostgresJournal
from jru_tui.journal.protocol import JournalError
from jru_tui.journal.spool import open_spool
from jru_tui.settings import JournalServer
from tests.desk.conftest import call, document, vehicle
from tests.journal.postgres.conftest import Opened
from tests.narrowing import instance

NOW = datetime(2020, 10, 30, 22, 30, tzinfo=UTC)

OpenDesk = Callable[[str], Awaitable[Desk]]


class Watch:
    """A clock that every desk reads; it stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def desks(boards: Opened, watch: Watch) -> AsyncIterator[OpenDesk]:
    """Put one more desk on the journal; it follows the others."""
    async with AsyncExitStack() as stack:

        async def desk(by: str) -> Desk:
            journal = await boards()
            made = Desk(board=Board(Rules()), journal=journal, clock=watch, by=by, shared=True)
            await made.catch_up()
            follow = asyncio.create_task(made.follow_others())
            stack.push_async_callback(_ended, follow)
            return made

        yield desk


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def until(desk: Desk, holds: Callable[[Board], object]) -> None:
    """Wait until something is on a desk's board."""
    changed = asyncio.Event()
    stop = desk.subscribe(lambda _: changed.set())
    try:
        async with asyncio.timeout(30):
            while not holds(desk.board):
                await changed.wait()
                changed.clear()
    finally:
        stop()


async def polled(desk: Desk) -> None:
    """Let a desk hear of two calls and three vehicles, as the one that polls."""
    journal = desk.recorder._journal
    assert isinstance(journal, PostgresJournal)
    assert await journal.take_lease("feed", desk.recorder.session)
    units = tuple(vehicle(f"JRU{number}", name=f"JRU {number}") for number in (1, 2, 3))
    await desk.receive(document(call("K-1036"), call("K-1037"), vehicles=units, when=NOW))


def on(board: Board, call_id: str) -> set[str]:
    """The vehicles that are on a call."""
    return {response.vehicle for response in board.calls[call_id].responses if response.active}


async def test_what_one_does_the_other_shows(desks: OpenDesk) -> None:
    one, other = await desks("70001"), await desks("70002")
    await polled(one)
    await until(other, lambda board: "K-1036" in board.calls)

    assert isinstance(await other.command(Assign("K-1036", "JRU3")), Change)
    await until(one, lambda board: on(board, "K-1036"))
    assert on(one.board, "K-1036") == on(other.board, "K-1036") == {"JRU3"}
    assert await one.head() == await other.head()


async def test_what_somebody_else_has_just_done_is_shown_and_not_overtaken(
    desks: OpenDesk, watch: Watch
) -> None:
    one, other = await desks("70001"), await desks("70002")
    await polled(one)
    await until(other, lambda board: "K-1036" in board.calls)
    await other.command(Assign("K-1036", "JRU3"))
    await until(one, lambda board: on(board, "K-1036"))
    watch.now += timedelta(seconds=2)

    refused = await one.command(Assign("K-1037", "JRU3"))
    assert refused == Refusal("70002 assigned JRU 3 to K-1036 two seconds ago: look again")
    assert on(one.board, "K-1037") == set()
    # It has been said: the same again is decided like any other.
    again = await one.command(Assign("K-1036", "JRU1"))
    assert isinstance(again, Change)


async def test_after_a_while_it_has_been_seen(desks: OpenDesk, watch: Watch) -> None:
    one, other = await desks("70001"), await desks("70002")
    await polled(one)
    await until(other, lambda board: "K-1036" in board.calls)
    await other.command(Assign("K-1036", "JRU3"))
    await until(one, lambda board: on(board, "K-1036"))
    watch.now += timedelta(seconds=4)

    assert isinstance(await one.command(Assign("K-1036", "JRU1")), Change)


async def test_at_the_very_same_moment_the_second_is_told_of_the_first(
    monkeypatch: pytest.MonkeyPatch, desks: OpenDesk
) -> None:
    one, other = await desks("70001"), await desks("70002")
    await polled(one)
    await until(other, lambda board: "K-1036" in board.calls)
    # News does not reach the first board before its own command does.
    monkeypatch.setattr(postgres_journal, "LOOK_EVERY_S", 60)
    journal = one.recorder._journal
    assert isinstance(journal, PostgresJournal)
    await journal._listener.close()

    assert isinstance(await other.command(Assign("K-1036", "JRU3")), Change)
    refused = await one.command(Assign("K-1036", "JRU1"))
    assert refused == Refusal("70002 assigned JRU 3 to K-1036 just now: look again")
    assert on(one.board, "K-1036") == {"JRU3"}


async def test_what_has_nothing_to_do_with_it_holds_nobody_up(desks: OpenDesk) -> None:
    one, other = await desks("70001"), await desks("70002")
    await polled(one)
    await until(other, lambda board: "K-1036" in board.calls)
    await other.command(Assign("K-1036", "JRU3"))
    await other.command(Note("Gate is locked", call="K-1037"))
    await until(one, lambda board: on(board, "K-1036"))

    assert isinstance(await one.command(Assign("K-1037", "JRU1")), Change)
    assert isinstance(await one.command(Note("Crew is told", call="K-1036")), Change)


async def test_undo_is_for_ones_own(desks: OpenDesk) -> None:
    one, other = await desks("70001"), await desks("70002")
    await polled(one)
    await until(other, lambda board: "K-1036" in board.calls)
    await other.command(Assign("K-1036", "JRU3"))
    await until(one, lambda board: on(board, "K-1036"))
    given = one.board.standing.last_of("70002")
    assert given is not None
    await one.command(Undo(given.id, confirmed=True))  # says first what has just been done

    refused = await one.command(Undo(given.id, confirmed=True))
    assert isinstance(refused, Refusal)
    assert refused.reason.startswith("70002 gave that command: on a shared journal you undo only")
    assert isinstance(await other.command(Undo(given.id, confirmed=True)), Change)
    await until(one, lambda board: not on(board, "K-1036"))


async def test_a_role_goes_from_one_board_to_the_other(desks: OpenDesk) -> None:
    one, other = await desks("70001"), await desks("70002")
    other._commands.role = "controller"
    assert isinstance(await one.command(OfferRole("70002")), Change)
    await until(other, lambda board: offer_to(board, "70002", NOW))
    offer = offer_to(other.board, "70002", NOW)
    assert offer is not None
    assert one.actor().role == "supervisor"

    assert isinstance(await other.command(TakeRole(offer.id)), Change)
    await until(one, lambda _: one.actor().role == "controller")
    assert other.actor().role == "supervisor"
    refused = await one.command(HandOver("x"))
    assert refused == Refusal("a controller cannot do this: it is for a supervisor")


class Links:
    """Links that only say whether they are kept."""

    def __init__(self) -> None:
        self.kept = asyncio.Event()
        self.told_to_go = asyncio.Event()
        self.starts = 0
        self.goes = True

    async def attend(self) -> None:
        self.starts += 1
        self.kept.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.kept.clear()
            self.told_to_go.set()
            if not self.goes:
                await asyncio.Event().wait()  # as what closes a connection may have to


class Turns:
    """A pause that ends when the test says so."""

    def __init__(self) -> None:
        self._go = asyncio.Event()
        self.waiting = asyncio.Event()

    async def __call__(self, _seconds: float) -> None:
        self.waiting.set()
        await self._go.wait()
        self._go.clear()

    async def next(self) -> None:
        """Let one turn be taken, from one pause to the next."""
        await self.waiting.wait()
        self.waiting.clear()
        self._go.set()
        await self.waiting.wait()


class RunningLinks(SharedLinks):
    """Shared links with the task that shares them.

    Attributes:
        asked: set when the board has to be read again.
        reads: it is when this is set.
        is_read: set when it was.
    """

    task: asyncio.Task[None]
    asked: asyncio.Event
    reads: asyncio.Event
    is_read: asyncio.Event


Sharing = tuple[RunningLinks, Links, Turns]


@pytest.fixture
async def sharing(
    boards: Opened, watch: Watch, server: JournalServer
) -> AsyncIterator[Callable[[str], Awaitable[Sharing]]]:
    async with AsyncExitStack() as stack:

        async def share(by: str) -> Sharing:
            journal: PostgresJournal = await boards()
            desk = Desk(board=Board(Rules()), journal=journal, clock=watch, by=by, shared=True)
            await desk.catch_up()
            links, turns = Links(), Turns()
            asked, reads, is_read = asyncio.Event(), asyncio.Event(), asyncio.Event()
            reads.set()

            async def read_again() -> None:
                asked.set()
                await reads.wait()
                board = await asyncio.to_thread(board_of_journal, server, Rules())
                await desk.complete(board, gives_up=True)
                is_read.set()

            shared = RunningLinks(
                desk,
                journal,
                links.attend,
                watch,
                read_again=read_again,
                patience_s=60,
                pause=turns,
            )
            shared.asked, shared.reads, shared.is_read = asked, reads, is_read
            shared.task = asyncio.create_task(shared.share())
            stack.push_async_callback(_ended, shared.task)
            async with asyncio.timeout(30):
                await turns.waiting.wait()
            return shared, links, turns

        yield share


def expire(server: JournalServer) -> None:
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute("UPDATE jru.lease SET ends_at = clock_timestamp()")


async def gone(*_: object) -> None:
    raise JournalError("The journal's server does not answer.")


async def test_one_board_has_the_links_and_another_takes_them_when_it_is_gone(
    sharing: Callable[[str], Awaitable[Sharing]], server: JournalServer
) -> None:
    one, links, _ = await sharing("70001")
    other, other_links, turns = await sharing("70002")
    async with asyncio.timeout(60):
        await links.kept.wait()
        await turns.next()
        assert (one.mine, other.mine) == (True, False)
        assert other.state is not None
        assert other.state.holder == "70001"
        expire(server)  # the first is frozen
        await turns.next()
        await other_links.kept.wait()
    assert other.mine
    assert other_links.starts == 1


async def test_the_first_lets_go_once_it_knows(
    sharing: Callable[[str], Awaitable[Sharing]], server: JournalServer
) -> None:
    one, links, turns = await sharing("70001")
    other, _, other_turns = await sharing("70002")
    async with asyncio.timeout(60):
        await links.kept.wait()
        expire(server)
        await other_turns.next()
        assert other.mine
        await turns.next()
    assert not one.mine
    assert not links.kept.is_set()


async def test_a_board_that_has_the_lease_again_reads_the_feed_anew(
    sharing: Callable[[str], Awaitable[Sharing]], server: JournalServer
) -> None:
    """What it polled in between was kept by nobody, and its feed would not tell it again."""
    one, links, turns = await sharing("70001")
    other, _, other_turns = await sharing("70002")
    async with asyncio.timeout(60):
        await links.kept.wait()
        await turns.next()
        assert links.starts == 1  # a lease that is renewed changes nothing
        expire(server)
        await other_turns.next()
        assert other.mine
        expire(server)
        await turns.next()
        await links.kept.wait()
    assert one.mine
    assert links.starts == 2


async def test_a_board_that_has_the_lease_again_keeps_nothing_of_what_it_polled_before(
    monkeypatch: pytest.MonkeyPatch,
    sharing: Callable[[str], Awaitable[Sharing]],
    server: JournalServer,
    tmp_path: Path,
) -> None:
    """Nor while it is read again: a command waits for that, and is saved then."""
    one, _, turns = await sharing("70001")
    other, _, other_turns = await sharing("70002")
    desk, journal = one._desk, instance(PostgresJournal, one._desk.recorder._journal)
    await desk.receive(document(call("K-1035"), when=NOW))
    spool = open_spool(tmp_path / "main")
    desk.use_spool(spool, journal)

    with monkeypatch.context() as patch:
        patch.setattr(journal, "append", gone)
        await desk.receive(document(call("K-1035"), call("K-1036"), when=NOW))
    one.reads.clear()
    expire(server)
    async with asyncio.timeout(60):
        await other_turns.next()
        expire(server)
        await turns.waiting.wait()
        turns.waiting.clear()
        turns._go.set()
        await one.asked.wait()
        assert await desk.command(Note("Gate is locked", call="K-1035")) == Spooled()
        await desk.receive(document(call("K-1035"), call("K-1036"), when=NOW))
        assert "K-1036" in desk.board.calls
        one.reads.set()
        await turns.waiting.wait()
    assert one.mine
    assert one.is_read.is_set()
    assert "K-1036" not in desk.board.calls
    assert not desk.held_up
    assert spool.waiting == ()
    assert [line.text for line in desk.board.log(call="K-1035")][-1] == "note: Gate is locked"
    await until(other._desk, lambda board: "K-1035" in board.calls)
    assert "K-1036" not in {*other._desk.board.call_views}
    spool.close()


async def test_a_board_that_is_quit_while_it_lets_go_ends(
    sharing: Callable[[str], Awaitable[Sharing]], server: JournalServer
) -> None:
    one, links, turns = await sharing("70001")
    other, _, other_turns = await sharing("70002")
    async with asyncio.timeout(60):
        await links.kept.wait()
        links.goes = False
        expire(server)
        await other_turns.next()
        assert other.mine
        turns._go.set()
        await links.told_to_go.wait()
        one.task.cancel()
        await asyncio.wait({one.task})
    assert one.task.cancelled()


async def test_whoever_quits_leaves_the_links_to_the_next_at_once(
    sharing: Callable[[str], Awaitable[Sharing]],
) -> None:
    one, links, _ = await sharing("70001")
    other, _, turns = await sharing("70002")
    async with asyncio.timeout(60):
        await links.kept.wait()
        await _ended(one.task)
        await turns.next()
    assert other.mine


async def test_a_board_that_shows_what_another_has_polled_meanwhile_is_read_again(
    monkeypatch: pytest.MonkeyPatch,
    sharing: Callable[[str], Awaitable[Sharing]],
    server: JournalServer,
) -> None:
    one, _, turns = await sharing("70001")
    other, _, other_turns = await sharing("70002")
    desk, journal = one._desk, one._desk.recorder._journal

    monkeypatch.setattr(journal, "append", gone)
    await desk.receive(document(call("K-1036"), when=NOW))
    assert "K-1036" in desk.board.calls
    assert desk.held_up.startswith("Shown, but not")
    monkeypatch.undo()
    expire(server)
    async with asyncio.timeout(60):
        await other_turns.next()
        assert other.mine
        await turns.next()
        await one.is_read.wait()
    assert not one.mine
    assert "K-1036" not in desk.board.calls
    assert not desk.held_up
    assert not one.task.done()


async def test_a_board_whose_journal_is_another_one_is_not_replaced_under_somebody_who_types(
    desks: OpenDesk, watch: Watch
) -> None:
    """What would be a letter of a note is a command on the board that takes its place."""
    desk, types, turns = await desks("70001"), True, Turns()
    desk.recorder.diverged = "The server does not hold event 7."
    links = SharedLinks(
        desk,
        instance(PostgresJournal, desk.recorder._journal),
        Links().attend,
        watch,
        read_again=Links().attend,
        patience_s=60,
        pause=turns,
        is_at_rest=lambda: not types,
    )
    sharing = asyncio.create_task(links.share())
    async with asyncio.timeout(60):
        await turns.next()
        assert not sharing.done()
        types = False
        turns._go.set()
        (ended,) = await asyncio.gather(sharing, return_exceptions=True)
    assert isinstance(ended, ExceptionGroup)
    assert [type(error) for error in ended.exceptions] == [BoardDivergedError]
