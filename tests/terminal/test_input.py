"""What a terminal sends to the real program: only keys are keys, and the terminal is given back."""

import os
import signal
import termios
import time
from collections.abc import Callable
from typing import Any

import pytest

Start = Callable[..., Any]

ANSWERS = {
    "osc 11": b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
    "osc 10 with bell": b"\x1b]10;rgb:ffff/ffff/ffff\x07",
    "da1": b"\x1b[?62;22c",
    "da2": b"\x1b[>41;354;0c",
    "da3": b"\x1bP!|00000000\x1b\\",
    "xtversion": b"\x1bP>|XTerm(370)\x1b\\",
    "cursor": b"\x1b[24;80R",
    "window": b"\x1b[8;24;80t",
    "mode": b"\x1b[?2026;2$y",
    "kitty": b"\x1b[?31u",
    "picture": b"\x1b_Gi=31;OK\x1b\\",
    "mouse": b"\x1b[<35;20M",
    "old mouse": b"\x1b[M \xe0\xa3",
    "release": b"\x1b[97;1:3u",
    "no code point": b"\x1b[9999999u\x1b[55296u",
    "latin 1": b"\xa3",
    "paste with esc": b"\x1b[200~a\x1b\rq\x1b[201~",
    "paste with its end inside": b"\x1b[200~x\x1b[201~a\rq\x1b[201~",
    "without esc": b"]11;rgb:1e1e/1e1e/2e2e\x1b\\",
}


def untouched(board: Any) -> str:
    """The screen without what time changes."""
    return "\n".join(line for line in board.screen.display if not any(map(str.isdigit, line)))
