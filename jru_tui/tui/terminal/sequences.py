"""Escape sequences: what begins with `ESC`, and control sequences up to their final byte."""

import re
from collections.abc import Sequence

from jru_tui.tui.terminal.control_strings import KINDS, ControlString
from jru_tui.tui.terminal.keyboard import press, read_escaped, read_key, read_ss3
from jru_tui.tui.terminal.partial_sequence import (
    DEAF_S,
    ESC,
    ESCAPE_S,
    REST_S,
    PartialSequence,
    TerminalRead,
)
from jru_tui.tui.terminal.paste import BEGIN, Paste
from jru_tui.tui.terminal.tokens import DeviceReport, ModeReport, MouseAction, MouseReport, Token

_LENGTH_MAX = 128
_X10_BYTES = 3
_REST_OF_MOUSE = re.compile(r"[\w;:.+-]{0,32};[\w;:.+-]{0,32}?[Mm]", re.ASCII)
"""A malformed mouse report behind a letter that should not be in it."""


class Escape(PartialSequence):
    """An `ESC`: the Escape key, unless something comes with it."""

    def __init__(self) -> None:
        """Begin behind `ESC`."""
        super().__init__()
        self.wait_s = ESCAPE_S

    def take(self, text: str, at: int) -> int:
        """Take the character that says what begins here."""
        character = text[at]
        if character == ESC:
            self.end((press(ESC),), cut=True)
        elif character == "[":
            self.end(then=ControlSequence())
        elif character == "O":
            self.end(then=SingleShift())
        elif character in KINDS:
            self.end(then=ControlString(character))
        elif character == "\\":
            self.end()  # the end of a string whose beginning was lost
        else:
            self.end(read_escaped(character))
        return at + 1

    def abandoned_by(self, read: TerminalRead) -> bool:
        """Return False: it expires before."""
        del read
        return False

    def expire(self) -> None:
        """End as the Escape key."""
        self.end((press(ESC),))


class _Short(PartialSequence):
    """A sequence that the next key would end: waiting long for its rest costs that key at most."""

    def __init__(self) -> None:
        """Begin with nothing taken."""
        super().__init__()
        self._body = ""

    @property
    def is_bare(self) -> bool:
        """Test whether it has no parameters."""
        return not self._body

    def take(self, text: str, at: int) -> int:
        """Take one character; `ESC` begins anew, whatever was cut there."""
        if text[at] == ESC:
            self.end(cut=True)
        else:
            self.take_one(text[at])
        return at + 1

    def take_one(self, character: str) -> None:
        """Take one character that is not `ESC`."""
        raise NotImplementedError

    def abandoned_by(self, read: TerminalRead) -> bool:
        """Give up after a long quiet; a control character by itself is a key after a short one."""
        control = read.one_key and read.text < " " and read.text != ESC
        typed = read.one_key and read.typing_s >= DEAF_S
        return typed or read.quiet_s >= (ESCAPE_S if control else REST_S)


class ControlSequence(_Short):
    """A sequence after `CSI`, up to its final byte.

    Nothing in between ends it: no letter gets out of a sequence that was cut or is malformed.
    """

    def take(self, text: str, at: int) -> int:
        """Take one character; with a malformed mouse report what came with it."""
        place = super().take(text, at)
        if self.over and self._body.startswith("<") and text[at] not in "Mm":
            rest = _REST_OF_MOUSE.match(text, place)
            return rest.end() if rest else place
        return place

    def take_one(self, character: str) -> None:
        """Take a parameter or the final byte."""
        body = self._body + character
        # The Linux console sends `CSI [ A` for F1, and rxvt `CSI 7 $` for a shifted key.
        console = body.startswith("[")
        final = len(body) == len("[A") if console else "@" <= character <= "~"
        if body == "M":
            self.end(then=X10Mouse())
        elif body == BEGIN:
            self.end(then=Paste())
        elif final or (character == "$" and self._body.isdecimal()):
            self.end(read_report(body))
        elif len(body) <= _LENGTH_MAX:
            self._body = body


class SingleShift(_Short):
    """A sequence after `SS3`: a key of the keypad or a function key, perhaps modified."""

    def take_one(self, character: str) -> None:
        """Take a digit of the modifiers or the final byte."""
        if character not in "0123456789;" or len(self._body) > len("1;256"):
            self.end(read_ss3(self._body + character))
        else:
            self._body += character


class X10Mouse(_Short):
    """The three bytes of a mouse report in X10's form. Any byte but `ESC` may be one of them.

    In the form of UTF-8 they are three characters. They are taken and mean nothing: the driver asks
    for the form of SGR.
    """

    def take(self, text: str, at: int) -> int:
        """Take one character; three bytes that end a read, or are no UTF-8, are all."""
        place = super().take(text, at)
        data = self._body.encode(errors="surrogateescape")
        decoded = data.decode(errors="replace") == self._body
        goes_on = decoded and place < len(text) and text[place] != ESC
        if len(data) >= _X10_BYTES and not (self.over or goes_on):
            self.end()
        return place

    def take_one(self, character: str) -> None:
        """Take a character, which may be several bytes."""
        self._body += character
        if len(self._body) == _X10_BYTES:
            self.end()


_MOUSE = re.compile(r"<(\d{1,3});(\d{1,5});(\d{1,5})([Mm])")


_MODE = re.compile(r"\?(\d{1,5});(\d)\$y")


_DEVICE = re.compile(r">([\d;]{1,40})c")


_SHIFT, _META, _CTRL, _MOTION, _WHEEL, _EXTRA = 4, 8, 16, 32, 64, 128


_SCROLLS: tuple[MouseAction, ...] = ("scroll_up", "scroll_down", "scroll_left", "scroll_right")


def read_report(body: str) -> Sequence[Token]:
    """Read a whole control sequence behind its `CSI`, as `<0;3;4M` or `1;5A`."""
    if mouse := _MOUSE.fullmatch(body):
        buttons, x, y = (int(number) for number in mouse.groups()[:3])
        return _read_mouse(buttons, x - 1, y - 1, released=mouse[4] == "m")
    if mode := _MODE.fullmatch(body):
        return (ModeReport(int(mode[1]), int(mode[2])),)
    if device := _DEVICE.fullmatch(body):
        return (DeviceReport(device[1]),)
    return read_key(body)


def _read_mouse(buttons: int, x: int, y: int, *, released: bool) -> Sequence[MouseReport]:
    """Read xterm's SGR mouse report; positions outside of any screen are malformed."""
    if x < 0 or y < 0 or buttons >= _EXTRA:
        return ()
    action: MouseAction
    button = 0
    if buttons & _WHEEL:
        action = _SCROLLS[buttons & 3]
    else:
        button = (buttons + 1) & 3
        dragged = not buttons & _MOTION and button
        action = ("up" if released else "down") if dragged else "move"
    return (
        MouseReport(
            action,
            x,
            y,
            button,
            shift=bool(buttons & _SHIFT),
            meta=bool(buttons & _META),
            ctrl=bool(buttons & _CTRL),
        ),
    )
