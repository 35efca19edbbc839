from datetime import timedelta

import msgspec
import pytest
from msgspec import structs

from jru_tui.board.commands import Note
from jru_tui.board.events import LISTED_TWICE, Commanded, Event, RecordRefused
from jru_tui.board.records import ResponseRecord, VehicleRecord
from jru_tui.board.views import Change
from jru_tui.feeds.models import FeedHealth
from jru_tui.tui.board_screen import BoardScreen
from jru_tui.tui.drawing.line_widget import LineWidget
from jru_tui.tui.pages.call_text import facts
from jru_tui.tui.picture import PictureApp, render_svg
from jru_tui.tui.text_picture import render_text
from jru_tui.tui.widgets.board_parts import CallDetail, HeaderBar, MessageLine
from jru_tui.tui.widgets.call_list import CallList
from jru_tui.tui.widgets.vehicle_cards import VehicleCards
from tests.tui.conftest import Night


def text(screen: BoardScreen, kind: type[LineWidget]) -> str:
    widget = screen.query_one(kind)
    return "\n".join(widget.render_line(y).text for y in range(widget.size.height))


async def test_a_number_gives_a_vehicle_the_focus_and_selects_its_call(busy: Night) -> None:
    app = PictureApp(busy.frame())
    async with app.run_test(size=(140, 36)) as pilot:
        app.board_screen.focus_number(3)
        await pilot.pause()
        assert app.board_screen.focused_vehicle == "JRU3"
        assert app.board_screen.selected_call == "K-1036"
        assert "┏━ 3 JRU 3" in text(app.board_screen, VehicleCards)
        app.board_screen.focus_number(3)
        assert app.board_screen.focused_vehicle is None
        app.board_screen.focus_number(9)
        assert app.board_screen.focused_vehicle is None


@pytest.mark.parametrize("column", [3, 70, 138])
async def test_a_click_on_a_card_gives_it_the_focus(busy: Night, column: int) -> None:
    app = PictureApp(busy.frame())
    async with app.run_test(size=(140, 36)) as pilot:
        await pilot.click(VehicleCards, offset=(column, 2))
        await pilot.pause()
        assert app.board_screen.focused_vehicle == f"JRU{1 + column // 47}"


@pytest.mark.parametrize("width", [60, 80, 100, 140])
async def test_what_waits_the_feed_and_the_clock_are_never_given_up(
    busy: Night, width: int
) -> None:
    lost = FeedHealth("lost", good_at=busy.at("22:41"), error="no answer")
    app = PictureApp(busy.frame(health=lost))
    async with app.run_test(size=(width, 24)):
        header = text(app.board_screen, HeaderBar)
        assert "2 waiting" in header
        assert "○ feed lost 22:41 · 6 min old" in header
        assert "22:47:32" in header


async def test_what_is_wrong_with_the_feed_is_said_as_long_as_it_is_true(busy: Night) -> None:
    app = PictureApp(busy.frame())
    async with app.run_test(size=(80, 24)) as pilot:
        message = app.board_screen.query_one("#trouble", MessageLine)
        assert not message.display
        lost = FeedHealth("lost", good_at=busy.at("22:47:30"), error="The name is not known.")
        app.board_screen.tick(busy.at("22:48:00"), lost)
        await pilot.pause()
        said = " ".join(message.render_line(y).text.strip(" ○") for y in (0, 1))
        assert said == (
            "Feed lost, alarms silent: work by radio, r polls again. This is the board of "
            "22:47. The name is not known."
        )
        await pilot.press("down")
        assert message.display
        app.board_screen.tick(busy.at("22:48:05"), busy.frame().health)
        await pilot.pause()
        assert not message.display


