"""Foreign documents in XML: each is read, refused in words, or costs one record."""

import pytest

from jru_tui.feeds.decoding.envelope import BadDocument
from jru_tui.feeds.decoding.text import MAX_TEXT
from jru_tui.feeds.mapping.formats.xml import read_xml
from tests.feeds.mapping.conftest import (
    XML,
    mapped_body,
    refused,
)

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
