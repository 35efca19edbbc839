"""Conversion of a settings file to plain tables, and of those to the typed document.

Numbers with a point stay exact. Where a value does not fit, words say so: msgspec could do the
conversion but not the words, as its path stops at the first table of entries (`$.grades[...]`), and
it ignores or refuses an unknown key without saying which would be right.
"""

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, NewType, get_args, get_origin, get_type_hints

import msgspec

from jru_tui.settings.errors import Key, SettingsError, WrongKeyError, did_you_mean, found, toml_key

_LARGEST = 1_000_000
"""Bytes. A settings file has a few hundred lines; what is larger was named by mistake."""


def read_toml(path: Path) -> dict[str, object]:
    """The tables of the file.

    Raises:
        SettingsError: it cannot be read, or is not TOML; names the file, and the line where it can.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise SettingsError(f"{path}: the settings cannot be read: {reason}.") from error
    if len(raw) > _LARGEST:
        raise SettingsError(f"{path} is larger than a settings file can be (1 MB).")
    try:
        return tomllib.loads(raw.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{path}:{line}: this is not UTF-8 text; save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_syntax(path, raw, str(error))) from error
    except RecursionError as error:
        raise SettingsError(f"{path}: the tables are nested too deeply.") from error


def _syntax(path: Path, raw: bytes, message: str) -> str:
    place = re.search(r" \((?:at line (\d+), column (\d+)|at end of document)\)$", message)
    if place is None:
        return f"{path}: this is not TOML: {message}."
    line = place[1] or str(raw.rstrip().count(b"\n") + 1)
    column = f", column {place[2]}" if place[2] else ""
    return f"{path}:{line}: this is not TOML: {message[: place.start()]}{column}."


Signs = NewType("Signs", str)
"""Text in which a tab or a line end may stand: it parts something."""
Scalar = NewType("Scalar", str)
"""Text, or a number or true or false that stands for its text."""

_WORDS: dict[Any, str] = {
    str: "text in quotes",
    int: "a whole number",
    float: "a number",
    Decimal: "a number",
    bool: "true or false",
    Signs: "text in quotes",
    Scalar: "text in quotes, or a number",
}


def fit(value: object, kind: Any, key: Key = ()) -> Any:
    """The value as that type: a struct, a table of entries, a list of texts, or one value.

    Args:
        value: the value as TOML or a variable gives it.
        kind: the type.
        key: the key of the setting, part by part, for the error.

    Raises:
        WrongKeyError: it does not fit; names the key, what was found and what would be right.
    """
    origin = get_origin(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _struct(_table(value, key), kind, key)
    if origin is dict:
        entry = get_args(kind)[1]
        table = _table(value, key)
        return {
            _printable(name, key): fit(part, entry, (*key, name)) for name, part in table.items()
        }
    if origin is tuple:
        if not isinstance(value, (list, tuple)):
            raise _wrong(value, key, "a list of texts in quotes")
        return tuple(fit(item, get_args(kind)[0], key) for item in value)
    if origin is Literal:
        if value not in get_args(kind):
            raise _wrong(
                value, key, "one of " + ", ".join(f'"{get_arg}"' for get_arg in get_args(kind))
            )
        return value
    if origin is UnionType:  # a target that may be absent; TOML itself has no null
        return None if value is None else fit(value, get_args(kind)[0], key)
    return _one(value, kind, key)


@cache
def fields(kind: type[msgspec.Struct]) -> Mapping[str, Any]:
    """The keys of a table and their types, in the order of the file."""
    hints = get_type_hints(kind)
    return {struct_field: hints[struct_field] for struct_field in kind.__struct_fields__}


def _struct(table: Mapping[str, object], kind: type[msgspec.Struct], key: Key) -> Any:
    known = fields(kind)
    for name in table:
        if name not in known:
            hint = did_you_mean(name, known)
            raise WrongKeyError((*key, name), f"{toml_key((*key, name))} is not a setting{hint}")
    for field in msgspec.structs.fields(kind):
        if field.required and field.name not in table:
            needed = f"{field.name}, {_words(known[field.name])}"
            raise WrongKeyError(key, f"{toml_key(key)} is not complete: it needs {needed}")
    return kind(**{name: fit(value, known[name], (*key, name)) for name, value in table.items()})


def _table(value: object, key: Key) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise _wrong(value, key, f"a table, [{toml_key(key)}]")
    return value


def _one(value: object, kind: Any, key: Key) -> Any:
    if kind in (float, Decimal):
        # Numbers with a point arrive as Decimal, so that 25.10 pounds are 2,510 pence.
        if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            number = Decimal(str(value))
            if number.is_finite():
                return kind(number)
        raise _wrong(value, key, _WORDS[kind])
    if kind is Scalar and isinstance(value, (int, float, Decimal)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if kind is Signs and isinstance(value, str):
        return value
    if type(value) is not (str if kind in (Scalar, Signs) else kind):
        raise _wrong(value, key, _WORDS[kind])
    return _printable(value, key) if isinstance(value, str) else value


def _printable(text: str, key: Key) -> str:
    if not text.isprintable():
        raise _wrong(text, key, "text without line ends or control characters")
    return text


def _words(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(f'"{get_arg}"' for get_arg in get_args(kind))
    return _WORDS.get(kind, "a value")


def _wrong(value: object, key: Key, right: str) -> WrongKeyError:
    return WrongKeyError(key, f"{toml_key(key)} is {found(value)}; it should be {right}")
