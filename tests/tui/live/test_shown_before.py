"""Whatever is pressed at random on a night that goes on: nothing is given that was not shown."""

import random
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from jru_tui.board import Board, Command, Request, StandDown, Undo, decided_commands, effects_of
from jru_tui.tui.commands.catalogue import COMMANDS
from tests.tui.live.conftest import Live, Start

KEYS = (
    *(
        "a",
        "A",
        "c",
        "b",
        "d",
        "x",
        "o",
        "l",
        "s",
        "k",
        "e",
        "w",
        "n",
        "u",
        "U",
        "N",
        "i",
        "S",
        "H",
    ),
    *("enter",) * 14,
    *("escape",) * 4,
    *("down", "up", "j", "tab", "end", "home"),
    *"0123456789",
    *"mtprq",
)
PRESSES = 100


class Watched:
    """An app whose keys are watched: what each of them gave, and what stood there before it."""

    def __init__(self, live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
        self.live = live
        self.checked = 0
        self._given: list[tuple[Request, tuple[str, ...]]] = []
        self._give = live.app.give
        monkeypatch.setattr(live.app, "give", self._note)
        monkeypatch.setattr(live.app, "exit", lambda *_: None)

    def _note(self, asked: Request, shown: Sequence[str] | None = None) -> None:
        self._given.append((asked, effects_of(self.live.desk.board, asked)))
        self._give(asked, shown)

    async def press(self, pilot: Pilot[Any], key: str) -> None:
        """Press a key; fail where it gives what did not stand on the screen before."""
        await self.act(lambda: pilot.press(key))
        await pilot.pause()

    async def act(self, does: Callable[[], Awaitable[Any]]) -> None:
        """Do something else, such as a click; fail where it gives what did not stand there."""
        before, count = self._screen(), len(self._given)
        await does()
        await self.live.app.settled()
        for asked, effects in self._given[count:]:
            if isinstance(asked, Undo) and not asked.confirmed:
                continue  # the one that is given at once
            self.checked += 1
            commands = decided_commands(asked)
            said = [words for command in commands for words in said_of(command, self.board)]
            # A box that is full shows the end of what is in it.
            parts = [(words[:40], words[-20:]) for words in said] + [(words,) for words in effects]
            for words in parts:
                stood = any(plain(part) in before for part in words)
                assert stood, f"{words!r} was not shown before {asked}"

    @property
    def board(self) -> Board:
        """The board as it is."""
        return self.live.desk.board

    @property
    def count(self) -> int:
        """How many commands were given."""
        return len(self._given)

    @property
    def last(self) -> Request:
        """The command that was given last."""
        return self._given[-1][0]

    def _screen(self) -> str:
        strips = self.live.app.screen._compositor.render_strips()
        return plain("".join(segment.text for line in strips for segment in line))


def said_of(command: Command, board: Board) -> Iterator[str]:
    """The words without which nobody could know what a command does."""
    if isinstance(command, Undo):
        yield board.words(board.about(command))[:40]
        return
    for name in ("call", "duplicate_of", "member", "text", "reason"):
        yield getattr(command, name, "")
    vehicle = board.vehicles.get(getattr(command, "vehicle", ""))
    yield vehicle.name if vehicle is not None else ""
    status, outcome = getattr(command, "status", ""), getattr(command, "outcome", "")
    yield board.rules.status(status).label if status else ""
    yield board.rules.outcome_label(outcome) if outcome and outcome != "duplicate" else ""


def plain(text: str) -> str:
    """Letters and digits alone: a frame cuts lines anywhere."""
    return re.sub(r"[\W_]", "", text)


async def something_happens(live: Live, chance: random.Random) -> None:
    """A crew presses something, as the night goes on."""
    vehicle = chance.choice(("JRU1", "JRU2", "JRU3"))
    status = chance.choice(("available", "en_route", "at_scene", "committed"))
    call = chance.choice((None, "K-1031", "K-1036", "K-1037", "K-1038"))
    record = replace(live.night.vehicles[vehicle], status=status, status_at=live.now, call=call)
    await live.feed(live.night.reported(record))


@pytest.mark.parametrize(("seed", "size"), [(1, (80, 24)), (2, (80, 24)), (3, (140, 36))], ids=str)
async def test_nothing_is_given_that_was_not_shown(
    start: Start, monkeypatch: pytest.MonkeyPatch, seed: int, size: tuple[int, int]
) -> None:
    live = await start()
    watched, chance = Watched(live, monkeypatch), random.Random(seed)
    async with live.app.run_test(size=size) as pilot:
        for _ in range(PRESSES):
            if chance.random() < 0.1:
                live.later(20)
                await something_happens(live, chance)
                await pilot.pause()
            await watched.press(pilot, chance.choice(KEYS))
    assert watched.checked > 2


async def test_a_command_that_is_given_at_once_is_found(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: `d` as it was, which stood the only vehicle down without a word."""
    careless = tuple(
        replace(spec, begin=lambda _: StandDown("K-1031", "JRU1"))
        if spec.id == "stand-down"
        else spec
        for spec in COMMANDS
    )
    live = await start(commands=careless)
    watched = Watched(live, monkeypatch)
    async with live.app.run_test(size=(140, 36)) as pilot:
        live.app._board.select_call("K-1031")
        with pytest.raises(AssertionError, match="leaves the scene"):
            await watched.press(pilot, "d")
