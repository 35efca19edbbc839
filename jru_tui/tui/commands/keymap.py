"""The keymap: keys from the settings, checked, in words, on the key line and in the key sheet.

It has the names of keys as Textual has them, without Textual: the first frame of the board needs
them. A test compares them with Textual's own.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from unicodedata import lookup, name

from msgspec.structs import replace

from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.spec import GROUPS, CommandSpec
from jru_tui.tui.layout.key_line import OfferedKey

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


MOVES: tuple[tuple[str, str], ...] = (
    ("↑ ↓", "move by a line"),
    ("j J", "the same on the board"),
    ("j k", "the same in a dialog"),
    ("pgup pgdn", "move by a page"),
    ("home end", "first and last line"),
    ("tab", "next part of a dialog"),
    ("esc", "back; nothing is sent"),
    ("ctrl+l", "redraw the screen"),
)
"""Keys that every list and dialog shares, and that no command can take."""

RESERVED = frozenset(
    (
        *("up", "down", "j", "J", "pageup", "pagedown", "home", "end", "tab", "shift+tab"),
        *("escape", "ctrl+l"),
    )
)
_MODIFIERS = frozenset(("alt", "ctrl", "hyper", "meta", "shift", "super"))
_ALSO = {"esc": "escape", "pgup": "pageup", "pgdn": "pagedown"}
"""Keys as the help writes them, where Textual has another name."""
FIXED = frozenset(("focus",))
"""Commands whose keys mean a number and stay what they are."""


def with_keys(
    commands: Sequence[CommandSpec], chosen: Mapping[str, str]
) -> tuple[CommandSpec, ...]:
    """The commands with the keys that the settings' `[keys]` choose.

    Args:
        commands: all commands with the keys that ship.
        chosen: by command id, its keys: names or characters, several separated by commas.

    Raises:
        ValueError: an id that no command has, a command whose keys are fixed, what is not a
            key, a key that moves in lists, or one that two commands use; one sentence
            names everything.
    """
    known = {command.id for command in commands}
    wrong = [f"no command is called {wanted!r}" for wanted in chosen if wanted not in known]
    wrong += [f"the keys of {wanted!r} are fixed" for wanted in chosen if wanted in FIXED]
    mine = tuple(
        replace(command, keys=_parse(chosen[command.id])) if command.id in chosen else command
        for command in commands
    )
    wrong += [f"{spec.id!r} is left without a key" for spec in mine if not spec.keys]
    owner: dict[str, str] = {}
    for command in mine:
        for key in command.keys:
            if not is_key(key):
                wrong.append(f"{key!r} of {command.id!r} is not a key")
            elif key in RESERVED:
                wrong.append(f"{key_label(key)!r} of {command.id!r} moves in lists")
            elif owner.setdefault(key, command.id) != command.id:
                wrong.append(
                    f"{key_label(key)!r} is used by both {owner[key]!r} and {command.id!r}"
                )
    if wrong:
        raise ValueError(f"[keys]: {'; '.join(wrong)}. Commands: {', '.join(sorted(known))}.")
    return mine


def is_key(key: str) -> bool:
    """Test whether a terminal can send the key: `a`, `f5`, `ctrl+a`, `question_mark`."""
    *modifiers, base = key.split("+")
    if not _MODIFIERS.issuperset(modifiers):
        return False
    return len(base) == 1 or base in NAMED or _is_character(base)


def _is_character(called: str) -> bool:
    if called in CHARACTERS.values():
        return True
    try:
        lookup(called.replace("_", " "))
    except KeyError:
        return False
    return True


def key_label(key: str) -> str:
    """A key as it is written on the screen: `?` for `question_mark`, `ctrl+p` as it is."""
    return "+".join(written(part) if len(part) > 1 else part for part in key.split("+"))


def keys_in_words(spec: CommandSpec) -> str:
    """Join all keys of a command in one short text: `? f1`, and `1-9` for a run of digits."""
    if len(spec.keys) > 2 and all(key.isdigit() for key in spec.keys):  # noqa: PLR2004 -- a run
        return f"{spec.keys[0]}-{spec.keys[-1]}"
    return " ".join(key_label(key) for key in spec.keys)


def offered_keys(commands: Iterable[CommandSpec], *, read_only: bool) -> list[OfferedKey]:
    """Offer the commands that have a label; on a read-only board none that changes anything."""
    return [
        OfferedKey(command.id, key_label(command.keys[0]), command.label, command.rank)
        for command in commands
        if command.label and not (command.dangerous and read_only)
    ]


def without_use(commands: Sequence[CommandSpec], context: Context) -> frozenset[str]:
    """Give the ids of commands that cannot run now: each gate decides on the whole board."""
    return frozenset(command.id for command in commands if command.reason_against(context))


def _parse(text: str) -> tuple[str, ...]:
    """The Textual names of comma-separated keys; a lone comma is the comma key."""
    parts = [text] if text.strip() == "," else text.split(",")
    return tuple(named(part.strip()) for part in parts if part.strip())


def named(key: str) -> str:
    """Textual's name of a key that may be written as its character."""
    if len(key) != 1 or key.isalnum():
        return _ALSO.get(key, key)
    plain = name(key, key).lower().replace("-", "_").replace(" ", "_")
    return CHARACTERS.get(plain, plain)


def key_sheet(commands: Sequence[CommandSpec] = COMMANDS) -> str:
    """A table in Markdown: key, what it does, how it is typed, its name in the settings' `[keys]`.

    What stands in brackets may be left out of a typed line.
    """
    rows = ["| key | does | typed | in `[keys]` |", "|---|---|---|---|"]
    for group in GROUPS:
        rows += [
            f"| {_code(keys_in_words(command))} | **{command.title}.** {command.help} "
            f"| {_typed(command)} | `{command.id}` |"
            for command in commands
            if command.group == group
        ]
    rows += [f"| {_code(keys)} | {does[0].upper()}{does[1:]}. | | |" for keys, does in MOVES]
    return "\n".join(rows) + "\n"


def _code(keys: str) -> str:
    """Format each key as code."""
    return " ".join(f"`{key}`" for key in keys.split())


def _typed(spec: CommandSpec) -> str:
    """The line that is typed for it; empty for what cannot be typed."""
    if spec.typed is None:
        return ""
    slots = [slot.shown for slot in spec.typed.slots]
    return f"`:{' '.join((spec.typed.letter or spec.id, *slots))}`"
