"""Keys, typed lines, pastes, clicks and sizes at random, on a night that goes on by itself.

The feed is lost and comes back between them, and rows move between the press of a button and its
release.

After each step: nothing has failed, what was given stood on the screen before, no vehicle is on two
calls, a slip that is undone leaves the board as it was, and the journal gives the same board.
`--random-steps N` goes on for N steps.
"""

import os
import random
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
from msgspec import to_builtins
from msgspec.structs import replace
from textual.events import Key, MouseDown, MouseUp, Paste
from textual.pilot import Pilot

from jru_tui.board import Board, Undo
from jru_tui.board.records import CallRecord, NoteRecord, Place
from jru_tui.tui.commands.catalogue import COMMANDS
from tests.tui.live.conftest import Live, Start
from tests.tui.live.test_shown_before import Watched

KEYS = (
    *(key for spec in COMMANDS for key in spec.keys),
    *("enter",) * 16,
    *("escape",) * 6,
    *("down", "up", "end", "home", "pagedown", "tab", "space", "backspace", "left", "right"),
    *"0123456789",
)
CALLS = ("K-1031", "K-1034", "K-1036", "K-1037", "K-1038", "X-9", "")
VEHICLES = ("jru1", "jru2", "jru3", "JRU 9", "")
WORDS = ("resolved", "G1", "none", "available", "6", "start", "21:30", "a word; and more", "[red]")
SIZES = ((80, 24), (120, 30), (140, 36), (60, 15), (40, 10), (200, 50))
STATUSES = ("available", "allocated", "en_route", "at_scene", "committed", "refreshments")
PASTES = ("one\ntwo\r\x1b[31mred", "K-1037 jru2", "x" * 3000, "\u202e9 enter\t\x00")
CHECKED_EVERY = 25
SEEDS = [int(seed) for seed in os.environ.get("RANDOM_SEEDS", "1 2").split()]
_WAYS_BACK = 8
_MOVES = 0.5
"""How often the feed reports something between the press of a button and its release."""


