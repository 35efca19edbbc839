"""The board as lines of text, drawn without a terminal, without a clock, and without Textual."""

from datetime import datetime
from textwrap import wrap

from jru_tui.board import Board, Recommendation
from jru_tui.feeds import FeedHealth
from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.keymap import key_label, offered_keys
from jru_tui.tui.layout.board_layout import StaticBoard
from jru_tui.tui.layout.calls.call_list import CallListPart
from jru_tui.tui.layout.frame import Frame, watched
from jru_tui.tui.layout.key_line import KeyPart


def render_text(
    board: Board,
    health: FeedHealth,
    now: datetime,
    *,
    size: tuple[int, int] = (140, 36),
    demo: str = "",
    trouble: str = "",
    recommendation: Recommendation | None = None,
) -> str:
    """The main screen as lines of text without colour; blanks at their ends are left out.

    Args:
        board: the board as it stands.
        health: the health of the feed.
        now: the present moment, UTC.
        size: columns and lines.
        demo: the words of a demo; empty for a live board.
        trouble: a sentence on what is wrong with the journal; empty for nothing.
        recommendation: the board's, with the travel times of the settings; None for the straight
            line alone.
    """
    keys = {command.id: key_label(command.keys[0]) for command in COMMANDS}
    predicts = recommendation or Recommendation(board)
    frame = Frame(board, health, now, demo, keys=keys, trouble=trouble, recommendation=predicts)
    # The alerts are asked for first once the recommendation is made, on which some depend.
    predicts.at(now)
    call = board.calls.get(CallListPart(frame).selected or "")
    if call is not None and call.open:
        predicts.advise(call.id, now)
    key_line = KeyPart(offered_keys(COMMANDS, read_only=False))
    lines = StaticBoard(watched(frame), key_line, *size).lines()
    drawn = ("".join(run.text for run in line.runs()).rstrip() for line in lines)
    # The board's last line has no room for all of it, and may have something more urgent to say.
    warning = wrap(f"Do not rely on this. {trouble}", size[0]) if trouble else []
    return "".join(f"{line}\n" for line in (*warning, *drawn))
