"""The forms of reports: the ends of their files' names, and JSON for programs."""

from collections.abc import Mapping

import msgspec

from jru_tui.board import printable_json

SUFFIXES: Mapping[str, str] = {
    "text": "txt",
    "csv": "csv",
    "json": "json",
    "markdown": "md",
    "html": "html",
}


def indented_json(contract: msgspec.Struct) -> str:
    """The contract on the wire: indented, without a line end behind it."""
    return printable_json(msgspec.json.format(msgspec.json.encode(contract), indent=2).decode())