class RandomNight:
    """An app, a feed that changes, and somebody who presses anything."""

    def __init__(self, live: Live, pilot: Pilot[Any], watched: Watched, seed: int) -> None:
        self.live = live
        self.pilot = pilot
        self.watched = watched
        self.chance = random.Random(seed)
        self.trace: list[str] = []
        self.undone = 0
        self._reported = 0
        self._doubly = on_two_calls(live.desk.board)

    async def step(self) -> None:
        """Do one thing, and look at what must hold."""
        kind = self.chance.choices(
            (
                self._key,
                self._line,
                self._paste,
                self._click,
                self._press_button,
                self._size,
                self._feed,
                self._fault,
                self._slip,
            ),
            (70, 8, 3, 4, 4, 1, 9, 2, 6),
        )[0]
        await kind()
        await self.pilot.pause()
        self._check()

    async def _press(self, key: str) -> None:
        self.trace.append(key)
        await self.watched.press(self.pilot, key)

    async def _key(self) -> None:
        for _ in range(self.chance.choice((1, 1, 1, 1, 2, 3))):
            await self._press(self.chance.choice(KEYS))

    async def _line(self) -> None:
        """Type a line of a command, with words that it may or may not take."""
        await self._home()
        spec = self.chance.choice([spec for spec in COMMANDS if spec.typed])
        assert spec.typed is not None
        words = [spec.typed.letter if self.chance.random() < 0.8 else spec.id]
        kinds = self.chance.sample((CALLS, VEHICLES, WORDS), k=self.chance.randrange(4))
        words += [self.chance.choice(kind) for kind in kinds]
        await self._press("colon")
        for letter in " ".join(words):
            self.live.app.post_message(Key(letter, letter))
        await self.pilot.pause()
        self.trace.append(" ".join(words))
        await self._press("enter")

    async def _paste(self) -> None:
        self.trace.append("paste")
        self.live.app.post_message(Paste(self.chance.choice(PASTES)))
        await self.pilot.pause()

    async def _click(self) -> None:
        size = self.live.app.size
        at = self.chance.randrange(size.width), self.chance.randrange(size.height)
        self.trace.append(f"click {at}")
        await self.watched.act(
            lambda: self.pilot.click(offset=at, times=self.chance.choice((1, 2)))
        )

    async def _press_button(self) -> None:
        """Press a button of the mouse once or twice, as a terminal tells of it; rows may move."""
        size = self.live.app.size
        x, y = self.chance.randrange(size.width), self.chance.randrange(size.height)
        for _ in range(self.chance.choice((1, 2))):
            self.trace.append(f"press {(x, y)}")
            await self.watched.act(partial(self._post_button, MouseDown, x, y))
            if self.chance.random() < _MOVES:
                await self._feed()
            self.trace.append("release")
            await self.watched.act(partial(self._post_button, MouseUp, x, y))

    async def _post_button(self, kind: type[MouseDown] | type[MouseUp], x: int, y: int) -> None:
        self.live.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))
        await self.pilot.pause()

    async def _fault(self) -> None:
        """Lose the feed, doubt it, or have it back."""
        health, now = self.live.desk.health, self.live.now
        self.trace.append("fault")
        live = replace(health, state="live", error="", good_at=now, as_of=now)
        lost = replace(health, state="lost", error="no answer")
        suspect = replace(health, state="suspect", error="it lists less than half")
        self.live.desk.health = self.chance.choice((live, live, lost, suspect))
        self.live.desk.writer.tell()

    async def _size(self) -> None:
        size = self.chance.choice(SIZES)
        self.trace.append(f"size {size}")
        await self.pilot.resize_terminal(*size)

    async def _feed(self) -> None:
        """Let dispatch report something: a vehicle, a call that changes, a call that is new."""
        live, chance = self.live, self.chance
        live.later(chance.choice((1, 5, 30, 90)))
        board = live.desk.board
        self.trace.append("feed")
        match chance.randrange(4):
            case 0:
                self._reported += 1
                record = CallRecord(
                    id=f"N-{self._reported}",
                    opened_at=live.now,
                    updated_at=live.now,
                    grade=chance.choice(("G1", "G2", "G3", None)),
                    type="fall",
                    where=Place("A28, Sturry Road, Canterbury", 51.29, 1.09),
                )
                await live.feed(live.night.reported(record))
            case 1:
                known = [call.record for call in board.store._calls.values() if call.record]
                more: Mapping[str, Any] = chance.choice(
                    (
                        {"grade": chance.choice(("G1", "G2", "G3"))},
                        {"state": "closed", "closed_at": live.now, "outcome": "advice"},
                        {"state": "open", "closed_at": None, "outcome": None},
                        {"flags": ("weapon",)},
                        {"notes": (NoteRecord("", live.now, text="the caller rang again"),)},
                    )
                )
                changed = replace(chance.choice(known), updated_at=live.now, **more)
                await live.feed(live.night.reported(changed))
            case _:
                vehicle = chance.choice(tuple(live.night.vehicles))
                on_call = chance.choice((None, *(call.id for call in board.open_calls())))
                pressed = replace(
                    live.night.vehicles[vehicle],
                    status=chance.choice(STATUSES),
                    status_at=live.now,
                    call=on_call,
                )
                await live.feed(live.night.reported(pressed))

    async def _slip(self) -> None:
        """Give what is likely to be given, then take it back at once: all is as it was."""
        await self._home()
        before, given = standing(self.live.desk.board), self.watched.count
        for key in self.chance.choice((("a", "enter"), ("c", "enter"), ("s", "1", "enter"))):
            await self._press(key)
        if self.watched.count != given + 1 or len(self.live.app.screen_stack) > 1:
            return
        await self._press("u")
        if self.watched.count == given + 2 and isinstance(self.watched.last, Undo):
            self.undone += 1
            assert standing(self.live.desk.board) == before

    async def _home(self) -> None:
        for _ in range(_WAYS_BACK):
            if len(self.live.app.screen_stack) == 1:
                break
            await self._press("escape")

    def _check(self) -> None:
        live = self.live
        assert live.app._exception is None
        assert live.app.is_running
        doubly = on_two_calls(live.desk.board)
        # A feed may contradict itself: both are shown. No act may do that.
        assert "feed" in self.trace[-3:] or doubly <= self._doubly, doubly
        self._doubly = doubly

    async def check_journal(self) -> None:
        """Fold the journal anew: it gives the board that is shown."""
        board = Board(self.live.desk.board.rules)
        async for _, event in self.live.journal.read(0):
            board.apply(event)
        assert standing(board) == standing(self.live.desk.board)
        assert to_builtins(board.log()) == to_builtins(self.live.desk.board.log())

    async def leave(self) -> None:
        """Leave the board by its keys."""
        await self.pilot.resize_terminal(80, 24)
        await self._home()
        await self._press("escape")
        left: list[bool] = []
        self.live.app.exit = lambda *_: left.append(True)  # type: ignore[method-assign]
        for key in ("q", "enter", "enter"):
            await self._press(key)
            if left:
                break
        assert left, "q did not leave the board"


def on_two_calls(board: Board) -> set[str]:
    """The vehicles that are on more than one call."""
    on = [response.vehicle for call in board.open_calls() for response in call.on_it]
    return {vehicle for vehicle in on if on.count(vehicle) > 1}


def standing(board: Board) -> object:
    """What a supervisor acts on: each vehicle and each open call."""
    return to_builtins((dict(board.vehicles), list(board.open_calls())))


@pytest.mark.parametrize("seed", SEEDS)
async def test_nothing_that_is_pressed_at_random_breaks_a_promise(
    start: Start, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, seed: int
) -> None:
    steps = request.config.getoption("--random-steps")
    live = await start()
    watched = Watched(live, monkeypatch)
    async with live.app.run_test(size=(80, 24)) as pilot:
        night = RandomNight(live, pilot, watched, seed)
        try:
            for number in range(steps):
                await night.step()
                if number % CHECKED_EVERY == 0:
                    await night.check_journal()
            await night.check_journal()
            await night.leave()
        except BaseException:
            print("the last steps:", night.trace[-60:])  # noqa: T201 -- what leads to it
            raise
    assert watched.checked
