"""The decision who attends a call: by key, by typed line, and where it is read."""

import json

from jru_tui.board import RightCare
from jru_tui.reports import FeedStatus, indented_json, make_handover, status_of
from tests.tui.conftest import NOW, Night
from tests.tui.dialogs.conftest import MakeHarness


async def test_a_key_and_a_choice_decide_it(harness: MakeHarness) -> None:
    app = harness(call="K-1038")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("R", "2", "tab", *"at home", "enter")
    assert app.given == [RightCare("K-1038", "ambulance", "at home")]


async def test_enter_alone_says_that_the_police_attend(harness: MakeHarness) -> None:
    app = harness(call="K-1038")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("R", "enter")
    assert app.given == [RightCare("K-1038")]


async def test_it_can_be_typed(harness: MakeHarness) -> None:
    app = harness(call="K-1038")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("colon", *"rc k-1038 mental_health crisis team", "enter")
        await pilot.press("colon", *"rc k-1038 police", "enter")
    assert app.given == [
        RightCare("K-1038", "mental_health", "crisis team"),
        RightCare("K-1038"),
    ]


def test_status_and_handover_say_it(busy: Night) -> None:
    busy.command(RightCare("K-1038", "gp", "minor"))
    feed = FeedStatus("live")
    told = json.loads(indented_json(status_of(busy.board, feed, NOW)))
    [found] = [call["right_care"] for call in told["calls"] if call["id"] == "K-1038"]
    assert found == {
        "at": "2020-10-30T22:47:32Z",
        "attend": False,
        "instead": "gp",
        "reason": "minor",
        "regraded": False,
    }
    handover = make_handover(busy.board, None, NOW, stale=False, marking="OFFICIAL")
    [watch] = [call.watch for call in handover.calls if call.id == "K-1038"]
    assert "right care: police do not attend, GP or NHS 111 instead" in watch
