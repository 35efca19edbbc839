"""The feed's documents: a large one decoded, and an answer that nothing has changed."""

import asyncio
import gc
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import httpx
import msgspec

from benchmarks import program
from benchmarks.feed_server import FeedServer
from benchmarks.fleet import fleet
from benchmarks.floors.document import Document
from benchmarks.lab import Lab, ms, named
from benchmarks.results import Series
from benchmarks.workspace import ROOT

ROWS: Mapping[str, str] = {
    "decode": "first decoding of a document",
    "unchanged": "CPU of a poll that brings nothing new",
}

_SIZES = (1_000, 100_000)
_POLLS = 20


def measure(lab: Lab) -> Iterator[Series]:
    """Decode documents, and poll a server that says 304, beside the libraries alone."""
    if "decode" in lab.wanted:
        for calls in lab.sizes(_SIZES, _SIZES[:1]):
            yield asyncio.run(_decoded(lab, calls))
    if "unchanged" in lab.wanted:
        for calls in lab.sizes((20, 20_000), (20,)):
            yield _unchanged(lab, calls)


async def _decoded(lab: Lab, calls: int) -> Series:
    lab.say(f"decoding {calls:,} calls")
    with FeedServer(fleet(calls=calls, vehicles=3, now=datetime.now(UTC))) as feed:
        _, body = feed.document()
    typed = msgspec.json.Decoder(Document)
    samples: list[float] = []
    floor: list[float] = []
    for _ in range(5 if calls > _SIZES[0] else lab.count(30, 10)):
        gc.collect()
        start = time.process_time()
        document = typed.decode(body)
        floor.append(ms(time.process_time() - start))
        del document
        gc.collect()
        start = time.process_time()
        reading = await program.decoded(body, most=calls)
        samples.append(ms(time.process_time() - start))
        del reading
    return Series(
        row="decode",
        case=named(calls, "calls"),
        unit="CPU ms",
        samples=samples,
        floor=floor,
        beside="msgspec into typed records",
        size=calls,
    )


def _unchanged(lab: Lab, calls: int) -> Series:
    lab.say(f"polls that bring nothing new, {calls:,} calls")
    # In a process of its own: what the server needs must not count.
    command = (sys.executable, "-m", "benchmarks.feed_server", str(calls))
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        try:
            samples, floor = asyncio.run(_polled(url, calls, lab.count(30, 8)))
        finally:
            server.terminate()
    return Series(
        row="unchanged",
        case=named(calls, "calls"),
        unit="CPU ms",
        samples=samples,
        floor=floor,
        beside="httpx",
        size=calls,
    )


async def _polled(url: str, calls: int, turns: int) -> tuple[list[float], list[float]]:
    """CPU milliseconds of one poll by the program, and of one request of httpx, in turns."""
    samples: list[float] = []
    floor: list[float] = []
    async with httpx.AsyncClient() as client, program.feed(url, calls) as feed:
        tag = (await client.get(url)).headers["ETag"]
        await feed.poll()
        for _ in range(turns):
            start = time.process_time()
            for _ in range(_POLLS):
                answer = await client.get(url, headers={"If-None-Match": tag})
                assert answer.status_code == httpx.codes.NOT_MODIFIED
            floor.append(ms(time.process_time() - start) / _POLLS)
            start = time.process_time()
            for _ in range(_POLLS):
                await feed.poll()
            samples.append(ms(time.process_time() - start) / _POLLS)
    return samples, floor
