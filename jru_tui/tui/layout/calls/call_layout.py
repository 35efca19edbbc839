"""A layout of the detail pane: which lines of which blocks have room, and where."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from jru_tui.tui.layout.line import Line

_LOG_AT_LEAST = 2
_LOG_BEFORE_BLANKS = 5


class Block(Struct):
    """A block of lines that belong together.

    Attributes:
        rank: a lower one is given room first.
        lines: all of its lines.
        taken: how many of them have room.
        at: where the first of them stands.
        shorter: writes it in fewer lines, so that it says that there is more.
    """

    rank: int
    lines: list[Line]
    taken: int = 0
    at: int = 0
    shorter: Callable[[int], list[Line]] | None = None


def fit(blocks: Sequence[Block], log: Block, room: int, width: int) -> list[Line]:
    """The lines of the pane, in the order of the blocks; `log` is the last of them.

    Room goes to the blocks by rank, then to the blanks between them, and what is left to the log,
    which keeps its heading and its newest entries.

    Args:
        blocks: those above the log.
        log: the block of the log.
        room: lines that there are.
        width: cells that there are.
    """
    for block in sorted((*blocks, log), key=lambda each: each.rank):
        most = _LOG_AT_LEAST if block is log else len(block.lines)
        block.taken = min(len(block.lines), most, room)
        if block.shorter is not None and 0 < block.taken < len(block.lines):
            block.lines = block.shorter(block.taken)
        room -= block.taken
    shown = [block for block in blocks if block.taken]
    newest = min(room, len(log.lines), _LOG_BEFORE_BLANKS) - log.taken
    log.taken += max(0, newest)
    room -= max(0, newest)
    blanks = min(room, len(shown))
    log.taken += min(room - blanks, len(log.lines) - log.taken)
    lines: list[Line] = []
    for index, block in enumerate(shown):
        if index > len(shown) - blanks:
            lines.append(Line(width))
        block.at = len(lines)
        lines += block.lines[: block.taken]
    if blanks:
        lines.append(Line(width))
    if log.taken > 1 or log.taken == len(log.lines):
        entries = len(log.lines) - (log.taken - 1)
        lines += [log.lines[0], *log.lines[max(1, entries) :]]
    return lines
