"""A control room under test: boards as real programs, each behind its own link to one server.

Somebody at every board presses random keys by what the screen shows. Boards and the server are
killed, links are cut at a COMMIT or parted for a while, and healed.
"""

import asyncio
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from jru_tui.board import Commanded, Event, Note
from jru_tui.journal.postgres.journal import open_postgres
from jru_tui.journal.postgres.schema import channel_of
from jru_tui.journal.protocol import Appended, Journal, JournalAwayError
from jru_tui.settings import JournalServer
from tests.journal.postgres.proxy import Fault
from tests.postgres_server import PostgresServer
from tests.terminal.conftest import PATIENCE_S, Terminal
from tests.torture.board_recorder import waited_s as waited_s_of
from tests.torture.healing import Healing, Reached, reached_at
from tests.torture.histories import read_screen
from tests.torture.links import Links, Place
from tests.torture.test_killed_program import asks

ROOT = Path(__file__).parents[2]
SIZE = (140, 60)
FAULTS = (Fault.BEFORE, Fault.DURING, Fault.AFTER)
_TRIES = 8
"""Tries of the harness to append: each waits three seconds for the head, and a board that is cut
off within a transaction holds it for five."""
_PASSES = 20
"""How often each board is looked at, at the least, before it is said not to come to rest."""

_WAITS = re.compile(r"\d commands? not yet saved")
_MOST_DROPPED = 1_000
_LEAST_LOOKS = 100
ENTER, ESCAPE, DOWN = "\r", "\x1b", "\x1b[B"


