import msgspec
import pytest

from jru_tui.tui.drawing.line_widget import LineWidget
from jru_tui.tui.layout.header import HeaderPart
from jru_tui.tui.picture import PictureApp
from jru_tui.tui.widgets.board_parts import HeaderBar
from jru_tui.tui.widgets.vehicle_cards import VehicleCards
from tests.tui.conftest import Night
from tests.tui.pictures import Picture


def call_for_help(night: Night) -> None:
    help_now = {"status": "emergency", "status_at": night.at("22:47")}
    night.report(msgspec.structs.replace(night.vehicles["JRU2"], **help_now))


async def test_an_officer_who_needs_help_is_over_everything_else(
    busy: Night, picture: Picture
) -> None:
    call_for_help(busy)
    app = PictureApp(busy.frame())
    async with app.run_test(size=(140, 36)) as pilot:
        await pilot.pause()
        picture(app)


async def test_the_header_names_who_needs_help_however_narrow_it_is(busy: Night) -> None:
    call_for_help(busy)
    app = PictureApp(busy.frame())
    async with app.run_test(size=(80, 24)):
        header: LineWidget = app.board_screen.query_one(HeaderBar)
        assert "! EMERGENCY JRU 2" in header.render_line(0).text
        assert "2 waiting" in header.render_line(0).text
        assert "EMERGENCY" in app.board_screen.query_one(VehicleCards).render_line(1).text


@pytest.mark.parametrize("name", ["JRU 2", "Medway Joint Response Unit 2 (spare car)", "渡邊" * 20])
async def test_a_blank_parts_the_feed_from_a_long_name_at_every_width(
    busy: Night, name: str
) -> None:
    called = msgspec.structs.replace(busy.vehicles["JRU2"], name=name)
    busy.report(called)
    call_for_help(busy)
    header = HeaderPart(busy.frame())
    for width in range(60, 200):
        header.resize(width, 1)
        line = "".join(text for text, _, _ in header.draw(0).runs())
        before, mark, feed = line.partition("● feed")
        assert mark, line
        assert before.endswith(" "), line
        assert name != "JRU 2" or "▲ 1" in before, line
        assert feed.endswith(" 22:47:32 "), line
