"""The parser of terminal input: bytes and the times at which they came, to typed input.

It is a machine with one open sequence at most (see `unfinished`). Plain characters are key presses
as soon as they come. It owns no clock and reads nothing: whoever does hands both in.
"""

import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Sequence
from functools import partial

from jru_tui.tui.terminal.control_strings import ControlString, part_orphans
from jru_tui.tui.terminal.keyboard import REPLACEMENT, press
from jru_tui.tui.terminal.partial_sequence import (
    ESC,
    REST_S,
    TYPED_S,
    PartialSequence,
    TerminalRead,
)
from jru_tui.tui.terminal.paste import MARK, Paste
from jru_tui.tui.terminal.sequences import ControlSequence, Escape, SingleShift
from jru_tui.tui.terminal.tokens import Token

_BURST_S = 0.01
"""Two keys are never pressed so close to each other by hand, in seconds."""
_KEY_S = 0.25
"""Seconds within which two bytes and a letter are one key; later it may be Alt and two keys."""
_CHARACTER_S = 1.0
"""Seconds after which the bytes of a character whose rest did not come are undecodable."""
_ONE_KEY = re.compile("\x1b?(?:[^\x1b]|\x1b|\\[[\\d;:]*[A-Za-z~]|O.)", re.DOTALL)
# C1 controls, as characters or, where an answer plainly follows, as the bytes of an 8-bit terminal.
_SPECIAL = re.compile(
    "\x1b|[\x80-\x9f]"
    "|(?<![\udc80-\udcff])(?:\udc9b(?=[\\d<=>?])|\udc9d(?=\\d)|\udc90(?=[\\d!>])|\udc9f(?=G))"
)
_BEGINNINGS: dict[str, Callable[[], PartialSequence]] = {
    ESC: Escape,
    "\x8f": SingleShift,
    "\x90": partial(ControlString, "P"),
    "\x98": partial(ControlString, "X"),
    "\x9b": ControlSequence,
    "\x9d": partial(ControlString, "]"),
    "\x9e": partial(ControlString, "^"),
    "\x9f": partial(ControlString, "_"),
}
_NEVER = float("-inf")
_LATE = re.compile(
    r"[\[\]^_X].|P(?:[\d;]*(?:[!>$+=<?|{]|q[#\"])|tmux;|\x1b)|O(?:\d;?\d*)?[A-DFHM-SZa-dj-yX]\Z",
    re.DOTALL,
)
"""What may follow, in one read, an `ESC` that was taken for the Escape key."""
_LATE_CHARACTER = re.compile(r"[\[\]^_]")
"""The same where it comes byte by byte: characters that no command has."""
_LATE_CHARACTER_S = 3.0
"""Seconds for which one such character may lag."""


