"""One running simulation: a scenario on a clock, the commands posted to it, and its documents."""

from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from jru_tui.simulator.clock import SimulatorClock
from jru_tui.simulator.obey import Obeyed, Posted
from jru_tui.simulator.scenario import Scenario
from jru_tui.simulator.tape import R
from jru_tui.simulator.wire import encode, fingerprint, plain
from jru_tui.simulator.world import Document, World

RENEWED = timedelta(seconds=30)
"""An unchanged document is made anew this often, so that `generated_at` is never far behind."""
CURSORS_KEPT = 64


class Answer(Struct, frozen=True):
    """What a posted command is answered: an HTTP status, and the reason of a refusal."""

    status: int
    reason: str | None = None


class State(Struct, frozen=True):
    """What the feed says at a moment, as it is served.

    Attributes:
        cursor: names the content; clients send it back as `since`.
        tag: names the content and `generated_at`; equal tags mean equal documents.
    """

    document: Document
    cursor: str
    tag: str


class _Envelope(Struct):
    """What every command carries beside its own fields."""

    id: str = ""
    by: str = "supervisor"


class Simulator:
    """Serves a scenario as time goes by and obeys commands. Every door (HTTP, tests) leads here."""

    def __init__(self, scenario: Scenario, clock: SimulatorClock) -> None:
        self.scenario = scenario
        self.clock = clock
        self._posted: list[Posted] = []
        self._answers: dict[str, tuple[datetime, Answer]] = {}
        self._world = World(scenario)
        self._served: dict[str, State] = {}
        self._latest: State | None = None

    def state(self) -> State:
        """What the feed says now; the same as before while nothing in it has changed."""
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
        self._latest = State(document, cursor, tag)
        self._served.pop(cursor, None)
        self._served[cursor] = self._latest
        while len(self._served) > CURSORS_KEPT:
            del self._served[next(iter(self._served))]
        return self._latest

    def body(self, state: State, since: str | None = None) -> bytes:
        """A state as JSON, for a client that holds the cursor `since`: only what changed.

        A cursor that is not known, or from which something has left the document, gets all.
        """
        before = self._served.get(since) if since is not None else None
        changes = _changes(before.document, state.document) if before else None
        return encode(changes or state.document, state.cursor)

    def post(self, key: str | None, body: bytes) -> Answer:
        """Obey one command. The same key again gets the same answer and has no second effect."""
        try:
            envelope = msgspec.json.decode(body, type=_Envelope)
            command = msgspec.json.decode(body, type=Obeyed)
        except (msgspec.DecodeError, UnicodeDecodeError) as trouble:
            return Answer(422, f"this command cannot be understood: {trouble}")
        key = key or envelope.id
        if not key:
            return Answer(422, "a command needs an Idempotency-Key, or an id")
        if key not in self._answers:
            posted = Posted(key, self.clock.now(), envelope.by, command)
            self._answers[key] = posted.at, self._obey(posted)
        return self._answers[key][1]

    def seek(self, at: datetime) -> None:
        """Jump to a moment. Going back takes back what was posted after it."""
        self.clock.seek(at)
        self._posted = [each for each in self._posted if each.at <= at]
        self._answers = {key: each for key, each in self._answers.items() if each[0] <= at}
        self._world = World(self.scenario, self._posted)
        self._served.clear()
        self._latest = None

    def _obey(self, posted: Posted) -> Answer:
        world = World(self.scenario, [*self._posted, posted])
        if posted.id in world.refused:
            return Answer(409, world.refused[posted.id])
        self._world = world
        self._posted.append(posted)
        return Answer(200)


def _same(one: Document, other: Document) -> bool:
    return one.calls == other.calls and one.vehicles == other.vehicles


def _changes(before: Document, after: Document) -> Document | None:
    """What differs, as a document of its own; None when something is no longer listed."""
    calls = _changed(before.calls, after.calls)
    vehicles = _changed(before.vehicles, after.vehicles)
    if calls is None or vehicles is None:
        return None
    return Document(after.generated_at, calls, vehicles, complete=False)


def _changed(before: tuple[R, ...], after: tuple[R, ...]) -> tuple[R, ...] | None:
    known = {each.id: each for each in before}
    if not known.keys() <= {each.id for each in after}:
        return None
    return tuple(each for each in after if known.get(each.id) != each)
