"""Textual's events of typed input."""

from textual import events
from textual.message import Message
from textual.messages import TerminalSupportsSynchronizedOutput

from jru_tui.tui.terminal.tokens import (
    DeviceReport,
    HeldKey,
    KeyPress,
    ModeReport,
    MouseReport,
    PastedText,
    Token,
)

SYNCHRONIZED_OUTPUT = 2026
"""The private mode in which a terminal shows a frame only when it is whole."""
PUTTY = "0;136;0"
"""The answer of PuTTY and its descendants, whatever `TERM` says; Vim's defaults know it by that."""
_CAN_BE_SET = (1, 2, 3)
_MOUSE_EVENTS: dict[str, type[events.MouseEvent]] = {
    "down": events.MouseDown,
    "up": events.MouseUp,
    "move": events.MouseMove,
    "scroll_up": events.MouseScrollUp,
    "scroll_down": events.MouseScrollDown,
    "scroll_left": events.MouseScrollLeft,
    "scroll_right": events.MouseScrollRight,
}


class PoorFontMet(Message):
    """The terminal is of a kind whose font lacks most signs."""


class KeyHeld(Message):
    """A key is held down, and counts once."""

    def __init__(self, key: str) -> None:
        """Name the key as Textual does."""
        super().__init__()
        self.key = key


class TerminalKey(events.Key):
    """A key press with what only some terminals tell.

    Attributes:
        caps_lock: whether Caps Lock was on; None where the terminal does not tell.
    """

    def __init__(self, press: KeyPress) -> None:
        """Take what the parser made of the press."""
        super().__init__(press.key, press.character)
        self.caps_lock = press.caps_lock


# Textual derives the name from the class: this one is a key press as any other.
TerminalKey.handler_name = events.Key.handler_name


class EventMaker:
    """A maker of Textual's events, which remembers where the mouse was."""

    def __init__(self) -> None:
        """Begin with the mouse in the corner."""
        self._x = self._y = 0

    def make(self, token: Token) -> Message | None:
        """Return the event of a token; None where nothing in the app listens to it."""
        match token:
            case KeyPress():
                return TerminalKey(token)
            case HeldKey(key):
                return KeyHeld(key)
            case PastedText():
                return events.Paste(token.text)
            case MouseReport():
                return self._make_mouse(token)
            case ModeReport(mode, state):
                if mode == SYNCHRONIZED_OUTPUT and state in _CAN_BE_SET:
                    return TerminalSupportsSynchronizedOutput()
            case DeviceReport(attributes):
                if attributes == PUTTY:
                    return PoorFontMet()
        return None

    def _make_mouse(self, report: MouseReport) -> events.MouseEvent:
        delta_x, delta_y = report.x - self._x, report.y - self._y
        self._x, self._y = report.x, report.y
        return _MOUSE_EVENTS[report.action](
            widget=None,
            x=report.x,
            y=report.y,
            delta_x=delta_x,
            delta_y=delta_y,
            button=report.button,
            shift=report.shift,
            meta=report.meta,
            ctrl=report.ctrl,
            screen_x=report.x,
            screen_y=report.y,
        )
