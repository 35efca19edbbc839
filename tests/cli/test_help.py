"""Help and the man page: each command ends with examples, and the examples are right."""

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result

from jru_tui.cli import cli
from jru_tui.cli.examples import EXAMPLES
from jru_tui.cli.man_page import man_page

Jru = Callable[..., Result]

MAN = Path(__file__).parent.parent.parent / "docs" / "jru-tui.1"


def commands(group: click.Group, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)


COMMANDS = dict(commands(cli))
EXAMPLE_LINES = [line for examples in EXAMPLES.values() for line, _ in examples]


@pytest.mark.parametrize("path", [(), *COMMANDS], ids=" ".join)
def test_help_ends_with_examples(jru: Jru, path: tuple[str, ...]) -> None:
    said = jru(*path, "--help").stdout
    examples = said[said.index("Examples:") :]
    assert "Options:" not in examples
    assert f"jru-tui {' '.join(path)}".strip() in examples


@pytest.mark.parametrize("line", EXAMPLE_LINES)
def test_an_example_can_be_typed_as_it_stands(line: str) -> None:
    program, *words = shlex.split(re.split(r" [|>] ", line)[0])
    assert program == "jru-tui"
    command: click.Command = cli
    while words and isinstance(command, click.Group):
        found = command.get_command(click.Context(command), words.pop(0))
        assert found is not None
        command = found
    command.make_context("jru-tui", words)


def test_the_man_page_in_the_documents_is_that_of_the_program() -> None:
    assert MAN.read_text() == man_page(cli), "run `make docs`"


def test_the_man_page_has_every_command_every_option_and_every_example() -> None:
    page = man_page(cli).replace("\\-", "-").replace("\\(dq", '"')
    for path, command in COMMANDS.items():
        assert f".SS jru-tui {' '.join(path)}" in page
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert all(name in page for name in parameter.opts)
    for line in EXAMPLE_LINES:
        if line.split()[1] != "check-feed" or "--watch" in line:
            assert line in page


def test_nothing_in_the_man_page_is_read_as_a_request_by_accident() -> None:
    known = (".TH", ".SH", ".SS", ".PP", ".TP", ".B ", ".I ", ".EX", ".EE")
    for line in man_page(cli).splitlines():
        assert not line.startswith("'")
        assert not line.startswith(".") or line.startswith(known)
