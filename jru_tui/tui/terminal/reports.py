"""Control sequences from a terminal: which are key presses or mouse events, and which answers.

An answer to a question of the driver becomes a token. Every other one (cursor position, window
reports, what another program asked) means nothing here and becomes nothing, and so does every
report that is malformed.
"""

import re
from collections.abc import Sequence

from jru_tui.tui.terminal.keyboard import read_key
from jru_tui.tui.terminal.tokens import DeviceReport, ModeReport, MouseAction, MouseReport, Token

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
        held = not buttons & _MOTION and button
        action = ("up" if released else "down") if held else "move"
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
