"""The boards that are open on a shared journal: who is at which, with which role, on which call.

It helps people not to do the same thing twice, and decides nothing: where it is lost, nothing else
is, and a board goes on as if it were alone.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from msgspec import Struct, structs

from jru_tui.board import Role, printable
from jru_tui.journal import JournalError, OwnPresence, Presence, SharedJournal

TELL_EVERY_S = 3.0
"""Seconds after which a board tells of itself again."""

SILENT_S = 10.0
"""Seconds without a word from a board after which the others say so."""

FORGOTTEN_S = 600.0
"""Seconds after which a silent board is only named on the page of the boards."""

_LONGEST = 40
"""Characters of a name that another board gives itself."""


class PresentBoards(Struct, frozen=True):
    """The boards on a journal, as this one last heard of them.

    Attributes:
        boards: all of them, the one that has been open longest first; this one is among them.
        session: this board's run of the program.
        shared: there can be others: the journal is on a server.
        known: the server has answered; what is listed is as old as its last answer.
    """

    boards: tuple[Presence, ...] = ()
    session: str = ""
    shared: bool = False
    known: bool = False

    @property
    def others(self) -> tuple[Presence, ...]:
        """The boards but this one."""
        return tuple(board for board in self.boards if board.own.session != self.session)

    def at_call(self, call: str) -> tuple[str, ...]:
        """Name who has a dialog or a page open on a call at another board that is still heard of.

        Args:
            call: id of the call.
        """
        if not self.known:
            return ()
        found = (
            name_of(board)
            for board in self.others
            if board.own.call == call and board.silent_s < SILENT_S
        )
        return tuple(dict.fromkeys(found))

    @property
    def silent(self) -> tuple[Presence, ...]:
        """Other boards that were not closed, and have not been heard of for a while."""
        if not self.known:
            return ()
        return tuple(board for board in self.others if SILENT_S <= board.silent_s < FORGOTTEN_S)

    def differs(self, before: "PresentBoards") -> bool:
        """Test whether something is to be drawn again: also how long a board has been silent."""
        return bool(self.silent) or self.drawn() != before.drawn()

    def drawn(self) -> tuple[object, ...]:
        """Collect what is drawn of them beside calls."""
        boards = tuple((board.own, board.silent_s < SILENT_S) for board in self.others)
        return (self.known, boards, self.silent)


ALONE = PresentBoards()
"""The boards of a journal that is not shared: nobody else is there."""


def name_of(board: Presence) -> str:
    """Name who is at a board: as they call themselves, else their login."""
    name = printable(board.own.by).strip() or printable(board.login).strip()
    return name[:_LONGEST] or "somebody"


class BoardPresence:
    """The presence of this board among the others, until it is closed.

    Args:
        journal: the journal that they share.
        own: what is to be known of this board at first.
        monotonic: seconds that only go on.
        on_change: called with the boards whenever they were heard of, or could not be.

    Attributes:
        boards: all boards, as they were last heard of.
    """

    def __init__(
        self,
        journal: SharedJournal,
        own: OwnPresence,
        monotonic: Callable[[], float],
        on_change: Callable[[PresentBoards], None],
    ) -> None:
        self.boards = PresentBoards(session=own.session, shared=True)
        self._journal = journal
        self._own = own
        self._monotonic = monotonic
        self._opened = monotonic()
        self._on_change = on_change
        self._changed = asyncio.Event()

    def announce_call(self, call: str) -> None:
        """Have the others know on which call something is open here, at once if that is new."""
        self._announce(structs.replace(self._own, call=call))

    def announce_role(self, role: Role) -> None:
        """Have the others know which role this board has, at once if that is new."""
        self._announce(structs.replace(self._own, role=role))

    def announce_polling(self, polls: bool) -> None:
        """Have the others know whether this board polls the feed."""
        self._announce(structs.replace(self._own, polls=polls))

    def _announce(self, own: OwnPresence) -> None:
        if own != self._own:
            self._own = own
            self._changed.set()

    async def keep(self) -> None:
        """Tell the others of this board, and hear of them, until cancelled."""
        self._changed.set()
        try:
            while True:
                await self._exchange()
                await self._wait()
        finally:
            with suppress(JournalError):
                await self._journal.end_presence(self._own.session)

    async def _exchange(self) -> None:
        hint, before = self._changed.is_set(), self.boards
        self._changed.clear()
        try:
            found = await self._journal.announce_presence(
                self._own, self._monotonic() - self._opened, hint=hint
            )
        except JournalError:
            self.boards = PresentBoards(before.boards, before.session, shared=True)
        else:
            boards = _without_successors(found)
            self.boards = PresentBoards(boards, before.session, shared=True, known=True)
        self._on_change(self.boards)

    async def _wait(self) -> None:
        """Wait until there is something to tell or to hear, or it is time to tell it again."""
        waits = [
            asyncio.ensure_future(self._changed.wait()),
            asyncio.ensure_future(self._journal.wait_for_presence()),
        ]
        try:
            await asyncio.wait(waits, timeout=TELL_EVERY_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waiting in waits:
                waiting.cancel()
            await asyncio.gather(*waits, return_exceptions=True)


def _without_successors(found: tuple[Presence, ...]) -> tuple[Presence, ...]:
    """Leave out the silent boards of people who have opened another one since."""
    present = {(board.login, board.own.by) for board in found if board.silent_s < SILENT_S}
    return tuple(
        board
        for board in found
        if board.silent_s < SILENT_S or (board.login, board.own.by) not in present
    )
