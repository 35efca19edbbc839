"""From body bytes to plain data: dicts, lists, texts and numbers. One way for each format."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from msgspec import Raw

from jru_tui.feeds.decoding.envelope import MAX_MEND, BadDocument
from jru_tui.feeds.decoding.json_limits import monstrous
from jru_tui.feeds.decoding.normalise import in_words
from jru_tui.feeds.decoding.record import (
    DuplicateKeysError,
    each_once,
    may_name_a_key_twice,
    refuse_duplicate_keys,
)
from jru_tui.feeds.decoding.text import quoted
from jru_tui.feeds.mapping.load import FieldMapping
from jru_tui.feeds.mapping.schema import CsvTable
from jru_tui.feeds.mapping.xml import read_xml

_LARGE = 100_000
"""Bytes of JSON that are decoded in one go; a larger value is taken apart first, so that no call
into C keeps the event loop waiting."""
_MAX_CELL = 1_000_000
_MAX_DEPTH = 32
_ENCODER = msgspec.json.Encoder()


def plain(mapping: FieldMapping, body: bytes, part: int = 0, max_records: int = 0) -> Any:
    """The data in a body: of the calls' document (0), or the vehicles' own (1).

    `max_records` is how many calls it may have: what it may hold at all is measured by that.

    Raises:
        BadDocument: it is not of the mapping's format, or not whole.
    """
    if not body.strip():
        raise BadDocument("the feed answered with nothing")
    file = mapping.file
    if file.format == "json":
        return read_json(body, max_records)
    if file.format == "xml":
        return read_xml(body, *mapping.root(part), file.xml.lists)
    return read_csv(body, file.csv, mapping.columns(part))


def read_json(body: bytes, max_records: int = 0) -> Any:
    """The data of a JSON document, whatever it is.

    Raises:
        BadDocument: it is cut, not JSON, nested too deeply, or too much to be read.
    """
    body = body.removeprefix(b"\xef\xbb\xbf")
    if body.lstrip().startswith(b"<"):
        raise BadDocument("the feed answered with a web page or XML, where JSON was expected")
    if wrong := monstrous(body, max_records):
        raise BadDocument(wrong)
    try:
        return _json(body, 0)
    except RecursionError:
        raise BadDocument("the document is nested too deeply") from None
    except DuplicateKeysError as error:
        raise BadDocument(f"the document is refused: {error}") from None
    except ValueError as error:
        return _odd_json(body, error)


def _json(raw: bytes | Raw, depth: int) -> Any:
    view = memoryview(raw)
    first = bytes(view[:64]).lstrip()[:1]
    if len(view) <= _LARGE or depth >= _MAX_DEPTH or first not in {b"[", b"{"}:
        return _small_json(bytes(view))
    if first == b"[":
        return [_json(each, depth + 1) for each in msgspec.json.decode(view, type=list[Raw])]
    parts = msgspec.json.decode(view, type=dict[str, Raw])
    return {key: _json(each, depth + 1) for key, each in parts.items()}


def _small_json(raw: bytes) -> Any:
    found = msgspec.json.decode(raw)
    if may_name_a_key_twice(raw, _ENCODER.encode(found)):
        refuse_duplicate_keys(raw)
    return found


def _odd_json(body: bytes, error: ValueError) -> Any:
    """A document with a NaN or half a character in it: that costs its own record at most."""
    if len(body) <= MAX_MEND:
        try:
            return json.loads(body, parse_constant=str, object_pairs_hook=each_once)
        except DuplicateKeysError as double:
            raise BadDocument(f"the document is refused: {double}") from None
        except (ValueError, RecursionError):
            pass  # it is not JSON by any measure: said below, in the words of the first look
    raise BadDocument(f"the document is cut or not JSON: {in_words(error)}") from None


def read_csv(body: bytes, table: CsvTable, columns: Sequence[str] = ()) -> list[Any]:
    """The rows of a table by the names in its first line, among which `columns` have to be.

    A line with more or fewer cells than there are names stays a list, and is set aside later; as
    the last line it means that the table was cut.

    Raises:
        BadDocument: it is not text in that encoding, lacks a column, or breaks off.
    """
    encoding = "utf-8-sig" if table.encoding.lower() in {"utf-8", "utf8"} else table.encoding
    try:
        decoded = body.decode(encoding)
    except UnicodeError:
        raise BadDocument(f"the table is not in {table.encoding}") from None
    if decoded.lstrip()[:1] == "<":
        raise BadDocument("the feed answered with a web page, where a table was expected")
    csv.field_size_limit(_MAX_CELL)
    lines = csv.reader(io.StringIO(decoded), delimiter=table.delimiter, strict=True)
    try:
        return list(_rows(lines, columns))
    except csv.Error as error:
        where = f"in line {lines.line_num:,}"
        raise BadDocument(f"the table is cut or not CSV: {where}, {error}") from None


def _rows(lines: Iterator[list[str]], columns: Sequence[str]) -> Iterator[Any]:
    names = [name.strip() for name in next(lines, [])]
    for column in columns:
        if column not in names:
            raise BadDocument(
                f"the table has no column {quoted(column)}: is it another one? Its first line has "
                f"{len(names)}, the first of them {quoted(names[0] if names else '', 40)}"
            )
    if len(set(names)) != len(names):
        raise BadDocument("the table names a column twice: which one is meant cannot be known")
    cells: list[str] = names
    for cells in lines:
        if cells:
            fits = len(cells) == len(names)
            yield dict(zip(names, cells, strict=True)) if fits else cells
    if 0 < len(cells) < len(names):
        raise BadDocument("the table is cut: its last line has fewer columns than its first")
