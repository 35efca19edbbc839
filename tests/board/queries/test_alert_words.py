"""Every kind of alert has words of its own where it is dismissed."""

from typing import get_args

import pytest

from jru_tui.board.board import Board
from jru_tui.board.commands import Dismiss
from jru_tui.board.queries.alerts import AlertKind
from jru_tui.board.rules import Rules


@pytest.mark.parametrize("kind", [kind for kind in get_args(AlertKind) if kind != "emergency"])
def test_the_log_says_what_was_dismissed(kind: AlertKind) -> None:
    words = Board(Rules()).words(Dismiss((kind, "JRU1", "G1"), "seen"))
    assert words.endswith(" dismissed: seen")
    assert words != "alert dismissed: seen"
