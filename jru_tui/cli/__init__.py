"""The command line. Every command imports its rooms when it runs: `--help` and `--version` do not.

Exit codes: 0 done; 1 it could not be done, the reason is on stderr; 2 it was asked for wrongly;
3 `check-feed` had to set records aside; 4 it was done, but the journal that it was read from is cut
short, altered, or older than its anchor, or `journal verify` found that; 130 interrupted.
"""

import click

from jru_tui import __version__
from jru_tui.cli.commands.check_feed import check_feed
from jru_tui.cli.commands.check_settings import check_settings
from jru_tui.cli.commands.command import command
from jru_tui.cli.commands.demo import demo
from jru_tui.cli.commands.handover import handover
from jru_tui.cli.commands.info import completion, keys, locate, man, schema, welcome
from jru_tui.cli.commands.journal import journal
from jru_tui.cli.commands.report import report
from jru_tui.cli.commands.run import run
from jru_tui.cli.commands.simulate import simulate
from jru_tui.cli.commands.snapshot import snapshot
from jru_tui.cli.commands.status import status
from jru_tui.cli.commands.watch import watch
from jru_tui.cli.errors import guarded
from jru_tui.cli.examples import with_examples


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="jru-tui %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """A live shift board in the terminal for Kent's Joint Response Unit."""
    if context.invoked_subcommand is None:
        welcome()


for _command in (
    run,
    demo,
    command,
    status,
    handover,
    report,
    watch,
    snapshot,
    simulate,
    check_feed,
    check_settings,
    journal,
    keys,
    locate,
    schema,
    man,
    completion,
):
    cli.add_command(with_examples(_command))

# A command has the same options whoever asks it, the program or a test of it alone.
for _command in (*cli.commands.values(), *journal.commands.values()):
    _command.context_settings.setdefault("help_option_names", ["-h", "--help"])

with_examples(cli)


def main() -> None:
    """Run the `jru-tui` command."""
    guarded(cli)
