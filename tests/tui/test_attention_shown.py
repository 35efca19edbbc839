"""What wants attention is on the board: each once, in words, and silent while the feed is stale."""

import re
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from jru_tui.board.call_commands import Assign, BackUp, EndBackUp, Link, NextCall
from jru_tui.board.commands import Check, Dismiss
from jru_tui.board.events import CommandAnswered, Commanded, VehicleReported
from jru_tui.board.records import VehicleRecord
from jru_tui.board.views import Change
from jru_tui.feeds.models import FeedHealth, Health
from jru_tui.tui.drawing.line_widget import LineWidget
from jru_tui.tui.layout.feed_words import trouble
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.picture import PictureApp
from jru_tui.tui.widgets.board_parts import CallDetail, HeaderBar, MessageLine
from jru_tui.tui.widgets.call_list import CallList
from jru_tui.tui.widgets.vehicle_cards import VehicleCards
from tests.tui.conftest import Night


def text(app: PictureApp, kind: type[LineWidget]) -> str:
    widget = app.board_screen.query_one(kind)
    return "\n".join(widget.render_line(y).text for y in range(widget.size.height))


def said(app: PictureApp) -> str:
    line = app.board_screen.query_one("#attention", MessageLine)
    return line.render_line(0).text.strip() if line.display else ""


def live(night: Night, when: str) -> Frame:
    at = night.at(when)
    return night.frame(at, FeedHealth("live", good_at=at, as_of=at))


def drawn_again(app: PictureApp, night: Night, when: str, change: Change | None = None) -> None:
    frame = live(night, when)
    app.board_screen.show(frame.board, frame.health, change or Change(), frame.now)


async def test_a_card_counts_down_to_a_check_then_says_that_it_is_due_then_that_nobody_acted(
    busy: Night,
) -> None:
    app = PictureApp(live(busy, "23:03:30"))
    async with app.run_test(size=(140, 36)) as pilot:
        await pilot.pause()
        # JRU 3 is on a G2: 30 minutes from 22:40:47.
        assert "▲ welfare check due in 7 min" in text(app, VehicleCards)
        for when, words in (
            ("23:04:00", "▲ welfare check due in 6 min"),
            ("23:10:20", "▲ welfare check due in under a minute"),
            ("23:10:47", "▲ check due, heard 22:40"),
            ("23:41:00", "! no contact 60 min"),
        ):
            app.board_screen.tick(busy.at(when), live(busy, when).health)
            assert words in text(app, VehicleCards)


@pytest.mark.parametrize("size", [(80, 24), (140, 36)])
async def test_for_how_long_a_command_is_not_confirmed_is_told_to_the_second(
    busy: Night, size: tuple[int, int]
) -> None:
    """OUT-03: dispatch took it, and the feed never shows it."""
    busy.command(Assign("K-1038", "JRU2"), busy.at("22:47:32"))
    app = PictureApp(live(busy, "22:47:32"))
    async with app.run_test(size=size) as pilot:
        app.board_screen.select_call("K-1038")
        await pilot.pause()
        for when, words in (
            ("22:48:17", "◌ unconfirmed 45 s"),
            ("22:48:18", "◌ unconfirmed 46 s"),
            ("22:50:31", "◌ unconfirmed 2 min"),
        ):
            app.board_screen.tick(busy.at(when), live(busy, when).health)
            assert words in text(app, VehicleCards)
            if size > (80, 24):
                assert words in text(app, CallDetail)
                assert "ALLOCATED ◌" in text(app, VehicleCards)
        busy.report(
            msgspec.structs.replace(
                busy.vehicles["JRU2"],
                status="en_route",
                status_at=busy.at("22:50:40"),
                call="K-1038",
            )
        )
        drawn_again(app, busy, "22:50:41", Change(frozenset({"K-1038"}), frozenset({"JRU2"})))
        assert "◌" not in text(app, VehicleCards)