async def test_a_waiting_call_past_its_target_while_the_feed_is_lost_is_in_question(
    busy: Night,
) -> None:
    lost = FeedHealth("lost", good_at=busy.at("22:47:30"), error="no answer")
    app = PictureApp(busy.frame(health=lost))
    async with app.run_test(size=(140, 36)) as pilot:
        message = app.board_screen.query_one("#trouble", MessageLine)
        row = next(row for row in text(app.board_screen, CallList).splitlines() if "K-1037" in row)
        assert "?" not in row
        app.board_screen.tick(busy.at("22:54:10"), lost)
        await pilot.pause()
        row = next(row for row in text(app.board_screen, CallList).splitlines() if "K-1037" in row)
        assert "?16:08/15" in row
        said = message.render_line(0).text
        assert "If nobody has arrived, K-1037 is late." in said


async def test_a_call_and_a_vehicle_whose_newer_report_is_set_aside_say_so(busy: Night) -> None:
    busy.happen(RecordRefused("call", "K-1036", "version: is out of range"))
    busy.happen(RecordRefused("vehicle", "JRU2", "status: is missing"))
    app = PictureApp(busy.frame())
    async with app.run_test(size=(140, 36)):
        rows = text(app.board_screen, CallList).splitlines()
        assert [row[3:9] for row in rows if "⊠" in row] == ["K-1036"]
        assert "⊠ newer report set aside" in text(app.board_screen, VehicleCards)


async def test_a_long_warning_takes_two_lines_and_no_more(busy: Night) -> None:
    keys = {"feed": "F"}
    app = PictureApp(busy.frame(health=FeedHealth("lost", error="why " * 100), keys=keys))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        message = app.board_screen.query_one("#trouble", MessageLine)
        assert message.size.height == 2
        assert message.render_line(1).text.rstrip().endswith("…  F shows all")


async def test_clocks_run_with_the_time_that_is_handed_in(busy: Night) -> None:
    app = PictureApp(busy.frame())
    async with app.run_test(size=(140, 36)) as pilot:
        app.board_screen.tick(busy.frame().now + timedelta(minutes=6))
        await pilot.pause()
        cards, detail = (text(app.board_screen, kind) for kind in (VehicleCards, CallDetail))
        assert "0:29:10" in cards
        assert "!15:30 of 15" in detail


async def test_a_new_shift_starts_with_its_own_figures(busy: Night) -> None:
    app = PictureApp(busy.frame())
    async with app.run_test(size=(140, 36)) as pilot:
        app.board_screen.tick(busy.frame().now + timedelta(hours=20))
        await pilot.pause()
        assert "Sat 31 Oct" in text(app.board_screen, HeaderBar)
        assert "0 attended" in text(app.board_screen, HeaderBar)
        assert "closed 0" in "".join(
            widget.render_line(0).text for widget in app.board_screen.query(LineWidget)
        )


async def test_a_vehicle_that_appears_gets_its_card(busy: Night) -> None:
    app = PictureApp(busy.frame())
    async with app.run_test(size=(140, 36)) as pilot:
        busy.report(
            *(type(busy.vehicles["JRU1"])(f"X{n}", "standby", busy.at("22:00")) for n in range(5))
        )
        frame = busy.frame()
        change = Change(vehicles=frozenset(f"X{n}" for n in range(5)))
        app.board_screen.show(frame.board, frame.health, change, frame.now)
        await pilot.pause()
        assert "Vehicles  8" in text(app.board_screen, VehicleCards)


async def test_another_theme_draws_everything_anew(busy: Night) -> None:
    app = PictureApp(busy.frame())
    async with app.run_test(size=(140, 36)) as pilot:
        await pilot.pause()
        header = app.board_screen.query_one(HeaderBar)
        before = header.render_line(0)
        app.theme = "battenburg-light"
        await pilot.pause()
        after = header.render_line(0)
        assert after.text == before.text
        assert after != before


async def test_a_picture_is_the_same_for_the_same_board(busy: Night) -> None:
    frame = busy.frame()
    first = await render_svg(frame.board, frame.health, frame.now)
    assert "K-1037" in first
    assert "0:23:10" in first


def test_a_text_has_the_lines_of_the_screen(busy: Night) -> None:
    frame = busy.frame()
    lines = render_text(frame.board, frame.health, frame.now, size=(120, 30)).splitlines()
    assert len(lines) == 30
    assert max(len(line) for line in lines) <= 120
    assert "2 waiting" in lines[0]
    assert any("K-1037" in line and "Sea Street" in line for line in lines)
    assert lines[-1].rstrip().endswith("Help")


