"""Names of keys as Textual has them, without Textual: the first frame of the board needs them.

A test compares them with Textual's own.
"""

from functools import cache
from unicodedata import lookup

CHARACTERS = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""What characters are called that have another name in Unicode, by that name."""

NAMED = frozenset(
    (
        *("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "@"),
        *"abcdefghijklmnopqrstuvwxyz",
        *(f"f{number}" for number in range(1, 25)),
        *("up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
        *("insert", "delete", "backspace", "enter", "return", "escape", "space", "tab"),
        *("backslash", "circumflex_accent", "ctrl-at", "right_square_bracket", "underscore"),
        *("<any>", "<ignore>", "<scroll-down>", "<scroll-up>"),
    )
)
"""Every key that has a name, without its modifiers."""

_WRITTEN = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "backspace": "⌫",
    "escape": "esc",
    "minus": "-",
    "space": "space",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "delete": "del",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "enter": "enter",  # Textual's arrow for it is missing from many fonts
}


@cache
def written(name: str) -> str:
    """A key as it is written on the screen: `?` for `question_mark`, `pgup` for `pageup`."""
    if name in _WRITTEN:
        return _WRITTEN[name]
    in_unicode = {short: called for called, short in CHARACTERS.items()}.get(name, name)
    spaced = in_unicode.replace("_", " ")
    try:
        character = lookup(spaced)
    except KeyError:
        return name
    return character if character.isprintable() else name
