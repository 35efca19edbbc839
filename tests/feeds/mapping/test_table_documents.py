"""Foreign tables in CSV: each is read, refused in words, or costs one line."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.feeds.decoding.envelope import BadDocument
from jru_tui.feeds.mapping.formats.csv import read_csv
from jru_tui.feeds.mapping.schema import CsvTable
from jru_tui.settings import Signs
from tests.feeds.mapping.conftest import (
    CSV,
    GROUPED,
    OPENED,
    mapped_body,
    refused,
    wrong,
)


@pytest.mark.parametrize("encoding", ["idna", "punycode"])
def test_a_table_that_its_encoding_cannot_read_is_refused(encoding: str) -> None:
    text = GROUPED.replace('"json"', '"csv"') + f'[csv]\nencoding = "{encoding}"'
    assert refused(text, "café;\xff".encode("latin-1")) == f"the table is not in {encoding}"


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


@given(st.lists(st.lists(st.text(max_size=6), min_size=3, max_size=3), max_size=5))
def test_what_a_spreadsheet_writes_is_read_cell_by_cell(cells: list[list[str]]) -> None:
    cells = [[cell.replace("\0", "").replace("\r", "") for cell in row] for row in cells]
    out = io.StringIO()
    csv.writer(out).writerows([["call", "unit", "opened"], *cells])
    body = out.getvalue().encode("utf-8", "replace")
    found = read_csv(body, CsvTable())
    assert len(found) == sum(any(cell.strip() for cell in row) for row in cells)


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
        read_csv(body, CsvTable(delimiter=Signs(";")))


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
