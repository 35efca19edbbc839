"""The law of packets: keys that arrive together do what the same keys do slowly."""

from random import Random
from typing import Any

import pytest

from tests.tui.input.conftest import OpenApp

STROKES = (
    *"aAcbdxolnuUNiSHhLpPFfykews/:?r",
    *"123456789",
    *"aacnssuu:n1263",
    *("\r", "\r", "\t", " ", "\x7f", "-", "j", "k", "J"),
    *("\x1b[A", "\x1b[B", "\x1b[B", "\x1b[5~", "\x1b[6~", "\x1b[H", "\x1b[F", "\x1b[Z"),
    *("\x1b[C", "\x1b[D", "\x1b[3~", "\x1b[27u", "\x1b[27u", "\x1b[27u", "\x10"),
    *"é£",
)
"""Keys. Escape is sent as the kitty protocol does: one byte would be Alt with the key behind it."""
LINES = (":n k-1037 tok\r", ":s jru2 ", ":a k-1038 jru2\r", "/rtc\r", "nis here\r", "close\r")
"""Words that stay together, key by key: random keys seldom make a command."""


def typed_keys(random: Random) -> list[str]:
    keys: list[str] = []
    for _ in range(random.randint(2, 14)):
        keys += random.choice(LINES) if random.random() < 0.1 else [random.choice(STROKES)]
    return keys


def in_packets(keys: list[str], random: Random) -> list[str]:
    cuts = sorted(random.sample(range(1, len(keys)), min(len(keys) - 1, random.randint(0, 3))))
    return ["".join(keys[a:b]) for a, b in zip([0, *cuts], [*cuts, len(keys)], strict=True)]


async def state_of(open_app: OpenApp, packets: list[str], *, slowly: bool) -> dict[str, Any]:
    async with open_app() as typed:
        for packet in packets:
            typed.send(packet.encode(), after=0.002)
            if slowly:
                await typed.settle()
        await typed.settle()
        return typed.state()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(metafunc.config.getoption("--packet-runs")))


async def test_keys_in_packets_do_what_they_do_slowly(open_app: OpenApp, seed: int) -> None:
    random = Random(seed)
    keys = typed_keys(random)
    packets = in_packets(keys, random)
    slowly = await state_of(open_app, keys, slowly=True)
    together = await state_of(open_app, packets, slowly=False)
    for what, state in slowly.items():
        assert together[what] == state, (what, keys, packets)
