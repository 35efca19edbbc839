r"""Remains of terminal answers among plain characters, where the `ESC` before them was lost.

A multiplexer may eat an `ESC`, a line may cut an answer, and an `ESC` may have come so long before
the rest that it was taken for the Escape key. What is left looks like typing, but it comes in one
read and has a form that nobody types: `]11;rgb:`, `[?62;22c`, `35;20;10M`, or any characters right
before the end of a string. What has no such form (`2c`) cannot be told from keys, and is keys. A
busy board reads late: keys that were pressed behind the remains may be in the same read.
"""

import re

from msgspec import Struct

from jru_tui.tui.terminal.control_strings import ControlString

_STRING = re.compile(r"\](?=\d{1,4};)|_(?=G[A-Za-z]=)")
_CSI = re.compile(r"\[(?:[<=>?][\d;:]*\d|\d[\d;:]*;\d+)[ -/]*[@-~]|\[[03]n")
_REST_OF_CSI = re.compile(r"(?:<?\d*;\d+;\d+[Mm]|\??(?:\d*;)+\d+[ -/]*[A-Za-z~])+")
_REST_OF_MOUSE = re.compile(r"<?\d*;\d+;\d+[Mm]")
_REST_OF_STRING = re.compile(r"[^\x00-\x1f\x7f]*\Z")
_REST_BEFORE_END = re.compile("(?:[ -~]*[;:/=|][ -~]*|[0-9a-f]{2,})[\x07\udc9c]")
_PASTE_END = re.compile("(?:\x1b\\[|\x9b)201~")
_STRING_ENDS = ("\x1b\\", "\x9c")


class Typing(Struct):
    """Plain characters of one read.

    Attributes:
        text: those that were typed.
        string: the string that begins behind them without its `ESC`, if one does.
        taken: how many characters both are up to the string's body.
    """

    text: str
    taken: int
    string: ControlString | None = None


def part_orphans(run: str, behind: str, *, first: bool, writing: bool) -> Typing:
    """Part what was typed from the remains of answers.

    Args:
        run: plain and control characters of one read, up to an escape sequence or the read's end.
        behind: what follows them in that read.
        first: whether the read begins with them.
        writing: whether they are text for a text box, which may look like the rest of an answer.
    """
    rest = None if writing else _REST_OF_CSI.match(run)
    start = rest.end() if rest is not None else 0
    if begin := _STRING.search(run, start):
        before, string = run[start : begin.start()], ControlString(begin[0], headless=True)
        return Typing(_CSI.sub("", before), begin.end(), string)
    typed = run[start:]
    if _PASTE_END.match(behind):
        typed = ""  # a paste was given up too early: what is left of it is nothing
    elif behind.startswith(_STRING_ENDS):
        typed = _REST_OF_STRING.sub("", typed)
    elif first and _REST_OF_MOUSE.fullmatch(run):
        typed = ""
    return Typing(_CSI.sub("", _REST_BEFORE_END.sub("", typed)), len(run))
