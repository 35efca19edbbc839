"""Mapping files that are wrong: each is told by file, key and what would be right."""

from pathlib import Path

import pytest

from jru_tui.feeds.mapping.load import load_mapping
from jru_tui.settings.errors import SettingsError
from tests.feeds.mapping.conftest import EXAMPLES, GROUPED, PLAIN, written, wrong

WRONG = {
    "no format": ("[calls]\n", 'format is missing; it should be one of "json", "csv", "xml"'),
    "another format": (
        PLAIN.replace('"json"', '"yaml"'),
        'format is "yaml"; it should be one of "json", "csv", "xml"',
    ),
    "no calls": ('format = "json"', "calls is missing; it should be a table, [calls]"),
    "no root": (
        PLAIN.replace('"json"', '"xml"'),
        "xml.root is missing; it should be the name of the outermost element",
    ),
    "no list": (
        'format = "json"\n[calls]\nid = "id"\nopened_at = "o"',
        "calls is not complete: it needs list, text in quotes",
    ),
    "an empty id": (
        PLAIN.replace('id = "id"', 'id = ""'),
        "calls.id is missing; it should be an expression",
    ),
    "an unknown key": (
        PLAIN + 'grades = "p"',
        "calls.grades is not a setting; did you mean grade?",
    ),
    "an unknown table": (
        PLAIN + "[codes.grades]\n",
        "codes.grades is not a setting; did you mean grade?",
    ),
    "no expression": (
        PLAIN + 'grade = "Call Priority"',
        'calls.grade is "Call Priority"; it should be a JMESPath expression (names with spaces',
    ),
    "an unknown form": (
        PLAIN.replace("[times]", '[times]\nforms = ["iso8601"]'),
        'times.forms is "iso8601"; it should be a form such as "iso" or "%d/%m/%Y %H:%M:%S"; did',
    ),
    "a form that strptime does not know": (
        PLAIN.replace("[times]", '[times]\nforms = ["%d/%m/%Y %Q"]'),
        'times.forms is "%d/%m/%Y %Q"; it should be a form such as',
    ),
    "a root of vehicles in the calls' own document": (
        PLAIN + '[vehicles]\nlist = "v"\nid = "id"\nroot = "fleet"',
        "vehicles.root is only for XML vehicles at an address of their own",
    ),
    "words for a state that is never read": (
        PLAIN + '[codes.state]\n"Live" = "open"',
        "calls.state is empty, so codes.state would never be used",
    ),
    "a form without a date": (
        PLAIN.replace("[times]", '[times]\nforms = ["%H:%M:%S"]'),
        'times.forms is "%H:%M:%S"; it should be a form with a date and its year ("join(',
    ),
    "no form": (PLAIN.replace("[times]", "[times]\nforms = []"), "times.forms is empty"),
    "an unknown zone": (
        PLAIN.replace("Europe/London", "Europe/Londen"),
        'times.zone is "Europe/Londen"; it should be a time zone such as "Europe/London"',
    ),
    "no vehicle in rows": (
        GROUPED.replace('vehicle = "unit"', ""),
        "calls.responses.vehicle is missing; it should be an expression",
    ),
    "a list in rows": (
        GROUPED + 'list = "units"',
        "calls.responses.list is for rows that are calls; here each row is a response",
    ),
    "responses without a list": (
        PLAIN + '[calls.responses]\nvehicle = "unit"',
        "calls.responses.list is missing; it should be an expression",
    ),
    "a closing time that closes nothing": (
        PLAIN + 'closed_at = "c"',
        'calls.state is empty; calls.closed = "closed_at" closes a call by its closing time',
    ),
    "clear without clear": (
        GROUPED.replace('clear_at = "clear"', ""),
        "calls.responses.clear_at is missing; it should be an expression",
    ),
    "a state of another name": (
        PLAIN + '[codes.state]\n"Live" = "active"',
        'codes.state.Live is "active"; it should be "open" or "closed"',
    ),
    "a default of another name": (
        PLAIN + '[calls.defaults]\ngrades = "G1"',
        "calls.defaults.grades is not a field with a default; did you mean grade?",
    ),
    "vehicles without an id": (
        PLAIN + '[vehicles]\nlist = "vehicles"',
        "vehicles.id is missing; it should be an expression",
    ),
    "vehicles elsewhere without a list": (
        PLAIN + '[vehicles]\nurl = "units.json"',
        "vehicles.list is missing; it should be an expression",
    ),
    "half a place": (
        PLAIN + '[calls.where]\nlat = "y"',
        "calls.where.lon is missing; it should be an expression",
    ),
    "a token": (
        PLAIN + '[request.headers]\nAuthorization = "Bearer x"',
        (
            "request.headers.Authorization does not belong in a mapping; keep a "
            "token in feed.token_file"
        ),
    ),
    "a header's name": (
        PLAIN + '[request.headers]\n"X Y" = "z"',
        'request.headers."X Y" is "z"; it should be a header of plain characters',
    ),
    "offset without order": (
        PLAIN + "[paging]\nlimit = 100",
        "paging.order is empty; without an order, records move between pages while they are read",
    ),
    "two ways to page": (
        PLAIN + '[paging]\nnext = "a"\ncursor = "b"',
        "paging names more than one of next, cursor and counted pages; it should be one of them",
    ),
    "since nothing": (
        PLAIN + '[since]\nparameter = "q"\nvalue = "all"',
        'since.value is "all"; it should be text with {since} in it',
    ),
    "a long wait": (
        PLAIN + "[gone]\nwait_s = 100000",
        "gone.wait_s is 100,000; it should be between 0 and 86,400",
    ),
    "a delimiter": (
        PLAIN + '[csv]\ndelimiter = "||"',
        'csv.delimiter is "||"; it should be one character, such as ";"',
    ),
    "no encoding of text": (
        PLAIN + '[csv]\nencoding = "hex"',
        'csv.encoding is "hex"; it should be "utf-8" or "cp1252"',
    ),
    "an encoding": (
        PLAIN + '[csv]\nencoding = "latin-99"',
        'csv.encoding is "latin-99"; it should be "utf-8" or "cp1252"',
    ),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_mapping_says_what_would_be_right(text: str, said: str) -> None:
    assert wrong(text).startswith(said)


def test_the_file_is_named(tmp_path: Path) -> None:
    file = written(tmp_path, PLAIN + 'grades = "p"')
    with pytest.raises(SettingsError) as caught:
        load_mapping(file)
    assert str(caught.value) == f"{file}: calls.grades is not a setting; did you mean grade?"
    with pytest.raises(SettingsError, match="cannot be read: no such file"):
        load_mapping(tmp_path / "none.toml")
    with pytest.raises(SettingsError, match=r"mapping\.toml:2: this is not TOML"):
        load_mapping(written(tmp_path, 'format = "json"\ncalls'))


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.toml")), ids=lambda file: file.stem)
def test_every_worked_example_is_right(file: Path) -> None:
    assert load_mapping(file).file.calls.id
