"""A typed command without a screen: to the journal of a stopped board, or through a running one.

A board that runs is the only writer of its journal, so it carries the command out itself: a request
is left beside the journal, and the reply is waited for. Both ways lead through the same gates.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

import click

from jru_tui.board import Board, Command, Refusal, calls_of
from jru_tui.cli.app_runner import commands_for
from jru_tui.cli.errors import CommandError
from jru_tui.cli.times import awake_s, wall_clock
from jru_tui.desk import Desk, ServerClock
from jru_tui.journal import (
    CommandRequest,
    JournalBusyError,
    JournalError,
    NotWrittenError,
    RequestReply,
    clock_ahead,
    command_inbox,
    open_journal,
)
from jru_tui.settings import Settings
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.board_command import board_command
from jru_tui.tui.commands.line.grammar import LineError
from jru_tui.tui.commands.spec import CommandSpec

SERVE_EVERY_S = 0.5
"""Seconds between two looks for requests."""
_LOOK_EVERY_S = 0.05


def give_command(settings: Settings, line: str, by: str) -> str:
    """Carry a typed line out, by whoever writes the journal of the settings.

    Args:
        settings: name the journal, and say whether commands go to a dispatch system.
        line: as on the board's command line.
        by: who gives it.

    Returns:
        What was done, in the words of the log.

    Raises:
        CommandError: it was not done, or nobody knows; says why.
    """
    path = settings.journal
    if not path.exists():
        raise CommandError(f"there is no journal at {path}.")
    try:
        said = asyncio.run(_give(settings, path, line, by))
    except JournalError as error:
        raise CommandError(str(error)) from error
    except (NotWrittenError, OSError) as error:
        raise CommandError(f"the board that runs cannot be reached: {error}") from error
    if not said.done:
        raise CommandError(said.said)
    return said.said


async def serve_commands(
    desk: Desk, path: Path, commands: Sequence[CommandSpec], clock: Callable[[], datetime]
) -> None:
    """Carry out what other processes ask the writer of a journal, until cancelled.

    Args:
        desk: carries it out.
        path: the journal.
        commands: those that can be typed.
        clock: the board's time.
    """
    await asyncio.to_thread(command_inbox.clear, path)
    while True:
        for request in await asyncio.to_thread(command_inbox.claim, path, wall_clock()):
            said = await _carry_out(desk, request.line, commands, clock(), request.by)
            with suppress(NotWrittenError, OSError):  # whoever asks is told that nobody answered
                await asyncio.to_thread(command_inbox.reply, path, request.id, said)
        await asyncio.sleep(SERVE_EVERY_S)


async def _carry_out(
    desk: Desk, line: str, commands: Sequence[CommandSpec], now: datetime, by: str
) -> RequestReply:
    context = Context(desk.board, now, health=desk.health, actor=desk.actor(by))
    command = board_command(line, context, commands)
    if isinstance(command, LineError):
        return RequestReply(done=False, said=f"not done: {command.reason}.")
    words = _words(desk.board, command)
    outcome = await desk.command(command, by=by)
    if isinstance(outcome, Refusal):
        return RequestReply(done=False, said=f"not done: {outcome.reason}.")
    return RequestReply(done=True, said=f"{words}.")


def _words(board: Board, command: Command) -> str:
    """Say what a command does, and at which call."""
    call = next(iter(calls_of(board.about(command))), "")
    return f"{board.call_name(call)}: {board.words(command)}" if call else board.words(command)


async def _give(settings: Settings, path: Path, line: str, by: str) -> RequestReply:
    try:
        return await _write(settings, path, line, by)
    except JournalBusyError as busy:
        said = await _ask(path, CommandRequest(uuid4().hex, wall_clock(), by, line))
        if said is None:
            raise CommandError(f"not done: {busy} It did not answer.") from busy
        return said


async def _write(settings: Settings, path: Path, line: str, by: str) -> RequestReply:
    """Carry a line out on the journal itself: no board writes it."""
    clock = ServerClock(wall_clock, awake_s, clock_ahead(path))
    async with await open_journal(path, by=by, clock=wall_clock) as journal:
        desk = Desk(
            board=Board(settings.rules),
            journal=journal,
            clock=clock,
            by=by,
            writes_back=bool(settings.feed.writeback),
        )
        await desk.catch_up()
        if settings.travel_table is not None:
            from jru_tui.cli.travel import use_travel_sources

            await use_travel_sources(desk, settings, partial(click.echo, err=True))
        return await _carry_out(desk, line, commands_for(settings), clock(), by)


async def _ask(path: Path, request: CommandRequest) -> RequestReply | None:
    """Ask the board that writes the journal; None if it has not even begun.

    Raises:
        CommandError: it has begun, and nobody knows whether it came to an end.
    """
    await asyncio.to_thread(command_inbox.leave, path, request)
    answered = asyncio.create_task(_answer(path, request.id))
    for patience_s in (command_inbox.VALID_S, command_inbox.VALID_S):
        done, _ = await asyncio.wait({answered}, timeout=patience_s)
        if done:
            return answered.result()
        if await asyncio.to_thread(command_inbox.withdraw, path, request.id):
            answered.cancel()
            return None
    answered.cancel()
    raise CommandError(
        "the board began with it and did not say how it ended: look whether it was done."
    )


async def _answer(path: Path, request_id: str) -> RequestReply:
    while True:
        said = await asyncio.to_thread(command_inbox.take_reply, path, request_id)
        if said is not None:
            return said
        await asyncio.sleep(_LOOK_EVERY_S)
