"""The man page, made from the commands themselves."""

from collections.abc import Iterator

import click

from jru_tui import __version__
from jru_tui.cli.examples import EXAMPLES

_EXIT_STATUS = (
    ("0", "Success."),
    ("1", "Failure; the reason is on standard error."),
    ("2", "Wrong usage."),
    ("3", "check-feed set records aside."),
    ("4", "Success, but from a journal that is cut short, altered, or older than its anchor."),
    ("130", "Interrupted."),
)
_HELP = ("-h, --help", "Show the options and examples, and exit.")
_ENVIRONMENT = (
    ("JRU_TUI_CONFIG", "The settings file."),
    ("JRU_TUI_FEED_TOKEN", "The feed's token."),
    ("JRU_TUI_*", "Any setting: JRU_TUI_FEED_URL is feed.url."),
    ("NO_COLOR", "No colours."),
)


def man_page(program: click.Group) -> str:
    """Write the man page of a program and all its commands, in roff."""
    return "\n".join(_page(program)) + "\n"


def _page(program: click.Group) -> Iterator[str]:
    name = "jru-tui"
    yield f'.TH {name.upper()} 1 "" "{name} {__version__}"'
    yield ".SH NAME"
    yield f"{_text(name)} \\- {_text(_first_sentence(program))}"
    yield ".SH SYNOPSIS"
    yield f".B {_text(name)}"
    yield ".I command"
    yield "[\\fIoptions\\fR]"
    yield ".SH DESCRIPTION"
    yield from _paragraphs(program.help or "")
    yield ".SH COMMANDS"
    context = click.Context(program, info_name=name, **program.context_settings)
    for path, command in _commands(program, name, context):
        yield from _command(path, command, context)
    yield ".SH ENVIRONMENT"
    yield from _list(_ENVIRONMENT)
    yield ".SH EXIT STATUS"
    yield from _list(_EXIT_STATUS)


def _commands(
    group: click.Group, path: str, context: click.Context
) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, "a listed command is there"
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}", context)


def _command(path: str, command: click.Command, above: click.Context) -> Iterator[str]:
    context = click.Context(command, parent=above, info_name=path)
    usage = " ".join(command.collect_usage_pieces(context))
    yield f".SS {_text(f'{path} {usage}')}"
    yield from _paragraphs(command.help or "")
    options = (
        parameter
        for parameter in command.get_params(context)
        if isinstance(parameter, click.Option) and "--help" not in parameter.opts
    )
    records = (option.get_help_record(context) for option in options)
    yield from _list((*(record for record in records if record is not None), _HELP))
    for line, meaning in EXAMPLES.get(command.name or "", ()):
        yield ".PP"
        yield f"Example, {_text(meaning)}:"
        yield ".EX"
        yield f"    {_text(line)}"
        yield ".EE"


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.replace("\b", "").split("\n\n"):
        yield ".PP"
        yield _text(" ".join(paragraph.split()))


def _list(entries: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for term, meaning in entries:
        yield ".TP"
        yield f".B {_text(term)}"
        yield _text(meaning)


def _first_sentence(command: click.Command) -> str:
    return (command.help or "").partition("\n")[0].rstrip(".")


def _text(text: str) -> str:
    """Escape what roff would act on."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped
