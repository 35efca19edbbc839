"""`jru-tui run`: the board on a live feed."""

from pathlib import Path

import click

from jru_tui.cli import options


@click.command()
@options.feed
@options.journal
@click.option("--create", is_flag=True, help="Create the journal's folder if it is missing.")
@options.config
@options.supervisor
@click.option("--read-only", is_flag=True, help="Only watch: nothing on this board can be changed.")
@options.no_mouse
def run(
    feed: str | None,
    journal: str | None,
    create: bool,
    config: Path | None,
    by: str | None,
    read_only: bool,
    no_mouse: bool,
) -> None:
    """Open the board on a live shift.

    Settings are read from the settings file, from JRU_TUI_* variables and from these options;
    later ones win.
    """
    from jru_tui.garbage_collector import paused

    with paused():
        from jru_tui.cli.load_settings import settings_for

        settings = settings_for(config, {"feed.url": feed, "journal": journal, "by": by})
        read_only = read_only or settings.role == "viewer"
        if not settings.feed.url and not read_only:
            raise click.UsageError(
                "No feed is named: give --feed URL, or feed.url in the settings."
            )
        from jru_tui.cli.sessions.live_session import require_folder, run_live

        if not create:
            require_folder(settings.journal)
        run_live(settings, read_only=read_only, mouse=not no_mouse)
