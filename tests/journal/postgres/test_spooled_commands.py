"""Commands while the journal's server is gone: they wait, and are given once, in their order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Concatenate

import psycopg
import pytest

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign, Close, Regrade, StandDown
from jru_tui.board.commands import Command, Note, SetStatus, Undo
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.events import Event
from jru_tui.board.rules import Rules
from jru_tui.board.views import Change
from jru_tui.desk.command_writer import Spooled
from jru_tui.desk.desk import Desk
from jru_tui.journal.postgres.connection import Connection
from jru_tui.journal.postgres.connection_pool import P, T
from jru_tui.journal.postgres.errors import ServerGoneError
from jru_tui.journal.postgres.journal import PostgresJournal
from jru_tui.journal.protocol import AppendConflict, Appended, OutcomeUnknownError
from jru_tui.journal.spool import Spool, open_spool
from jru_tui.settings import JournalServer
from tests.desk.conftest import call, document
from tests.journal.postgres.conftest import Opened
from tests.journal.postgres.test_boards import NOW, Watch, on, polled, until


class Link:
    """The way from one board to the server; it can be cut, and lose the answer to a commit."""

    def __init__(self, journal: PostgresJournal) -> None:
        self.is_cut = False
        self.loses_answer = False
        self._connections = journal._connections
        self._run, self._append = journal._connections.run, journal.append
        # What the journal calls passes through here.
        journal._connections.run = self.run  # type: ignore[method-assign]
        journal.append = self.append  # type: ignore[method-assign]

    async def run(
        self,
        operation: Callable[Concatenate[Connection, P], Coroutine[Any, Any, T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        if self.is_cut:
            self._connections.gone = "The journal's server does not answer."
            raise ServerGoneError(self._connections.gone)
        return await self._run(operation, *args, **kwargs)

    async def append(
        self, events: Sequence[Event], expected: int | None = None
    ) -> Appended | AppendConflict:
        if self.loses_answer:
            self.loses_answer = False
            if isinstance(await self._append(events, expected), AppendConflict):
                return await self._append(events, expected)
            self.is_cut = True
            raise OutcomeUnknownError("The journal's server did not say whether it has it.")
        return await self._append(events, expected)


class SpooledDesk(Desk):
    """A desk with a spool, whose way to the server can be cut, until its `end`."""

    def __init__(self, journal: PostgresJournal, watch: Watch, by: str, file: Spool) -> None:
        super().__init__(board=Board(Rules()), journal=journal, clock=watch, by=by, shared=True)
        self.link = Link(journal)
        self.file = file
        self.following: asyncio.Task[None] | None = None

    async def end(self) -> None:
        if self.following is not None:
            self.following.cancel()
            await asyncio.gather(self.following, return_exceptions=True)


OpenDesk = Callable[[str], Awaitable[SpooledDesk]]


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def desks(boards: Opened, watch: Watch, tmp_path: Path) -> AsyncIterator[OpenDesk]:
    """Put one more desk on the journal, with a spool; it follows the others."""
    async with AsyncExitStack() as stack:

        async def desk(by: str) -> SpooledDesk:
            journal = await boards()
            spool = open_spool(tmp_path / "main")
            made = SpooledDesk(journal, watch, by, spool)
            await made.catch_up()
            stack.callback(spool.close)
            made.use_spool(spool, journal)
            made.following = asyncio.create_task(made.follow_others())
            stack.push_async_callback(made.end)
            return made

        yield desk


def notes(board: Board) -> list[str]:
    """The notes of a call that were given here, in the order of the journal."""
    lines = [line.text for line in board.log(call="K-1036")]
    return [text.removeprefix("note: ") for text in lines if text.startswith("note: ")]


async def two(desks: OpenDesk) -> tuple[SpooledDesk, SpooledDesk]:
    """Two desks that show the same two calls."""
    one, other = await desks("70001"), await desks("70002")
    await polled(one)
    await until(other, lambda board: "K-1037" in board.calls)
    return one, other


def words(desk: Desk) -> list[str]:
    assert desk.spool is not None
    return [spooled.given.words for spooled in desk.spool.waiting]


async def test_a_command_behind_what_cannot_be_kept_any_more_waits(
    desks: OpenDesk, server: JournalServer
) -> None:
    """This board polled while the server was gone, and another one polls now."""
    one, _ = await two(desks)
    one.link.is_cut = True
    await one.receive(document(call("K-1038"), when=NOW))
    one.link.is_cut = False
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute("UPDATE jru.lease SET fence = fence + 1, session = 'theirs'")
    assert one.recorder.unsaved
    assert await one.command(Note("Gate is locked", call="K-1036")) == Spooled()
    assert words(one) == ["K-1036: note: Gate is locked"]


async def test_commands_wait_and_are_given_in_their_order(desks: OpenDesk, watch: Watch) -> None:
    one, other = await two(desks)
    other.link.is_cut = True
    assert await other.command(Assign("K-1036", "JRU3")) == Spooled()
    given_at = watch.now
    watch.now += timedelta(minutes=4)
    assert await other.command(Note("Gate is locked", call="K-1036")) == Spooled()
    assert on(other.board, "K-1036") == set()  # nothing is shown as done
    assert other.held_up.startswith("2 commands not yet saved: “K-1036: ")

    await other.settle_spool()
    assert len(words(other)) == 2
    other.link.is_cut = False
    await other.settle_spool()
    await until(one, notes)
    assert on(one.board, "K-1036") == on(other.board, "K-1036") == {"JRU3"}
    assert words(other) == []
    assert other.held_up == ""
    assert other.file.path.read_bytes() == b""
    events = [event async for _, event in one.recorder.events_behind(0) if event.by == "70002"]
    assert [event.at for event in events] == [given_at, watch.now]
    assert [event.recorded_at for event in events] == [watch.now, watch.now]


async def test_a_new_command_goes_behind_those_that_wait(desks: OpenDesk) -> None:
    one, other = await two(desks)
    other.link.is_cut = True
    await other.command(Note("first", call="K-1036"))
    other.link.is_cut = False
    assert isinstance(await other.command(Note("second", call="K-1036")), Change)
    await until(one, lambda board: len(notes(board)) == 2)
    assert notes(one.board) == ["first", "second"]


async def test_what_another_has_done_meanwhile_is_shown_and_waits_for_an_answer(
    desks: OpenDesk, watch: Watch
) -> None:
    one, other = await two(desks)
    await other.end()
    other.link.is_cut = True
    await other.command(Assign("K-1036", "JRU3"))
    await other.command(Note("behind it", call="K-1036"))
    await one.command(Assign("K-1037", "JRU3"))
    watch.now += timedelta(seconds=2)
    other.link.is_cut = False
    await other.settle_spool()

    assert other.spool is not None
    assert other.spool.sentence() == (
        "Not done: “K-1036: JRU 3 assigned” (and 1 more behind it), "
        "because 70001 assigned JRU 3 to K-1037 2 s ago"
    )
    assert on(other.board, "K-1036") == set()
    # What has nothing to do with it can be given meanwhile; it is not held up by a question.
    assert isinstance(await other.command(Assign("K-1036", "JRU1")), Change)
    assert other.spool.conflict is not None
    assert isinstance(await other.answer_spool("drop", other.spool.conflict.given.id), Change)
    assert words(other) == []
    assert notes(other.board) == ["behind it"]
    assert on(other.board, "K-1036") == {"JRU1"}


async def test_a_conflict_can_be_put_aside_and_given_again(desks: OpenDesk, watch: Watch) -> None:
    one, other = await two(desks)
    await other.end()
    other.link.is_cut = True
    await other.command(Assign("K-1036", "JRU3"))
    await other.command(Note("behind it", call="K-1036"))
    await one.command(Assign("K-1036", "JRU1"))
    other.link.is_cut = False
    watch.now += timedelta(minutes=2)
    await other.settle_spool()
    assert other.spool is not None
    assert other.spool.conflict is not None
    held = other.spool.conflict.given.id

    assert isinstance(await other.answer_spool("keep", held), Change)
    assert notes(other.board) == ["behind it"]
    assert other.spool.sentence() == "1 command not yet saved, put aside: “K-1036: JRU 3 assigned”"
    assert isinstance(await other.answer_spool("give", held), Change)
    assert on(other.board, "K-1036") == {"JRU1", "JRU3"}
    assert words(other) == []
    assert await other.answer_spool("give", held) == Refusal("it is no longer waiting")


@pytest.mark.parametrize(
    "waits",
    [
        Assign("K-1036", "JRU3", "diverted from K-1037"),
        SetStatus("JRU3", "standby"),
        StandDown("K-1036", "JRU3"),
        Close("K-1036", "stood_down"),
        None,
    ],
)
async def test_what_waits_takes_no_vehicle_that_another_has_sent(
    desks: OpenDesk, watch: Watch, waits: Command | None
) -> None:
    one, other = await two(desks)
    await other.end()
    start = "K-1037" if isinstance(waits, Assign) else "K-1036"
    await other.command(Assign(start, "JRU3"))
    if waits is None:  # the undo of a stand-down
        await other.command(StandDown("K-1036", "JRU3"))
        newest = other.board.standing.last_of("70002")
        assert newest is not None
        waits = Undo(newest.id, confirmed=True)
    other.link.is_cut = True
    assert isinstance(await other.command(waits), Spooled)
    await one.catch_up()
    watch.now += timedelta(minutes=1)
    if on(one.board, start):
        assert isinstance(await one.command(StandDown(start, "JRU3")), Change)
    assert isinstance(await one.command(Assign("K-1037", "JRU3")), Change)
    other.link.is_cut = False
    await other.settle_spool()
    assert "because 70001 " in other.held_up
    assert on(other.board, "K-1037") == {"JRU3"}


async def test_what_is_given_again_takes_no_vehicle_from_another_unseen(
    desks: OpenDesk, watch: Watch
) -> None:
    one, other = await two(desks)
    await other.end()
    other.link.is_cut = True
    await other.command(Assign("K-1036", "JRU3", "the nearest, wherever it is"))
    assert other.spool is not None
    [held] = [spooled.given.id for spooled in other.spool.waiting]
    await other.answer_spool("keep", held)
    other.link.is_cut = False
    await one.command(Assign("K-1037", "JRU3"))
    await other.catch_up()
    watch.now += timedelta(minutes=2)

    refused = await other.answer_spool("give", held)
    assert refused == Refusal("70001 assigned JRU 3 to K-1037 2 min ago")
    assert on(other.board, "K-1037") == {"JRU3"}
    assert len(words(other)) == 1
    # Whoever gives it once more has read that; but not what is done after it.
    await one.command(Note("a word changes nothing", call="K-1037"))
    await one.command(StandDown("K-1037", "JRU3"))
    await one.command(Assign("K-1037", "JRU3"))
    watch.now += timedelta(minutes=2)
    assert isinstance(await other.answer_spool("give", held), Refusal)
    assert isinstance(await other.answer_spool("give", held), Change)
    assert on(other.board, "K-1036") == {"JRU3"}
    assert on(other.board, "K-1037") == set()


async def test_of_each_vehicle_that_another_has_sent_it_is_told(
    desks: OpenDesk, watch: Watch
) -> None:
    one, other = await two(desks)
    await other.end()
    other.link.is_cut = True
    await other.command(Assign("K-1036", "JRU3", "the nearest, wherever it is"))
    await one.command(Assign("K-1037", "JRU2"))
    await one.command(Assign("K-1037", "JRU3"))
    watch.now += timedelta(minutes=2)
    assert isinstance(await one.command(Regrade("K-1036", "G1", "")), Change)
    other.link.is_cut = False
    watch.now += timedelta(minutes=2)
    await other.settle_spool()
    assert (
        "because 70001 assigned JRU 3 to K-1037 4 min ago, "
        "and 70001 gave “regraded G2 → G1” at K-1036 2 min ago"
    ) in other.held_up


async def test_what_cannot_be_given_any_more_is_a_conflict(desks: OpenDesk, watch: Watch) -> None:
    one, other = await two(desks)
    await other.end()
    await one.command(Assign("K-1036", "JRU3"))
    await other.catch_up()
    watch.now += timedelta(seconds=10)
    other.link.is_cut = True
    await other.command(StandDown("K-1036", "JRU3"))
    await one.command(StandDown("K-1036", "JRU3"))
    other.link.is_cut = False
    await other.settle_spool()
    assert "70001 stood JRU 3 down from K-1036" in other.held_up
    assert other.spool is not None
    assert other.spool.conflict is not None
    refused = await other.answer_spool("give", other.spool.conflict.given.id)
    assert isinstance(refused, Refusal)
    assert len(words(other)) == 1


@pytest.mark.parametrize("command", [Note("once", call="K-1036"), Assign("K-1036", "JRU3")])
async def test_a_commit_whose_answer_was_lost_is_not_given_twice(
    desks: OpenDesk, command: Command
) -> None:
    one, other = await two(desks)
    await other.end()
    other.link.loses_answer = True
    await other.catch_up()
    assert await other.command(command) == Spooled()
    before = await one.head()
    other.link.is_cut = False
    await other.settle_spool()
    assert words(other) == []
    assert await one.head() == before == await other.head()
    assert other.board.events == before.position


async def test_a_board_that_was_killed_leaves_them_to_the_next(
    desks: OpenDesk, watch: Watch
) -> None:
    one, other = await two(desks)
    other.link.is_cut = True
    await other.command(Assign("K-1036", "JRU3"))
    await other.end()
    other.file.close()  # as its end does
    watch.now += timedelta(minutes=1)
    heir = await desks("70002")
    assert words(heir) == ["K-1036: JRU 3 assigned"]
    await heir.settle_spool()
    await until(one, lambda board: on(board, "K-1036"))
    assert words(heir) == []


async def test_undo_and_a_second_of_the_same_are_refused_while_it_waits(desks: OpenDesk) -> None:
    one, other = await two(desks)
    await other.command(Assign("K-1036", "JRU3"))
    order = other.board.standing.last_of("70002")
    assert order is not None
    other.link.is_cut = True
    await other.command(Assign("K-1037", "JRU1"))
    undone = await other.command(Undo(order.id, confirmed=True))
    assert undone == Refusal("your newest command is not yet saved: drop it first", "spool")
    again = await other.command(Assign("K-1036", "JRU1"))
    assert isinstance(again, Refusal)
    assert again.reason == "not yet saved: “K-1037: JRU 1 assigned”"
    assert len(words(other)) == 1
    del one


async def test_what_the_board_would_not_allow_does_not_wait(desks: OpenDesk) -> None:
    _, other = await two(desks)
    other.link.is_cut = True
    assert isinstance(await other.command(Close("K-404", "no_trace")), Refusal)
    assert words(other) == []


async def test_without_a_spool_they_are_refused(desks: OpenDesk) -> None:
    _, other = await two(desks)
    other._commands.spool = None
    other.link.is_cut = True
    refused = await other.command(Note("x", call="K-1036"))
    assert isinstance(refused, Refusal)
    assert refused.reason.startswith("not done, the journal cannot be written")


@pytest.mark.parametrize("seed", range(3))
async def test_however_the_link_fails_each_is_given_once_and_in_order(
    desks: OpenDesk, seed: int
) -> None:
    one, other = await two(desks)
    await other.end()
    dice = Random(seed)
    given = 0
    for step in dice.choices(("note", "cut", "mend", "lose"), k=40):
        match step:
            case "note":
                given += 1
                outcome = await other.command(Note(f"note {given}", call="K-1036"))
                assert not isinstance(outcome, Refusal)
            case "lose":
                other.link.loses_answer = not other.link.is_cut
            case _:
                other.link.is_cut = step == "cut"
                await other.settle_spool()
    other.link.is_cut = other.link.loses_answer = False
    await other.settle_spool()
    assert words(other) == []
    await until(one, lambda board: len(notes(board)) >= given)
    assert notes(one.board) == [f"note {number}" for number in range(1, given + 1)]
