"""The real program in a real terminal, and a call feed that shares no code with it."""

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyte
import pytest

from tests.terminal.shell import Shell

PATIENCE_S = 60.0
"""Seconds for anything to be seen: a machine may be busy with other tests."""


class Terminal:
    """A program on a pseudo-terminal: every byte that it writes, and the screen that they make."""

    def __init__(
        self,
        arguments: list[str],
        home: Path,
        size: tuple[int, int],
        *,
        first: str = "",
        **variables: str,
    ) -> None:
        """Start the program; `first` is Python that runs in it before, `variables` are its own."""
        columns, lines = size
        program = ["-c", f"{first}\nfrom jru_tui.cli import main\nmain()"]
        environment = {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "LANG")},
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_STATE_HOME": str(home / "state"),
            "TERM": "xterm-256color",
            "PYTHONUTF8": "1",
            **variables,
        }
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.bytes = b""
        arguments = [*(program if first else ["-m", "jru_tui"]), *arguments]
        self._shell = Shell([sys.executable, *arguments], environment, size)
        self.pid = self._shell.pid
        self.fd = self._shell.fd

    @property
    def text(self) -> str:
        """What stands on the screen now."""
        return "\n".join(self.screen.display)

    def wait(self, until: Callable[[str], bool], what: str) -> str:
        """Read until the screen is as wanted; fail with the screen when it never is."""
        give_up = time.monotonic() + PATIENCE_S
        while not until(self.text):
            if time.monotonic() > give_up or self._shell.has_ended:
                pytest.fail(f"never saw {what} on this screen:\n{self.text}")
            self._read()
        return self.text

    def see(self, *words: str) -> str:
        """Wait until all of these words stand on the screen."""
        return self.wait(lambda text: all(word in text for word in words), " and ".join(words))

    def press(self, *keys: str) -> None:
        """Type keys, one after the other."""
        self.send(*(key.encode() for key in keys))

    def send(self, *reads: bytes, apart: float = 0.0) -> None:
        """Send bytes, each at once, so many seconds apart from the last ones."""
        for read in reads:
            os.write(self.fd, read)
            self.watch(apart)

    def watch(self, seconds: float) -> None:
        """Read what is drawn for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not self._shell.has_ended:
            self._read(left)

    def look(self, seconds: float) -> None:
        """Draw what has been written, and wait so long for something where there is nothing."""
        drawn = len(self.bytes)
        self._read(seconds)
        while len(self.bytes) > drawn and not self._shell.has_ended:
            drawn = len(self.bytes)
            self._read(0.0)

    @property
    def has_ended(self) -> bool:
        """Test whether the program has ended, and all that it wrote is read."""
        return self._shell.has_ended

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of the terminal."""
        self._shell.resize(columns, lines)
        self.screen.resize(lines, columns)

    def wait_until_stopped(self) -> None:
        """Wait until job control has stopped the program."""
        self._shell.wait_until_stopped()

    def stall(self) -> None:
        """Take no output any more, as a connection that is dead, until `go_on`."""
        self._shell.stall()

    def go_on(self) -> None:
        """Take what is written again."""
        self._shell.go_on()

    def ended_unseen(self) -> int:
        """Wait for the end, whatever is written, and give what `ended` gives."""
        return self._shell.wait()

    def close(self) -> None:
        """End the program, whatever it does."""
        self._shell.close()

    def insist(self, key: str, until: Callable[[str], bool]) -> None:
        """Press a key again and again until the screen is as wanted: it is not taken at once."""
        give_up = time.monotonic() + PATIENCE_S
        while not until(self.text):
            self.press(key)
            self._read()
            if time.monotonic() > give_up or self._shell.has_ended:
                pytest.fail(f"{key!r} never did what it should on this screen:\n{self.text}")

    def leave(self, *words: str) -> None:
        """Press Escape, and wait until these words are gone: a key right behind it would be Alt."""
        self.press("\x1b")
        self.wait(lambda text: not any(word in text for word in words), "it go")

    def quit(self) -> int:
        """Quit, also where something is left behind; give the exit status."""
        self.press("q")
        return self.ended(find_leave_warnings=True)

    def ended(self, *, find_leave_warnings: bool = False) -> int:
        """Read to the end, and give the exit code or the number of a signal below nought.

        `find_leave_warnings`: leave also where something is left behind.
        """
        if find_leave_warnings:
            self.wait(
                lambda text: self._shell.has_ended or "This would be left behind" in text,
                "the end of the program, or a question",
            )
            if not self._shell.has_ended:
                self.press("\r")
                # What is left behind may have changed under the key, which then does nothing.
                self.wait(
                    lambda text: self._shell.has_ended or "press Enter again" in text,
                    "the end of the program, or that it is to be pressed again",
                )
            if not self._shell.has_ended:
                self.press("\r")
        self.wait(lambda _: self._shell.has_ended, "the end of the program")
        return self._shell.wait()

    def _read(self, seconds: float = 1.0) -> None:
        """Draw what the program writes within that time."""
        some = self._shell.read(seconds)
        self.bytes += some
        self._stream.feed(some)


Start = Callable[..., Terminal]


