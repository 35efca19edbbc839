"""Foreign documents: cut, hostile, odd. Each is read, refused in words, or costs one record."""

import json
import threading
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.feeds import offload
from jru_tui.feeds.decoding.envelope import BadDocument
from jru_tui.feeds.mapping.formats.json import read_json
from jru_tui.feeds.mapping.formats.plain_data import plain
from jru_tui.feeds.mapping.mapper import document, map_rows
from jru_tui.feeds.size_errors import Caps
from tests.feeds.conftest import JSON, NOW
from tests.feeds.mapping.conftest import (
    EXAMPLES,
    GROUPED,
    OPENED,
    PLAIN,
    map_document,
    mapped,
    mapped_body,
    mapping,
    refused,
)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"calls": [', "the document is cut short or not JSON"),
        (b"<html>", "the feed answered with a web page or XML, where JSON was expected"),
        (b"[" * 100_000, "the document is nested too deeply"),
        (
            b'{"calls": [], "calls": []}',
            "the document is refused: an object in it has the key “calls” twice",
        ),
        (
            b'{"error": "later", "data": {}}',
            "the document has nothing at calls.list (calls); it holds “error”, “data”",
        ),
        (
            b"[1, 2]",
            "the document has nothing at calls.list (calls); it is a list of 2",
        ),
        (
            b'{"calls": null}',
            "the document has nothing at calls.list (calls); it holds “calls”: that does not mean",
        ),
        (b"\xff\xfe{}", "the document is not in UTF-8"),
    ],
)
def test_json_that_cannot_be_read_is_refused_in_words(body: bytes, said: str) -> None:
    assert refused(PLAIN, body).startswith(said)


def test_a_nan_and_half_a_character_cost_no_sibling() -> None:
    body = b'{"calls": [{"id": "1", "opened": NaN}, {"id": "2", "opened": "2020-10-30T20:00:00Z"}]}'
    made = mapped_body(PLAIN, body)
    assert [call["id"] for call in made.calls] == ["2"]
    assert made.refused[0].reason == "opened_at: matches none of the time formats (iso): “NaN”"


def test_an_odd_document_names_no_key_twice_either() -> None:
    body = b'{"calls": [{"id": "1", "opened": NaN, "id": "2"}]}'
    assert refused(PLAIN, body) == "the document is refused: an object in it has the key “id” twice"


def test_a_large_document_is_the_same_as_a_small_one() -> None:
    rows = [{"id": n, "text": "x" * 100, "in": {"list": [n]}} for n in range(3_000)]
    assert read_json(json.dumps({"calls": rows, "n": 1}).encode()) == {"calls": rows, "n": 1}


def test_feed_text_is_never_an_expression() -> None:
    rows = [{"call": "`1`", "unit": "@", "opened": OPENED, "sent": OPENED}]
    assert [call["id"] for call in mapped(GROUPED, rows).calls] == ["`1`"]


MAPPINGS = [
    mapping((EXAMPLES / f"{name}.toml").read_text()) for name in ("soda_fire_calls", "eido")
]
EVERY = mapping(
    PLAIN.replace('list = "calls"', 'list = "@"')
    + """updated_at = "opened"
version = "a"
state = "a"
grade = "a"
flags = "a"
only = "a != 'no'"
[calls.where]
lat = "a"
lon = "b"
geojson = "a"
lat_lon = "b"
grid_reference = "b"
[calls.responses]
list = "a"
vehicle = "b"
allocated_at = "a"
status = "a"
status_at = "b"
[calls.notes]
list = "a"
text = "b"
[vehicles]
list = "@"
id = "a"
status = "b"
[codes.grade]
"x" = "G1"
"""
)
NAMES = st.sampled_from(["id", "opened", "a", "b"])
ROW = st.dictionaries(NAMES, JSON | st.sampled_from([OPENED, "x", 1604097482]), max_size=4)


@given(st.lists(ROW | JSON, max_size=5))
def test_no_json_is_too_odd_to_be_mapped(data: list[object]) -> None:
    made = map_document(EVERY, data)
    assert len(made.calls) + sum(each.subject == "call" for each in made.refused) <= len(data)


@given(JSON)
def test_no_document_is_too_odd_for_the_examples(data: object) -> None:
    for each in MAPPINGS:
        with suppress(BadDocument):
            map_document(each, data)


@given(st.binary(max_size=200), st.sampled_from(["json", "csv", "xml"]))
def test_no_bytes_are_more_than_a_refusal(body: bytes, kind: str) -> None:
    made = mapping(PLAIN.replace('"json"', f'"{kind}"\nxml.root = "a"'))
    with suppress(BadDocument):
        plain(made, body)


