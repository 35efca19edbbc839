from typing import Any

import msgspec
import pytest

from jru_tui.board.call_commands import Close
from jru_tui.board.records import CallRecord
from jru_tui.board.views import Change
from jru_tui.feeds.models import FeedHealth
from jru_tui.tui.picture import PictureApp
from jru_tui.tui.widgets.call_list import CallList
from tests.tui.conftest import Night


class ListApp(PictureApp):
    """The board, with what the list posts kept."""

    def __init__(self, night: Night, health: FeedHealth | None = None) -> None:
        super().__init__(night.frame(health=health))
        self.night = night
        self.opened: list[str] = []

    @property
    def calls(self) -> CallList:
        return self.board_screen.query_one(CallList)

    @property
    def selected(self) -> str | None:
        return self.board_screen.selected_call

    def text(self) -> list[str]:
        return [self.calls.render_line(y).text for y in range(self.calls.size.height)]

    def listed(self) -> list[str]:
        """Ids of the calls on screen, without the selected one's description."""
        return [text[3:9] for text in self.text() if text[3:5] == "K-"]

    def row_of(self, call: str) -> int:
        return next(y for y, text in enumerate(self.text()) if call in text)

    def shows(self, change: Change) -> None:
        frame = self.night.frame()
        self.board_screen.show(frame.board, frame.health, change, frame.now)

    def on_call_list_opened(self, message: CallList.Opened) -> None:
        self.opened.append(message.call)


@pytest.fixture
def app(busy: Night) -> ListApp:
    return ListApp(busy)


def another(night: Night, number: str, **more: Any) -> CallRecord:
    return msgspec.structs.replace(night.calls["K-1038"], id=number, **more)


async def test_the_most_urgent_call_is_selected_first(app: ListApp) -> None:
    async with app.run_test(size=(140, 36)):
        assert app.selected == "K-1037"


async def test_the_first_start_selects_the_most_urgent_call_however_it_comes_in(
    night: Night,
) -> None:
    """With 200 calls row 98 was selected: the most urgent of those that came first."""
    connecting = FeedHealth("connecting")
    app = ListApp(night, connecting)
    async with app.run_test(size=(80, 24)) as pilot:
        for start in range(0, 200, 50):
            ids = [f"K-2{number:03}" for number in range(start, start + 50)]
            for call in ids:
                grade = "G1" if call == "K-2180" else "G3"
                night.report(another(night, call, grade=grade, category=None))
            frame = night.frame(health=connecting)
            app.board_screen.show(frame.board, connecting, Change(frozenset(ids)), frame.now)
            await pilot.pause()
        app.shows(Change())
        await pilot.pause()
        assert app.selected == "K-2180"
        assert "▌ K-2180" in app.text()[2]
        night.report(another(night, "K-2999", grade="G1", category="C1"))
        app.shows(Change(frozenset({"K-2999"})))
        await pilot.pause()
        assert app.selected == "K-2180", "from then on it stays where somebody may be about to act"


async def test_arrows_and_letters_move_the_selection_over_the_rule(app: ListApp) -> None:
    async with app.run_test(size=(140, 36)) as pilot:
        await pilot.press("down", "j", "j", "down")
        assert app.selected == "K-1039"
        await pilot.press("j")
        assert app.selected == "K-1034"
        await pilot.press("J", "up")
        assert app.selected == "K-1036"
        await pilot.press("end")
        assert app.selected == "K-1022"
        await pilot.press("home")
        assert app.selected == "K-1037"


async def test_the_selection_stays_on_its_call_when_rows_move(app: ListApp) -> None:
    async with app.run_test(size=(140, 36)) as pilot:
        await pilot.press("down")
        assert app.selected == "K-1038"
        before = app.row_of("K-1038")
        urgent = another(app.night, "K-1050", grade="G1", category="C1")
        app.night.report(urgent)
        app.shows(Change(frozenset({"K-1050"})))
        await pilot.pause()
        assert app.selected == "K-1038"
        assert app.row_of("K-1038") == before + 1
        assert "▌" in app.text()[app.row_of("K-1038")]
        await pilot.press("up")
        assert app.selected == "K-1050"


async def test_the_selection_goes_with_a_call_that_is_closed(app: ListApp) -> None:
    async with app.run_test(size=(140, 36)) as pilot:
        app.night.command(Close("K-1037", "resolved"))
        app.shows(Change(frozenset({"K-1037"})))
        await pilot.pause()
        assert app.selected == "K-1037"
        assert app.row_of("K-1037") > app.row_of("closed this shift")


async def test_a_new_waiting_call_is_marked_until_it_was_selected(app: ListApp) -> None:
    async with app.run_test(size=(140, 36)) as pilot:
        assert "●" in app.text()[app.row_of("K-1038")]
        await pilot.press("down", "up")
        assert "●" not in app.text()[app.row_of("K-1038")]
        app.night.report(another(app.night, "K-1050"))
        app.shows(Change(frozenset({"K-1050"})))
        await pilot.pause()
        assert "●" in app.text()[app.row_of("K-1050")]


async def test_a_click_selects_and_a_double_click_opens(app: ListApp) -> None:
    async with app.run_test(size=(140, 36)) as pilot:
        await pilot.click(CallList, offset=(10, app.row_of("K-1036")))
        assert app.selected == "K-1036"
        assert app.opened == []
        await pilot.click(CallList, offset=(10, app.row_of("K-1034")), times=2)
        assert app.selected == "K-1034"
        assert app.opened == ["K-1034"]


