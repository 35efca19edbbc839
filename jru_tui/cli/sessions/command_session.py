"""A typed command without a screen: to the journal of a stopped board, or through a running one.

A board that runs is the only writer of its journal, so it carries the command out itself: a request
is left beside the journal, and the reply is waited for. Both ways lead through the same gates.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

import click
from msgspec import structs

from jru_tui.board import (
    RANKS,
    Refusal,
    Request,
    calls_of,
    decided_commands,
    effects_of,
    not_restored,
    printable,
    refuse_roles,
    resolved_commands,
    shift_at,
)
from jru_tui.cli.errors import CommandError, UnconfirmedError
from jru_tui.cli.sessions.command_desk import make_command_desk
from jru_tui.cli.terminal_setup import commands_for
from jru_tui.cli.times import awake_s, read_moment, wall_clock
from jru_tui.desk import Desk, ServerClock, Spooled
from jru_tui.journal import (
    CommandRequest,
    JournalAwayError,
    JournalBusyError,
    JournalError,
    NotWrittenError,
    Place,
    RequestReply,
    clock_ahead,
    command_inbox,
    is_started,
    open_journal,
)
from jru_tui.settings import Settings
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.board_command import board_command
from jru_tui.tui.commands.line.grammar import LineError, Run
from jru_tui.tui.commands.proposal import Proposal
from jru_tui.tui.commands.spec import CommandSpec

SERVE_EVERY_S = 0.5
"""Seconds between two looks for requests."""
_LOOK_EVERY_S = 0.05
_DOES_NOT_WAIT = (
    "The command was not kept for later. Give it on an open board, which keeps it on its machine, "
    "or try again when the server answers."
)
_MOST_LINE = 600
"""Characters of a line: as many as the board's command line takes."""


def give_command(
    settings: Settings, line: str, by: str, confirm: str = "", happened: str = ""
) -> str:
    """Carry a typed line out, by whoever writes the journal of the settings.

    Args:
        settings: name the journal, and say whether commands go to a dispatch system.
        line: as on the board's command line.
        by: who gives it.
        confirm: code of what was shown of it before; empty where nothing was.
        happened: when it was done, as `--at` takes it; a time alone is one of the running shift.
            Empty: now.

    Returns:
        What was done, in the words of the log, and what else changed by it.

    Raises:
        UnconfirmedError: it is to be confirmed first; says what it comes to, and by which code.
        CommandError: it was not done, or nobody knows; says why.
    """
    path = settings.journal
    if not is_started(path):
        raise CommandError(f"there is no journal at {path}.")
    try:
        happened_at = None
        if happened:
            now = wall_clock() + clock_ahead(path, wall_clock())
            happened_at = read_moment(happened, shift_at(settings.rules.hours, now).starts_at)
        request = CommandRequest(
            uuid4().hex, wall_clock(), by, line, confirm, happened_at, settings.role
        )
        reply = asyncio.run(_give(settings, path, request))
    except JournalAwayError as error:
        raise CommandError(f"not done: {error} {_DOES_NOT_WAIT}") from error
    except JournalError as error:
        raise CommandError(str(error)) from error
    except (NotWrittenError, OSError) as error:
        raise CommandError(f"the running board cannot be reached: {error}") from error
    if reply.confirm:
        raise UnconfirmedError(reply.said)
    if not reply.done:
        raise CommandError(reply.said)
    return reply.said


async def serve_commands(
    desk: Desk,
    path: Path,
    commands: Sequence[CommandSpec],
    clock: Callable[[], datetime],
    poll_now: Callable[[], bool] = lambda: True,
) -> None:
    """Carry out what other processes ask the writer of a journal, until cancelled.

    Args:
        desk: carries it out.
        path: the journal.
        commands: those that can be typed.
        clock: the board's time.
        poll_now: asks the feed, and sends what waits, at once; false where the server wants a
            pause.
    """
    await asyncio.to_thread(command_inbox.clear, path)
    while True:
        for request in await asyncio.to_thread(command_inbox.claim, path, wall_clock()):
            reply = await _carry_out(desk, request, commands, clock(), poll_now)
            with suppress(NotWrittenError, OSError):  # whoever asks is told that nobody answered
                await asyncio.to_thread(command_inbox.reply, path, request.id, reply)
        await asyncio.sleep(SERVE_EVERY_S)


