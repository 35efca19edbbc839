"""A change in the feed: from the last byte of its document to the frame that shows it."""

from collections.abc import Iterator, Mapping
from functools import partial

from benchmarks.board_screen import is_painted, listed_calls, selected_call
from benchmarks.feed_server import PATH, FeedServer
from benchmarks.lab import PATIENCE_S, Lab, firsts, ms, named, note_on
from benchmarks.processes import cpu_s
from benchmarks.results import Series
from benchmarks.terminal import Reaction, Terminal
from benchmarks.workspace import fleet_board

ROWS: Mapping[str, str] = {
    "feed": "last byte of a document with one changed call to the frame that shows it",
    "feed-cpu": "CPU for that document",
    "cell": "bytes of the frame that shows one changed letter (and what clocks ran on)",
    "load": "start to the board with all calls of the feed's first document",
}

_SIZES = (20, 1_000, 100_000)
_PLACES = ("Alder Street, Deal", "Elder Street, Deal", "Older Street, Deal")
"""One letter differs. With three of them each of the two that take turns sees each change."""
_QUERY = "?floor"
_POLL_S = 30.0
_IDLE_S = (4.0, 1.0)
"""Seconds that are watched for what the board does by itself, in a full and in a quick run."""
_BESIDE = "bare Textual app that polls and decodes"


class Changes:
    """The reactions of the bare app and of the board to changed documents, in turns."""

    def __init__(self) -> None:
        self.bare: list[Reaction] = []
        self.board: list[Reaction] = []
        self.bare_cpu_ms: list[float] = []
        self.board_cpu_ms: list[float] = []

    def take(self, lab: Lab, board: Terminal, feed: FeedServer) -> None:
        """Change a call that is on screen, for each sample once for each of the two."""
        shown = listed_calls(board.screen)
        call = next(
            call
            for call in shown
            if call != selected_call(board.screen) and not feed.record(call)["responses"]
        )
        with lab.workspace.floor("feed", feed.url + _QUERY, call) as bare:
            bare.wait(lambda screen: "ready" in screen.text, PATIENCE_S)
            self._change(feed, call)
            bare.press(b"p", window_s=1.0, quiet_s=0.1, patience_s=_POLL_S)
            board.read_for(1.0)
            idle = cpu_s(board.pid)
            idle_s = _IDLE_S[lab.quick]
            board.read_for(idle_s)
            idle = (cpu_s(board.pid) - idle) / idle_s
            for _ in range(lab.count(20, 2)):
                self._board(board, feed, call, idle)
                version = self._bare(bare, feed, call)
                # The board hears of that change, too, before the next one is its own.
                feed.wait_for(version, _POLL_S)
                board.read_for(0.5)

    def _board(self, board: Terminal, feed: FeedServer, call: str, idle: float) -> None:
        """Change the call and let the board hear of it at its next poll."""
        board.drain()
        start = cpu_s(board.pid)
        version = self._change(feed, call)
        changed_at = feed.changed_at
        seen = board.react(
            lambda: feed.wait_for(version, _POLL_S), window_s=0.1, quiet_s=0.1, patience_s=_POLL_S
        )
        self.board.append(seen)
        spent = cpu_s(board.pid) - start - idle * (board.read_at - changed_at)
        self.board_cpu_ms.append(ms(max(0.0, spent)))

    def _bare(self, bare: Terminal, feed: FeedServer, call: str) -> int:
        """Change the call and let the bare app poll, at a key; gives the document's version."""
        bare.drain()
        start = cpu_s(bare.pid)
        version = self._change(feed, call)

        def poll() -> float:
            bare.send(b"p")
            return feed.wait_for(version, _POLL_S, PATH + _QUERY)

        seen = bare.react(poll, window_s=0.1, quiet_s=0.1, patience_s=_POLL_S)
        self.bare.append(seen)
        self.bare_cpu_ms.append(ms(cpu_s(bare.pid) - start))
        return version

    @staticmethod
    def _change(feed: FeedServer, call: str) -> int:
        where = feed.record(call)["where"]
        known = _PLACES.index(where["text"]) if where["text"] in _PLACES else -1
        return feed.change(call, where={**where, "text": _PLACES[(known + 1) % len(_PLACES)]})


def measure(lab: Lab) -> Iterator[Series]:
    """Let a board of each size hear of changes."""
    for calls in lab.sizes(_SIZES, _SIZES[:1]):
        case = named(calls, "calls")
        lab.say(f"starting a board of {case}")
        with fleet_board(lab.workspace, calls=calls, vehicles=3) as (board, feed):
            at = board.wait(partial(is_painted, open_calls=calls), PATIENCE_S)
            loaded = [] if at is None else [ms(at - board.started_at) / 1_000]
            note = "" if loaded else f"not on the board within {PATIENCE_S:.0f} s"
            yield Series(row="load", case=case, unit="s", samples=loaded, size=calls, note=note)
            changes = Changes()
            if loaded and lab.wanted != {"load"}:
                lab.say(f"changes among {case}")
                board.read_for(1.0)
                changes.take(lab, board, feed)
                note = note_on([*changes.board, *changes.bare], what="documents")
            yield Series(
                row="feed",
                case=case,
                samples=firsts(changes.board),
                floor=firsts(changes.bare),
                beside=_BESIDE,
                size=calls,
                note=note,
            )
            yield Series(
                row="feed-cpu",
                case=case,
                unit="CPU ms",
                samples=changes.board_cpu_ms,
                floor=changes.bare_cpu_ms,
                beside=_BESIDE,
                size=calls,
                note=note,
            )
            yield Series(
                row="cell",
                case=case,
                unit="B",
                samples=[float(reaction.first_frame) for reaction in changes.board],
                floor=[float(reaction.first_frame) for reaction in changes.bare],
                beside=_BESIDE,
                size=calls,
                note=note,
            )
