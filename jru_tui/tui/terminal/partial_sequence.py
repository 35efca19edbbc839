"""Sequences whose end has not come yet, and when one is given up.

A terminal's answers come late over a slow line, and in pieces. So a sequence that was begun takes
what belongs to it over as many reads as that needs: nothing that was cut falls apart into keys. But
Alt and a key sends the same two bytes that begin a sequence, so a board that waited for the rest
without end would be deaf. The rule: a sequence waits long where waiting costs one key at most, and
short where it would cost many; a read that holds more than one key press is not typing, and waits
on. Each kind of sequence says in `abandoned_by` what that means for it.
"""

from collections.abc import Sequence

from msgspec import Struct

from jru_tui.tui.terminal.tokens import Token

ESC = "\x1b"
ESCAPE_S = 0.015
"""Seconds after which an `ESC` that nothing followed is the Escape key."""
REST_S = 10.0
"""Seconds for which the rest of a sequence may lag behind its beginning."""
TYPED_S = 1.0
"""The same where keys that are typed meanwhile are lost: whoever sees that pauses and looks."""
DEAF_S = 5.0
"""Seconds for which typing without a pause may be lost to a sequence."""


class TerminalRead(Struct, frozen=True):
    """A read from the terminal.

    Attributes:
        text: its characters; an undecodable byte is a lone surrogate.
        quiet_s: seconds since the read before it.
        typing_s: seconds since input came faster than anybody types.
        open_s: seconds since the sequence began.
        one_key: whether it is what one key press sends.
    """

    text: str
    quiet_s: float
    typing_s: float
    open_s: float
    one_key: bool


class PartialSequence:
    """A sequence whose end has not come.

    Attributes:
        over: whether its end has come.
        cut: whether the `ESC` of the next sequence ended it.
        tokens: what it has become.
        then: the sequence that begins where it ended.
        wait_s: seconds of quiet after which `expire` is due; None for never.
    """

    def __init__(self) -> None:
        """Begin with nothing taken."""
        self.over = False
        self.cut = False
        self.tokens: Sequence[Token] = ()
        self.then: PartialSequence | None = None
        self.wait_s: float | None = None

    @property
    def is_bare(self) -> bool:
        """Test whether nothing but the time tells it from Alt and a key, and another key."""
        return False

    def take(self, text: str, at: int) -> int:
        """Take what belongs to the sequence from this place on, and return the place behind.

        Raises:
            NotImplementedError: always; each kind of sequence has its own.
        """
        raise NotImplementedError

    def abandoned_by(self, read: TerminalRead) -> bool:
        """Tell whether a read that comes so late is no part of the sequence.

        Raises:
            NotImplementedError: always; each kind of sequence has its own.
        """
        raise NotImplementedError

    def expire(self) -> None:
        """End, or give what there is, after `wait_s` of quiet."""

    def give_up(self) -> None:
        """End without an end. What was cut off means nothing."""
        self.end()

    def end(
        self,
        tokens: Sequence[Token] = (),
        *,
        then: "PartialSequence | None" = None,
        cut: bool = False,
    ) -> None:
        """End with what it has become and what follows from it.

        Args:
            tokens: what it has become.
            then: the sequence that follows; None for none.
            cut: true if it ended before its end.
        """
        self.over = True
        self.tokens = tokens
        self.then = then
        self.cut = cut
