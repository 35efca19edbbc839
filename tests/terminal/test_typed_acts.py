"""The acts of a supervisor in the real program, in the smallest usual terminal, with write-back."""

from pathlib import Path

import pytest

from tests.terminal.conftest import Dispatch, Start, Terminal

SMALL = (80, 24)

TYPED = (
    ("a k-4 jru2", "JRU 2 assigned", "assign"),
    ("d k-2 jru3", "JRU 3 stood down", "stand-down"),
    ("a k-3 jru3", "JRU 3 assigned", "assign"),
    ("b k-1 ambulance", "back-up asked: ambulance", "back-up"),
    ("b k-1 at-scene", "back-up at scene: ambulance", "back-up-end"),
    ("b k-1 patrol", "back-up asked: patrol", "back-up"),
    ("g k-1 G2", "regraded G1 → G2", "regrade"),
    ("m k-1 A2, Faversham", "place A28, Ospringe → A2", "relocate"),
    ("next k-2 jru1", "next call of JRU 1", ""),
    ("next k-2 none", "no longer the next call of JRU 1", ""),
    ("mark k-1 a dog", "marker at A2, Faversham: a dog", ""),
    ("mark k-1 none", "ended: marker at A2, Faversham", ""),
    ("rc k-2 ambulance", "police do not attend", "right-care"),
    ("l k-2 k-3", "linked as a duplicate of K-3", ""),
    ("l k-2 none", "unlinked", ""),
    ("hold k-1 2099-01-01 inquest", "held until 1 Jan 2099", ""),
    ("O A2; fell", "opened by hand: A2", "open-call"),
    ("n k-1 dog", "note: dog", "note"),
    ("s jru1 hospital", "JRU 1 at hospital", "status"),
    ("d k-4 jru2", "JRU 2 stood down", "stand-down"),
)
"""Lines, what the board says of each, and what dispatch is posted."""

KEYS = (
    ("a\r", "JRU 2 assigned", "assign"),
    ("b1\r", "back-up asked: ambulance", "back-up"),
    ("R\r", "right care: police attend", "right-care"),
    ("Mdog\r", "marker at A28, Ospringe: dog", ""),
    ("Kinquest\r", "held until", ""),
    ("gj\r", "regraded G1 → G2", "regrade"),
)
"""The same of keys on the most urgent call."""


@pytest.fixture
def board(open_terminal: Start, dispatch: Dispatch, tmp_path: Path) -> Terminal:
    """A board at a dispatch system that takes commands: K-3 waits, K-1 and K-2 are attended."""
    dispatch.vehicle("JRU1", "at_scene", call="K-1")
    # It is the nearest, at any hour of the night in which this runs.
    dispatch.vehicle("JRU2", position={"lat": 51.31, "lon": 0.89, "at": dispatch.stamp(0)})
    dispatch.vehicle("JRU3", "en_route", call="K-2")
    told, gone = dispatch.stamp(-9), dispatch.stamp(-8)
    there = {"vehicle": "JRU1", "allocated_at": told, "en_route_at": gone, "at_scene_at": gone}
    coming = {"vehicle": "JRU3", "allocated_at": told, "en_route_at": gone}
    dispatch.call(
        "K-1", 10, grade="G1", type="rtc", where={"text": "A28, Ospringe"}, responses=[there]
    )
    dispatch.call("K-2", 10, grade="G3", type="fall", responses=[coming])
    ospringe = {"text": "A28, Ospringe", "lat": 51.31, "lon": 0.88}
    dispatch.call("K-3", 5, grade="G1", type="assault", where=ospringe)
    dispatch.call("K-4", 4, grade="G3", type="fall")
    file = tmp_path / "jru.toml"
    feed = f'url = "{dispatch.url}/feed"\nwriteback = "{dispatch.url}/commands"\ninterval_s = 1'
    file.write_text(f'journal = "{tmp_path}/journal.db"\nby = "SC 70001"\n[feed]\n{feed}\n')
    terminal = open_terminal("run", "--config", str(file), size=SMALL)
    terminal.see("K-3", "K-4")
    return terminal


def carried_out(board: Terminal, dispatch: Dispatch, keys: str, said: str, posted: str) -> None:
    """Press keys; the board says what they did, and dispatch has it."""
    before = len(dispatch.posted)
    board.press(keys)
    board.see(said[:24])
    if posted:
        board.wait(lambda _: len(dispatch.posted) > before, f"the post of {said}")
        assert dispatch.posted[before]["command"] == posted
    assert len(dispatch.posted) == before + bool(posted)


def test_typed_lines_do_each_act(board: Terminal, dispatch: Dispatch) -> None:
    for line, said, posted in TYPED:
        carried_out(board, dispatch, f":{line}\r", said, posted)
    assert board.quit() == 0


def test_keys_do_the_acts_of_the_most_urgent_call(board: Terminal, dispatch: Dispatch) -> None:
    for keys, said, posted in KEYS:
        carried_out(board, dispatch, keys, said, posted)
    board.press("u")
    board.wait(lambda _: bool(dispatch.posted[-1].get("undoes")), "the post of the undo")
    assert board.quit() == 0
