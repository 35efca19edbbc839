"""Errors of commands: a sentence and an exit status, and never a traceback.

What was not foreseen becomes one sentence and a crash file that only its owner can read. The file
holds the types of the exceptions and the lines of code that they passed through. It never holds
an exception's message or a local variable: those may carry what a caller said.
"""

import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NoReturn

import click

from jru_tui import __version__
from jru_tui.board import printable


class CommandError(click.ClickException):
    """A failure; the message is a sentence for a person. Exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it on stderr. What is not printable in it (it may quote a file) is replaced."""
        text = printable(self.format_message(), keep="\n")
        click.echo(f"jru-tui: {text}", file=file or sys.stderr)


UNCONFIRMED = 3
"""Exit code: nothing was done yet; what it would come to was shown, and is to be confirmed."""

JOURNAL_DAMAGED = 4
"""Exit code: it was done, from a journal that is cut short, altered, or older than its anchor."""

_INTERRUPTED = 130


class UnconfirmedError(CommandError):
    """A command that is to be confirmed; the message is what it comes to, in lines."""

    exit_code = UNCONFIRMED


_OF_THE_MACHINE = {
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ELOOP,
    errno.ENAMETOOLONG,
    errno.ENOTDIR,
    errno.EIO,
}
"""What a folder or a disk does not allow: no fault of the program, and no crash file."""


def guarded(command: click.Command) -> NoReturn:
    """Run the command line and leave with its exit code."""
    try:
        # click's own way of ending would print "Aborted!" for a Ctrl+C.
        code = command.main(prog_name="jru-tui", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(_INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - this is the one place that turns any of them to words
        if isinstance(_first(error), BrokenPipeError):
            # Whoever read our output has left: nothing to say, and nobody to say it to.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        else:
            _last_words(error).show()
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def _last_words(error: Exception) -> CommandError:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return CommandError("the disk is full. Nothing that was shown as saved is lost.")
    if isinstance(error, OSError) and error.errno in _OF_THE_MACHINE and error.filename:
        return CommandError(f"{error.filename} cannot be used: {(error.strerror or '').lower()}.")
    text = f"jru-tui hit an internal error and had to stop ({type(_first(error)).__name__}). "
    try:
        return CommandError(f"{text}Details for a bug report are in {keep_crash(error)}.")
    except OSError as trouble:
        return CommandError(f"{text}The details could not be saved: {trouble.strerror}.")


def _first(error: BaseException) -> BaseException:
    """The error itself, or the first of a group."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def keep_crash(error: BaseException) -> Path:
    """Write the crash file and say where it is.

    Raises:
        OSError: it could not be written.
    """
    from jru_tui.settings import make_private_folder, state_folder

    folder = state_folder()
    make_private_folder(folder)
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    path = folder / f"crash-{stamp}-{os.getpid()}.txt"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
        file.writelines(_account(error))
    return path


def _account(error: BaseException) -> Iterator[str]:
    import platform
    from traceback import extract_tb, format_list

    yield f"jru-tui {__version__}, Python {platform.python_version()}, {platform.system()}\n"
    yield "Only types and lines of code: messages and values are left out on purpose.\n"
    seen: set[int] = set()
    waiting: list[tuple[str, BaseException]] = [("", error)]
    while waiting:
        relation, each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield f"\n{relation}{type(each).__module__}.{type(each).__qualname__}\n"
        lines = format_list(extract_tb(each.__traceback__))
        yield from (printable(line, keep="\n") for line in lines)
        if isinstance(each, BaseExceptionGroup):
            waiting += [("One of the group: ", inner) for inner in each.exceptions]
        if each.__cause__ is not None:
            waiting.append(("Because of: ", each.__cause__))
        elif each.__context__ is not None and not each.__suppress_context__:
            waiting.append(("While handling: ", each.__context__))
