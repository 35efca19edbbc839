from datetime import UTC, datetime, timedelta

from jru_tui.board.records import VehicleRecord
from jru_tui.board.rules import STATUSES, Rules, Status
from jru_tui.feeds.models import FeedHealth
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.picture import PictureApp
from jru_tui.tui.widgets.board_parts import ShiftStrip
from tests.tui.conftest import Night


async def strip_of(frame: Frame, size: tuple[int, int] = (120, 30)) -> list[str]:
    app = PictureApp(frame)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        strip = app.board_screen.query_one(ShiftStrip)
        return (
            [strip.render_line(y).text for y in range(strip.size.height)] if strip.display else []
        )


async def test_every_vehicle_has_its_history(busy: Night) -> None:
    lines = await strip_of(busy.frame())
    assert [line[2:7] for line in lines[2:5]] == ["JRU 1", "JRU 2", "JRU 3"]
    assert "▄" in lines[2]
    assert "▇" in lines[2]
    assert "┄" in lines[2]
    assert "▓" in lines[3]


async def test_a_status_of_the_settings_is_drawn_by_its_availability() -> None:
    rules = Rules(statuses={**STATUSES, "rendezvous": Status("at rendezvous", "busy", "▢")})
    night = Night(rules)
    night.report(VehicleRecord("JRU1", "rendezvous", night.at("20:00"), "JRU 1"))
    night.report(VehicleRecord("JRU2", "no_such_status", night.at("20:00"), "JRU 2"))
    known, unknown = (await strip_of(night.frame()))[2:4]
    assert ("▓" in known, "·" in known) == (True, False)
    assert ("▓" in unknown, "·" in unknown) == (False, True)


async def test_nothing_is_drawn_beyond_now(busy: Night) -> None:
    lines = await strip_of(busy.frame())
    now = lines[1].index("▼")
    assert all(line[now + 1 : -1].strip() == "" for line in lines[2:5])


async def test_the_night_the_clocks_go_back_has_one_o_clock_twice(night: Night) -> None:
    start = datetime(2020, 10, 24, 17, tzinfo=UTC)
    night.report(VehicleRecord("JRU1", "available", start, "JRU 1"), when=start)
    frame = Frame(night.board, FeedHealth("live"), start + timedelta(minutes=30))
    lines = await strip_of(frame, (140, 36))
    hours = lines[1].replace("▼", " ").strip("│ ").split()
    assert hours == ["18", "19", "20", "21", "22", "23", "00", "01", "01", "02"]


async def test_a_vehicle_that_nobody_knew_before_starts_where_it_was_heard_of(night: Night) -> None:
    night.report(VehicleRecord("JRU1", "at_scene", night.at("22:00"), "JRU 1"))
    lines = await strip_of(night.frame())
    first = lines[2].index("▇")
    assert lines[2][10:first].strip() == ""
    assert lines[1][first - 1 : first + 2].strip().startswith("22")


async def test_before_the_first_minute_is_over_the_strip_is_empty(night: Night) -> None:
    night.report(VehicleRecord("JRU1", "available", night.at("17:00"), "JRU 1"))
    lines = await strip_of(night.frame(night.at("18:00")))
    assert lines[2].strip("│ ") == "JRU 1"


async def test_a_low_terminal_gives_its_lines_to_the_calls(busy: Night) -> None:
    assert await strip_of(busy.frame(), (120, 24)) == []


async def test_of_a_large_fleet_the_vehicle_in_focus_has_a_row(night: Night) -> None:
    for number in range(1, 41):
        night.report(VehicleRecord(f"V{number}", "available", night.at("19:00"), f"V {number}"))
    assert await strip_of(night.frame()) == [], "the calls need its lines"
    lines = await strip_of(night.frame(), (120, 50))
    rows = len(lines) - 3
    assert f"{rows} of 40 vehicles" in lines[0]
    assert lines[-2][2:6].strip() == f"V {rows}"
    lines = await strip_of(night.frame(vehicle="V33"), (120, 50))
    assert lines[2][2:6].strip() == "V 1"
    assert lines[-2][2:6].strip() == "V 33"
