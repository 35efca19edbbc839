"""What changed about a call that somebody had looked at stays marked until they look again."""

from typing import Any

import pytest
from msgspec import structs
from textual.widget import Widget

from jru_tui.board.call_commands import Close, Reopen
from jru_tui.board.call_views import Call
from jru_tui.board.commands import Note
from jru_tui.board.records import CallRecord, NoteRecord, Place
from jru_tui.board.views import Change
from jru_tui.tui.picture import PictureApp
from jru_tui.tui.read_state import CallNews, ReadState
from jru_tui.tui.widgets.board_parts import CallDetail
from jru_tui.tui.widgets.call_list import CallList
from tests.tui.conftest import Night


class Reader:
    """Somebody who looks at one call while the board goes on."""

    def __init__(self) -> None:
        self.night = Night()
        self.first = CallRecord(
            "K-1", self.night.at("22:00"), grade="G2", type="fall", where=Place("A", 51.3, 1.1)
        )
        self.night.report(self.first)
        self.state = ReadState(self.night.board.call_views)
        self.look()

    @property
    def call(self) -> Call:
        return self.night.board.calls["K-1"]

    def look(self) -> None:
        self.state.look(self.call)

    def reported(self, minute: int, **more: Any) -> frozenset[str]:
        at = self.night.at(f"22:{minute:02}")
        self.first = structs.replace(self.first, updated_at=at, **more)
        return self.state.update(
            self.night.board, self.night.happen(self.night.reported(self.first), at)
        )

    @property
    def news(self) -> CallNews:
        return self.state.news("K-1")


@pytest.fixture
def reader() -> Reader:
    return Reader()


A_NOTE = NoteRecord("n1", Night.at("22:10"), "control", "he has a knife")


@pytest.mark.parametrize(
    ("more", "words", "worse"),
    [
        ({"notes": (A_NOTE,)}, ("new note",), False),
        ({"flags": ("weapon",)}, ("weapon",), True),
        ({"flags": ("alcohol",)}, ("flag alcohol",), False),
        ({"flags": ("Knife-seen",), "notes": (A_NOTE,)}, ("Knife-seen", "new note"), True),
        ({"needs": ("clinical",)}, ("needs clinical",), False),
        ({"grade": "G1"}, ("G2 → G1",), True),
        ({"category": "C1"}, ("none → C1",), True),
        ({"grade": "G3"}, ("G2 → G3",), False),
        ({"type": "assault"}, ("type",), False),
        ({"summary": "he shouts"}, ("summary",), False),
        ({"where": Place("B", 51.3, 1.1)}, ("place",), False),
        ({"where": Place("A", 51.4, 1.1)}, ("place",), False),
        ({"where": Place("A", 51.3001, 1.1)}, (), False),
        ({}, (), False),
    ],
)
def test_what_is_new_is_told_and_what_is_worse_is_known(
    reader: Reader, more: dict[str, Any], words: tuple[str, ...], worse: bool
) -> None:
    rings = reader.reported(11, **more)
    assert reader.news.words == words
    assert bool(reader.news.worse) is worse
    assert rings == (frozenset({"K-1"}) if worse else frozenset())


def test_it_stays_until_somebody_looks_again(reader: Reader) -> None:
    reader.reported(11, flags=("weapon",))
    reader.reported(12, notes=(A_NOTE,))
    assert reader.news == CallNews(("weapon", "new note"), ("weapon",))
    reader.look()
    assert reader.news == CallNews()
    reader.reported(13, grade="G1")
    assert reader.news == CallNews(("G2 → G1",), ("G2 → G1",))


def test_what_is_taken_back_is_news_no_longer(reader: Reader) -> None:
    reader.reported(11, grade="G1")
    reader.reported(12, grade="G2")
    assert reader.news == CallNews()


def test_it_rings_for_each_thing_that_gets_worse_and_once_for_each(reader: Reader) -> None:
    assert reader.reported(11, flags=("weapon",))
    assert not reader.reported(12, flags=("weapon",), summary="the same")
    assert reader.reported(13, flags=("weapon", "violent"))


def test_whoever_came_to_a_call_is_told_what_they_found_there(reader: Reader) -> None:
    reader.reported(11, flags=("weapon",))
    reader.look()
    assert reader.state.found(reader.call) == (False, CallNews(("weapon",), ("weapon",)))
    reader.look()
    assert reader.state.found(reader.call) == (False, CallNews())


