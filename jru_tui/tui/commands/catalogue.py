"""Every command of the screen, each defined once, in the order of the key bar."""

from jru_tui.tui.commands.calls import CALL_COMMANDS
from jru_tui.tui.commands.log import LOG_COMMANDS
from jru_tui.tui.commands.screen import SCREEN_COMMANDS
from jru_tui.tui.commands.spec import CommandSpec
from jru_tui.tui.commands.vehicles import VEHICLE_COMMANDS

COMMANDS: tuple[CommandSpec, ...] = tuple(
    sorted(
        (*CALL_COMMANDS, *VEHICLE_COMMANDS, *LOG_COMMANDS, *SCREEN_COMMANDS),
        key=lambda spec: spec.rank,
    )
)
