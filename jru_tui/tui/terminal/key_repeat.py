"""Key repeat of Enter: a key that is held down is one press, and never confirms what it has asked.

Terminals with the kitty keyboard protocol tell a repeat from a press. Elsewhere both are the same
byte: so an Enter behind an Enter waits a moment for a third one. Where none comes, it was a press.
"""

from collections.abc import Sequence

from jru_tui.tui.terminal.parser import InputParser
from jru_tui.tui.terminal.tokens import HeldKey, KeyPress, MouseReport, Token

ENTER = "enter"
QUIET_S = 0.15
"""Seconds that an Enter behind an Enter waits: longer than the pause between two repeats, which is
25 to 100 ms on usual keyboards, and shorter than anybody notices."""
FIRST_S = 3.0
"""Seconds after a press within which the next may be its repeat: no keyboard waits longer."""
RELEASED_S = 0.4
"""Seconds without a repeat, over a line that lags, after which a held key was let go."""


class RepeatFilter:
    """A parser's tokens without the repeats of an Enter that is held down."""

    def __init__(self, source: InputParser) -> None:
        """Begin with no key held."""
        self._source = source
        self._waiting: KeyPress | None = None
        self._pressed_at: float | None = None
        self._held = False

    @property
    def due(self) -> float | None:
        """Time at which `expire` has something to do; None while it has not."""
        dues = [self._source.due, self._due]
        return min((due for due in dues if due is not None), default=None)

    @property
    def _due(self) -> float | None:
        if self._waiting is None or self._pressed_at is None:
            return None
        return self._pressed_at + QUIET_S

    def feed(self, data: bytes, now: float, *, writing: bool = False) -> Sequence[Token]:
        """Take what one read brought.

        Args:
            data: the bytes, at least one.
            now: when they came, in seconds of a clock that never goes back.
            writing: whether a text box has the keys.
        """
        released = self._released(now)
        tokens = self._source.feed(data, now, writing=writing)
        return [*released, *self._filter(tokens, now)]

    def expire(self, now: float) -> Sequence[Token]:
        """Return what has become certain because nothing came up to now."""
        released = self._released(now)
        return [*released, *self._filter(self._source.expire(now), now)]

    def _released(self, now: float) -> list[Token]:
        """Return the Enter that waited long enough: it was a press."""
        return self._let_go() if self._due is not None and self._due <= now else []

    def _let_go(self) -> list[Token]:
        waited, self._waiting = self._waiting, None
        return [waited] if waited is not None else []

    def _filter(self, tokens: Sequence[Token], now: float) -> list[Token]:
        passed: list[Token] = []
        for token in tokens:
            if isinstance(token, KeyPress) and token.key == ENTER:
                passed += self._enter(token, now)
            elif isinstance(token, MouseReport) and token.action == "move":
                passed.append(token)  # a hand on the mouse lets no key go
            else:
                passed += [*self._let_go(), token]
                self._pressed_at, self._held = None, False
        return passed

    def _enter(self, press: KeyPress, now: float) -> list[Token]:
        """Return what an Enter comes to: itself at once, later, or nothing."""
        since = None if self._pressed_at is None else now - self._pressed_at
        self._pressed_at = now
        is_repeat = press.repeated or (
            since is not None and (since < RELEASED_S if self._held else self._waiting is not None)
        )
        if is_repeat:
            was_held, self._held, self._waiting = self._held, True, None
            return [] if was_held else [HeldKey(ENTER)]
        self._held = False
        if since is None or since >= FIRST_S:
            return [press]
        self._waiting = press
        return []
