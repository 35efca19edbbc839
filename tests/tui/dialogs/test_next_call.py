"""The next call of a busy vehicle: by key, by typed line, and where it is read."""

import json

import pytest

from jru_tui.board import EndNextCall, NextCall
from jru_tui.reports import FeedStatus, indented_json, make_handover, status_of
from jru_tui.tui.widgets.choice_list import ChoiceList
from tests.tui.conftest import NOW, Night
from tests.tui.dialogs.conftest import MakeHarness, shown
from tests.tui.pictures import Picture


async def test_a_key_lists_the_busy_vehicles_first_and_enter_keeps_it(
    harness: MakeHarness,
) -> None:
    app = harness(call="K-1037")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("Q", "enter")
    assert app.given == [NextCall("K-1037", "JRU1")]


async def test_a_vehicle_that_is_free_is_not_taken_and_the_dialog_says_why(
    harness: MakeHarness,
) -> None:
    app = harness(call="K-1037")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("Q", "2", "enter")
        assert "is free: assign it instead" in shown(app, "refusal")
    assert app.given == []


async def test_the_same_key_takes_it_back(harness: MakeHarness, busy: Night) -> None:
    busy.command(NextCall("K-1037", "JRU1"))
    app = harness(call="K-1037")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("Q", "enter")
    assert app.given == [EndNextCall("K-1037", "JRU1")]


async def test_it_can_be_typed(harness: MakeHarness) -> None:
    app = harness(call="K-1037")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("colon", *"next k-1037 jru1", "enter")
        await pilot.press("colon", *"next none", "enter")
    assert app.given == [NextCall("K-1037", "JRU1"), EndNextCall("K-1037", "JRU1")]


@pytest.mark.parametrize("size", [(80, 24), (120, 30), (140, 36)])
async def test_the_dialog(harness: MakeHarness, picture: Picture, size: tuple[int, int]) -> None:
    app = harness(call="K-1037")
    async with app.run_test(size=size) as pilot:
        await pilot.press("Q")
        picture(app)


def test_status_and_handover_say_it(busy: Night) -> None:
    busy.command(NextCall("K-1037", "JRU1"))
    feed = FeedStatus("live")
    told = json.loads(indented_json(status_of(busy.board, feed, NOW)))
    [found] = [call["next_for"] for call in told["calls"] if call["id"] == "K-1037"]
    assert found == {"vehicle": "JRU1", "at": "2020-10-30T22:47:32Z", "by": "insp"}
    [kept] = [vehicle["next_calls"] for vehicle in told["vehicles"] if vehicle["id"] == "JRU1"]
    assert kept == ["K-1037"]
    handover = make_handover(busy.board, None, NOW, stale=False, marking="OFFICIAL")
    [watch] = [call.watch for call in handover.calls if call.id == "K-1037"]
    assert "next call of JRU 1" in watch


async def test_the_line_that_takes_it_back_has_no_number_of_a_vehicle(
    harness: MakeHarness, busy: Night
) -> None:
    busy.command(NextCall("K-1037", "JRU1"))
    app = harness(call="K-1037")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("Q")
        chosen = app.screen.query_one(ChoiceList)
        lines = [chosen.render_line(y).text.split() for y in range(4)]
    assert lines[0][:2] == ["▌", "none"]
    assert [line[0] for line in lines[1:]] == ["1", "2", "3"]
