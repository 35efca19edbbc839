"""Mappings in a line or two, and what they make of documents."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from jru_tui.feeds.decoding.envelope import BadDocument
from jru_tui.feeds.mapping.formats.plain_data import plain
from jru_tui.feeds.mapping.load import FieldMapping, check_mapping
from jru_tui.feeds.mapping.mapper import MappedDocument, find_calls, find_vehicles, map_rows
from jru_tui.feeds.poller import HttpFeed
from jru_tui.settings.errors import WrongKeyError
from jru_tui.settings.model import FeedSettings
from tests.feeds.conftest import NOW, no_wait

EXAMPLES = Path(__file__).parents[3] / "docs" / "mappings"

PLAIN = """
format = "json"
[times]
zone = "Europe/London"
[calls]
list = "calls"
id = "id"
opened_at = "opened"
"""
"""The least that a mapping of calls can say; tests add to its last table."""

GROUPED = """
format = "json"
[times]
zone = "Europe/London"
[calls]
list = "@"
rows = "vehicle_and_call"
closed = "all_clear"
id = "call"
opened_at = "opened"
[calls.responses]
vehicle = "unit"
allocated_at = "sent"
en_route_at = "mobile"
at_scene_at = "arrived"
committed_at = "hospital"
clear_at = "clear"
"""
"""A table with one row for each vehicle and call."""


def map_document(rules: FieldMapping, data: object) -> MappedDocument:
    """All of one document that has calls, and vehicles if the mapping lists them."""
    return map_rows(rules, find_calls(rules, data), find_vehicles(rules, data))


def mapping(text: str) -> FieldMapping:
    return check_mapping(tomllib.loads(text, parse_float=Decimal))


def wrong(text: str) -> str:
    with pytest.raises(WrongKeyError) as caught:
        mapping(text)
    return str(caught.value)


def mapped(text: str, data: object) -> MappedDocument:
    return map_document(mapping(text), data)


def mapped_body(text: str, body: bytes) -> MappedDocument:
    made = mapping(text)
    return map_document(made, plain(made, body))


def mapped_feed(url: str, file: Path, **settings: Any) -> HttpFeed:
    """A real poller of that address with that mapping."""
    return HttpFeed(FeedSettings(url=url, mapping=file, **settings), lambda: NOW, wait=no_wait)


def written(folder: Path, text: str) -> Path:
    file = folder / "mapping.toml"
    file.write_text(text, encoding="utf-8")
    return file


OPENED = "2020-10-30T20:00:00Z"
XML = PLAIN.replace('"json"', '"xml"\nxml.root = "calls"').replace(
    'list = "calls"', 'list = "call"'
)
CSV = """
format = "csv"
[times]
zone = "Europe/London"
[calls]
list = "@"
id = "call"
opened_at = "opened"
"""


def refused(text: str, body: bytes) -> str:
    with pytest.raises(BadDocument) as caught:
        mapped_body(text, body)
    return str(caught.value)
