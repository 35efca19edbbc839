"""Earlier calls at the same place, on the page of a call in full."""

from textual.content import Content

from jru_tui.board import CallRecord, Place, earlier_calls
from jru_tui.tui.pages.call_text import facts
from jru_tui.tui.picture import PictureApp
from jru_tui.tui.widgets.board_parts import CallDetail
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


async def test_beside_the_list_it_says_how_many_and_how_the_last_ended(busy: Night) -> None:
    """With the second after the selection: no key waits for what the journal's file has."""
    where = busy.calls["K-1037"].where
    for number, flags in ((1, ("weapon",)), (2, ())):
        busy.report(
            CallRecord(
                f"K-090{number}",
                busy.at(f"18:1{number}"),
                type="assault",
                flags=flags,
                where=where,
                state="closed",
                closed_at=busy.at("18:50"),
                outcome="arrest",
            )
        )
    app = PictureApp(busy.frame())
    async with app.run_test(size=(140, 36)) as pilot:
        app.board_screen.select_call("K-1037")
        await pilot.pause()
        detail = app.screen.query_one(CallDetail)
        assert "earlier" not in drawn(detail)
        detail.tick(busy.frame())
        assert "2 earlier calls here, last Fri 30 Oct:" in drawn(detail)
        assert "! here before: weapon" in drawn(detail)


def drawn(detail: CallDetail) -> str:
    part, width = detail.part, detail.content_size.width - 2
    lines = (part.inside(y, width) for y in range(part.inner_height))
    return "\n".join("".join(piece.text for piece in line.pieces) for line in lines)
