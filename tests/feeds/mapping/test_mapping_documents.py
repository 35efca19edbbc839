"""Foreign documents: cut, hostile, odd. Each is read, refused in words, or costs one record."""

import csv
import io
import json
import threading
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.feeds import offload
from jru_tui.feeds.decoding.envelope import BadDocument
from jru_tui.feeds.decoding.text import MAX_TEXT
from jru_tui.feeds.mapping.formats.csv import read_csv
from jru_tui.feeds.mapping.formats.json import read_json
from jru_tui.feeds.mapping.formats.plain_data import plain
from jru_tui.feeds.mapping.formats.xml import read_xml
from jru_tui.feeds.mapping.mapper import document, map_rows
from jru_tui.feeds.mapping.schema import CsvTable
from jru_tui.feeds.size_errors import Caps
from tests.feeds.conftest import JSON, NOW
from tests.feeds.mapping.conftest import (
    EXAMPLES,
    GROUPED,
    PLAIN,
    map_document,
    mapped,
    mapped_body,
    mapping,
    wrong,
)

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


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<calls><call id="1">&c;</call></calls>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<calls><call id="1" opened="2020-10-30T20:00:00Z">&x;</call></calls>"""
DTD = b'<!DOCTYPE c SYSTEM "http://127.0.0.1:1/x.dtd"><calls/>'


@pytest.mark.parametrize("body", [LAUGHS, OUTSIDE, DTD], ids=["laughs", "outside", "dtd"])
def test_xml_that_declares_entities_is_refused_in_words(body: bytes) -> None:
    assert refused(XML, body) == (
        "the XML declares a document type or entities: refused, as these can read files and expand "
        "without limit"
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "the feed's answer is empty"),
        (b"<calls><call>", "the document is cut short or not XML (line 1, column 13)"),
        (b"{}", "the document is cut short or not XML (line 1, column 0)"),
        (b"<calls>" * 100 + b"</calls>" * 100, "the document is nested too deeply"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "the XML is in an encoding"),
        (b"<calls>\xff</calls>", "the document is cut short or not XML (line 1, column 7)"),
        (b"<error/>", "the outermost element is “error”, not “calls” (xml.root)"),
    ],
)
def test_xml_that_cannot_be_read_is_refused_in_words(body: bytes, said: str) -> None:
    assert refused(XML, body).startswith(said)


def test_an_empty_element_is_an_empty_list() -> None:
    assert mapped_body(XML, b"<calls/>").calls == []
    assert mapped_body(XML, b'<calls at="22:38"/>').calls == []


def test_an_element_is_a_dict_a_list_or_a_text() -> None:
    body = b"""<r a="1"><n:x xmlns:n="urn:n">one</n:x><x>two</x><y z="3"> t </y><e/></r>"""
    assert read_xml(body, "r") == {
        "a": "1",
        "x": ["one", "two"],
        "y": {"z": "3", "text": "t"},
        "e": "",
    }


def test_one_element_is_a_list_of_one() -> None:
    made = mapped_body(XML, b'<calls><call id="1" opened="2020-10-30T20:00:00Z"/></calls>')
    assert [call["id"] for call in made.calls] == ["1"]


def test_an_element_that_is_marked_as_nil_is_not_there() -> None:
    head = b'<r xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="urn:a a.xsd">'
    body = b"""<a i:nil="true"/><b i:nil="1" id="7"/><c i:nil="false">one</c>
        <d i:type="string">two</d><u>JRU1</u><u i:nil="true"/><v i:nil="true"/><nil>no</nil></r>"""
    assert read_xml(head + body, "r", lists=("u", "v")) == {
        "c": "one",
        "d": "two",
        "u": ["JRU1"],
        "nil": "no",
    }


def test_a_time_that_is_nil_does_not_set_its_call_aside() -> None:
    text = XML + '[calls.responses]\nlist = "unit"\nvehicle = "id"\nclear_at = "clear"\n'
    body = b"""<calls xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><call>
        <id>1</id><opened>2020-10-30T20:00:00Z</opened>
        <unit><id>JRU1</id><clear i:nil="true"/></unit></call></calls>"""
    made = mapped_body(text, body)
    assert made.refused == ()
    assert made.calls[0]["responses"] == [{"vehicle": "JRU1"}]


def test_xml_in_its_own_encoding_is_read() -> None:
    body = '<?xml version="1.0" encoding="iso-8859-1"?><r>café</r>'.encode("latin-1")
    assert read_xml(body, "r") == "café"


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
    assert made.refused[0].reason == "opened_at: has none of the forms of time (iso): “NaN”"


def test_an_odd_document_names_no_key_twice_either() -> None:
    body = b'{"calls": [{"id": "1", "opened": NaN, "id": "2"}]}'
    assert refused(PLAIN, body) == "the document is refused: an object in it has the key “id” twice"


@pytest.mark.parametrize("encoding", ["idna", "punycode"])
def test_a_table_that_its_encoding_cannot_read_is_refused(encoding: str) -> None:
    text = GROUPED.replace('"json"', '"csv"') + f'[csv]\nencoding = "{encoding}"'
    assert refused(text, "café;\xff".encode("latin-1")) == f"the table is not in {encoding}"


def test_an_element_that_can_stand_several_times_is_a_list_where_it_stands_once() -> None:
    text = XML.replace(
        'xml.root = "calls"', 'xml.root = "calls"\nxml.lists = ["call", "event"]'
    ) + (
        '[calls.responses]\nlist = "unit"\nvehicle = "id"\n'
        "allocated_at = \"event[?code == 'DP'].time | [0]\"\n"
    )
    body = b"""<calls><call id="1" opened="2020-10-30T20:00:00Z">
        <unit id="JRU1"><event code="DP" time="2020-10-30T20:01:00Z"/></unit></call></calls>"""
    (call,) = mapped_body(text, body).calls
    assert call["responses"] == [{"vehicle": "JRU1", "allocated_at": "2020-10-30T20:01:00Z"}]


def test_every_column_that_is_named_by_itself_has_to_be_there() -> None:
    text = GROUPED.replace('"json"', '"csv"').replace('"clear"', '"Availble"')
    head = b"call,unit,opened,sent,mobile,arrived,hospital,Available\n"
    assert refused(text, head) == (
        "the table has no column “Availble”: is it another table? Its first "
        "line has 8, the first of "
        "them “call”"
    )
    may_lack = text.replace('"Availble"', "\"Availble || ''\"")
    assert mapped_body(may_lack, head).calls == []


def test_a_large_document_is_the_same_as_a_small_one() -> None:
    rows = [{"id": n, "text": "x" * 100, "in": {"list": [n]}} for n in range(3_000)]
    assert read_json(json.dumps({"calls": rows, "n": 1}).encode()) == {"calls": rows, "n": 1}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"call,unit,opened\nK-1,JRU", "the table is cut short: its last line has fewer columns"),
        (b'call,opened\nK-1,"JRU', "the table is cut short or not CSV"),
        (b"Service unavailable\n", "the table has no column “call”: is it another table?"),
        (b"call,opened,call\n1,2,3\n", "the table has the same column twice"),
        (b"call,opened\n\xff\n", "the table is not in utf-8"),
        (b"<html><body>", "the feed answered with a web page, where a table was expected"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_in_words(body: bytes, said: str) -> None:
    assert refused(CSV, body).startswith(said)


def test_a_table_with_names_alone_lists_nothing() -> None:
    assert mapped_body(CSV, b"call,unit,opened\n").calls == []


def test_a_line_with_other_columns_is_set_aside_alone() -> None:
    body = f"call,unit,opened\nK-1,JRU3\nK-2,JRU2,{OPENED}\n".encode()
    made = mapped_body(CSV, body)
    assert [call["id"] for call in made.calls] == ["K-2"]
    assert [each.reason for each in made.refused] == [
        "the line has more or fewer columns than the table has names (record 1 of its list)"
    ]


def test_a_byte_order_mark_is_no_part_of_the_first_name() -> None:
    assert read_csv(b"\xef\xbb\xbfcall\n1\n", CsvTable()) == [{"call": "1"}]


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
def test_no_json_is_too_odd_to_be_mapped(data: list[Any]) -> None:
    made = map_document(EVERY, data)
    assert len(made.calls) + sum(each.subject == "call" for each in made.refused) <= len(data)


@given(JSON)
def test_no_document_is_too_odd_for_the_examples(data: Any) -> None:
    for each in MAPPINGS:
        with suppress(BadDocument):
            map_document(each, data)


@given(st.binary(max_size=200), st.sampled_from(["json", "csv", "xml"]))
def test_no_bytes_are_more_than_a_refusal(body: bytes, kind: str) -> None:
    made = mapping(PLAIN.replace('"json"', f'"{kind}"\nxml.root = "a"'))
    with suppress(BadDocument):
        plain(made, body)


@given(st.lists(st.lists(st.text(max_size=6), min_size=3, max_size=3), max_size=5))
def test_what_a_spreadsheet_writes_is_read_cell_by_cell(cells: list[list[str]]) -> None:
    cells = [[cell.replace("\0", "").replace("\r", "") for cell in row] for row in cells]
    out = io.StringIO()
    csv.writer(out).writerows([["call", "unit", "opened"], *cells])
    body = out.getvalue().encode("utf-8", "replace")
    found = read_csv(body, CsvTable())
    assert len(found) == sum(any(cell.strip() for cell in row) for row in cells)


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


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (b"<a>" * 33 + b"</a>" * 33, "the document is nested too deeply"),
        (b"<b/>" * 1_000_000, "the document has 1,000,001 elements and attributes"),
        (b"<b c='d'/>" * 250_000, "the document has 250,001 elements with something inside"),
        (b"<b>" + b"<c/>" * 10 + b"</b>", ""),
        (b"<b " + b" ".join(b"a%d=''" % n for n in range(90_000)) + b"/>", "a tag or comment of"),
        (b"<!--" + b"x" * 500_000, "a tag or comment of the XML is longer than 256,000 bytes"),
        (b"<!-- -->" * 100_000, ""),
        (b"".join(b"<n%d/>" % n for n in range(20_000)), "the XML has more than 10,000 names"),
    ],
    ids=["deep", "many", "inside", "fine", "attributes", "comment", "comments", "names"],
)
def test_xml_that_is_too_much_is_refused_while_it_is_read(inside: bytes, said: str) -> None:
    """MAP-03, MAP-04."""
    if said:
        with pytest.raises(BadDocument, match=said):
            read_xml(b"<r>" + inside + b"</r>", "r")
    else:
        assert read_xml(b"<r>" + inside + b"</r>", "r") is not None


def test_a_text_of_an_element_ends_with_its_first_child_and_is_cut_where_it_is_endless() -> None:
    assert read_xml(b"<r><a> x<b/>y</a><c>1<!-- 2 -->3</c></r>", "r") == {
        "a": {"b": "", "text": "x"},
        "c": "13",
    }
    endless = read_xml(b"<r>" + b"x" * 3_000_000 + b"</r>", "r")
    assert MAX_TEXT < len(endless) < MAX_TEXT + 100_000


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"a\n" + b"1\n" * 50_001, "50,001 rows, more than the 50,000 allowed"),
        (b"a;b\n" + b";" * 2_000_001, "a line of the table has more than 2,000,000 characters"),
        (b"a\n" + (b";" * 900 + b"\n") * 2_000, "cells, more than the 1,000,000 allowed"),
        (b'a\n"' + b"x\n" * 600_000, "field larger than field limit"),
    ],
    ids=["rows", "line", "cells", "cell"],
)
def test_a_table_that_is_too_much_is_refused_while_it_is_read(body: bytes, said: str) -> None:
    """MAP-03, MAP-04."""
    with pytest.raises(BadDocument, match=said):
        read_csv(body, CsvTable(delimiter=";"))


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


TABLE = b"call;opened\n1;2020-10-30T20:00:00Z\n"


@pytest.mark.parametrize(
    ("table", "body"),
    [
        (r'delimiter = "\t"', TABLE.replace(b";", b"\t")),
        ('delimiter = ";"', b"\n\r\n  \n" + TABLE),
        ('delimiter = ";"', b';\r\n"";" "\n' + TABLE + b";\n   \n"),
        ('delimiter = ";"', b"sep=;\r\n" + TABLE),
        ("", b"sep=;\n\n" + TABLE),
        ("", b'"sep=;"\n' + TABLE),
        ("", b"SEP=\t\n" + TABLE.replace(b";", b"\t")),
        ("", b"\xef\xbb\xbfsep=|\n" + TABLE.replace(b";", b"|")),
        ("", b"\xef\xbb\xbf\n" + TABLE.replace(b";", b",")),
        ('delimiter = ";"\nencoding = "utf-16"', TABLE.decode().encode("utf-16")),
    ],
)
def test_a_table_is_read_however_a_spreadsheet_wrote_it(table: str, body: bytes) -> None:
    """MAP-12."""
    made = mapped_body(CSV + f"[csv]\n{table}\n", body)
    assert [(call["id"], call["opened_at"]) for call in made.calls] == [("1", OPENED)]


def test_a_table_of_nothing_but_lines_is_refused_before_long() -> None:
    """MAP-04."""
    for body in (b"\n" * 1_000_001, b"a;b\n" + b"\n" * 1_000_001):
        with pytest.raises(BadDocument, match="more than 1,000,000 lines"):
            read_csv(body, CsvTable())


def test_a_name_that_begins_like_a_separator_line_is_a_name() -> None:
    assert read_csv(b"sep=x,y\n1,2\n", CsvTable()) == [{"sep=x": "1", "y": "2"}]


@pytest.mark.parametrize("delimiter", ["", ";;", "\n", '"'])
def test_a_delimiter_is_one_character(delimiter: str) -> None:
    told = json.dumps(delimiter)
    assert wrong(CSV + f"[csv]\ndelimiter = {told}\n").startswith("csv.delimiter is ")


@pytest.mark.parametrize("nothing", ['["0"]', "[0]", '["", 0, "N/A"]', '["0", "false"]'])
def test_a_number_stands_for_nothing_where_its_text_does(nothing: str) -> None:
    """MAP-11."""
    text = PLAIN.replace('"json"', f'"json"\nnothing = {nothing}') + 'closed_at = "closed"\n'
    text += 'closed = "closed_at"\nversion = "v"\n'
    for closed in (0, 0.0, "0", " 0 "):
        call = {"id": "1", "opened": OPENED, "closed": closed, "v": 10}
        (made,) = mapped(text, {"calls": [call]}).calls
        assert (made["state"], made["version"]) == ("open", 10)
