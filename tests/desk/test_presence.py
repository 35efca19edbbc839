"""Who is at which board: told to the others, heard of them, and lost without harm."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any, cast

import pytest
from msgspec.structs import replace

from jru_tui.desk import presence
from jru_tui.desk.presence import ALONE, BoardPresence, PresentBoards, name_of
from jru_tui.journal.protocol import JournalError, OwnPresence, Presence, SharedJournal

OURS = OwnPresence("ours", "70001", "supervisor")
THEIRS = OwnPresence("theirs", "70002", "controller", call="K-1037")


def heard(own: OwnPresence, silent_s: float = 0.0) -> Presence:
    return Presence(own, "login", 60.0, silent_s)


def boards(*others: Presence, known: bool = True) -> PresentBoards:
    return PresentBoards((heard(OURS), *others), "ours", shared=True, known=known)


def test_whoever_has_a_call_open_elsewhere_is_named() -> None:
    present = boards(heard(THEIRS), heard(replace(THEIRS, session="third", by="70003", call="")))
    assert present.at_call("K-1037") == ("70002",)
    assert present.at_call("K-1036") == ()
    assert boards(heard(replace(OURS, call="K-1036"))).at_call("K-1036") == ()
    assert ALONE.at_call("K-1037") == ()


def test_a_board_that_is_silent_is_at_no_call_and_is_said_to_be_silent() -> None:
    present = boards(heard(THEIRS, silent_s=presence.SILENT_S))
    assert present.at_call("K-1037") == ()
    assert [name_of(board) for board in present.silent] == ["70002"]
    assert boards(heard(THEIRS, silent_s=presence.FORGOTTEN_S)).silent == ()
    assert boards(heard(THEIRS, silent_s=9.0)).silent == ()


def test_where_the_server_is_gone_nothing_is_said_of_anybody() -> None:
    present = boards(heard(THEIRS), heard(replace(THEIRS, session="x"), 60.0), known=False)
    assert present.at_call("K-1037") == ()
    assert present.silent == ()


def test_a_name_that_is_none_is_the_login_and_a_hostile_one_is_printable() -> None:
    assert name_of(heard(replace(THEIRS, by=" "))) == "login"
    assert "\x1b" not in name_of(heard(replace(THEIRS, by="\x1b[2Jsomebody")))
    assert len(name_of(heard(replace(THEIRS, by="x" * 500)))) == 40


class Others:
    """A journal that only knows who is there; `gone` while its server does not answer."""

    def __init__(self) -> None:
        self.told: list[OwnPresence] = []
        self.hints: list[bool] = []
        self.others: tuple[Presence, ...] = ()
        self.gone = False
        self.ended = ""
        self.hint = asyncio.Event()

    async def announce_presence(
        self, own: OwnPresence, open_s: float, *, hint: bool
    ) -> tuple[Presence, ...]:
        if self.gone:
            raise JournalError("The server does not answer.")
        self.told.append(own)
        self.hints.append(hint)
        return (Presence(own, "login", open_s, 0.0), *self.others)

    async def end_presence(self, session: str) -> None:
        self.ended = session

    async def wait_for_presence(self) -> None:
        await self.hint.wait()
        self.hint.clear()


class Here:
    """This board's presence, and what was drawn of it."""

    def __init__(self, others: Others) -> None:
        self.others = others
        self.told: asyncio.Queue[PresentBoards] = asyncio.Queue()
        self.board = BoardPresence(
            cast(SharedJournal, others), OURS, lambda: 5.0, self.told.put_nowait
        )

    async def next(self) -> PresentBoards:
        async with asyncio.timeout(30):
            return await self.told.get()


Start = Callable[[], Awaitable[Here]]


@pytest.fixture
async def here(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Start]:
    monkeypatch.setattr(presence, "TELL_EVERY_S", 3600.0)
    async with AsyncExitStack() as stack:

        async def start() -> Here:
            made = Here(Others())
            keeping = asyncio.create_task(made.board.keep())
            stack.push_async_callback(_ended, keeping)
            await made.next()
            return made

        yield start


async def _ended(task: asyncio.Task[Any]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_what_is_new_here_is_told_at_once_and_what_is_not_is_not(here: Start) -> None:
    board = await here()
    board.board.announce_call("K-1037")
    await board.next()
    board.board.announce_call("K-1037")
    board.board.announce_polling(polls=True)
    await board.next()
    assert [(own.call, own.polls) for own in board.others.told] == [
        ("", False), ("K-1037", False), ("K-1037", True),
    ]  # fmt: skip
    assert board.others.hints == [True, True, True]


async def test_a_hint_of_another_board_is_answered_by_asking_and_not_by_a_hint(
    here: Start,
) -> None:
    board = await here()
    board.others.others = (heard(THEIRS),)
    board.others.hint.set()
    present = await board.next()
    assert present.at_call("K-1037") == ("70002",)
    assert board.others.hints == [True, False]  # else two boards would wake each other for ever


async def test_it_is_told_again_now_and_then(here: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    board = await here()
    monkeypatch.setattr(presence, "TELL_EVERY_S", 0.0)
    board.board.announce_call("K-1")
    for _ in range(3):
        await board.next()
    assert len(board.others.told) >= 4


async def test_a_server_that_is_gone_takes_nothing_with_it(here: Start) -> None:
    board = await here()
    board.others.others = (heard(THEIRS),)
    board.others.hint.set()
    await board.next()
    board.others.gone = True
    board.board.announce_call("K-1")
    lost = await board.next()
    assert not lost.known
    assert len(lost.boards) == 2  # as it was when it last answered
    board.others.gone = False
    board.others.hint.set()
    assert (await board.next()).known


async def test_who_has_opened_another_board_is_not_missed_at_the_first(here: Start) -> None:
    board = await here()
    board.others.others = (heard(THEIRS, 60.0), heard(replace(THEIRS, session="again")))
    board.others.hint.set()
    present = await board.next()
    assert present.silent == ()
    assert [other.own.session for other in present.others] == ["again"]


async def test_whoever_leaves_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "TELL_EVERY_S", 3600.0)
    board = Here(Others())
    keeping = asyncio.create_task(board.board.keep())
    await board.next()
    await _ended(keeping)
    assert board.others.ended == "ours"