class Room:
    """A room of boards.

    Attributes:
        faults: everything wrong that was seen on a screen.
        counts: how often something was done, by its name.
        late: after each healing, the board that took longest.
    """

    def __init__(
        self, server: PostgresServer, address: str, feed: str, folder: Path, chance: random.Random
    ) -> None:
        """Set up a room without boards.

        Args:
            server: can be killed.
            address: of the journal on it.
            feed: where the dispatch system is.
            folder: has room for a folder of each board.
            chance: decides on everything.
        """
        self.faults: list[str] = []
        self.counts: dict[str, int] = {}
        self.late: list[Healing] = []
        self.places: list[Place] = []
        self._boards: dict[str, Terminal] = {}
        self._bare: dict[str, tuple[Place, subprocess.Popen[bytes]]] = {}
        self._parted: set[str] = set()
        self._server = server
        self._address = address
        self._folder = folder
        self._chance = chance
        self._notes = 0
        self._settings = folder / "jru.toml"
        self._settings.write_text(
            f'[feed]\nurl = "{feed}/feed"\nwriteback = "{feed}/commands"\ninterval_s = 1\n'
        )
        self._links = Links(server)

    def fill(self, boards: int) -> None:
        """Open so many boards, and wait until each shows the board."""
        for number in range(boards):
            home = self._folder / f"board-{number}"
            home.mkdir()
            self.places.append(Place(f"SC {number:02}", home, self._links.open()))
        for place in self.places:
            self._open(place)
        for name in ("parted", "refused"):
            home = self._folder / name
            home.mkdir()
            bare = Place(name, home, self._links.open())
            words = (self._address_by(bare), channel_of("main"), str(bare.history))
            self._bare[name] = (
                bare,
                subprocess.Popen(
                    [sys.executable, "-m", "tests.torture.bare_listener", *words], cwd=ROOT
                ),
            )
        for place in self.places:
            self._see_open(place)

    def _see_open(self, place: Place) -> None:
        """Wait until a board shows the board; one that found no server in time is opened again."""
        give_up = time.monotonic() + PATIENCE_S
        while not all(word in self._text(place) for word in ("K-1", "JRU 1", "s ago")):
            assert time.monotonic() < give_up, self._text(place)
            if self._has_ended(place):
                self._open(place)
            self._boards[place.name].look(0.1)

    def close(self) -> None:
        for _, client in self._bare.values():
            client.kill()
            client.wait()
        for board in self._boards.values():
            board.close()
        self._links.close()

    def act(self, steps: int, *, kills_server: bool) -> None:
        """Press so many keys, each on one board, with faults between them."""
        killed_at = self._chance.randrange(steps) if kills_server else -1
        for step in range(steps):
            if step == steps * 3 // 4:  # the others go on without them until all is healed
                for place in self._chance.sample(self.places, len(self.places) // 3):
                    self._part(place)
                self._links.do(self._bare["parted"][0].link.part)
                self._links.do(self._bare["refused"][0].link.refuse)
            place = self._chance.choice(self.places)
            self._harm(place)
            if step == killed_at:
                self.kill_server()
            self._press(place)

    def kill_server(self) -> None:
        """Kill the server at once, and start it again."""
        self._count("server killed")
        self._server.stop(signal.SIGQUIT)
        self._server.start()

    def heal(self) -> None:
        """Let everything through; wait until every board has read what the journal holds by now.

        That is more than any board knows that was cut off.
        """
        alive = {place for place in self.places if not self._has_ended(place)}
        shown = {place for place in alive if "JRU 1" in self._text(place)}
        head = asyncio.run(self._write())
        waited_s = {place: waited_s_of(self._boards[place.name].pid) for place in shown}
        healed_at = time.monotonic()
        everywhere = [*self.places, *(place for place, _ in self._bare.values())]
        self._links.do(
            *(place.link.heal for place in everywhere),
            *(place.link.faults.clear for place in everywhere),
        )
        self._parted.clear()
        for place in set(self.places) - alive:
            self._open(place)
        bare_s = max(self._reached(place, head).at - healed_at for place, _ in self._bare.values())
        self.late.append(Healing("nobody", 0.0, 0.0, bare_s))
        for place in self.places:
            reached = self._reached(place, head)
            # One that had not come up yet when all was healed shows no board that could be late.
            if place in shown:
                late = Healing(
                    place.name, reached.at - healed_at, reached.waited_s - waited_s[place], bare_s
                )
                self.late[-1] = max(self.late[-1], late, key=lambda healing: healing.late_s)
                if not late.is_in_time:
                    self.faults.append(str(late))

    async def _write(self) -> int:
        """Write a note as somebody whose way to the server is whole; give its position."""
        self._count("healed")
        now, server = datetime.now(UTC), JournalServer(self._address, "the test's server")
        note = Commanded(Note(f"healed {self.counts['healed']}", call="K-1"))
        event = Event(uuid4().hex, now, now, "supervisor", note, by="harness", session="harness")
        async with await open_postgres(server) as journal:
            # A board that was cut off within its commit holds the head for a while.
            for _ in range(_TRIES - 1):
                try:
                    return await _append(journal, event)
                except JournalAwayError:
                    continue
            return await _append(journal, event)

    def settle(self) -> dict[str, str]:
        """Leave every dialog and let go what waits for an answer; give what the boards show then.

        They are given as they stand when they are equal, or after a while.
        """
        give_up, before, passes = 0.0, "", 0
        while True:
            tidy = [self._tidy(place) for place in self.places]
            texts = {place.name: self._text(place) for place in self.places}
            shown = {read_screen(text) for text in texts.values()}
            if all(tidy) and len(shown) == 1:
                return texts
            # On a busy machine a look at every board takes long: what counts is that nothing moves.
            standing = f"{tidy} {shown} {self.counts.get('conflict dropped', 0)}"
            if standing != before:
                give_up, before, passes = time.monotonic() + PATIENCE_S, standing, 0
            passes += 1
            if passes > _PASSES and time.monotonic() > give_up:
                break
            if self.counts.get("conflict dropped", 0) > _MOST_DROPPED:
                break
        for place, is_tidy in zip(self.places, tidy, strict=True):
            if not is_tidy:
                self.faults.append(f"{place.name} does not come to rest:\n{texts[place.name]}")
        return texts

    def _tidy(self, place: Place) -> bool:
        """Do what is left to do at a board; true where that is nothing."""
        if self._has_ended(place):
            self._open(place)
        text = self._text(place)
        board = self._boards[place.name]
        if "esc back" in text or _has_command_line(text):
            self._type(board, ESCAPE)
        elif "Not done: " in text or "put aside" in text:
            self._drop(place)
        elif _WAITS.search(text) or "⊘" in text or "does not answer" in text:
            board.look(0.2)
        else:
            board.look(0.01)
            return True
        return False

    def _drop(self, place: Place) -> None:
        """Drop the first command that waits for a decision."""
        board = self._boards[place.name]
        board.press(":")
        board.see("enter runs")
        board.press("W drop")
        board.see(":W drop")
        board.press(ENTER)
        board.wait(lambda text: asks(text) or not _has_command_line(text), "an answer to Enter")
        if asks(board.text):
            board.press(ENTER)
            board.wait(lambda text: not _has_command_line(text), "the end of the command line")
        self._count("conflict dropped")

    def _harm(self, place: Place) -> None:
        """Do harm to a board now and then."""
        match self._chance.choices(
            ("nothing", "commit", "kill", "part", "heal", "cut"), (60, 22, 3, 4, 7, 4)
        )[0]:
            case "commit":
                place.link.faults.append(self._chance.choice(FAULTS))
                self._count("cut at a COMMIT")
            case "kill":
                os.kill(self._boards[place.name].pid, signal.SIGKILL)
                self._open(place)
                self._count("board killed")
            case "part":
                self._part(place)
            case "heal" if self._parted:
                name = self._chance.choice(sorted(self._parted))
                self._parted.remove(name)
                self._links.do(*(other.link.heal for other in self.places if other.name == name))
            case "cut":
                self._links.do(place.link.cut)
                self._count("cut")

    def _part(self, place: Place) -> None:
        """Part a board from the server: nothing comes through, or new connections are refused."""
        self._links.do(self._chance.choice((place.link.part, place.link.refuse)))
        self._parted.add(place.name)
        self._count("parted")

    def _press(self, place: Place) -> None:
        """Press a key that somebody may press who sees this screen."""
        if self._has_ended(place):
            self._open(place)
        board, text = self._boards[place.name], self._text(place)
        self._count("key")
        if _has_command_line(text):
            key = self._chance.choice((ENTER, ESCAPE))
        elif "Note on" in text:
            self._notes += 1
            key = self._chance.choice((f"n{self._notes}x", ENTER, ENTER, ESCAPE))
        elif "esc back" in text:
            key = self._chance.choices((ENTER, ESCAPE, DOWN, "2", "3"), (12, 3, 2, 2, 1))[0]
        else:
            key = self._chance.choices("aAcnsudjk:W", (24, 2, 8, 8, 8, 10, 12, 8, 8, 2, 2))[0]
            if key == ":":
                call, unit = self._chance.randrange(1, 7), self._chance.randrange(1, 9)
                key += self._chance.choice((f"a k-{call} jru {unit}", f"d k-{call} jru {unit}"))
        self._type(board, key)

    def _type(self, board: Terminal, key: str) -> None:
        board.press(key)
        board.look(1.0)

    def _text(self, place: Place) -> str:
        board = self._boards[place.name]
        board.look(0.0)
        if "Traceback" in board.text:
            self.faults.append(f"{place.name} fell over:\n{board.text}")
        return board.text

    def _has_ended(self, place: Place) -> bool:
        self._text(place)
        return self._boards[place.name].has_ended

    def _open(self, place: Place) -> None:
        """Open a board, in the place of one that has ended."""
        if place.name in self._boards:
            self._text(place)
            self._boards[place.name].close()
            self._count("board opened again")
        words = (
            "run", "--config", str(self._settings), "--as", place.name,
            "--journal", self._address_by(place),
        )  # fmt: skip
        self._boards[place.name] = Terminal(
            list(words), place.home, SIZE,
            first="from tests.torture.board_recorder import record\n"
            f"record({str(place.history)!r})",
            PYTHONPATH=str(ROOT),
        )  # fmt: skip

    def _reached(self, place: Place, position: int) -> Reached:
        """The moment at which somebody had read the journal up to a position; it is waited for."""
        give_up, looks = time.monotonic() + PATIENCE_S, 0
        while time.monotonic() < give_up or looks < _LEAST_LOOKS:
            looks += 1
            if reached := reached_at(place.history, position):
                return reached
            if place.name not in self._boards:
                time.sleep(0.05)
                continue
            if self._has_ended(place):
                self._open(place)
            self._boards[place.name].look(0.05)
        shown = self._text(place) if place.name in self._boards else "a bare client"
        self.faults.append(f"{place.name} has not read up to {position}:\n{shown}")
        return Reached(time.monotonic(), 0.0)

    def _address_by(self, place: Place) -> str:
        """The journal's address by the link of a place."""
        name = urlsplit(self._address).path
        return f"postgresql://postgres@127.0.0.1:{place.link.port}{name}"

    def _count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1


async def _append(journal: Journal, event: Event) -> int:
    appended = await journal.append([event])
    assert isinstance(appended, Appended)
    return appended.position


def _has_command_line(text: str) -> bool:
    """Test whether the last line is the one that is typed: what stands above it varies."""
    return text.splitlines()[-1].startswith(" :")


@contextmanager
def room(*words: Any) -> Iterator[Room]:
    """A room that is cleared with the context; see `Room`."""
    opened = Room(*words)
    try:
        yield opened
    finally:
        opened.close()
