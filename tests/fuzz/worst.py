"""The worst documents that a feed may send within its caps on size, read in a process each.

`python -m tests.fuzz.worst NAME` prints what reading one took: the memory that the process grew by
at most, and how long its event loop was held.
"""

import asyncio
import gc
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import XMLParser

from jru_tui.feeds.models import PollFailure
from tests.fuzz.conftest import Served, feed_of
from tests.fuzz.documents import SEEDS
from tests.fuzz.meter import Heartbeat

_MB = 1_000_000
_SIZE = 15_900_000
_ROOT = b"<incidents>"
_HEAD = (
    b'"Report Run";Unit;Status;"Status Time";"Call No";"Call Time";Priority;Nature;Location;'
    b"Coordinates;Remarks;Markers\n"
)
_OPENED = b'"opened_at":"2020-10-30T22:47:30Z"'


def _xml(inside: bytes) -> bytes:
    return _ROOT + inside + b"</incidents>"


def _many(each: bytes, count: int) -> bytes:
    return b"[" + b",".join([each] * count) + b"]"


def _native(calls: bytes) -> bytes:
    return (
        b'{"feed":"jru/1","generated_at":"2020-10-30T22:47:30Z","vehicles":[],"calls":'
        + calls
        + b"}"
    )


def _calls(more: Callable[[int], bytes], count: int = 4_900) -> bytes:
    calls = (b'{"id":"a%d",%s,%s}' % (number, _OPENED, more(number)) for number in range(count))
    return _native(b"[" + b",".join(calls) + b"]")


def _eido(number: int) -> dict[str, Any]:
    return {
        "$id": f"urn:emergency:uid:incidentid:{number}:cc.example",
        "callComponent": [{"callStartTimestamp": "2020-10-30T20:00:00Z"}],
        "notesComponent": [
            {"$id": f"{note}", "notesActionComments": "w" * 99} for note in range(9)
        ],
        "emergencyResourceComponent": [
            {"emergencyResourceName": f"JRU {unit}", "secondaryUnitStatusRegistryText": ["OnScene"]}
            for unit in range(10)
        ],
    }


