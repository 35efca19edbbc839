"""A process that makes the checkpoint of a long journal for a waiting board.

A process of its own leaves the board its thread and its memory: what it folds is gone with it.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from jru_tui.board import Rules
from jru_tui.journal.long_journal import advance_checkpoint
from jru_tui.journal.protocol import JournalError

_NICENESS = 5
"""The keys of the board come first where there is one processor."""


async def checkpoint_beside(path: Path, rules: Rules, on_progress: Callable[[int], None]) -> None:
    """Bring the checkpoint of a journal to its end, in another process.

    Args:
        path: where the journal is.
        rules: that the board follows.
        on_progress: called with the number of events that are folded in, now and then.

    Raises:
        JournalError: it cannot be made; says why.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        str(path),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    problem = ""
    try:
        with suppress(ConnectionError):
            process.stdin.write(msgspec.json.encode(rules))
            process.stdin.close()
        async for line in process.stdout:
            output = line.decode().strip()
            if output.isdecimal():
                on_progress(int(output))
            else:
                problem = output
        code = await process.wait()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if code:
        raise JournalError(problem or "The journal was not read to its end.")


def main() -> int:
    """Make the checkpoint of the journal that is named, by the rules on standard input.

    Tells on standard output how many events are folded in, or what is wrong.

    Returns:
        The exit status: 0 if it was made.
    """
    os.nice(_NICENESS)
    rules = msgspec.json.decode(sys.stdin.buffer.read(), type=Rules)
    try:
        advance_checkpoint(Path(sys.argv[1]), rules, _say)
    except JournalError as error:
        _say(" ".join(str(error).split()))
        return 1
    return 0


def _say(message: object) -> None:
    sys.stdout.write(f"{message}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
