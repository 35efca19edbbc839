"""What the README says by itself is what the program says."""

from pathlib import Path

import click

from jru_tui.cli import cli
from jru_tui.tui.commands.keymap import key_sheet

README = Path(__file__).parent.parent / "README.md"


def test_the_keys_are_the_programs_own() -> None:
    told = README.read_text("utf-8").split("<!-- keys:start -->\n")[1]
    assert told.split("<!-- keys:end -->")[0].strip() == key_sheet().strip(), "run `make docs`"


def test_every_command_that_it_names_is_one() -> None:
    words = [
        line.split()[2]
        for line in README.read_text("utf-8").splitlines()
        if line.startswith("$ jru-tui ")
    ]
    assert words
    assert set(words) <= set(cli.list_commands(click.Context(cli)))


def test_the_files_that_it_links_to_are_there() -> None:
    for link in (
        "docs/board.svg",
        "docs/acts.md",
        "docs/settings.md",
        "docs/report.md",
        "docs/json.md",
        "docs/feed.md",
        "docs/mappings.md",
        "docs/terminal.md",
        "docs/journal.md",
        "sample_feeds/README.md",
        "CHANGELOG.md",
    ):
        assert f"({link})" in README.read_text("utf-8")
        assert (README.parent / link).is_file()
