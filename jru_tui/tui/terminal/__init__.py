"""A real terminal: the parser of its input, its modes, and Textual's driver.

Only key presses, mouse events and pastes get through. `parser` makes typed input of bytes,
`unfinished` says when a sequence that was cut is given up, `driver` wires it all to an app.
"""

from jru_tui.tui.terminal.driver import TerminalDriver
from jru_tui.tui.terminal.events import EventMaker, KeyHeld, PoorFontMet, TerminalKey
from jru_tui.tui.terminal.key_repeat import RepeatFilter
from jru_tui.tui.terminal.parser import InputParser

__all__ = [
    "EventMaker",
    "InputParser",
    "KeyHeld",
    "PoorFontMet",
    "RepeatFilter",
    "TerminalDriver",
    "TerminalKey",
]
