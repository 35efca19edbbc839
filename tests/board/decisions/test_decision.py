"""Several commands that are given as one: all of them run, or none, and one undo takes all back."""

from msgspec.structs import replace

from jru_tui.board.commands import Asking, Assign, Decision, StandDown, Undo
from jru_tui.board.decisions.decide import Refusal
from jru_tui.board.decisions.decision import decide_all, effects_of, undo_of, undone_orders
from tests.board.conftest import Stage

SWAP = Decision((Assign("K2", "JRU1", "diverted"), Assign("K1", "JRU2")))


def give(stage: Stage, asked: Asking, when: str) -> None:
    facts = decide_all(stage.board, asked, stage.actor(when))
    assert not isinstance(facts, Refusal), facts.reason
    for fact in facts:
        stage.apply(replace(fact, decision="d1"), stage.at(when), "supervisor")


def night(stage: Stage) -> Stage:
    """JRU 1 drives to K1, a G2; K2, a G1, waits; JRU 2 is free."""
    stage.vehicle("JRU1", "en_route", "18:10", "K1")
    stage.vehicle("JRU2", "available", "18:00")
    stage.call("K1", "18:05", grade="G2")
    stage.call("K2", "18:09", grade="G1")
    return stage


def doing(stage: Stage) -> list[tuple[str, str | None]]:
    return [(stage.unit(name).status, stage.unit(name).call) for name in ("JRU1", "JRU2")]


def test_a_call_that_another_takes_over_does_not_wait_again(stage: Stage) -> None:
    assert effects_of(night(stage).board, SWAP) == ("JRU 1 leaves K1 (G2), which JRU 2 takes",)


def test_one_refusal_refuses_all(stage: Stage) -> None:
    night(stage).vehicle("JRU2", "off_duty", "18:11")
    assert isinstance(decide_all(stage.board, SWAP), Refusal)


def test_a_swap_is_taken_back_as_one(stage: Stage) -> None:
    before = doing(night(stage))
    give(stage, SWAP, "18:12")
    assert doing(stage) == [("allocated", "K2"), ("allocated", "K1")]
    undo = undo_of(stage.board, Undo(stage.last_id))
    assert isinstance(undo, Decision)
    assert [order.command for order in undone_orders(stage.board, undo)] == [
        *reversed(SWAP.commands)
    ]
    give(stage, undo, "18:13")
    assert doing(stage) == before


def test_a_vehicle_that_was_told_of_another_call_leaves_that_first(stage: Stage) -> None:
    night(stage).do(Assign("K1", "JRU2"), "18:11")
    assert isinstance(decide_all(stage.board, Assign("K2", "JRU2", "nearest")), Refusal)
    give(stage, Decision((StandDown("K1", "JRU2"), Assign("K2", "JRU2", "nearest"))), "18:12")
    assert doing(stage)[1] == ("allocated", "K2")


def test_the_reason_is_needed_all_the_same(stage: Stage) -> None:
    night(stage).do(Assign("K1", "JRU2"), "18:11")
    divert = Decision((StandDown("K1", "JRU2"), Assign("K2", "JRU2")))
    assert isinstance(decide_all(stage.board, divert), Refusal)


def test_what_was_given_alone_is_taken_back_alone(stage: Stage) -> None:
    night(stage).do(Assign("K2", "JRU2"), "18:11")
    undo = Undo(stage.last_id)
    assert undo_of(stage.board, undo) == undo
