"""`jru-tui watch`: what happens, as plain lines of text, for a screen reader, a pipe or a log."""

from pathlib import Path

import click

from jru_tui.cli import options


@click.command()
@options.board_source
@click.option("--follow", is_flag=True, help="Keep printing as the journal grows.")
def watch(
    source: str | None,
    feed: str | None,
    journal: str | None,
    config: Path | None,
    at: str | None,
    follow: bool,
) -> None:
    """Print what happens, one line per change.

    SOURCE is a scenario's name or file, printed from its start to its end or to --at. --feed polls
    a call feed until Ctrl+C, --journal reads a journal. Without any of them, the feed named in the
    settings is polled.
    """
    if sum(option is not None for option in (source, feed, journal)) > 1:
        raise click.UsageError("Give only one of SOURCE, --feed and --journal.")
    if (at is not None) > (source is not None):
        raise click.UsageError("--at works only with a scenario.")
    if follow > (journal is not None):
        raise click.UsageError("--follow works only with a journal.")
    from jru_tui.cli.load_settings import settings_for
    from jru_tui.cli.sessions import watch_session

    settings = settings_for(config, {"feed.url": feed, "journal": journal})
    if source is not None:
        watch_session.scenario(settings, source, at)
    elif journal is not None:
        watch_session.journal(settings, follow=follow)
    elif settings.feed.url:
        watch_session.feed(settings)
    else:
        raise click.UsageError("Name a SOURCE (a scenario, or its file), --feed or --journal.")