def test_a_document_that_is_too_much_to_be_read_is_refused_before_it_is() -> None:
    """JSON-05, JSON-10: as one of `jru/1` is."""
    with pytest.raises(BadDocument, match="1,000,001 values, more than the 1,000,000 allowed"):
        read_json(b"[" + b"{}," * 500_000 + b"0]")
    with pytest.raises(BadDocument, match="250,001 objects and lists, more than the 250,000"):
        read_json(b"[" + b"{}," * 250_000 + b"0]")
    with pytest.raises(BadDocument, match="one list of the document has more values than the 100"):
        read_json(b"[" + b"0," * 100_000 + b"0]")
    names = b",".join(b'"%d":0' % number for number in range(100_002))
    with pytest.raises(BadDocument, match="one object of the document has more values"):
        read_json(b"{" + names + b"}")
    with pytest.raises(BadDocument, match="nested too deeply"):
        read_json(b"[" * 33 + b"]" * 33)
    assert read_json(b"[" + b"{}," * 250_000 + b"0]", Caps(5_001))


@pytest.mark.parametrize("kind", ["json", "csv", "xml"])
def test_reading_ends_where_nobody_waits_for_it(kind: str) -> None:
    """MAP-06: by the deadline, or because the program ends."""
    bodies = {
        "json": b"[" + b"{}," * 60_000 + b"0]",
        "csv": b"id,opened\n" + b"1,2\n" * 2_000,
        "xml": b"<r>" + b"<b/>" * 20_000 + b"</r>",
    }
    given_up = threading.Event()
    made = mapping(PLAIN.replace('"json"', f'"{kind}"\nxml.root = "r"'))
    body = bodies[kind]
    plain(made, body)
    token = offload._given_up.set(given_up)
    given_up.set()
    try:
        with pytest.raises(offload.GivenUpError):
            plain(made, body)
    finally:
        offload._given_up.reset(token)


def test_half_a_character_costs_its_own_record() -> None:
    """JSON-08."""
    rows = ", ".join(
        f'{{"id": "{n}", "opened": "2020-10-30T20:00:00Z", "text": "{text}"}}'
        for n, text in (("1", "a\\ud800b"), ("2", "fine"))
    )
    made = mapped_body(PLAIN + 'summary = "text"\n', f'{{"calls": [{rows}]}}'.encode())
    _, refused = document(made, NOW)
    assert [(each.key, each.reason) for each in refused] == [
        ("1", "a text contains half a character")
    ]


@pytest.mark.parametrize("number", ["1_000", "\uff11\uff12", "-Infinity", "NaN"])
def test_a_number_that_json_does_not_know_is_no_number(number: str) -> None:
    """JSON-02, JSON-15."""
    text = PLAIN + 'version = "n"\n'
    body = f'{{"calls": [{{"id": "1", "opened": "{OPENED}", "n": {number}}}]}}'.encode()
    (call,) = mapped_body(text, body).calls
    assert "version" not in call


def test_a_large_object_that_names_a_key_twice_is_refused() -> None:
    """JSON-04."""
    long = "x" * 200_000
    body = f'{{"calls": [], "a": "{long}", "calls": []}}'.encode()
    assert refused(PLAIN, body) == "the document is refused: an object in it has a key twice"


def test_a_record_with_more_than_any_record_holds_is_set_aside_alone() -> None:
    endless = {"id": "1", "opened": OPENED, "x": [[0, 1]] * 30_000}
    made = mapped(PLAIN, {"calls": [endless, {"id": "2", "opened": OPENED}]})
    assert [call["id"] for call in made.calls] == ["2"]
    assert [each.reason for each in made.refused] == [
        "it holds more than the 50,000 values allowed (record 1 of its list)"
    ]


def test_lists_that_come_to_more_than_anybody_sends_are_refused() -> None:
    text = PLAIN + '[calls.responses]\nlist = "units"\nvehicle = "@"\n'
    many = ",".join(f"A{n}" for n in range(1_001))
    made = mapped(text, {"calls": [{"id": "1", "opened": OPENED, "units": many}]})
    assert [each.reason for each in made.refused] == [
        "responses: lists 1,001, more than the 1,000 allowed"
    ]
    few = {"id": "1", "opened": OPENED, "units": "A,B,C,D,E,F,G,H,I,J,K"}
    rules = mapping(text)
    with pytest.raises(BadDocument, match="11 responses, more than the 10 allowed"):
        map_rows(rules, [few], [], caps=Caps(1))
    with pytest.raises(BadDocument, match="lists 2 calls, more than the 1 allowed"):
        map_rows(rules, [few, few], [], caps=Caps(1))


@pytest.mark.parametrize("nothing", ['["0"]', "[0]", '["", 0, "N/A"]', '["0", "false"]'])
def test_a_number_stands_for_nothing_where_its_text_does(nothing: str) -> None:
    """MAP-11."""
    text = PLAIN.replace('"json"', f'"json"\nnothing = {nothing}') + 'closed_at = "closed"\n'
    text += 'closed = "closed_at"\nversion = "v"\n'
    for closed in (0, 0.0, "0", " 0 "):
        call = {"id": "1", "opened": OPENED, "closed": closed, "v": 10}
        (made,) = mapped(text, {"calls": [call]}).calls
        assert (made["state"], made["version"]) == ("open", 10)
