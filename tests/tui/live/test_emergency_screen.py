"""An officer needs help: over everything until it is acknowledged, then on top until cleared."""

import asyncio
from contextvars import Context
from typing import Any

import msgspec
import pytest
from textual.pilot import Pilot

from jru_tui.board.commands import Acknowledge, SetStatus
from jru_tui.board.decisions.decide import Refusal
from jru_tui.feeds.models import FeedHealth
from jru_tui.tui.dialogs.notes import NoteDialog
from jru_tui.tui.pages import emergency
from jru_tui.tui.pages.emergency import EmergencyScreen
from jru_tui.tui.widgets.board_parts import EmergencyBanner
from jru_tui.tui.widgets.boxes import TextBox
from tests.tui.live.conftest import Live, Start
from tests.tui.pictures import Picture, as_styled_text

SIZES = [pytest.param(size, id="{}x{}".format(*size)) for size in ((80, 24), (120, 30), (140, 36))]


def banner(live: Live) -> EmergencyBanner:
    found: EmergencyBanner = live.app.screen.query_one(EmergencyBanner)
    return found


@pytest.fixture(autouse=True)
def briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen that is over goes soon."""
    monkeypatch.setattr(emergency, "_LINGER_S", 0.01)


def quietly(live: Live) -> None:
    """Nobody has pressed a key for a while."""
    live.seconds += 10


async def planned(live: Live, pilot: Pilot[Any]) -> None:
    """The plan is that of the board as it stands: an alert may be of it."""
    await live.until(pilot, lambda: not live.desk.recommendation.is_due(live.now))
    live.later(0)
    await pilot.pause()


async def gone(live: Live, pilot: Pilot[Any]) -> None:
    await live.until(pilot, lambda: not isinstance(live.app.screen, EmergencyScreen))


async def test_it_says_who_where_on_which_call_since_when_and_who_is_nearest(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await live.emergency("JRU3", call="K-1036")
        await pilot.pause()
        live.later(12)
        text = live.text("#emergencies")
    for said in (
        "! JRU 3 EMERGENCY",
        "SC 70912 · Para 5518",
        "Car       51.280 N 1.079 E, 12 s ago",
        "Call at   A28 Sturry Road, Canterbury  51.290 N 1.098 E  1.7 km from the car",
        "K-1036  G2 C2  RTC",
        "22:47:32, 0:00:12 ago",
        "JRU 1      51 min (32-78) by distance  40.1 km  at scene K-1031 (G1)",
    ):
        assert said in text
    assert text.index("JRU 1 ") < text.index("JRU 2 ")


async def test_it_comes_over_a_dialog_that_goes_on_afterwards(start: Start) -> None:
    live = await start()
    async with live.app.run_test() as pilot:
        await pilot.press("n", "h", "i")
        assert isinstance(live.app.screen, NoteDialog)
        await live.emergency()
        await pilot.pause()
        assert isinstance(live.app.screen, EmergencyScreen)
        quietly(live)
        await pilot.press("enter")
        await gone(live, pilot)
        assert isinstance(live.app.screen, NoteDialog)
        await live.until(pilot, lambda: bool(live.desk.board.vehicles["JRU2"].acknowledged_at))
        await pilot.press("exclamation_mark", "enter")
        await live.until(
            pilot, lambda: "note: hi!" in [e.text for e in live.desk.board.log(call="K-1037")]
        )


async def test_it_comes_from_a_feed_that_is_read_outside_the_app(start: Start) -> None:
    live = await start()
    async with live.app.run_test() as pilot:
        await pilot.press("n", "h", "i")
        await Context().run(asyncio.create_task, live.emergency())
        await pilot.pause()
        assert isinstance(live.app.screen, EmergencyScreen)
        assert "JRU 2 EMERGENCY" in live.text("#emergencies")


@pytest.mark.parametrize(
    "key", ["ctrl+p", "question_mark", "colon", "slash", "enter", "L", "h", "p", "P", "a", "c", "s"]
)
async def test_it_comes_over_whatever_is_open_and_gives_it_back(start: Start, key: str) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press(key)
        await pilot.pause()
        before = live.app.screen
        await live.emergency()
        await pilot.pause()
        assert isinstance(live.app.screen, EmergencyScreen)
        quietly(live)
        await pilot.press("e")
        await live.until(pilot, lambda: live.app.screen is before)
        live.later(1)
        assert live.app.screen is before


async def test_what_somebody_was_typing_does_not_acknowledge_it(start: Start) -> None:
    live = await start()
    async with live.app.run_test() as pilot:
        await pilot.press("n", "t", "h")
        await live.emergency()
        await pilot.pause()
        await pilot.press("e", "space", "m", "e", "enter")
        assert isinstance(live.app.screen, EmergencyScreen)
        assert live.desk.board.vehicles["JRU2"].acknowledged_at is None


@pytest.mark.parametrize("key", ["enter", "e"])
async def test_acknowledged_it_stays_on_top_until_the_status_clears_it(
    start: Start, key: str
) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await live.emergency()
        await pilot.pause()
        quietly(live)
        await pilot.press(key)
        await live.until(pilot, lambda: bool(live.desk.board.vehicles["JRU2"].acknowledged_at))
        await gone(live, pilot)
        assert "EMERGENCY JRU 2" in banner(live).render_line(0).text
        assert "not acknowledged" not in banner(live).render_line(0).text
        await live.desk.command(SetStatus("JRU2", "available"))
        await pilot.pause()
        assert not banner(live).display


async def test_set_by_hand_it_is_the_same(start: Start) -> None:
    live = await start()
    async with live.app.run_test() as pilot:
        await live.desk.command(SetStatus("JRU1", "emergency"))
        await pilot.pause()
        assert isinstance(live.app.screen, EmergencyScreen)
        assert "JRU 1 EMERGENCY" in live.text("#emergencies")


async def test_cleared_before_anybody_acknowledged_it_goes_by_itself(start: Start) -> None:
    live = await start()
    async with live.app.run_test() as pilot:
        await live.emergency()
        await pilot.pause()
        live.later(5)
        await live.feed(
            live.night.reported(
                msgspec.structs.replace(live.night.vehicles["JRU2"], status_at=live.now)
            )
        )
        await gone(live, pilot)


async def test_two_at_once_are_acknowledged_one_after_the_other(start: Start) -> None:
    live = await start()
    async with live.app.run_test() as pilot:
        await live.emergency("JRU2")
        live.later(1)
        await live.emergency("JRU3")
        await pilot.pause()
        assert live.text("#emergencies").index("JRU 2 EM") < live.text("#emergencies").index(
            "JRU 3 EM"
        )
        quietly(live)
        await pilot.press("enter")
        await live.until(pilot, lambda: "JRU 2 EM" not in live.text("#emergencies"))
        quietly(live)
        await pilot.press("enter")
        await gone(live, pilot)
        assert banner(live).size.height == 2


async def test_a_key_that_was_meant_for_it_does_not_reach_the_dialog_below(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emergency, "_LINGER_S", 60)
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("c")
        before = live.app.screen
        await live.emergency()
        await pilot.pause()
        quietly(live)
        await pilot.press("enter", "enter", "enter")
        assert isinstance(live.app.screen, EmergencyScreen)
        assert "acknowledged" in str(live.app.screen.query_one("#emergency")._border_subtitle)
        live.app.screen._go()
        await gone(live, pilot)
        assert live.app.screen is before
        assert live.desk.board.calls["K-1037"].open


async def test_a_key_behind_the_acknowledgement_is_for_the_board(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emergency, "_LINGER_S", 60)
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await live.emergency()
        await pilot.pause()
        quietly(live)
        await pilot.press("enter", "n")
        await live.until(pilot, lambda: isinstance(live.app.screen, NoteDialog))
        await pilot.press("x")
        assert live.app.screen.query_one(TextBox).value == "x"


async def test_a_key_behind_one_that_is_over_by_itself_is_for_nothing(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emergency, "_LINGER_S", 60)
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await live.emergency()
        await pilot.pause()
        assert not isinstance(await live.desk.command(SetStatus("JRU2", "available")), Refusal)
        await pilot.pause()
        await pilot.press("n")
        await pilot.pause()
        assert isinstance(live.app.screen, EmergencyScreen)


async def test_whoever_hammers_enter_acknowledges_it_a_second_after_it_came(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await live.emergency()
        await pilot.pause()
        screen = live.app.screen
        assert isinstance(screen, EmergencyScreen)
        await pilot.press("enter", "enter")
        subtitle = str(screen.query_one("#emergency")._border_subtitle)
        assert "a second after other keys" in subtitle
        live.seconds += 1
        await pilot.press("enter")
        await live.until(pilot, lambda: bool(live.desk.board.vehicles["JRU2"].acknowledged_at))


async def test_how_many_there_are_is_said_even_where_not_all_have_room(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(80, 24)) as pilot:
        for vehicle in ("JRU1", "JRU2", "JRU3"):
            await live.emergency(vehicle)
        await pilot.pause()
        title = str(live.app.screen.query_one("#emergency")._border_title)
        assert title == "3 EMERGENCIES not acknowledged"


async def test_a_lost_feed_silences_everything_but_it(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        live.desk.health = FeedHealth("lost", good_at=live.now, error="no answer")
        await live.emergency()
        await pilot.pause()
        assert isinstance(live.app.screen, EmergencyScreen)


async def test_a_board_that_only_watches_lets_go_and_keeps_the_banner(start: Start) -> None:
    live = await start(read_only=True)
    async with live.app.run_test(size=(140, 36)) as pilot:
        await live.emergency()
        await pilot.pause()
        quietly(live)
        await pilot.press("enter")
        await gone(live, pilot)
        assert "not acknowledged" in banner(live).render_line(0).text
        live.later(1)
        assert not isinstance(live.app.screen, EmergencyScreen)


async def test_one_that_was_booked_by_mistake_is_undone_behind_its_acknowledgement(
    start: Start,
) -> None:
    live = await start()
    async with live.app.run_test() as pilot:
        before = live.desk.board.vehicles["JRU2"].status
        assert not isinstance(await live.desk.command(SetStatus("JRU2", "emergency")), Refusal)
        assert not isinstance(await live.desk.command(Acknowledge("JRU2")), Refusal)
        await gone(live, pilot)
        await pilot.press("u")
        await live.until(pilot, lambda: live.desk.board.vehicles["JRU2"].status == before)
        assert not isinstance(live.app.screen, EmergencyScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_over_a_dialog(start: Start, picture: Picture, size: tuple[int, int]) -> None:
    live = await start()
    async with live.app.run_test(size=size) as pilot:
        await pilot.press("a")
        await live.emergency("JRU3", call="K-1036")
        await planned(live, pilot)
        picture(live.app)


@pytest.mark.parametrize("size", SIZES)
async def test_acknowledged(start: Start, picture: Picture, size: tuple[int, int]) -> None:
    live = await start()
    async with live.app.run_test(size=size) as pilot:
        await live.emergency("JRU3", call="K-1036")
        await live.desk.command(Acknowledge("JRU3"))
        await gone(live, pilot)
        await planned(live, pilot)
        picture(live.app)


@pytest.mark.parametrize("size", [(80, 24), (140, 36)])
@pytest.mark.parametrize("key", ["a", "c", "s", "n", "b", "question_mark", "ctrl+p"])
async def test_once_acknowledged_no_dialog_covers_its_line(
    start: Start, size: tuple[int, int], key: str
) -> None:
    """The dialog pushed the whole board below it down, and its own frame over the line."""
    live = await start()
    async with live.app.run_test(size=size) as pilot:
        await live.emergency("JRU3", call="K-1036")
        await live.desk.command(Acknowledge("JRU3"))
        await gone(live, pilot)
        await pilot.pause()
        before = as_styled_text(live.app).splitlines()[:4]
        await pilot.press("3", key)
        await pilot.pause()
        assert len(live.app.screen_stack) == 2
        text = as_styled_text(live.app).splitlines()
        assert text[0] == before[0]
        assert text[2] == before[2]
        assert "EMERGENCY JRU 3" in text[2]


@pytest.mark.parametrize("size", SIZES)
async def test_the_board_goes_on_under_both_dialogs(start: Start, size: tuple[int, int]) -> None:
    """Once it stood still there: a layout under a dialog took its next frame with it."""
    live = await start()
    async with live.app.run_test(size=size) as pilot:
        await pilot.press("a")
        await live.emergency("JRU3", call="K-1036")
        for second in range(33, 37):
            live.later(1)
            await pilot.pause()
            top = as_styled_text(live.app).splitlines()
            assert f"22:47:{second}" in top[0]
            assert "EMERGENCY JRU 3 · not acknowledged" in top[2]
