"""Whatever the board offers in words can be done by the key that it names, on random boards."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.board import (
    Advice,
    BackUp,
    Board,
    Call,
    Decision,
    Plan,
    Recommendation,
    Refusal,
    act_of,
    commands_of,
    decide_all,
)
from jru_tui.board.commands import Command
from jru_tui.feeds.models import FeedHealth
from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.context import Context
from jru_tui.tui.layout.calls.advice_lines import offered_act
from jru_tui.tui.layout.calls.call_blocks import who_could_go
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.line import Line
from tests.board.queries.dispatch.boards import random_board
from tests.board.queries.dispatch.conftest import NOW, Room, east

SPECS = {spec.id: spec for spec in COMMANDS}
KEYS = {spec.id: spec.keys[0] for spec in COMMANDS}
BOARDS = int(os.environ.get("JRU_TUI_OFFER_BOARDS", "300"))
CHUNK = 30


def allows(board: Board, *commands: Command) -> bool:
    asked = commands[0] if len(commands) == 1 else Decision(commands)
    return not isinstance(decide_all(board, asked), Refusal)


def context_of(board: Board, made: Recommendation, call: str | None = None) -> Context:
    return Context(board, NOW, call=call, recommendation=made, keys=KEYS)


def check(board: Board) -> None:
    """Every offer in words leads to what the gate allows, by the key that it names."""
    made = Recommendation(board)
    made.at(NOW)
    plan = made.plan
    assert plan is not None
    for call in board.open_calls():
        advice = made.advise(call.id, NOW)
        check_keys(board, made, call, advice)
        check_offers(board, plan, advice)
    for act in plan.acts:
        commands = commands_of(act)
        assert not commands or allows(board, *commands)
    if any(act.moves[0].call for act in plan.acts):
        assert SPECS["assign-first"].why_not(context_of(board, made)) == ""


def check_keys(board: Board, made: Recommendation, call: Call, advice: Advice) -> None:
    """The keys beside the heading and below the best vehicle are not refused."""
    frame = Frame(board, FeedHealth("live"), NOW, keys=KEYS, recommendation=made)
    context = context_of(board, made, call.id)
    key, _ = offered_act(call, advice, board)
    lines = [text_of(line) for line in who_could_go(call, frame, 60, 99)]
    if key:
        assert SPECS[key].why_not(context) == "", (call.id, key)
        assert KEYS[key] in lines[0]
    if any("keeps it" in line for line in lines):
        assert SPECS["next-call"].why_not(context) == "", call.id


def check_offers(board: Board, plan: Plan, advice: Advice) -> None:
    """Who can be sent is let through, and so is the help that is to be asked for."""
    for offer in advice.offers:
        assert not offer.can_be_sent or allows(board, *commands_of(act_of(plan, offer)))
    assert advice.meanwhile is None or advice.meanwhile.can_be_sent
    if advice.deadline is not None:
        [named] = [offer for offer in advice.offers if offer.vehicle == advice.deadline.vehicle]
        assert named.can_be_sent, (advice.call, named.vehicle)
    for short in advice.shortfalls:
        assert short.ask is None or allows(board, BackUp(advice.call, short.ask))


def text_of(line: Line) -> str:
    return "".join(piece.text for piece in line.pieces)


@given(st.integers(0, 2**32), st.integers(0, 5), st.integers(0, 5))
def test_what_is_offered_can_be_done_whatever_the_board(seed: int, calls: int, cars: int) -> None:
    check(random_board(seed, calls, cars).board)


@pytest.mark.parametrize("first", range(0, BOARDS, CHUNK))
def test_what_is_offered_can_be_done(first: int) -> None:
    for seed in range(first, min(BOARDS, first + CHUNK)):
        check(random_board(seed, seed % 6, seed // 6 % 6).board)


def heading_of(room: Room, call: str) -> str:
    made = Recommendation(room.board)
    made.advise(call, NOW)
    frame = Frame(room.board, FeedHealth("live"), NOW, keys=KEYS, recommendation=made)
    return text_of(who_could_go(room.board.calls[call], frame, 60, 9)[0])


def test_a_call_that_waits_for_a_crew_to_be_clear_names_the_key_that_keeps_it() -> None:
    room = Room()
    room.call("K1", "G1", waited=3)
    room.call("K2", "G2", waited=90, at=east(1))
    room.car("JRU 2", "at_scene", on="K2", since=80)
    assert heading_of(room, "K1").endswith("Q keeps it")
    room.car("JRU 1", minutes=55)
    assert heading_of(room, "K1").endswith("a assigns")


def test_where_nobody_can_be_sent_no_key_is_named() -> None:
    room = Room()
    room.call("K1", "G1", waited=3)
    room.car("JRU 1", "off_duty", minutes=5)
    assert "assigns" not in heading_of(room, "K1")
    assert "keeps" not in heading_of(room, "K1")
