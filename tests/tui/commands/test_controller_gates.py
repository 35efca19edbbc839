"""A controller is refused at the key: no dialog opens that asks for what is a supervisor's."""

import pytest
from msgspec import structs

from jru_tui.board.decisions.actor import FOR_SUPERVISORS, Actor
from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.context import Context
from tests.tui.conftest import Night

CONTROLLERS = {
    "acknowledge", "assign", "assign-first", "check", "next-call", "note", "offer-role",
    "stand-down", "strike", "take-role", "undo",
}  # fmt: skip
LATE_ENTRY = "enter-late"
"""Asks for a time, and for no command."""


def at_each_call(busy: Night, actor: Actor) -> list[Context]:
    """What a key meets on each call of a busy board, with each vehicle in focus."""
    return [
        Context(busy.board, busy.at("22:48"), call=call, vehicle=vehicle, actor=actor)
        for call in (None, *busy.board.call_views)
        for vehicle in (None, *busy.board.vehicles)
    ]


def test_only_what_a_controller_may_do_begins(busy: Night) -> None:
    actor = Actor("70002", "a session", busy.at("22:48"), shared=True, role="controller")
    contexts = at_each_call(busy, actor)
    begin = {
        spec.id
        for spec in COMMANDS
        if spec.dangerous and any(not spec.reason_against(context) for context in contexts)
    }
    assert {"assign", "note", "check"} <= begin
    assert begin <= CONTROLLERS | {LATE_ENTRY}


@pytest.mark.parametrize("spec", [spec for spec in COMMANDS if spec.for_supervisors])
def test_a_supervisor_is_not_held_up(busy: Night, spec: object) -> None:
    supervisor = Actor("70001", "a session", busy.at("22:48"), shared=True)
    controller = structs.replace(supervisor, role="controller")
    said = [
        [one.reason_against(context) for context in at_each_call(busy, actor)]
        for one in COMMANDS
        if one is spec
        for actor in (supervisor, controller)
    ]
    assert FOR_SUPERVISORS not in said[0]
    assert set(said[1]) == {FOR_SUPERVISORS}
