"""Nobody was told: not sent, not confirmed, not mobile. Each is an alert of its own."""

import pytest
from msgspec import structs

from jru_tui.board.call_commands import Assign, BackUp, Close, EndBackUp, Reopen, StandDown
from jru_tui.board.commands import Command, Dismiss, Note, SetStatus
from jru_tui.board.decisions.decide import decide
from jru_tui.board.events import CommandAnswered, Commanded
from jru_tui.board.queries.alerts import Alert, alerts
from jru_tui.board.rules import Checks, Rules
from tests.board.conftest import Stage


def of_kind(stage: Stage, kind: str, when: str, *, stale: bool = False) -> list[Alert]:
    found = alerts(stage.board, stage.at(when), stale=stale)
    return [alert for alert in found if alert.kind == kind]


def texts(stage: Stage, kind: str, when: str, *, stale: bool = False) -> list[str]:
    return [alert.text for alert in of_kind(stage, kind, when, stale=stale)]


def posted(stage: Stage, command: Command, when: str) -> None:
    """Give a command on a board that writes back; dispatch takes it."""
    decided = decide(stage.board, command)
    assert isinstance(decided, Commanded), decided
    stage.apply(structs.replace(decided, post=True), stage.at(when), "supervisor")
    stage.apply(CommandAnswered(stage.last_id, accepted=True), stage.at(when))


@pytest.fixture
def evening(stage: Stage) -> Stage:
    stage.call("K1", "18:00", grade="G2")
    stage.vehicle("JRU1", "available", "17:50")
    return stage


class TestNotSent:
    """Without a dispatch system to write to, whoever a command concerns hears it by radio."""

    def test_an_assignment_says_so_at_once(self, evening: Stage) -> None:
        evening.do(Assign("K1", "JRU1", reason="nearest"), "18:01")
        (alert,) = of_kind(evening, "not_sent", "18:01")
        assert alert.text == "K1 JRU 1 assigned, not sent: tell them by radio"
        assert (alert.call, alert.vehicle) == ("K1", "JRU1")

    def test_a_board_that_is_written_back_says_nothing_of_the_kind(self, evening: Stage) -> None:
        posted(evening, Assign("K1", "JRU1"), "18:01")
        assert of_kind(evening, "not_sent", "18:01") == []

    def test_an_old_feed_does_not_silence_it(self, evening: Stage) -> None:
        evening.do(Assign("K1", "JRU1"), "18:01")
        assert len(of_kind(evening, "not_sent", "18:30", stale=True)) == 1

    def test_it_ends_when_the_crew_shows_that_it_knows(self, evening: Stage) -> None:
        evening.do(Assign("K1", "JRU1"), "18:01")
        evening.vehicle("JRU1", "en_route", "18:02", "K1")
        assert of_kind(evening, "not_sent", "18:02") == []

    def test_it_ends_when_somebody_says_that_they_were_told(self, evening: Stage) -> None:
        evening.do(Assign("K1", "JRU1"), "18:01")
        (alert,) = of_kind(evening, "not_sent", "18:01")
        evening.do(Dismiss(alert.key, "told by radio", call="K1", vehicle="JRU1"), "18:02")
        assert of_kind(evening, "not_sent", "18:03") == []

    def test_a_stand_down_of_a_crew_that_is_on_its_way(self, evening: Stage) -> None:
        evening.vehicle("JRU1", "en_route", "18:01", "K1")
        evening.do(StandDown("K1", "JRU1"), "18:03")
        assert texts(evening, "not_sent", "18:03") == [
            "K1 JRU 1 stood down, not sent: tell them by radio"
        ]
        evening.vehicle("JRU1", "available", "18:04")
        assert texts(evening, "not_sent", "18:04") == []

    def test_closing_and_reopening_are_for_control(self, evening: Stage) -> None:
        evening.do(Close("K1", "advice"), "18:05")
        assert texts(evening, "not_sent", "18:05") == ["K1 closed, advice, not sent: tell control"]
        evening.call(
            "K1",
            "18:00",
            state="closed",
            closed_at=evening.at("18:06"),
            outcome="advice",
            updated_at=evening.at("18:06"),
        )
        assert texts(evening, "not_sent", "18:07") == []
        evening.do(Reopen("K1"), "18:08")
        assert texts(evening, "not_sent", "18:08") == ["K1 reopened, not sent: tell control"]

    def test_a_closed_call_that_the_feed_dropped_is_known_to_be_over(self, evening: Stage) -> None:
        evening.do(Close("K1", "advice"), "18:05")
        evening.unlist("K1", "18:06")
        assert texts(evening, "not_sent", "18:07") == []

    def test_back_up_that_was_asked_of_nobody(self, evening: Stage) -> None:
        evening.do(BackUp("K1", "patrol", text="with a dog"), "18:05")
        asked = evening.last_id
        assert texts(evening, "not_sent", "18:05") == [
            "K1 back-up asked: patrol, not sent: tell control"
        ]
        evening.do(EndBackUp("K1", asked, "at_scene"), "18:20")
        assert texts(evening, "not_sent", "18:21") == []

    def test_what_concerns_nobody_else_is_no_alert(self, evening: Stage) -> None:
        evening.do(Note("seen", call="K1"), "18:05")
        evening.do(SetStatus("JRU1", "refreshments"), "18:06")
        assert texts(evening, "not_sent", "18:07") == []


