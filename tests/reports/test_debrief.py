"""The log of one call or one vehicle as a page to print."""

import pytest

from jru_tui.board import Assign, Call, Note, Strike, Undo
from jru_tui.reports import DEBRIEF_FORMS, find_subject, make_debrief
from tests.board.conftest import Stage


@pytest.fixture
def night(stage: Stage) -> Stage:
    stage.call("K-1037", "18:00", grade="G1", type="rtc")
    stage.call("K-2037", "18:00", grade="G2")
    stage.vehicle("JRU1", "available", "18:00")
    stage.do(Assign("K-1037", "JRU1"), "18:01")
    stage.do(Note("<b>knife</b> & a dog", call="K-1037"), "18:02")
    return stage


def page_of(stage: Stage, words: str, form: str = "text") -> str:
    found = find_subject(stage.board, words)
    assert found is not None
    page = make_debrief(stage.board, found, stage.at("19:00"), marking="OFFICIAL")
    return DEBRIEF_FORMS[form](page)


@pytest.mark.parametrize("words", ["K-1037", "k-1037", "1037"])
def test_a_call_is_found_by_its_name_and_by_the_end_of_it(night: Stage, words: str) -> None:
    found = find_subject(night.board, words)
    assert isinstance(found, Call)
    assert found.id == "K-1037"


@pytest.mark.parametrize("words", ["037", "K-9", "", "JRU 7"])
def test_what_is_not_one_alone_is_not_guessed(night: Stage, words: str) -> None:
    assert find_subject(night.board, words) is None


def test_the_page_has_each_entry_with_its_time_and_who_says_so(night: Stage) -> None:
    text = page_of(night, "K-1037")
    assert text.count("OFFICIAL") == 2
    assert "Log of call K-1037" in text
    assert "30 Oct 2020 18:01:00: JRU 1 assigned (" in text
    assert text.index("call opened") < text.index("JRU 1 assigned") < text.index("knife")
    assert "None of this is saved in a journal." in text


def test_what_was_taken_back_or_struck_out_stays_and_says_so(night: Stage) -> None:
    night.do(Strike(night.last_id, call="K-1037"), "18:03")
    assert "struck out by" in page_of(night, "K-1037")
    night.do(Note("a slip", call="K-1037"), "18:04")
    night.do(Undo(night.last_id, confirmed=True), "18:05")
    assert "undone: note: a slip" in page_of(night, "K-1037")


def test_a_vehicles_log_names_the_call_of_each_entry(night: Stage) -> None:
    assert "K-1037: JRU 1 assigned" in page_of(night, "jru 1")


def test_html_prints_what_was_written_as_text(night: Stage) -> None:
    html = page_of(night, "K-1037", "html")
    assert "&lt;b&gt;knife" in html
    assert "<b>knife" not in html
