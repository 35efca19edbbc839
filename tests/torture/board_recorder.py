"""A recorder within a board under test: which events it has read, and what it said of its commands.

Each line goes to a file in one write, so that whatever the program did before it was killed is
there: the moment (the machine's monotonic clock, in seconds) with the seconds that the program had
waited for a processor by then, what happened, and to what.
"""

import os
import time
from collections.abc import Callable
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any

from jru_tui.board import Board, Change, Event, Refusal
from jru_tui.desk.command_spool import CommandSpool
from jru_tui.desk.command_writer import CommandWriter, Spooled
from jru_tui.desk.recorder import Recorder
from jru_tui.journal.spool import GivenCommand

Words = tuple[object, ...]


def record(path: str) -> None:
    """Have everything that this program does from now on noted at the end of a file."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for of, name, told in _NOTED:
        _note(file, of, name, told)


def waited_s(process: int) -> float:
    """Seconds for which a program could have run, and had to wait for a processor; 0 if unknown."""
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


def _note(file: int, of: type, name: str, told: Callable[..., Words]) -> None:
    """Have each end of a method noted in the words that `told` finds for it; none for nothing."""
    original = getattr(of, name)

    def note(answer: object, *words: Any) -> None:
        if found := told(answer, *words):
            moment = f"{time.monotonic()}/{waited_s(os.getpid())}"
            line = " ".join(map(str, (moment, *found)))
            os.write(file, f"{line}\n".encode())

    async def noted_later(self: object, *words: Any, **options: Any) -> object:
        answer = await original(self, *words, **options)
        note(answer, *words)
        return answer

    def noted(self: object, *words: Any, **options: Any) -> object:
        answer = original(self, *words, **options)
        note(answer, *words)
        return answer

    setattr(of, name, noted_later if iscoroutinefunction(original) else noted)


def _starts(_: None, board: Board, *_others: object) -> Words:
    return "from", board.events


def _goes_on(_: None, position: int) -> Words:
    return "from", position


def _reads(_: Change, events: list[Event], position: int) -> Words:
    return ("read", position, *(event.id for event in events)) if events else ()


def _writes(answer: Refusal | Change, given: GivenCommand) -> Words:
    return _given("done", given) if isinstance(answer, Change) else ("refused", given.id)


def _adds(answer: Refusal | Spooled, given: GivenCommand) -> Words:
    return _given("waits", given) if isinstance(answer, Spooled) else ()


def _drops(_: None, id_: str) -> Words:
    return "dropped", id_


def _given(what: str, given: GivenCommand) -> Words:
    return (what, given.id, *(given.event_id(number) for number in range(len(given.commands))))


_NOTED: tuple[tuple[type, str, Callable[..., Words]], ...] = (
    (Recorder, "__init__", _starts),
    (Recorder, "go_on_from", _goes_on),
    (Recorder, "_fold", _reads),
    (CommandWriter, "write", _writes),
    (CommandSpool, "add", _adds),
    (CommandSpool, "drop", _drops),
)
