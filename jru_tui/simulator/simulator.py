"""A running simulation: a scenario on a clock, commands posted to it, its documents as bytes."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct

from jru_tui.board import DispatchCommand
from jru_tui.simulator.clock import SimulatorClock
from jru_tui.simulator.command_handling import PostedCommand
from jru_tui.simulator.scenario import Scenario
from jru_tui.simulator.timeline import R
from jru_tui.simulator.world import FeedDocument, World

FORMAT = "jru/1"


def encode(document: FeedDocument, cursor: str) -> bytes:
    """Encode one document as JSON; `cursor` is what a client sends back as `since`."""
    return msgspec.json.encode(
        {
            "feed": FORMAT,
            "generated_at": document.generated_at,
            "cursor": cursor,
            "complete": document.complete,
            "next": None,
            "calls": plain(document.calls),
            "vehicles": plain(document.vehicles),
        }
    )


def plain(value: Any) -> Any:
    """Records as dictionaries with all their fields: on the wire an absence is written as null."""
    if isinstance(value, Struct):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def fingerprint(content: bytes) -> str:
    """A short name for exactly these bytes."""
    return sha256(content).hexdigest()[:16]


RENEWED = timedelta(seconds=30)
"""An unchanged document is made anew this often, so that `generated_at` is never far behind."""
CURSORS_KEPT = 64


class CommandReply(Struct, frozen=True):
    """An answer to a posted command: an HTTP status, and the reason of a refusal."""

    status: int
    reason: str | None = None


class ServedState(Struct, frozen=True):
    """The state of the feed at a moment, as it is served.

    Attributes:
        cursor: names the content; clients send it back as `since`.
        tag: names the content and `generated_at`; equal tags mean equal documents.
    """

    document: FeedDocument
    cursor: str
    tag: str


class _Envelope(Struct):
    """The fields that every command carries beside its own."""

    id: str = ""
    by: str = "supervisor"


class Simulator:
    """A running scenario: serves it as time goes by, and obeys commands."""

    def __init__(self, scenario: Scenario, clock: SimulatorClock) -> None:
        self.scenario = scenario
        self.clock = clock
        self._posted: list[PostedCommand] = []
        self._answers: dict[str, tuple[datetime, CommandReply]] = {}
        self._world = World(scenario)
        self._served: dict[str, ServedState] = {}
        self._latest: ServedState | None = None

    def state(self) -> ServedState:
        """Return what the feed says now; the same as before while nothing in it has changed."""
        now = self.clock.now()
        document = self._world.document(now)
        latest = self._latest
        if latest is not None and _same(latest.document, document):
            if abs(now - latest.document.generated_at) < RENEWED:
                return latest
            cursor = latest.cursor
        else:
            content = msgspec.json.encode([plain(document.calls), plain(document.vehicles)])
            cursor = fingerprint(content)
        tag = fingerprint(f"{cursor} {now.isoformat()}".encode())
        self._latest = ServedState(document, cursor, tag)
        self._served.pop(cursor, None)
        self._served[cursor] = self._latest
        while len(self._served) > CURSORS_KEPT:
            del self._served[next(iter(self._served))]
        return self._latest

    def body(self, state: ServedState, since: str | None = None) -> bytes:
        """A state as JSON, for a client that holds the cursor `since`: only what changed.

        A cursor that is not known, or from which something has left the document, gets all.
        """
        before = self._served.get(since) if since is not None else None
        changes = _changes(before.document, state.document) if before else None
        return encode(changes or state.document, state.cursor)

    def post(self, key: str | None, body: bytes) -> CommandReply:
        """Obey one command. The same key again gets the same answer and has no second effect."""
        try:
            envelope = msgspec.json.decode(body, type=_Envelope)
            command = msgspec.json.decode(body, type=DispatchCommand)
        except (msgspec.DecodeError, UnicodeDecodeError) as trouble:
            return CommandReply(422, f"this command cannot be understood: {trouble}")
        key = key or envelope.id
        if not key:
            return CommandReply(422, "a command needs an Idempotency-Key, or an id")
        if key not in self._answers:
            posted = PostedCommand(key, self.clock.now(), envelope.by, command)
            self._answers[key] = posted.at, self._obey(posted)
        return self._answers[key][1]

    def seek(self, at: datetime) -> None:
        """Jump to a moment. Going back takes back what was posted after it."""
        self.clock.seek(at)
        self._posted = [posted for posted in self._posted if posted.at <= at]
        self._answers = {key: answer for key, answer in self._answers.items() if answer[0] <= at}
        self._world = World(self.scenario, self._posted)
        self._served.clear()
        self._latest = None

    def _obey(self, posted: PostedCommand) -> CommandReply:
        world = World(self.scenario, [*self._posted, posted])
        if posted.id in world.refused:
            return CommandReply(409, world.refused[posted.id])
        self._world = world
        self._posted.append(posted)
        return CommandReply(200)


def _same(one: FeedDocument, other: FeedDocument) -> bool:
    return one.calls == other.calls and one.vehicles == other.vehicles


def _changes(before: FeedDocument, after: FeedDocument) -> FeedDocument | None:
    """Return what differs as a document of its own; None when something is no longer listed."""
    calls = _changed(before.calls, after.calls)
    vehicles = _changed(before.vehicles, after.vehicles)
    if calls is None or vehicles is None:
        return None
    return FeedDocument(after.generated_at, calls, vehicles, complete=False)


def _changed(before: tuple[R, ...], after: tuple[R, ...]) -> tuple[R, ...] | None:
    known = {record.id: record for record in before}
    if not known.keys() <= {record.id for record in after}:
        return None
    return tuple(record for record in after if known.get(record.id) != record)
