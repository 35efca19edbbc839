"""Earlier calls at the same place, on the page of a call in full."""

from textual.content import Content

from jru_tui.board import CallRecord, Place, earlier_calls
from jru_tui.tui.pages.call_text import facts
from tests.tui.conftest import NOW, Night


def test_the_page_says_what_happened_there_before(busy: Night) -> None:
    where = busy.calls["K-1037"].where
    before = CallRecord(
        "K-0900",
        busy.at("18:10"),
        type="assault",
        grade="G2",
        flags=("weapon",),
        where=Place("somewhere near", where.lat, where.lon),
        state="closed",
        closed_at=busy.at("18:50"),
        outcome="arrest",
    )
    busy.report(before)
    call = busy.board.calls["K-1037"]
    said: Content = facts(busy.board, call, NOW, earlier=earlier_calls(busy.board, call))
    assert "Earlier calls at this place" in said.plain
    assert "K-0900  G2  Assault, arrest" in said.plain
    assert "! weapon" in said.plain.partition("K-0900")[2]