@pytest.fixture
def open_terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Start the program; every one is ended with the test."""
    opened: list[Terminal] = []

    def start(*arguments: str, size: tuple[int, int] = (140, 36), **more: str) -> Terminal:
        terminal = Terminal([str(each) for each in arguments], tmp_path, size, **more)
        opened.append(terminal)
        return terminal

    yield start
    for terminal in opened:
        terminal.close()


class Dispatch:
    """A dispatch system of somebody else's: it publishes what it is told, and obeys a few words."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self.started = datetime.now(UTC).replace(microsecond=0)
        self.calls: dict[str, dict[str, Any]] = {}
        self.vehicles: dict[str, dict[str, Any]] = {}
        self.posted: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.down = False
        self.url = ""
        self.lock = threading.Lock()

    def stamp(self, minutes: float = 0) -> str:
        """A time so many minutes from the start, as the feed writes it."""
        return (
            (self.started + self.ahead + timedelta(minutes=minutes))
            .isoformat()
            .replace("+00:00", "Z")
        )

    def now(self) -> str:
        now = datetime.now(UTC) + self.ahead
        return now.isoformat(timespec="seconds").replace("+00:00", "Z")

    def call(self, call_id: str, minutes_ago: float, **more: Any) -> None:
        self.calls[call_id] = {
            "id": call_id,
            "version": 1,
            "opened_at": self.stamp(-minutes_ago),
            "state": "open",
            "responses": [],
            **more,
        }

    def vehicle(self, vehicle_id: str, status: str = "available", **more: Any) -> None:
        self.vehicles[vehicle_id] = {
            "id": vehicle_id,
            "name": f"{vehicle_id[:3]} {vehicle_id[3:]}",
            "status": status,
            "status_at": self.stamp(-30),
            "call": None,
            **more,
        }

    def press(self, vehicle_id: str, status: str, call: str | None = None) -> None:
        """A crew presses a status, now."""
        with self.lock:
            # To the microsecond: what was commanded a moment ago must not seem to be later.
            at = (datetime.now(UTC) + self.ahead).isoformat().replace("+00:00", "Z")
            pressed = {"status": status, "status_at": at, "call": call}
            self.vehicles[vehicle_id] |= pressed

    def document(self) -> bytes:
        with self.lock:
            return json.dumps(
                {
                    "feed": "jru/1",
                    "generated_at": self.now(),
                    "complete": True,
                    "calls": list(self.calls.values()),
                    "vehicles": list(self.vehicles.values()),
                }
            ).encode()

    def obey(self, key: str, command: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        with self.lock:
            if key in self.keys:
                return 200, {}
            self.keys.append(key)
            self.posted.append(command)
            call = self.calls.get(command.get("call", ""))
            if command["command"] == "assign" and call:
                vehicle = self.vehicles[command["vehicle"]]
                if vehicle["call"]:
                    return 409, {"reason": f"{vehicle['id']} is on {vehicle['call']}"}
                vehicle |= {"status": "allocated", "status_at": self.now(), "call": call["id"]}
                call["responses"].append({"vehicle": vehicle["id"], "allocated_at": self.now()})
                call["version"] += 1
            if command["command"] == "stand-down" and call:
                vehicle = self.vehicles[command["vehicle"]]
                vehicle |= {"status": "available", "status_at": self.now(), "call": None}
                call["responses"][-1]["clear_at"] = self.now()
                call["version"] += 1
            if command["command"] == "status":
                booked = {"status": command["status"], "call": command.get("call") or None}
                self.vehicles[command["vehicle"]] |= booked | {"status_at": self.now()}
            if command["command"] == "close" and call:
                closed = {"state": "closed", "closed_at": self.now()}
                call |= closed | {"outcome": command["outcome"], "version": call["version"] + 1}
            return 202, {}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_GET(self) -> None:
        if self.server.dispatch.down:
            self._answer(503, b"{}")
        else:
            self._answer(200, self.server.dispatch.document())

    def do_POST(self) -> None:
        command = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.dispatch.down:
            self._answer(503, b"{}")
            return
        status, answer = self.server.dispatch.obey(self.headers["Idempotency-Key"], command)
        self._answer(status, json.dumps(answer).encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on the test's own output."""


class _Server(ThreadingHTTPServer):
    dispatch: Dispatch

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a board that was killed while it asked."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@pytest.fixture
def dispatch() -> Iterator[Dispatch]:
    """Somebody else's dispatch system, on a loopback port: `dispatch.url`."""
    with dispatch_at("127.0.0.1") as system:
        yield system


@contextmanager
def dispatch_at(host: str) -> Iterator[Dispatch]:
    """The same at an address of this machine."""
    system = Dispatch()
    server = _Server((host, 0), _Handler)
    server.daemon_threads = True
    server.dispatch = system
    system.url = f"http://{host}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield system
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def settings(tmp_path: Path, dispatch: Dispatch) -> Path:
    """Settings that poll fast and write back."""
    file = tmp_path / "jru.toml"
    feed = f'url = "{dispatch.url}/feed"\nwriteback = "{dispatch.url}/commands"\ninterval_s = 1'
    file.write_text(f"[feed]\n{feed}\n")
    return file
