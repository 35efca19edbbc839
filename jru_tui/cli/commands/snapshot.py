"""`jru-tui snapshot`: the board as a picture or as text, without a terminal."""

from pathlib import Path

import click

from jru_tui.cli import options


@click.command()
@options.board_or_its_end
@click.option(
    "--size",
    type=options.Size(),
    default="140x36",
    show_default=True,
    metavar="COLUMNSxLINES",
    help="The size of the terminal.",
)
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The output file: FILE.svg is a picture, FILE.txt is text.",
)
def snapshot(
    source: str | None,
    feed: str | None,
    journal: str | None,
    config: Path | None,
    at: str | None,
    whole: bool,
    size: tuple[int, int],
    output: Path,
) -> None:
    """Save a picture of the board to a file.

    SOURCE is a scenario's name or file. Instead, --feed polls a call feed once, and --journal
    reads a journal. Without any of these, the journal in the settings is read. If there is none
    yet, the feed in the settings is polled once.
    """
    if output.suffix not in (".svg", ".txt"):
        raise click.BadParameter(f"'{output}' must end in .svg or .txt.", param_hint="-o")
    from jru_tui.cli.sources import load_board

    view = load_board(source, feed=feed, journal=journal, config=config, at=at, whole=whole)
    from jru_tui.cli.export import deliver
    from jru_tui.cli.load_settings import checked_theme
    from jru_tui.cli.travel import recommendation_of
    from jru_tui.desk import without_folders

    trouble = without_folders(" ".join(view.warnings))
    recommendation = recommendation_of(view.board, view.settings, view.now)
    if output.suffix == ".svg":
        import asyncio

        from jru_tui.tui.picture import render_svg

        theme = checked_theme(view.settings)
        drawing = render_svg(
            view.board,
            view.health,
            view.now,
            size=size,
            theme=theme,
            demo=view.demo,
            trouble=trouble,
            recommendation=recommendation,
        )
        drawn = asyncio.run(drawing)
    else:
        from jru_tui.tui.text_picture import render_text

        drawn = render_text(
            view.board,
            view.health,
            view.now,
            size=size,
            demo=view.demo,
            trouble=trouble,
            recommendation=recommendation,
        )
    deliver(drawn, output, view, "snapshot", output.suffix.removeprefix("."))
    view.leave()
