"""Where the car is, with the age of that, apart from where its call is."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from jru_tui.board.commands import Acknowledge
from jru_tui.board.records import Position
from jru_tui.board.views import Vehicle
from jru_tui.tui.layout.emergencies import in_a_line
from jru_tui.tui.pages.emergency import in_full
from jru_tui.tui.picture import PictureApp
from jru_tui.tui.widgets.board_parts import EmergencyBanner, HeaderBar
from jru_tui.tui.widgets.call_list import CallList
from jru_tui.tui.widgets.vehicle_cards import VehicleCards
from tests.tui.conftest import NOW, Night

CANTERBURY = Position(51.2802, 1.0789, NOW)


def in_need(night: Night, vehicle: str = "JRU3", **more: Any) -> Vehicle:
    record = structs.replace(night.vehicles[vehicle], status="emergency", status_at=NOW, **more)
    night.report(record)
    return night.board.vehicles[vehicle]


def test_a_car_far_from_its_call_is_not_told_of_as_if_it_were_there(busy: Night) -> None:
    """A car in Canterbury was said to be at `Sea Street, Herne Bay  51.280 N 1.079 E`."""
    vehicle = in_need(busy, call="K-1037", position=CANTERBURY)
    lines = str(in_full(busy.board, vehicle, NOW + timedelta(seconds=20))).splitlines()
    assert "Car       51.280 N 1.079 E, 20 s ago" in lines
    assert "On call   K-1037  G1 C2  Concern for welfare  ! weapon" in lines
    assert "Call at   Sea Street, Herne Bay  51.370 N 1.120 E  10.4 km from the car" in lines
    line = in_a_line(busy.board, vehicle, NOW + timedelta(seconds=20))
    assert line.startswith(
        "EMERGENCY JRU 3 · not acknowledged · car 51.280 N 1.079 E, 20 s ago"
        " · on K-1037, Sea Street, Herne Bay"
    )


@pytest.mark.parametrize(
    ("room", "ends"),
    [
        (200, ", Sea Street, Herne Bay · 0:00:20 · nearest JRU 1 51 min (32-78) by distance"),
        (153, ", Sea Street, Herne Bay · 0:00:20 · nearest JRU 1 51 min (32-78)"),
        (142, ", Sea Street, Herne Bay · 0:00:20 · nearest JRU 1 51 min"),
        (129, " · on K-1037 · 0:00:20 · nearest JRU 1 51 min"),
        (105, " · on K-1037 · nearest JRU 1 51 min"),
        (94, " · on K-1037"),
        (78, " · not acknowledged · car 51.280 N 1.079 E, 20 s ago"),
        (66, "EMERGENCY JRU 3 · car 51.280 N 1.079 E, 20 s ago"),
    ],
)
def test_what_matters_least_is_left_out_by_whole_words(busy: Night, room: int, ends: str) -> None:
    """At 140 columns the line ended in `nearest JRU 1 51`, which is no time that anybody gave."""
    vehicle = in_need(busy, call="K-1037", position=CANTERBURY)
    line = in_a_line(busy.board, vehicle, NOW + timedelta(seconds=20), room=room)
    assert line.endswith(ends)
    assert len(line) <= room


@pytest.mark.parametrize("width", [60, 70, 80, 100, 120, 140, 200])
async def test_no_line_of_an_emergency_is_cut(busy: Night, width: int) -> None:
    for number in range(3, 13):
        record = structs.replace(busy.vehicles["JRU3"], id=f"JRU{number}", name=f"JRU {number}")
        busy.report(structs.replace(record, status="emergency", status_at=NOW))
    app = PictureApp(busy.frame())
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.pause()
        text = everywhere(app)
        assert len(text["EmergencyBanner"].splitlines()) > 1
        assert "…" not in text["EmergencyBanner"]
        assert "! 10 EMERGENCIES " in text["HeaderBar"], "so many names leave room for nothing"
        assert " waiting" in text["HeaderBar"]


@pytest.mark.parametrize(
    ("position", "said"),
    [
        (None, "Car       position not known: ask where it is"),
        (Position(51.28, 1.08), "Car       51.280 N 1.080 E, of unknown age  it may be elsewhere"),
        (
            Position(51.28, 1.08, NOW - timedelta(minutes=25)),
            "Car       51.280 N 1.080 E, 25 min ago  it may be elsewhere by now",
        ),
        (
            Position(51.28, 1.08, NOW - timedelta(seconds=299)),
            "Car       51.280 N 1.080 E, 4 min ago",
        ),
    ],
)
def test_how_far_its_position_can_be_trusted_is_said(
    busy: Night, position: Position | None, said: str
) -> None:
    text = str(in_full(busy.board, in_need(busy, position=position), NOW))
    assert said in text
    assert ("elsewhere" in said) == ("elsewhere" in text)


def test_without_a_position_the_nearest_are_those_nearest_to_its_call(busy: Night) -> None:
    vehicle = in_need(busy, call="K-1037", position=None)
    assert "Nearest to its call" in str(in_full(busy.board, vehicle, NOW))


def everywhere(app: PictureApp) -> dict[str, str]:
    found = {}
    for kind in (HeaderBar, EmergencyBanner, VehicleCards, CallList):
        widget = app.board_screen.query_one(kind)
        lines = (widget.render_line(y).text for y in range(widget.size.height))
        found[kind.__name__] = "\n".join(lines)
    return found


@pytest.mark.parametrize("size", [(40, 12), (60, 15), (80, 24), (120, 30), (140, 36)])
@pytest.mark.parametrize("acknowledged", [False, True])
async def test_it_stays_in_sight_at_every_size_also_when_it_was_acknowledged(
    busy: Night, size: tuple[int, int], acknowledged: bool
) -> None:
    in_need(busy)
    if acknowledged:
        busy.command(Acknowledge("JRU3"), NOW)
    app = PictureApp(busy.frame())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        text = everywhere(app)
        assert "EMERGENCY JRU 3" in text["EmergencyBanner"]
        assert "EMERGENCY" in text["VehicleCards"]
        assert "EMERGENCY" in text["HeaderBar"]


@pytest.mark.parametrize(("size", "told"), [((60, 15), 1), ((80, 24), 3), ((140, 36), 3)])
async def test_several_are_told_one_by_one_or_counted(
    busy: Night, size: tuple[int, int], told: int
) -> None:
    for vehicle in ("JRU1", "JRU2", "JRU3"):
        in_need(busy, vehicle)
    busy.report(structs.replace(busy.vehicles["JRU3"], id="JRU4", status="emergency", name="X"))
    app = PictureApp(busy.frame())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        lines = everywhere(app)["EmergencyBanner"].splitlines()
        assert len(lines) == told
        assert f"{4 - told} more · EMERGENCY" in lines[-1]


async def test_its_call_says_so_in_its_row(busy: Night) -> None:
    in_need(busy)
    app = PictureApp(busy.frame())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        row = next(line for line in everywhere(app)["CallList"].splitlines() if "K-1036" in line)
        assert "! JRU 3" in row


async def test_its_card_says_where_the_car_is_above_where_its_call_is(busy: Night) -> None:
    in_need(busy, position=CANTERBURY)
    app = PictureApp(busy.frame())
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        card = [line[80:] for line in everywhere(app)["VehicleCards"].splitlines()]
        car = next(at for at, line in enumerate(card) if "car 51.280 N 1.079 E, 0 s ago" in line)
        called = next(at for at, line in enumerate(card) if "call at A28 Sturry Road" in line)
        assert car < called
