"""What the parser makes of reads, by a clock that the reads move."""

from collections.abc import Iterable

from jru_tui.tui.terminal.parser import InputParser
from jru_tui.tui.terminal.tokens import KeyPress, MouseReport, PastedText, Token

AT_REST_S = 11.0
"""By then every sequence has been given up to the next key press."""


class Typed:
    """Reads of a terminal, and what they became."""

    def __init__(self) -> None:
        self._parser = InputParser()
        self._now = 0.0
        self.tokens: list[Token] = []

    def read(self, data: bytes, after: float = 0.0, *, writing: bool = False) -> None:
        self.wait(after)
        self.tokens += self._parser.feed(data, self._now, writing=writing)

    def wait(self, seconds: float) -> None:
        end = self._now + seconds
        while self._parser.due is not None and self._parser.due <= end:
            self._now = self._parser.due
            self.tokens += self._parser.expire(self._now)
        self._now = end

    @property
    def keys(self) -> list[str]:
        return [token.key for token in self.tokens if isinstance(token, KeyPress)]

    @property
    def mouse(self) -> list[MouseReport]:
        return [token for token in self.tokens if isinstance(token, MouseReport)]

    @property
    def writes(self) -> list[KeyPress | PastedText]:
        return [token for token in self.tokens if isinstance(token, KeyPress | PastedText)]


def all_of(reads: Iterable[tuple[bytes, float]]) -> Typed:
    typed = Typed()
    for data, after in reads:
        typed.read(data, after)
    typed.wait(AT_REST_S)
    return typed


def keys_of(*reads: bytes | float, writing: bool = False) -> list[str]:
    """The keys of these reads; a number is a wait of so many seconds."""
    typed, wait = Typed(), 0.0
    for read in reads:
        if isinstance(read, bytes):
            typed.read(read, wait, writing=writing)
            wait = 0.0
        else:
            wait += read
    typed.wait(AT_REST_S)
    return typed.keys
