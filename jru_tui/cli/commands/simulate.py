"""`jru-tui simulate`: a dispatch system that plays a scenario as a call feed, on this machine."""

import click

from jru_tui.cli import options
from jru_tui.cli.errors import CommandError


@click.command()
@click.argument("scenario", shell_complete=options.scenarios)
@click.option(
    "--port",
    metavar="N",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="The port to listen on, on this machine only; 0 takes any free port.",
)
@options.at
@options.speed
def simulate(scenario: str, port: int, at: str | None, speed: float) -> None:
    """Play a scenario as a call feed until Ctrl+C.

    SCENARIO is the name of a built-in scenario, or a file. It starts at the scenario's start unless
    --at gives another time.
    """
    from jru_tui.cli.scenario_source import moment_in, scenario_for
    from jru_tui.simulator import ServeError, serve

    script = scenario_for(scenario)
    start = moment_in(script, at) if at else script.starts_at

    def announce(url: str) -> None:
        commands = url.removesuffix("feed") + "commands"
        click.echo(f"{script.title}, from {start:%Y-%m-%d %H:%M} UTC. Ctrl+C ends it.")
        click.echo(f"Feed:      {url}")
        click.echo(f"Commands:  {commands}")
        click.echo(f"Open it:   JRU_TUI_FEED_WRITEBACK={commands} jru-tui run --feed {url}")

    try:
        serve(script, port, start, speed, announce)
    except ServeError as error:
        raise CommandError(f"{error}.") from error
    except KeyboardInterrupt:
        return
