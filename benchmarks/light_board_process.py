"""A process that holds the light boards of some forces, and does what its parent asks for."""

import asyncio
import multiprocessing
import resource
import time
from collections import Counter
from contextlib import AsyncExitStack
from multiprocessing.connection import Connection
from typing import TypeVar

import psycopg
from msgspec import Struct, structs

from benchmarks.light_boards import LightBoard, LightForce, Measured
from jru_tui.journal import roles_of
from jru_tui.settings import JournalServer

T = TypeVar("T")

SETTLE_S = 2.0
"""Seconds in front of a span of time in which all get to its rate; at most as long as that."""

GRACE_S = 3.0
"""Seconds behind it in which its last appends may still be read; at most as long as that."""

_ANSWERS_WITHIN_S = 120.0


class Opened(Struct, frozen=True):
    """The boards that could be opened.

    Attributes:
        boards: how many.
        refused: why there are no more; empty where all were opened.
    """

    boards: int
    refused: str


class Measure(Struct, frozen=True):
    """A request to measure.

    Attributes:
        rate: how many times the usual number of appends there shall be.
        lasts_s: seconds.
    """

    rate: float
    lasts_s: float


class LightBoardProcess:
    """A process with the boards of some forces; it opens them at once.

    Args:
        journals: of the forces, by a login that may take any role.
        boards: how many each has.
    """

    def __init__(self, journals: list[JournalServer], boards: int) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_hold, args=(theirs, journals, boards))
        self._process.start()
        theirs.close()

    def opened(self) -> Opened:
        """Wait until the boards are open."""
        return self._answer(Opened)

    def ask(self, measure: Measure) -> None:
        """Have it measure, beside the other processes."""
        self._pipe.send(measure)

    def measured(self) -> Measured:
        """Wait until it has measured."""
        return self._answer(Measured)

    def close(self) -> None:
        """End it."""
        self._pipe.close()
        self._process.join(timeout=10)
        self._process.kill()

    def _answer(self, kind: type[T]) -> T:
        if not self._pipe.poll(_ANSWERS_WITHIN_S):
            raise TimeoutError("a process with boards does not answer")
        answer = self._pipe.recv()
        assert isinstance(answer, kind)
        return answer


def as_writer(journal: JournalServer) -> JournalServer:
    """The same journal by the role of its force's writer alone, for a login of many roles."""
    mark = "&" if "?" in journal.address else "?"
    role = f"options=-c%20role%3D{roles_of(journal.force).writer}"
    return structs.replace(journal, address=f"{journal.address}{mark}{role}")


def joined(measured: list[Measured]) -> Measured:
    """Join the samples of several forces."""
    errors: Counter[str] = Counter()
    for one in measured:
        errors.update(one.errors)
    return Measured(
        [sample for one in measured for sample in one.appends_s],
        [sample for one in measured for sample in one.seen_s],
        sum(one.unseen for one in measured),
        sum(one.conflicts for one in measured),
        dict(errors),
        sum(one.cpu_s for one in measured),
    )


def _hold(pipe: Connection, journals: list[JournalServer], boards: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(_serve(pipe, journals, boards))


async def _serve(pipe: Connection, journals: list[JournalServer], boards: int) -> None:
    forces = [LightForce(as_writer(journal), boards) for journal in journals]
    async with AsyncExitStack() as stack:
        opened, refused = await _opened(forces, stack)
        pipe.send(Opened(len(opened), refused))
        lives = [asyncio.create_task(board.live()) for board in opened]
        try:
            while True:
                asked: Measure = await asyncio.to_thread(pipe.recv)
                pipe.send(await _measured(forces, asked))
        except EOFError:
            pass
        finally:
            for life in lives:
                life.cancel()
            await asyncio.gather(*lives, return_exceptions=True)


async def _opened(forces: list[LightForce], stack: AsyncExitStack) -> tuple[list[LightBoard], str]:
    found: list[LightBoard] = []
    for board in [board for force in forces for board in force.boards]:
        try:
            await board.open(stack)
        except psycopg.Error as error:
            return found, str(error).strip().splitlines()[-1]
        found.append(board)
    return found, ""


async def _measured(forces: list[LightForce], asked: Measure) -> Measured:
    for force in forces:
        force.rate = asked.rate
    await asyncio.sleep(min(SETTLE_S, asked.lasts_s))
    for force in forces:
        force.conflicts = 0
        force.errors.clear()
    start, cpu_s = time.monotonic(), time.process_time()
    await asyncio.sleep(asked.lasts_s)
    end, cpu_s = time.monotonic(), time.process_time() - cpu_s
    await asyncio.sleep(min(GRACE_S, asked.lasts_s))
    measured = joined([force.measure(start, end) for force in forces])
    return Measured(
        measured.appends_s, measured.seen_s, measured.unseen, measured.conflicts, measured.errors,
        cpu_s,
    )  # fmt: skip