WORST: dict[str, tuple[str, Callable[[], bytes]]] = {
    "xml nested five million levels deep": ("xml_incidents", lambda: _ROOT + b"<a>" * 5 * _MB),
    "xml of three million elements": ("xml_incidents", lambda: _xml(b"<b/>" * 3 * _MB)),
    "xml of 800,000 attributes": (
        "xml_incidents",
        lambda: _xml(b"<b " + b" ".join(b'a%d=""' % n for n in range(800_000)) + b"/>"),
    ),
    "xml of a million names": (
        "xml_incidents",
        lambda: _xml(b"".join(b"<n%d/>" % n for n in range(990_000))),
    ),
    "xml of wide letters": (
        "xml_incidents",
        lambda: _xml(b"<incident>" + "\U0001f600".encode() * 3_900_000 + b"</incident>"),
    ),
    "xml of one comment": ("xml_incidents", lambda: _xml(b"<!--" + b"x" * _SIZE + b"-->")),
    "a table of two million rows": ("csv_snapshot", lambda: _HEAD + b"a\n" * 2 * _MB),
    "a table of one line": ("csv_snapshot", lambda: _HEAD + b";" * _SIZE),
    "a table of 24,000 rows for calls and vehicles": (
        "csv_snapshot",
        lambda: (
            _HEAD
            + b"".join(
                b"30/10/2020 10:47:30 PM;JRU%d;cd;ef;gh;ij;kl;mn;op;qr;st;uv\n" % n
                for n in range(24_000)
            )
        ),
    ),
    "a table of a million NaN": ("soda_fire_calls", lambda: _many(b"NaN", 999_000)),
    "a table of half characters": (
        "soda_fire_calls",
        lambda: b'["' + b"\\ud800" * (_SIZE // 6) + b'"]',
    ),
    "a table of empty objects": ("soda_fire_calls", lambda: _many(b"{}", 240_000)),
    "a table of small objects": ("soda_fire_calls", lambda: _many(b'{"a":1}', 240_000)),
    "a table of one object of half a million keys": (
        "soda_fire_calls",
        lambda: b"[{" + b",".join(b'"k%06d":0' % n for n in range(490_000)) + b"}]",
    ),
    "a table of one text of wide letters": (
        "soda_fire_calls",
        lambda: b'["' + "\U0001f600".encode() + b"x" * _SIZE + b'"]',
    ),
    "a table of rows that cannot be read": (
        "soda_fire_calls",
        lambda: (
            b"["
            + b",".join(
                b'{"unit_id":"JRU1","call_number":"%d","received_dttm":"x"}' % (n // 10)
                for n in range(49_000)
            )
            + b"]"
        ),
    ),
    "units in one text without end": (
        "geojson_incidents",
        lambda: (
            b'{"type":"FeatureCollection","features":['
            + b",".join(
                b'{"type":"Feature","properties":{"id":%d,"opened":1604097482000,"units":"%s"}}'
                % (n, b"A," * 900)
                for n in range(4_900)
            )
            + b"]}"
        ),
    ),
    "49,000 responses and 44,000 notes": (
        "eido",
        lambda: json.dumps({"eidos": [_eido(number) for number in range(4_900)]}).encode(),
    ),
    "letters of other scripts in every call": (
        "native",
        lambda: _calls(lambda _: b'"summary":"' + "é".encode() * 1_500 + b'"'),
    ),
    "a million NaN for calls": ("native", lambda: _native(_many(b"NaN", 990_000))),
    "half characters in every call": (
        "native",
        lambda: _calls(lambda _: b'"summary":"' + b"\\ud800" * 500 + b'"'),
    ),
    "one record of half characters": (
        "native",
        lambda: _native(b'["' + b"\\ud800" * (_SIZE // 6) + b'"]'),
    ),
    "one record of wide letters": (
        "native",
        lambda: _calls(
            lambda _: b'"summary":"' + "\U0001f600".encode() + b"x" * (_SIZE - 200) + b'"', 1
        ),
    ),
    "one record of a million values": (
        "native",
        lambda: _calls(lambda _: b'"zz":' + _many(b"12", 990_000), 1),
    ),
    "one record of half a million keys": (
        "native",
        lambda: _calls(lambda _: b",".join(b'"k%06d":0' % number for number in range(490_000)), 1),
    ),
    "unknown fields in every call": (
        "native",
        lambda: _calls(lambda _: b'"zz":"' + b"y" * 3_100 + b'"'),
    ),
    "48 responses in every call": (
        "native",
        lambda: _calls(
            lambda _: (
                b'"responses":'
                + _many(b'{"vehicle":"v","at_scene_at":"2020-10-30T22:47:30+00:00"}', 48)
            )
        ),
    ),
}
"""Each with the mapping that reads it."""


def grown_mb(before: int = 0) -> int:
    """The most memory that this process had, less what it had before, in megabytes."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1_024 // _MB - before
    raise AssertionError("no such line")


async def _measured(name: str) -> dict[str, Any]:
    which, make = WORST[name]
    seed = next(seed for seed in SEEDS if seed.name == which)
    served = Served(seed)
    async with feed_of(served, max_bytes=16_500_000, deadline_s=120.0) as feed:
        assert not isinstance(await feed.poll(), PollFailure)
        served.serve(make(), *seed.parts[1:])
        before = _from_now_on()
        async with Heartbeat() as heart:
            poll = await feed.poll()
        reason = poll.reason if isinstance(poll, PollFailure) else ""
        return {"grown_mb": grown_mb(before), "held_s": heart.longest_s, "reason": reason}


def _from_now_on() -> int:
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return grown_mb()


def _without_caps() -> dict[str, Any]:
    """The control: trees of everything, built in one go."""
    body = WORST["xml of three million elements"][1]()
    before = _from_now_on()

    async def held() -> float:
        async with Heartbeat() as heart:
            await asyncio.sleep(0.02)
            for _ in range(3):
                parser = XMLParser()
                parser.feed(body)
                parser.close()
        return heart.longest_s

    held_s = asyncio.run(held())
    return {"grown_mb": grown_mb(before), "held_s": held_s, "reason": ""}


if __name__ == "__main__":
    name = sys.argv[1]
    told = _without_caps() if name == "without caps" else asyncio.run(_measured(name))
    sys.stdout.write(json.dumps(told))
