"""The watch says the same as looking through the whole board, whatever happened in between."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jru_tui.board.call_commands import Assign, BackUp, Close, Link, StandDown, Unlink
from jru_tui.board.commands import Command, Dismiss
from jru_tui.board.decisions.decide import Refusal, decide
from jru_tui.board.queries.alert_index import AlertIndex
from jru_tui.board.queries.alerts import alerts
from jru_tui.board.views import Change
from tests.board.conftest import Stage

OF_A_CALL = frozenset({"overdue", "back_up", "left"})
TOLD_WITH_IT = OF_A_CALL | {"refused", "not_sent", "unconfirmed", "not_mobile", "duplicate"}


def agree(watch: AlertIndex, stage: Stage, now: datetime, *, stale: bool = False) -> None:
    whole = [each for each in alerts(stage.board, now, stale=stale) if each.kind != "emergency"]
    seen = watch.at(now, stale=stale)
    assert seen.count == len(whole)
    assert (seen.gravest and seen.gravest.kind) == (whole[0].kind if whole else None)
    assert seen.others == tuple(
        each for each in alerts(stage.board, now, stale=stale) if each.kind not in OF_A_CALL
    )
    if not stale:
        for call in stage.board.call_views:
            assert set(watch.of_call(call)) == {
                each for each in whole if each.call == call and each.kind in TOLD_WITH_IT
            }


def test_it_says_so_in_the_second_in_which_a_target_is_missed(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G1")
    watch = AlertIndex(stage.board)
    assert watch.at(stage.at("18:15"), stale=False).count == 0
    assert watch.at(stage.at("18:15:01"), stale=False).count == 1
    assert [each.text for each in watch.of_call("K1")] == ["K1 past its G1 target of 15 min"]
    assert watch.at(stage.at("18:15:02"), stale=True).count == 0


def test_a_dismissed_alert_is_not_counted_though_the_call_did_not_change(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G1")
    stage.call("K2", "18:05", grade="G1")
    watch = AlertIndex(stage.board)
    assert watch.at(stage.at("19:00"), stale=False).count == 2
    key = watch.of_call("K1")[0].key
    watch.changed(stage.do(Dismiss(key, "a patrol is there", call="K1"), "19:00"))
    seen = watch.at(stage.at("19:00:01"), stale=False)
    assert seen.count == 1
    assert seen.gravest is not None
    assert seen.gravest.call == "K2"
    assert watch.of_call("K1") == ()


def attempt(stage: Stage, command: Command, clock: str) -> Change:
    refused = isinstance(decide(stage.board, command), Refusal)
    return Change() if refused else stage.do(command, clock)


def test_many_at_once_are_in_the_same_order_as_one_by_one(stage: Stage) -> None:
    for number in range(1200):
        stage.call(f"K{number}", f"18:{number % 60:02}", grade="G1")
    watch = AlertIndex(stage.board)
    agree(watch, stage, stage.at("19:00"))
    watch.changed(stage.do(Close("K0", "advice"), "19:00"))
    agree(watch, stage, stage.at("19:10"))
    agree(watch, stage, stage.at("18:30"))


def test_it_agrees_minute_by_minute_into_the_next_shift(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G1")
    stage.call("K2", "18:00", grade="G2")
    stage.vehicle("JRU1", "at_scene", "18:05", "K1")
    stage.vehicle("JRU2", "available", "18:06")
    stage.vehicle("JRU3", "available", "18:06")
    stage.do(Assign("K2", "JRU3", "nearest"), "18:07")
    watch = AlertIndex(stage.board)
    for minutes in range(0, 26 * 60, 3):
        agree(watch, stage, stage.at("18:10") + timedelta(minutes=minutes, seconds=minutes % 60))


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("call", "close", "back-up", "at scene", "free", "wait", "back"),
                *("send", "stand down", "link", "unlink", "off duty", "emergency"),
            ]
        ),
        st.integers(0, 3),
        st.integers(0, 1500),
    ),
    max_size=12,
)


# The fixture is a class: every example makes its own stage of it.
@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_it_agrees_with_a_look_through_the_whole_board(
    make_stage: type[Stage], steps: list[tuple[str, int, int]]
) -> None:
    stage = make_stage()
    watch = AlertIndex(stage.board)
    now = stage.at("18:00")
    for step, number, seconds in steps:
        now += timedelta(seconds=-seconds if step == "back" else seconds)
        clock = f"{now:%H:%M:%S}"
        change = Change()
        match step:
            case "call":
                change = stage.call(f"K{number}", clock, grade=f"G{number + 1}", category="C2")
            case "close" if f"K{number}" in stage.board.calls:
                change = attempt(stage, Close(f"K{number}", "advice"), clock)
            case "back-up" if f"K{number}" in stage.board.calls:
                change = attempt(stage, BackUp(f"K{number}", "patrol"), clock)
            case "send":
                change = attempt(stage, Assign(f"K{number}", f"JRU{seconds % 4}", "why"), clock)
            case "stand down":
                change = attempt(stage, StandDown(f"K{number}", f"JRU{seconds % 4}"), clock)
            case "link":
                change = attempt(stage, Link(f"K{number}", f"K{seconds % 4}"), clock)
            case "unlink":
                change = attempt(stage, Unlink(f"K{number}"), clock)
            case "at scene" | "free" | "off duty" | "emergency":
                status = {"free": "available"}.get(step, step.replace(" ", "_"))
                call = f"K{seconds % 4}" if step == "at scene" else None
                change = stage.vehicle(f"JRU{number}", status, clock, call)
        watch.changed(change)
        agree(watch, stage, now)
        agree(watch, stage, now, stale=True)


def test_what_it_holds_grows_with_calls_and_crews_and_not_with_their_changes(stage: Stage) -> None:
    watch = AlertIndex(stage.board)
    for change in range(300):
        clock = f"18:{change // 10:02}"
        watch.changed(stage.call("K1", "18:00", version=change, grade=f"G{1 + change % 3}"))
        watch.changed(stage.vehicle("JRU1", ("at_scene", "committed")[change % 2], clock, "K1"))
        watch.at(stage.at(clock), stale=False)
    assert len(watch._to_come) < 100
    assert len(watch._crews._to_come) < 100
