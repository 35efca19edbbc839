"""A caller's number finds the call, however either of them is written."""

import pytest
from msgspec.structs import replace

from jru_tui.board import find_calls
from jru_tui.board.call_commands import OpenCall
from jru_tui.board.queries.call_search import callback_words
from jru_tui.board.records import Place
from jru_tui.tui.layout.calls.call_rows import CallRows
from tests.tui.conftest import Night

FORMS = ("07700 900123", "07700900123", "+44 7700 900123", "+447700900123", "0044 7700 900123")
SOUGHT = ("07700 900123", "07700900123", "+447700900123", "+44 (0)7700-900123")


@pytest.mark.parametrize("written", [*FORMS, "+44 (0)7700 900 123"])
def test_each_form_has_both_forms(written: str) -> None:
    assert {"07700900123", "+447700900123"} <= {*callback_words(written)}


@pytest.mark.parametrize("words", [None, ""])
def test_no_number_is_found_by_nothing(words: str | None) -> None:
    assert [*callback_words(words)] == []


@pytest.mark.parametrize("sought", SOUGHT)
@pytest.mark.parametrize("written", FORMS)
def test_an_open_call_is_found_by_it(busy: Night, written: str, sought: str) -> None:
    busy.command(OpenCall("H-1", "fall", Place("Deal"), callback=written))
    assert [call.id for call in CallRows(busy.frame(), sought).open] == ["H-1"]


@pytest.mark.parametrize("sought", SOUGHT)
@pytest.mark.parametrize("written", FORMS)
def test_a_closed_call_is_found_by_it(night: Night, written: str, sought: str) -> None:
    night.report(replace(night.calls["K-1022"], callback=written))
    assert [call.id for call in find_calls(night.board, sought)] == ["K-1022"]