async def _carry_out(
    desk: Desk,
    request: CommandRequest,
    commands: Sequence[CommandSpec],
    now: datetime,
    poll_now: Callable[[], bool] | None = None,
) -> RequestReply:
    """Carry a request out on a desk.

    Args:
        desk: carries it out.
        request: the line, and who gives it.
        commands: those that can be typed.
        now: the board's time.
        poll_now: asks the feed at once; None where no board runs that could.
    """
    line = printable(" ".join(request.line.split()))
    if len(line) > _MOST_LINE:
        return _refused(f"the line is longer than {_MOST_LINE} characters")
    if desk.recommendation.little:
        desk.recommendation.at(now)
    actor = desk.actor(request.by)
    actor = structs.replace(actor, role=min(actor.role, request.role, key=RANKS.__getitem__))
    context = Context(
        desk.board,
        now,
        health=desk.health,
        recommendation=desk.recommendation,
        actor=actor,
        writes_back=desk.writes_back,
    )
    answer = board_command(line, context, commands)
    if isinstance(answer, LineError):
        return _refused(answer.reason)
    if isinstance(answer, Run):
        return _ask_feed(poll_now)
    if isinstance(answer, Proposal) and answer.code != request.confirm:
        return _shown(answer, request)
    asking = answer.request if isinstance(answer, Proposal) else answer
    if refused := refuse_roles(desk.board, asking, actor.role):
        return _refused(refused.reason)
    shown = effects_of(desk.board, asking) if isinstance(answer, Proposal) else None
    words = "; ".join((*_words(context, asking), *effects_of(desk.board, asking)))
    outcome = await desk.command(asking, shown, by=request.by, happened_at=request.happened_at)
    if isinstance(outcome, Refusal):
        return _refused(outcome.reason)
    assert not isinstance(outcome, Spooled), "no board is running, so no command is waiting here"
    if poll_now is not None:
        poll_now()
    stays = [text for one in decided_commands(asking) for text in not_restored(desk.board, one)]
    return RequestReply(done=True, said=f"{'; '.join((words, *stays))}.")


def _ask_feed(poll_now: Callable[[], bool] | None) -> RequestReply:
    if poll_now is None:
        return _refused("no board is running to poll the feed")
    if poll_now():
        return RequestReply(done=True, said="asking the feed now.")
    return _refused("the server asked for a pause; the board polls when it is over")


def _refused(reason: str) -> RequestReply:
    """Say why it was not done; a reason may begin or end as the whole sentence does."""
    cause = reason.removeprefix("not done").lstrip(":, ").rstrip(".")
    return RequestReply(done=False, said=f"not done: {cause}.")


def _shown(proposal: Proposal, request: CommandRequest) -> RequestReply:
    """Show what is to be confirmed."""
    lines = [f"not done yet: {proposal.heading}.", *(f"  {fact}" for fact in proposal.facts)]
    if request.confirm:
        lines.insert(0, f"{request.confirm} no longer applies: the board has changed.")
    lines.append(f"To do it, run the same command with --confirm {proposal.code}")
    return RequestReply(done=False, said="\n".join(lines), confirm=proposal.code)


def _words(context: Context, request: Request) -> Iterator[str]:
    """Say what is asked, and of which call or vehicle, command by command."""
    board = context.board
    for command in resolved_commands(board, request, context.actor):
        call = next(iter(calls_of(board.about(command))), "")
        vehicle = board.vehicles.get(getattr(command, "vehicle", None) or "")
        words = board.words(command)
        if call:
            yield f"{board.call_name(call)}: {words}"
        elif vehicle is not None and vehicle.name not in words:
            yield f"{vehicle.name}: {words}"
        else:
            yield words


async def _give(settings: Settings, path: Place, request: CommandRequest) -> RequestReply:
    try:
        return await _write(settings, path, request)
    except JournalBusyError as busy:
        assert isinstance(path, Path)
        reply = await _ask(path, request)
        if reply is None:
            raise CommandError(f"not done: {busy} It did not answer.") from busy
        return reply


async def _write(settings: Settings, path: Place, request: CommandRequest) -> RequestReply:
    """Carry a request out on the journal itself: no board writes it, or several do."""
    clock = ServerClock(wall_clock, awake_s, clock_ahead(path, wall_clock()))
    async with await open_journal(path, by=request.by, clock=wall_clock) as journal:
        if journal.notice:
            click.echo(f"jru-tui: {printable(journal.notice)}.", err=True)
        if journal.damaged:
            raise CommandError(f"not done: {journal.warning}")
        desk = await make_command_desk(settings, journal, clock, request.by)
        if settings.travel_table is not None:
            from jru_tui.cli.travel import use_travel_sources

            await use_travel_sources(desk, settings, partial(click.echo, err=True))
        return await _carry_out(desk, request, commands_for(settings), clock())


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
        "the board started it but did not report the result: check whether it was done."
    )


async def _answer(path: Path, request_id: str) -> RequestReply:
    while True:
        reply = await asyncio.to_thread(command_inbox.take_reply, path, request_id)
        if reply is not None:
            return reply
        await asyncio.sleep(_LOOK_EVERY_S)
