"""Several commands that are given as one: all of them run, or none, and one undo takes all back."""

import pytest
from msgspec.structs import replace

from jru_tui.board.call_commands import Assign, Close, Reopen, StandDown
from jru_tui.board.commands import Command, Decision, Note, Request, SetStatus, Undo
from jru_tui.board.decisions.compound_decisions import (
    decide_all,
    decision_again,
    effects_of,
    undo_of,
    undone_orders,
)
from jru_tui.board.decisions.decide import Refusal
from jru_tui.board.decisions.undo.undo_plan import newest_own_again
from tests.board.conftest import Stage

SWAP = Decision((Assign("K2", "JRU1", "diverted"), Assign("K1", "JRU2")))


def give(stage: Stage, asked: Request, when: str) -> None:
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


def test_a_swap_that_was_undone_is_redone_as_one(stage: Stage) -> None:
    """Half of it would leave two vehicles on one call, and the other call waiting."""
    give(night(stage), SWAP, "18:12")
    swapped = doing(stage)
    give(stage, undo_of(stage.board, Undo(stage.last_id)), "18:13")
    redo = newest_own_again(stage.board, stage.actor("18:14"))
    assert redo is not None
    again = decision_again(stage.board, redo, stage.actor("18:14"))
    assert again == SWAP
    give(stage, again, "18:14")
    assert doing(stage) == swapped
    assert newest_own_again(stage.board, stage.actor("18:15")) is None


def test_a_swap_that_was_undone_is_redone_by_nobody_else_and_not_behind_another_undo(
    stage: Stage,
) -> None:
    night(stage).do(Note("a gate", call="K1"), "18:11")
    alone = Undo(stage.last_id)
    give(stage, SWAP, "18:12")
    give(stage, undo_of(stage.board, Undo(stage.last_id)), "18:13")
    actor = stage.actor("18:14")
    redo = newest_own_again(stage.board, actor)
    assert redo is not None
    other = replace(actor, by="70002", shared=True)
    assert decision_again(stage.board, redo, other) is None
    assert decision_again(stage.board, redo, actor) == SWAP
    stage.do(alone, "18:15")
    assert decision_again(stage.board, redo, actor) is None


def test_what_was_undone_alone_is_redone_alone(stage: Stage) -> None:
    night(stage).do(Assign("K2", "JRU2"), "18:11")
    stage.do(Undo(stage.last_id), "18:12")
    redo = newest_own_again(stage.board, stage.actor("18:13"))
    assert redo is not None
    assert decision_again(stage.board, redo, stage.actor("18:14")) is None


def test_a_vehicle_that_was_told_of_another_call_is_diverted_with_a_reason(stage: Stage) -> None:
    night(stage).do(Assign("K1", "JRU2"), "18:11")
    assert isinstance(decide_all(stage.board, Assign("K2", "JRU2")), Refusal)
    give(stage, Assign("K2", "JRU2", "nearest"), "18:12")
    assert doing(stage)[1] == ("allocated", "K2")
    give(stage, Undo(stage.last_id, confirmed=True), "18:13")
    assert doing(stage)[1] == ("allocated", "K1")


def test_the_reason_is_needed_all_the_same(stage: Stage) -> None:
    night(stage).do(Assign("K1", "JRU2"), "18:11")
    divert = Decision((StandDown("K1", "JRU2"), Assign("K2", "JRU2")))
    assert isinstance(decide_all(stage.board, divert), Refusal)


def test_what_was_given_alone_is_taken_back_alone(stage: Stage) -> None:
    night(stage).do(Assign("K2", "JRU2"), "18:11")
    undo = Undo(stage.last_id)
    assert undo_of(stage.board, undo) == undo


def test_standing_down_and_sending_is_taken_back_as_one(stage: Stage) -> None:
    """The crew is at the scene again that it was taken from, and the C1 waits."""
    stage.vehicle("JRU1", "at_scene", "18:10", "K1")
    stage.call("K1", "18:05", grade="G3")
    stage.call("K2", "18:09", category="C1")
    decision = Decision((StandDown("K1", "JRU1"), Assign("K2", "JRU1", "C1")))
    give(stage, decision, "18:12")
    assert (stage.unit("JRU1").status, stage.unit("JRU1").call) == ("allocated", "K2")
    assert not stage.board.calls["K2"].waiting
    assert [response.vehicle for response in stage.board.calls["K2"].on_it] == ["JRU1"]
    assert stage.board.calls["K1"].on_it == ()
    undo = undo_of(stage.board, Undo(stage.last_id))
    assert effects_of(stage.board, undo) == (
        "JRU 1: allocated K2 → at scene K1",
        "K2 waits again",
    )
    give(stage, undo, "18:13")
    assert (stage.unit("JRU1").status, stage.unit("JRU1").call) == ("at_scene", "K1")
    assert stage.board.calls["K2"].waiting


def test_the_first_of_a_decision_is_not_taken_back_while_the_second_stands(stage: Stage) -> None:
    """The control: alone it is refused, as what came after it makes no sense without it."""
    stage.vehicle("JRU1", "at_scene", "18:10", "K1")
    stage.call("K1", "18:05", grade="G3")
    stage.call("K2", "18:09", category="C1")
    give(stage, Decision((StandDown("K1", "JRU1"), Assign("K2", "JRU1", "C1"))), "18:12")
    undo = undo_of(stage.board, Undo(stage.last_id))
    assert isinstance(undo, Decision)
    alone = decide_all(stage.board, undo.commands[-1])
    assert isinstance(alone, Refusal)
    assert "came after it" in alone.reason


@pytest.mark.parametrize(
    "earlier",
    [
        (StandDown("K1", "JRU1"),),
        (Close("K1", "resolved", reason="seen"),),
        (SetStatus("JRU1", "refreshments"),),
        (StandDown("K1", "JRU1"), Assign("K2", "JRU1"), StandDown("K2", "JRU1")),
        (StandDown("K1", "JRU1"), Assign("K2", "JRU1"), Close("K2", "advice"), Reopen("K2")),
    ],
    ids=lambda commands: "-".join(type(command).__name__ for command in commands),
)
def test_of_commands_for_one_moment_the_last_one_counts(
    stage: Stage, earlier: tuple[Command, ...]
) -> None:
    """What is entered for one time of the clock shares it to the second."""
    stage.vehicle("JRU1", "at_scene", "18:10", "K1")
    stage.call("K1", "18:05", grade="G3")
    stage.call("K2", "18:09", category="C1")
    for command in (*earlier, Assign("K2", "JRU1", "C1")):
        stage.do(command, "18:12")
    assert not stage.board.calls["K2"].waiting
    assert (stage.unit("JRU1").status, stage.unit("JRU1").call) == ("allocated", "K2")
    stage.do(StandDown("K2", "JRU1"), "18:12")
    assert stage.board.calls["K2"].waiting