class InputParser:
    """A parser of what a terminal sends.

    Attributes:
        due: when `expire` has something to do, by the clock of the times that are handed in; None
            while it has not.
    """

    def __init__(self) -> None:
        """Begin between sequences."""
        self._decoder = getincrementaldecoder("utf-8")("surrogateescape")
        self._tokens: list[Token] = []
        self._open: PartialSequence | None = None
        self._now = self._read_at = self._burst_at = self._escaped_at = _NEVER
        self._begun_at = self._wait_from = _NEVER
        self._writing = self._begun_late = False
        self.due: float | None = None

    def feed(self, data: bytes, now: float, *, writing: bool = False) -> Sequence[Token]:
        """Take what one read brought.

        Args:
            data: the bytes, at least one.
            now: when they came, in seconds of a clock that never goes back.
            writing: whether a text box has the keys.

        Returns:
            What they are, with what was due before, in order.
        """
        self._expire(now)
        self._writing = writing
        if text := self._decoder.decode(data):
            self._take_read(self._read(text))
        self._read_at = now
        return self._take_tokens()

    def expire(self, now: float) -> Sequence[Token]:
        """Return what has become certain because nothing came up to now."""
        self._expire(now)
        return self._take_tokens()

    def _take_tokens(self) -> Sequence[Token]:
        tokens, self._tokens = self._tokens, []
        waits = [self._read_at + _CHARACTER_S] if self._split else []
        if self._open is not None and self._open.wait_s is not None:
            waits.append(self._wait_from + self._open.wait_s)
        self.due = min(waits, default=None)
        return tokens

    @property
    def _split(self) -> bool:
        """Test whether the bytes of a character have begun."""
        return bool(self._decoder.getstate()[0])

    def _read(self, text: str) -> TerminalRead:
        quiet = self._now - self._read_at
        one_key = _ONE_KEY.fullmatch(text) is not None and not MARK.match(text)
        if quiet < _BURST_S or not one_key:
            self._burst_at = self._now
        open_s = self._now - self._begun_at
        return TerminalRead(text, quiet, self._now - self._burst_at, open_s, one_key)

    def _is_late(self, text: str) -> bool:
        """Tell whether the `ESC` before this text was taken for the Escape key.

        The board has no key that begins so, and nobody goes on in the same read. In a text box both
        may be words.
        """
        escaped_s, self._escaped_at = self._now - self._escaped_at, _NEVER
        if self._open is not None:
            return False
        if _LATE.match(text):
            return escaped_s < (TYPED_S if self._writing else REST_S)
        typed = not self._writing and _LATE_CHARACTER.fullmatch(text) is not None
        return typed and escaped_s < _LATE_CHARACTER_S

    def _expire(self, now: float) -> None:
        self._now = now
        if self._split and now >= self._read_at + _CHARACTER_S:
            self._take(self._decoder.decode(b"", final=True))
        unfinished = self._open
        if unfinished is None or unfinished.wait_s is None:
            return
        if now >= self._wait_from + unfinished.wait_s:
            if isinstance(unfinished, Escape):
                self._escaped_at = now
            unfinished.expire()
            self._collect()

    def _take_read(self, read: TerminalRead) -> None:
        if self._open is not None and self._open.abandoned_by(read):
            self._open.give_up()
            self._collect()
        if self._is_late(read.text):
            self._begin(Escape())
            self._begun_late = True
        self._take(read.text)
        if not read.one_key:
            self._wait_from = self._now

    def _take(self, text: str) -> None:
        at = 0
        while at < len(text):
            if self._open is None:
                at = self._take_typing(text, at)
            else:
                at = self._open.take(text, at)
                self._collect()

    def _take_typing(self, text: str, at: int) -> int:
        """Take characters up to the next sequence, and begin that."""
        special = _SPECIAL.search(text, at)
        end = special.start() if special else len(text)
        if end > at:
            typing = part_orphans(text[at:end], text[end:], first=at == 0, writing=self._writing)
            self._tokens += map(press, typing.text)
            if typing.string is not None:
                self._begin(typing.string)
                return at + typing.taken
        if special is None:
            return end
        control = special[0]
        if control > "\x9f":  # the byte of an 8-bit terminal, which is no character here
            self._tokens.append(REPLACEMENT)
            control = chr(ord(control) - 0xDC00)
        if control in _BEGINNINGS:
            self._begin(_BEGINNINGS[control]())
        return end + 1

    def _begin(self, unfinished: PartialSequence | None) -> None:
        if self._open is None:
            self._begun_at, self._begun_late = self._now, False
        self._open = unfinished
        self._wait_from = self._burst_at = self._now

    def _collect(self) -> None:
        """Give what the open sequence has become, and begin what follows from its end."""
        unfinished = self._open
        if unfinished is None:
            return
        soon = not self._begun_late and self._now - self._begun_at < _KEY_S
        if soon or not unfinished.is_bare:
            self._tokens += unfinished.tokens
        unfinished.tokens = ()
        if unfinished.over:
            if unfinished.cut:
                self._open = None
            self._begin(Escape() if unfinished.cut else unfinished.then)
            if isinstance(unfinished, Paste):
                self._take(unfinished.rest)