async def test_a_frame_that_comes_after_the_last_screen_is_no_fault(busy: Night) -> None:
    app = PictureApp(busy.frame())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen, stack = app.board_screen, [*app._screen_stack]
        screen._compositor._dirty_regions.add(screen.region)
        app._screen_stack.clear()
        screen.paint()
        app._screen_stack.extend(stack)
        assert app._exception is None


async def test_a_name_without_end_leaves_room_for_the_feed_and_the_clock(busy: Night) -> None:
    busy.report(VehicleRecord("X9", "emergency", busy.at("22:47:31"), name="JRU " * 60))
    app = PictureApp(busy.frame())
    async with app.run_test(size=(80, 24)):
        header = text(app.board_screen, HeaderBar)
        assert "! EMERGENCY JRU JRU" in header
        assert header.rstrip().endswith("22:47:32")
        assert "feed" in header


async def test_a_vehicle_in_a_status_that_no_table_names_is_told_on_its_call(night: Night) -> None:
    papers = VehicleRecord("JRU2", "PAPERS", night.at("22:40"), name="JRU 2", call="K-1038")
    responses = (ResponseRecord("JRU2"),)
    night.report(msgspec.structs.replace(night.calls["K-1038"], responses=responses), papers)
    app = PictureApp(night.frame())
    async with app.run_test(size=(140, 36)):
        assert "? JRU 2  stage not given" in text(app.board_screen, CallDetail)
        assert "stage not given" in text(app.board_screen, VehicleCards)
        call = night.board.calls["K-1038"]
        assert "stage not given" in facts(night.board, call, night.at("22:47")).plain


async def test_what_is_odd_about_a_record_stands_by_it(busy: Night) -> None:
    """TIME-02, TIME-05, REC-07: not only on the feed's own screen."""
    odd = {("call", "K-1031"): "x", ("vehicle", "JRU2"): "a time lay 10 min ahead"}
    busy.happen(RecordRefused("call", "K-1036", LISTED_TWICE, cause="listed twice"))
    app = PictureApp(busy.frame(health=structs.replace(busy.frame().health, odd=odd)))
    async with app.run_test(size=(200, 40)):
        assert "≈ a time lay 10 min ahead" in text(app.board_screen, VehicleCards)
        rows = text(app.board_screen, CallList).splitlines()
        assert next(row for row in rows if "K-1031" in row).strip("│ ").startswith("≈ K-1031")
        assert "⊠" in next(row for row in rows if "K-1036" in row)
        assert "newer report set aside" not in "".join(rows)
    told = str(facts(busy.board, busy.board.calls["K-1036"], busy.at("22:48"), odd="half an hour"))
    assert "⊠ listed twice: the other report is set aside" in told
    assert "≈ odd: half an hour" in told


async def test_a_call_that_is_looked_at_again_is_not_new_any_more(busy: Night) -> None:
    app = PictureApp(busy.frame())
    async with app.run_test(size=(140, 36)) as pilot:
        await pilot.pause()
        app.board_screen.recommend()
        assert "new: not looked at before" in text(app.board_screen, CallDetail)
        app.board_screen.select_call(app.board_screen.selected_call or "")
        await pilot.pause()
        assert "nobody has looked" not in text(app.board_screen, CallDetail)


async def test_a_note_that_changes_nothing_else_stands_beside_its_call(busy: Night) -> None:
    app = PictureApp(busy.frame())
    async with app.run_test(size=(140, 36)):
        screen = app.board_screen
        call = next(call for call in busy.board.open_calls() if not call.responses)
        screen.select_call(call.id)
        at = busy.at("22:48")
        for number, words in enumerate(("two hurt", "a third one")):
            note = Commanded(Note(words, call=call.id))
            change = busy.board.apply(Event(f"n{number}", at, at, "supervisor", note, by="SC 1"))
            assert call.id not in change.calls
            screen.show(busy.board, busy.frame().health, change, at)
            assert f"note: {words}" in text(screen, CallDetail)