def test_what_changes_under_the_eyes_of_whoever_came_is_not_new_any_more(reader: Reader) -> None:
    night = Night()
    night.report(structs.replace(reader.first, id="K-2"))
    state = ReadState()
    call = night.board.calls["K-2"]
    state.update(night.board, Change(frozenset({"K-2"})))
    state.look(call)
    assert state.found(call) == (True, CallNews())
    night.report(
        structs.replace(reader.first, id="K-2", flags=("weapon",), updated_at=night.at("22:20"))
    )
    state.update(night.board, Change(frozenset({"K-2"})))
    assert state.found(night.board.calls["K-2"]) == (False, CallNews(("weapon",), ("weapon",)))


def test_a_note_of_this_board_that_comes_back_is_nobodys_news(reader: Reader) -> None:
    reader.night.command(Note("on my way", call="K-1"), reader.night.at("22:10"))
    own = reader.night.happened[-1].id
    reader.reported(11, notes=(NoteRecord(own, reader.night.at("22:10"), "insp", "on my way"),))
    assert reader.news == CallNews()


def test_a_call_that_is_opened_again_has_news(reader: Reader) -> None:
    for command in (Close("K-1", "advice"), Reopen("K-1")):
        reader.night.command(command, reader.night.at("22:20"))
        reader.state.update(reader.night.board, Change(frozenset({"K-1"})))
    assert reader.news.words == ("reopened",)


def test_a_call_that_nobody_looked_at_is_new_and_one_on_the_way_is_not(busy: Night) -> None:
    state = ReadState(busy.board.call_views)
    assert state.is_new(busy.board.calls["K-1037"])
    assert not state.is_new(busy.board.calls["K-1031"])
    state.look(busy.board.calls["K-1037"])
    assert not state.is_new(busy.board.calls["K-1037"])


def text(app: PictureApp, kind: type[Widget]) -> str:
    widget = app.board_screen.query_one(kind)
    return "\n".join(widget.render_line(y).text for y in range(widget.size.height))


@pytest.mark.parametrize("size", [(80, 24), (140, 36)])
async def test_a_change_is_marked_in_the_row_and_told_on_the_selection(
    busy: Night, size: tuple[int, int]
) -> None:
    """A new note with a new flag came for a call that was looked at, and left no mark."""
    app = PictureApp(busy.frame())
    async with app.run_test(size=size) as pilot:
        app.board_screen.select_call("K-1038")
        app.board_screen.select_call("K-1037")
        await pilot.pause()
        busy.report(
            structs.replace(
                busy.calls["K-1038"],
                updated_at=busy.at("22:48"),
                flags=("knife",),
                notes=(NoteRecord("n9", busy.at("22:48"), "control", "he has a knife"),),
            )
        )
        frame = busy.frame()
        changed = Change(frozenset({"K-1038"}))
        app.board_screen.show(frame.board, frame.health, changed, frame.now)
        assert app.board_screen.worse_calls == {"K-1038"}
        await pilot.pause()
        row = next(line for line in text(app, CallList).splitlines() if "K-1038" in line)
        assert row.startswith("│Δ K-1038")
        await pilot.press("down")
        told = text(app, CallList if size < (110, 0) else CallDetail)
        assert "Δ changed since you looked: knife, new" in told
        await pilot.press("up")
        row = next(line for line in text(app, CallList).splitlines() if "K-1038" in line)
        assert row.startswith("│  K-1038")


async def test_a_change_to_the_selected_call_is_marked_too(busy: Night) -> None:
    """Whoever selected it may have gone for tea."""
    app = PictureApp(busy.frame())
    async with app.run_test(size=(80, 24)) as pilot:
        app.board_screen.select_call("K-1037")
        busy.report(
            structs.replace(busy.calls["K-1037"], updated_at=busy.at("22:48"), category="C1")
        )
        frame = busy.frame()
        changed = Change(frozenset({"K-1037"}))
        app.board_screen.show(frame.board, frame.health, changed, frame.now)
        await pilot.pause()
        assert "▌ΔK-1037" in text(app, CallList)
        app.board_screen.look("K-1037")
        assert "▌ K-1037" in text(app, CallList)