async def test_a_vehicle_that_may_be_on_its_way_is_not_just_free(busy: Night) -> None:
    """OUT-01, OUT-05: its assignment was posted, and nobody knows what became of it."""
    busy.command(Assign("K-1038", "JRU2"), busy.at("22:47:32"))
    given = busy.happened[-1].id
    answer = CommandAnswered(given, accepted=False, reason="", expired_min=10, unclear=True)
    busy.happen(answer, busy.at("22:57:33"), "program")
    app = PictureApp(live(busy, "22:57:33"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "AVAILABLE" in text(app, VehicleCards)
        assert "▲ perhaps on K-1038" in text(app, VehicleCards)
        busy.command(Dismiss(f"refused:{given}", "told by radio", call="K-1038"))
        drawn_again(app, busy, "22:57:40")
        assert "perhaps" not in text(app, VehicleCards)


async def test_a_check_that_was_made_ends_the_alarm_everywhere(busy: Night) -> None:
    waits = ("shortfall", "K-1037", "G1", "JRU3")  # it stands before a check
    busy.command(Dismiss(waits, "a patrol is asked for", call="K-1037"), busy.at("22:47:30"))
    app = PictureApp(live(busy, "22:47:32"))
    async with app.run_test(size=(140, 36)) as pilot:
        await pilot.pause()
        assert said(app).startswith("▲ JRU 1 welfare check due, last heard 23 min ago")
        assert "k checks" in said(app)
        assert "▲ 2 alerts" in text(app, HeaderBar)
        busy.command(Check("JRU1"), busy.at("22:47:40"))
        drawn_again(app, busy, "22:47:41", Change(vehicles=frozenset({"JRU1"})))
        await pilot.pause()
        assert "check" not in said(app)
        assert "▲ 1 alert " in text(app, HeaderBar)
        assert "check due" not in text(app, VehicleCards)


async def test_an_overdue_call_says_so_once_and_can_be_dismissed(busy: Night) -> None:
    busy.command(Check("JRU1"), busy.at("22:53:00"))
    app = PictureApp(live(busy, "22:53:02"))
    async with app.run_test(size=(140, 36)) as pilot:
        await pilot.pause()
        assert "past its" not in said(app)
        app.board_screen.tick(busy.at("22:53:03"))
        await pilot.pause()
        assert said(app).startswith("▲ K-1037 past its G1 target of 15 min")
        assert "i dismisses" in said(app)
        assert "▲ past its G1 target of 15 min" in text(app, CallDetail)
        busy.command(Dismiss("overdue:K-1037:G1:waiting", "on the phone", call="K-1037"))
        drawn_again(app, busy, "22:53:10")
        await pilot.pause()
        assert "past its" not in said(app)
        app.board_screen.tick(busy.at("22:53:11"))
        assert "past its" not in text(app, CallDetail)


async def test_a_next_call_is_on_the_card_of_the_vehicle_and_in_the_row_of_the_call(
    busy: Night,
) -> None:
    app = PictureApp(live(busy, "22:48"))
    async with app.run_test(size=(140, 36)) as pilot:
        change = busy.happen(Commanded(NextCall("K-1037", "JRU1")), busy.at("22:48"), "supervisor")
        drawn_again(app, busy, "22:48:01", change)
        await pilot.pause()
        assert "» next K-1037 G1" in text(app, VehicleCards)
        row = next(line for line in text(app, CallList).splitlines() if "K-1037" in line)
        assert "»" in row
        free = VehicleRecord("JRU1", "available", busy.at("22:50"), "JRU 1")
        change = busy.happen(VehicleReported(free), busy.at("22:50"))
        drawn_again(app, busy, "22:50:01", change)
        await pilot.pause()
        assert "▲ is free: send it to K-1037 (G1)" in text(app, VehicleCards)
        assert "» next" not in text(app, VehicleCards)


async def test_back_up_is_on_the_card_and_the_call_until_it_has_come(busy: Night) -> None:
    app = PictureApp(live(busy, "22:48"))
    async with app.run_test(size=(140, 36)) as pilot:
        busy.command(BackUp("K-1031", "ambulance", 2), busy.at("22:48"))
        asked = busy.board.calls["K-1031"].back_up[0].id
        drawn_again(app, busy, "22:48:01", Change(frozenset({"K-1031"}), frozenset({"JRU1"})))
        await pilot.pause()
        assert "⊕ 2 ambulances asked 22:48" in text(app, VehicleCards)
        row = next(line for line in text(app, CallList).splitlines() if "K-1031" in line)
        assert "⊕" in row
        busy.command(EndBackUp("K-1031", asked, "at_scene"), busy.at("22:58"))
        drawn_again(app, busy, "22:58:01", Change(frozenset({"K-1031"}), frozenset({"JRU1"})))
        await pilot.pause()
        assert "⊕" not in text(app, VehicleCards)
        assert "⊕" not in text(app, CallList)


async def test_a_linked_call_names_the_other(busy: Night) -> None:
    busy.command(Link("K-1036", "K-1031"))
    app = PictureApp(live(busy, "22:48"))
    async with app.run_test(size=(140, 36)) as pilot:
        app.board_screen.select_call("K-1036")
        await pilot.pause()
        assert "≡ duplicate of K-1031" in text(app, CallDetail)
        row = next(line for line in text(app, CallList).splitlines() if "K-1036" in line)
        assert "≡" in row


@pytest.mark.parametrize("width", [60, 80, 140])
async def test_the_count_is_never_given_up(busy: Night, width: int) -> None:
    app = PictureApp(live(busy, "23:41"))
    async with app.run_test(size=(width, 24)):
        header = text(app, HeaderBar)
        assert "alerts" in header
        assert "waiting" in header
        assert "23:41:00" in header


@pytest.mark.parametrize("state", ["lost", "connecting"])
async def test_an_old_board_is_silent_and_says_so(busy: Night, state: Health) -> None:
    old = FeedHealth(state, good_at=busy.at("22:47:30"), error="no answer")
    app = PictureApp(busy.frame(busy.at("23:41"), old))
    async with app.run_test(size=(140, 36)) as pilot:
        await pilot.pause()
        assert said(app) == ""
        assert "alarms silent" in text(app, HeaderBar)
        assert "no contact" not in text(app, VehicleCards)
        assert "past its" not in text(app, CallDetail)


async def test_several_marks_on_a_small_card_say_how_many_more_there_are(busy: Night) -> None:
    busy.command(BackUp("K-1031", "patrol"), busy.at("22:50"))
    app = PictureApp(live(busy, "23:20"))
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        cards = text(app, VehicleCards)
        assert "! no contact 55 min +2" in cards


async def test_a_second_among_20000_overdue_calls_looks_at_none_of_them(
    busy: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy.crowd(20_000)
    looked: list[str] = []
    app = PictureApp(busy.frame())
    async with app.run_test(size=(140, 36)) as pilot:
        await pilot.pause()
        watch = app.board_screen._watch
        look = watch._look_at
        monkeypatch.setattr(
            watch,
            "_look_at",
            lambda call, now, **how: [looked.append(call), look(call, now, **how)][-1],  # type: ignore[func-returns-value]
        )
        app.board_screen.tick(busy.frame().now + timedelta(seconds=1))
        counted = re.search(r"(\d+) alerts", text(app, HeaderBar))
        assert counted is not None
        assert int(counted[1]) >= 20_001  # the plan, made beside it, may add what it foresees
        assert looked == []


async def test_what_is_shown_and_not_kept_says_so_wherever_it_stands(busy: Night) -> None:
    busy.board.unsaved = Change(frozenset(["K-1037"]), frozenset(["JRU2"]))
    app = PictureApp(live(busy, "22:47:32"))
    async with app.run_test(size=(140, 36)) as pilot:
        await pilot.pause()
        assert "⊘ not saved" in text(app, HeaderBar)
        assert "⊘ not saved" in text(app, VehicleCards)
        assert "⊘" in text(app, CallList)
        assert "⊘ not saved: it is shown" in text(app, CallDetail)
        busy.board.unsaved = Change()
        drawn_again(app, busy, "22:47:33", Change(frozenset(["K-1037"]), frozenset(["JRU2"])))
        await pilot.pause()
        for widget in (HeaderBar, VehicleCards, CallList, CallDetail):
            assert "⊘" not in text(app, widget)


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize(
    "more", [{}, {"demo": "DEMO of a long first weekend"}, {"read_only": True}]
)
@pytest.mark.parametrize("width", [60, 66, 80, 120])
async def test_the_header_never_cuts_how_many_wait_and_how_many_alerts_there_are(
    busy: Night, width: int, more: dict[str, Any], *, lost: bool
) -> None:
    at = busy.at("22:50")
    health = FeedHealth("lost" if lost else "live", good_at=at, as_of=at)
    # What dispatch refused is an alert on an old board as well.
    busy.command(Assign("K-1037", "JRU2"), at)
    busy.happen(CommandAnswered(busy.happened[-1].id, accepted=False, reason="no"), at)
    app = PictureApp(busy.frame(at, health, **more))
    async with app.run_test(size=(width, 20)) as pilot:
        await pilot.pause()
        header = text(app, HeaderBar)
        count = app.board_screen.query_one(HeaderBar).part._frame.attention.count
        assert count
        assert f"! {count}" in header or f"▲ {count}" in header
        assert "2 waiting" in header


@pytest.mark.parametrize(
    ("error", "ends"), [("are ids the same?", "are ids the same?"), ("a doubt", "a doubt.")]
)
def test_what_is_odd_about_the_feed_ends_in_one_mark(busy: Night, error: str, ends: str) -> None:
    """`are call ids the same in both lists?.` stood there."""
    health = FeedHealth("live", good_at=busy.at("22:47"), as_of=busy.at("22:47"), error=error)
    frame = busy.frame(busy.at("22:47"), health)
    assert trouble(frame) == f"The feed is odd: {ends}"