class TestUnconfirmed:
    """Dispatch took it, and the feed does not show it."""

    def test_after_a_minute(self, evening: Stage) -> None:
        posted(evening, Assign("K1", "JRU1"), "18:01")
        assert texts(evening, "unconfirmed", "18:01:59") == []
        assert texts(evening, "unconfirmed", "18:02") == [
            "K1 JRU 1 assigned, not confirmed by the feed: ask by radio"
        ]
        assert texts(evening, "unconfirmed", "18:02", stale=True) == []

    def test_it_ends_when_the_feed_shows_it(self, evening: Stage) -> None:
        posted(evening, Assign("K1", "JRU1"), "18:01")
        evening.vehicle("JRU1", "allocated", "18:03", "K1")
        assert texts(evening, "unconfirmed", "18:04") == []

    def test_a_closing_and_a_status_too(self, evening: Stage) -> None:
        posted(evening, Close("K1", "advice"), "18:01")
        posted(evening, SetStatus("JRU1", "refreshments"), "18:01")
        assert texts(evening, "unconfirmed", "18:03") == [
            "K1 closed, advice, not confirmed by the feed: ask by radio",
            "JRU 1 refreshments, not confirmed by the feed: ask by radio",
        ]

    @pytest.mark.parametrize(("seconds", "when"), [(10, "18:01:10"), (600, "18:11")])
    def test_after_how_long_is_a_setting(
        self, make_stage: type[Stage], seconds: int, when: str
    ) -> None:
        stage = make_stage(Rules(checks=Checks(unconfirmed_seconds=seconds, mobile_minutes=0)))
        stage.call("K1", "18:00")
        stage.vehicle("JRU1", "available", "17:50")
        posted(stage, Assign("K1", "JRU1"), "18:01")
        assert texts(stage, "unconfirmed", "18:01:09") == []
        assert len(texts(stage, "unconfirmed", when)) == 1

    def test_zero_seconds_is_never(self, make_stage: type[Stage]) -> None:
        stage = make_stage(Rules(checks=Checks(unconfirmed_seconds=0)))
        stage.call("K1", "18:00")
        stage.vehicle("JRU1", "available", "17:50")
        posted(stage, Assign("K1", "JRU1"), "18:01")
        assert texts(stage, "unconfirmed", "20:00") == []


class TestNotMobile:
    """Given a call, and not on its way."""

    def test_after_three_minutes(self, evening: Stage) -> None:
        evening.vehicle("JRU1", "allocated", "18:01", "K1")
        assert texts(evening, "not_mobile", "18:03:59") == []
        (alert,) = of_kind(evening, "not_mobile", "18:04")
        assert alert.text == "JRU 1 not mobile to K1, allocated 3 min ago: was it told?"
        assert (alert.vehicle, alert.call) == ("JRU1", "K1")
        assert texts(evening, "not_mobile", "18:04", stale=True) == []

    @pytest.mark.parametrize("status", ["en_route", "at_scene", "emergency", "available"])
    def test_any_other_status_ends_it(self, evening: Stage, status: str) -> None:
        evening.vehicle("JRU1", "allocated", "18:01", "K1")
        evening.vehicle("JRU1", status, "18:05", None if status == "available" else "K1")
        assert texts(evening, "not_mobile", "18:30") == []

    def test_what_was_dismissed_comes_back_with_the_next_call(self, evening: Stage) -> None:
        evening.vehicle("JRU1", "allocated", "18:01", "K1")
        (alert,) = of_kind(evening, "not_mobile", "18:04")
        evening.do(Dismiss(alert.key, "they finish a report", vehicle="JRU1"), "18:05")
        assert texts(evening, "not_mobile", "18:06") == []
        evening.call("K2", "18:06")
        evening.vehicle("JRU1", "allocated", "18:07", "K2")
        assert len(texts(evening, "not_mobile", "18:10")) == 1

    @pytest.mark.parametrize(("minutes", "told"), [(0, 0), (10, 0), (1, 1)])
    def test_after_how_long_is_a_setting(
        self, make_stage: type[Stage], minutes: int, told: int
    ) -> None:
        stage = make_stage(Rules(checks=Checks(mobile_minutes=minutes)))
        stage.call("K1", "18:00")
        stage.vehicle("JRU1", "allocated", "18:01", "K1")
        assert len(texts(stage, "not_mobile", "18:05")) == told
