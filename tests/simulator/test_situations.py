"""The situations of the control room as scenarios: what the plan does at their moment."""

from datetime import datetime

import pytest

from jru_tui.board.board import Board
from jru_tui.board.queries.dispatch.dispatcher import Dispatcher
from jru_tui.board.queries.dispatch.models import Plan
from jru_tui.board.queries.dispatch.reasons import Action, CallMark, Precondition, Unable
from jru_tui.board.rules import Rules
from jru_tui.cli.scenario_source import events_until, moment_in, scenario_for
from jru_tui.simulator.scenario_reader import scenario_names

MOMENTS = {"position_five_hours_old": "20:30", "shift_ends": "01:50"}
"""All others are at 19:30."""


def seen(name: str) -> tuple[Board, Dispatcher, datetime]:
    """A situation at its moment."""
    scenario = scenario_for(f"situations/{name}" if name != "two_calls_one_car" else name)
    now = moment_in(scenario, MOMENTS.get(name, "19:30"))
    board = Board(Rules())
    board.fold(events_until(scenario, now))
    return board, Dispatcher(board, now), now


def sent(plan: Plan) -> dict[str, tuple[str, Action | None]]:
    return {move.call: (move.vehicle, move.action) for act in plan.acts for move in act.moves}


EXPECTED = {
    "two_calls_one_car": {"K-2": ("JRU1", Action.SEND)},
    "far_free_or_near_diverted": {"K-1": ("JRU2", Action.DIVERT), "K-2": ("JRU1", Action.SEND)},
    "free_far_or_deployable_near": {"K-1": ("JRU2", Action.DEPLOY)},
    "meal_broken_for_a_c1": {"K-1": ("JRU2", Action.BREAK_MEAL)},
    "needs_clinical": {"K-1": ("JRU2", Action.SEND)},
    "needs_a_doctor": {"K-1": ("JRU2", Action.SEND)},
    "one_car_for_a_far_g1_and_a_near_c1": {"K-2": ("JRU1", Action.SEND)},
    "missed_g1_or_new_g1": {"K-2": ("JRU1", Action.SEND)},
    "position_unknown_in_the_same_area": {"K-1": ("JRU2", Action.SEND)},
    "position_five_hours_old": {"K-1": ("JRU2", Action.SEND)},
    "no_crew": {"K-1": ("JRU2", Action.SEND)},
    "allocated_to_a_g3": {"K-1": ("JRU2", Action.DIVERT), "K-2": ("JRU1", Action.SEND)},
    "no_coordinates": {"K-1": ("JRU3", Action.SEND)},
    "all_at_scene": {"K-1": ("JRU1", Action.STAND_DOWN)},
    "ungraded_beside_a_g1": {"K-2": ("JRU1", Action.SEND)},
    "shift_ends": {"K-1": ("JRU2", Action.SEND)},
}


def test_there_is_one_for_each() -> None:
    shipped = {name.rpartition("/")[2] for name in scenario_names() if "/" in name}
    assert shipped | {"two_calls_one_car"} == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_the_plan_does_what_a_good_controller_does(name: str) -> None:
    _, dispatcher, _ = seen(name)
    assert sent(dispatcher.plan) == EXPECTED[name]


def test_the_moments_are_what_their_titles_say() -> None:
    """Not only the right car, but for the reason that the scenario is about."""
    _, dispatcher, _ = seen("position_five_hours_old")
    old = dispatcher.advise("K-1").offers[1].arrival.position_age_s
    assert old is not None
    assert 5 * 3_600 <= old < 6 * 3_600
    _, dispatcher, _ = seen("no_crew")
    assert dispatcher.advise("K-1").offers[1].unable is Unable.NO_CREW
    board, dispatcher, _ = seen("position_unknown_in_the_same_area")
    assert board.vehicles["JRU2"].position is None
    assert Precondition.ASK_POSITION in dispatcher.advise("K-1").offers[0].first
    board, dispatcher, _ = seen("no_coordinates")
    assert board.calls["K-1"].where.lat is None
    assert CallMark.NO_PLACE in dispatcher.advise("K-1").marks
    _, dispatcher, _ = seen("missed_g1_or_new_g1")
    assert CallMark.LOST in dispatcher.advise("K-1").marks
    _, dispatcher, _ = seen("ungraded_beside_a_g1")
    assert CallMark.NOT_GRADED in dispatcher.advise("K-1").marks
