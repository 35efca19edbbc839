"""Reading of the settings file into plain tables. Numbers with a point stay exact."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path

from jru_tui.settings.errors import SettingsError

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
    where = f", column {place[2]}" if place[2] else ""
    return f"{path}:{line}: this is not TOML: {message[: place.start()]}{where}."
