"""Every command of the screen, each defined once, in the order of the key bar."""

from jru_tui.tui.commands import (
    acknowledgement,
    alerts,
    amendments,
    areas,
    assignment,
    back_up,
    closure,
    crew,
    disputes,
    history,
    holds,
    links,
    markers,
    next_calls,
    notes,
    openings,
    pages,
    program,
    roles,
    shift,
    status,
)
from jru_tui.tui.commands.spec import CommandSpec

_SUBJECTS = (
    assignment,
    closure,
    back_up,
    disputes,
    links,
    markers,
    next_calls,
    openings,
    amendments,
    holds,
    status,
    acknowledgement,
    crew,
    notes,
    history,
    alerts,
    shift,
    roles,
    pages,
    areas,
    program,
)

COMMANDS: tuple[CommandSpec, ...] = tuple(
    sorted((spec for subject in _SUBJECTS for spec in subject.COMMANDS), key=lambda spec: spec.rank)
)
