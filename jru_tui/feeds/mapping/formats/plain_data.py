"""Plain data made of body bytes: dicts, lists, texts and numbers."""

from typing import Any, assert_never

from jru_tui.feeds.decoding.envelope import BadDocument
from jru_tui.feeds.mapping.formats.csv import read_csv
from jru_tui.feeds.mapping.formats.json import read_json
from jru_tui.feeds.mapping.formats.xml import read_xml
from jru_tui.feeds.mapping.load import FieldMapping
from jru_tui.feeds.size_errors import Caps

_FAIR = Caps()


def plain(mapping: FieldMapping, body: bytes, part: int = 0, caps: Caps = _FAIR) -> Any:
    """Read the data in a body.

    Args:
        mapping: how it is written.
        body: as it came.
        part: the calls' document (0), or the vehicles' own (1).
        caps: what it may hold.

    Raises:
        BadDocument: it is not of the mapping's format, not whole, or too much to be read.
    """
    if not body.strip():
        raise BadDocument("the feed's answer is empty")
    file = mapping.file
    match file.format:
        case "json":
            return read_json(body, caps)
        case "csv":
            return read_csv(body, file.csv, mapping.columns(part), caps)
        case "xml":
            return read_xml(body, *mapping.root(part), file.xml.lists, caps)
        case other:
            assert_never(other)
