"""`jru-tui check-feed`: a check of a feed before a shift depends on it."""

from pathlib import Path

import click

from jru_tui.cli import options

_SOMETHING_SET_ASIDE = 3
_ANOTHER_FORMAT = "If it is in another system's format, describe that with --mapping FILE: see {}."


def document(name: str) -> Path:
    """Return the path of a document: inside an installed package, beside it in a checkout."""
    package = Path(__file__).parents[2]
    inside = package / "docs"
    return (inside if inside.is_dir() else package.parent / "docs") / name


@click.command("check-feed")
@click.argument(
    "source", metavar="[URL|FILE]", required=False, shell_complete=options.complete_file
)
@options.config
@click.option(
    "--mapping",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The mapping of a feed in another format.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option(
    "--watch",
    "rounds",
    metavar="N",
    type=click.IntRange(1, 10_000),
    default=1,
    help="Follow N polls, and print what changed.",
)
def check_feed(
    source: str | None, config: Path | None, mapping: Path | None, as_json: bool, rounds: int
) -> None:
    """Check a feed and show what the board would make of it.

    URL|FILE is an address, or a file with one document. Without it, the feed in the settings is
    polled. Exit status: 0 if everything was accepted, 1 if no document could be read or a later
    poll of --watch failed, 3 if records were set aside.
    """
    from jru_tui.board import printable, printable_file
    from jru_tui.cli.load_settings import settings_for
    from jru_tui.cli.sessions.inspect_session import inspect_feed, terminal_width
    from jru_tui.feeds import secrets_of_settings
    from jru_tui.reports import feed_check_json, feed_check_text

    is_address = source is None or "://" in source
    settings = settings_for(config, {"feed.url": source if is_address else None})
    if source is None and not settings.feed.url:
        raise click.UsageError("Name a URL or a FILE, or a feed in the settings.")
    file = None if is_address else source
    if file is None:
        for sentence in secrets_of_settings(settings.feed):
            click.echo(f"jru-tui: {printable(sentence)}", err=True)
    found = inspect_feed(settings, file, mapping, rounds, tell=not as_json)
    text = feed_check_json(found) if as_json else feed_check_text(found, terminal_width())
    click.echo(printable_file(text), nl=as_json)
    came = file is not None or found.answered
    if found.error and came and not (as_json or mapping or settings.feed.mapping):
        click.echo(_ANOTHER_FORMAT.format(document("mappings.md")))
    if found.error or any(round_.error for round_ in found.rounds):
        click.get_current_context().exit(1)
    if found.refused:
        click.get_current_context().exit(_SOMETHING_SET_ASIDE)
