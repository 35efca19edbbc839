"""What the real program writes to a real terminal: bytes, which a slow line makes a user feel.

A second that passes meanwhile writes its digits, too: of several tries the smallest is what counts.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from benchmarks.board_screen import is_painted, listed_calls, selected_call
from benchmarks.feed_server import FeedServer
from benchmarks.terminal import Reaction, Terminal
from benchmarks.workspace import Workspace, fleet_board

BYTES_A_LETTER = 250
"""For one letter of a call that changed, and the age of the feed beside it."""

BYTES_A_KEY = 2_000
"""For an arrow key: two rows of the list, and the selected call beside it."""

BYTES_A_SCROLL = 7_000
"""For an arrow key at the edge of the list: today all of its rows."""

BYTES_A_DIALOG = 9_000
"""To open a dialog, and to close it: the dialog, what it covered, and the offers of a new plan."""

PLACES = ("Alder Street, Deal", "Elder Street, Deal", "Older Street, Deal")
PATIENCE_S = 30.0
TRIES = 3
KEYS = 6
"""Calls differ in what there is to say of them: the least of so many keys is compared."""
POLLS = 12

Board = tuple[Terminal, FeedServer]


@pytest.fixture(params=[30, 1_000], ids=["30 calls", "1,000 calls"])
def board(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Board]:
    """The program on a feed with so many open calls, and that feed."""
    calls: int = request.param
    workspace = Workspace(tmp_path)
    with fleet_board(workspace, calls=calls, vehicles=3) as (terminal, feed):
        assert terminal.wait(partial(is_painted, open_calls=calls), PATIENCE_S)
        terminal.read_for(0.5)
        yield terminal, feed


def press(terminal: Terminal, key: bytes, quiet_s: float = 0.1) -> Reaction:
    reaction = terminal.press(key, window_s=0.1, quiet_s=quiet_s, patience_s=PATIENCE_S)
    assert reaction.first_s is not None
    return reaction


def change(terminal: Terminal, feed: FeedServer, call: str, place: str) -> Reaction:
    """Let the feed name another place, and the board hear of it."""
    version = feed.change(call, where={**feed.record(call)["where"], "text": place})
    return terminal.react(
        lambda: feed.wait_for(version, PATIENCE_S),
        window_s=0.1,
        quiet_s=0.1,
        patience_s=PATIENCE_S,
    )


def test_keys_and_changes_write_what_differs(board: Board) -> None:
    terminal, feed = board
    seen = listed_calls(terminal.screen)
    call = next(
        call
        for call in seen[4:]
        if call != selected_call(terminal.screen) and not feed.record(call)["responses"]
    )
    letter = change(terminal, feed, call, PLACES[-1])
    for number in range(POLLS):
        letter = change(terminal, feed, call, PLACES[number % len(PLACES)])
        # Of two frames that are read at once the other one has the bytes.
        if 0 < letter.first_frame <= BYTES_A_LETTER:
            break
    assert 0 < letter.first_frame <= BYTES_A_LETTER

    dialogs = [(press(terminal, b"a", 0.3), press(terminal, b"\x1b", 0.3)) for _ in range(TRIES)]
    assert 0 < min(opened.size for opened, _ in dialogs) <= BYTES_A_DIALOG
    assert 0 < min(closed.size for _, closed in dialogs) <= BYTES_A_DIALOG

    keys = [press(terminal, b"\x1b[B") for _ in range(KEYS)]
    assert 0 < min(reaction.size for reaction in keys) <= BYTES_A_KEY
    for _ in range(len(seen) - KEYS - 1):
        press(terminal, b"\x1b[B")
    scrolls = [press(terminal, b"\x1b[B") for _ in range(TRIES)]
    assert 0 < min(reaction.size for reaction in scrolls) <= BYTES_A_SCROLL
