"""Alerts stand in the order in which a supervisor takes them up."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from jru_tui.board.queries.alert_models import Alert, AlertKind, Stake, gravity, stake_of
from jru_tui.board.queries.alerts import alerts
from tests.board.conftest import Stage

NOW = datetime(2020, 10, 30, 22, 0, tzinfo=UTC)
G1, WEAPON = Stake(urgent=True), Stake(danger=True)


def alert(kind: AlertKind, stake: Stake, minutes_ago: int = 5, *, grave: bool = False) -> Alert:
    since = NOW - timedelta(minutes=minutes_ago)
    return Alert((kind, str(stake)), kind, since, kind, grave=grave, stake=stake)


IN_ORDER = (
    alert("emergency", Stake(), grave=True),
    alert("check", WEAPON),
    alert("check", Stake(), grave=True),
    alert("send_by", Stake(urgent=True, danger=True)),
    alert("send_by", G1),
    alert("left", G1),
    alert("overdue", G1),
    alert("shortfall", G1),
    alert("refused", G1, grave=True),
    alert("not_sent", Stake()),
    alert("not_mobile", Stake()),
    alert("unconfirmed", Stake(), minutes_ago=9),
    alert("check", Stake(), minutes_ago=10),
    alert("check", Stake(), minutes_ago=1),
    alert("overdue", WEAPON),
    alert("send_by", Stake()),
    alert("left", Stake()),
    alert("overdue", Stake(), minutes_ago=90),
    alert("back_up", G1),
    alert("meal", Stake(), minutes_ago=200),
)


@pytest.mark.parametrize("seed", range(3))
def test_whose_life_waits_for_the_next_act_comes_first(seed: int) -> None:
    mixed = list(IN_ORDER)
    Random(seed).shuffle(mixed)
    assert tuple(sorted(mixed, key=gravity)) == IN_ORDER


def test_a_missed_g1_stands_before_a_check_unless_the_crew_is_in_danger(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G2")
    stage.call("K2", "18:20", grade="G1")
    stage.vehicle("JRU1", "at_scene", "18:05", "K1")
    when = stage.at("18:40")
    assert [found.kind for found in alerts(stage.board, when, stale=False)] == ["overdue", "check"]
    stage.call("K1", "18:00", grade="G2", flags=("knife",), version=2)
    assert [found.kind for found in alerts(stage.board, when, stale=False)] == ["check", "overdue"]


def test_a_target_is_as_urgent_as_its_code_and_everything_else_as_its_call(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G1", category="C2", flags=("Knife-seen", "child"))
    stage.call("K2", "18:00", grade="G3")
    stage.call("K3", "18:00")
    board = stage.board
    assert stake_of(board, "K1") == Stake(urgent=True, danger=True)
    assert stake_of(board, "K1", "G1").urgent
    assert not stake_of(board, "K1", "C2").urgent
    assert stake_of(board, "K2") == Stake()
    assert stake_of(board, "K3") == Stake(urgent=True)  # nobody has judged it
    assert stake_of(board, None) == stake_of(board, "K9") == Stake()


def test_an_alert_leaves_its_subject_out_where_that_stands_beside_it() -> None:
    found = Alert(
        ("refused", "e1"), "refused", NOW, "refused by dispatch", subject="K-1", reason="no such"
    )
    assert found.text == "K-1 refused by dispatch"
    assert found.beside("K-1") == "refused by dispatch (no such)"
    assert found.beside("JRU 1") == found.in_full == "K-1 refused by dispatch (no such)"
