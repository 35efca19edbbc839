"""Names of keys as Textual's bindings spell them."""

from functools import lru_cache
from unicodedata import name

from textual.keys import KEY_NAME_REPLACEMENTS

from jru_tui.tui.terminal.tokens import KeyPress

REPLACEMENT = KeyPress("replacement_character", "\N{REPLACEMENT CHARACTER}")
"""The press of a key whose bytes cannot be decoded: text in a text box, nothing elsewhere."""

CONTROL_KEYS = {
    "\r": KeyPress("enter", "\r"),
    "\t": KeyPress("tab", "\t"),
    "\b": KeyPress("backspace", "\b"),
    "\x7f": KeyPress("backspace", "\x7f"),
    "\x00": KeyPress("ctrl+at", "\x00"),
    "\x1b": KeyPress("escape", "\x1b"),
    "\x1c": KeyPress("ctrl+backslash", "\x1c"),
    "\x1d": KeyPress("ctrl+right_square_bracket", "\x1d"),
    "\x1e": KeyPress("ctrl+circumflex_accent", "\x1e"),
    "\x1f": KeyPress("ctrl+underscore", "\x1f"),
}
"""Keys of the C0 control characters that are not `ctrl` and a letter."""


@lru_cache(1024)
def name_character(character: str) -> str:
    """Return the key name of a character: `a`, `7`, `question_mark`."""
    if character.isalnum():
        return character
    plain = name(character, character).lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(plain, plain)


@lru_cache(1024)
def press(character: str) -> KeyPress:
    """Return the key press that sends this one character, control characters included."""
    if character in CONTROL_KEYS:
        return CONTROL_KEYS[character]
    if character < " ":
        return KeyPress(f"ctrl+{chr(ord(character) + 0x60)}", character)
    if "\udc80" <= character <= "\udcff":
        return REPLACEMENT
    return KeyPress(name_character(character), character)
