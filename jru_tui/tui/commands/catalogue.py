"""Every command of the screen, each defined once, in the order of the key bar."""

from jru_tui.tui.commands import (
    alert_dismissal,
    amendments,
    areas,
    assignment,
    back_up,
    calls_by_hand,
    closure,
    disputes,
    late_entry,
    notes,
    pages,
    program,
    shift,
    spool,
    undo,
    vehicles,
)
from jru_tui.tui.commands.spec import CommandSpec

_SUBJECTS = (
    assignment,
    closure,
    back_up,
    disputes,
    calls_by_hand,
    amendments,
    vehicles,
    notes,
    undo,
    alert_dismissal,
    shift,
    late_entry,
    spool,
    pages,
    areas,
    program,
)

COMMANDS: tuple[CommandSpec, ...] = tuple(
    sorted((spec for subject in _SUBJECTS for spec in subject.COMMANDS), key=lambda spec: spec.rank)
)
