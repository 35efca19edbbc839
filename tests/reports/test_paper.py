"""The board on paper: everything that is needed to go on by hand, and nothing that runs."""

import re
from datetime import date

from msgspec import structs

from jru_tui.board.board import Board
from jru_tui.board.call_commands import BackUp, NextCall
from jru_tui.board.commands import MarkPlace
from jru_tui.board.records import CrewMember
from jru_tui.board.rules import Rules
from jru_tui.reports.pages.page import ReportPage, Section, Table
from jru_tui.reports.pages.page_html import as_html
from jru_tui.reports.paper import MOST_CALLS, make_paper
from tests.tui.conftest import NOW, Night, busy, night

__all__ = ["busy", "night"]


def told(night: Night, *, live: bool = True) -> str:
    paper = make_paper(night.board, NOW, as_of=NOW, live=live, marking="OFFICIAL")
    return as_html(paper)


def test_it_holds_the_open_calls_and_the_crews(busy: Night) -> None:
    page = told(busy)
    for call in busy.board.open_calls():
        assert f">{call.name}<" in page
    for vehicle in busy.board.vehicles.values():
        assert f">{vehicle.name}<" in page
        assert all(member.id in page for member in vehicle.crew)
    assert "K-1028" not in page, "it is closed"
    assert page.count("OFFICIAL") == 2
    assert "22:47" in page


def test_what_a_crew_has_to_know_is_in_the_row_of_its_call(busy: Night) -> None:
    call = busy.calls["K-1037"]
    crew = (CrewMember("paramedic", "Para 5518", ("doctor",)),)
    busy.report(
        structs.replace(call, needs=("clinical",), callback="01227 496 0123", version=99),
        structs.replace(busy.vehicles["JRU1"], crew=crew),
    )
    busy.command(MarkPlace("dog in the yard", call.where, expires_on=date(2020, 11, 30)))
    busy.command(BackUp(call.id, "ambulance"))
    busy.command(NextCall(call.id, "JRU1"))
    page = told(busy)
    for words in (
        "needs clinical",
        "marker: dog in the yard",
        "callback 01227 496 0123",
        "ambulance asked 22:47",
        "next call of JRU 1",
        "paramedic Para 5518 (doctor)",
    ):
        assert words in page


def test_it_has_lines_to_write_on_and_nothing_that_runs(busy: Night) -> None:
    page = told(busy)
    assert page.count('<th scope="row"></th>') == 24
    assert not re.search(r"<script|<img|<link|<iframe|https?://|\bon[a-z]+=", page)


def test_it_says_that_the_feed_is_not_heard(busy: Night) -> None:
    assert "no contact with the feed" in told(busy, live=False)
    assert "no contact with the feed" not in told(busy)


def test_callers_words_stay_words(busy: Night) -> None:
    busy.report(
        structs.replace(busy.calls["K-1037"], summary="<script>alert(1)</script>", version=99)
    )
    assert "&lt;script&gt;" in told(busy)


def test_of_very_many_calls_the_most_urgent_are_listed(busy: Night) -> None:
    model = busy.calls["K-1037"]
    busy.report(*(structs.replace(model, id=f"B-{number}") for number in range(MOST_CALLS)))
    page = told(busy)
    more = len(busy.board.open_calls()) - MOST_CALLS
    assert f"and {more} more, less urgent" in page
    assert page.count("<tr>") < MOST_CALLS + 40


def test_an_empty_board_has_a_page_as_well() -> None:
    paper = make_paper(Board(Rules()), NOW, as_of=None, live=False, marking="")
    assert "No open calls" in as_html(paper)


def test_there_is_room_to_write_on_it_and_no_word_is_cut_at_the_edge_of_a_sheet() -> None:
    """As a browser prints it: blank lines of 8 mm, long words broken, sentences from the left."""
    table = Table(("Time", "What happened, and who reported it"), (("", ""), ("22:10", "x" * 500)))
    page = as_html(ReportPage("OFFICIAL", "Board", (), (Section("From now on", table=table),), ()))
    assert 'tr class="blank"><th scope="row"></th><td class="text"></td>' in page
    assert f'<tr><th scope="row">22:10</th><td class="text">{"x" * 500}</td>' in page
    assert "tr.blank > * { height: 8mm; }" in page
    assert "th.text, td.text { text-align: left; overflow-wrap: anywhere; }" in page
