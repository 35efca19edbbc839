"""Bracketed paste: text, whatever it holds.

Some multiplexers hand an `ESC` in a paste on as it is, so a paste may hold what looks like its own
end: what follows up to the true end is text as well. See "Bracketed Paste Mode" in xterm's ctlseqs.
"""

import re

from jru_tui.tui.terminal.partial_sequence import (
    DEAF_S,
    REST_S,
    TYPED_S,
    PartialSequence,
    TerminalRead,
)
from jru_tui.tui.terminal.tokens import PastedText

BEGIN = "200~"
END = "201~"
"""The marks behind their `CSI`."""
_CSI = "(?:\x1b\\[|\x9b|\udc9b)"
_END = re.compile(f"{_CSI}{END}")
MARK = re.compile(f"{_CSI}(?:{BEGIN}|{END})")
_CUT_MARK = re.compile(r"\x1b(?:\[(?:20?[01]?)?)?\Z")
_SPLIT = len("\x1b[201")
"""Characters of a mark that may have come without the rest of it."""
_KEPT = 100_000
"""Characters of a paste that are kept. What is beyond is read and dropped."""
_SETTLE_S = 0.05
"""Seconds of quiet behind an end mark after which it was the last one. More (`TYPED_S`) where text
came with it: nobody types so quickly, but a paste may go on behind an end mark of its own."""


class Paste(PartialSequence):
    """A paste, up to its last end mark.

    What comes right behind an end mark waits until it is known whether another one follows. A paste
    whose end does not come is given piece by piece, and is over with the next key press after a
    pause.
    """

    def __init__(self) -> None:
        """Begin behind the first mark."""
        super().__init__()
        self.wait_s = TYPED_S
        self._text = ""
        self._ended = False
        self.rest = ""
        """Characters behind the last end mark; before there is one, such as may begin it."""

    def take(self, text: str, at: int) -> int:
        """Take everything."""
        self.rest += text[at:]
        for mark in list(_END.finditer(self.rest))[-1:]:
            self._keep(self.rest[: mark.end()])
            self.rest = self.rest[mark.end() :]
            self._ended = True
        if self._ended:
            self.wait_s = TYPED_S if self.rest else _SETTLE_S
        if not self._ended or len(self.rest) > _KEPT:
            self._keep(self.rest[:-_SPLIT])
            self.rest = self.rest[-_SPLIT:]
            self.wait_s = TYPED_S
        return len(text)

    def _keep(self, text: str) -> None:
        self._text += text[: _KEPT - len(self._text)]

    def abandoned_by(self, read: TerminalRead) -> bool:
        """Give up to a key press after a pause, or when typing goes on and on without one."""
        if read.one_key and self._goes_on_with(read.text):
            return read.quiet_s >= REST_S
        if read.one_key:
            return read.quiet_s >= TYPED_S or read.typing_s >= DEAF_S
        return read.quiet_s >= REST_S

    def _goes_on_with(self, text: str) -> bool:
        """Tell whether a character belongs to an end mark that was cut."""
        cut = "" if self._ended else self.rest[self.rest.rfind("\x1b") :]
        return cut != "" and f"\x1b[{END}".startswith(cut + text)

    def expire(self) -> None:
        """Give the text; without an end mark go on, for more may come."""
        if self._ended:
            self.give_up()
        else:
            whole = max(self.rest.rfind(begin) for begin in "\x1b\x9b\udc9b")
            split = len(self.rest) if whole < 0 else whole
            self._keep(self.rest[:split])
            self.rest = self.rest[split:]
            self.tokens = self._take_pasted()
            self.wait_s = None

    def give_up(self) -> None:
        """Give the text, and end."""
        if not self._ended:
            self._keep(self.rest)
            self.rest = ""
        self.end(self._take_pasted())

    def _take_pasted(self) -> tuple[PastedText, ...]:
        text, self._text = self._text, ""
        words = clean_paste(text)
        return (PastedText(words),) if words else ()


def clean_paste(text: str) -> str:
    """Return pasted text in one line, its lines parted by spaces, cleaned as a feed's text is."""
    from jru_tui.feeds import clean  # noqa: PLC0415 -- no first frame waits for it

    lines = (line.strip() for line in _CUT_MARK.sub("", MARK.sub("", text)).splitlines())
    # An undecodable byte is a lone surrogate here, which the cleaning replaces.
    return clean(" ".join(filter(None, lines)), _KEPT)