async def test_a_click_beside_the_calls_selects_nothing(app: ListApp) -> None:
    async with app.run_test(size=(140, 36)) as pilot:
        for row in (0, 1, app.row_of("closed this shift"), 16, 18):
            await pilot.click(CallList, offset=(10, row))
            assert app.selected == "K-1037"


async def test_a_refusal_stands_under_the_selected_call_until_it_is_read(app: ListApp) -> None:
    async with app.run_test(size=(140, 36)) as pilot:
        app.board_screen.tell("JRU 1 is at scene [/] and cannot be sent.")
        await pilot.pause()
        said = app.row_of("JRU 1 is at scene [/] and cannot be sent.")
        assert said == app.row_of("K-1037") + 1
        assert app.row_of("K-1038") == said + 1
        await pilot.click(CallList, offset=(10, said + 1))
        assert app.selected == "K-1038"
        app.board_screen.clear_messages()
        assert not any("cannot be sent" in text for text in app.text())


async def test_find_lists_the_calls_that_have_all_of_the_words(app: ListApp) -> None:
    async with app.run_test(size=(140, 36)) as pilot:
        app.board_screen.find()
        await pilot.press(*"gravesend", "space", *"patrol")
        await pilot.pause()
        # What is new or most urgent stays above it.
        assert app.listed() == ["K-1037", "K-1038", "K-1031", "K-1028"]
        assert app.row_of("still listed") < app.row_of("K-1037")
        assert app.row_of("K-1031") < app.row_of("closed this shift") < app.row_of("K-1028")
        # The selection goes to what was found, not to what is listed all the same.
        assert app.selected == "K-1028"
        await pilot.press("escape")
        await pilot.pause()
        assert app.selected == "K-1037"
        assert app.row_of("K-1037")


async def test_find_keeps_to_its_words_after_enter_until_escape(app: ListApp) -> None:
    async with app.run_test(size=(140, 36)) as pilot:
        app.board_screen.find()
        await pilot.press(*"chatham", "enter")
        await pilot.pause()
        assert app.listed() == ["K-1037", "K-1038", "K-1031", "K-1026", "K-1022"]
        await pilot.press("end")
        assert app.selected == "K-1022"
        await pilot.press("escape")
        await pilot.pause()
        assert app.selected == "K-1022"
        assert app.row_of("K-1037")


async def test_a_find_without_a_hit_says_so(app: ListApp) -> None:
    async with app.run_test(size=(140, 36)) as pilot:
        before = app.selected
        app.board_screen.find()
        await pilot.press(*"zebra")
        await pilot.pause()
        assert any("No call has these words." in text for text in app.text())
        assert app.selected == before


async def test_a_find_among_many_selects_what_it_found_and_stays_on_what_it_finds(
    app: ListApp,
) -> None:
    urgent = [another(app.night, f"K-9{number:03}", grade="G1") for number in range(40)]
    app.night.report(*urgent, another(app.night, "K-9777", grade="G3"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("home")
        assert app.selected != "K-9777"
        app.board_screen.find()
        await pilot.press(*"K-9777", "enter")
        await pilot.pause()
        assert app.selected == "K-9777"
        assert "K-9777" in app.listed()
        # More of its own words leave the selection where it is.
        app.calls.select("K-9005")
        app.board_screen.find("K-9005")
        await pilot.pause()
        assert app.selected == "K-9005"


async def test_a_long_list_scrolls_with_the_selection_and_the_wheel(app: ListApp) -> None:
    app.night.report(*(another(app.night, f"L-{number:03}") for number in range(60)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end")
        assert app.listed()[-1] == "K-1022"
        await pilot.press("pageup")
        assert app.selected is not None
        assert app.row_of(app.selected)
        await pilot.press("home")
        app.calls.on_mouse_scroll_down()
        assert app.selected == "K-1037"
        assert "K-1037" not in app.listed()
        app.calls.on_mouse_scroll_up()
        assert app.row_of("K-1037")


async def test_a_refusal_is_seen_where_the_selected_call_was_scrolled_away(app: ListApp) -> None:
    for number in range(30):
        app.night.report(another(app.night, f"K-11{number:02}"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for _ in range(5):
            app.calls.on_mouse_scroll_down()
        await pilot.pause()
        assert app.selected not in app.listed()
        app.board_screen.tell("no vehicle can be sent")
        await pilot.pause()
        assert "  ▲ no vehicle can be sent" in "\n".join(app.text())


async def test_a_scrolled_list_does_not_jump_when_calls_come_in_above(app: ListApp) -> None:
    app.night.report(*(another(app.night, f"L-{number:03}") for number in range(60)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*["pagedown"] * 3)
        selected = str(app.selected)
        before = app.row_of(selected)
        app.night.report(another(app.night, "A-001", grade="G1"))
        app.shows(Change(frozenset({"A-001"})))
        await pilot.pause()
        assert app.selected == selected
        assert app.row_of(selected) == before


async def test_an_empty_list_has_no_selection(night: Night) -> None:
    app = ListApp(night)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "end", "pageup")
        assert app.selected is None


async def test_ids_that_differ_at_their_end_can_be_told_apart(app: ListApp) -> None:
    long = [f"SECAMB/2020/10/30/000123{number}" for number in (456, 457)]
    async with app.run_test(size=(140, 36)) as pilot:
        app.night.report(*(another(app.night, each) for each in long))
        app.shows(Change(frozenset(long)))
        await pilot.pause()
        assert app.row_of("123456") != app.row_of("123457")


def test_a_call_that_is_selected_before_the_first_frame_scrolls_nothing_away(busy: Night) -> None:
    calls = CallList(busy.frame())
    calls.select("K-1036")
    assert calls.selected == "K-1036"
    assert calls.part.view.top == 0
