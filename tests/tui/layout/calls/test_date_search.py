"""Calls are found by the day on which they were opened or closed, open ones and closed ones."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from jru_tui.board import find_calls
from jru_tui.board.archive import FOUND, MemoryArchive
from jru_tui.board.checkpoint import rely_on, take_checkpoint
from jru_tui.board.queries.search_dates import NO_DAY
from jru_tui.tui.layout.calls.call_rows import (
    NOTHING,
    NOTHING_THEN,
    NOTHING_THEN_HAS,
    CallRows,
)
from jru_tui.tui.picture import PictureApp
from jru_tui.tui.widgets.find_bar import FindBar
from tests.tui.conftest import Night
from tests.tui.layout.calls.test_search_filter import text


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def closed(night: Night, call: str, opened: str, at: str, summary: str) -> None:
    """Report a call that was opened and closed at those times."""
    known = night.calls["K-1028"]
    way = structs.replace(known.responses[0], clear_at=None)
    told = structs.replace(
        known,
        id=call,
        opened_at=utc(opened),
        updated_at=utc(at),
        closed_at=utc(at),
        summary=summary,
        responses=(way,),
    )
    night.report(told)


@pytest.mark.parametrize("archived", [False, True])
def test_calls_that_were_opened_or_closed_then_are_found(busy: Night, *, archived: bool) -> None:
    closed(busy, "K-1", "2018-10-30 22:00", "2018-10-31 01:00", "a horse on the roof")
    closed(busy, "K-2", "2018-10-31 20:00", "2018-10-31 21:00", "a horse in the river")
    closed(busy, "K-3", "2018-11-30 23:59:59", "2018-12-01 00:00", "a roof in the river")
    board = busy.board
    if archived:
        archive = MemoryArchive()
        pieces = take_checkpoint(board)
        archive.write(pieces)
        assert any(piece.shelf == FOUND for piece in pieces)
        rely_on(board, archive)

    def found(sought: str) -> list[str]:
        return [call.id for call in find_calls(board, sought) if call.id in ("K-1", "K-2", "K-3")]

    assert found("30 oct 2018") == ["K-1"]
    assert found("31/10/2018") == ["K-2", "K-1"]
    assert found("2018-11") == ["K-3"]
    assert found("dec 2018") == ["K-3"]
    assert found("2018-10..2018-12 river") == ["K-3", "K-2"]
    assert found("horse oct 2018 roof") == ["K-1"]
    assert found("..2018-11-01") == ["K-2", "K-1"]
    assert found("horse nov 2018") == found("2018-13") == found("1 nov 2018") == []
    assert [call.id for call in find_calls(board, "oct 2018", most=1)] == ["K-2"]


def test_an_open_call_is_found_by_the_day_on_which_it_was_opened(busy: Night) -> None:
    frame = busy.frame()
    every = CallRows(frame, "")
    night = CallRows(frame, "30/10/2020")
    assert [call.id for call in night.open] == [call.id for call in every.open]
    assert [call.id for call in night.closed] == [call.id for call in every.closed]
    with_words = CallRows(frame, "30/10/2020 gravesend")
    assert [call.id for call in with_words.open] == ["K-1039"]
    for sought, sentence in (
        ("29/10/2019", NOTHING_THEN),
        ("30/10/2020 zebra", NOTHING_THEN_HAS),
        ("zebra", NOTHING),
        ("31/02/2020", NO_DAY.format("31/02/2020")),
    ):
        rows = CallRows(frame, sought)
        assert (rows.open, rows.closed, rows.nothing) == ([], [], sentence)
        assert rows[0].startswith(sentence)  # type: ignore[union-attr]
    assert busy.board.open_calls()[0].opened_at < utc("2020-10-30") + timedelta(days=1)


async def test_the_list_follows_a_date_and_says_what_is_wrong_with_one(busy: Night) -> None:
    closed(busy, "K-7", "2018-10-30 22:00", "2018-10-31 01:00", "a horse on the roof")
    app = PictureApp(busy.frame())
    async with app.run_test(size=(100, 30)) as pilot:
        app.board_screen.find()
        await pilot.pause()
        assert "30/10/2020, oct 2020." in app.board_screen.query_one(FindBar).placeholder
        await pilot.press(*"31/10/2018", "enter")
        await pilot.pause()
        assert any("K-7" in line and "31 Oct 2018" in line for line in text(app))
        app.board_screen.find("31/11/2018")
        await pilot.pause()
        assert NO_DAY.format("31/11/2018") in "\n".join(text(app))
