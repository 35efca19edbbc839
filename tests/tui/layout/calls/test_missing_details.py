"""Details that a call lacks, on the screen: in amber, beside the call and in full."""

import pytest
from msgspec.structs import replace

from jru_tui.board.call_commands import Close, GiveDetails
from jru_tui.board.rules import Details, Rules
from jru_tui.tui.layout.calls.call_blocks import head
from jru_tui.tui.layout.line import Line
from jru_tui.tui.pages.call_text import facts
from jru_tui.tui.picture import PictureApp
from tests.tui.conftest import CALLS, NOW, VEHICLES, Night
from tests.tui.pictures import Picture

SAID = "missing: callback, number of people"


@pytest.fixture
def asking() -> Night:
    """The busy night on a board that expects all of every call, and gets it of one."""
    names = {"JRU1": "JRU 1", "JRU2": "JRU 2", "JRU3": "JRU 3"}
    details = Details(("place", "callback", "people"))
    night = Night(Rules(vehicles=names, details=details)).report(*CALLS, *VEHICLES)
    whole = replace(night.calls["K-1036"], callback="01227 496 0123", people=2, version=99)
    return night.report(whole)


def amber(lines: list[Line]) -> list[str]:
    return [piece.text for line in lines for piece in line.pieces if piece.ink == "amber"]


def test_the_description_says_it_and_only_where_something_is_missing(asking: Night) -> None:
    frame, calls = asking.frame(), asking.board.calls
    assert SAID in amber(head(calls["K-1037"], frame, 60))
    assert not any("missing" in text for text in amber(head(calls["K-1036"], frame, 60)))


def test_the_call_in_full_says_it_and_what_is_known(asking: Night) -> None:
    lacking = facts(asking.board, asking.board.calls["K-1037"], NOW)
    [line] = [line for line in lacking.split("\n") if line.plain == SAID]
    assert [span.style for span in line.spans] == ["$jru-amber"]
    whole = facts(asking.board, asking.board.calls["K-1036"], NOW).plain
    assert "Callback   01227 496 0123\nPeople     2\n" in whole
    assert "missing" not in whole


def test_what_is_given_by_hand_is_missed_no_longer(asking: Night) -> None:
    asking.command(GiveDetails("K-1037", "07700 900123"))
    call = asking.board.calls["K-1037"]
    assert "missing: number of people" in amber(head(call, asking.frame(), 60))
    asking.command(GiveDetails("K-1037", people=2))
    said = facts(asking.board, asking.board.calls["K-1037"], NOW).plain
    assert "Callback   07700 900123\nPeople     2\n" in said
    assert "missing" not in said


def test_a_closed_call_misses_nothing(asking: Night) -> None:
    asking.command(Close("K-1037", "resolved"))
    call = asking.board.calls["K-1037"]
    assert "missing" not in facts(asking.board, call, NOW).plain
    assert not any("missing" in text for text in amber(head(call, asking.frame(), 60)))


@pytest.mark.parametrize("size", [(80, 24), (120, 30), (140, 36)], ids="{0[0]}x{0[1]}".format)
async def test_it_is_seen_beside_the_call(
    asking: Night, picture: Picture, size: tuple[int, int]
) -> None:
    app = PictureApp(asking.frame())
    async with app.run_test(size=size) as pilot:
        app.board_screen.select_call("K-1037")
        await pilot.pause()
        picture(app)
