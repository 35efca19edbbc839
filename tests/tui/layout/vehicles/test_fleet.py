"""A large fleet: in which order it stands, what is found of it, and how the keys move in it."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from jru_tui.board.records import CrewMember, Position, VehicleRecord
from jru_tui.board.views import Change
from jru_tui.tui.layout.vehicles.fleet import FleetGroup, FleetOrder, FleetView
from jru_tui.tui.picture import PictureApp
from jru_tui.tui.widgets.vehicle_cards import VehicleCards
from tests.tui.conftest import Night

# Literal, so that a status that is added moves no vehicle of these fleets.
STATUSES = [
    "available",
    "standby",
    "refreshments",
    "allocated",
    "en_route",
    "at_scene",
    "committed_deployable",
    "committed",
    "escort",
    "on_duty",
    "off_duty",
    "out_of_service",
]
AREAS = ("Medway & Swale", "East Kent", "Maidstone")
SIZES = [(60, 15), (80, 24), (120, 30), (140, 36)]


def report(night: Night, number: int, status: str, **more: Any) -> None:
    at = night.at("22:10") + timedelta(seconds=number)
    area = AREAS[number % len(AREAS)]
    crew = (CrewMember("officer", f"SC 7{number:04}"),)
    more.setdefault("area", area)
    night.report(VehicleRecord(f"JRU{number}", status, at, f"JRU {number}", crew=crew, **more))


def many(night: Night, count: int = 24) -> Night:
    """Vehicles in every status but the gravest and the waits, one after the other."""
    for number in range(1, count + 1):
        report(night, number, STATUSES[number % len(STATUSES)])
    return night


def shown(fleet: FleetOrder) -> list[str]:
    return [row.entry.vehicle.id if row.entry else row.words for row in fleet.rows]


def groups(fleet: FleetOrder) -> list[FleetGroup]:
    return [row.entry.group for row in fleet.rows if row.entry]


def test_who_needs_help_stands_first_then_free_then_busy_and_off_duty_is_folded(
    night: Night,
) -> None:
    many(night)
    report(night, 24, "emergency")
    fleet = FleetOrder(night.board, FleetView())
    assert shown(fleet)[0] == "JRU24"
    assert groups(fleet) == sorted(groups(fleet))
    assert FleetGroup.OFF_DUTY not in groups(fleet)
    assert shown(fleet)[-1] == "4 off duty or out of service"
    assert fleet.rows[-1].folds
    assert (fleet.total, fleet.shown) == (24, 24)
    unfolded = FleetOrder(night.board, FleetView(unfolded=True))
    assert groups(unfolded)[-4:] == [FleetGroup.OFF_DUTY] * 4


def test_numbers_stay_whatever_becomes_of_the_order(night: Night) -> None:
    many(night)

    def numbers() -> dict[str, int]:
        rows = FleetOrder(night.board, FleetView(unfolded=True)).rows
        return {row.entry.vehicle.id: row.entry.number for row in rows if row.entry}

    before = numbers()
    report(night, 9, "emergency")
    report(night, 3, "off_duty")
    assert numbers() == before
    assert before["JRU17"] == 17


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("jru 12", ["JRU12"]),
        ("sc 70007", ["JRU7"]),
        ("medway free", ["JRU12", "JRU24"]),
        ("standby east", ["JRU1", "JRU13"]),
        ("off duty medway", ["1 off duty or out of service", "JRU21"]),
        ("zebra", []),
    ],
)
def test_it_is_found_by_name_area_status_and_crew(
    night: Night, search: str, found: list[str]
) -> None:
    many(night)
    if search.startswith("off"):
        report(night, 10, "available")
        report(night, 11, "available")
        report(night, 22, "available")
        report(night, 23, "available")
        report(night, 21, "off_duty")
    fleet = FleetOrder(night.board, FleetView(search))
    assert shown(fleet) == found


def test_no_search_hides_who_needs_help(night: Night) -> None:
    many(night)
    report(night, 5, "emergency")
    fleet = FleetOrder(night.board, FleetView("jru 12"))
    assert shown(fleet) == ["JRU5", "JRU12"]
    assert (fleet.shown, fleet.total) == (1, 24)


def test_a_crew_that_is_off_duty_and_on_a_call_is_not_folded_away(busy: Night) -> None:
    busy.report(
        structs.replace(busy.vehicles["JRU1"], status="off_duty", status_at=busy.at("22:47"))
    )
    assert "JRU1" in shown(FleetOrder(busy.board, FleetView()))


def test_by_area_each_has_a_heading_and_who_needs_help_stands_above_all(night: Night) -> None:
    many(night, 12)
    report(night, 12, "emergency")
    report(night, 13, "available", area=None)
    rows = shown(FleetOrder(night.board, FleetView(by_area=True)))
    headings = [row for row in rows if ":" in row]
    assert rows[0] == "JRU12"
    assert headings == [*sorted(headings[:-1]), "area not given: 1 free of 1"]
    assert headings[0].startswith("East Kent: ")


class Board:
    """The vehicles on a screen."""

    def __init__(self, app: PictureApp) -> None:
        self.app = app
        self.cards = app.board_screen.query_one(VehicleCards)

    @property
    def text(self) -> list[str]:
        return [self.cards.render_line(y).text for y in range(self.cards.size.height)]

    @property
    def focused(self) -> str | None:
        return self.app.board_screen.focused_vehicle


async def test_the_arrows_pages_and_ends_move_in_the_fleet(night: Night) -> None:
    app = PictureApp(many(night, 60).frame())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        board = Board(app)
        app.board_screen.go_to_vehicles()
        await pilot.press("down")
        assert board.focused == "JRU1"
        await pilot.press("j")
        assert board.focused == "JRU12"
        await pilot.press("up")
        assert board.focused == "JRU1"
        await pilot.press("pagedown")
        assert board.focused not in (None, "JRU1", "JRU12")
        assert any("▌" in line and str(board.focused)[3:] in line for line in board.text)
        await pilot.press("end")
        assert board.focused is None
        assert any(
            "▌─ 10 off duty or out of service: enter shows them" in line for line in board.text
        )
        await pilot.press("enter")
        await pilot.press("end")
        assert board.focused is not None
        await pilot.press("home")
        assert board.focused == "JRU1"


async def test_the_foot_counts_vehicles_and_home_shows_the_rule_above_the_first(
    night: Night,
) -> None:
    """Rules were counted as vehicles, and the first area had no name once the list had moved."""
    app = PictureApp(many(night, 60).frame())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        board = Board(app)
        app.board_screen.go_to_vehicles()
        await pilot.pause()
        assert "1–7 of 50 · ↑↓ move · g by area · " in board.text[-1]
        await pilot.press("end")
        assert "45–50 of 50 · " in board.text[-1]
        await pilot.press("g", "home")
        await pilot.pause()
        assert "─ East Kent: " in board.text[2]
        assert "1–6 of 50 · ↑↓ move · g free first · " in board.text[-1]
        assert "60 · 10 free · " in board.text[0]
        await pilot.press("pagedown", "pagedown")
        rule = "East Kent: 5 free of 15"
        assert f"Vehicles  60 · {rule} ─" in board.text[0], "no column says which area it is"


async def test_a_foot_without_room_gives_up_the_first_keys(night: Night) -> None:
    app = PictureApp(many(night, 1000).frame())
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        board = Board(app)
        app.board_screen.go_to_vehicles()
        await pilot.press("end", "up", "g")
        await pilot.pause()
        assert board.text[-1].endswith(" of 834 · g free first · / find · esc back ─╯")


async def test_a_new_emergency_is_scrolled_to_unless_the_keys_are_there(night: Night) -> None:
    app = PictureApp(many(night, 60).frame())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        board = Board(app)

        def calls_for_help(number: int) -> str:
            report(night, number, "emergency")
            frame = night.frame()
            changed = Change(vehicles=frozenset({f"JRU{number}"}))
            app.board_screen.show(frame.board, frame.health, changed, frame.now)
            return board.text[2]

        app.board_screen.go_to_vehicles()
        await pilot.press("end")
        assert "JRU 40" not in calls_for_help(40)
        await pilot.press("escape")
        await pilot.pause()
        assert "JRU 40" in calls_for_help(41)


async def test_escape_gives_the_keys_back_to_the_calls(busy: Night) -> None:
    for number in range(4, 20):
        report(busy, number, "available")
    app = PictureApp(busy.frame())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.board_screen.go_to_vehicles()
        await pilot.pause()
        assert "esc back" in Board(app).text[-1]
        await pilot.press("escape")
        await pilot.pause()
        assert "moves here" in Board(app).text[-1]
        before = app.board_screen.selected_call
        await pilot.press("down")
        assert app.board_screen.selected_call != before


async def test_tab_goes_from_the_calls_to_the_fleet_and_back(busy: Night) -> None:
    for number in range(4, 20):
        report(busy, number, "available")
    app = PictureApp(busy.frame())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("tab")
        await pilot.pause()
        assert "esc back" in Board(app).text[-1]
        await pilot.press("tab")
        await pilot.pause()
        assert "moves here" in Board(app).text[-1]


async def test_the_fleet_is_filtered_and_x_clears(night: Night) -> None:
    app = PictureApp(many(night, 60).frame())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        board = Board(app)
        app.board_screen.go_to_vehicles()
        await pilot.pause()
        app.board_screen.find()
        await pilot.press(*"medway free", "enter")
        await pilot.pause()
        assert "filter: medway free, 5 of 60 found, x clears" in board.text[0]
        await pilot.press("down", "x")
        await pilot.pause()
        assert "Vehicles  60" in board.text[0]
        assert board.focused == "JRU12", "what was found has the focus still"


async def test_a_vehicle_keeps_the_focus_when_the_order_changes(night: Night) -> None:
    app = PictureApp(many(night, 60).frame())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.board_screen.focus_vehicle("JRU2")
        report(night, 2, "committed")
        frame = night.frame()
        changed = Change(vehicles=frozenset({"JRU2"}))
        app.board_screen.show(frame.board, frame.health, changed, frame.now)
        assert Board(app).focused == "JRU2"


@pytest.mark.parametrize("size", SIZES)
async def test_who_needs_help_is_in_view_at_every_size_and_in_any_fleet(
    night: Night, size: tuple[int, int]
) -> None:
    many(night, 300)
    report(night, 222, "emergency")
    app = PictureApp(night.frame())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert any("222" in line and "EMERGENCY" in line for line in Board(app).text)


async def test_few_vehicles_are_moved_among_too(busy: Night) -> None:
    app = PictureApp(busy.frame())
    async with app.run_test(size=(140, 36)) as pilot:
        await pilot.pause()
        app.board_screen.go_to_vehicles()
        await pilot.press("down")
        assert app.board_screen.focused_vehicle == "JRU1"
        await pilot.press("right", "right", "right")
        assert app.board_screen.focused_vehicle == "JRU3"
        assert app.board_screen.selected_call == "K-1036"


@pytest.mark.parametrize("width", [60, 80, 100, 120, 150, 200])
async def test_a_row_fills_the_width_and_a_warning_leaves_room_for_the_place(
    busy: Night, width: int
) -> None:
    for number in range(4, 12):
        report(busy, number, "available")
    app = PictureApp(busy.frame(busy.at("23:20")))
    async with app.run_test(size=(width, 50)) as pilot:
        await pilot.pause()
        row = next(line for line in Board(app).text if "JRU 1 " in line)
        assert "High S" in row
        assert row.endswith(" │"), "the last column does not touch the frame"
        if width > 60:
            assert "! silent 55 min" in row
            assert not row.rstrip("│").endswith("    ")


async def test_at_80x24_an_alert_stands_beside_where_a_vehicle_is(busy: Night) -> None:
    """Four vehicles in a table: the alert of one stood in place of its call and place."""
    report(busy, 4, "available")
    app = PictureApp(busy.frame())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        row = next(line for line in Board(app).text if " JRU 1 " in line)
        assert "K-1031   G1 High Street" in row
        assert "▲ check 23 min" in row
        assert row.rstrip().endswith("│")
        assert not row.rstrip(" │").endswith("…")


async def test_a_vehicle_without_an_area_stands_where_it_last_was(busy: Night) -> None:
    position = Position(51.28, 1.079, busy.at("22:41"))
    report(busy, 4, "available", area=None, position=position)
    app = PictureApp(busy.frame())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        row = next(line for line in Board(app).text if " JRU 4 " in line)
        assert "51.280 N 1.079 E, 6 min ago" in row
