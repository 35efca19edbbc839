"""A progress line on stderr, shown only on a terminal."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import click

T = TypeVar("T")

_EVERY = 20_000


def count_progress(things: Iterable[T], label: str, every: int = _EVERY) -> Iterator[T]:
    """Hand the things on, and on a terminal's stderr count them, on one line that goes away.

    Args:
        things: what is counted.
        label: its name in the plural.
        every: how many between two updates.
    """
    with _line() as say:
        for number, thing in enumerate(things, 1):
            if number % every == 0:
                say(f"{label}: {number:,}")
            yield thing


@contextmanager
def share_progress(label: str) -> Iterator[Callable[[float], None]]:
    """Make a function that shows how much is done, given from 0 to 1."""
    with _line() as say:
        yield lambda done: say(f"{label}: {done:.0%}") if done > 0 else None


@contextmanager
def steps(label: str, every: int = _EVERY) -> Iterator[Callable[[int], None]]:
    """Make a function that shows how many things are done."""
    shown = 0

    with _line() as say:

        def show(number: int) -> None:
            nonlocal shown
            if number - shown >= every:
                shown = number
                say(f"{label}: {number:,}")

        yield show


@contextmanager
def _line() -> Iterator[Callable[[str], None]]:
    shown = False

    def say(words: str) -> None:
        nonlocal shown
        if sys.stderr.isatty():
            click.echo(f"\r{words}", err=True, nl=False)
            shown = True

    try:
        yield say
    finally:
        if shown:
            click.echo("\r\033[K", err=True, nl=False)
