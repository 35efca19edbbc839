"""A call feed of the harness's own on a loopback port: format `jru/1`, with ETag and 304.

It shares no code with the program. A record can be changed at any time; the server notes when it
gave the last byte of each answer to the kernel.
"""

import json
import signal
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from msgspec import Struct

from benchmarks.fleet import Listing, Record, fleet, stamp

PATH = "/feed"


class Answer(Struct, frozen=True):
    """One answer that was given.

    Attributes:
        version: of the document.
        path: what was asked for: the board and its floor ask with different queries.
        whole: whether it was the document, and not that nothing has changed.
        at: when its last byte was handed to the kernel, in seconds of the monotonic clock.
    """

    version: int
    path: str
    whole: bool
    at: float


class FeedServer:
    """Serves a listing until it is closed.

    Attributes:
        answers: every answer so far.
        changed_at: when the last change was made, in seconds of the monotonic clock.
    """

    def __init__(self, listing: Listing) -> None:
        self.answers: list[Answer] = []
        self.changed_at = time.monotonic()
        self._version = 1
        self._news = threading.Condition()
        self._places = {
            record["id"]: (kind, number)
            for kind, records in (("calls", listing.calls), ("vehicles", listing.vehicles))
            for number, record in enumerate(records)
        }
        self._listing = listing
        self._parts = {
            "calls": [_encoded(call) for call in listing.calls],
            "vehicles": [_encoded(vehicle) for vehicle in listing.vehicles],
        }
        self._generated_at = datetime.now(UTC)
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.feed = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def url(self) -> str:
        """The feed's address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}{PATH}"

    def record(self, id_: str) -> Record:
        """The record of that id, as it is served now."""
        kind, number = self._places[id_]
        found: Record = (self._listing.calls if kind == "calls" else self._listing.vehicles)[number]
        return found

    def change(self, call: str, **fields: Any) -> int:
        """Change a call, with a new version; gives the version of the document that says so."""
        now = datetime.now(UTC)
        record = self.record(call)
        record |= {"version": record["version"] + 1, "updated_at": stamp(now), **fields}
        kind, number = self._places[call]
        with self._news:
            self._parts[kind][number] = _encoded(record)
            self._generated_at = now
            self._version += 1
            self.changed_at = time.monotonic()
            return self._version

    def wait_for(self, version: int, patience_s: float, path: str = PATH) -> float:
        """Wait until that document was sent whole to who asks at that path; gives when.

        Raises:
            TimeoutError: nobody asked for it in time.
        """
        end = time.monotonic() + patience_s
        with self._news:
            while True:
                for answer in reversed(self.answers):
                    if answer.whole and answer.path == path and answer.version >= version:
                        return answer.at
                if not self._news.wait(end - time.monotonic()):
                    raise TimeoutError(f"nobody asked for version {version} of the feed")

    def document(self) -> tuple[int, bytes]:
        """The version and the bytes of the whole document."""
        with self._news:
            head = {"feed": "jru/1", "generated_at": stamp(self._generated_at), "complete": True}
            body = b"".join(
                (
                    json.dumps(head).encode()[:-1],
                    b',"calls":[',
                    b",".join(self._parts["calls"]),
                    b'],"vehicles":[',
                    b",".join(self._parts["vehicles"]),
                    b"]}",
                )
            )
            return self._version, body

    def version(self) -> int:
        """The version of the document that is served now."""
        return self._version

    def sent(self, version: int, path: str, *, whole: bool) -> None:
        """Note that an answer has gone."""
        with self._news:
            self.answers.append(Answer(version, path, whole, time.monotonic()))
            self._news.notify_all()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    feed: FeedServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    # Without it the last, short packet of an answer waits for the acknowledgement of the others.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer with the document, or with 304 where the client has it."""
        feed = self.server.feed
        if self.headers["If-None-Match"] == f'"{feed.version()}"':
            self.send_response(304)
            self.send_header("ETag", f'"{feed.version()}"')
            self.end_headers()
            feed.sent(feed.version(), self.path, whole=False)
            return
        version, body = feed.document()
        # A program that is ended in the middle of a poll hangs up.
        with suppress(ConnectionError):
            self.send_response(200)
            self.send_header("ETag", f'"{version}"')
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            feed.sent(version, self.path, whole=True)

    def log_message(self, *_: Any) -> None:
        """Write nothing beside the progress."""


def _encoded(record: Record) -> bytes:
    return json.dumps(record, separators=(",", ":")).encode()


def main() -> None:
    """Serve so many calls, as the first argument says; print the address, and run until killed."""
    with FeedServer(fleet(calls=int(sys.argv[1]), vehicles=3, now=datetime.now(UTC))) as feed:
        sys.stdout.write(f"{feed.url}\n")
        sys.stdout.flush()
        signal.pause()


if __name__ == "__main__":
    main()
