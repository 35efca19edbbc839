"""Typed terminal input: the values that the parser makes of bytes."""

from typing import Literal

from msgspec import Struct

MouseAction = Literal[
    "down", "up", "move", "scroll_up", "scroll_down", "scroll_left", "scroll_right"
]


class KeyPress(Struct, frozen=True):
    """A press of one key.

    Attributes:
        key: its name in Textual's bindings: `a`, `enter`, `ctrl+a`, `question_mark`.
        character: the text that it writes into a text box; None if it writes nothing.
        caps_lock: whether Caps Lock was on; None where the terminal does not tell.
        repeated: whether the terminal says that the key is held down.
    """

    key: str
    character: str | None = None
    caps_lock: bool | None = None
    repeated: bool = False


class HeldKey(Struct, frozen=True):
    """A key is held down: its repeats do nothing."""

    key: str


class PastedText(Struct, frozen=True):
    """The words of a bracketed paste, cleaned, in one line."""

    text: str


class MouseReport(Struct, frozen=True):
    """A mouse event; `x` and `y` are cells, counted from 0."""

    action: MouseAction
    x: int
    y: int
    button: int = 0
    shift: bool = False
    meta: bool = False
    ctrl: bool = False


class ModeReport(Struct, frozen=True):
    """The terminal's answer to DECRQM: the state of a private mode, 0 for an unknown mode."""

    mode: int
    state: int


class DeviceReport(Struct, frozen=True):
    """The terminal's answer to DA2: its kind, firmware and hardware, as `0;136;0`."""

    attributes: str


Token = KeyPress | HeldKey | PastedText | MouseReport | ModeReport | DeviceReport
