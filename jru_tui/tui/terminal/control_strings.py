"""Control strings: OSC, DCS, APC, PM and SOS. Terminals answer in them; no key sends one.

Of some answers the `ESC` before them was lost. A multiplexer may eat one, a line may cut an answer,
and an `ESC` may have come so long before the rest that it was taken for the Escape key. What is
left looks like typing, but it comes in one read and has a form that nobody types: `]11;rgb:`,
`[?62;22c`, `35;20;10M`, or any characters right before the end of a string. What has no such form
(`2c`) cannot be told from keys, and is keys. A busy board reads late: keys that were pressed behind
the remains may be in the same read.
"""

import re

from msgspec import Struct

from jru_tui.tui.terminal.partial_sequence import (
    DEAF_S,
    ESC,
    REST_S,
    TYPED_S,
    PartialSequence,
    TerminalRead,
)

KINDS = "]P_^X"
"""The characters that begin one behind `ESC`."""
_ENDS = {"\x9c", "\udc9c", "\x18", "\x1a"}
"""ST as one character, decoded and not, and the two controls that break off any sequence."""
_BELL = "\x07"
_HEADS = {"]": r"\d{1,4};", "P": r"[\d;]*(?:[!>$+=<?|{]|q[#\"])", "_": r"G[A-Za-z]="}
"""How an answer begins: a colour, a version or a setting, a picture that was drawn."""
_HEAD_LENGTH = 16
_OPEN_S = 30.0
"""Seconds after which none goes on: what still comes in packets is typed over a slow line."""
_ANSWER_S = 3.0
"""Seconds for which one byte of an answer may lag: the next key press may be taken for it."""
_HEADLESS_S = 0.25
"""Seconds for which the rest of a string may lag whose `ESC` was lost: its end may be, too."""


class ControlString(PartialSequence):
    """A string up to its end: `ST`, for OSC also `BEL`.

    A read that holds more than one key press is its rest. To one key press it is given up after a
    pause: a short one where it does not begin as an answer does, but may be Alt and a key.
    """

    def __init__(self, kind: str, *, headless: bool = False) -> None:
        """Begin behind `ESC` and the character of `kind`; `headless` where the `ESC` was lost."""
        super().__init__()
        self._kind = kind
        self._headless = headless
        self._head = ""
        self._escaped = False

    def take(self, text: str, at: int) -> int:
        """Take characters up to the end of the string."""
        for place in range(at, len(text)):
            character = text[place]
            if character == ESC:
                self._escaped = True
            elif self._escaped:
                self.end(cut=character != "\\")
                return place + (character == "\\")
            elif character in _ENDS or self._ends_with(character):
                self.end()
                return place + 1
            elif len(self._head) < _HEAD_LENGTH:
                self._head += character
        return len(text)

    def _ends_with(self, character: str) -> bool:
        return (character == _BELL and self._kind == "]") or (character == "\\" and self._headless)

    def abandoned_by(self, read: TerminalRead) -> bool:
        """Give up by the rule that the class states."""
        if not read.one_key or (self._escaped and read.text == "\\"):
            return read.quiet_s >= REST_S or read.open_s >= _OPEN_S
        if self._headless:
            patience_s = _HEADLESS_S
        elif re.match(_HEADS.get(self._kind, r"(?!)"), self._head):
            patience_s = _ANSWER_S
        else:
            patience_s = TYPED_S
        return read.quiet_s >= patience_s or read.typing_s >= DEAF_S


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
