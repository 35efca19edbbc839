"""`jru-tui demo`: the board on a sample shift, with a dispatch system played beside it."""

from pathlib import Path

import click

from jru_tui.cli import options


@click.command()
@click.argument(
    "scenario",
    default="first_look",
    required=False,
    shell_complete=options.scenarios,
)
@options.at
@options.speed
@options.config
@options.no_mouse
def demo(scenario: str, at: str | None, speed: float, config: Path | None, no_mouse: bool) -> None:
    """Open the board on a sample shift.

    SCENARIO is the name of a built-in scenario, or a file. Everything works: assign, close, undo.
    Nothing is saved. Without a name it is the minute that shows what the board is for. Others
    open at their liveliest moment unless --at gives another time.
    """
    from jru_tui.garbage_collector import paused

    with paused():
        from jru_tui.cli.load_settings import settings_for
        from jru_tui.cli.scenario_source import moment_in, scenario_for
        from jru_tui.cli.sessions.demo_session import run_demo
        from jru_tui.simulator import SimulatorClock

        settings = settings_for(config, {})
        script = scenario_for(scenario)
        run_demo(settings, script, SimulatorClock(moment_in(script, at), speed), mouse=not no_mouse)
