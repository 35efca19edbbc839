"""A network between two namespaces of the kernel, whose router loses and delays what it forwards.

Each end is a TUN device: a packet that the kernel sends there is read here, and written to the
other end, later, or never. Nobody is told of what is dropped, as on a real line. It needs Linux,
root, `ip` and /dev/net/tun, and no module of the kernel beyond TUN.
"""

import asyncio
import ctypes
import fcntl
import os
import random
import shutil
import struct
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

_TUN = Path("/dev/net/tun")
_NAMESPACES = Path("/run/netns")
_TUNSETIFF, _IFF_TUN_NO_PI = 0x400454CA, 0x1001
_CLONE_NEWNET = 0x40000000
_LONGEST_PACKET = 65_536
_TCP = 6


class CannotRouteError(Exception):
    """There can be no such network here; says why, as the reason for a skipped test."""


class Line(NamedTuple):
    """One direction: what becomes of the packets on it.

    Attributes:
        loss: the share of them that is dropped, from 0 to 1.
        delay_s: seconds by which each of the others is late.
    """

    loss: float = 0.0
    delay_s: float = 0.0


CLEAR, DEAD = Line(), Line(loss=1.0)


class Network:
    """A namespace for boards, and the router between it and the server's.

    Attributes:
        here: the address of this end, for the server and the feed.
        name: of the namespace, see `enter`.
        dropped: how many packets were dropped, by the direction: `up` to the server, `down`.
    """

    def __init__(self, chance: random.Random) -> None:
        """Set up a network on which everything gets through; `chance` drops what is to be."""
        number = os.getpid() % 65_536
        self.here, there = _address(2 * number), _address(2 * number + 1)
        self.name = f"jru{number}"
        self.dropped: Counter[str] = Counter()
        self._chance = chance
        self._port = 0
        self._up, self._down = CLEAR, CLEAR
        self._near = _open_tun(f"{self.name}n")
        self._far = _open_tun(f"{self.name}f")
        _ip("netns", "add", self.name)
        _ip("link", "set", f"{self.name}f", "netns", self.name)
        within = ("-n", self.name)
        _ip(*within, "link", "set", "lo", "up")
        for where, device, own, other in (
            ((), f"{self.name}n", self.here, there),
            (within, f"{self.name}f", there, self.here),
        ):
            _ip(*where, "address", "add", own, "peer", other, "dev", device)
            _ip(*where, "link", "set", device, "up")
        self._loop = asyncio.new_event_loop()
        self._loop.add_reader(self._near, self._forward, self._near, self._far)
        self._loop.add_reader(self._far, self._forward, self._far, self._near)
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def be(self, up: Line, down: Line, port: int) -> None:
        """Have the lines to and from a port of TCP be like this from now on.

        Args:
            up: to the server.
            down: back from it.
            port: of the server; what is on its way to another one is never touched.
        """

        async def change() -> None:
            self._up, self._down, self._port = up, down, port

        asyncio.run_coroutine_threadsafe(change(), self._loop).result(60)

    def heal(self) -> None:
        """Let everything through from now on; nothing is sent again but by who sent it."""
        self.be(CLEAR, CLEAR, 0)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        os.close(self._near)
        os.close(self._far)
        with suppress(CannotRouteError):
            _ip("netns", "delete", self.name)

    def _forward(self, origin: int, to: int) -> None:
        """Read a packet, and write it to the other end as its line lets it."""
        packet = os.read(origin, _LONGEST_PACKET)
        upward = origin == self._far
        line = self._up if upward else self._down
        if not self._is_touched(packet, upward=upward):
            line = CLEAR
        if self._chance.random() < line.loss:
            self.dropped["up" if upward else "down"] += 1
        elif line.delay_s:
            self._loop.call_later(line.delay_s, _write, to, packet)
        else:
            _write(to, packet)

    def _is_touched(self, packet: bytes, *, upward: bool) -> bool:
        """Test whether a packet of IP version 4 is one of TCP to or from the port."""
        if packet[0] >> 4 != 4 or packet[9] != _TCP:
            return False
        ports = struct.unpack_from("!HH", packet, 4 * (packet[0] & 0x0F))
        return bool(ports[1 if upward else 0] == self._port)


@contextmanager
def network(chance: random.Random) -> Iterator[Network]:
    """A network while the context lasts.

    Raises:
        CannotRouteError: this machine cannot have one.
    """
    if sys.platform != "linux":
        raise CannotRouteError("namespaces of networks are Linux's")
    if os.geteuid() != 0:
        raise CannotRouteError("only root sets up a network")
    if shutil.which("ip") is None:
        raise CannotRouteError("there is no `ip` here")
    if not _TUN.exists():
        raise CannotRouteError(f"there is no {_TUN} here")
    made = Network(chance)
    try:
        yield made
    finally:
        made.close()


def enter(name: str) -> None:
    """Have this process be in a namespace from now on."""
    with (_NAMESPACES / name).open("rb") as namespace:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.setns(namespace.fileno(), _CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"cannot enter the namespace {name}")


def _open_tun(name: str) -> int:
    """Make a TUN device that lasts until what this gives is closed."""
    try:
        device = os.open(_TUN, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH22x", name.encode(), _IFF_TUN_NO_PI))
    except OSError as error:
        raise CannotRouteError(f"no TUN device can be made here: {error}") from error
    return device


def _write(to: int, packet: bytes) -> None:
    with suppress(BlockingIOError, OSError):  # a full queue drops, as any router's does
        os.write(to, packet)


def _address(number: int) -> str:
    """The address with that number in 198.18.0.0/15, which RFC 2544 sets aside for tests."""
    return f"198.{18 + number // 65_536}.{number // 256 % 256}.{number % 256}"


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotRouteError(f"`ip {' '.join(words)}` says: {done.stderr.strip()}")
