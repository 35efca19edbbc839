"""A terminal's screen as text, kept up to date from the bytes that a program writes.

It knows the control sequences that full-screen programs write and no more. It is a tenth of the
work of a complete emulator, so that measuring takes little of the processor that is measured.
"""

import codecs
import re
import unicodedata

_TOKEN = re.compile(
    r"\x1b\[(?P<parameters>[0-9;:?<=>!]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    r"|\x1b[\]P_^X](?P<string>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b[()*+#%][0-9A-Za-z]"
    r"|\x1b[0-9=>78A-NQ-WYZa-z\\|}~]"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f])"
    r"|(?P<text>[^\x00-\x1f]+)"
)
_CHANGING = re.compile(r"[0-9:]+|[━─]+| +")
_NARROW = "\u0300"
"""All printable characters before this one take one cell."""
_SYNCHRONIZED = "?2026"
"""The mode that marks a frame: https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036"""


class Screen:
    """The characters on a terminal's screen, without their colours.

    Attributes:
        synchronized: whether a frame has begun that has not ended.
        written: whether anything was written since `state` was read last.
    """

    def __init__(self, columns: int, lines: int) -> None:
        self.columns = columns
        self.lines = lines
        self.synchronized = False
        self.written = False
        self._cells = [[" "] * columns for _ in range(lines)]
        self._steady: list[str | None] = [None] * lines
        self._x = 0
        self._y = 0
        self._rest = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def line(self, y: int) -> str:
        """The text of the line at `y`, counted from 0; the second cell of a wide one is empty."""
        return "".join(self._cells[y])

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.line(y) for y in range(self.lines))

    @property
    def state(self) -> int:
        """A number that changes with the text, but not with a clock, a bar or an age that runs."""
        self.written = False
        for y, known in enumerate(self._steady):
            if known is None:
                self._steady[y] = _CHANGING.sub(_class_of, self.line(y))
        return hash(tuple(self._steady))

    def feed(self, data: bytes) -> list[int]:
        """Take in what was written; gives the state at the end of each frame that it ends."""
        text = self._rest + self._decoder.decode(data)
        ended: list[int] = []
        position = 0
        while position < len(text):
            token = _TOKEN.match(text, position)
            if token is None:
                break
            position = token.end()
            if run := token["text"]:
                self._write(run)
            elif final := token["final"]:
                if token["parameters"] == _SYNCHRONIZED and final in "hl":
                    self.synchronized = final == "h"
                    if final == "l":
                        ended.append(self.state)
                else:
                    self._control(final, token["parameters"])
            elif character := token["control"]:
                self._move_by(character)
        self._rest = text[position:]
        return ended

    def _write(self, run: str) -> None:
        self.written = True
        y, x = self._y, self._x
        self._steady[y] = None
        if max(run) < _NARROW:
            cells: list[str] = list(run)
        else:
            cells = []
            for character in run:
                if unicodedata.combining(character) and cells:
                    cells[-1] += character
                    continue
                cells.append(character)
                if unicodedata.east_asian_width(character) in "WF":
                    cells.append("")
        room = self.columns - x
        self._cells[y][x : x + len(cells)] = cells[:room]
        self._x = min(self.columns, x + len(cells))

    def _move_by(self, character: str) -> None:
        if character == "\r":
            self._x = 0
        elif character == "\n":
            self._y = min(self.lines - 1, self._y + 1)
        elif character == "\b":
            self._x = max(0, self._x - 1)

    def _control(self, final: str, parameters: str) -> None:
        if parameters[:1] in ("?", "<", "=", ">"):
            return
        numbers = [int(part) if part.isdigit() else 0 for part in parameters.split(";")]
        first = max(1, numbers[0])
        if final in "Hf":
            self._y = min(self.lines, first) - 1
            self._x = min(self.columns, max(1, numbers[1] if len(numbers) > 1 else 1)) - 1
        elif final == "A":
            self._y = max(0, self._y - first)
        elif final == "B":
            self._y = min(self.lines - 1, self._y + first)
        elif final == "C":
            self._x = min(self.columns - 1, self._x + first)
        elif final == "D":
            self._x = max(0, self._x - first)
        elif final == "G":
            self._x = min(self.columns, first) - 1
        elif final == "J":
            self._erase_lines(numbers[0])
        elif final == "K":
            self._erase_cells(self._y, numbers[0])

    def _erase_lines(self, what: int) -> None:
        """Erase below the cursor (0), above it (1) or everything (2, 3)."""
        if what in (0, 1):
            self._erase_cells(self._y, what)
        first = {0: self._y + 1}.get(what, 0)
        last = {1: self._y}.get(what, self.lines)
        for y in range(first, last):
            self._erase_cells(y, 2)

    def _erase_cells(self, y: int, what: int) -> None:
        """Erase in a line behind the cursor (0), up to it (1) or everything (2)."""
        self.written = True
        self._steady[y] = None
        first = self._x if what == 0 else 0
        last = min(self._x + 1, self.columns) if what == 1 else self.columns
        self._cells[y][first:last] = [" "] * (last - first)


def _class_of(found: re.Match[str]) -> str:
    return {"━": "─", "─": "─", " ": " "}.get(found[0][0], "0")
