"""What the board looks like: each picture is an SVG beside this file, to be looked at."""

import re

import msgspec
import pytest

from jru_tui.board.call_commands import Assign, BackUp, Close, Link, RightCare
from jru_tui.board.commands import Dismiss
from jru_tui.board.events import RecordRefused, Unlisted
from jru_tui.board.records import CallRecord, CrewMember, Place, VehicleRecord
from jru_tui.feeds.models import FeedHealth
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.picture import PictureApp
from tests.tui.conftest import Night
from tests.tui.pictures import Picture

# Literal, so that a status that is added changes no picture.
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
    "hospital",
    "custody",
    "s136",
    "on_duty",
    "off_duty",
    "out_of_service",
    "emergency",
]
SIZES = [pytest.param(size, id="{}x{}".format(*size)) for size in ((80, 24), (120, 30), (140, 36))]


async def shown(
    frame: Frame, picture: Picture, size: tuple[int, int], theme: str = "battenburg"
) -> None:
    app = PictureApp(frame, theme)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        picture(app)


@pytest.mark.parametrize("theme", ["battenburg", "battenburg-light"])
@pytest.mark.parametrize("size", SIZES)
async def test_a_busy_friday_night(
    busy: Night, picture: Picture, size: tuple[int, int], theme: str
) -> None:
    await shown(busy.frame(), picture, size, theme)


async def test_a_large_terminal(busy: Night, picture: Picture) -> None:
    await shown(busy.frame(), picture, (200, 60))


@pytest.mark.parametrize("theme", ["textual-dark", "solarized-light", "ansi-dark"])
async def test_a_theme_of_somebody_else(busy: Night, picture: Picture, theme: str) -> None:
    await shown(busy.frame(), picture, (120, 30), theme)


@pytest.mark.parametrize("theme", ["high-contrast", "colour-blind"])
async def test_a_theme_for_other_eyes(busy: Night, picture: Picture, theme: str) -> None:
    await shown(busy.frame(vehicle="JRU2"), picture, (140, 36), theme)


async def test_without_colour_only_greys_are_left(
    busy: Night, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = PictureApp(busy.frame())
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        drawn = app.export_screenshot()
        inks = re.findall(r"-r\d+ \{ fill: #(..)(..)(..)", drawn)
        assert len(inks) > 5
        inks.remove(("c5", "c8", "c6"))  # what the picture gives to text without any ink
        assert all(red == green == blue for red, green, blue in inks)
        picture(app)


def night_of_alerts(busy: Night) -> Night:
    """Everything that wants attention at once, at 02:20: a check missed twice, help not come,
    an overdue call, a shift that is over, no meal; one alert is dismissed, two calls are linked."""
    busy.command(BackUp("K-1031", "patrol", 2, "two are running"), busy.at("22:50"))
    busy.command(Link("K-1038", "K-1036"), busy.at("22:51"))
    busy.command(Dismiss("overdue:K-1036:G2:sent", "they know", call="K-1036"), busy.at("22:52"))
    return busy


@pytest.mark.parametrize("size", SIZES)
async def test_what_wants_attention(busy: Night, picture: Picture, size: tuple[int, int]) -> None:
    frame = night_of_alerts(busy).frame(
        busy.at("23:14"),
        FeedHealth("live", good_at=busy.at("23:13:58"), as_of=busy.at("23:13:58")),
    )
    await shown(frame, picture, size)


@pytest.mark.parametrize("size", SIZES)
async def test_after_the_shifts_end(busy: Night, picture: Picture, size: tuple[int, int]) -> None:
    frame = night_of_alerts(busy).frame(
        busy.at("02:20"),
        FeedHealth("live", good_at=busy.at("02:19:58"), as_of=busy.at("02:19:58")),
    )
    await shown(frame, picture, size)


@pytest.mark.parametrize("size", SIZES)
async def test_an_old_board_cries_no_wolf(
    busy: Night, picture: Picture, size: tuple[int, int]
) -> None:
    lost = FeedHealth("lost", good_at=busy.at("22:47:30"), error="The name is not known.")
    await shown(night_of_alerts(busy).frame(busy.at("02:20"), lost), picture, size)


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_yet(night: Night, picture: Picture, size: tuple[int, int]) -> None:
    await shown(night.frame(health=FeedHealth("connecting")), picture, size)


@pytest.mark.parametrize("size", SIZES)
async def test_a_lost_feed(busy: Night, picture: Picture, size: tuple[int, int]) -> None:
    lost = FeedHealth(
        "lost",
        good_at=busy.at("22:47:30"),
        as_of=busy.at("22:47:30"),
        error="The server did not answer within 10 s.",
        failures=4,
    )
    await shown(busy.frame(busy.at("22:54:10"), lost), picture, size)


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_text(busy: Night, picture: Picture, size: tuple[int, int]) -> None:
    busy.report(
        msgspec.structs.replace(
            busy.calls["K-1037"],
            updated_at=busy.at("22:47"),
            type="[@click=app.quit]x[/] [/nope]",
            where=Place(
                "東京都千代田区 👩‍👩‍👧 e\u0301\u0301\u0301 [b]bold[/b] and a place that goes on",
                51.3,
                1.1,
            ),
            flags=("[red]", "alcohol"),
            summary="\ufffd[2J " + "word " * 400,
            grade="GRADE-ONE",
            category="C9",
        ),
        msgspec.structs.replace(
            busy.vehicles["JRU2"],
            status="[link]",
            status_at=busy.at("22:47"),
            name="[bold]JRU 2 日本",
            area="[/]" * 20,
        ),
        CallRecord("SECAMB/2020/10/30/000123456", busy.at("22:47:10"), type="collapse"),
    )
    await shown(busy.frame(), picture, size)


@pytest.mark.parametrize("size", SIZES)
async def test_more_vehicles_than_cards(
    busy: Night, picture: Picture, size: tuple[int, int]
) -> None:
    busy.report(
        *(
            VehicleRecord(
                f"JRU{number}",
                STATUSES[number % len(STATUSES)],
                busy.at(f"22:10:{number:02}"),
                f"JRU {number}",
                crew=(CrewMember("officer", f"SC 7{number:04}"),),
            )
            for number in range(4, 21)
        )
    )
    await shown(busy.frame(vehicle="JRU3"), picture, size)


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_not_as_it_should_be(
    busy: Night, picture: Picture, size: tuple[int, int]
) -> None:
    busy.command(Assign("K-1038", "JRU2"), busy.at("22:47:10"))
    busy.command(Close("K-1036", "resolved"), busy.at("22:46"))
    busy.report(
        msgspec.structs.replace(busy.calls["K-1036"], updated_at=busy.at("22:47")),
        msgspec.structs.replace(
            busy.vehicles["JRU3"], status="at_scene", status_at=busy.at("22:47:05")
        ),
    )
    busy.happen(RecordRefused("call", "K-1040", "opened_at has no zone"))
    busy.happen(Unlisted("call", "K-1039"))
    app = PictureApp(busy.frame(vehicle="JRU2"))
    async with app.run_test(size=size) as pilot:
        app.board_screen.select_call("K-1036")
        await pilot.pause()
        picture(app)


async def test_a_demo_says_so(busy: Night, picture: Picture) -> None:
    await shown(busy.frame(demo="DEMO x10"), picture, (80, 24))


@pytest.mark.parametrize("size", SIZES)
async def test_a_call_that_is_left_to_somebody_else(
    busy: Night, picture: Picture, size: tuple[int, int]
) -> None:
    await shown(busy.command(RightCare("K-1038", "gp", "minor")).frame(), picture, size)
