"""Keyboard reports: what terminals send for keys that are no plain characters.

Read are xterm's sequences, rxvt's and the Linux console's variants of them, xterm's
`modifyOtherKeys`, and the kitty keyboard protocol with alternate keys, event types and text.
See https://sw.kovidgoyal.net/kitty/keyboard-protocol/ and xterm's ctlseqs.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import name

from msgspec.structs import replace
from textual.keys import KEY_NAME_REPLACEMENTS

from jru_tui.tui.terminal.tokens import KeyPress

_SHIFT, _ALT, _CTRL, _SUPER, _HYPER, _META, _CAPS_LOCK = (1 << bit for bit in range(7))
_NAMED_MODIFIERS = (
    (_ALT, "alt"),
    (_CTRL, "ctrl"),
    (_HYPER, "hyper"),
    (_META, "meta"),
    (_SHIFT, "shift"),
    (_SUPER, "super"),
)
"""In the order in which Textual writes them."""
_NO_TEXT = _ALT | _CTRL | _SUPER | _HYPER | _META
_MODIFIERS_MAX = 256
_REPEAT, _RELEASE = "2", "3"

_LETTERS = {
    "A": "up",
    "B": "down",
    "C": "right",
    "D": "left",
    "F": "end",
    "H": "home",
    "P": "f1",
    "Q": "f2",
    "S": "f4",
    "Z": "tab",
}
"""Keys by the final byte of `CSI`. `R` (F3) is left out: it ends a cursor position report."""
_NUMBERS = {
    1: "home",
    2: "insert",
    3: "delete",
    4: "end",
    5: "pageup",
    6: "pagedown",
    7: "home",
    8: "end",
    **dict(zip((11, 12, 13, 14, 15), ("f1", "f2", "f3", "f4", "f5"), strict=True)),
    **dict(zip((17, 18, 19, 20, 21), ("f6", "f7", "f8", "f9", "f10"), strict=True)),
    **dict(zip((23, 24, 25, 26, 28), ("f11", "f12", "f13", "f14", "f15"), strict=True)),
    **dict(zip((29, 31, 32, 33, 34), ("f16", "f17", "f18", "f19", "f20"), strict=True)),
}
"""Keys by the number before `~`."""
_RXVT_MODIFIERS = {"$": _SHIFT, "^": _CTRL, "@": _CTRL | _SHIFT}
_RXVT_ARROWS = {"a": "up", "b": "down", "c": "right", "d": "left"}
_CONSOLE = {"A": "f1", "B": "f2", "C": "f3", "D": "f4", "E": "f5"}
"""Keys of the Linux console by the character behind `CSI [`."""
_SS3 = _LETTERS | {"R": "f3", "M": "enter"}
_KEYPAD = dict(zip("jklmnopqrstuvwxyX", "*+,-./0123456789=", strict=True))
"""Characters of the keypad in application mode, by the character behind `SS3`."""
_WORD_KEYS = {"b": "ctrl+left", "f": "ctrl+right", "\x7f": "ctrl+w", "\t": "shift+tab"}
"""Keys by the character behind `ESC`: Option and an arrow of a Mac, and shift+tab of a console."""
_FUNCTIONAL = {
    9: "tab",
    13: "enter",
    27: "escape",
    127: "backspace",
    **{57376 + at: f"f{13 + at}" for at in range(23)},
    57414: "enter",
    57417: "left",
    57418: "right",
    57419: "up",
    57420: "down",
    57421: "pageup",
    57422: "pagedown",
    57423: "home",
    57424: "end",
    57425: "insert",
    57426: "delete",
}
"""Keys without a character by the code before `u`."""
_KEYPAD_CODES = {
    **{57399 + at: ord("0") + at for at in range(10)},
    **dict(zip((57409, 57410, 57411, 57412, 57413, 57415, 57416), b"./*-+=,", strict=True)),
}
"""Code points by the code of a key of the keypad."""
_OTHER_KEYS = 27
"""The number before `~` that makes a report one of `modifyOtherKeys`."""
_PRIVATE_USE = range(57344, 63744)
_WRITES = {"enter": "\r", "tab": "\t", "backspace": "\x7f"}

_REPORT = re.compile(
    r"(?P<code>\d{1,7})?(?P<shifted>:\d{0,7})?(?P<base>:\d{0,7})?"
    r"(?:;(?P<modifiers>\d{0,3})(?::(?P<event>[1-3]?))?)?"
    r"(?:;(?P<text>\d{0,7}(?::\d{0,7})*))?"
    r"(?P<final>[A-Za-z~^@$])"
)


def read_key(body: str) -> Sequence[KeyPress]:
    """Read a keyboard report.

    Args:
        body: a whole control sequence behind its `CSI`, as `97;5u` or `A`.

    Returns:
        The presses: none for the release of a key, for a modifier by itself, for a key that has no
        name, and for what is no keyboard report; several where one press wrote several characters.
    """
    if body.startswith("["):
        return _named(_CONSOLE.get(body[1:]))
    report = _REPORT.fullmatch(body)
    if report is None or report["event"] == _RELEASE:
        return ()
    presses = _read_press(report, body)
    if report["event"] == _REPEAT:
        return tuple(replace(press, repeated=True) for press in presses)
    return presses


def _read_press(report: re.Match[str], body: str) -> Sequence[KeyPress]:
    """Read a report of a key that is pressed."""
    final, code = report["final"], int(report["code"] or 1)
    modifiers = int(report["modifiers"] or 1) - 1
    if not 0 <= modifiers < _MODIFIERS_MAX:
        return ()
    if final == "u":
        shifted = int((report["shifted"] or "")[1:] or 0)
        return _press_kitty(code, shifted, modifiers, report["text"]) if report["code"] else ()
    if final == "~" and code == _OTHER_KEYS and report["text"]:
        return _press_other(report["text"], modifiers)
    if report["text"] is not None or report["shifted"] is not None:
        return ()
    if final == "~" or final in _RXVT_MODIFIERS:
        modifiers |= _RXVT_MODIFIERS.get(final, 0)
        return _named(_NUMBERS.get(code) if report["code"] else None, modifiers)
    if final in _RXVT_ARROWS and body == final:
        return _named(_RXVT_ARROWS[final], _SHIFT)
    if final == "Z":
        return _named("tab", modifiers | _SHIFT) if body == final else ()
    return _named(_LETTERS.get(final) if code == 1 else None, modifiers)


def read_escaped(character: str) -> Sequence[KeyPress]:
    """Read one character behind an `ESC` that came with it: a key with Alt. It writes nothing.

    It is also what Escape and that key send when a slow line puts them into one packet. Alt is the
    safer guess: a key that does nothing can be pressed again.
    """
    if character in _WORD_KEYS:
        return _named(_WORD_KEYS[character])
    key = press(character).key
    return _named(f"shift+{key.lower()}" if len(key) == 1 and key.isupper() else key, _ALT)


def read_ss3(body: str) -> Sequence[KeyPress]:
    """Read what came behind `SS3`: a key in application mode."""
    if body in _KEYPAD:
        return (press(_KEYPAD[body]),)
    if body in _RXVT_ARROWS:
        return _named(_RXVT_ARROWS[body], _CTRL)
    final = body[-1:]
    numbers = body[:-1].removeprefix("1;")
    if numbers and not (numbers.isdecimal() and 0 < int(numbers) <= _MODIFIERS_MAX):
        return ()
    return _named(_SS3.get(final), int(numbers or 1) - 1)


def _press_kitty(code: int, shifted: int, modifiers: int, text: str | None) -> Sequence[KeyPress]:
    """Read `CSI code:shifted;modifiers;text u`."""
    caps_lock = bool(modifiers & _CAPS_LOCK)
    if text:
        written = [_character(int(point or 0)) for point in text.split(":")]
        if None in written:
            return ()
        if not modifiers & _NO_TEXT:
            return tuple(
                KeyPress(name_character(character), character, caps_lock)
                for character in written
                if character is not None
            )
    if code in _FUNCTIONAL:
        return _named(_FUNCTIONAL[code], modifiers, caps_lock=caps_lock)
    code = _KEYPAD_CODES.get(code, code)
    character = None if code in _PRIVATE_USE else _character(code)
    if character is None:
        return ()
    if modifiers & _NO_TEXT:
        return _named(name_character(character), modifiers, caps_lock=caps_lock)
    if modifiers & _SHIFT:
        character = _character(shifted) or character.upper()
    if caps_lock and character.isalpha():
        character = character.swapcase()
    return (KeyPress(name_character(character), character, caps_lock),)


def _press_other(code: str, modifiers: int) -> Sequence[KeyPress]:
    """Read `CSI 27;modifiers;code ~`, xterm's form of other keys."""
    if not code.isdecimal():
        return ()
    if int(code) in _FUNCTIONAL:
        return _named(_FUNCTIONAL[int(code)], modifiers)
    character = _character(int(code))
    if character is None:
        return ()
    if modifiers & _NO_TEXT:
        return _named(name_character(character), modifiers & ~_SHIFT)
    return (press(character),)


def _named(
    key: str | None, modifiers: int = 0, *, caps_lock: bool | None = None
) -> Sequence[KeyPress]:
    if key is None:
        return ()
    named = [name for bit, name in _NAMED_MODIFIERS if modifiers & bit]
    writes = None if named else _WRITES.get(key)
    return (KeyPress("+".join((*named, key)), writes, caps_lock),)


def _character(point: int) -> str | None:
    """Return the character of a code point; None where there is none that could be written."""
    if point > 0x10FFFF or 0xD800 <= point <= 0xDFFF:  # noqa: PLR2004 -- Unicode's own bounds
        return None
    character = chr(point)
    return character if character.isprintable() else None


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
