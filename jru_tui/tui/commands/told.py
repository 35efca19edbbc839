"""What is said to the supervisor once a command was carried out."""

from jru_tui.board.board import Board
from jru_tui.board.commands import Command
from jru_tui.board.orders import calls_of


def told(board: Board, command: Command) -> str:
    """One sentence: `K-1037: JRU 2 assigned`, `undid: JRU 2 assigned`. It may hold feed text."""
    words = board.words(command)
    return "".join(f"{call}: " for call in calls_of(command)) + words
