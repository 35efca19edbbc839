"""The command line of `jru-tui`. Each command is imported when it is run.

Exit codes: 0 done; 1 it could not be done, the reason is on stderr; 2 it was asked for wrongly;
3 `check-feed` had to set records aside; 4 it was done, but the journal that it was read from is cut
short, altered, or older than its anchor, or `journal verify` found that; 130 interrupted.
"""

import click

from jru_tui import __version__
from jru_tui.cli.errors import guarded
from jru_tui.cli.examples import with_examples
from jru_tui.cli.lazy_group import HELP_OPTIONS, LazyGroup

_HOMES = {
    "run": "run:run",
    "demo": "demo:demo",
    "command": "command:command",
    "status": "status:status",
    "handover": "handover:handover",
    "debrief": "debrief:debrief",
    "report": "report:report",
    "watch": "watch:watch",
    "snapshot": "snapshot:snapshot",
    "simulate": "simulate:simulate",
    "check-feed": "check_feed:check_feed",
    "check-settings": "check_settings:check_settings",
    "journal": "journal:journal",
    "keys": "info:keys",
    "locate": "info:locate",
    "schema": "info:schema",
    "man": "info:man",
    "completion": "info:completion",
}


@click.group(
    cls=LazyGroup,
    homes=_HOMES,
    invoke_without_command=True,
    context_settings={"help_option_names": HELP_OPTIONS},
)
@click.version_option(__version__, message="jru-tui %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """A live shift board in the terminal for Kent's Joint Response Unit."""
    if context.invoked_subcommand is None:
        from jru_tui.cli.commands.info import welcome

        welcome()


with_examples(cli)


def main() -> None:
    """Run the `jru-tui` command."""
    guarded(cli)
